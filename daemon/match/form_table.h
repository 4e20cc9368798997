/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * From the hash of a folded word to what it counts for (match/dictionary): a filter that turns away nearly every word that no
 * rule has, and one cache line for the others. Constant once built, in the arena of the rule set.
 */
#ifndef NUNCIO_MATCH_FORM_TABLE_H
#define NUNCIO_MATCH_FORM_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

/* One cache line: words by their hash, which stands for their letters: it has 64 bits and a secret key, and of a thousand
 * million different words, whoever chose them, none is taken for one of a million others, but with odds of 1 to 10,000
 * (hash_word). */
#define FORM_BUCKET 5
struct form_bucket {
	uint64_t hashes[FORM_BUCKET];
	/* FORM_NONE, an atom, or FORM_LIST and where in form_words. A full bucket goes on in the next one. */
	uint32_t values[FORM_BUCKET];
	uint32_t unused;
};
#define FORM_NONE UINT32_MAX
#define FORM_LIST (1u << 31)

/* A word that has a place in the table. */
struct filed {
	uint64_t hash;
	uint32_t value;
};

struct form_table {
	const uint64_t *filter; /* which hashes may be there: small enough for the caches */
	uint32_t filter_mask;
	const struct form_bucket *buckets;
	uint32_t bucket_mask;
	size_t bytes;
};

/* -ENOMEM when the arena is full. */
int form_table_build(
	struct arena *arena, const struct filed *filed, size_t count, struct form_table *ret);

/* Three bits of one word of the filter. */
static inline uint64_t form_table_bits(uint64_t hash)
{
	return UINT64_C(1) << (hash >> 58) | UINT64_C(1) << (hash >> 52 & 63) |
	       UINT64_C(1) << (hash >> 46 & 63);
}

/* False: no form has that hash. */
static inline bool form_table_may_have(const struct form_table *table, uint64_t hash)
{
	uint64_t bits = form_table_bits(hash);
	return (table->filter[hash & table->filter_mask] & bits) == bits;
}

static inline const struct form_bucket *form_table_bucket(
	const struct form_table *table, uint64_t hash)
{
	return &table->buckets[hash >> 8 & table->bucket_mask];
}

/* Hints that the word of that hash, which form_table_may_have, is going to be looked up. */
static inline void form_table_prefetch(const struct form_table *table, uint64_t hash)
{
	__builtin_prefetch(form_table_bucket(table, hash));
}

/* The same behind a full bucket that does not have it. */
uint32_t form_table_find_behind(
	const struct form_table *table, const struct form_bucket *bucket, uint64_t hash);

/* What the folded word whose hash_word is `hash` counts for: FORM_NONE, an atom, or FORM_LIST and the place of its form.
 * Without a branch on where in the bucket it is: nobody could guess that, least of all while the line is on its way. */
static inline uint32_t form_table_find(const struct form_table *table, uint64_t hash)
{
	const struct form_bucket *bucket = form_table_bucket(table, hash);
	uint32_t value = FORM_NONE;
	for (unsigned i = 0; i < FORM_BUCKET; i++) {
		uint32_t unless_same = (uint32_t)(bucket->hashes[i] == hash) - 1;
		value &= bucket->values[i] | unless_same;
	}
	if (value == FORM_NONE && bucket->values[FORM_BUCKET - 1] != FORM_NONE) {
		return form_table_find_behind(table, bucket, hash);
	}
	return value;
}

#endif
