/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Evaluates clauses in a scope: the parts of the text in which they may be true. Reads the workspace; writes only its
 * stacks, and leaves them as they were but for what it returns.
 */
#ifndef NUNCIO_MATCH_EVALUATE_H
#define NUNCIO_MATCH_EVALUATE_H

#include <stdbool.h>
#include <stdint.h>

#include "match/workspace.h"

/* What an occurrence, and a pair of NEAR, may not leave, besides the scope. */
enum within { WITHIN_SCOPE, WITHIN_PARAGRAPH, WITHIN_SENTENCE };

/* Where a clause may be true: places in order, without overlaps; a span counts when one interval holds all of it. */
struct scope {
	struct interval intervals[FIELD_COUNT];
	uint32_t count;
	uint32_t fields; /* bit set that the intervals were made from */
	uint32_t first;  /* words of each field that count, UINT32_MAX: all */
	struct interval unit;
	enum within within;
	bool everywhere; /* all words of the article are in it */
};

struct scope scope_of_fields(const struct matcher *matcher, uint32_t fields);
/* The same fields with only `first` words of each, other fields, or inside a unit. */
struct scope scope_first(const struct matcher *matcher, const struct scope *scope, uint32_t first);
struct scope scope_fields(
	const struct matcher *matcher, const struct scope *scope, uint32_t fields);
struct scope scope_unit(
	const struct matcher *matcher, const struct scope *scope, struct interval unit);

/* The occurrences of a word or a group, in matcher->spans. */
struct slice evaluate_occurrences(struct matcher *matcher, uint32_t id);
/* Pushes the occurrences of an operand, in order and without repetition, on matcher->stack; at most `max`. */
struct slice evaluate_collect(
	struct matcher *matcher, const struct node *node, const struct scope *scope, uint32_t max);
/* The words between two disjoint spans of one paragraph; -1 when they overlap or have a paragraph's end between them. */
int32_t evaluate_distance(const struct matcher *matcher, struct span a, struct span b);
/* True when `b` is near enough to `a` for a NEAR node (after it, when the node is ordered). */
bool evaluate_is_near(
	const struct matcher *matcher, const struct node *node, struct span a, struct span b);
/* The occurrences of an operand at different places, up to LIMIT_SPANS. */
uint32_t evaluate_count(
	struct matcher *matcher, const struct node *node, const struct scope *scope);
/* False when a word that it takes is nowhere in the article. */
bool evaluate_is_possible(const struct matcher *matcher, const struct node *node);
bool evaluate(struct matcher *matcher, const struct node *node, const struct scope *scope);

static inline const struct node *node_child(const struct node *node, uint32_t i)
{
	return &node->children[i];
}

/* A span of several words may have the end of a unit in it. */
static inline bool evaluate_is_within(
	const struct matcher *matcher, const struct scope *scope, struct span span)
{
	const struct token *first = &matcher->tokens.tokens[span.start];
	const struct token *last = &matcher->tokens.tokens[span.end - 1];
	if (scope->within == WITHIN_SCOPE || first == last) {
		return true;
	}
	return scope->within == WITHIN_SENTENCE ? first->sentence == last->sentence
						: first->paragraph == last->paragraph;
}

#endif
