/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Which of the bindings of a condition is shown, and what else a hit wants to know of them all: the others, and the places
 * of the event. Knows nothing of how bindings are found.
 */
#ifndef NUNCIO_MATCH_BINDING_RANK_H
#define NUNCIO_MATCH_BINDING_RANK_H

#include <stdbool.h>
#include <stdint.h>

#include "match/binding.h"

/* RULES.md 2: the title first, then the tightest, then the leftmost. Of two that are as much in the title the one that
 * binds more captures wins, or the alternative that says least would always be the tightest. */
struct binding_score {
	uint32_t off_title; /* 0: everything is in the title */
	uint32_t unbound;   /* captures that have nothing */
	uint32_t extent;    /* words from the first to the last */
	uint32_t start;
};

struct binding_ranking {
	const struct matcher *matcher;
	const struct rule *rule;
	uint32_t event;                /* the capture of that name; UINT32_MAX: none */
	struct binding *best;          /* of all that were added; valid when there was one */
	struct binding_survey *survey; /* filled in at the end, but for the events */
	struct binding_score best_score;
	bool found;
	/* The best ones that differ in what they capture, the best first: the chosen one among them. */
	struct binding_score scores[LIMIT_BINDINGS + 1];
	struct binding_captures captures[LIMIT_BINDINGS + 1];
	uint32_t count;
};

/* Clears both results. They and the rule, which is the one unpacked, must outlive the ranking. */
void binding_rank_init(struct binding_ranking *ranking, const struct matcher *matcher,
	const struct rule *rule, struct binding *best, struct binding_survey *survey);
void binding_rank_add(struct binding_ranking *ranking, const struct binding *binding);
/* Lists the others. */
void binding_rank_finish(struct binding_ranking *ranking);

/* True when both are the same entity, or overlap as words. */
static inline bool binding_is_same_thing(struct span a, struct span b)
{
	if (a.entity != ID_NONE || b.entity != ID_NONE) {
		return a.entity == b.entity;
	}
	return a.start < b.end && b.start < a.end;
}

void binding_clear(struct binding *binding);
/* Not the places behind the last pick: they are most of it. */
void binding_copy(struct binding *to, const struct binding *from);

#endif
