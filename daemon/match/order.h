/* SPDX-License-Identifier: BSD-2-Clause */
/* The order of hits: the highest priority first, then that of the rules; and how many there are at most. */
#ifndef NUNCIO_MATCH_ORDER_H
#define NUNCIO_MATCH_ORDER_H

#include <stddef.h>

#include "match/workspace.h"

/* Writes matcher->order and cuts it at LIMIT_HITS; returns how many were cut. */
size_t order_matches(struct matcher *matcher);
/* The match that comes at that place of the order. */
const struct match *order_match(const struct matcher *matcher, size_t place);

#endif
