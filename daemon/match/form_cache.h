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
uint32_t form_cache_pick(const struct form_cache *cache, const uint64_t *hashes, uint32_t start,
	uint32_t end, uint32_t *out);
/* Finds out what words count for that are not known yet, EXPANSION_WORDS at most, all at once. Leaves of the three those that
 * count for something, in order; returns how many. */
uint32_t form_cache_learn(struct form_cache *cache, uint64_t *hashes, struct str *words,
	uint32_t *numbers, uint32_t count);
/* The wildcards, fuzzy words and stems that a word matches, borrowed until the next call. */
const uint32_t *form_cache_atoms(
	struct form_cache *cache, uint64_t hash, struct str word, size_t *ret_count);

#endif
