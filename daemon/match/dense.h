/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Where an id stands, a bit a place or a unit of the text: of ids that stand there often. What is asked of many ids at once, or
 * again and again, is told 64 places at a time.
 */
#ifndef NUNCIO_MATCH_DENSE_H
#define NUNCIO_MATCH_DENSE_H

#include <stdbool.h>
#include <stdint.h>

#include "match/workspace.h"

/* The bits of an id; false when it does not stand often enough, and its occurrences have to be gone through. A unit has its bit
 * when an occurrence begins and ends there, a place when one begins there. */
bool dense_find(struct matcher *matcher, uint32_t id, enum dense_kind kind, struct dense *ret);

/* A bit for each place that begins a sentence or a paragraph; false when there is no room for them. */
bool dense_breaks(struct matcher *matcher, enum dense_kind kind, struct dense *ret);

/* Good until others are asked for. */
static inline const uint64_t *dense_bits(const struct matcher *matcher, const struct dense *dense)
{
	return matcher->dense_bits + dense->at;
}

#endif
