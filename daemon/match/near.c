/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Looks for the right side where it can be near enough: in the paragraph of the left one, before it and behind it. Places of
 * words are read where they lie. Never compares all with all. The invariant: what a range holds is near, but for the few that
 * evaluate_is_near turns down.
 */
#include "match/near.h"

#include <stdlib.h>
#include <string.h>

/* Alternatives of a group of OR that are looked at one by one; the occurrences of more are put together. */
#define SIDES_MAX 8
/* Left sides that are tried first, when few pairs are enough: to find all takes longer. */
#define TRIED_FIRST 64
/* So many left sides with right ones near enough, but none in the same paragraph, say that paragraphs are short. */
#define CLIPPED_OFTEN 16

/* The occurrences of an operand, in order. */
struct side {
	struct slice slice;
	struct slice
		ends; /* the same by their ends, on the stack; only when their lengths differ */
	uint32_t shortest; /* words */
	uint32_t longest;
	uint32_t hint; /* where the last search began */
	bool on_stack;
	bool has_ends;
};

struct near {
	struct matcher *matcher;
	const struct node *node;
	const struct scope *scope;
	const struct node
		*left; /* the sides; the other way round when that is the same and quicker */
	const struct node *right;
	struct side rights[SIDES_MAX];
	uint32_t right_count;
	struct interval paragraph; /* the last one that was asked for */
	uint32_t clipped;          /* how often it left nothing of what was near enough */
	size_t out;                /* of the stack: pushed from here on */
	uint32_t max;
};

static const struct span *span_at(
	const struct matcher *matcher, const struct side *side, uint32_t i)
{
	const struct span *spans = side->on_stack ? matcher->stack : matcher->spans;
	return &spans[side->slice.first + i];
}

static uint32_t seek(
	const struct matcher *matcher, const struct side *side, uint32_t at, uint32_t place)
{
	return workspace_seek(span_at(matcher, side, 0), side->slice.count, at, place);
}

/* --- sides --- */

static void measure(struct near *near, struct side *side)
{
	struct matcher *matcher = near->matcher;
	side->shortest = UINT32_MAX;
	for (uint32_t i = 0; i < side->slice.count; i++) {
		const struct span *span = span_at(matcher, side, i);
		uint32_t length = span->end - span->start;
		side->shortest = length < side->shortest ? length : side->shortest;
		side->longest = length > side->longest ? length : side->longest;
	}
	matcher->work += side->slice.count;
}

/* The places of a word inside the scope, where they lie; false when that takes a copy. */
static bool borrow_word(struct near *near, uint32_t id, struct side *ret)
{
	struct matcher *matcher = near->matcher;
	const struct scope *scope = near->scope;
	*ret = (struct side){.on_stack = false};
	if (!is_present(matcher, id)) {
		return true;
	}
	if (id_is_group(matcher->set, id)) {
		ret->slice = groups_occurrences(matcher, id);
		if (!scope->everywhere) {
			return false;
		}
		measure(near, ret);
		return true;
	}
	const struct local *local = positions_local(matcher, id);
	*ret = (struct side){.slice = {.first = local->first, .count = local->count},
		.shortest = local->words,
		.longest = local->words};
	if (scope->everywhere) {
		return true;
	}
	for (uint32_t i = 1; i < scope->count; i++) {
		if (scope->intervals[i].start != scope->intervals[i - 1].end) {
			return false;
		}
	}
	if (local->words != 1 || scope->count == 0) {
		return false;
	}
	uint32_t first = seek(matcher, ret, 0, scope->intervals[0].start);
	uint32_t end = seek(matcher, ret, first, scope->intervals[scope->count - 1].end);
	ret->slice.first += first;
	ret->slice.count = end - first;
	return true;
}

