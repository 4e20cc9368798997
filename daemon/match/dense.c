/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Makes the bits of ids, once for an article. Never those of an id of which they would be more than its occurrences are. The
 * invariant: bits say what going through the occurrences would.
 */
#include "match/dense.h"

#include <string.h>

#include "base/limits.h"
#include "base/mem.h"
#include "match/evaluate.h"

/* Of fewer occurrences it is as quick to go through them. */
#define DENSE_LEAST 64
/* Words of bits for each occurrence, at most. */
#define WORDS_EACH 4

static uint32_t number_of(const struct matcher *matcher, enum dense_kind kind, uint32_t place)
{
	const struct token *token = &matcher->tokens.tokens[place];
	switch (kind) {
	case DENSE_SENTENCES:
		return token->sentence;
	case DENSE_PARAGRAPHS:
		return token->paragraph;
	default:
		return place;
	}
}

/* So many words of bits, all zero; none when there is no room for them. */
static uint64_t *make_bits(struct matcher *matcher, uint32_t words, struct dense *ret)
{
	if (LIMIT_DENSE_WORDS - matcher->dense_bit_count < words) {
		return NULL;
	}
	ret->words = words;
	ret->at = matcher->dense_bit_count;
	matcher->dense_bit_count += words;
	matcher->dense_bits = mem_grow(matcher->dense_bits, &matcher->dense_bit_cap,
		matcher->dense_bit_count, sizeof(matcher->dense_bits[0]));
	memset(matcher->dense_bits + ret->at, 0, words * sizeof(matcher->dense_bits[0]));
	return matcher->dense_bits + ret->at;
}

static void make(
	struct matcher *matcher, struct slice slice, enum dense_kind kind, struct dense *ret)
{
	const struct span *spans = matcher->spans + slice.first;
	uint32_t low = number_of(matcher, kind, spans[0].start) / 64;
	uint32_t high = number_of(matcher, kind, spans[slice.count - 1].start) / 64;
	uint32_t words = high - low + 1;
	*ret = (struct dense){.known = true, .first = low};
	uint64_t *bits = words / WORDS_EACH <= slice.count ? make_bits(matcher, words, ret) : NULL;
	for (uint32_t i = 0; bits && i < slice.count; i++) {
		uint32_t number = number_of(matcher, kind, spans[i].start);
		bool leaves = kind != DENSE_PLACES &&
			      number_of(matcher, kind, spans[i].end - 1) != number;
		bits[number / 64 - low] |= (uint64_t)!leaves << (number % 64);
	}
}

bool dense_breaks(struct matcher *matcher, enum dense_kind kind, struct dense *ret)
{
	struct dense *dense = &matcher->dense_breaks[kind];
	const struct token_list *tokens = &matcher->tokens;
	bool sentences = kind == DENSE_SENTENCES;
	uint32_t count = sentences ? tokens->sentences : tokens->paragraphs;
	const uint32_t *starts = sentences ? tokens->sentence_starts : tokens->paragraph_starts;
	if (!dense->known) {
		uint64_t *bits = make_bits(matcher, (uint32_t)(tokens->count / 64) + 1, dense);
		dense->known = true;
		for (uint32_t i = 0; bits && i < count; i++) {
			bits[starts[i] / 64] |= UINT64_C(1) << (starts[i] % 64);
		}
	}
	*ret = *dense;
	return dense->words > 0;
}

bool dense_find(struct matcher *matcher, uint32_t id, enum dense_kind kind, struct dense *ret)
{
	struct slice slice = evaluate_occurrences(matcher, id);
	if (slice.count < DENSE_LEAST) {
		return false;
	}
	struct local *local = positions_local(matcher, id);
	if (local->dense == 0) {
		matcher->denses = mem_grow(matcher->denses, &matcher->dense_cap,
			matcher->dense_count + DENSE_KINDS, sizeof(matcher->denses[0]));
		memset(matcher->denses + matcher->dense_count, 0,
			DENSE_KINDS * sizeof(matcher->denses[0]));
		local->dense = (uint32_t)matcher->dense_count + 1;
		matcher->dense_count += DENSE_KINDS;
	}
	struct dense *dense = &matcher->denses[local->dense - 1 + kind];
	if (!dense->known) {
		make(matcher, slice, kind, dense);
	}
	*ret = *dense;
	return dense->words > 0;
}
