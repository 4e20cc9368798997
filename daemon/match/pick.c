/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Chooses occurrences for clauses that are known to be true: always the nearest to what is bound already. Never changes
 * what is bound. The invariant: no more than LIMIT_EVIDENCE picks.
 */
#include "match/pick.h"

#include "match/units.h"

/* Words on both sides of what is bound in which the next occurrence is looked for first. */
#define AROUND_WORDS 200
/* Occurrences of one operand among which the nearest is chosen. */
#define NEAREST_TRIED 512

void pick_add(struct binding *binding, const struct node *node, struct span span, int32_t distance)
{
	if (binding->pick_count < LIMIT_EVIDENCE) {
		binding->picks[binding->pick_count++] =
			(struct pick){.node = node, .span = span, .distance = distance};
	}
}

/* By how much the binding grows when the span is added. */
uint32_t pick_growth(const struct matcher *matcher, const struct interval *extent, struct span span)
{
	if (extent->start == extent->end) {
		return 0;
	}
	if (positions_field(matcher, extent->start) != positions_field(matcher, span.start)) {
		return PICK_OTHER_FIELD;
	}
	uint32_t start = span.start < extent->start ? span.start : extent->start;
	uint32_t end = span.end > extent->end ? span.end : extent->end;
	return (end - start) - (extent->end - extent->start);
}

void pick_grow(const struct matcher *matcher, struct interval *extent, struct span span)
{
	if (extent->start == extent->end) {
		*extent = (struct interval){.start = span.start, .end = span.end};
	} else if (pick_growth(matcher, extent, span) < PICK_OTHER_FIELD) {
		extent->start = span.start < extent->start ? span.start : extent->start;
		extent->end = span.end > extent->end ? span.end : extent->end;
	}
}

/* What a choice costs. Where nothing is bound, pairs of NEAR are compared as bindings are: in the title first, then the tightest. */
static uint32_t cost_of(const struct matcher *matcher, const struct node *node,
	const struct interval *extent, struct span span)
{
	if (extent->start < extent->end || node->kind != NODE_NEAR || node->negated) {
		return pick_growth(matcher, extent, span);
	}
	bool in_title = span.end <= matcher->field_places[FIELD_TITLE].end;
	return span.end - span.start + (in_title ? 0 : PICK_OTHER_FIELD);
}

/* The first of the occurrences in the scope that cost least; false when there is none. */
static bool nearest_in(struct matcher *matcher, const struct node *node, const struct scope *scope,
	const struct interval *extent, struct span *ret)
{
	size_t mark = matcher->stack_count;
	struct slice slice = evaluate_collect(matcher, node, scope, NEAREST_TRIED);
	uint32_t least = UINT32_MAX;
	for (uint32_t i = 0; i < slice.count; i++) {
		struct span span = matcher->stack[slice.first + i];
		uint32_t cost = cost_of(matcher, node, extent, span);
		if (cost < least) {
			least = cost;
			*ret = span;
		}
	}
	matcher->stack_count = mark;
	return slice.count > 0;
}

/* The same, looked for around the binding first. */
static bool nearest(struct matcher *matcher, const struct node *node, const struct scope *scope,
	const struct interval *extent, struct span *ret)
{
	if (extent->start < extent->end) {
		struct interval around = {
			.start = extent->start > AROUND_WORDS ? extent->start - AROUND_WORDS : 0,
			.end = extent->end + AROUND_WORDS};
		struct scope inner = scope_unit(matcher, scope, around);
		if (nearest_in(matcher, node, &inner, extent, ret)) {
			return true;
		}
	}
	return nearest_in(matcher, node, scope, extent, ret);
}

/* NEAR gets evidence for itself, with its distance, and for both of its sides. */
static void pick_near(struct matcher *matcher, const struct node *node, const struct scope *scope,
	struct binding *binding, struct span whole)
{
	struct scope inside = scope_unit(
		matcher, scope, (struct interval){.start = whole.start, .end = whole.end});
	struct interval none = {0};
	struct span left = (struct span){.entity = ID_NONE};
	struct span right = (struct span){.entity = ID_NONE};
	int32_t distance = -1;
	const struct node *first = node_child(node, 0);
	const struct node *second = node_child(node, 1);
	if (!node->negated && nearest(matcher, first, &inside, &none, &left)) {
		/* The left side is the first one there is; the right side reaches the other end of the whole. */
		size_t mark = matcher->stack_count;
		struct slice slice = evaluate_collect(matcher, second, &inside, LIMIT_SPANS);
		for (uint32_t i = 0; i < slice.count; i++) {
			struct span span = matcher->stack[slice.first + i];
			if (evaluate_is_near(matcher, node, left, span)) {
				right = span;
				distance = evaluate_distance(matcher, left, span);
				break;
			}
		}
		matcher->stack_count = mark;
	}
	pick_add(binding, node, whole, distance);
	if (distance >= 0) {
		pick_add(binding, first, left, -1);
		pick_add(binding, second, right, -1);
	}
}

