/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Goes along the left sides, with one finger in the right sides that end before and one in those that begin behind: from there
 * outwards all that are near enough lie together. Places of words are read where they lie. Never compares all with all.
 */
#include "match/near.h"

#include <string.h>

#include "match/side.h"

/* Left sides that are tried first, when few pairs are enough: to find all takes longer. */
#define TRIED_FIRST 64
/* Going along two sides this often costs less than to put alternatives together. */
#define SWEEPS_MAX 4

struct near {
	struct matcher *matcher;
	const struct node *node;
	const struct scope *scope;
	const struct node
		*left; /* the sides; the other way round when that is the same and quicker */
	const struct node *right;
	struct side rights[SIDES_MAX];
	uint32_t right_count;
	bool unites; /* the alternatives of a side are put together */
	bool once;   /* in each unit that the scope is within one pair is enough */
	size_t out;  /* of the stack: pushed from here on */
	uint32_t max;
};

/* A capture is of no interest here. */
static const struct node *side_of(const struct node *node, uint32_t number)
{
	node = node_child(node, number);
	while (node->kind == NODE_CAPTURE) {
		node = node_child(node, 0);
	}
	return node;
}

/* --- pairs --- */

/* The right side that is gone along, and the fingers in it. */
struct sweep {
	const struct span *starts; /* in order of starts, good until the stack grows */
	const struct span *ends;   /* in order of ends */
	uint32_t count;
	uint32_t before; /* so many of `ends` end before the left side */
	uint32_t behind; /* so many of `starts` begin before its end */
	bool crosses;
};

static bool is_full(const struct near *near)
{
	return near->matcher->stack_count - near->out >= near->max;
}

/* Two sides that are near enough in words. True when no more are wanted. */
static bool add_pair(struct near *near, struct span first, struct span second)
{
	if (near->node->negated) {
		return true;
	}
	workspace_push(
		near->matcher, (struct span){.start = first.start,
				       .end = first.end > second.end ? first.end : second.end,
				       .entity = ID_NONE});
	return is_full(near);
}

/* What a pair may not leave: sides that do not touch are in one paragraph, or in one sentence. */
static bool is_together(const struct near *near, uint32_t a, uint32_t b)
{
	const struct token *tokens = near->matcher->tokens.tokens;
	return near->scope->within == WITHIN_SENTENCE ? tokens[a].sentence == tokens[b].sentence
						      : tokens[a].paragraph == tokens[b].paragraph;
}

/* Those that end before the left side, the nearest first. True when one was enough. */
static inline bool try_before(struct near *near, struct sweep *sweep, struct span left)
{
	while (sweep->before < sweep->count && sweep->ends[sweep->before].end <= left.start) {
		sweep->before++;
	}
	for (uint32_t i = sweep->before; i > 0; i--) {
		struct span right = sweep->ends[i - 1];
		if (left.start - right.end > near->node->number) {
			return false;
		}
		if (is_together(near, right.start, left.start)) {
			if (add_pair(near, right, left)) {
				return true;
			}
			if (near->once) {
				return false;
			}
		} else if (!sweep->crosses) {
			return false;
		}
	}
	return false;
}

/* Those that begin behind it, likewise. */
static inline bool try_behind(struct near *near, struct sweep *sweep, struct span left)
{
	for (uint32_t i = sweep->behind; i < sweep->count; i++) {
		struct span right = sweep->starts[i];
		if (right.start - left.end > near->node->number ||
			!is_together(near, left.start, right.start)) {
			return false;
		}
		if (add_pair(near, left, right)) {
			return true;
		}
		if (near->once) {
			return false;
		}
	}
	return false;
}

/* Lefts of one length end in the order in which they start. */
static inline void pass_starts(struct sweep *sweep, struct span left, bool in_order)
{
	if (!in_order) {
		sweep->behind =
			workspace_seek(sweep->starts, sweep->count, sweep->behind, left.end);
	}
	while (sweep->behind < sweep->count && sweep->starts[sweep->behind].start < left.end) {
		sweep->behind++;
	}
}

/* Room for all that is going to be pushed: pointers into the stack stay good. */
static struct sweep start_sweep(struct near *near, const struct side *right, uint32_t lefts)
{
	struct matcher *matcher = near->matcher;
	uint64_t most = near->once || near->node->negated ? 2 * (uint64_t)lefts : near->max;
	workspace_reserve(matcher, most < near->max ? most : near->max);
	struct sweep sweep = {.count = right->slice.count, .crosses = right->crosses};
	sweep.starts = side_span(matcher, right, 0);
	sweep.ends = right->has_ends ? matcher->stack + right->ends.first : sweep.starts;
	return sweep;
}

/* The first of the left sides from `at` on that does not start in the unit of `place`. */
static uint32_t pass_unit(
	const struct near *near, const struct side *left, uint32_t at, uint32_t place)
{
	const struct token_list *tokens = &near->matcher->tokens;
	const struct token *token = &tokens->tokens[place];
	uint32_t end = near->scope->within == WITHIN_SENTENCE
			       ? token_sentence_start(tokens, token->sentence + 1)
			       : token_paragraph_start(tokens, token->paragraph + 1);
	return workspace_seek(side_span(near->matcher, left, 0), left->slice.count, at, end);
}

