/* SPDX-License-Identifier: BSD-2-Clause */
/* Lays out the table of the words. Never looks at letters. The invariant: each word is in its bucket, or in the next that had room. */
#include "match/form_table.h"

#include <errno.h>
#include <string.h>

/* A power of two. */
static uint32_t at_least(size_t want)
{
	uint32_t size = 1;
	while (size < want) {
		size *= 2;
	}
	return size;
}

static void add_to_bucket(struct form_bucket *buckets, uint32_t mask, struct filed filed)
{
	uint32_t at = (uint32_t)(filed.hash >> 8) & mask;
	for (;; at = (at + 1) & mask) {
		for (unsigned i = 0; i < FORM_BUCKET; i++) {
			if (buckets[at].values[i] == FORM_NONE) {
				buckets[at].hashes[i] = filed.hash;
				buckets[at].values[i] = filed.value;
				return;
			}
		}
	}
}

int form_table_build(
	struct arena *arena, const struct filed *filed, size_t count, struct form_table *ret)
{
	/* Three of five places taken at most, ten bits of the filter a form at least. */
	uint32_t size = at_least(count / 3 + 1);
	uint32_t words = at_least(count * 10 / 64 + 1);
	size_t line = sizeof(struct form_bucket);
	char *space = arena_alloc(arena, ((size_t)size + 1) * line);
	uint64_t *filter = arena_zalloc(arena, words * sizeof(filter[0]));
	if (!space || !filter) {
		return -ENOMEM;
	}
	struct form_bucket *buckets =
		(struct form_bucket *)(void *)(space + (line - (uintptr_t)space % line) % line);
	memset(buckets, 0xff, size * line);
	ret->buckets = buckets;
	ret->bucket_mask = size - 1;
	ret->filter = filter;
	ret->filter_mask = words - 1;
	for (size_t i = 0; i < count; i++) {
		filter[filed[i].hash & ret->filter_mask] |= form_table_bits(filed[i].hash);
		add_to_bucket(buckets, ret->bucket_mask, filed[i]);
	}
	ret->bytes = size * line + words * sizeof(filter[0]);
	return 0;
}

uint32_t form_table_find_behind(
	const struct form_table *table, const struct form_bucket *bucket, uint64_t hash)
{
	do {
		bucket =
			bucket == &table->buckets[table->bucket_mask] ? table->buckets : bucket + 1;
		for (unsigned i = 0; i < FORM_BUCKET; i++) {
			if (bucket->hashes[i] == hash && bucket->values[i] != FORM_NONE) {
				return bucket->values[i];
			}
		}
	} while (bucket->values[FORM_BUCKET - 1] != FORM_NONE);
	return FORM_NONE;
}
