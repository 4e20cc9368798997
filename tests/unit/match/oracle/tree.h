/* SPDX-License-Identifier: BSD-2-Clause */
/* Conditions as trees, and how they are written (RULES.md 2). */
#ifndef NUNCIO_TESTS_ORACLE_TREE_H
#define NUNCIO_TESTS_ORACLE_TREE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "match/oracle/vocabulary.h"

enum kind {
	WORD,
	EXACT,
	WILD,
	STEM,
	FUZZY, /* b: letters that may be wrong */
	HYPHEN,
	RUN, /* of ideographs: children are WORD */
	PHRASE,
	LIST,
	ENTITY,
	TYPE,
	NEAR, /* here end those that have places in the text, but for OR and CAPTURE */
	OR,
	CAPTURE,
	REGEX, /* below FIELD only */
	AND,
	NOT,
	SENT,
	PARA,
	FIRST,
	ATLEAST,
	NOF,
	FIELD,
	MACRO, /* a: its number; the child is what it stands for */
	KINDS
};

/* What a regular expression looks for; its letters are three of a word. */
enum regex_form {
	LETTERS_ANYWHERE,
	LETTERS_ANY_CASE,
	LETTERS_FIRST,
	LETTERS_AND_OTHERS,
	REGEX_FORMS
};

enum { CHILDREN_MAX = 24, NODES_MAX = 640, MACROS_MAX = 16, PATTERN_MAX = 64, CAPTURES = 3 };

struct tree {
	enum kind kind;
	int a; /* word, thing, number, name */
	int b; /* second word, spelling, letters */
	int c;
	uint32_t fields;
	bool ordered;
	bool negated;
	char pattern[PATTERN_MAX];
	struct tree *child[CHILDREN_MAX];
	int count;
	char *source; /* owned by the forest: as evidence quotes it */
};

/* The trees of one rule. */
struct forest {
	struct tree *trees; /* owned */
	int count;
	struct tree *macros[MACROS_MAX];
	int macro_count;
	int number; /* of the rule: its macros carry it */
};

void forest_init(struct forest *forest, int number);
void forest_done(struct forest *forest);
struct tree *tree_plant(struct forest *forest, enum kind kind);
void tree_add(struct tree *tree, struct tree *child);
/* What the tree stands for without macros and captures around it. */
const struct tree *tree_inside(const struct tree *tree);
/* It has places in the text. */
bool tree_is_operand(const struct tree *tree);
bool tree_has(const struct tree *tree, enum kind kind);
bool tree_has_capture_of(const struct tree *tree, int name);

const char *capture_name(int name);
void tree_write(struct buf *out, const struct forest *forest, const struct tree *tree);
/* As evidence quotes it: without parentheses around it. */
const char *tree_source(const struct forest *forest, struct tree *tree);
void tree_regex_letters(int word, char out[4]);

#endif
