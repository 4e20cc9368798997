/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Pairs of occurrences that are near each other (RULES.md 2, the NEAR family). The cost is bounded by the occurrences of
 * both sides and the pairs asked for, never by their product.
 */
#ifndef NUNCIO_MATCH_NEAR_H
#define NUNCIO_MATCH_NEAR_H

#include <stdbool.h>
#include <stdint.h>

#include "match/evaluate.h"

/* Pushes what the pairs cover, or of a NEAR that denies the left sides without a right one; at most `max`, in no order, perhaps
 * more than once. */
void near_collect(
	struct matcher *matcher, const struct node *node, const struct scope *scope, uint32_t max);
/* The same with all units that the scope is within, but of each no more than it takes to know that there is one. */
void near_collect_once(struct matcher *matcher, const struct node *node, const struct scope *scope);
/* Of a NEAR that denies: true when a right side is near that left one. */
bool near_has_right(struct matcher *matcher, const struct node *node, const struct scope *scope,
	struct span left);

#endif
