/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * XXH3 of the system's libxxhash, whose values are fixed since its version 0.8.0, whatever the byte order. Never change a
 * seed or the mixing here: keys in journals and in Redis would no longer be found.
 */
#include "text/hash.h"

#include <sys/auxv.h>
#include <xxhash.h>

uint64_t hash64(uint64_t seed, struct str s)
{
	return XXH3_64bits_withSeed(s.len > 0 ? s.ptr : "", s.len, seed);
}

struct hash128 hash128(uint64_t seed, struct str s)
{
	XXH128_hash_t hash = XXH3_128bits_withSeed(s.len > 0 ? s.ptr : "", s.len, seed);

	return (struct hash128){.high = hash.high64, .low = hash.low64};
}

uint64_t hash64_mix(uint64_t hash, uint64_t other)
{
	/* The finalizer of splitmix64 over both; the rotation makes the order matter. */
	uint64_t x = (hash << 23 | hash >> 41) * UINT64_C(0x9e3779b97f4a7c15) ^ other;

	x = (x ^ x >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	x = (x ^ x >> 27) * UINT64_C(0x94d049bb133111eb);
	return x ^ x >> 31;
}

void hash_key_init(struct hash_key *ret)
{
	/* 16 bytes of chance that the kernel puts there for each program it starts. */
	unsigned long at = getauxval(AT_RANDOM);
	uint64_t chance[2] = {0};
	uint64_t *numbers = (uint64_t *)ret;

	if (at) {
		/* NOLINTNEXTLINE(performance-no-int-to-ptr): the kernel gives the address as a number */
		memcpy(chance, (const char *)at, sizeof(chance));
	}
	for (uint64_t i = 0; i < sizeof(*ret) / sizeof(numbers[0]); i++) {
		uint64_t input[] = {chance[1], i};

		numbers[i] = XXH3_64bits_withSeed(input, sizeof(input), chance[0]);
	}
}

uint64_t hash_word_long(const struct hash_key *key, const char *p, size_t len)
{
	struct hash_wide sum = key->plus;
	const struct hash_wide *numbers = key->numbers;

	for (; len > 16; len -= 16) {
		hash_word_add(&sum, numbers, hash_word_load(p), hash_word_load(p + 8));
		numbers += 2;
		p += 16;
	}
	return hash_word_end(sum, numbers, p, len);
}

uint64_t hash_word_str(const struct hash_key *key, struct str s)
{
	char padded[HASH_WORD_MAX + HASH_WORD_PADDING];

	if (s.len > HASH_WORD_MAX) {
		return hash64(key->plus.low, s);
	}
	if (s.len > 0) {
		memcpy(padded, s.ptr, s.len);
	}
	memset(padded + s.len, 0, HASH_WORD_PADDING);
	return hash_word(key, padded, s.len);
}