static void pick_operand(struct matcher *matcher, const struct node *node,
	const struct scope *scope, struct binding *binding, struct interval *extent)
{
	struct span span = (struct span){.entity = ID_NONE};
	if (!nearest(matcher, node, scope, extent, &span)) {
		return;
	}
	pick_grow(matcher, extent, span);
	if (node->kind == NODE_NEAR) {
		pick_near(matcher, node, scope, binding, span);
	} else {
		pick_add(binding, node, span, -1);
	}
}

/* The unit in which the nearest occurrences are: tried one by one, the smallest binding wins. */
static void pick_unit(struct matcher *matcher, const struct node *node, const struct scope *scope,
	struct binding *binding, struct interval *extent)
{
	const struct node *child = node_child(node, 0);
	struct unit_search search;
	struct scope inner;
	uint32_t least = UINT32_MAX;
	struct scope best = *scope;
	uint32_t tried = 0;
	units_start(&search, matcher, node, scope);
	while (tried < LIMIT_OCCURRENCES && units_next(&search, &inner)) {
		tried++;
		struct binding trial = {.pick_count = 0};
		struct interval reach = *extent;
		pick_clause(matcher, child, &inner, &trial, &reach);
		uint32_t size = reach.end - reach.start;
		if (trial.pick_count > 0) {
			size += pick_growth(matcher, extent, trial.picks[0].span) ==
						PICK_OTHER_FIELD
					? PICK_OTHER_FIELD
					: 0;
		}
		if (size < least) {
			least = size;
			best = inner;
		}
	}
	if (tried > 0) {
		pick_clause(matcher, child, &best, binding, extent);
	}
}

bool pick_is_operand(const struct matcher *matcher, const struct node *node)
{
	switch (node->kind) {
	case NODE_TERM:
	case NODE_SEQUENCE:
	case NODE_PHRASE:
	case NODE_NEAR:
	case NODE_REGEX:
		return true;
	case NODE_OR:
		for (uint32_t i = 0; i < node->child_count; i++) {
			if (!pick_is_operand(matcher, node_child(node, i))) {
				return false;
			}
		}
		return true;
	default:
		return false;
	}
}

void pick_clause(struct matcher *matcher, const struct node *node, const struct scope *scope,
	struct binding *binding, struct interval *extent)
{
	struct scope inner;
	switch (node->kind) {
	case NODE_NOT:
		return;
	case NODE_AND:
		for (uint32_t i = 0; i < node->child_count; i++) {
			pick_clause(matcher, node_child(node, i), scope, binding, extent);
		}
		return;
	case NODE_OR:
		if (pick_is_operand(matcher, node)) {
			break;
		}
		for (uint32_t i = 0; i < node->child_count; i++) {
			if (evaluate(matcher, node_child(node, i), scope)) {
				pick_clause(matcher, node_child(node, i), scope, binding, extent);
				return;
			}
		}
		return;
	case NODE_N_OF:
		for (uint32_t i = 0; i < node->child_count; i++) {
			if (evaluate(matcher, node_child(node, i), scope)) {
				pick_clause(matcher, node_child(node, i), scope, binding, extent);
			}
		}
		return;
	case NODE_SENTENCE:
	case NODE_PARAGRAPH:
		pick_unit(matcher, node, scope, binding, extent);
		return;
	case NODE_FIRST:
		inner = scope_first(matcher, scope, node->number);
		pick_clause(matcher, node_child(node, 0), &inner, binding, extent);
		return;
	case NODE_FIELD:
		inner = scope_fields(matcher, scope, node->fields);
		pick_clause(matcher, node_child(node, 0), &inner, binding, extent);
		return;
	case NODE_AT_LEAST:
	case NODE_CAPTURE:
		pick_clause(matcher, node_child(node, 0), scope, binding, extent);
		return;
	case NODE_TERM:
	case NODE_SEQUENCE:
	case NODE_PHRASE:
	case NODE_NEAR:
	case NODE_REGEX:
		break;
	}
	pick_operand(matcher, node, scope, binding, extent);
}
