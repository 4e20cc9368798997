/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Folding of letters (RULES.md 2 and 3): case, accents of Latin, Greek and Cyrillic, compatibility forms, digits of all
 * scripts, the Arabic letters that writers mix. Constant tables made from the Unicode data; pure.
 */
#ifndef NUNCIO_TEXT_FOLD_H
#define NUNCIO_TEXT_FOLD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"
#include "text/fold_table.h"

enum fold_class {
	FOLD_OTHER, /* separates words */
	FOLD_WORD,
	FOLD_DIGIT,
	FOLD_IDEOGRAPH, /* a script without spaces between words: Han, Kana, Hangul, Thai and their neighbours */
	FOLD_MARK,       /* an accent or a vowel point: part of a word, folds to nothing */
	FOLD_APOSTROPHE, /* joins letters */
	FOLD_STOP,       /* may end a sentence */
	FOLD_SPACE,
	FOLD_NEWLINE,
	FOLD_HYPHEN, /* separates, but see RULES.md 3 */
	FOLD_CLOSER, /* a closing quotation mark or bracket */
	FOLD_IGNORED /* soft hyphen, joiners, tatweel: as if it were not there */
};

/* The most bytes that one code point folds to. */
#define FOLD_MAX_BYTES 28

/* What the table says of a code point; to be asked with the functions below. */
static inline uint32_t fold_entry(uint32_t point)
{
	if (point < FOLD_END) {
		return fold_blocks[fold_index[point / FOLD_BLOCK]][point % FOLD_BLOCK];
	}
	/* The ideographs of plane 3; the rest is private or not assigned. */
	return point < 0x40000 ? (uint32_t)FOLD_IDEOGRAPH << 24 : 0;
}

static inline enum fold_class fold_class(uint32_t entry)
{
	return (enum fold_class)(entry >> 24);
}

static inline bool fold_is_upper(uint32_t entry)
{
	return (entry & (1u << 22)) != 0;
}

static inline bool fold_is_lower(uint32_t entry)
{
	return (entry & (1u << 23)) != 0;
}

/* What the rest of an entry holds: what the code point folds to, 0 for itself, or where it stands when that is more than one. */
#define FOLD_ENTRY_POINT 0x1fffffu
#define FOLD_ENTRY_EXPANDS (1u << 21)

/* The letter that a letter of two bytes folds to when that has two bytes, too: nearly all of Greek, Cyrillic, Hebrew and Arabic.
 * 0: it is something else. */
static inline uint32_t fold_two_bytes(uint32_t point, uint32_t entry)
{
	uint32_t target = entry & FOLD_ENTRY_POINT;
	bool is_one = fold_class(entry) == FOLD_WORD && !(entry & FOLD_ENTRY_EXPANDS);
	target = target == 0 ? point : target;
	return is_one && target >= 0x80 && target < 0x800 ? target : 0;
}

/* Writes what the code point of that entry folds to and returns the bytes. Marks and what separates words give 0. */
size_t fold_point(uint32_t point, uint32_t entry, char out[FOLD_MAX_BYTES]);
/* What an ideograph that folded to the `len` bytes at `out` becomes with those behind it: a kana and its sound mark, letters of
 * Hangul are one, as where they are written as one code point (UAX #15, NFC). Moves *at, which is behind the ideograph, over
 * what was taken; returns the new length. */
size_t fold_compose(struct str text, size_t *at, char out[FOLD_MAX_BYTES], size_t len);
/* Folds all letters of `s` and keeps everything else but marks and ignored code points. Writes at most `size` bytes, whole
 * code points only; returns how many. */
size_t fold_text(struct str s, char *out, size_t size);

#endif
