/* SPDX-License-Identifier: BSD-2-Clause */
/* Fills the one-line text of a hit from the rule's template: "{who} delegation in {where}: {title} ({source})". */
#ifndef NUNCIO_MATCH_OUTPUT_H
#define NUNCIO_MATCH_OUTPUT_H

#include "base/arena.h"
#include "match/hit.h"
#include "match/workspace.h"

/* The hit's captures, names and assertion are filled in already; the arena is the same for all hits of an article. .ptr is NULL when the arena is full. */
struct str output_fill(
	struct matcher *matcher, struct str template, const struct hit *hit, struct arena *arena);

#endif
