/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The tags of a word: hashes of all that is left of its first letters when none, one or two of them are left out
 * (match/fuzzy), and a filter of tags. Constant once built.
 */
#ifndef NUNCIO_MATCH_FUZZY_TAGS_H
#define NUNCIO_MATCH_FUZZY_TAGS_H

#include <stddef.h>
#include <stdint.h>

/* Letters at the beginning of a word that count. More make longer lists of tags, fewer more words under one tag. */
#define FUZZY_PREFIX 10
/* Two of ten letters can be left out in so many ways. */
#define FUZZY_TAGS_MAX 45
#define FUZZY_TAGS_ROOM (FUZZY_TAGS_MAX + 1)

/* Which tags may be there: each has two bits in one word. */
struct fuzzy_filter {
	const uint64_t *words;
	unsigned shift; /* from a tag to the number of its word */
};

/* The numbers by which letters are multiplied, one for each place. */
struct fuzzy_weights {
	uint32_t numbers[FUZZY_PREFIX];
};

/* From the first letters of a word to its tags. */
struct fuzzy_sums {
	size_t count;
	uint32_t whole;
	uint32_t none;                 /* what is behind the only letter that is left out */
	uint32_t first[FUZZY_PREFIX];  /* without letter p, but for what is behind the next such */
	uint32_t second[FUZZY_PREFIX]; /* the rest, without letter q as the second one */
};

static inline uint64_t fuzzy_filter_bits(uint32_t tag)
{
	return UINT64_C(1) << (tag & 63) | UINT64_C(1) << (tag >> 6 & 63);
}

void fuzzy_sums_read(const struct fuzzy_weights *weights, const uint32_t *points, size_t count,
	struct fuzzy_sums *ret);
/* Writes the tags without so many letters (0 to 2) that the filter lets pass, and one more; returns how many. A word that has
 * the same letter twice side by side has some of them twice. */
size_t fuzzy_tags_list(const struct fuzzy_sums *sums, const struct fuzzy_filter *filter,
	unsigned without, uint32_t out[FUZZY_TAGS_ROOM]);

#endif
