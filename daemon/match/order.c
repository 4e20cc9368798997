/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Sorts by the digits of a number: comparing a hundred candidates took longer than finding them. Never looks at the rules.
 * The invariant: afterwards each candidate is larger than the one before it.
 */
#include "match/order.h"

#include "base/mem.h"

#define DIGIT_BITS 8
#define DIGITS (1u << DIGIT_BITS)
/* So few are sorted before the digits are counted. */
#define FEW 32

static uint32_t digit_of(uint32_t number, unsigned shift)
{
	return number >> shift & (DIGITS - 1);
}

/* Moves the numbers to `to` in the order of one digit, those with the same one as they were. */
static void sort_by_digit(const uint32_t *numbers, size_t count, unsigned shift, uint32_t *to)
{
	size_t next[DIGITS] = {0};
	size_t total = 0;
	for (size_t i = 0; i < count; i++) {
		next[digit_of(numbers[i], shift)]++;
	}
	for (unsigned i = 0; i < DIGITS; i++) {
		size_t these = next[i];
		next[i] = total;
		total += these;
	}
	for (size_t i = 0; i < count; i++) {
		to[next[digit_of(numbers[i], shift)]++] = numbers[i];
	}
}

static void sort_few(uint32_t *numbers, size_t count)
{
	for (size_t i = 1; i < count; i++) {
		uint32_t number = numbers[i];
		size_t at = i;
		for (; at > 0 && numbers[at - 1] > number; at--) {
			numbers[at] = numbers[at - 1];
		}
		numbers[at] = number;
	}
}

/* From the lowest digit to the highest; those in which all are the same are left out. */
static void sort_many(struct matcher *matcher)
{
	size_t count = matcher->candidate_count;
	uint32_t different = 0;
	for (size_t i = 1; i < count; i++) {
		different |= matcher->candidates[i] ^ matcher->candidates[0];
	}
	matcher->candidate_spare = mem_grow(matcher->candidate_spare, &matcher->candidate_spare_cap,
		matcher->candidate_cap, sizeof(matcher->candidate_spare[0]));
	for (unsigned shift = 0; shift < 32; shift += DIGIT_BITS) {
		if (digit_of(different, shift) == 0) {
			continue;
		}
		sort_by_digit(matcher->candidates, count, shift, matcher->candidate_spare);
		uint32_t *sorted = matcher->candidate_spare;
		size_t cap = matcher->candidate_spare_cap;
		matcher->candidate_spare = matcher->candidates;
		matcher->candidate_spare_cap = matcher->candidate_cap;
		matcher->candidates = sorted;
		matcher->candidate_cap = cap;
	}
}

void order_candidates(struct matcher *matcher)
{
	size_t kept = 0;
	if (matcher->candidate_count <= FEW) {
		sort_few(matcher->candidates, matcher->candidate_count);
	} else {
		sort_many(matcher);
	}
	for (size_t i = 0; i < matcher->candidate_count; i++) {
		uint32_t candidate = matcher->candidates[i];
		if (kept == 0 || matcher->candidates[kept - 1] != candidate) {
			matcher->candidates[kept++] = candidate;
		}
	}
	matcher->candidate_count = kept;
}
