/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The choice of a level, and the level that every processor has: a table and a loop. Never fails. The invariant: all levels
 * give the same bits.
 */
#include "text/token_classify.h"

enum { SPACE, WORD, OTHER };

static inline unsigned class_of(unsigned char byte)
{
	unsigned char small = byte | 0x20;
	if ((small >= 'a' && small <= 'z') || (byte >= '0' && byte <= '9')) {
		return WORD;
	}
	return byte == ' ' ? SPACE : OTHER;
}

void token_classify_portable(
	const char *text, size_t blocks, char *folded, struct token_masks *masks)
{
	for (size_t b = 0; b < blocks; b++) {
		struct token_masks made = {0};
		for (size_t i = 0; i < TOKEN_BLOCK; i++) {
			unsigned char byte = (unsigned char)text[b * TOKEN_BLOCK + i];
			unsigned class = class_of(byte);
			made.word |= (uint64_t)(class == WORD) << i;
			made.other |= (uint64_t)(class == OTHER) << i;
			/* Digits have the bit already. */
			folded[b * TOKEN_BLOCK + i] = (char)(class == WORD ? byte | 0x20 : byte);
		}
		masks[b] = made;
	}
}

token_classify_fn *token_classify_best(void)
{
	token_classify_fn *best = token_classify_avx2();
	if (!best) {
		best = token_classify_sse42();
	}
	return best ? best : token_classify_portable;
}
