/* SPDX-License-Identifier: BSD-2-Clause */
/* UTF-8 (RFC 3629): validity, decoding, lengths in code points, and the cleaning that all text from outside goes through. */
#ifndef NUNCIO_TEXT_UTF8_H
#define NUNCIO_TEXT_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"

/* No overlong forms, no surrogates, nothing above U+10FFFF. */
bool utf8_is_valid(struct str s);
/* Decodes at byte *at and moves *at behind it; an invalid byte gives U+FFFD and moves by one. *at < s.len. */
uint32_t utf8_next(struct str s, size_t *at);
/* Writes 1 to 4 bytes; returns how many. A surrogate or too large a value is written as U+FFFD. */
size_t utf8_encode(uint32_t point, char out[4]);
/* Code points in valid UTF-8. */
size_t utf8_length(struct str s);
/* The first `points` code points of valid UTF-8. */
struct str utf8_truncate(struct str s, size_t points);
/* Byte offset of code point number `points`, s.len when there are fewer. */
size_t utf8_offset(struct str s, size_t points);

bool utf8_is_ascii(struct str s);

enum utf8_clean_mode {
	UTF8_LINE, /* one line: any run of white space becomes one space, trimmed */
	UTF8_TEXT  /* keeps \n, makes other line ends \n and other white space a space */
};

/* True for C0 and C1 controls, U+007F, bidi embeddings, overrides and isolates, U+2028/2029, tags, and noncharacters. */
bool utf8_is_unsafe(uint32_t point);
/* True for what cleaning takes for white space: that of ASCII, U+0085, and the separators of Unicode. */
bool utf8_is_white(uint32_t point);
/* Valid UTF-8 without unsafe code points and at most `max_points` long. Invalid bytes become U+FFFD, unsafe code points
 * go. Returns a part of `s` itself when cutting its ends is enough, else a copy in the arena (empty when the arena is full). */
struct str utf8_clean(
	struct arena *arena, struct str s, enum utf8_clean_mode mode, size_t max_points);

#endif
