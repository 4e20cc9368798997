/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Walks the choices that the captures leave, depth first; clauses without captures are only evaluated on the way and get
 * their nearest occurrence at the end. Each step of the walk calls what is left to be done (`struct rest`), and a step
 * that says true ends the walk. Never tries more than LIMIT_BINDING_STEPS. The invariant: the walk leaves picks, waiting
 * clauses and captures as it found them.
 */
#include "match/binding.h"

#include "match/binding_rank.h"
#include "match/evaluate.h"
#include "match/near.h"
#include "match/pick.h"
#include "match/units.h"

/* Operands whose occurrences are remembered. */
#define LISTED 16
/* Spans looked at that count like one step. */
#define STEP_WORK 16

/* A clause without captures that was true, and waits for its occurrence. */
struct waiting {
	const struct node *node;
	struct scope scope;
};

/* The occurrences of an operand in a scope: it is asked for them with each choice of the operands before it. */
struct listed {
	const struct node *node; /* NULL: none */
	struct interval unit;    /* of the scope, like the next two */
	uint32_t fields;
	uint32_t first;
	uint32_t users; /* walks along it that have not ended */
	uint32_t count;
	struct span spans[LIMIT_OCCURRENCES];
	bool repeats[LIMIT_OCCURRENCES]; /* an entity that is there before */
};

struct walk {
	struct matcher *matcher;
	const struct rule *rule;
	struct binding now;
	struct waiting waiting[LIMIT_EVIDENCE];
	uint32_t waiting_count;
	uint64_t steps;
	uint64_t work; /* of matcher->work, when it began */
	uint64_t
		step_limit; /* of a walk with a ranking: once a binding is found; before, LIMIT_BINDING_STEPS */
	uint64_t work_limit; /* of matcher->work, likewise */
	bool found;
	bool each_once;    /* where only what it is counts, an entity is tried at one place */
	bool left_out;     /* that was so */
	bool places_count; /* something was turned down because of its place, not of what it is */
	struct listed listed[LISTED];
	struct binding_ranking *ranking; /* NULL: the first one is enough */
};

/* What is left to be done when a clause (an operand, over `span`) has been satisfied. True ends the walk. */
struct rest {
	bool (*run)(struct walk *walk, const struct rest *rest, struct span span);
	const struct rest *next;
	const struct node *node;
	const struct scope *scope;
	uint32_t index;
	uint32_t count;
	struct span span;
};

static bool walk_clause(struct walk *walk, const struct node *node, const struct scope *scope,
	const struct rest *rest);
static bool walk_operand(struct walk *walk, const struct node *node, const struct scope *scope,
	const struct rest *rest);

static const struct span no_span = {.start = 0, .end = 0, .entity = ID_NONE};

static bool run_rest(struct walk *walk, const struct rest *rest, struct span span)
{
	return rest->run(walk, rest, span);
}

/* --- the end of a walk --- */

/* Binds what waits, and lets the result be ranked. */
static void complete(struct walk *walk)
{
	struct interval extent = {0};
	struct binding binding;
	binding_copy(&binding, &walk->now);
	for (uint32_t i = 0; i < binding.pick_count; i++) {
		pick_grow(walk->matcher, &extent, binding.picks[i].span);
	}
	for (uint32_t i = 0; i < walk->waiting_count; i++) {
		pick_clause(walk->matcher, walk->waiting[i].node, &walk->waiting[i].scope, &binding,
			&extent);
	}
	binding_rank_add(walk->ranking, &binding);
}

/* Steps, and what looking at spans took. */
static uint64_t effort_of(const struct walk *walk)
{
	return walk->steps + (walk->matcher->work - walk->work) / STEP_WORK;
}

/* What is true stays true however many rules hit: how long the best binding is looked for is shared among them. Whether there is
 * one is told by at most LIMIT_BINDING_STEPS, of which less and less is left while an article uses very many. */
static bool out_of_steps(struct walk *walk)
{
	walk->steps++;
	if (!walk->ranking) {
		return effort_of(walk) > walk->step_limit;
	}
	if (!walk->ranking->found) {
		return walk->steps > LIMIT_BINDING_STEPS;
	}
	return walk->steps > walk->step_limit || walk->matcher->work > walk->work_limit;
}

