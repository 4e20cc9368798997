/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Truth of clauses (RULES.md 2), from the places of their words. Never looks at the text itself. What costs more than the
 * number of occurrences is bounded by LIMIT_SPANS. The invariant: evaluate leaves the stacks as they were.
 */
#include "match/evaluate.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "match/alternatives.h"
#include "match/near.h"
#include "match/regex_clause.h"
#include "match/sequence.h"
#include "match/units.h"

/* Where evaluate_collect puts what it finds. */
struct sink {
	uint32_t max;
	size_t mark; /* of matcher->stack */
};

static bool is_full(const struct matcher *matcher, const struct sink *sink)
{
	return matcher->stack_count - sink->mark >= sink->max;
}

struct slice evaluate_occurrences(struct matcher *matcher, uint32_t id)
{
	if (!is_present(matcher, id)) {
		return (struct slice){0};
	}
	if (id_is_group(matcher->set, id)) {
		return groups_occurrences(matcher, id);
	}
	const struct local *local = positions_local(matcher, id);
	return (struct slice){.first = local->first, .count = local->count};
}

static void collect_term(
	struct matcher *matcher, uint32_t id, const struct scope *scope, const struct sink *sink)
{
	struct slice slice = evaluate_occurrences(matcher, id);
	for (uint32_t i = 0; i < scope->count; i++) {
		struct interval in = scope->intervals[i];
		uint32_t at =
			workspace_seek(matcher->spans + slice.first, slice.count, 0, in.start);
		for (; at < slice.count && !is_full(matcher, sink); at++) {
			struct span span = matcher->spans[slice.first + at];
			if (span.start >= in.end) {
				break;
			}
			if (span.end <= in.end && evaluate_is_within(matcher, scope, span)) {
				workspace_push(matcher, span);
			}
		}
	}
}

static bool term_holds(struct matcher *matcher, uint32_t id, const struct scope *scope)
{
	if (!is_present(matcher, id)) {
		return false;
	}
	struct slice slice = evaluate_occurrences(matcher, id);
	struct local *local = positions_local(matcher, id);
	const struct span *spans = matcher->spans + slice.first;
	for (uint32_t i = 0; i < scope->count; i++) {
		struct interval in = scope->intervals[i];
		uint32_t at = workspace_seek(spans, slice.count, local->hint, in.start);
		local->hint = at;
		matcher->work++;
		for (; at < slice.count && spans[at].start < in.end; at++) {
			if (spans[at].end <= in.end) {
				return true;
			}
		}
	}
	return false;
}

/* Puts the spans from `from` on where the stack ended at `to`, sorted, and cuts them at the sink's limit. */
static void settle(struct matcher *matcher, size_t to, size_t from, const struct sink *sink)
{
	uint32_t count =
		workspace_sort(matcher->stack + from, (uint32_t)(matcher->stack_count - from));
	memmove(matcher->stack + to, matcher->stack + from, count * sizeof(matcher->stack[0]));
	matcher->stack_count = to + count;
	if (is_full(matcher, sink)) {
		matcher->stack_count = sink->mark + sink->max;
	}
}

/* Pushes what `span` and an occurrence of the right side directly behind it make together. `hint`: of the right side, where
 * the last span began. */
static void extend_phrase(struct matcher *matcher, const struct scope *scope, struct span span,
	struct slice right, size_t out, uint32_t *hint)
{
	const struct span *rights = matcher->stack + right.first;
	*hint = workspace_seek(rights, right.count, *hint, span.start);
	uint32_t at = workspace_seek(rights, right.count, *hint, span.end);
	for (; at < right.count && matcher->stack_count - out < LIMIT_SPANS; at++) {
		struct span next = matcher->stack[right.first + at];
		if (next.start != span.end) {
			break;
		}
		struct span both = {.start = span.start,
			.end = next.end,
			.entity = span.entity != ID_NONE ? span.entity : next.entity};
		if (evaluate_distance(matcher, span, next) == 0 &&
			evaluate_is_within(matcher, scope, both)) {
			workspace_push(matcher, both);
		}
	}
}

