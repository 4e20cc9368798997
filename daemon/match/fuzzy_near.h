/* SPDX-License-Identifier: BSD-2-Clause */
/* Whether two words are at most one or two edits apart: letters inserted, dropped, changed, or swapped with their neighbour. */
#ifndef NUNCIO_MATCH_FUZZY_NEAR_H
#define NUNCIO_MATCH_FUZZY_NEAR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

/* Letters of a word that are looked at: no word of a language has more. */
#define FUZZY_LETTERS_MAX 64
/* Letters of a word that are compared at once. */
#define FUZZY_CODES 16

/* A word by code points. */
struct fuzzy_letters {
	uint32_t points[FUZZY_LETTERS_MAX];
	size_t count; /* FUZZY_LETTERS_MAX + 1: too long */
};

void fuzzy_letters_read(struct str word, struct fuzzy_letters *ret);

/* A word of few letters by a byte of each, zeros behind them. */
struct fuzzy_codes {
	unsigned char bytes[FUZZY_CODES];
};

/* False: it has too many letters. */
bool fuzzy_codes_make(const uint32_t *points, size_t count, struct fuzzy_codes *ret);
/* Of words that have the same page the codes stand for the letters, and nothing else has to be looked at. */
#define FUZZY_NO_PAGE (-1)
int32_t fuzzy_codes_page(const uint32_t *points, size_t count);
/* As fuzzy_near_letters, by the codes. */
bool fuzzy_near_codes(const struct fuzzy_codes *a, size_t a_count, const struct fuzzy_codes *b,
	size_t b_count, unsigned edits);
bool fuzzy_near_letters(
	const uint32_t *a, size_t a_count, const uint32_t *b, size_t b_count, unsigned edits);
/* True when at most `edits` (1 or 2) letters inserted, dropped, changed or swapped with their neighbour make `b` of `a`. */
bool fuzzy_is_near(struct str a, struct str b, unsigned edits);

#endif