/* Without captures nothing holds the waiting clauses together: each occurrence of the first operand is tried as the place
 * that the others gather around. */
static void complete_around(struct walk *walk)
{
	struct matcher *matcher = walk->matcher;
	const struct node *first = NULL;
	const struct scope *scope = NULL;
	for (uint32_t i = 0; i < walk->waiting_count && !first; i++) {
		if (pick_is_operand(matcher, walk->waiting[i].node)) {
			first = walk->waiting[i].node;
			scope = &walk->waiting[i].scope;
		}
	}
	if (!first || walk->waiting_count == 1) {
		complete(walk);
		return;
	}
	size_t mark = matcher->stack_count;
	struct slice slice = evaluate_collect(matcher, first, scope, LIMIT_OCCURRENCES);
	for (uint32_t i = 0; i < slice.count && (i == 0 || !out_of_steps(walk)); i++) {
		struct span span = matcher->stack[slice.first + i];
		struct binding binding;
		struct interval extent = {.start = span.start, .end = span.end};
		binding_copy(&binding, &walk->now);
		for (uint32_t k = 0; k < walk->waiting_count; k++) {
			pick_clause(matcher, walk->waiting[k].node, &walk->waiting[k].scope,
				&binding, &extent);
		}
		binding_rank_add(walk->ranking, &binding);
	}
	matcher->stack_count = mark;
}

static bool run_end(struct walk *walk, const struct rest *rest, struct span span)
{
	(void)rest;
	(void)span;
	walk->found = true;
	if (!walk->ranking) {
		return true;
	}
	if (walk->now.pick_count == 0) {
		complete_around(walk);
	} else {
		complete(walk);
	}
	return out_of_steps(walk);
}

/* --- the walk --- */

/* Goes on with an AND from step `rest->index`. Clauses without captures come first: they do not depend on what is bound, and
 * would be evaluated again for each choice. */
static bool walk_all(struct walk *walk, const struct rest *rest)
{
	uint32_t count = rest->node->child_count;
	for (uint32_t step = rest->index; step < 2 * count; step++) {
		bool second_pass = step >= count;
		const struct node *child =
			node_child(rest->node, second_pass ? step - count : step);
		if (child->captures == second_pass) {
			struct rest next = *rest;
			next.index = step + 1;
			return walk_clause(walk, child, rest->scope, &next);
		}
	}
	return run_rest(walk, rest->next, no_span);
}

static bool run_next_child(struct walk *walk, const struct rest *rest, struct span span)
{
	(void)span;
	return walk_all(walk, rest);
}

static bool walk_some(struct walk *walk, const struct rest *rest);

/* After child `index` of an n OF was satisfied. */
static bool run_one_more(struct walk *walk, const struct rest *rest, struct span span)
{
	(void)span;
	struct rest next = *rest;
	next.index++;
	next.count++;
	return walk_some(walk, &next);
}

/* Children from rest->index on, rest->count of those before being satisfied. */
static bool walk_some(struct walk *walk, const struct rest *rest)
{
	const struct node *node = rest->node;
	if (rest->count >= node->number) {
		return run_rest(walk, rest->next, no_span);
	}
	for (uint32_t i = rest->index; i < node->child_count; i++) {
		if (rest->count + (node->child_count - i) < node->number) {
			return false;
		}
		struct rest taken = *rest;
		taken.index = i;
		taken.run = run_one_more;
		if (walk_clause(walk, node_child(node, i), rest->scope, &taken)) {
			return true;
		}
	}
	return false;
}

static bool walk_units(struct walk *walk, const struct node *node, const struct scope *scope,
	const struct rest *rest)
{
	struct unit_search search;
	struct scope unit;
	bool stop = false;
	units_start(&search, walk->matcher, node, scope);
	while (!stop && units_next(&search, &unit)) {
		stop = walk_clause(walk, node_child(node, 0), &unit, rest);
	}
	return stop;
}

