/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Two tables of fixed size by the hash of the word, which stands for it (match/dictionary.h): of words that count for nothing,
 * which are nearly all, in sets of which the oldest word leaves; and of the others with what they count for. Where rules ask
 * for stems a word is remembered once for each language. Where words do not come back, which a text can be made for, only some
 * of them are remembered, to see whether that has changed. The invariant: no more than LIMIT_FORM_CACHE / 2 entries in the
 * second, so that a free slot is always found.
 */
#include "match/form_cache.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/mem.h"
#include "match/expander.h"
#include "match/stem_table.h"

#define ATOMS_MAX ((size_t)LIMIT_FORM_CACHE)

/* Each word of each article is looked for in it: it must be small beside the second cache. That a word is taken for another
 * one has odds of 1 to 2^43, and makes no hit. */
#define NOTHING_WAYS 4u
#define NOTHING_SETS (LIMIT_FORM_CACHE / 2 / NOTHING_WAYS)

/* After so many words it is asked whether they come back. */
#define TRIAL_WORDS 1024u
/* Then one of so many is known at least; else one of SAMPLE is remembered. */
#define WORTH_ONE_OF 16u
#define SAMPLE 8u

struct nothing_set {
	uint32_t tags[NOTHING_WAYS]; /* of the hashes, the newest first; never 0 */
};

struct slot {
	uint64_t hash;
	uint32_t atoms;
	uint16_t atom_count;
	uint16_t is_taken;
};

struct form_cache {
	const struct dictionary *dictionary; /* borrowed */
	struct stem_table *stems;            /* owned; NULL: no rule asks for stems */
	unsigned language;                   /* of the article at hand; 0 without stems */
	struct nothing_set *nothing;         /* owned */
	struct slot *slots;                  /* owned */
	size_t count;
	uint32_t *atoms; /* owned */
	size_t atom_count;
	bool is_full;   /* it forgets before it is asked again: what it last said is borrowed */
	uint32_t tried; /* words of the trial at hand */
	uint32_t tried_known;      /* of these */
	uint32_t sample;           /* words are remembered whose hash has none of these bits */
	struct expander *expander; /* owned */
};

struct form_cache *form_cache_new(const struct dictionary *dictionary)
{
	struct form_cache *cache = mem_zalloc(sizeof(*cache));
	cache->dictionary = dictionary;
	if (dictionary->has_stems) {
		cache->stems = stem_table_new(dictionary);
	}
	if (dictionary->has_patterns) {
		cache->nothing = mem_zalloc(NOTHING_SETS * sizeof(cache->nothing[0]));
		cache->slots = mem_zalloc((size_t)LIMIT_FORM_CACHE * sizeof(cache->slots[0]));
		cache->atoms = mem_alloc(ATOMS_MAX * sizeof(cache->atoms[0]));
		cache->expander = expander_new();
	}
	return cache;
}

void form_cache_free(struct form_cache *cache)
{
	if (cache) {
		stem_table_free(cache->stems);
		free(cache->nothing);
		free(cache->slots);
		free(cache->atoms);
		expander_free(cache->expander);
		free(cache);
	}
}

void form_cache_set_language(struct form_cache *cache, struct str code)
{
	cache->language = cache->stems ? stem_table_language(code) : 0;
}

/* With stems a word is another one in each language. */
static uint64_t hash_here(const struct form_cache *cache, uint64_t hash)
{
	return hash + cache->language * UINT64_C(0x9e3779b97f4a7c15);
}

/* Decided by bits that neither table looks at. */
static bool is_sampled(const struct form_cache *cache, uint64_t hash)
{
	return (hash >> 13 & cache->sample) == 0;
}

static uint32_t slot_of(uint64_t hash)
{
	return (uint32_t)(hash >> 20) % LIMIT_FORM_CACHE;
}

static struct nothing_set *nothing_set(const struct form_cache *cache, uint64_t hash)
{
	return &cache->nothing[hash % NOTHING_SETS];
}

static uint32_t nothing_tag(uint64_t hash)
{
	return (uint32_t)(hash >> 32) | 1;
}

uint32_t form_cache_pick(struct form_cache *cache, const uint64_t *hashes, uint32_t start,
	uint32_t end, uint32_t *out)
{
	uint32_t count = 0;
	for (uint32_t i = start; i < end; i++) {
		uint64_t here = hash_here(cache, hashes[i]);
		unsigned is_nothing = 0;
		out[count] = i;
		if (is_sampled(cache, here)) {
			const struct nothing_set *set = nothing_set(cache, here);
			uint32_t tag = nothing_tag(here);
			for (unsigned k = 0; k < NOTHING_WAYS; k++) {
				is_nothing |= set->tags[k] == tag;
			}
			/* Nearly all that are not nothing are new, or were forgotten. */
			__builtin_prefetch(&cache->slots[slot_of(here)]);
		}
		count += 1 - is_nothing;
	}
	cache->tried += end - start - count;
	cache->tried_known += end - start - count;
	return count;
}

