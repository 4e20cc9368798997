/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What words count for besides themselves: nearly always nothing, sometimes a wildcard. Remembers, so that wildcards, fuzzy
 * words and stems cost something for new words only. Bounded: when it is full it forgets.
 */
#ifndef NUNCIO_MATCH_FORM_CACHE_H
#define NUNCIO_MATCH_FORM_CACHE_H

#include <stddef.h>
#include <stdint.h>

#include "match/dictionary.h"
#include "match/expansion.h"

struct form_cache;

struct form_cache *form_cache_new(const struct dictionary *dictionary);
void form_cache_free(struct form_cache *cache);
/* The language of the article at hand, "de", for its stems; empty: not known. */
void form_cache_set_language(struct form_cache *cache, struct str code);
/* Only with such patterns among the rules, both. Writes the numbers of the words [start, end) of which it is not known that
 * they count for nothing; room for one more must be there. Returns how many. */
uint32_t form_cache_pick(struct form_cache *cache, const uint64_t *hashes, uint32_t start,
	uint32_t end, uint32_t *out);

/* The wildcards, fuzzy words and stems that a word matches. */
struct form_atoms {
	const uint32_t *atoms; /* borrowed until the next call */
	uint32_t count;
};

/* Finds those of each of the words, EXPANSION_WORDS at most. */
void form_cache_expand(struct form_cache *cache, const uint64_t *hashes, const struct str *words,
	uint32_t count, struct form_atoms *ret);

#endif