static bool walk_plain(struct walk *walk, const struct node *node, const struct scope *scope,
	const struct rest *rest)
{
	if (!evaluate(walk->matcher, node, scope)) {
		return false;
	}
	bool waits = walk->waiting_count < LIMIT_EVIDENCE;
	if (waits) {
		walk->waiting[walk->waiting_count++] =
			(struct waiting){.node = node, .scope = *scope};
	}
	bool stop = run_rest(walk, rest, no_span);
	if (waits) {
		walk->waiting_count--;
	}
	return stop;
}

static bool walk_clause(struct walk *walk, const struct node *node, const struct scope *scope,
	const struct rest *rest)
{
	struct matcher *matcher = walk->matcher;
	struct scope inner;
	if (out_of_steps(walk)) {
		return true;
	}
	/* Without captures: nothing to choose. An AND at the top is still taken apart, so that each clause waits for itself. */
	if (!node->captures && node->kind != NODE_AND && node->kind != NODE_FIELD) {
		return walk_plain(walk, node, scope, rest);
	}
	switch (node->kind) {
	case NODE_AND: {
		struct rest all = {
			.run = run_next_child, .next = rest, .node = node, .scope = scope};
		return walk_all(walk, &all);
	}
	case NODE_OR:
		for (uint32_t i = 0; i < node->child_count; i++) {
			if (walk_clause(walk, node_child(node, i), scope, rest)) {
				return true;
			}
		}
		return false;
	case NODE_N_OF: {
		struct rest some = {.next = rest, .node = node, .scope = scope};
		return walk_some(walk, &some);
	}
	case NODE_SENTENCE:
	case NODE_PARAGRAPH:
		return walk_units(walk, node, scope, rest);
	case NODE_FIRST:
		inner = scope_first(matcher, scope, node->number);
		return walk_clause(walk, node_child(node, 0), &inner, rest);
	case NODE_FIELD:
		inner = scope_fields(matcher, scope, node->fields);
		return walk_clause(walk, node_child(node, 0), &inner, rest);
	case NODE_NOT:
		return !evaluate(matcher, node, scope) ? false : run_rest(walk, rest, no_span);
	case NODE_AT_LEAST:
		return evaluate(matcher, node, scope) &&
		       walk_operand(walk, node_child(node, 0), scope, rest);
	case NODE_TERM:
	case NODE_SEQUENCE:
	case NODE_PHRASE:
	case NODE_NEAR:
	case NODE_REGEX:
	case NODE_CAPTURE:
		break;
	}
	return walk_operand(walk, node, scope, rest);
}

/* A person may stand for himself or for his state: one mention is not two captures. */
static bool is_same_mention(struct span a, struct span b)
{
	return a.start == b.start && a.end == b.end;
}

/* True when a name may be bound to `span` beside what another one, or it itself, is bound to. */
static bool may_bind(struct walk *walk, bool same_name, struct span other, struct span span)
{
	bool same = binding_is_same_thing(other, span);
	bool named = other.entity != ID_NONE || span.entity != ID_NONE;
	/* A name that is captured twice must be the same thing; two names must be different ones. */
	if (same_name ? same : !same && !is_same_mention(other, span)) {
		return true;
	}
	walk->places_count |= !named || (!same_name && !same);
	return false;
}

/* An operand over `span` is to be captured under the name of rest->node. */
static bool run_capture(struct walk *walk, const struct rest *rest, struct span span)
{
	uint32_t name = rest->node->id;
	struct binding *now = &walk->now;
	for (uint32_t i = 0; i < walk->rule->capture_count; i++) {
		if (now->captured.bound[i] &&
			!may_bind(walk, i == name, now->captured.spans[i], span)) {
			return false;
		}
	}
	bool was_bound = now->captured.bound[name];
	struct span before = now->captured.spans[name];
	uint32_t picks = now->pick_count;
	now->captured.bound[name] = true;
	now->captured.spans[name] = was_bound ? before : span;
	pick_add(now, rest->node, span, -1);
	bool stop = run_rest(walk, rest->next, span);
	now->pick_count = picks;
	now->captured.bound[name] = was_bound;
	now->captured.spans[name] = before;
	return stop;
}

