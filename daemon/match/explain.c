/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Why a rule matches an article or does not: the tree of its clauses, each with "ok" or "no" and what was found. Evaluates
 * with the same functions as matching, so that it cannot disagree with it. The invariant: the last line of an explanation
 * of a rule that does not match names the clause that was nearest to being true.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "match/aliases.h"
#include "match/assertion.h"
#include "match/binding.h"
#include "match/evaluate.h"
#include "match/matcher.h"
#include "match/quote.h"
#include "match/units.h"
#include "match/workspace.h"
#include "text/utf8.h"

/* Of a clause's text and of a quoted text so many code points are shown. */
#define SHOWN_POINTS 100
/* Alternatives that are not there, shown of one OR: the nearest to it. */
#define SHOWN_ALTERNATIVES 8
/* Units tried for the best one, and occurrences of each side tried for the closest pair. */
#define TRIED_MAX 256
/* Then what is nearest to being true is no longer looked for, only what is true: of a condition of 64 KiB, deep and wide, each
 * step looks at a thousand clauses. */
#define STEPS_MAX 500000

struct explain {
	struct matcher *matcher;
	struct arena *arena; /* owned: cleaned texts */
	struct buf *out;
	uint32_t steps; /* clauses looked at to find what is nearest to being true */
};

static void add_text(struct explain *explain, struct str text)
{
	struct str line = utf8_clean(explain->arena, text, UTF8_LINE, 1u << 16);
	struct str shown = utf8_truncate(line, SHOWN_POINTS);
	buf_add_str(explain->out, shown);
	if (shown.len < line.len) {
		buf_add_str(explain->out, STR("…"));
	}
}

static void add_fields(struct explain *explain, uint32_t fields)
{
	const char *gap = "";
	for (uint32_t i = 0; i < FIELD_COUNT; i++) {
		if (fields >> i & 1) {
			buf_printf(explain->out, "%s%s", gap, field_name((enum field)i));
			gap = ", ";
		}
	}
}

static void add_span(struct explain *explain, struct span span)
{
	struct matcher *matcher = explain->matcher;
	struct interval points = quote_points(matcher, span);
	buf_printf(explain->out, "%s %u-%u \"", field_name(positions_field(matcher, span.start)),
		points.start, points.end);
	add_text(explain, quote_text(matcher, span));
	buf_add_byte(explain->out, '"');
	if (span.entity != ID_NONE) {
		buf_printf(explain->out, " = @%.*s",
			STR_ARG(matcher->set->book->entities[span.entity].name));
	}
}

static bool is_unit(const struct node *node)
{
	return node->kind == NODE_SENTENCE || node->kind == NODE_PARAGRAPH;
}

/* --- how near a clause is to being true --- */

static double score_of(struct explain *explain, const struct node *node, const struct scope *scope);

/* The unit in which the child is nearest to being true; false when there is none at all. */
static bool best_unit(struct explain *explain, const struct node *node, const struct scope *scope,
	struct scope *ret, double *ret_score)
{
	struct matcher *matcher = explain->matcher;
	/* What is inside is looked at again: something is left for that. */
	uint32_t limit = explain->steps + (STEPS_MAX - explain->steps) / 2;
	size_t mark = matcher->unit_count;
	struct node any = *node;
	any.cover_count = 0;
	struct slice units = units_list(matcher, node, scope);
	if (units.count == 0) {
		/* None holds what every match needs: then all are looked at. */
		units = units_list(matcher, &any, scope);
	}
	bool found = false;
	double best = -1.0;
	for (uint32_t i = 0; i < units.count && i < TRIED_MAX && (i == 0 || explain->steps < limit);
		i++) {
		struct scope inner = scope_unit(matcher, scope,
			units_places(matcher, node, matcher->units[units.first + i]));
		double score =
			inner.count == 0 ? -1.0 : score_of(explain, node_child(node, 0), &inner);
		if (score > best) {
			best = score;
			*ret = inner;
			found = true;
		}
	}
	matcher->unit_count = mark;
	*ret_score = best < 0 ? 0 : best;
	return found;
}

