/* SPDX-License-Identifier: BSD-2-Clause */
/* Fast hashes (XXH3) that are the same on every machine and in every version: they end up on disk and in Redis. Not cryptographic. */
#ifndef NUNCIO_TEXT_HASH_H
#define NUNCIO_TEXT_HASH_H

#include <stdint.h>

#include "base/str.h"

struct hash128 {
	uint64_t high;
	uint64_t low;
};

uint64_t hash64(uint64_t seed, struct str s);
struct hash128 hash128(uint64_t seed, struct str s);
/* Folds another hash in; order matters. */
uint64_t hash64_mix(uint64_t hash, uint64_t other);

#endif
