/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Sorts small keys instead of matches, byte by byte: comparing a hundred of them took longer than finding them. Never changes
 * the matches. The invariant: a key holds the priority, the rule, and where the match is.
 */
#include "match/order.h"

#include <string.h>

#include "base/mem.h"

#define INDEX_BITS 30
#define INDEX_MASK ((UINT64_C(1) << INDEX_BITS) - 1)
#define PRIORITY_SHIFT (INDEX_BITS + 32)
#define DIGIT_BITS 8
#define DIGITS (1u << DIGIT_BITS)
/* So few are sorted before the digits are counted. */
#define FEW 32

/* The smaller key comes first. */
static uint64_t key_of(const struct match *match, size_t index)
{
	return (uint64_t)(PRIORITY_CRITICAL - match->priority) << PRIORITY_SHIFT |
	       (uint64_t)match->rule << INDEX_BITS | index;
}

static uint32_t digit_of(uint64_t key, unsigned shift)
{
	return (uint32_t)(key >> shift) & (DIGITS - 1);
}

/* Moves the keys to `to` in the order of one digit, those with the same one as they were. */
static void sort_by_digit(const uint64_t *keys, size_t count, unsigned shift, uint64_t *to)
{
	size_t next[DIGITS] = {0};
	size_t total = 0;
	for (size_t i = 0; i < count; i++) {
		next[digit_of(keys[i], shift)]++;
	}
	for (unsigned i = 0; i < DIGITS; i++) {
		size_t these = next[i];
		next[i] = total;
		total += these;
	}
	for (size_t i = 0; i < count; i++) {
		to[next[digit_of(keys[i], shift)]++] = keys[i];
	}
}

static void sort_few(uint64_t *keys, size_t count)
{
	for (size_t i = 1; i < count; i++) {
		uint64_t key = keys[i];
		size_t at = i;
		for (; at > 0 && keys[at - 1] > key; at--) {
			keys[at] = keys[at - 1];
		}
		keys[at] = key;
	}
}

/* From the lowest digit of the rule to the priority; digits in which all are the same are left out. */
static void sort_many(struct matcher *matcher, size_t count)
{
	uint64_t different = 0;
	matcher->order_spare = mem_grow(matcher->order_spare, &matcher->order_spare_cap, count,
		sizeof(matcher->order_spare[0]));
	for (size_t i = 1; i < count; i++) {
		different |= matcher->order[i] ^ matcher->order[0];
	}
	for (unsigned shift = INDEX_BITS; shift < 64; shift += DIGIT_BITS) {
		if (digit_of(different, shift) == 0) {
			continue;
		}
		sort_by_digit(matcher->order, count, shift, matcher->order_spare);
		memcpy(matcher->order, matcher->order_spare, count * sizeof(matcher->order[0]));
	}
}

size_t order_matches(struct matcher *matcher)
{
	size_t count = matcher->match_count;
	matcher->order =
		mem_grow(matcher->order, &matcher->order_cap, count, sizeof(matcher->order[0]));
	for (size_t i = 0; i < count; i++) {
		matcher->order[i] = key_of(&matcher->matches[i], i);
	}
	if (count <= FEW) {
		sort_few(matcher->order, count);
	} else {
		sort_many(matcher, count);
	}
	matcher->order_count = count < LIMIT_HITS ? count : LIMIT_HITS;
	return count - matcher->order_count;
}

const struct match *order_match(const struct matcher *matcher, size_t place)
{
	return &matcher->matches[matcher->order[place] & INDEX_MASK];
}
