/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Each element of a feed is looked up here, most of them in vain: one hash of three bytes of the name, then as a rule one
 * comparison. Keeps the order of the tables: of two rules that fit the first one counts.
 */
#include "parse/rules.h"

#include <assert.h>
#include <string.h>

static unsigned slot_of(struct str name)
{
	const unsigned char *bytes = (const unsigned char *)name.ptr;

	if (name.len == 0) {
		return 0;
	}
	return (bytes[0] * 7u + bytes[name.len / 2] * 31u + bytes[name.len - 1] * 3u +
		       (unsigned)name.len) %
	       RULES_SLOTS;
}

/* From the last to the first: each goes to the head of its slot. */
static void add_table(struct rules *rules, const struct xml_format *format)
{
	for (size_t i = format->rule_count; i > 0; i--) {
		const struct element_rule *rule = &format->rules[i - 1];
		uint8_t *slot = &rules->slots[slot_of(rule->name)];

		assert(rules->count < RULES_MAX);
		rules->list[rules->count] = rule;
		rules->next[rules->count] = *slot;
		rules->count++;
		*slot = (uint8_t)rules->count;
	}
}

void rules_init(struct rules *rules, const struct xml_format *format)
{
	memset(rules, 0, sizeof(*rules));
	add_table(rules, &format_modules);
	add_table(rules, format);
}

const struct element_rule *rules_find(
	const struct rules *rules, const struct xml_element *element, bool own, unsigned places)
{
	for (unsigned i = rules->slots[slot_of(element->name)]; i > 0; i = rules->next[i - 1]) {
		const struct element_rule *rule = rules->list[i - 1];

		if ((rule->places & places) != 0 && str_eq(rule->name, element->name) &&
			(rule->names == NAMES_NONE ? own : rule->names == element->names)) {
			return rule;
		}
	}
	return NULL;
}
