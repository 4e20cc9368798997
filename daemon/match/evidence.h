/* SPDX-License-Identifier: BSD-2-Clause */
/* Why a rule hits: the places of the words that make it true, and what they assert. match/describe makes text of it. */
#ifndef NUNCIO_MATCH_EVIDENCE_H
#define NUNCIO_MATCH_EVIDENCE_H

#include <stdint.h>

#include "base/arena.h"
#include "base/attr.h"
#include "match/assertion.h"
#include "match/binding.h"
#include "match/hit.h"
#include "match/workspace.h"

/* A hit in places of the article at hand. */
struct finding {
	uint32_t rule;  /* ID_NONE: nobody has asked yet; matcher_describe does */
	uint32_t start; /* where it begins in the set's code */
	uint32_t
		alternative; /* what the picks are of, as a candidate has it; 0: of the whole rule */
	uint32_t first_pick; /* in matcher->picks, when `picks` is NULL */
	uint32_t pick_count;
	const struct kept_pick *picks;           /* arena; NULL: of a plain rule */
	const struct binding_captures *captured; /* arena; NULL: the rule captures nothing */
	const struct binding_captures *others;   /* arena; of the other bindings */
	uint32_t other_count;
	struct assertion_reading reading;
};

/* Leaves the rule unpacked when anything is asserted. -ENOMEM when the arena is full. */
MUST_CHECK int evidence_find(struct matcher *matcher, const struct match *match,
	struct arena *arena, struct finding *ret);

#endif