static double score_children(
	struct explain *explain, const struct node *node, const struct scope *scope)
{
	double sum = 0;
	double highest = 0;
	for (uint32_t i = 0; i < node->child_count; i++) {
		double score = score_of(explain, node_child(node, i), scope);
		sum += score;
		highest = score > highest ? score : highest;
	}
	return node->kind == NODE_OR ? highest : sum / (node->child_count + 1.0);
}

static double score_of(struct explain *explain, const struct node *node, const struct scope *scope)
{
	struct matcher *matcher = explain->matcher;
	struct scope inner = *scope;
	double score = 0;
	if (evaluate(matcher, node, scope)) {
		return 1;
	}
	/* One evaluation looks at a whole subtree: then only true and false are told apart. */
	if (explain->steps >= STEPS_MAX) {
		return 0;
	}
	explain->steps += 1 + node->child_count;
	switch (node->kind) {
	case NODE_AND:
	case NODE_OR:
	case NODE_N_OF:
	case NODE_NEAR:
		return score_children(explain, node, scope);
	case NODE_SENTENCE:
	case NODE_PARAGRAPH:
		(void)best_unit(explain, node, scope, &inner, &score);
		return 0.9 * score;
	case NODE_FIRST:
		inner = scope_first(matcher, scope, node->number);
		break;
	case NODE_FIELD:
		inner = scope_fields(matcher, scope, node->fields);
		break;
	case NODE_CAPTURE:
		break;
	case NODE_AT_LEAST:
		return 0.9 * evaluate_count(matcher, node_child(node, 0), scope) / node->number;
	case NODE_NOT:
	case NODE_TERM:
	case NODE_SEQUENCE:
	case NODE_PHRASE:
	case NODE_REGEX:
		return 0;
	}
	return score_of(explain, node_child(node, 0), &inner);
}

/* --- what to say of one clause --- */

/* The fewest words between the two sides of a NEAR, in its order when it has one; -1: they never are in one paragraph. */
static int32_t closest_pair(
	struct matcher *matcher, const struct node *node, const struct scope *scope, bool ordered)
{
	size_t mark = matcher->stack_count;
	struct slice left = evaluate_collect(matcher, node_child(node, 0), scope, TRIED_MAX);
	struct slice right = evaluate_collect(matcher, node_child(node, 1), scope, TRIED_MAX);
	int32_t closest = -1;
	for (uint32_t i = 0; i < left.count; i++) {
		for (uint32_t k = 0; k < right.count; k++) {
			struct span a = matcher->stack[left.first + i];
			struct span b = matcher->stack[right.first + k];
			int32_t distance = evaluate_distance(matcher, a, b);
			if (distance >= 0 && (!ordered || a.start < b.start) &&
				(closest < 0 || distance < closest)) {
				closest = distance;
			}
		}
	}
	matcher->stack_count = mark;
	return closest;
}

static void add_near_failure(
	struct explain *explain, const struct node *node, const struct scope *scope)
{
	struct matcher *matcher = explain->matcher;
	for (uint32_t i = 0; i < 2; i++) {
		const struct node *side = node_child(node, i);
		if (!evaluate(matcher, side, scope)) {
			add_text(explain, side->source);
			buf_add_str(explain->out, STR(" is not there"));
			return;
		}
	}
	int32_t closest = closest_pair(matcher, node, scope, node->ordered);
	if (closest >= 0) {
		buf_printf(explain->out, "closest pair is %d words apart", closest);
	} else if (node->ordered && closest_pair(matcher, node, scope, false) >= 0) {
		buf_add_str(explain->out, STR("only in the other order"));
	} else {
		buf_add_str(explain->out, STR("never in one paragraph"));
	}
}