static void take_side(struct near *near, const struct node *node, uint32_t max, struct side *ret)
{
	if (node->kind == NODE_TERM && borrow_word(near, node->id, ret)) {
		ret->slice.count = ret->slice.count < max ? ret->slice.count : max;
		return;
	}
	*ret = (struct side){.on_stack = true};
	ret->slice = evaluate_collect(near->matcher, node, near->scope, max);
	measure(near, ret);
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

/* A capture is of no interest here. */
static const struct node *side_of(const struct node *node, uint32_t number)
{
	node = node_child(node, number);
	while (node->kind == NODE_CAPTURE) {
		node = node_child(node, 0);
	}
	return node;
}

static int compare_ends(const void *a, const void *b)
{
	const struct span *left = a;
	const struct span *right = b;
	return left->end < right->end ? -1 : left->end > right->end;
}

/* Of lengths that differ those before a place are found by their ends. */
static void sort_by_end(struct near *near, struct side *side)
{
	struct matcher *matcher = near->matcher;
	side->has_ends = true;
	side->ends =
		(struct slice){.first = (uint32_t)matcher->stack_count, .count = side->slice.count};
	for (uint32_t i = 0; i < side->slice.count; i++) {
		workspace_push(matcher, *span_at(matcher, side, i));
	}
	qsort(matcher->stack + side->ends.first, side->ends.count, sizeof(matcher->stack[0]),
		compare_ends);
}

static void take_rights(struct near *near)
{
	const struct node *node = near->right;
	bool is_or = is_small_or(node);
	uint32_t count = is_or ? node->child_count : 1;
	near->right_count = 0;
	for (uint32_t i = 0; i < count; i++) {
		struct side *side = &near->rights[near->right_count];
		take_side(near, is_or ? node_child(node, i) : node, LIMIT_SPANS, side);
		near->right_count += side->slice.count > 0;
	}
	for (uint32_t i = 0; i < near->right_count && !near->node->ordered; i++) {
		if (near->rights[i].shortest != near->rights[i].longest) {
			sort_by_end(near, &near->rights[i]);
		}
	}
}

/* --- pairs --- */

static bool is_full(const struct near *near)
{
	return near->matcher->stack_count - near->out >= near->max;
}

/* A right side that may be near `left`. True when no more are wanted. */
static bool try_pair(struct near *near, struct span left, struct span right)
{
	near->matcher->work++;
	if (!evaluate_is_near(near->matcher, near->node, left, right)) {
		return false;
	}
	if (near->node->negated) {
		return true;
	}
	workspace_push(near->matcher,
		(struct span){.start = left.start < right.start ? left.start : right.start,
			.end = left.end > right.end ? left.end : right.end,
			.entity = ID_NONE});
	return is_full(near);
}

static struct interval paragraph_of(struct near *near, struct span left)
{
	const struct token_list *tokens = &near->matcher->tokens;
	if (left.start < near->paragraph.start || left.start >= near->paragraph.end) {
		uint32_t number = tokens->tokens[left.start].paragraph;
		near->paragraph = (struct interval){.start = token_paragraph_start(tokens, number),
			.end = token_paragraph_start(tokens, number + 1)};
	}
	return near->paragraph;
}

static struct interval clip(struct near *near, struct span left, struct interval in)
{
	struct interval paragraph = paragraph_of(near, left);
	in.start = in.start > paragraph.start ? in.start : paragraph.start;
	in.end = in.end < paragraph.end ? in.end : paragraph.end;
	return in;
}

/* Those that start in the interval, and in the paragraph of `left`: which one that is costs more than to see that there is
 * none in the interval, unless paragraphs are what keeps them apart. */
static bool try_starts(struct near *near, struct side *side, struct span left, struct interval in)
{
	const struct matcher *matcher = near->matcher;
	if (near->clipped > CLIPPED_OFTEN) {
		in = clip(near, left, in);
	}
	uint32_t i = in.start < in.end ? seek(matcher, side, side->hint, in.start) : side->hint;
	side->hint = i;
	if (in.start >= in.end || i == side->slice.count ||
		span_at(matcher, side, i)->start >= in.end) {
		return false;
	}
	in = clip(near, left, in);
	uint32_t first = seek(matcher, side, i, in.start);
	for (i = first; i < side->slice.count; i++) {
		struct span right = *span_at(matcher, side, i);
		if (right.start >= in.end) {
			break;
		}
		if (try_pair(near, left, right)) {
			return true;
		}
	}
	near->clipped += i == first;
	return false;
}

/* Those that end at `from` or later, and not behind `to`. */
static bool try_ends(
	struct near *near, const struct side *side, struct span left, uint32_t from, uint32_t to)
{
	uint32_t low = 0;
	uint32_t high = side->ends.count;
	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		if (near->matcher->stack[side->ends.first + middle].end < from) {
			low = middle + 1;
		} else {
			high = middle;
		}
	}
	for (; low < side->ends.count; low++) {
		struct span right = near->matcher->stack[side->ends.first + low];
		if (right.end > to) {
			return false;
		}
		if (try_pair(near, left, right)) {
			return true;
		}
	}
	return false;
}

/* Those that end before `left`, and near enough. */
static bool try_before(struct near *near, struct side *side, struct span left)
{
	uint32_t reach = near->node->number;
	uint32_t length = side->shortest;
	uint32_t from = left.start > reach ? left.start - reach : 0;
	if (side->has_ends) {
		uint32_t begin = paragraph_of(near, left).start;
		return try_ends(near, side, left, from > begin ? from : begin, left.start);
	}
	/* What is of one length starts so many words before its end. */
	struct interval in = {.start = from > length ? from - length : 0,
		.end = left.start >= length ? left.start - length + 1 : 0};
	return in.start < in.end && try_starts(near, side, left, in);
}

