/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Puts the places of words together in one row of bits: so they come in order, and what two words share is there once. Never
 * looks at what is longer than a word. The invariant: the bits are zero again when a function of this file has none to give.
 */
#include "match/alternatives.h"

#include "match/dense.h"

/* Fewer occurrences are put together as quickly one by one. */
#define OFTEN 64

static uint32_t count_of(const struct node *node)
{
	return node->kind == NODE_OR ? node->child_count : 1;
}

static const struct node *nth(const struct node *node, uint32_t i)
{
	return node->kind == NODE_OR ? node_child(node, i) : node;
}

bool alternatives_are_words(struct matcher *matcher, const struct node *node)
{
	uint32_t occurrences = 0;
	for (uint32_t i = 0; i < count_of(node); i++) {
		if (nth(node, i)->kind != NODE_TERM) {
			return false;
		}
		uint32_t id = nth(node, i)->id;
		struct slice slice = evaluate_occurrences(matcher, id);
		if (slice.count == 0) {
			continue;
		}
		const struct local *local = positions_local(matcher, id);
		bool is_group = id_is_group(matcher->set, id);
		if ((is_group ? local->longest : local->words) > 1) {
			return false;
		}
		occurrences += slice.count;
	}
	return occurrences >= OFTEN;
}

static void widen(struct interval *words, uint32_t first, uint32_t end)
{
	words->start = first < words->start ? first : words->start;
	words->end = end > words->end ? end : words->end;
}

/* Places [in.start, in.end) of a word that stands often. */
static void mark_dense(struct matcher *matcher, const struct dense *dense, struct interval in,
	struct interval *words)
{
	const uint64_t *bits = dense_bits(matcher, dense);
	uint32_t low = in.start / 64 > dense->first ? in.start / 64 : dense->first;
	uint32_t high = (in.end + 63) / 64;
	if (dense->first + dense->words < high) {
		high = dense->first + dense->words;
	}
	if (low >= high) {
		return;
	}
	for (uint32_t word = low; word < high; word++) {
		uint64_t these = bits[word - dense->first];
		these &= word == in.start / 64 ? UINT64_MAX << (in.start % 64) : UINT64_MAX;
		these &= word == in.end / 64 ? ~(UINT64_MAX << (in.end % 64)) : UINT64_MAX;
		matcher->places[word] |= these;
	}
	matcher->work += high - low;
	widen(words, low, high);
}

static void mark_places(
	struct matcher *matcher, uint32_t id, struct interval in, struct interval *words)
{
	struct slice slice = evaluate_occurrences(matcher, id);
	const struct span *spans = matcher->spans + slice.first;
	uint32_t from = workspace_seek(spans, slice.count, 0, in.start);
	uint32_t end = workspace_seek(spans, slice.count, from, in.end);
	if (from == end) {
		return;
	}
	for (uint32_t at = from; at < end; at++) {
		uint32_t place = spans[at].start;
		matcher->places[place / 64] |= UINT64_C(1) << (place % 64);
	}
	matcher->work += end - from;
	widen(words, spans[from].start / 64, spans[end - 1].start / 64 + 1);
}

struct interval alternatives_mark(
	struct matcher *matcher, const struct node *node, const struct scope *scope)
{
	struct interval words = {.start = UINT32_MAX, .end = 0};
	(void)workspace_places(matcher);
	for (uint32_t i = 0; i < count_of(node); i++) {
		uint32_t id = nth(node, i)->id;
		struct dense dense;
		bool is_dense = dense_find(matcher, id, DENSE_PLACES, &dense);
		for (uint32_t k = 0; k < scope->count; k++) {
			if (is_dense) {
				mark_dense(matcher, &dense, scope->intervals[k], &words);
			} else {
				mark_places(matcher, id, scope->intervals[k], &words);
			}
		}
	}
	words.start = words.start < words.end ? words.start : words.end;
	return words;
}

void alternatives_collect(
	struct matcher *matcher, const struct node *node, const struct scope *scope, uint32_t max)
{
	struct interval words = alternatives_mark(matcher, node, scope);
	uint64_t *bits = matcher->places;
	for (uint32_t word = words.start; word < words.end; word++) {
		for (; bits[word] && max > 0; bits[word] &= bits[word] - 1) {
			uint32_t place = word * 64 + (uint32_t)__builtin_ctzll(bits[word]);
			workspace_push(matcher,
				(struct span){.start = place, .end = place + 1, .entity = ID_NONE});
			max--;
		}
		bits[word] = 0;
	}
}