static uint32_t count_true(
	struct matcher *matcher, const struct node *node, const struct scope *scope)
{
	uint32_t count = 0;
	for (uint32_t i = 0; i < node->child_count; i++) {
		count += evaluate(matcher, node_child(node, i), scope);
	}
	return count;
}

static void add_failure(struct explain *explain, const struct node *node, const struct scope *scope)
{
	struct matcher *matcher = explain->matcher;
	struct buf *out = explain->out;
	switch (node->kind) {
	case NODE_NEAR:
		if (node->negated) {
			buf_add_str(out, STR("each one has the other near it, or there is none"));
		} else {
			add_near_failure(explain, node, scope);
		}
		return;
	case NODE_NOT:
		buf_add_str(out, STR("it is there"));
		return;
	case NODE_AT_LEAST:
		buf_printf(out, "%u of %u occurrences",
			evaluate_count(matcher, node_child(node, 0), scope), node->number);
		return;
	case NODE_SENTENCE:
		buf_add_str(out, STR("in no sentence"));
		return;
	case NODE_PARAGRAPH:
		buf_add_str(out, STR("in no paragraph"));
		return;
	case NODE_TERM:
	case NODE_SEQUENCE:
	case NODE_PHRASE:
	case NODE_REGEX:
	case NODE_CAPTURE: {
		bool in_unit = scope->unit.start > 0 || scope->unit.end < UINT32_MAX;
		if (scope->first < UINT32_MAX) {
			buf_printf(out, "not in the first %u words of ", scope->first);
		} else {
			buf_add_str(
				out, in_unit ? STR("not in this unit of ") : STR("nowhere in "));
		}
		add_fields(explain, scope->fields);
		return;
	}
	case NODE_N_OF:
		buf_printf(out, "%u of %u alternatives", count_true(matcher, node, scope),
			node->number);
		return;
	default:
		return;
	}
}

static void add_success(struct explain *explain, const struct node *node, const struct scope *scope)
{
	struct matcher *matcher = explain->matcher;
	size_t mark = matcher->stack_count;
	bool is_operand = node->kind == NODE_TERM || node->kind == NODE_SEQUENCE ||
			  node->kind == NODE_PHRASE || node->kind == NODE_NEAR ||
			  node->kind == NODE_CAPTURE || node->kind == NODE_REGEX;
	if (!is_operand) {
		return;
	}
	struct slice slice = evaluate_collect(matcher, node, scope, LIMIT_SPANS);
	if (slice.count > 0) {
		add_span(explain, matcher->stack[slice.first]);
	}
	if (slice.count > 1) {
		buf_printf(explain->out, " and %u more", slice.count - 1);
	}
	matcher->stack_count = mark;
}

static void add_line(struct explain *explain, const struct node *node, const struct scope *scope,
	unsigned depth, bool holds)
{
	buf_printf(explain->out, "%*s%s  ", (int)(2 * depth + 2), "", holds ? "ok" : "no");
	add_text(explain, node->source);
	size_t before = explain->out->len;
	buf_add_str(explain->out, STR(": "));
	if (holds) {
		add_success(explain, node, scope);
	} else {
		add_failure(explain, node, scope);
	}
	if (explain->out->len == before + 2) {
		explain->out->len = before;
	}
	buf_add_byte(explain->out, '\n');
}

/* The scope in which the children of a clause are to be looked at. */
static struct scope inner_scope(
	struct explain *explain, const struct node *node, const struct scope *scope)
{
	struct matcher *matcher = explain->matcher;
	struct scope inner = *scope;
	double score = 0;
	if (node->kind == NODE_FIRST) {
		return scope_first(matcher, scope, node->number);
	}
	if (node->kind == NODE_FIELD) {
		return scope_fields(matcher, scope, node->fields);
	}
	if (is_unit(node)) {
		(void)best_unit(explain, node, scope, &inner, &score);
	}
	return inner;
}

/* The parts of a hyphenated word are of no interest. */
static bool is_one_word(const struct node *node)
{
	return node->kind == NODE_OR && node->ordered;
}