/* Children adjacent in order: the spans so far are extended child by child. */
static void collect_phrase(struct matcher *matcher, const struct node *node,
	const struct scope *scope, const struct sink *sink)
{
	size_t mark = matcher->stack_count;
	struct sink whole = {.max = LIMIT_SPANS, .mark = mark};
	struct slice left = evaluate_collect(matcher, node_child(node, 0), scope, LIMIT_SPANS);
	for (uint32_t i = 1; i < node->child_count && left.count > 0; i++) {
		struct slice right =
			evaluate_collect(matcher, node_child(node, i), scope, LIMIT_SPANS);
		size_t out = matcher->stack_count;
		uint32_t hint = 0;
		for (uint32_t k = 0; k < left.count; k++) {
			extend_phrase(
				matcher, scope, matcher->stack[left.first + k], right, out, &hint);
		}
		settle(matcher, mark, out, &whole);
		left.first = (uint32_t)mark;
		left.count = (uint32_t)(matcher->stack_count - mark);
	}
	settle(matcher, mark, mark, sink);
}

int32_t evaluate_distance(const struct matcher *matcher, struct span a, struct span b)
{
	struct span first = a.start <= b.start ? a : b;
	struct span second = a.start <= b.start ? b : a;
	const struct token *tokens = matcher->tokens.tokens;
	if (second.start < first.end ||
		tokens[first.start].paragraph != tokens[second.start].paragraph) {
		return -1;
	}
	return (int32_t)(second.start - first.end);
}

bool evaluate_is_near(
	const struct matcher *matcher, const struct node *node, struct span a, struct span b)
{
	int32_t distance = evaluate_distance(matcher, a, b);
	return distance >= 0 && (uint32_t)distance <= node->number &&
	       (!node->ordered || a.start < b.start);
}

/* True when all are words, of which no entity has to be told. */
static bool are_atoms(const struct matcher *matcher, const struct node *node)
{
	for (uint32_t i = 0; i < node->child_count; i++) {
		const struct node *child = node_child(node, i);
		if (child->kind != NODE_TERM || id_is_group(matcher->set, child->id)) {
			return false;
		}
	}
	return true;
}

static void collect_any(struct matcher *matcher, const struct node *node, const struct scope *scope,
	const struct sink *sink)
{
	size_t mark = matcher->stack_count;
	if (sink->max >= LIMIT_SPANS && are_atoms(matcher, node) &&
		alternatives_are_words(matcher, node)) {
		alternatives_collect(matcher, node, scope, sink->max);
		return;
	}
	for (uint32_t i = 0; i < node->child_count; i++) {
		if (sink->max == 1 && matcher->stack_count > mark) {
			return;
		}
		(void)evaluate_collect(matcher, node_child(node, i), scope, sink->max);
	}
	settle(matcher, mark, mark, sink);
}

/* Drops the spans from `mark` on that leave a unit. */
static void keep_within(struct matcher *matcher, const struct scope *scope, size_t mark)
{
	size_t kept = mark;
	for (size_t i = mark; i < matcher->stack_count; i++) {
		if (evaluate_is_within(matcher, scope, matcher->stack[i])) {
			matcher->stack[kept++] = matcher->stack[i];
		}
	}
	matcher->stack_count = kept;
}

struct slice evaluate_collect(
	struct matcher *matcher, const struct node *node, const struct scope *scope, uint32_t max)
{
	struct sink sink = {.max = max, .mark = matcher->stack_count};
	struct scope inner;
	switch (node->kind) {
	case NODE_TERM:
		collect_term(matcher, node->id, scope, &sink);
		break;
	case NODE_SEQUENCE:
		sequence_collect(matcher, node, scope, max);
		break;
	case NODE_PHRASE:
		collect_phrase(matcher, node, scope, &sink);
		break;
	case NODE_NEAR:
		near_collect(matcher, node, scope, max);
		settle(matcher, sink.mark, sink.mark, &sink);
		break;
	case NODE_OR:
		collect_any(matcher, node, scope, &sink);
		break;
	case NODE_REGEX:
		regex_clause_collect(matcher, node, scope, max);
		keep_within(matcher, scope, sink.mark);
		break;
	case NODE_FIELD:
		inner = scope_fields(matcher, scope, node->fields);
		(void)evaluate_collect(matcher, node_child(node, 0), &inner, max);
		break;
	case NODE_CAPTURE:
		(void)evaluate_collect(matcher, node_child(node, 0), scope, max);
		break;
	default:
		break; /* has no occurrences; the compiler lets none be asked for */
	}
	size_t count = matcher->stack_count - sink.mark;
	bool is_capped = node->kind == NODE_NEAR || node->kind == NODE_PHRASE;
	matcher->in_part |= count >= LIMIT_SPANS && (is_capped || count >= max);
	return (struct slice){.first = (uint32_t)sink.mark, .count = (uint32_t)count};
}

