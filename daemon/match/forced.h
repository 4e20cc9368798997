/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The evidence of a plain rule each of whose words stands once in the article: where there is nothing to choose, nothing is
 * searched. Most hits of large sets are of this kind.
 */
#ifndef NUNCIO_MATCH_FORCED_H
#define NUNCIO_MATCH_FORCED_H

#include <stdbool.h>
#include <stdint.h>

#include "match/evaluate.h"
#include "match/evidence.h"

/* Of the true condition without captures that is packed at `at`: writes the picks that binding_find would make, at most
 * LIMIT_EVIDENCE. False when there may be a choice, or the condition is no plain one. */
bool forced_picks(struct matcher *matcher, const uint8_t *at, const struct scope *scope,
	struct finding_pick *out, uint32_t *ret_count);

#endif
