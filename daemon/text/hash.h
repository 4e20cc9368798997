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

/* Words are this long at most, and hold no zero byte. */
#define HASH_WORD_MAX 256u
/* So many bytes behind a word must be readable. */
#define HASH_WORD_PADDING 16u

/* A number of 128 bits. */
struct hash_wide {
	uint64_t low;
	uint64_t high;
};

/* Numbers of this process that nobody outside knows. */
struct hash_key {
	struct hash_wide plus;
	struct hash_wide numbers[HASH_WORD_MAX / 8];
};

/* The same key each time in a process, and in those that it forks. */
void hash_key_init(struct hash_key *ret);

static inline uint64_t hash_word_load(const char *p)
{
	uint64_t eight;
	memcpy(&eight, p, sizeof(eight));
	return eight;
}

/* *sum += (numbers[0] + first) * (numbers[1] + second) mod 2^128. By halves: compilers handle them better than a whole. */
static inline void hash_word_add(
	struct hash_wide *sum, const struct hash_wide *numbers, uint64_t first, uint64_t second)
{
	uint64_t a = numbers[0].low + first;
	uint64_t a_high = numbers[0].high + (a < first);
	uint64_t b = numbers[1].low + second;
	uint64_t b_high = numbers[1].high + (b < second);
	unsigned __int128 product = (unsigned __int128)a * b;
	sum->low += (uint64_t)product;
	sum->high += (uint64_t)(product >> 64) + a * b_high + a_high * b +
		     (sum->low < (uint64_t)product);
}

/* Of a word of more than 16 bytes. */
uint64_t hash_word_long(const struct hash_key *key, const char *p, size_t len);

/* The last 16 bytes of a word at most, the rest zeros. */
static inline uint64_t hash_word_end(
	struct hash_wide sum, const struct hash_wide *numbers, const char *p, size_t len)
{
	static const unsigned char mask[2 * HASH_WORD_PADDING] = {
		255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255};
	const char *keep = (const char *)mask + HASH_WORD_PADDING - len;
	hash_word_add(&sum, numbers, hash_word_load(p) & hash_word_load(keep),
		hash_word_load(p + 8) & hash_word_load(keep + 8));
	return sum.high;
}

/* A hash of a word with HASH_WORD_PADDING readable bytes behind it, which do not count. A word is a row of pairs of numbers of
 * 64 bits, zeros behind its end. To each a number of the key is added, the two of a pair are multiplied, and the upper half
 * of the sum of the products, mod 2^128, is the hash. Any two different words have the same one for one key of 2^63 at most,
 * whoever chose them (multilinear hashing with half the multiplications: Lemire and Kaser, "Strongly universal string hashing
 * is fast", K = 128, L = 64): a word's hash stands for its letters, and nobody looks at them again. */
static inline uint64_t hash_word(const struct hash_key *key, const char *p, size_t len)
{
	return len > 16 ? hash_word_long(key, p, len)
			: hash_word_end(key->plus, key->numbers, p, len);
}

/* The same of any text; of one that is too long for a word, a hash that no word has but by chance. */
uint64_t hash_word_str(const struct hash_key *key, struct str s);

#endif