/* All pairs with one right side, which may be empty only for a NEAR that denies. True when no more are wanted. */
static bool try_lefts(struct near *near, const struct side *left, const struct side *right)
{
	struct matcher *matcher = near->matcher;
	uint32_t count = left->slice.count;
	bool in_order = left->shortest == left->longest;
	bool ordered = near->node->ordered;
	struct sweep sweep = start_sweep(near, right, count);
	const struct span *lefts = side_span(matcher, left, 0);
	for (uint32_t i = 0; i < count; i++) {
		size_t made = matcher->stack_count;
		bool stopped = !ordered && try_before(near, &sweep, lefts[i]);
		if (!stopped) {
			pass_starts(&sweep, lefts[i], in_order);
			stopped = try_behind(near, &sweep, lefts[i]);
		}
		if (near->node->negated) {
			if (!stopped) {
				workspace_push(matcher, lefts[i]);
			}
			stopped = is_full(near);
		}
		matcher->work++;
		if (stopped) {
			return true;
		}
		if (near->once && matcher->stack_count > made) {
			i = pass_unit(near, left, i, lefts[i].start) - 1;
		}
	}
	return false;
}

/* --- all of it --- */

/* Whether `count` occurrences are all there are, when no more than `max` were asked for. Those of another NEAR are fewer than
 * the pairs that it stopped at: some pairs span the same words. */
static bool is_all(const struct node *node, uint32_t count, uint32_t max)
{
	return count == 0 || (count < max && node->kind != NODE_NEAR);
}

static void take_rights(struct near *near)
{
	struct side_wish wish = {.node = near->right, .max = UINT32_MAX, .unites = near->unites};
	near->right_count = side_take(near->matcher, near->scope, &wish, near->rights);
	for (uint32_t i = 0; i < near->right_count && !near->node->ordered; i++) {
		side_order_ends(near->matcher, &near->rights[i]);
	}
	if (near->right_count == 0 && near->node->negated) {
		near->rights[near->right_count++] = (struct side){.on_stack = true};
	}
}

/* At most `most` occurrences of the left side, and all of the right one; true when all of the left one were tried. */
static bool collect(struct near *near, uint32_t most)
{
	struct matcher *matcher = near->matcher;
	size_t mark = matcher->stack_count;
	struct side lefts[SIDES_MAX];
	struct side_wish wish = {.node = near->left, .max = most, .unites = near->unites};
	uint32_t count = side_take(matcher, near->scope, &wish, lefts);
	bool all = true;
	bool stopped = false;
	if (count > 0) {
		take_rights(near);
	}
	near->out = matcher->stack_count;
	for (uint32_t i = 0; i < count && !stopped; i++) {
		all = all && is_all(near->left, lefts[i].slice.count, most);
		for (uint32_t k = 0; k < near->right_count && !stopped; k++) {
			stopped = try_lefts(near, &lefts[i], &near->rights[k]);
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
	near->once = false;
	near->out = matcher->stack_count;
	near->max = 1;
	if (!node->ordered && !node->negated &&
		count_of(matcher, near->right) < count_of(matcher, near->left)) {
		near->left = near->right;
		near->right = side_of(node, 0);
	}
	/* What is denied has to be denied by all right sides at once. */
	uint32_t rights = side_count(matcher, near->right);
	near->unites = rights > 1 &&
		       (node->negated || side_count(matcher, near->left) * rights > SWEEPS_MAX);
}

void near_collect(
	struct matcher *matcher, const struct node *node, const struct scope *scope, uint32_t max)
{
	struct near near;
	size_t mark = matcher->stack_count;
	near_init(&near, matcher, node, scope);
	near.max = max < LIMIT_SPANS ? max : LIMIT_SPANS;
	if (max <= TRIED_FIRST) {
		bool all = collect(&near, TRIED_FIRST);
		if (all || matcher->stack_count - mark == max) {
			return;
		}
		matcher->stack_count = mark;
	}
	(void)collect(&near, UINT32_MAX);
}

void near_collect_once(struct matcher *matcher, const struct node *node, const struct scope *scope)
{
	struct near near;
	near_init(&near, matcher, node, scope);
	near.max = UINT32_MAX;
	near.once = true;
	(void)collect(&near, UINT32_MAX);
}

bool near_has_right(struct matcher *matcher, const struct node *node, const struct scope *scope,
	struct span left)
{
	struct near near;
	size_t mark = matcher->stack_count;
	near_init(&near, matcher, node, scope);
	take_rights(&near);
	uint32_t first = (uint32_t)matcher->stack_count;
	workspace_push(matcher, left);
	struct side lefts = {.slice = {.first = first, .count = 1}, .on_stack = true};
	near.out = matcher->stack_count;
	bool alone = near.right_count == 0 || try_lefts(&near, &lefts, &near.rights[0]);
	matcher->stack_count = mark;
	return !alone;
}
