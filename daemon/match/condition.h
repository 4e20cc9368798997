/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A condition as a tree (RULES.md section 2): what the author wrote, checked, with every name resolved and every macro put
 * in. Says nothing about how it is evaluated.
 */
#ifndef NUNCIO_MATCH_CONDITION_H
#define NUNCIO_MATCH_CONDITION_H

#include <assert.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/diag.h"
#include "base/str.h"
#include "match/hit.h"

struct rule_book;

enum condition_type {
	CONDITION_WORD, /* text: as written, one or several words after segmentation ("Taliban-led") */
	CONDITION_WILDCARD, /* text: with * and ? */
	CONDITION_STEM,     /* text~ */
	CONDITION_FUZZY,    /* text~number */
	CONDITION_EXACT,    /* =text: exactly these letters */
	CONDITION_REGEX,    /* /text/, number 1: with i */
	CONDITION_PHRASE, /* children in order, adjacent: WORD, WILDCARD, STEM, EXACT, LIST, ENTITY, TYPE */
	CONDITION_LIST,        /* target: index of a list */
	CONDITION_ENTITY,      /* target: index of an entity */
	CONDITION_ENTITY_TYPE, /* target: index of a type */
	CONDITION_AND,
	CONDITION_OR,
	CONDITION_NOT,  /* one child */
	CONDITION_NEAR, /* two children, number words between; ordered: ONEAR; negated: NOT NEAR */
	CONDITION_SENTENCE, /* one child */
	CONDITION_PARAGRAPH,
	CONDITION_FIRST,    /* one child, number words */
	CONDITION_AT_LEAST, /* one child, number occurrences */
	CONDITION_N_OF,     /* number of the children */
	CONDITION_FIELD,    /* one child; fields: bit set of enum field */
	CONDITION_CAPTURE   /* one child; text: the name */
};

/* A million rules hold ten million of them: one is one line of the processor's caches. */
struct condition {
	struct condition *first; /* children */
	struct condition
		*next; /* sibling; a macro used twice is copied, so a node has one parent */
	struct str text;
	struct str source; /* as it stands in the file, for evidence and explanations */
	uint32_t line;
	uint32_t column;
	union { /* which of them, the type says */
		uint32_t number;
		uint32_t target;
		uint32_t fields;
	};
	uint16_t count; /* children; LIMIT_CONDITION_NODES counts their parent, too */
	uint8_t type;   /* enum condition_type */
	bool ordered : 1;
	bool negated : 1;
};
static_assert(sizeof(struct condition) <= 64, "one line of the caches");

/* Where the text of a condition stands in its file, to give diagnostics their place. */
struct condition_origin {
	const char *file;
	uint32_t line;        /* of the first line of the text */
	uint32_t column;      /* of its first character */
	uint32_t indent;      /* added to the column of each further line (a block scalar) */
	struct str file_text; /* to quote lines from; may be empty */
};

/* The name of a field as conditions write it, "title"; false when there is none of that name. */
bool condition_field_parse(struct str name, enum field *ret);

/* Where a condition is put; both are borrowed. What a hit shows are parts of the texts: they may have to outlive the tree. */
struct condition_room {
	struct arena *nodes;
	struct arena *texts;
	size_t *macro_nodes; /* that macros may still put into conditions; counted down */
};

/* Parses and resolves against `book` (whose lists, entities, types and macros are known). NULL with at least one error in
 * `diags`. */
struct condition *condition_parse(struct condition_room room, const struct rule_book *book,
	struct str text, const struct condition_origin *origin, struct diags *diags);
/* Parses an item of a list or a name of an entity in its list form: "ambassador*", "chargé d'affaires" (a phrase),
 * "@entity". */
struct condition *condition_parse_item(struct condition_room room, const struct rule_book *book,
	struct str text, const struct condition_origin *origin, struct diags *diags);

/* Children are kept in order; `*tail` is where the next one goes, NULL at first. */
void condition_add(struct condition *parent, struct condition **tail, struct condition *child);

/* True when it is or holds a list, an entity or a type. */
bool condition_has_reference(const struct condition *condition);

struct macro;
/* Parses a macro, if no condition that uses it has done so already. False when it has an error, which is reported once. */
bool condition_parse_macro(struct condition_room room, const struct rule_book *book,
	struct macro *macro, struct diags *diags);

#endif