/* The alternatives of an OR that are not there and nearest to it, at most SHOWN_ALTERNATIVES. */
struct nearest {
	uint32_t children
		[SHOWN_ALTERNATIVES]; /* by score, the best first; of equals the first in the rule */
	double scores[SHOWN_ALTERNATIVES];
	uint32_t count;
	uint32_t others; /* that are not shown */
};

static void keep_nearest(struct nearest *nearest, uint32_t child, double score)
{
	uint32_t at = nearest->count;
	if (at == SHOWN_ALTERNATIVES) {
		nearest->others++;
		if (score <= nearest->scores[--at]) {
			return;
		}
	} else {
		nearest->count++;
	}
	for (; at > 0 && score > nearest->scores[at - 1]; at--) {
		nearest->scores[at] = nearest->scores[at - 1];
		nearest->children[at] = nearest->children[at - 1];
	}
	nearest->scores[at] = score;
	nearest->children[at] = child;
}

static bool is_kept(const struct nearest *nearest, uint32_t child)
{
	for (uint32_t i = 0; i < nearest->count; i++) {
		if (nearest->children[i] == child) {
			return true;
		}
	}
	return false;
}

static void find_nearest(struct explain *explain, const struct node *node,
	const struct scope *scope, struct nearest *ret)
{
	ret->count = 0;
	ret->others = 0;
	for (uint32_t i = 0; i < node->child_count; i++) {
		double score = score_of(explain, node_child(node, i), scope);
		if (score < 1) {
			keep_nearest(ret, i, score);
		}
	}
}

static void add_tree(
	struct explain *explain, const struct node *node, const struct scope *scope, unsigned depth)
{
	struct matcher *matcher = explain->matcher;
	struct nearest nearest = {0};
	add_line(explain, node, scope, depth, evaluate(matcher, node, scope));
	/* A sequence has elements, which are no nodes. */
	if (is_one_word(node) || node->kind == NODE_PHRASE || node->kind == NODE_SEQUENCE) {
		return;
	}
	struct scope inner = inner_scope(explain, node, scope);
	if (node->kind == NODE_OR) {
		find_nearest(explain, node, &inner, &nearest);
	}
	for (uint32_t i = 0; i < node->child_count; i++) {
		const struct node *child = node_child(node, i);
		if (nearest.others > 0 && !is_kept(&nearest, i) &&
			!evaluate(matcher, child, &inner)) {
			continue;
		}
		add_tree(explain, child, &inner, depth + 1);
	}
	if (nearest.others > 0) {
		buf_printf(explain->out, "%*sno  %u more alternatives\n", (int)(2 * depth + 4), "",
			nearest.others);
	}
}

/* The failing clause that is nearest to being true, with the scope it was looked at in. */
static const struct node *nearest_failure(
	struct explain *explain, const struct node *node, struct scope *scope)
{
	for (;;) {
		const struct node *next = NULL;
		bool descends = node->kind == NODE_AND || node->kind == NODE_OR ||
				node->kind == NODE_N_OF || node->kind == NODE_FIRST ||
				node->kind == NODE_FIELD || is_unit(node);
		if (!descends || is_one_word(node)) {
			return node;
		}
		struct scope inner = inner_scope(explain, node, scope);
		double best = -1;
		for (uint32_t i = 0; i < node->child_count; i++) {
			const struct node *child = node_child(node, i);
			double score = score_of(explain, child, &inner);
			if (score < 1 && score > best) {
				best = score;
				next = child;
			}
		}
		if (!next) {
			return node;
		}
		*scope = inner;
		node = next;
	}
}

/* The number of the rule of that name or id; the set's count when there is none. */
static uint32_t find_rule(const struct rule_set *set, struct str name)
{
	uint32_t number = 0;
	for (; number < set->rule_count; number++) {
		const struct book_rule *rule = set->notes[number].book;
		if (str_eq(rule->name, name) || str_eq(rule->id, name)) {
			break;
		}
	}
	return number;
}

