/* SPDX-License-Identifier: BSD-2-Clause */
/* Fills in a hit: captures, evidence, excerpt and output, from the best binding of its rule. */
#ifndef NUNCIO_MATCH_EVIDENCE_H
#define NUNCIO_MATCH_EVIDENCE_H

#include "base/arena.h"
#include "base/attr.h"
#include "match/hit.h"
#include "match/workspace.h"

/* -ENOMEM when the arena is full. */
MUST_CHECK int evidence_make(
	struct matcher *matcher, const struct rule *rule, struct arena *arena, struct hit *ret);

#endif
