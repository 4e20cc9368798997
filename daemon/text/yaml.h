/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * YAML files that people write, as a tree of nodes that know their place. Built from libfyaml's events: its own document
 * tree costs twenty times the file. No anchors, aliases, tags or merge keys: they are errors. Duplicate keys are errors.
 */
#ifndef NUNCIO_TEXT_YAML_H
#define NUNCIO_TEXT_YAML_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/diag.h"
#include "base/str.h"

enum yaml_type { YAML_SCALAR, YAML_SEQUENCE, YAML_MAPPING };
enum yaml_style { YAML_PLAIN, YAML_QUOTED, YAML_BLOCK };

struct yaml_node {
	enum yaml_type type;
	enum yaml_style style; /* of a scalar */
	uint32_t
		line; /* of its first character, from 1; of a block scalar, of the line of its first text */
	uint32_t column;         /* from 1, code points */
	uint32_t indent;         /* of a block scalar: columns removed from every line */
	uint32_t count;          /* children */
	struct str text;         /* of a scalar: its value, in the arena or in the file's text */
	struct yaml_node *key;   /* the key, when the parent is a mapping */
	struct yaml_node *next;  /* next sibling */
	struct yaml_node *first; /* first child of a sequence, first value of a mapping */
};

/* The root of the only document; NULL with an error in `diags` when the text is not acceptable. An empty document gives
 * an empty sequence. `file` is used for places; it and `text` must outlive the nodes. */
struct yaml_node *yaml_parse(
	struct arena *arena, const char *file, struct str text, struct diags *diags);
/* The same with the nodes in an arena of their own, one behind the other as they stand in the text: they may go before their
 * texts do. */
struct yaml_node *yaml_parse_apart(struct arena *nodes, struct arena *texts, const char *file,
	struct str text, struct diags *diags);
/* Value of a key of a mapping, or NULL. */
struct yaml_node *yaml_get(const struct yaml_node *mapping, struct str key);
struct place yaml_place(const struct yaml_node *node, const char *file);
/* true/false, yes/no, on/off. -EINVAL for anything else. */
MUST_CHECK int yaml_to_bool(const struct yaml_node *node, bool *ret);

#endif