/* NOLINTNEXTLINE(misc-no-recursion): as deep as the condition, LIMIT_CONDITION_DEPTH */
bool evaluate_is_possible(const struct matcher *matcher, const struct node *node)
{
	uint32_t least = node->child_count;
	uint32_t met = 0;
	switch (node->kind) {
	case NODE_TERM:
		return is_present(matcher, node->id);
	case NODE_SEQUENCE:
	case NODE_NOT:
	case NODE_REGEX:
		return true;
	case NODE_OR:
		least = 1;
		break;
	case NODE_N_OF:
		least = node->number;
		break;
	case NODE_NEAR:
		least = node->negated ? 0 : least;
		break;
	default:
		break;
	}
	for (uint32_t i = 0; i < node->child_count && met < least; i++) {
		met += evaluate_is_possible(matcher, node_child(node, i));
	}
	return met >= least;
}

/* True when at least `least` children are. */
static bool evaluate_some(
	struct matcher *matcher, const struct node *node, const struct scope *scope, uint32_t least)
{
	uint32_t met = 0;
	for (uint32_t i = 0; i < node->child_count && met < least; i++) {
		if (met + (node->child_count - i) < least) {
			return false;
		}
		met += evaluate(matcher, node_child(node, i), scope);
	}
	return met >= least;
}

static bool has_occurrence(
	struct matcher *matcher, const struct node *node, const struct scope *scope)
{
	size_t mark = matcher->stack_count;
	uint32_t count = evaluate_collect(matcher, node, scope, 1).count;
	matcher->stack_count = mark;
	return count > 0;
}

static uint32_t count_up_to(
	struct matcher *matcher, const struct node *node, const struct scope *scope, uint32_t max)
{
	size_t mark = matcher->stack_count;
	struct slice slice = evaluate_collect(matcher, node, scope, max);
	const struct span *spans = matcher->stack + slice.first;
	uint32_t count = 0;
	for (uint32_t i = 0; i < slice.count; i++) {
		/* A name that two entities share is one occurrence. */
		if (i == 0 || spans[i].start != spans[i - 1].start ||
			spans[i].end != spans[i - 1].end) {
			count++;
		}
	}
	matcher->stack_count = mark;
	return count;
}

uint32_t evaluate_count(struct matcher *matcher, const struct node *node, const struct scope *scope)
{
	return count_up_to(matcher, node, scope, LIMIT_SPANS);
}

/* All are only looked for when twice as many as are asked for are not enough. */
static bool has_as_many(struct matcher *matcher, const struct node *node, const struct scope *scope)
{
	const struct node *child = node_child(node, 0);
	return count_up_to(matcher, child, scope, 2 * node->number) >= node->number ||
	       evaluate_count(matcher, child, scope) >= node->number;
}

bool evaluate(struct matcher *matcher, const struct node *node, const struct scope *scope)
{
	struct scope inner;
	switch (node->kind) {
	case NODE_TERM:
		/* Of a group presence says that it may occur, of a word that it does. */
		return is_present(matcher, node->id) &&
		       ((scope->everywhere && !id_is_group(matcher->set, node->id)) ||
			       term_holds(matcher, node->id, scope));
	case NODE_SEQUENCE:
	case NODE_PHRASE:
	case NODE_NEAR:
		return has_occurrence(matcher, node, scope);
	case NODE_AND:
		return evaluate_some(matcher, node, scope, node->child_count);
	case NODE_OR:
		return evaluate_some(matcher, node, scope, 1);
	case NODE_N_OF:
		return evaluate_some(matcher, node, scope, node->number);
	case NODE_NOT:
		return !evaluate(matcher, node_child(node, 0), scope);
	case NODE_SENTENCE:
	case NODE_PARAGRAPH:
		return units_hold(matcher, node, scope);
	case NODE_FIRST:
		inner = scope_first(matcher, scope, node->number);
		return evaluate(matcher, node_child(node, 0), &inner);
	case NODE_AT_LEAST:
		return has_as_many(matcher, node, scope);
	case NODE_FIELD:
		inner = scope_fields(matcher, scope, node->fields);
		return evaluate(matcher, node_child(node, 0), &inner);
	case NODE_REGEX:
		return regex_clause_holds(matcher, node, scope);
	case NODE_CAPTURE:
		return evaluate(matcher, node_child(node, 0), scope);
	}
	return false;
}
