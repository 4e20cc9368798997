/* SPDX-License-Identifier: BSD-2-Clause */
/* Truth of a clause in many sentences or paragraphs at once, a bit a unit. */
#ifndef NUNCIO_MATCH_UNIT_BITS_H
#define NUNCIO_MATCH_UNIT_BITS_H

#include <stdint.h>

#include "match/evaluate.h"
#include "match/unit_words.h"

/* Sets the bits of the units in which the clause is true, of those that the scope has a part in; clears the others. The scope is
 * that of the block, and within its units. */
void unit_bits_find(const struct unit_block *block, const struct node *node,
	const struct scope *scope, uint64_t ret[UNIT_WORDS]);

#endif