/* The right side of a NEAR over `span`; its left side is rest->span. */
static bool run_right(struct walk *walk, const struct rest *rest, struct span span)
{
	if (!evaluate_is_near(walk->matcher, rest->node, rest->span, span)) {
		return false;
	}
	struct span whole = {.start = span.start < rest->span.start ? span.start : rest->span.start,
		.end = span.end > rest->span.end ? span.end : rest->span.end,
		.entity = ID_NONE};
	uint32_t picks = walk->now.pick_count;
	pick_add(&walk->now, rest->node, whole, evaluate_distance(walk->matcher, rest->span, span));
	bool stop = run_rest(walk, rest->next, whole);
	walk->now.pick_count = picks;
	return stop;
}

/* The left side of a NEAR over `span`: walks the right side where it can be near enough. */
static bool run_left(struct walk *walk, const struct rest *rest, struct span span)
{
	struct matcher *matcher = walk->matcher;
	const struct node *node = rest->node;
	const struct node *right = node_child(node, 1);
	if (!node->negated) {
		struct rest next = {
			.run = run_right, .next = rest->next, .node = node, .span = span};
		return walk_operand(walk, right, rest->scope, &next);
	}
	return near_has_right(matcher, node, rest->scope, span) ? false
								: run_rest(walk, rest->next, span);
}

static void fill_list(
	struct walk *walk, const struct node *node, const struct scope *scope, struct listed *ret)
{
	struct matcher *matcher = walk->matcher;
	size_t mark = matcher->stack_count;
	struct slice slice = evaluate_collect(matcher, node, scope, LIMIT_OCCURRENCES);
	ret->node = node;
	ret->unit = scope->unit;
	ret->fields = scope->fields;
	ret->first = scope->first;
	ret->users = 0;
	ret->count = slice.count;
	for (uint32_t i = 0; i < slice.count; i++) {
		struct span span = matcher->stack[slice.first + i];
		ret->spans[i] = span;
		ret->repeats[i] = false;
		for (uint32_t k = 0; k < i && span.entity != ID_NONE && !ret->repeats[i]; k++) {
			ret->repeats[i] = ret->spans[k].entity == span.entity;
		}
	}
	matcher->stack_count = mark;
}

/* The occurrences of an operand; in `spare` when the room for them is used by another one. */
static struct listed *list(
	struct walk *walk, const struct node *node, const struct scope *scope, struct listed *spare)
{
	struct listed *listed = &walk->listed[(uintptr_t)node / sizeof(*node) % LISTED];
	bool is_it = listed->node == node && listed->unit.start == scope->unit.start &&
		     listed->unit.end == scope->unit.end && listed->fields == scope->fields &&
		     listed->first == scope->first;
	if (is_it) {
		walk->matcher->work += listed->count;
		return listed;
	}
	if (listed->node && listed->users > 0) {
		listed = spare;
	}
	fill_list(walk, node, scope, listed);
	return listed;
}

/* True when only what is captured counts, not where: no NEAR is around it, no other name for it. */
static bool is_free(const struct rest *rest)
{
	return rest->run == run_capture && rest->next->run != run_left &&
	       rest->next->run != run_right && rest->next->run != run_capture;
}

/* Each occurrence of an operand without captures in it. */
static bool walk_occurrences(struct walk *walk, const struct node *node, const struct scope *scope,
	const struct rest *rest)
{
	struct listed spare;
	struct listed *listed = list(walk, node, scope, &spare);
	bool once = walk->each_once && is_free(rest);
	/* A capture over it makes the pick itself. */
	bool picks = rest->run != run_capture;
	bool stop = false;
	listed->users++;
	for (uint32_t i = 0; i < listed->count && !stop; i++) {
		uint32_t before = walk->now.pick_count;
		struct span span = listed->spans[i];
		if (once && listed->repeats[i]) {
			walk->left_out = true;
			continue;
		}
		if (out_of_steps(walk)) {
			stop = true;
			break;
		}
		if (picks) {
			pick_add(&walk->now, node, span, -1);
		}
		stop = run_rest(walk, rest, span);
		walk->now.pick_count = before;
	}
	listed->users--;
	return stop;
}

