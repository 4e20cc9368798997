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

uint64_t hash_word_key(void)
{
	/* 16 bytes of chance that the kernel puts there for each program it starts; libc uses the first ones. */
	unsigned long at = getauxval(AT_RANDOM);
	uint64_t key = UINT64_C(0x2d358dccaa6c78a5);

	if (at) {
		/* NOLINTNEXTLINE(performance-no-int-to-ptr): the kernel gives the address as a number */
		memcpy(&key, (const char *)at + 8, sizeof(key));
	}
	return hash64_mix(key, sizeof(key));
}

uint64_t hash_word_str(uint64_t key, struct str s)
{
	char padded[512 + HASH_WORD_PADDING] = {0};

	if (s.len <= 512) {
		if (s.len > 0) {
			memcpy(padded, s.ptr, s.len);
		}
		return hash_word(key, padded, s.len);
	}
	return hash64(key, s); /* longer than any word: found by nobody */
}
