/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Sets the bits of the units that words stand in: of words that stand there often 64 at a time, of others occurrence by
 * occurrence. Never looks at how words stand to each other. The invariant: a unit without its bit has no occurrence.
 */
#include "match/unit_words.h"

#include "match/dense.h"

/* True when the span that starts in that unit ends in it, too, and in the interval. */
static bool leaves_none(
	const struct unit_block *block, struct span span, struct interval in, uint32_t unit)
{
	return span.end <= in.end && units_at(block->matcher, block->node, span.end - 1) == unit;
}

static void walk_term(
	const struct unit_block *block, uint32_t id, struct interval in, uint64_t *ret)
{
	struct matcher *matcher = block->matcher;
	struct slice slice = evaluate_occurrences(matcher, id);
	workspace_know_units(matcher, id, slice);
	const struct local *local = positions_local(matcher, id);
	bool one_word = local->words == 1 && (local->longest <= 1 || local->state == LOCAL_ATOM);
	const struct span *spans = matcher->spans + slice.first;
	const struct span_units *units = matcher->span_units + slice.first;
	bool sentences = block->node->kind == NODE_SENTENCE;
	uint32_t from = workspace_seek(spans, slice.count, 0, in.start);
	uint32_t end = workspace_seek(spans, slice.count, from, in.end);
	for (uint32_t at = from; at < end; at++) {
		uint32_t unit = sentences ? units[at].sentence : units[at].paragraph;
		if (one_word || leaves_none(block, spans[at], in, unit)) {
			unit_block_set(ret, unit - block->first);
		}
	}
	matcher->work += end - from;
}

/* The units [first, end), all of which the scope has as a whole. */
static void mark_dense(const struct unit_block *block, const struct dense *dense, uint32_t first,
	uint32_t end, uint64_t *ret)
{
	const uint64_t *bits = dense_bits(block->matcher, dense);
	uint32_t low = first / 64 > dense->first ? first / 64 : dense->first;
	uint32_t high = (end + 63) / 64;
	if (dense->first + dense->words < high) {
		high = dense->first + dense->words;
	}
	for (uint32_t word = low; word < high; word++) {
		uint64_t these = bits[word - dense->first];
		these &= word == first / 64 ? UINT64_MAX << (first % 64) : UINT64_MAX;
		these &= word == end / 64 ? ~(UINT64_MAX << (end % 64)) : UINT64_MAX;
		ret[word - block->first / 64] |= these;
	}
	block->matcher->work += low < high ? high - low : 0;
}

/* Units of which the scope has a part only are gone through. */
static void mark_interval(const struct unit_block *block, uint32_t id, struct interval in,
	const struct dense *dense, uint64_t *ret)
{
	const struct matcher *matcher = block->matcher;
	uint32_t first = units_at(matcher, block->node, in.start);
	uint32_t end = units_at(matcher, block->node, in.end - 1) + 1;
	struct interval first_places = units_places(matcher, block->node, first);
	struct interval last_places = units_places(matcher, block->node, end - 1);
	if (first_places.start < in.start) {
		uint32_t part_end = first_places.end < in.end ? first_places.end : in.end;
		walk_term(block, id, (struct interval){in.start, part_end}, ret);
		first++;
	}
	if (last_places.end > in.end && first < end) {
		walk_term(block, id, (struct interval){last_places.start, in.end}, ret);
		end--;
	}
	if (first < end) {
		mark_dense(block, dense, first, end, ret);
	}
}

void unit_words_mark(
	const struct unit_block *block, uint32_t id, const struct scope *scope, uint64_t *ret)
{
	struct matcher *matcher = block->matcher;
	struct dense dense;
	if (!is_present(matcher, id)) {
		return;
	}
	bool is_dense = dense_find(matcher, id,
		block->node->kind == NODE_SENTENCE ? DENSE_SENTENCES : DENSE_PARAGRAPHS, &dense);
	for (uint32_t i = 0; i < scope->count; i++) {
		if (is_dense) {
			mark_interval(block, id, scope->intervals[i], &dense, ret);
		} else {
			walk_term(block, id, scope->intervals[i], ret);
		}
	}
}

static void need_word(
	const struct unit_block *block, uint32_t id, const struct scope *scope, uint64_t *want)
{
	uint64_t bits[UNIT_WORDS];
	unit_block_clear(block, bits);
	unit_words_mark(block, id, scope, bits);
	for (uint32_t i = 0; i < block->words; i++) {
		want[i] &= bits[i];
	}
}

static void need_any(const struct unit_block *block, const struct node *node,
	const struct scope *scope, uint64_t *want)
{
	uint64_t left[UNIT_WORDS];
	uint64_t these[UNIT_WORDS];
	unit_block_copy(block, left, want);
	for (uint32_t i = 0; i < node->child_count && unit_block_has(block, left); i++) {
		unit_block_copy(block, these, left);
		unit_words_need(block, node_child(node, i), scope, these);
		for (uint32_t k = 0; k < block->words; k++) {
			left[k] &= ~these[k];
		}
	}
	for (uint32_t k = 0; k < block->words; k++) {
		want[k] &= ~left[k];
	}
}

/* NOLINTNEXTLINE(misc-no-recursion): as deep as the condition, LIMIT_CONDITION_DEPTH */
void unit_words_need(const struct unit_block *block, const struct node *node,
	const struct scope *scope, uint64_t *want)
{
	uint32_t count = node->child_count;
	switch (node->kind) {
	case NODE_TERM:
		need_word(block, node->id, scope, want);
		return;
	case NODE_SEQUENCE:
		for (uint32_t i = 0; i < count && unit_block_has(block, want); i++) {
			need_word(block, node->elements[i].atom, scope, want);
		}
		return;
	case NODE_OR:
		need_any(block, node, scope, want);
		return;
	case NODE_NEAR:
	case NODE_PHRASE:
	case NODE_CAPTURE:
	case NODE_AT_LEAST:
		count = node->negated ? 1 : count;
		for (uint32_t i = 0; i < count && unit_block_has(block, want); i++) {
			unit_words_need(block, node_child(node, i), scope, want);
		}
		return;
	default:
		return;
	}
}