static void add_verdict(struct explain *explain, const struct rule *rule, const struct node *root,
	const struct scope *scope, bool language)
{
	struct matcher *matcher = explain->matcher;
	struct buf *out = explain->out;
	if (!language) {
		buf_printf(out, "the rule is not for language %.*s\n", STR_ARG(matcher->language));
	}
	if (!evaluate(matcher, root, scope)) {
		struct scope inner = *scope;
		const struct node *node = nearest_failure(explain, root, &inner);
		buf_add_str(out, STR("nearest failing clause: "));
		add_text(explain, node->source);
		buf_add_str(out, STR(": "));
		add_failure(explain, node, &inner);
		buf_add_byte(out, '\n');
	} else if (!binding_exists(matcher, rule)) {
		buf_add_str(out, STR("every clause is true, but the captures cannot be bound to "
				     "different entities\n"));
	}
}

/* How the event of a rule that matches is asserted, and what says so. */
static void add_assertion(struct explain *explain, const struct rule *rule)
{
	struct matcher *matcher = explain->matcher;
	struct buf *out = explain->out;
	struct binding binding;
	struct binding_survey survey;
	(void)binding_find(matcher, rule, &binding, &survey);
	struct assertion_reading reading = assertion_of_rule(matcher, rule, &survey);
	buf_printf(out, "assertion: %s", assertion_name(reading.assertion));
	if (reading.event.start < reading.event.end) {
		buf_add_str(out, STR(", read at "));
		add_span(explain, reading.event);
	}
	if (reading.by) {
		buf_add_str(out, STR(", for the cue "));
		add_span(explain, reading.cue);
		buf_printf(out, " (%.*s)", STR_ARG(reading.by->name));
	}
	buf_add_byte(out, '\n');
	if (!(rule->book->assertions >> reading.assertion & 1)) {
		buf_printf(out, "the rule does not alert on what is %s\n",
			assertion_name(reading.assertion));
	}
}

int matcher_explain(
	struct matcher *matcher, struct str rule, const struct match_input *input, struct buf *out)
{
	uint32_t number = find_rule(matcher->set, rule);
	if (number == matcher->set->rule_count) {
		return -ENOENT;
	}
	const struct rule *found =
		matcher_unpack(matcher, matcher->set->rule_starts[number], UNPACK_WHOLE);
	matcher_set_date(matcher, input->date);
	positions_scan(matcher, input);
	aliases_find(matcher);
	struct explain explain = {.matcher = matcher, .arena = arena_new(LIMIT_FRAME), .out = out};
	const struct node *root = found->root;
	struct scope scope = scope_of_fields(matcher, found->fields);
	bool language = matcher_speaks(matcher, found);
	bool matches = language && binding_exists(matcher, found);
	buf_printf(out, "%.*s: %s\n", STR_ARG(found->book->name),
		matches ? "matches" : "does not match");
	add_tree(&explain, root, &scope, 0);
	if (matches) {
		add_assertion(&explain, found);
	} else {
		add_verdict(&explain, found, root, &scope, language);
	}
	if (matcher->in_part) {
		buf_add_str(out, STR("the article is so long that not all of it was looked at\n"));
	}
	arena_free(explain.arena);
	return 0;
}

int matcher_hits_rule(struct matcher *matcher, struct str rule, const struct match_input *input,
	struct arena *arena, bool *ret_hits)
{
	uint32_t number = find_rule(matcher->set, rule);
	struct hits hits;
	int rc = -ENOENT;
	if (number < matcher->set->rule_count) {
		rc = matcher_run_rule(matcher, number, input, arena, &hits);
	}
	if (rc == 0) {
		uint32_t alerts = matcher->set->notes[number].book->assertions;
		*ret_hits = hits.count > 0 && (alerts >> hits.hits[0].assertion & 1);
	}
	return rc;
}
