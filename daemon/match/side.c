/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Finds the occurrences of an operand of NEAR: places of words where they lie, everything else on the stack. Never knows what
 * is near. The invariant: the spans of a side are in order, in the scope, and each there once.
 */
#include "match/side.h"

#include "match/alternatives.h"

/* Of so many spans the units are looked up once for the article; of fewer it is quicker to look where they are wanted. */
#define UNITS_WORTH 64

static void measure(struct matcher *matcher, struct side *side)
{
	const struct span *spans = side_span(matcher, side, 0);
	side->shortest = UINT32_MAX;
	for (uint32_t i = 0; i < side->slice.count; i++) {
		uint32_t length = spans[i].end - spans[i].start;
		side->shortest = length < side->shortest ? length : side->shortest;
		side->longest = length > side->longest ? length : side->longest;
	}
	matcher->work += side->slice.count;
}

/* True when the intervals of the scope lie side by side: what begins in one of them begins between two places. */
static bool is_connected(const struct scope *scope)
{
	for (uint32_t i = 1; i < scope->count; i++) {
		if (scope->intervals[i].start != scope->intervals[i - 1].end) {
			return false;
		}
	}
	return scope->count > 0;
}

/* The places of a word inside the scope, where they lie; false when that takes a copy. */
static bool borrow_word(
	struct matcher *matcher, const struct scope *scope, uint32_t id, struct side *ret)
{
	*ret = (struct side){.on_stack = false};
	if (!is_present(matcher, id)) {
		return true;
	}
	bool is_group = id_is_group(matcher->set, id);
	ret->slice = evaluate_occurrences(matcher, id);
	const struct local *local = positions_local(matcher, id);
	ret->shortest = local->words;
	ret->longest = is_group ? local->longest : local->words;
	if (ret->slice.count >= UNITS_WORTH) {
		workspace_know_units(matcher, id, ret->slice);
		ret->has_units = true;
	}
	/* A word alone leaves nothing. */
	if (ret->longest > 1 && (!scope->everywhere || scope->within == WITHIN_SENTENCE)) {
		return false;
	}
	if (scope->everywhere) {
		return true;
	}
	if (!is_connected(scope)) {
		return false;
	}
	const struct span *spans = side_span(matcher, ret, 0);
	uint32_t first = workspace_seek(spans, ret->slice.count, 0, scope->intervals[0].start);
	uint32_t end = workspace_seek(
		spans, ret->slice.count, first, scope->intervals[scope->count - 1].end);
	ret->slice.first += first;
	ret->slice.count = end - first;
	return true;
}

/* NOLINTNEXTLINE(misc-no-recursion): as deep as the condition, LIMIT_CONDITION_DEPTH */
static bool has_regex(const struct node *node)
{
	bool has = node->kind == NODE_REGEX;
	for (uint32_t i = 0; node->kind != NODE_SEQUENCE && i < node->child_count && !has; i++) {
		has = has_regex(node_child(node, i));
	}
	return has;
}

/* All places of words in the scope, one behind the other; false when it is not words alone. */
static bool unite_words(struct matcher *matcher, const struct scope *scope, const struct node *node,
	uint32_t max, struct side *ret)
{
	if (!alternatives_are_words(matcher, node)) {
		return false;
	}
	uint32_t first = (uint32_t)matcher->stack_count;
	alternatives_collect(matcher, node, scope, max);
	*ret = (struct side){.on_stack = true, .shortest = 1, .longest = 1};
	ret->slice =
		(struct slice){.first = first, .count = (uint32_t)matcher->stack_count - first};
	return true;
}

static void take_side(struct matcher *matcher, const struct scope *scope, const struct node *node,
	uint32_t max, struct side *ret)
{
	if (node->kind == NODE_TERM && borrow_word(matcher, scope, node->id, ret)) {
		ret->slice.count = ret->slice.count < max ? ret->slice.count : max;
		return;
	}
	*ret = (struct side){.on_stack = true, .crosses = has_regex(node)};
	ret->slice = evaluate_collect(matcher, node, scope, max);
	measure(matcher, ret);
}

static bool is_small_or(const struct node *node)
{
	if (node->kind != NODE_OR || node->child_count > SIDES_MAX) {
		return false;
	}
	for (uint32_t i = 0; i < node->child_count; i++) {
		if (node_child(node, i)->kind != NODE_TERM) {
			return false;
		}
	}
	return true;
}

/* The alternatives one by one. */
static uint32_t take_each(struct matcher *matcher, const struct scope *scope,
	const struct node *node, uint32_t max, struct side ret[SIDES_MAX])
{
	uint32_t count = 0;
	for (uint32_t i = 0; i < node->child_count; i++) {
		take_side(matcher, scope, node_child(node, i), max, &ret[count]);
		count += ret[count].slice.count > 0;
	}
	return count;
}

uint32_t side_take(struct matcher *matcher, const struct scope *scope, const struct side_wish *wish,
	struct side ret[SIDES_MAX])
{
	const struct node *node = wish->node;
	uint32_t max = wish->max;
	if (is_small_or(node) && !wish->unites) {
		return take_each(matcher, scope, node, max, ret);
	}
	if (!is_small_or(node) || !unite_words(matcher, scope, node, max, &ret[0])) {
		take_side(matcher, scope, node, max, &ret[0]);
	}
	return ret[0].slice.count > 0;
}

/* Those that end before a place lie together when they are in order of their ends. */
void side_order_ends(struct matcher *matcher, struct side *side)
{
	uint32_t count = side->slice.count;
	uint32_t in_order = 1;
	if (side->shortest == side->longest) {
		return;
	}
	while (in_order < count && side_span(matcher, side, in_order - 1)->end <=
					   side_span(matcher, side, in_order)->end) {
		in_order++;
	}
	if (in_order >= count) {
		return;
	}
	side->has_ends = true;
	side->ends = (struct slice){.first = (uint32_t)matcher->stack_count, .count = count};
	for (uint32_t i = 0; i < count; i++) {
		workspace_push(matcher, *side_span(matcher, side, i));
	}
	workspace_sort_ends(matcher->stack + side->ends.first, count);
}

uint32_t side_count(const struct matcher *matcher, const struct node *node)
{
	uint32_t count = 0;
	if (!is_small_or(node)) {
		return 1;
	}
	for (uint32_t i = 0; i < node->child_count; i++) {
		count += is_present(matcher, node_child(node, i)->id);
	}
	return count;
}
