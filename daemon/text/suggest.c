/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Finds the known word that a mistyped one was meant to be, by edit distance with swaps of neighbours (optimal string
 * alignment). Allocates nothing; words longer than WORD_MAX are never near. Equal distances: the first offered wins.
 */
#include "text/suggest.h"

#include <stdint.h>
#include <string.h>

#define WORD_MAX 64
#define BEGINNING_MIN 4

static char fold(char c)
{
	return (char)(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c);
}

static uint8_t least(uint8_t a, uint8_t b)
{
	return a < b ? a : b;
}

/* Three rows of the table are enough: this one, the one before, and the one before that (for swaps). */
static size_t distance(struct str a, struct str b)
{
	uint8_t rows[3][WORD_MAX + 1];
	for (size_t j = 0; j <= b.len; j++) {
		rows[0][j] = (uint8_t)j;
	}
	for (size_t i = 1; i <= a.len; i++) {
		uint8_t *now = rows[i % 3];
		const uint8_t *before = rows[(i + 2) % 3];
		const uint8_t *earlier = rows[(i + 1) % 3];
		now[0] = (uint8_t)i;
		for (size_t j = 1; j <= b.len; j++) {
			char x = fold(a.ptr[i - 1]);
			char y = fold(b.ptr[j - 1]);
			uint8_t best = (uint8_t)(before[j - 1] + (x != y));
			best = least(best, (uint8_t)(before[j] + 1));
			best = least(best, (uint8_t)(now[j - 1] + 1));
			bool swapped = i > 1 && j > 1 && x == fold(b.ptr[j - 2]) &&
				       y == fold(a.ptr[i - 2]);
			if (swapped) {
				best = least(best, (uint8_t)(earlier[j - 2] + 1));
			}
			now[j] = best;
		}
	}
	return rows[a.len % 3][b.len];
}

/* "delegation" of "delegation-visits" */
static bool is_beginning(struct str word, struct str name)
{
	if (word.len < BEGINNING_MIN || name.len <= word.len || !str_starts_nocase(name, word)) {
		return false;
	}
	return name.ptr[word.len] == '-' || name.ptr[word.len] == '_' || name.ptr[word.len] == '.';
}

struct suggest suggest_start(struct str word)
{
	/* A third of the letters may be wrong, at least one. */
	return (struct suggest){.word = word, .distance = word.len < 3 ? 2 : word.len / 3 + 1};
}

void suggest_offer(struct suggest *suggest, struct str candidate)
{
	if (suggest->word.len == 0 || suggest->word.len > WORD_MAX || candidate.len > WORD_MAX) {
		return;
	}
	size_t found = distance(suggest->word, candidate);
	if (suggest->best.len == 0 && is_beginning(suggest->word, candidate)) {
		suggest->best = candidate; /* as long as nothing is nearer */
	}
	if (found < suggest->distance && found < candidate.len) {
		suggest->distance = found;
		suggest->best = candidate;
	}
}