static bool walk_operand(struct walk *walk, const struct node *node, const struct scope *scope,
	const struct rest *rest)
{
	const struct matcher *matcher = walk->matcher;
	struct scope inner;
	if (!node->captures) {
		return walk_occurrences(walk, node, scope, rest);
	}
	switch (node->kind) {
	case NODE_CAPTURE: {
		struct rest capture = {.run = run_capture, .next = rest, .node = node};
		return walk_operand(walk, node_child(node, 0), scope, &capture);
	}
	case NODE_NEAR: {
		struct rest left = {.run = run_left, .next = rest, .node = node, .scope = scope};
		return walk_operand(walk, node_child(node, 0), scope, &left);
	}
	case NODE_FIELD:
		inner = scope_fields(matcher, scope, node->fields);
		return walk_operand(walk, node_child(node, 0), &inner, rest);
	case NODE_OR:
		for (uint32_t i = 0; i < node->child_count; i++) {
			if (walk_operand(walk, node_child(node, i), scope, rest)) {
				return true;
			}
		}
		return false;
	default:
		return walk_occurrences(walk, node, scope, rest);
	}
}

/* What a rule may use: all of its limit, until its article's hits have used most of what they have together; then less and
 * less, but never nothing. Hits come by priority. */
static uint64_t share_of(uint64_t limit, uint64_t used)
{
	uint64_t all = limit * LIMIT_BINDING_HITS;
	uint64_t share = limit / 32 + (used < all ? (all - used) / 4 : 0);
	return share < limit ? share : limit;
}

/* Fills in what the walk starts from: member by member, because most of it is room for picks. */
static void run_walk(struct walk *walk, struct matcher *matcher, const struct rule *rule)
{
	struct scope scope = scope_of_fields(matcher, rule->fields);
	struct rest end = {.run = run_end};
	walk->matcher = matcher;
	walk->rule = rule;
	binding_clear(&walk->now);
	walk->waiting_count = 0;
	for (unsigned i = 0; i < LISTED; i++) {
		walk->listed[i].node = NULL;
	}
	walk->left_out = false;
	walk->places_count = false;
	walk->steps = 0;
	walk->work = matcher->work;
	walk->step_limit = share_of(LIMIT_BINDING_STEPS,
		walk->ranking ? matcher->binding_use.steps : matcher->binding_use.tries);
	walk->work_limit = matcher->work + share_of(LIMIT_BINDING_WORK, matcher->binding_use.work);
	walk->found = false;
	(void)walk_clause(walk, rule->root, &scope, &end);
}

static void renew_use(struct matcher *matcher)
{
	if (matcher->binding_use.article != matcher->article) {
		matcher->binding_use = (struct binding_use){.article = matcher->article};
	}
}

/* True when the walk found a binding. */
static bool try_walk(struct walk *walk, struct matcher *matcher, const struct rule *rule)
{
	run_walk(walk, matcher, rule);
	matcher->binding_use.tries += effort_of(walk);
	return walk->found;
}

bool binding_exists(struct matcher *matcher, const struct rule *rule)
{
	const struct node *root = rule->root;
	struct scope scope = scope_of_fields(matcher, rule->fields);
	if (!evaluate(matcher, root, &scope)) {
		return false;
	}
	/* A single capture can always be bound when the condition is true. */
	if (rule->capture_count < 2) {
		return true;
	}
	struct walk walk;
	walk.ranking = NULL;
	walk.each_once = true;
	renew_use(matcher);
	if (try_walk(&walk, matcher, rule)) {
		return true;
	}
	bool cut = effort_of(&walk) > walk.step_limit;
	/* Other places of the same entities only help against what stood in the way by its place. */
	if (walk.left_out && walk.places_count) {
		walk.each_once = false;
		if (try_walk(&walk, matcher, rule)) {
			return true;
		}
		cut |= effort_of(&walk) > walk.step_limit;
	}
	matcher->in_part |= cut;
	return false;
}

bool binding_find(struct matcher *matcher, const struct rule *rule, struct binding *ret,
	struct binding_survey *ret_survey)
{
	struct walk walk;
	struct binding_ranking ranking;
	binding_rank_init(&ranking, matcher, rule, ret, ret_survey);
	walk.ranking = &ranking;
	walk.each_once = false;
	renew_use(matcher);
	uint64_t work = matcher->work;
	run_walk(&walk, matcher, rule);
	matcher->binding_use.steps += walk.steps;
	matcher->binding_use.work += matcher->work - work;
	binding_rank_finish(&ranking);
	return walk.found;
}
