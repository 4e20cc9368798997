/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Which articles a rule with `fulltext: true` could still hit once their page has been read: those that satisfy what is
 * left of its condition when everything is taken out that the page may change.
 */
#ifndef NUNCIO_MATCH_GATE_H
#define NUNCIO_MATCH_GATE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "match/condition.h"

/* The fields that a page fills; the others are the feed's. */
#define GATE_OPEN_FIELDS (1u << FIELD_LEAD | 1u << FIELD_BODY | 1u << FIELD_AUTHOR)

/* Every article that can satisfy `condition` (whose unprefixed terms look in `fields`) with whatever page satisfies
 * *ret; NULL there: every article does. False when the arena is full. */
bool gate_make(struct arena *arena, const struct condition *condition, uint32_t fields,
	const struct condition **ret);

#endif
