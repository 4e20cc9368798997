/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One binding of a whole condition (RULES.md 2): an occurrence for every operand that makes it true, the captures bound to
 * different entities in different places. Of several the one in the title, or else with its event and most of its captures
 * there; then the one that binds more captures, then the tightest, then the leftmost.
 */
#ifndef NUNCIO_MATCH_BINDING_H
#define NUNCIO_MATCH_BINDING_H

#include <stdbool.h>
#include <stdint.h>

#include "base/limits.h"
#include "match/workspace.h"

/* An operand and the occurrence it is bound to. */
struct pick {
	const struct node *node;
	struct span span;
	int32_t distance; /* of NEAR: words between; -1: none */
};

struct binding_captures {
	bool bound[LIMIT_CAPTURES];
	struct span spans[LIMIT_CAPTURES];
};

struct binding {
	struct pick picks[LIMIT_EVIDENCE];
	uint32_t pick_count;
	struct binding_captures captured;
};

/* What else a hit wants to know of all bindings. */
struct binding_survey {
	struct binding_captures others[LIMIT_BINDINGS]; /* that differ from the best, best first */
	uint32_t other_count;
	struct span events[LIMIT_EVENTS]; /* that were captured, in the order of the text */
	uint32_t event_count;
};

/* False when there is none: the condition is not true, or no different entities can be bound. */
bool binding_exists(struct matcher *matcher, const struct rule *rule);
bool binding_find(struct matcher *matcher, const struct rule *rule, struct binding *ret,
	struct binding_survey *ret_survey);

#endif
