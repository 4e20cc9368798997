/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Words set the bits of the units that they stand in; AND, OR and NOT join them. Never evaluates a clause unit by unit, but for
 * a single one. The invariant: a bit says what evaluate() would, were the scope that unit alone.
 */
#include "match/unit_bits.h"

#include <string.h>

#include "base/bits.h"
#include "base/limits.h"
#include "match/alternatives.h"
#include "match/near.h"
#include "match/regex_clause.h"
#include "match/unit_words.h"

/* Of the numbers that n OF counts to: n is at most LIMIT_CONDITION_NODES. */
#define SOME_PLANES 16

_Static_assert(LIMIT_CONDITION_NODES <= 1u << SOME_PLANES, "n OF counts to as many");

/* The units that the scope has a part in, of those that are in `want`. */
static void keep_scope(const struct unit_block *block, const struct scope *scope,
	const uint64_t *want, uint64_t *ret)
{
	const struct matcher *matcher = block->matcher;
	uint64_t bits[UNIT_WORDS];
	unit_block_clear(block, bits);
	for (uint32_t i = 0; i < scope->count; i++) {
		struct interval in = scope->intervals[i];
		uint32_t bit = units_at(matcher, block->node, in.start) - block->first;
		uint32_t last = units_at(matcher, block->node, in.end - 1) - block->first;
		for (; bit <= last; bit++) {
			if (bit % 64 == 0 && last - bit >= 64) {
				bits[bit / 64] = UINT64_MAX;
				bit += 63;
			} else {
				unit_block_set(bits, bit);
			}
		}
	}
	for (uint32_t i = 0; i < block->words; i++) {
		ret[i] = want[i] & bits[i];
	}
}

/* The part of the scope from the first to the last unit of `want`, which has one. */
static struct scope narrow(
	const struct unit_block *block, const struct scope *scope, const uint64_t *want)
{
	uint32_t low = 0;
	uint32_t high = block->words - 1;
	while (!want[low]) {
		low++;
	}
	while (!want[high]) {
		high--;
	}
	uint32_t first = block->first + low * 64 + (uint32_t)__builtin_ctzll(want[low]);
	uint32_t last = block->first + high * 64 + 63 - (uint32_t)__builtin_clzll(want[high]);
	return scope_unit(block->matcher, scope,
		(struct interval){.start = units_places(block->matcher, block->node, first).start,
			.end = units_places(block->matcher, block->node, last).end});
}

/* --- what has occurrences --- */

/* The units that have `least` occurrences at different places. */
static void mark_spans(
	const struct unit_block *block, struct slice slice, uint32_t least, uint64_t *ret)
{
	const struct matcher *matcher = block->matcher;
	const struct span *spans = matcher->stack + slice.first;
	uint32_t unit = UINT32_MAX;
	uint32_t count = 0;
	for (uint32_t i = 0; i < slice.count; i++) {
		uint32_t here = units_at(matcher, block->node, spans[i].start);
		if (here != unit) {
			unit = here;
			count = 1;
		} else if (spans[i].start != spans[i - 1].start ||
			   spans[i].end != spans[i - 1].end) {
			count++;
		}
		if (count >= least) {
			unit_block_set(ret, here - block->first);
		}
	}
}

/* The bits of matcher->places in the interval, of those between the words of bits. */
static uint32_t count_places(
	const struct matcher *matcher, struct interval words, struct interval in)
{
	uint32_t count = 0;
	uint32_t low = in.start / 64 > words.start ? in.start / 64 : words.start;
	uint32_t high = (in.end + 63) / 64 < words.end ? (in.end + 63) / 64 : words.end;
	for (uint32_t word = low; word < high; word++) {
		uint64_t these = matcher->places[word];
		these &= word == in.start / 64 ? UINT64_MAX << (in.start % 64) : UINT64_MAX;
		these &= word == in.end / 64 ? ~(UINT64_MAX << (in.end % 64)) : UINT64_MAX;
		count += bits_count(these);
	}
	return count;
}

/* The units of `want` that have `least` places of words. */
static void count_words(const struct unit_block *block, const struct node *node,
	const struct scope *scope, uint32_t least, const uint64_t *want, uint64_t *ret)
{
	struct matcher *matcher = block->matcher;
	struct interval words = alternatives_mark(matcher, node, scope);
	for (uint32_t i = 0; i < block->words; i++) {
		for (uint64_t left = want[i]; left; left &= left - 1) {
			uint32_t bit = i * 64 + (uint32_t)__builtin_ctzll(left);
			struct interval in = units_places(matcher, block->node, block->first + bit);
			if (count_places(matcher, words, in) >= least) {
				unit_block_set(ret, bit);
			}
		}
	}
	memset(matcher->places + words.start, 0,
		(words.end - words.start) * sizeof(matcher->places[0]));
}

