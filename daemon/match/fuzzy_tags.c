/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The tag of what is left of a word is the sum of its letters, each times a number of the place where it stands then
 * (multilinear hashing: Lemire and Kaser, "Strongly universal string hashing is fast"). So what is left without the letters
 * p and q is the sum of two numbers, one that knows p and one that knows q. Never allocates, never branches on letters. The
 * invariant: equal rests have equal tags.
 */
#include "match/fuzzy_tags.h"

/* Spreads the letters, whose numbers are close to each other. */
#define LETTER_STEP 0x9e3779b1u

void fuzzy_sums_read(const struct fuzzy_weights *weights, const uint32_t *points, size_t count,
	struct fuzzy_sums *ret)
{
	const uint32_t *numbers = weights->numbers;
	/* Of the letters up to here when none, one, two of those before them are left out. */
	uint32_t with_all = 0;
	uint32_t without_one = 0;
	uint32_t without_two = 0;
	ret->count = count < FUZZY_PREFIX ? count : FUZZY_PREFIX;
	for (size_t i = 0; i < ret->count; i++) {
		uint32_t point = points[i] * LETTER_STEP;
		uint32_t before = without_one;
		without_one += i >= 1 ? point * numbers[i - 1] : 0;
		without_two += i >= 2 ? point * numbers[i - 2] : 0;
		ret->first[i] = with_all - without_one;
		ret->second[i] = before - without_two;
		with_all += point * numbers[i];
	}
	ret->whole = with_all;
	ret->none = without_one;
	for (size_t i = 0; i < ret->count; i++) {
		ret->second[i] += without_two;
	}
}

/* Adds first[p] + rest for the first `count` letters p, but for those whose first bit is not in the filter. Without a branch
 * on that: nobody could guess it. Returns how many there are then. */
static inline size_t add_row(const struct fuzzy_sums *sums, const struct fuzzy_filter *filter,
	uint32_t rest, size_t count, uint32_t *restrict out, size_t passed)
{
	const uint64_t *words = filter->words;
	const unsigned shift = filter->shift;
	for (size_t p = 0; p < count; p++) {
		uint32_t tag = sums->first[p] + rest;
		out[passed] = tag;
		passed += words[tag >> shift] >> (tag & 63) & 1;
	}
	return passed;
}

size_t fuzzy_tags_list(const struct fuzzy_sums *sums, const struct fuzzy_filter *filter,
	unsigned without, uint32_t out[FUZZY_TAGS_ROOM])
{
	size_t passed = 0;
	size_t kept = 0;
	if (without == 0) {
		out[passed++] = sums->whole;
	} else if (without == 1) {
		passed = add_row(sums, filter, sums->none, sums->count, out, 0);
	} else {
		for (size_t q = 1; q < sums->count; q++) {
			passed = add_row(sums, filter, sums->second[q], q, out, passed);
		}
	}
	for (size_t i = 0; i < passed; i++) {
		uint32_t tag = out[i];
		uint64_t bits = fuzzy_filter_bits(tag);
		out[kept] = tag;
		kept += (filter->words[tag >> filter->shift] & bits) == bits;
	}
	return kept;
}
