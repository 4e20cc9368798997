/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The choice of a level, and the level that every processor has: a table and a loop. Never fails. The invariant: all levels
 * give the same bits.
 */
#include "text/token_classify.h"

#include <stdbool.h>

static inline bool is_word(unsigned char byte)
{
	unsigned char small = byte | 0x20;
	return (small >= 'a' && small <= 'z') || (byte >= '0' && byte <= '9');
}

static inline bool is_sign(unsigned char byte)
{
	/* Tabulators and line ends, and beside them some controls that are in no text. */
	return byte <= '\r' || byte >= 0xc0 || byte == '!' || byte == '?' || byte == '.' ||
	       byte == '\'';
}

void token_classify_portable(
	const char *text, size_t blocks, char *folded, struct token_masks *masks)
{
	for (size_t b = 0; b < blocks; b++) {
		struct token_masks made = {0};
		for (size_t i = 0; i < TOKEN_BLOCK; i++) {
			unsigned char byte = (unsigned char)text[b * TOKEN_BLOCK + i];
			made.word |= (uint64_t)is_word(byte) << i;
			made.sign |= (uint64_t)is_sign(byte) << i;
			/* Digits have the bit already. */
			folded[b * TOKEN_BLOCK + i] = (char)(is_word(byte) ? byte | 0x20 : byte);
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
