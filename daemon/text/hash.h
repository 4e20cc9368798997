/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Fast hashes (XXH3) that are the same on every machine and in every version: they end up on disk and in Redis; and a faster one
 * for words in memory. None is cryptographic.
 */
#ifndef NUNCIO_TEXT_HASH_H
#define NUNCIO_TEXT_HASH_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/str.h"

struct hash128 {
	uint64_t high;
	uint64_t low;
};

uint64_t hash64(uint64_t seed, struct str s);
struct hash128 hash128(uint64_t seed, struct str s);
/* Folds another hash in; order matters. */
uint64_t hash64_mix(uint64_t hash, uint64_t other);

/* --- words in memory; never on disk --- */

/* A number of this process that nobody outside knows: who writes texts cannot choose words that fall together. */
uint64_t hash_word_key(void);

/* So many bytes behind a word must be readable. */
#define HASH_WORD_PADDING 16u

static inline uint64_t hash_word_load(const char *p)
{
	uint64_t eight;
	memcpy(&eight, p, sizeof(eight));
	return eight;
}

/* The halves of the product, one folded into the other. */
static inline uint64_t hash_word_fold(uint64_t a, uint64_t b)
{
	unsigned __int128 product = (unsigned __int128)a * b;
	return (uint64_t)product ^ (uint64_t)(product >> 64);
}

/* A hash of a word with HASH_WORD_PADDING readable bytes behind it, which do not count. */
static inline uint64_t hash_word(uint64_t key, const char *p, size_t len)
{
	static const unsigned char mask[2 * HASH_WORD_PADDING] = {
		255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255};
	uint64_t hash = key ^ len * UINT64_C(0x9e3779b97f4a7c15);
	while (len > 16) {
		hash = hash_word_fold(hash_word_load(p) ^ UINT64_C(0xa0761d6478bd642f) ^ hash,
			hash_word_load(p + 8) ^ UINT64_C(0xe7037ed1a0b428db));
		p += 16;
		len -= 16;
	}
	const char *keep = (const char *)mask + 16 - len;
	return hash_word_fold((hash_word_load(p) & hash_word_load(keep)) ^ hash,
		(hash_word_load(p + 8) & hash_word_load(keep + 8)) ^ key ^
			UINT64_C(0x8ebc6af09c88c6e3));
}

/* The same of any text. */
uint64_t hash_word_str(uint64_t key, struct str s);

#endif
