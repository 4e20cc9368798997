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
/* When no more have the same first digit, what is left to do is less than counting another one. */
#define TOGETHER_MAX 8

static uint32_t digit_of(uint32_t number, unsigned shift)
{
	return number >> shift & (DIGITS - 1);
}

/* Moves the candidates in the order of one digit of what they are more than `least`, those with the same one as they were;
 * returns how many have the same one at most. */
static size_t sort_by_digit(struct matcher *matcher, uint32_t least, unsigned shift)
{
	const struct candidate *from = matcher->candidates;
	struct candidate *to = matcher->candidate_spare;
	size_t count = matcher->candidate_count;
	size_t next[DIGITS] = {0};
	size_t total = 0;
	size_t together = 0;
	for (size_t i = 0; i < count; i++) {
		next[digit_of(from[i].rule - least, shift)]++;
	}
	for (unsigned i = 0; i < DIGITS; i++) {
		size_t these = next[i];
		together = these > together ? these : together;
		next[i] = total;
		total += these;
	}
	for (size_t i = 0; i < count; i++) {
		to[next[digit_of(from[i].rule - least, shift)]++] = from[i];
	}
	size_t cap = matcher->candidate_spare_cap;
	matcher->candidate_spare = matcher->candidates;
	matcher->candidate_spare_cap = matcher->candidate_cap;
	matcher->candidates = to;
	matcher->candidate_cap = cap;
	return together;
}

static void sort_few(struct candidate *candidates, size_t count)
{
	for (size_t i = 1; i < count; i++) {
		struct candidate candidate = candidates[i];
		size_t at = i;
		for (; at > 0 && candidates[at - 1].rule > candidate.rule; at--) {
			candidates[at] = candidates[at - 1];
		}
		candidates[at] = candidate;
	}
}

/* Candidates come from all over the index: mostly their first digit tells nearly all. If not, all digits are looked at, the
 * lowest first. */
static void sort_many(struct matcher *matcher)
{
	size_t count = matcher->candidate_count;
	uint32_t least = UINT32_MAX;
	uint32_t most = 0;
	for (size_t i = 0; i < count; i++) {
		uint32_t candidate = matcher->candidates[i].rule;
		least = candidate < least ? candidate : least;
		most = candidate > most ? candidate : most;
	}
	unsigned bits = 32 - (unsigned)__builtin_clz((most - least) | 1);
	matcher->candidate_spare = mem_grow(matcher->candidate_spare, &matcher->candidate_spare_cap,
		matcher->candidate_cap, sizeof(matcher->candidate_spare[0]));
	if (sort_by_digit(matcher, least, bits > DIGIT_BITS ? bits - DIGIT_BITS : 0) <=
		TOGETHER_MAX) {
		sort_few(matcher->candidates, count);
		return;
	}
	for (unsigned shift = 0; shift < bits; shift += DIGIT_BITS) {
		(void)sort_by_digit(matcher, least, shift);
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
		struct candidate candidate = matcher->candidates[i];
		if (kept == 0 || matcher->candidates[kept - 1].rule != candidate.rule) {
			matcher->candidates[kept++] = candidate;
		}
	}
	matcher->candidate_count = kept;
}
