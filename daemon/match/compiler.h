/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The workshop of rule_set_compile: growing arrays on the heap, laid out in the arena at the end. Until then the id of a
 * group is GROUP_BIT | its number, because the atoms before it are still being counted.
 */
#ifndef NUNCIO_MATCH_COMPILER_H
#define NUNCIO_MATCH_COMPILER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/diag.h"
#include "match/compiled.h"
#include "match/dictionary.h"
#include "text/token.h"

#define GROUP_BIT 0x80000000u
#define NODE_INVALID UINT32_MAX /* an error has been said */

struct numbers {
	uint32_t *items; /* owned */
	size_t count;
	size_t cap;
};

/* `to` belongs to the id `from`. */
struct link {
	uint32_t from;
	uint32_t to;
	uint32_t guard;
};

struct links {
	struct link *items; /* owned */
	size_t count;
	size_t cap;
};

struct compiler {
	struct arena *arena; /* borrowed: the set goes there */
	const struct rule_book *book;
	struct diags *diags;
	struct dictionary_builder *dictionary; /* owned */
	struct token_list tokens;              /* scratch */
	const char *file;                      /* of what is compiled, for errors */
	struct rule *rule;                     /* being compiled; NULL in lists and entities */

	struct sequence *sequences; /* owned, as the arrays below */
	size_t sequence_count;
	size_t sequence_cap;
	struct element *elements;
	size_t element_count;
	size_t element_cap;
	struct guard *guards; /* [0] is none */
	size_t guard_count;
	size_t guard_cap;
	struct alias *aliases;
	size_t alias_count;
	size_t alias_cap;
	struct node *nodes;
	size_t node_count;
	size_t node_cap;
	struct rule *rules; /* the gates behind the rules */
	size_t rule_count;
	size_t gate_count;
	struct group *groups;
	double *frequencies; /* of each group */
	size_t group_count;
	struct numbers children;
	struct numbers covers;
	struct numbers without_key;
	struct links implied;  /* id to group */
	struct links postings; /* id to rule */
	uint32_t fields;       /* that any rule looks at */
};

void numbers_add(struct numbers *numbers, uint32_t number);
void links_add(struct links *links, uint32_t from, uint32_t to, uint32_t guard);
/* An error at the place of a condition. */
void compiler_error(
	struct compiler *compiler, const struct condition *condition, const char *message);
uint32_t compiler_add_node(struct compiler *compiler, struct node node);
double compiler_frequency(const struct compiler *compiler, uint32_t id);
uint32_t compiler_list_id(uint32_t list);
uint32_t compiler_entity_id(const struct compiler *compiler, uint32_t entity);
uint32_t compiler_type_id(const struct compiler *compiler, uint32_t type);

/* compile_term.c */

/* A word, wildcard, phrase, list, entity or type as a node. `exact`: words as exact spellings. */
uint32_t compile_operand(struct compiler *compiler, const struct condition *condition, bool exact);
/* True when the condition is made of words only. */
bool compile_is_plain(const struct condition *condition);
/* The sequences (at most COMPILE_ALTERNATIVES_MAX) of a plain condition; 0 after an error. */
#define COMPILE_ALTERNATIVES_MAX 8
size_t compile_sequences(struct compiler *compiler, const struct condition *condition, bool exact,
	uint32_t ret_sequences[COMPILE_ALTERNATIVES_MAX]);

/* compile_node.c */

uint32_t compile_condition(struct compiler *compiler, const struct condition *condition);

/* compile_group.c */

/* Lists, entities and types. */
void compile_groups(struct compiler *compiler);

/* compile_key.c */

/* Ids one of which is in every article that satisfies the node, with a guard each. */
struct cover {
	struct links ids; /* from: id, guard */
	double frequency; /* of all together; above COVER_NONE / 2: there is no cover */
};
#define COVER_NONE 1e9

void cover_done(struct cover *cover);
struct cover cover_of_node(const struct compiler *compiler, uint32_t node);

#endif