static void mark_operand(const struct unit_block *block, const struct node *node,
	const struct scope *scope, uint32_t least, uint64_t *ret)
{
	struct matcher *matcher = block->matcher;
	size_t mark = matcher->stack_count;
	struct slice slice = {.first = (uint32_t)mark};
	if (node->kind == NODE_NEAR && least <= 1) {
		near_collect_once(matcher, node, scope);
		slice.count = (uint32_t)(matcher->stack_count - mark);
	} else {
		slice = evaluate_collect(matcher, node, scope, UINT32_MAX);
	}
	mark_spans(block, slice, least, ret);
	matcher->stack_count = mark;
}

/* --- clauses --- */

static void find_truth(const struct unit_block *block, const struct node *node,
	const struct scope *scope, const uint64_t *want, uint64_t *ret);

static bool is_word(const struct node *node)
{
	return node->kind == NODE_TERM ||
	       (node->kind == NODE_NOT && node_child(node, 0)->kind == NODE_TERM);
}

/* Words before what takes longer, which then has fewer units to look at. */
static void find_all(const struct unit_block *block, const struct node *node,
	const struct scope *scope, const uint64_t *want, uint64_t *ret)
{
	uint64_t bits[UNIT_WORDS];
	unit_block_copy(block, ret, want);
	for (uint32_t i = 0; i < 2 * node->child_count && unit_block_has(block, ret); i++) {
		bool words = i < node->child_count;
		const struct node *child = node_child(node, words ? i : i - node->child_count);
		if (is_word(child) == words) {
			find_truth(block, child, scope, ret, bits);
			unit_block_copy(block, ret, bits);
		}
	}
}

static void find_any(const struct unit_block *block, const struct node *node,
	const struct scope *scope, const uint64_t *want, uint64_t *ret)
{
	uint64_t bits[UNIT_WORDS];
	uint64_t left[UNIT_WORDS];
	unit_block_copy(block, left, want);
	unit_block_clear(block, ret);
	for (uint32_t i = 0; i < node->child_count && unit_block_has(block, left); i++) {
		find_truth(block, node_child(node, i), scope, left, bits);
		for (uint32_t k = 0; k < block->words; k++) {
			ret[k] |= bits[k];
			left[k] &= ~bits[k];
		}
	}
}

/* A number for each unit, a bit of it a plane. */
struct planes {
	uint32_t count;
	uint64_t bits[SOME_PLANES][UNIT_WORDS];
};

/* The numbers begin so that the last of `least` makes them overflow. */
static void start_planes(const struct unit_block *block, uint32_t least, struct planes *ret)
{
	ret->count = 0;
	while (ret->count < SOME_PLANES && least > 1u << ret->count) {
		ret->count++;
	}
	for (uint32_t i = 0; i < ret->count; i++) {
		bool is_set = (((1u << ret->count) - least) >> i & 1) != 0;
		memset(ret->bits[i], is_set ? 0xff : 0, block->words * sizeof(ret->bits[i][0]));
	}
}

/* Adds one to the units of `bits`; leaves those that overflow. */
static void count_bits(const struct unit_block *block, struct planes *planes, uint64_t *bits)
{
	for (uint32_t i = 0; i < block->words; i++) {
		for (uint32_t k = 0; k < planes->count && bits[i]; k++) {
			uint64_t both = planes->bits[k][i] & bits[i];
			planes->bits[k][i] ^= bits[i];
			bits[i] = both;
		}
	}
}

static void find_some(const struct unit_block *block, const struct node *node,
	const struct scope *scope, const uint64_t *want, uint64_t *ret)
{
	uint64_t bits[UNIT_WORDS];
	uint64_t left[UNIT_WORDS];
	struct planes planes;
	start_planes(block, node->number, &planes);
	unit_block_copy(block, left, want);
	unit_block_clear(block, ret);
	for (uint32_t i = 0; i < node->child_count && unit_block_has(block, left); i++) {
		find_truth(block, node_child(node, i), scope, left, bits);
		count_bits(block, &planes, bits);
		for (uint32_t k = 0; k < block->words; k++) {
			ret[k] |= bits[k];
			left[k] &= ~bits[k];
		}
	}
}

/* True when there is one bit alone. */
static bool is_single(const struct unit_block *block, const uint64_t *bits)
{
	uint64_t any = 0;
	for (uint32_t i = 0; i < block->words; i++) {
		if (bits[i] && (any || (bits[i] & (bits[i] - 1)))) {
			return false;
		}
		any |= bits[i];
	}
	return any != 0;
}

/* Sentences in paragraphs, of each of which one is enough. Conditions have no other units in units, but macros may: those are as
 * large as the block's, or larger. */
