/* SPDX-License-Identifier: BSD-2-Clause */
/* The text of a hit (RULES.md 6): captures, evidence, excerpt and output. */
#ifndef NUNCIO_MATCH_DESCRIBE_H
#define NUNCIO_MATCH_DESCRIBE_H

#include "base/arena.h"
#include "base/attr.h"
#include "match/evidence.h"
#include "match/hit.h"

/* Of a finding of the article at hand; the arena is the same for all of them, and they come in their order. -ENOMEM when it is
 * full. */
MUST_CHECK int describe_hit(struct matcher *matcher, const struct finding *finding,
	enum matcher_text text, struct arena *arena, struct hit *ret);

#endif
