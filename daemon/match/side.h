/* SPDX-License-Identifier: BSD-2-Clause */
/* What NEAR compares: the occurrences of its operands, and of alternatives one by one where that is quicker. */
#ifndef NUNCIO_MATCH_SIDE_H
#define NUNCIO_MATCH_SIDE_H

#include <stdbool.h>
#include <stdint.h>

#include "match/evaluate.h"

/* Alternatives of a group of OR that may be looked at one by one; the occurrences of more are put together. */
#define SIDES_MAX 8

/* The occurrences of an operand, in order. */
struct side {
	struct slice slice;
	struct slice ends; /* the same in order of their ends, on the stack */
	uint32_t shortest; /* words */
	uint32_t longest;
	bool on_stack;
	bool has_units; /* matcher->span_units has those of its spans */
	bool has_ends;  /* else they are in that order anyway */
	bool crosses;   /* some may leave a paragraph: of regular expressions */
};

struct side_wish {
	const struct node *node;
	uint32_t max; /* the first ones, so many of each side */
	bool unites;  /* alternatives are put together */
};

static inline const struct span *side_span(
	const struct matcher *matcher, const struct side *side, uint32_t i)
{
	const struct span *spans = side->on_stack ? matcher->stack : matcher->spans;
	return &spans[side->slice.first + i];
}

/* Fills in the sides that have an occurrence; returns how many. They may lie on the stack, which the caller sets back. */
uint32_t side_take(struct matcher *matcher, const struct scope *scope, const struct side_wish *wish,
	struct side ret[SIDES_MAX]);
/* At most so many does side_take fill in when it puts nothing together. */
uint32_t side_count(const struct matcher *matcher, const struct node *node);
/* Fills in `ends`. Those that end before a place lie together there. */
void side_order_ends(struct matcher *matcher, struct side *side);

#endif
