/* SPDX-License-Identifier: BSD-2-Clause */
/* Occurrences of words next to each other (RULES.md 2, phrases). */
#ifndef NUNCIO_MATCH_SEQUENCE_H
#define NUNCIO_MATCH_SEQUENCE_H

#include <stdbool.h>
#include <stdint.h>

#include "match/evaluate.h"

/* Pushes the occurrences of a NODE_SEQUENCE in the scope, in order, at most `max`. */
void sequence_collect(
	struct matcher *matcher, const struct node *node, const struct scope *scope, uint32_t max);
/* True when all words of a NODE_SEQUENCE stand where they belong when its first place is `start`. */
bool sequence_stands_at(const struct matcher *matcher, const struct node *node, uint32_t start);

#endif
