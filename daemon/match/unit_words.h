/* SPDX-License-Identifier: BSD-2-Clause */
/* Which of many sentences or paragraphs words stand in, a bit a unit. */
#ifndef NUNCIO_MATCH_UNIT_WORDS_H
#define NUNCIO_MATCH_UNIT_WORDS_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "match/evaluate.h"
#include "match/units.h"

/* Units that are looked at at once. */
struct unit_block {
	struct matcher *matcher;
	const struct node *node; /* SENT or PARA: whose units they are */
	uint32_t first;          /* the unit of the first bit, a multiple of 64 */
	uint32_t words;          /* of the bits */
};

static inline void unit_block_clear(const struct unit_block *block, uint64_t *bits)
{
	memset(bits, 0, block->words * sizeof(bits[0]));
}

static inline void unit_block_copy(
	const struct unit_block *block, uint64_t *to, const uint64_t *from)
{
	memcpy(to, from, block->words * sizeof(to[0]));
}

static inline bool unit_block_has(const struct unit_block *block, const uint64_t *bits)
{
	for (uint32_t i = 0; i < block->words; i++) {
		if (bits[i]) {
			return true;
		}
	}
	return false;
}

static inline void unit_block_set(uint64_t *bits, uint32_t bit)
{
	bits[bit / 64] |= UINT64_C(1) << (bit % 64);
}

/* Sets the bits of the units in which an id has an occurrence that leaves neither the unit nor the scope. */
void unit_words_mark(
	const struct unit_block *block, uint32_t id, const struct scope *scope, uint64_t *ret);
/* Leaves of the units of `want` those that have the words which an occurrence of the operand takes. */
void unit_words_need(const struct unit_block *block, const struct node *node,
	const struct scope *scope, uint64_t *want);

#endif
