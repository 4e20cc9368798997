/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The workshop of rule_set_compile, in two steps. First all conditions become nodes and are packed, with ids as they come:
 * atoms in the order they were met, groups as GROUP_BIT | their number. When all atoms and their uses are known, ids get
 * their final numbers, each rule is unpacked once more, its keys are chosen, and it is packed for good.
 */
#ifndef NUNCIO_MATCH_COMPILER_H
#define NUNCIO_MATCH_COMPILER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/diag.h"
#include "base/map.h"
#include "match/code.h"
#include "match/compiled.h"
#include "match/dictionary.h"
#include "text/regex.h"
#include "text/regex_weight.h"
#include "text/token.h"

#define GROUP_BIT 0x80000000u

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
	uint32_t
		pair; /* of keys: an id that stands near, `apart` places at most; ID_NONE: no pair */
	uint32_t apart;       /* of pairs */
	enum pair_kind kind;  /* likewise */
	uint32_t alternative; /* of keys: where in the rule's code the alternative is; 0: any */
};

struct links {
	struct link *items; /* owned */
	size_t count;
	size_t cap;
};

/* A regular expression of the rules: they are compiled when all are known. */
struct regex_source {
	struct regex_pattern pattern; /* its text is in compiler->keys */
	struct regex_weight weight;
	const struct condition *condition; /* the first that has it, for errors */
	const char *file;
};

struct compiler {
	struct arena *arena; /* borrowed: the set goes there */
	const struct rule_book *book;
	struct diags *diags;
	struct dictionary_builder *dictionary; /* owned */
	struct token_list tokens;              /* scratch */
	struct arena *scratch;                 /* owned: nodes of the condition at hand */
	const char *file;                      /* of what is compiled, for errors */
	struct str captures[LIMIT_CAPTURES];   /* names in the rule at hand */
	uint32_t capture_count;

	/* Owned, as the arrays below: the sequences of aliases. */
	struct sequence *sequences;
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
	struct group *groups;
	size_t group_count;
	size_t group_cap;
	struct arena *keys; /* owned: of the map */
	struct map *anys;   /* owned: packed alternatives of a long OR to its group's number + 1 */
	struct regex_source *regexes; /* owned */
	size_t regex_count;
	size_t regex_cap;
	uint32_t regex_work;
	struct map *regex_numbers; /* owned: /i or not, and the pattern, to its number + 1 */
	struct code code;          /* of operands and rules, with ids as they came */
	struct numbers operands;   /* where each begins */
	struct numbers rules;      /* likewise; the gates behind the rules */
	struct rule_note *notes;   /* by the same numbers */
	size_t note_cap;
	struct code clauses; /* that they lead to */
	size_t rule_count;
	size_t gate_count;
	uint32_t fields; /* that any rule looks at */
	bool is_full;    /* the arena */

	/* The second step. */
	const uint32_t
		*atom_ids; /* final ids, by the order they came; of the dictionary's builder */
	uint32_t atom_count;
	double *frequencies;  /* owned: by final id */
	uint64_t *pair_words; /* owned: a bit a final id */
	struct numbers covers;
	struct numbers without_key;
	struct links implied;  /* id to group */
	struct links postings; /* id to rule */
	struct links pairs;    /* of two words the one with the higher id to rule */
};

void numbers_add(struct numbers *numbers, uint32_t number);
void links_add(struct links *links, struct link link);
/* An error at the place of a condition. */
void compiler_error(
	struct compiler *compiler, const struct condition *condition, const char *message);
uint32_t compiler_list_id(uint32_t list);
uint32_t compiler_entity_id(const struct compiler *compiler, uint32_t entity);
uint32_t compiler_type_id(const struct compiler *compiler, uint32_t type);
/* A copy of the nodes in the scratch memory. */
const struct node *compiler_keep_nodes(
	struct compiler *compiler, const struct node *nodes, size_t count);

/* compile_term.c */

/* A word, wildcard, phrase, list, entity or type as a node. `exact`: words as exact spellings. False after an error. */
bool compile_operand(
	struct compiler *compiler, const struct condition *condition, bool exact, struct node *ret);
/* True when the condition is made of words only. */
bool compile_is_plain(const struct condition *condition);

/* compile_regex.c */

void compiler_init_regexes(struct compiler *compiler);
void compiler_done_regexes(struct compiler *compiler);
/* False after an error. */
bool compile_regex(struct compiler *compiler, const struct condition *condition, struct node *ret);
/* All that conditions have, into the set. False when the arena is full; what cannot be compiled is an error. */
bool compile_regexes(struct compiler *compiler, struct rule_set *set);

/* compile_node.c */

bool compile_condition(
	struct compiler *compiler, const struct condition *condition, struct node *ret);
/* Notes of the newest rule where in its condition each node stands; `root` NULL: of a gate, which nobody reads. */
void compile_note(struct compiler *compiler, const struct book_rule *book, const struct node *root);

/* compile_group.c */

/* Lists, entities and types. */
void compile_groups(struct compiler *compiler);
/* A group of its own for a long OR of words, or the one of another OR of the same words. */
uint32_t compile_any(struct compiler *compiler, const struct node *alternatives, size_t count);

/* compile_key.c */

/* Ids or pairs of them one of which is in every article that satisfies the node, with a guard each. */
struct cover {
	struct links ids; /* from, pair, apart, guard */
	double frequency; /* of all together; above COVER_NONE / 2: there is no cover */
};
#define COVER_NONE 1e9

void cover_done(struct cover *cover);
/* What keys are chosen by. */
struct key_choice {
	const double *frequencies; /* the share of articles that hold an id */
	const uint64_t *words;     /* a bit an id: it may be in a pair; NULL: single ids only */
};
struct cover cover_of_node(const struct key_choice *choice, const struct node *node);

/* compile_postings.c */

/* Files a rule under what an article must hold to satisfy it. `rule`: where it is packed; `head`: what its second number is;
 * `root`, `at`: its condition, unpacked with final ids and packed. */
void compile_file_rule(struct compiler *compiler, uint32_t number, uint32_t head,
	const struct node *root, const uint8_t *rule, const uint8_t *at);
/* Puts links in the order of where they lead from, each once. */
void compile_sort_links(const struct rule_set *set, struct links *links);
/* Counts the link with that number, the next in order, to those of an id. */
static inline void items_add(struct items *items, size_t number)
{
	items->first = items->count++ == 0 ? (uint32_t)number : items->first;
}
/* Lays out what ids imply, and the postings of ids and pairs. False when the arena is full. */
bool compile_postings(struct compiler *compiler, struct rule_set *set);

/* compile_index.c: the second step. False when the arena is full. */

bool compile_index(struct compiler *compiler, struct rule_set *set);

#endif
