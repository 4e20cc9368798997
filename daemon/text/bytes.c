/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Runs of bytes, by blocks of sixteen of which a mask has one bit a byte: bit 0 is the first. Never reads or writes beyond
 * what it is given: what is left of a whole block goes byte by byte, by the same rule.
 */
#include "text/bytes.h"

#include <stdbool.h>
#include <string.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#define BLOCK 16u

#ifdef __SSE2__

typedef __m128i block;

static inline block block_load(const char *p)
{
	return _mm_loadu_si128((const block *)(const void *)p);
}

static inline void block_store(char *p, block b)
{
	_mm_storeu_si128((block *)(void *)p, b);
}

static inline block block_equal(block b, char c)
{
	return _mm_cmpeq_epi8(b, _mm_set1_epi8(c));
}

/* Bytes below `c`, and those from 0x80 on. */
static inline block block_below_or_high(block b, char c)
{
	return _mm_cmplt_epi8(b, _mm_set1_epi8(c));
}

/* Bytes below `c`. */
static inline block block_below(block b, char c)
{
	return _mm_cmpeq_epi8(_mm_min_epu8(b, _mm_set1_epi8((char)(c - 1))), b);
}

static inline block block_or(block a, block b)
{
	return _mm_or_si128(a, b);
}

static inline block block_without(block a, block b)
{
	return _mm_andnot_si128(b, a);
}

/* A bit for each byte that has its highest bit. */
static inline unsigned block_mask(block b)
{
	return (unsigned)_mm_movemask_epi8(b);
}

#else

typedef struct {
	unsigned char byte[BLOCK];
} block;

static inline block block_load(const char *p)
{
	block b;

	memcpy(b.byte, p, BLOCK);
	return b;
}

static inline void block_store(char *p, block b)
{
	memcpy(p, b.byte, BLOCK);
}

static inline block block_equal(block b, char c)
{
	for (unsigned i = 0; i < BLOCK; i++) {
		b.byte[i] = b.byte[i] == (unsigned char)c ? 0xff : 0;
	}
	return b;
}

static inline block block_below_or_high(block b, char c)
{
	for (unsigned i = 0; i < BLOCK; i++) {
		b.byte[i] = b.byte[i] >= 0x80 || b.byte[i] < (unsigned char)c ? 0xff : 0;
	}
	return b;
}

static inline block block_below(block b, char c)
{
	for (unsigned i = 0; i < BLOCK; i++) {
		b.byte[i] = b.byte[i] < (unsigned char)c ? 0xff : 0;
	}
	return b;
}

static inline block block_or(block a, block b)
{
	for (unsigned i = 0; i < BLOCK; i++) {
		a.byte[i] |= b.byte[i];
	}
	return a;
}

static inline block block_without(block a, block b)
{
	for (unsigned i = 0; i < BLOCK; i++) {
		a.byte[i] &= (unsigned char)~b.byte[i];
	}
	return a;
}

static inline unsigned block_mask(block b)
{
	unsigned mask = 0;

	for (unsigned i = 0; i < BLOCK; i++) {
		mask |= (unsigned)(b.byte[i] >> 7) << i;
	}
	return mask;
}

#endif

static inline size_t first_bit(unsigned mask)
{
	return (size_t)__builtin_ctz(mask);
}

size_t bytes_ascii(struct str s)
{
	size_t at = 0;

	for (; at + BLOCK <= s.len; at += BLOCK) {
		unsigned stop = block_mask(block_load(s.ptr + at));

		if (stop != 0) {
			return at + first_bit(stop);
		}
	}
	while (at < s.len && (unsigned char)s.ptr[at] < 0x80) {
		at++;
	}
	return at;
}

size_t bytes_printable(struct str s)
{
	size_t at = 0;

	for (; at + BLOCK <= s.len; at += BLOCK) {
		block b = block_load(s.ptr + at);
		block bad = block_or(block_below_or_high(b, ' '), block_equal(b, 0x7f));
		unsigned stop = block_mask(block_without(bad, block_equal(b, '\n')));

		if (stop != 0) {
			return at + first_bit(stop);
		}
	}
	while (at < s.len && ((s.ptr[at] >= ' ' && s.ptr[at] < 0x7f) || s.ptr[at] == '\n')) {
		at++;
	}
	return at;
}

size_t bytes_find3(struct str s, char a, char b, char c)
{
	size_t at = 0;

	for (; at + BLOCK <= s.len; at += BLOCK) {
		block bytes = block_load(s.ptr + at);
		unsigned found = block_mask(block_or(block_equal(bytes, a),
			block_or(block_equal(bytes, b), block_equal(bytes, c))));

		if (found != 0) {
			return at + first_bit(found);
		}
	}
	while (at < s.len && s.ptr[at] != a && s.ptr[at] != b && s.ptr[at] != c) {
		at++;
	}
	return at;
}

static inline bool ends_words(char c, bool after_space)
{
	return c == '<' || c == '&' || (unsigned char)c < ' ' || (c == ' ' && after_space);
}

size_t bytes_copy_words(char *out, struct str s)
{
	size_t at = 0;
	unsigned after_space = 0; /* bit 0: the last byte was a space */

	for (; at + BLOCK <= s.len; at += BLOCK) {
		block b = block_load(s.ptr + at);
		unsigned spaces = block_mask(block_equal(b, ' '));
		unsigned stop = block_mask(block_or(block_below(b, ' '),
					block_or(block_equal(b, '<'), block_equal(b, '&')))) |
				(spaces & (spaces << 1 | after_space));

		block_store(out + at, b);
		if (stop != 0) {
			return at + first_bit(stop);
		}
		after_space = spaces >> (BLOCK - 1);
	}
	for (; at < s.len && !ends_words(s.ptr[at], after_space != 0); at++) {
		out[at] = s.ptr[at];
		after_space = s.ptr[at] == ' ';
	}
	return at;
}

size_t bytes_copy_until_amp(char *out, struct str s)
{
	size_t at = 0;

	for (; at + BLOCK <= s.len; at += BLOCK) {
		block b = block_load(s.ptr + at);
		unsigned stop = block_mask(block_equal(b, '&'));

		block_store(out + at, b);
		if (stop != 0) {
			return at + first_bit(stop);
		}
	}
	for (; at < s.len && s.ptr[at] != '&'; at++) {
		out[at] = s.ptr[at];
	}
	return at;
}
