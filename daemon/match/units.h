/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Sentences and paragraphs in which clauses are true (SENT, PARA). A clause is looked at in many of them at once, a bit a unit:
 * the cost is that of the occurrences of its words, however many units they stand in.
 */
#ifndef NUNCIO_MATCH_UNITS_H
#define NUNCIO_MATCH_UNITS_H

#include <stdbool.h>
#include <stdint.h>

#include "match/evaluate.h"

/* Units that are looked at at once, by 64. */
#define UNIT_WORDS 64

/* A walk over the units in which the child of a SENT or PARA is true, in order. */
struct unit_search {
	struct matcher *matcher;
	const struct node *node;
	const struct scope *scope; /* borrowed while it lasts */
	uint32_t next;             /* the unit that is looked at next */
	uint32_t end;
	uint32_t size;  /* how many are going to be looked at at once */
	uint32_t first; /* the unit of the first bit */
	uint32_t words; /* of the bits */
	uint32_t at;    /* words before it are used up */
	uint64_t bits[UNIT_WORDS];
};

void units_start(struct unit_search *search, struct matcher *matcher, const struct node *node,
	const struct scope *scope);
/* The next unit, and the part of the scope in it; false when there is none left. */
bool units_next(struct unit_search *search, struct scope *ret);
bool units_next_number(struct unit_search *search, uint32_t *ret);
/* Leaves out the units before that one. */
void units_skip(struct unit_search *search, uint32_t number);
/* True when there is one. */
bool units_hold(struct matcher *matcher, const struct node *node, const struct scope *scope);

/* Pushes the numbers of the units in which the child may be true, for all that its rarest words say, on matcher->units. The
 * caller sets unit_count back. */
struct slice units_list(
	struct matcher *matcher, const struct node *node, const struct scope *scope);
/* The unit of a SENT or PARA node that a place is in. */
uint32_t units_at(const struct matcher *matcher, const struct node *node, uint32_t place);
/* The places of a unit of a SENT or PARA node. */
struct interval units_places(
	const struct matcher *matcher, const struct node *node, uint32_t number);

#endif
