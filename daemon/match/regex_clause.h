/* SPDX-License-Identifier: BSD-2-Clause */
/* Regular expressions in conditions: whether one holds in a field, and where. */
#ifndef NUNCIO_MATCH_REGEX_CLAUSE_H
#define NUNCIO_MATCH_REGEX_CLAUSE_H

#include <stdbool.h>
#include <stdint.h>

#include "match/evaluate.h"
#include "match/workspace.h"

struct regex_clauses;

/* What a matcher needs for the regular expressions of its set; NULL when there are none. */
struct regex_clauses *regex_clauses_new(const struct rule_set *set);
void regex_clauses_free(struct regex_clauses *clauses);

/* `node` is a NODE_REGEX. Each field of an article is searched once for each pattern. */
bool regex_clause_holds(
	struct matcher *matcher, const struct node *node, const struct scope *scope);
/* Pushes the words that matches lie in on matcher->stack, at most `max`; a match that touches no word takes the one behind
 * it. */
void regex_clause_collect(
	struct matcher *matcher, const struct node *node, const struct scope *scope, uint32_t max);
/* The bytes of the match that lies in those words; false when `node` is no regular expression, or a capture of one. */
bool regex_clause_bytes(
	struct matcher *matcher, const struct node *node, struct span span, struct interval *ret);

#endif
