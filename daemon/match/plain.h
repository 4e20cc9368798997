/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A plain condition, each of whose words stands once in the article: truth and evidence in one reading of its bytes, because
 * there is nothing to choose. Most candidates of large sets are of this kind.
 */
#ifndef NUNCIO_MATCH_PLAIN_H
#define NUNCIO_MATCH_PLAIN_H

#include <stdint.h>

#include "match/evaluate.h"

enum plain_truth { PLAIN_FALSE, PLAIN_TRUE, PLAIN_UNTOLD };

/* Of the condition without captures that is packed at `at`. When it is true adds to matcher->picks what binding_find would
 * pick, at most LIMIT_EVIDENCE, and says how many. Untold: match/evaluate and match/binding have to look. */
enum plain_truth plain_evaluate(
	struct matcher *matcher, const uint8_t *at, const struct scope *scope, uint32_t *ret_picks);

#endif
