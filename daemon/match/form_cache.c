/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A table of fixed size with the words' bytes beside it. Never trusts a hash: bytes are compared. The invariant: no more
 * than LIMIT_FORM_CACHE / 2 entries, so that a free slot is always found.
 */
#include "match/form_cache.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/mem.h"

#define BYTES_MAX ((size_t)LIMIT_FORM_CACHE * 8)
#define ATOMS_MAX ((size_t)LIMIT_FORM_CACHE)
#define EXPANSIONS_MAX 1024
/* Longer words are looked up each time. */
#define WORD_MAX 64

struct slot {
	uint32_t tag;   /* upper half of the hash */
	uint32_t bytes; /* where the word is */
	uint32_t atoms;
	uint16_t atom_count;
	uint16_t len; /* 0: free */
};

struct form_cache {
	const struct dictionary *dictionary; /* borrowed */
	struct slot *slots;                  /* owned */
	size_t count;
	char *bytes; /* owned */
	size_t byte_count;
	uint32_t *atoms; /* owned */
	size_t atom_count;
	uint32_t scratch[EXPANSIONS_MAX];
};

struct form_cache *form_cache_new(const struct dictionary *dictionary)
{
	struct form_cache *cache = mem_zalloc(sizeof(*cache));
	cache->dictionary = dictionary;
	if (dictionary->has_patterns) {
		cache->slots = mem_zalloc((size_t)LIMIT_FORM_CACHE * sizeof(cache->slots[0]));
		cache->bytes = mem_alloc(BYTES_MAX);
		cache->atoms = mem_alloc(ATOMS_MAX * sizeof(cache->atoms[0]));
	}
	return cache;
}

void form_cache_free(struct form_cache *cache)
{
	if (cache) {
		free(cache->slots);
		free(cache->bytes);
		free(cache->atoms);
		free(cache);
	}
}

static void remember(struct form_cache *cache, uint64_t hash, struct str word, size_t count)
{
	if (cache->count >= LIMIT_FORM_CACHE / 2 || cache->byte_count + word.len > BYTES_MAX ||
		cache->atom_count + count > ATOMS_MAX) {
		memset(cache->slots, 0, (size_t)LIMIT_FORM_CACHE * sizeof(cache->slots[0]));
		cache->count = 0;
		cache->byte_count = 0;
		cache->atom_count = 0;
	}
	uint32_t at = (uint32_t)hash % LIMIT_FORM_CACHE;
	while (cache->slots[at].len > 0) {
		at = (at + 1) % LIMIT_FORM_CACHE;
	}
	cache->slots[at] = (struct slot){.tag = (uint32_t)(hash >> 32),
		.bytes = (uint32_t)cache->byte_count,
		.atoms = (uint32_t)cache->atom_count,
		.atom_count = (uint16_t)count,
		.len = (uint16_t)word.len};
	memcpy(cache->bytes + cache->byte_count, word.ptr, word.len);
	memcpy(cache->atoms + cache->atom_count, cache->scratch, count * sizeof(cache->atoms[0]));
	cache->byte_count += word.len;
	cache->atom_count += count;
	cache->count++;
}

const uint32_t *form_cache_atoms(
	struct form_cache *cache, uint64_t hash, struct str word, size_t *ret_count)
{
	*ret_count = 0;
	if (!cache->slots) {
		return cache->scratch;
	}
	uint32_t tag = (uint32_t)(hash >> 32);
	uint32_t at = (uint32_t)hash % LIMIT_FORM_CACHE;
	for (; cache->slots[at].len > 0; at = (at + 1) % LIMIT_FORM_CACHE) {
		const struct slot *slot = &cache->slots[at];
		if (slot->tag == tag && slot->len == word.len &&
			memcmp(cache->bytes + slot->bytes, word.ptr, word.len) == 0) {
			*ret_count = slot->atom_count;
			return cache->atoms + slot->atoms;
		}
	}
	*ret_count = dictionary_expand(cache->dictionary, word, cache->scratch, EXPANSIONS_MAX);
	if (word.len > 0 && word.len <= WORD_MAX) {
		remember(cache, hash, word, *ret_count);
	}
	return cache->scratch;
}
