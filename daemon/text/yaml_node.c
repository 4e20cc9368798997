/* SPDX-License-Identifier: BSD-2-Clause */
/* What readers ask of the nodes that text/yaml made. Never parses, and changes nothing. */
#include "text/yaml.h"

#include <errno.h>

struct yaml_node *yaml_get(const struct yaml_node *mapping, struct str key)
{
	if (mapping->type != YAML_MAPPING) {
		return NULL;
	}
	for (struct yaml_node *node = mapping->first; node; node = node->next) {
		if (str_eq(node->key->text, key)) {
			return node;
		}
	}
	return NULL;
}

struct place yaml_place(const struct yaml_node *node, const char *file)
{
	return (struct place){.file = file, .line = node->line, .column = node->column};
}

int yaml_to_bool(const struct yaml_node *node, bool *ret)
{
	static const struct {
		struct str word;
		bool value;
	} words[] = {
		{STR_INIT("true"), true},
		{STR_INIT("false"), false},
		{STR_INIT("yes"), true},
		{STR_INIT("no"), false},
		{STR_INIT("on"), true},
		{STR_INIT("off"), false},
	};

	for (size_t i = 0; node->type == YAML_SCALAR && i < sizeof(words) / sizeof(words[0]); i++) {
		if (str_eq_nocase(node->text, words[i].word)) {
			*ret = words[i].value;
			return 0;
		}
	}
	return -EINVAL;
}
