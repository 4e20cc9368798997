/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Where the event of a rule is that does not mark one (RULES.md 5): walks the clauses that are true, and of them takes the
 * smallest. Never takes an entity for an event. The invariant: what is collected is of one size of clause.
 */
#include "match/assertion.h"

#include "match/evaluate.h"
#include "match/units.h"

enum clause_size { CLAUSE_NONE, CLAUSE_TERM, CLAUSE_SENTENCE, CLAUSE_NEAR };

struct finding {
	struct matcher *matcher;
	struct span *spans;
	uint32_t count;
	enum clause_size size; /* of the clause that they come from */
};

static void take(struct finding *finding, struct span span, enum clause_size size)
{
	if (size > finding->size) {
		finding->size = size;
		finding->count = 0;
	}
	if (size == finding->size && finding->count < LIMIT_EVENTS) {
		finding->spans[finding->count++] = span;
	}
}

/* The occurrences of one operand. Of terms that no clause holds together only the first counts. */
static void take_operand(struct finding *finding, const struct node *node,
	const struct scope *scope, enum clause_size size)
{
	struct matcher *matcher = finding->matcher;
	size_t mark = matcher->stack_count;
	struct slice slice = evaluate_collect(matcher, node, scope, LIMIT_EVENTS);
	if (size == CLAUSE_TERM && finding->size >= CLAUSE_TERM) {
		slice.count = 0;
	}
	for (uint32_t i = 0; i < slice.count; i++) {
		struct span span = matcher->stack[slice.first + i];
		if (span.entity == ID_NONE) {
			take(finding, span, size);
		}
	}
	matcher->stack_count = mark;
}

static void walk(struct finding *finding, const struct node *node, const struct scope *scope,
	enum clause_size size);

static void walk_children(struct finding *finding, const struct node *node,
	const struct scope *scope, enum clause_size size)
{
	for (uint32_t i = 0; i < node->child_count; i++) {
		walk(finding, node_child(node, i), scope, size);
	}
}

static void walk_units(struct finding *finding, const struct node *node, const struct scope *scope)
{
	struct matcher *matcher = finding->matcher;
	struct unit_search search;
	struct scope inner;
	uint32_t walked = 0;
	units_start(&search, matcher, node, scope);
	while (walked < LIMIT_EVENTS && units_next(&search, &inner)) {
		walk(finding, node_child(node, 0), &inner, CLAUSE_SENTENCE);
		walked++;
	}
}

static void walk_near(struct finding *finding, const struct node *node, const struct scope *scope)
{
	struct matcher *matcher = finding->matcher;
	size_t mark = matcher->stack_count;
	struct slice slice = evaluate_collect(matcher, node, scope, LIMIT_EVENTS);
	for (uint32_t i = 0; i < slice.count; i++) {
		struct span whole = matcher->stack[slice.first + i];
		struct scope inner = scope_unit(
			matcher, scope, (struct interval){.start = whole.start, .end = whole.end});
		/* A NEAR that denies has its right side nowhere near. */
		if (node->negated) {
			walk(finding, node_child(node, 0), &inner, CLAUSE_NEAR);
		} else {
			walk_children(finding, node, &inner, CLAUSE_NEAR);
		}
	}
	matcher->stack_count = mark;
}

static void walk(struct finding *finding, const struct node *node, const struct scope *scope,
	enum clause_size size)
{
	struct matcher *matcher = finding->matcher;
	struct scope inner;
	if (node->kind == NODE_NOT || !evaluate(matcher, node, scope)) {
		return;
	}
	switch (node->kind) {
	case NODE_SENTENCE:
	case NODE_PARAGRAPH:
		walk_units(finding, node, scope);
		return;
	case NODE_NEAR:
		walk_near(finding, node, scope);
		return;
	case NODE_FIELD:
		inner = scope_fields(matcher, scope, node->fields);
		walk_children(finding, node, &inner, size);
		return;
	case NODE_FIRST:
		inner = scope_first(matcher, scope, node->number);
		walk_children(finding, node, &inner, size);
		return;
	case NODE_TERM:
	case NODE_SEQUENCE:
	case NODE_PHRASE:
		take_operand(finding, node, scope, size);
		return;
	default:
		walk_children(finding, node, scope, size);
		return;
	}
}

/* At most LIMIT_EVENTS occurrences of what the rule says happens; returns how many. */
static uint32_t find_events(
	struct matcher *matcher, const struct rule *rule, struct span ret[LIMIT_EVENTS])
{
	struct finding finding = {.matcher = matcher, .spans = ret};
	struct scope scope = scope_of_fields(matcher, rule->fields);
	walk(&finding, rule->root, &scope, CLAUSE_TERM);
	return finding.count;
}

struct assertion_reading assertion_of_rule(
	struct matcher *matcher, const struct rule *rule, const struct binding_survey *survey)
{
	struct span events[LIMIT_EVENTS];
	if (survey->event_count > 0) {
		return assertion_read(matcher, survey->events, survey->event_count);
	}
	return assertion_read(matcher, events, find_events(matcher, rule, events));
}
