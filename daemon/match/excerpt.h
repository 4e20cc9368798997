/* SPDX-License-Identifier: BSD-2-Clause */
/* Pieces of the article's text for people: the words of a span, a snippet around it, the excerpt of a hit with its marks. */
#ifndef NUNCIO_MATCH_EXCERPT_H
#define NUNCIO_MATCH_EXCERPT_H

#include <stdint.h>

#include "base/arena.h"
#include "base/attr.h"
#include "match/binding.h"
#include "match/hit.h"
#include "match/workspace.h"

/* The text of a span; borrowed from the input. */
struct str excerpt_text(const struct matcher *matcher, struct span span);
/* The same as long as the arena lives; .ptr NULL when that is full. */
struct str excerpt_keep(struct matcher *matcher, struct span span, struct arena *arena);
/* Where a span begins and ends in its field, in code points. */
void excerpt_points(
	struct matcher *matcher, struct span span, uint32_t *ret_start, uint32_t *ret_end);
/* Up to 120 code points around a span, on one line; .ptr NULL when the arena is full. */
struct str excerpt_snippet(struct matcher *matcher, struct span span, struct arena *arena);
/* Fills in the excerpt and marks of a hit. -ENOMEM when the arena is full. */
MUST_CHECK int excerpt_make(struct matcher *matcher, const struct binding *binding,
	struct arena *arena, struct hit *hit);

#endif
