/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The first step of segmentation: which bytes of a text are plain ASCII letters or digits, at which others there is something
 * to decide, and the text with ASCII capitals made small. One implementation a level of processor, all with one result.
 */
#ifndef NUNCIO_TEXT_TOKEN_CLASSIFY_H
#define NUNCIO_TEXT_TOKEN_CLASSIFY_H

#include <stddef.h>
#include <stdint.h>

#define TOKEN_BLOCK 64u

/* A bit a byte, of TOKEN_BLOCK bytes. */
struct token_masks {
	uint64_t word; /* ASCII letters and digits */
	/* What does more than separate words: ! ? . ' and line ends; the first byte of what is not ASCII. */
	uint64_t sign;
};

/* Reads and writes `blocks` whole blocks; the text may lie anywhere. */
typedef void token_classify_fn(
	const char *text, size_t blocks, char *folded, struct token_masks *masks);

/* The best one for this processor. */
token_classify_fn *token_classify_best(void);

void token_classify_portable(
	const char *text, size_t blocks, char *folded, struct token_masks *masks);
/* NULL where the processor (or the build's architecture) does not have it. */
token_classify_fn *token_classify_sse42(void);
token_classify_fn *token_classify_avx2(void);

#endif