/* At the end of a trial: whether words come back. */
static void judge(struct form_cache *cache)
{
	if (cache->tried >= TRIAL_WORDS) {
		cache->sample = cache->tried_known < cache->tried / WORTH_ONE_OF ? SAMPLE - 1 : 0;
		cache->tried = 0;
		cache->tried_known = 0;
	}
}

static void forget(struct form_cache *cache)
{
	memset(cache->slots, 0, (size_t)LIMIT_FORM_CACHE * sizeof(cache->slots[0]));
	cache->count = 0;
	cache->atom_count = 0;
	cache->is_full = false;
}

static void remember_nothing(struct form_cache *cache, uint64_t hash)
{
	struct nothing_set *set = nothing_set(cache, hash);
	memmove(set->tags + 1, set->tags, sizeof(set->tags) - sizeof(set->tags[0]));
	set->tags[0] = nothing_tag(hash);
}

static void remember(struct form_cache *cache, uint64_t hash, const struct expansion *expansion)
{
	size_t count = expansion->count;
	if (count == 0) {
		remember_nothing(cache, hash);
		return;
	}
	if (cache->count >= LIMIT_FORM_CACHE / 2 || cache->atom_count + count > ATOMS_MAX) {
		cache->is_full = true;
		return;
	}
	uint32_t at = slot_of(hash);
	while (cache->slots[at].is_taken && cache->slots[at].hash != hash) {
		at = (at + 1) % LIMIT_FORM_CACHE;
	}
	cache->count += !cache->slots[at].is_taken;
	cache->slots[at] = (struct slot){.hash = hash,
		.atoms = (uint32_t)cache->atom_count,
		.atom_count = (uint16_t)count,
		.is_taken = 1};
	memcpy(cache->atoms + cache->atom_count, expansion->atoms, count * sizeof(cache->atoms[0]));
	cache->atom_count += count;
}

/* NULL: it is not known that the word counts for something. */
static const struct slot *find_slot(const struct form_cache *cache, uint64_t hash)
{
	for (uint32_t at = slot_of(hash); cache->slots[at].is_taken;
		at = (at + 1) % LIMIT_FORM_CACHE) {
		if (cache->slots[at].hash == hash) {
			return &cache->slots[at];
		}
	}
	return NULL;
}

static struct expansion *expand(struct form_cache *cache, const struct str *words, size_t count)
{
	struct expansion *expansions =
		expander_run(cache->expander, cache->dictionary, words, count);
	for (size_t i = 0; cache->stems && i < count; i++) {
		struct expansion *expansion = &expansions[i];
		expansion->count += (uint32_t)stem_table_find(cache->stems, cache->language,
			words[i], expansion->atoms + expansion->count,
			EXPANSION_ATOMS - expansion->count);
	}
	return expansions;
}

/* What is known of a word: false when nothing is. */
static bool recall(struct form_cache *cache, uint64_t hash, struct form_atoms *ret)
{
	if (!is_sampled(cache, hash)) {
		return false;
	}
	const struct slot *slot = find_slot(cache, hash);
	cache->tried++;
	if (!slot) {
		return false;
	}
	cache->tried_known++;
	*ret = (struct form_atoms){cache->atoms + slot->atoms, slot->atom_count};
	return true;
}

void form_cache_expand(struct form_cache *cache, const uint64_t *hashes, const struct str *words,
	uint32_t count, struct form_atoms *ret)
{
	struct str new_words[EXPANSION_WORDS];
	uint32_t new_numbers[EXPANSION_WORDS];
	uint32_t new_count = 0;
	if (cache->is_full) {
		forget(cache);
	}
	for (uint32_t i = 0; i < count; i++) {
		new_words[new_count] = words[i];
		new_numbers[new_count] = i;
		new_count += !recall(cache, hash_here(cache, hashes[i]), &ret[i]);
	}
	const struct expansion *expansions =
		new_count > 0 ? expand(cache, new_words, new_count) : NULL;
	for (uint32_t i = 0; i < new_count; i++) {
		uint64_t here = hash_here(cache, hashes[new_numbers[i]]);
		ret[new_numbers[i]] = (struct form_atoms){expansions[i].atoms, expansions[i].count};
		if (is_sampled(cache, here)) {
			remember(cache, here, &expansions[i]);
		}
	}
	judge(cache);
}
