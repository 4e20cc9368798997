/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The naive evaluator, written from RULES.md and sharing no code with the engine: an operand is the list of all its
 * occurrences, a clause is true or not for a part of the text, captures are tried in all ways.
 */
#ifndef NUNCIO_TESTS_ORACLE_NAIVE_H
#define NUNCIO_TESTS_ORACLE_NAIVE_H

#include "match/oracle/text.h"
#include "match/oracle/things.h"
#include "match/oracle/tree.h"

/* A text under one set of things. */
struct naive {
	const struct things *things;
	struct text *text;
	long *tries; /* how often something was bound */
};

/* The parts of the text that count: fields, a unit, the first words. */
struct view {
	uint32_t fields;
	int sentence;  /* -1: all */
	int paragraph; /* -1: all */
	int first;     /* words of a field */
	bool loose;    /* NOT NEAR holds everywhere: in a part of the view it may */
};

struct ranges {
	struct range *items; /* owned */
	int count;
	int cap;
};

struct view view_of_fields(uint32_t fields);
bool view_sees(const struct text *text, const struct view *view, int at);

/* --- operands --- */

/* All occurrences, each once; the caller frees `items`. */
struct ranges ranges_of(
	const struct naive *naive, const struct tree *tree, const struct view *view);
void ranges_add(const struct naive *naive, const struct view *view, struct ranges *ranges,
	struct range range);
bool range_is_near(
	const struct text *text, const struct tree *near, struct range a, struct range b);
struct range range_join(struct range a, struct range b);
/* The words that lie in that part of a field, if only with some letters; start < 0: none does. */
struct range range_of_points(const struct text *text, enum field field, uint32_t from, uint32_t to);
/* One of these three letters of a regular expression begins at `at`; *ret_end is behind them. */
bool regex_at(const struct tree *tree, const char *field, const char *at, const char **ret_end);

/* --- things --- */

/* Finds the mentions of entities that count; once for a text. */
void mentions_find(const struct naive *naive);
void ranges_of_thing(const struct naive *naive, const struct tree *tree, const struct view *view,
	struct ranges *out);

/* --- clauses --- */

bool clause_holds(const struct naive *naive, const struct tree *tree, const struct view *view);

/* --- captures --- */

/* More are not tried: the engine stops at 20,000 steps (LIMIT_BINDING_STEPS), of which a try is some, and takes of each
 * operand the first 64 occurrences (RULES.md 2). */
enum { TRIES_MAX = 4000, OCCURRENCES_MAX = 64 };

/* What the captures are bound to; start < 0: nothing. */
struct bound {
	struct range names[CAPTURES];
};

struct bindings {
	struct bound *items; /* owned */
	int count;
	int cap;
	bool too_many; /* more than anybody tries: some are not there */
};

/* All that make the condition true, each once. */
struct bindings bindings_of(
	const struct naive *naive, const struct tree *tree, const struct view *view);

/* --- pages --- */

enum chance_of_hit { NO_HIT, PERHAPS, SURE };

/* Whether a page behind the article could still make the rule hit. */
enum chance_of_hit page_could_hit(
	const struct naive *naive, const struct tree *tree, uint32_t fields);

#endif
