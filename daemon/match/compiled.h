/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The inside of a rule set: what the compiler writes and the matcher reads. Everything is in one arena and constant.
 *
 *   form   a folded word as it may stand in a text                       -> the atoms it counts for
 *   atom   a word, an exact spelling or a wildcard of the rules          id 0 .. atom_count - 1
 *   group  a list, an entity or a type                                   id atom_count .. id_count - 1
 *   alias  a sequence of atoms that is a member of a list or a name of an entity
 *   node   a clause of a condition
 *
 * An id is present in an article when it may have an occurrence there; the index gives the rules to try by id.
 */
#ifndef NUNCIO_MATCH_COMPILED_H
#define NUNCIO_MATCH_COMPILED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "match/book.h"
#include "match/dictionary.h"
#include "match/rule_set.h"

#define ID_NONE UINT32_MAX
#define NODE_ALWAYS (UINT32_MAX - 1)

/* Words next to each other. Two ideographs make one atom that covers two places, so that offsets are not 0, 1, 2. */
struct sequence {
	uint32_t first; /* in elements */
	uint16_t count;
	uint16_t anchor; /* which element is the rarest */
	uint32_t length; /* places covered */
};

struct element {
	uint32_t atom;
	uint32_t offset;
};

/* When an occurrence counts: inside none of the `unless`, and one of the `context` in the article. */
struct guard {
	uint32_t unless; /* first of the nodes, in children */
	uint32_t unless_count;
	uint32_t context;
	uint32_t context_count;
	struct str lang; /* empty: any */
};

struct alias {
	uint32_t sequence;
	uint32_t group; /* id */
	uint32_t guard; /* 0: none */
};

enum group_kind { GROUP_LIST, GROUP_ENTITY, GROUP_TYPE };

struct group {
	enum group_kind kind;
	uint32_t index;   /* in the book's lists, entities or types */
	uint32_t guard;   /* 0: none */
	uint32_t members; /* of a list: nodes that are not plain sequences, in children */
	uint32_t member_count;
};

enum node_kind {
	NODE_TERM,     /* id: an atom or a group */
	NODE_SEQUENCE, /* id: index of a sequence */
	NODE_PHRASE,   /* children adjacent in order */
	NODE_AND,
	NODE_OR,
	NODE_NOT,
	NODE_NEAR,
	NODE_SENTENCE,
	NODE_PARAGRAPH,
	NODE_FIRST,
	NODE_AT_LEAST,
	NODE_N_OF,
	NODE_FIELD,
	NODE_CAPTURE
};

struct node {
	const struct condition *condition; /* what the author wrote */
	enum node_kind kind;
	bool ordered;
	bool negated;
	bool captures; /* a capture is in it */
	uint32_t id;   /* of a capture: index of its name in the rule */
	uint32_t number;
	uint32_t fields;
	uint32_t children; /* first, in set->children */
	uint32_t child_count;
	uint32_t
		cover; /* SENT, PARA: one of these ids is in every unit that satisfies; in set->covers */
	uint32_t cover_count; /* 0: any unit may */
};

struct rule {
	const struct book_rule *book;
	uint32_t root;     /* NODE_ALWAYS: every article (of a gate only) */
	uint32_t fields;   /* of the book's rule: where unprefixed terms look */
	bool any_language; /* the book's rule names none */
	uint32_t capture_count;
	struct str captures[LIMIT_CAPTURES];
};

struct posting {
	uint32_t rule;
	uint32_t guard; /* an id that must be present too, or ID_NONE */
};

/* What an id leads to: for each kind the range [starts[id][kind], starts[id + 1][kind]) of an array. Side by side, because
 * each id of an article asks for all of them. */
enum start_kind {
	START_ALIASES, /* by the atom that anchors the sequence */
	START_IMPLIED, /* groups that may have an occurrence when this id does */
	START_POSTINGS,
	START_COUNT
};

struct rule_set {
	const struct rule_book *book;
	struct dictionary dictionary;
	uint32_t atom_count;
	uint32_t id_count;
	uint32_t fields; /* bit set of the fields that any rule looks at */

	const struct sequence *sequences;
	const struct element *elements;
	const struct guard *guards;
	size_t guard_count;
	const struct group *groups; /* by id - atom_count */
	uint32_t list_id;           /* first id of the lists, entities and types */
	uint32_t entity_id;
	uint32_t type_id;

	uint32_t (*starts)[START_COUNT];
	const struct alias *aliases;
	const uint32_t *implied;

	const struct node *nodes;
	const uint32_t *children; /* indexes of nodes */
	const uint32_t *covers;
	/* Behind the rules stand the gates of those with `fulltext: true`, by the same numbers: no hits come of them. */
	const struct rule *rules;
	size_t rule_count;
	size_t gate_count;
	const struct posting *postings;
	const uint32_t *without_key; /* rules tried on every article */
	size_t without_key_count;

	struct rule_set_stats stats;
};

static inline bool id_is_group(const struct rule_set *set, uint32_t id)
{
	return id >= set->atom_count;
}

static inline const struct group *set_group(const struct rule_set *set, uint32_t id)
{
	return &set->groups[id - set->atom_count];
}

#endif
