/* SPDX-License-Identifier: BSD-2-Clause */
/* What holds for the hits of any article under any rules; for the targets that match. */
#ifndef NUNCIO_TESTS_FUZZ_HIT_PROMISES_H
#define NUNCIO_TESTS_FUZZ_HIT_PROMISES_H

#include "match/matcher.h"

/* Ends the process when the hits break a promise. */
void hit_promises_check(const struct hits *hits, const struct match_input *input);
/* The same for the explanation of one rule, whether it hits or not. */
void hit_promises_explain(
	struct matcher *matcher, struct str rule, const struct match_input *input);

#endif
