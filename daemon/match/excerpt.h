/* SPDX-License-Identifier: BSD-2-Clause */
/* The excerpt of a hit: what stands around the words that made it, with marks on them. */
#ifndef NUNCIO_MATCH_EXCERPT_H
#define NUNCIO_MATCH_EXCERPT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/attr.h"
#include "match/hit.h"
#include "match/workspace.h"

/* Words that a hit shows. */
struct shown {
	struct span span;
	enum field field;
	struct interval bytes; /* of the field */
	struct interval line;  /* the same of its line, when it has one */
	bool is_near; /* from one side of a NEAR to the other: the sides are marked, not what is between them */
};

/* Fills in the excerpt and marks of a hit that shows so many words, around the first of them. -ENOMEM when the arena is full. */
MUST_CHECK int excerpt_make(struct matcher *matcher, const struct shown *shown, uint32_t count,
	struct arena *arena, struct hit *hit);

#endif