static void find_in_units(const struct unit_block *block, const struct node *node,
	const struct scope *scope, const uint64_t *want, uint64_t *ret)
{
	struct matcher *matcher = block->matcher;
	struct unit_search search;
	uint64_t bits[UNIT_WORDS];
	uint32_t number = 0;
	if (node->kind == NODE_PARAGRAPH || block->node->kind == NODE_SENTENCE) {
		keep_scope(block, scope, want, bits);
		find_truth(block, node_child(node, 0), scope, bits, ret);
		return;
	}
	unit_block_clear(block, ret);
	struct scope part = narrow(block, scope, want);
	units_start(&search, matcher, node, &part);
	while (units_next_number(&search, &number)) {
		uint32_t place = units_places(matcher, node, number).start;
		uint32_t unit = units_at(matcher, block->node, place);
		uint32_t end = units_places(matcher, block->node, unit).end;
		unit_block_set(ret, unit - block->first);
		if (end >= matcher->tokens.count) {
			return;
		}
		units_skip(&search, units_at(matcher, node, end));
	}
}

/* Occurrences are looked for in no more units than they have to be; in a single one the first will do. */
static void find_operand(const struct unit_block *block, const struct node *node,
	const struct scope *scope, const uint64_t *want, uint64_t *ret)
{
	uint64_t needed[UNIT_WORDS];
	unit_block_clear(block, ret);
	if (node->kind != NODE_TERM) {
		unit_block_copy(block, needed, want);
		unit_words_need(block, node, scope, needed);
		want = needed;
		if (!unit_block_has(block, want)) {
			return;
		}
	}
	struct scope part = narrow(block, scope, want);
	if (is_single(block, want)) {
		if (evaluate(block->matcher, node, &part)) {
			unit_block_copy(block, ret, want);
		}
	} else if (node->kind == NODE_TERM) {
		unit_words_mark(block, node->id, &part, ret);
	} else if (node->kind == NODE_AT_LEAST &&
		   alternatives_are_words(block->matcher, node_child(node, 0))) {
		count_words(block, node_child(node, 0), &part, node->number, want, ret);
	} else if (node->kind == NODE_AT_LEAST) {
		mark_operand(block, node_child(node, 0), &part, node->number, ret);
	} else {
		mark_operand(block, node, &part, 1, ret);
	}
}

static void find_truth_of(const struct unit_block *block, const struct node *node,
	const struct scope *scope, const uint64_t *want, uint64_t *ret)
{
	struct scope inner;
	switch (node->kind) {
	case NODE_AND:
		find_all(block, node, scope, want, ret);
		return;
	case NODE_OR:
		find_any(block, node, scope, want, ret);
		return;
	case NODE_N_OF:
		find_some(block, node, scope, want, ret);
		return;
	case NODE_NOT:
		find_truth(block, node_child(node, 0), scope, want, ret);
		for (uint32_t i = 0; i < block->words; i++) {
			ret[i] = ~ret[i];
		}
		return;
	case NODE_SENTENCE:
	case NODE_PARAGRAPH:
		find_in_units(block, node, scope, want, ret);
		return;
	case NODE_FIRST:
		inner = scope_first(block->matcher, scope, node->number);
		find_truth(block, node_child(node, 0), &inner, want, ret);
		return;
	case NODE_FIELD:
		inner = scope_fields(block->matcher, scope, node->fields);
		find_truth(block, node_child(node, 0), &inner, want, ret);
		return;
	case NODE_CAPTURE:
		find_truth(block, node_child(node, 0), scope, want, ret);
		return;
	case NODE_REGEX:
		/* Is true of a field, not of a part of it. */
		memset(ret, regex_clause_holds(block->matcher, node, scope) ? 0xff : 0,
			block->words * sizeof(ret[0]));
		return;
	default:
		find_operand(block, node, scope, want, ret);
		return;
	}
}

/* Sets the bits of the units of `want` in which the clause is true, and no others. */
/* NOLINTNEXTLINE(misc-no-recursion): as deep as the condition, LIMIT_CONDITION_DEPTH */
static void find_truth(const struct unit_block *block, const struct node *node,
	const struct scope *scope, const uint64_t *want, uint64_t *ret)
{
	if (!unit_block_has(block, want)) {
		unit_block_clear(block, ret);
		return;
	}
	find_truth_of(block, node, scope, want, ret);
	for (uint32_t i = 0; i < block->words; i++) {
		ret[i] &= want[i];
	}
}

void unit_bits_find(const struct unit_block *block, const struct node *node,
	const struct scope *scope, uint64_t ret[UNIT_WORDS])
{
	uint64_t all[UNIT_WORDS];
	memset(all, 0xff, sizeof(all));
	keep_scope(block, scope, all, all);
	find_truth(block, node, scope, all, ret);
}
