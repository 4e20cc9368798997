/* SPDX-License-Identifier: BSD-2-Clause */
/* Candidates in the order in which they are packed, which is that of hits: the highest priority first, then that of the rules. */
#ifndef NUNCIO_MATCH_ORDER_H
#define NUNCIO_MATCH_ORDER_H

#include "match/workspace.h"

/* Sorts matcher->candidates, and leaves each of them once. */
void order_candidates(struct matcher *matcher);

#endif
