/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The words of a span as they stand in the article, and a snippet around them. Hits of one article are made of the same words:
 * what has been worked out for one serves the others.
 */
#ifndef NUNCIO_MATCH_QUOTE_H
#define NUNCIO_MATCH_QUOTE_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"
#include "match/workspace.h"

/* The text of a span; borrowed from the input. */
struct str quote_text(const struct matcher *matcher, struct span span);
/* The same as long as the arena lives; .ptr NULL when that is full. */
struct str quote_keep(struct matcher *matcher, struct span span, struct arena *arena);
/* Where it begins and ends in its field, in code points. */
struct interval quote_points(struct matcher *matcher, struct span span);
/* All of it. Good until the next call; its texts as long as the arena, which is the same for all hits of an article. NULL
 * when that is full. */
const struct quote *quote_of(struct matcher *matcher, struct span span, struct arena *arena);

#endif