/* The right sides before and behind `left`. */
static bool try_side(struct near *near, struct side *side, struct span left)
{
	struct interval behind = {.start = left.end, .end = left.end + near->node->number + 1};
	return (!near->node->ordered && try_before(near, side, left)) ||
	       try_starts(near, side, left, behind);
}

/* True when no more are wanted. */
static bool try_rights(struct near *near, struct span left)
{
	for (uint32_t i = 0; i < near->right_count; i++) {
		if (try_side(near, &near->rights[i], left)) {
			return true;
		}
	}
	return false;
}

/* Likewise. */
static bool try_left(struct near *near, struct span left)
{
	bool stopped = try_rights(near, left);
	if (!near->node->negated) {
		return stopped;
	}
	if (!stopped) {
		workspace_push(near->matcher, left);
	}
	return is_full(near);
}

/* Whether `count` occurrences are all there are, when no more than `max` were asked for. Those of another NEAR are fewer than
 * the pairs that it stopped at: some pairs span the same words. */
static bool is_all(const struct node *node, uint32_t count, uint32_t max)
{
	return count == 0 || (count < max && node->kind != NODE_NEAR);
}

/* At most `lefts` occurrences of the left side, and all of the right one; true when all of the left one were tried. */
static bool collect(struct near *near, uint32_t lefts)
{
	struct matcher *matcher = near->matcher;
	const struct node *node = near->left;
	size_t mark = matcher->stack_count;
	bool is_or = is_small_or(node);
	uint32_t count = is_or ? node->child_count : 1;
	bool all = true;
	struct side sides[SIDES_MAX];
	uint32_t occurrences = 0;
	for (uint32_t i = 0; i < count; i++) {
		take_side(near, is_or ? node_child(node, i) : node, lefts, &sides[i]);
		all = all && is_all(node, sides[i].slice.count, lefts);
		occurrences += sides[i].slice.count;
	}
	near->right_count = 0;
	if (occurrences > 0) {
		take_rights(near);
	}
	near->out = matcher->stack_count;
	bool stopped = occurrences == 0 || (near->right_count == 0 && !near->node->negated);
	for (uint32_t i = 0; i < count && !stopped; i++) {
		for (uint32_t k = 0; k < near->right_count; k++) {
			near->rights[k].hint = 0;
		}
		for (uint32_t k = 0; k < sides[i].slice.count && !stopped; k++) {
			stopped = try_left(near, *span_at(matcher, &sides[i], k));
		}
	}
	size_t made = matcher->stack_count - near->out;
	if (made > 0) {
		memmove(matcher->stack + mark, matcher->stack + near->out,
			made * sizeof(matcher->stack[0]));
	}
	matcher->stack_count = mark + made;
	return all;
}

/* How often a word occurs; of anything else that is not known beforehand. */
static uint32_t count_of(const struct matcher *matcher, const struct node *node)
{
	if (node->kind != NODE_TERM || id_is_group(matcher->set, node->id)) {
		return UINT32_MAX;
	}
	return is_present(matcher, node->id) ? positions_local(matcher, node->id)->count : 0;
}

/* Member by member: most of it is room. */
static void near_init(struct near *near, struct matcher *matcher, const struct node *node,
	const struct scope *scope)
{
	near->matcher = matcher;
	near->node = node;
	near->scope = scope;
	near->left = side_of(node, 0);
	near->right = side_of(node, 1);
	near->right_count = 0;
	near->paragraph = (struct interval){0};
	near->clipped = 0;
	near->out = matcher->stack_count;
	near->max = 1;
}

void near_collect(
	struct matcher *matcher, const struct node *node, const struct scope *scope, uint32_t max)
{
	struct near near;
	size_t mark = matcher->stack_count;
	near_init(&near, matcher, node, scope);
	near.max = max;
	if (!node->ordered && !node->negated &&
		count_of(matcher, near.right) < count_of(matcher, near.left)) {
		near.left = near.right;
		near.right = side_of(node, 0);
	}
	if (max <= TRIED_FIRST) {
		bool all = collect(&near, TRIED_FIRST);
		if (all || matcher->stack_count - mark == max) {
			return;
		}
		matcher->stack_count = mark;
	}
	(void)collect(&near, LIMIT_SPANS);
}

bool near_has_right(struct matcher *matcher, const struct node *node, const struct scope *scope,
	struct span left)
{
	struct near near;
	size_t mark = matcher->stack_count;
	near_init(&near, matcher, node, scope);
	take_rights(&near);
	near.out = matcher->stack_count;
	bool found = try_rights(&near, left);
	matcher->stack_count = mark;
	return found;
}
