/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Goes along both sides at once, with a finger at the first of the other side that begins behind: from there on all that are near
 * enough lie together. Places of words are read where they lie. Never compares all with all.
 */
#include "match/near.h"

#include <string.h>

#include "match/dense.h"
#include "match/side.h"

/* Left sides that are tried first, when few pairs are enough: to find all takes longer. */
#define TRIED_FIRST 64
/* Going along two sides this often costs less than to put alternatives together. */
#define SWEEPS_MAX 4

/* Words of both sides whose units are compared, at most. */
#define MEETING_WORDS 12

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

/* The only alternative that may have an occurrence; NULL when there are more, or none. */
static const struct node *only_possible(const struct matcher *matcher, const struct node *node)
{
	const struct node *only = NULL;
	for (uint32_t i = 0; i < node->child_count; i++) {
		const struct node *child = node_child(node, i);
		if (evaluate_is_possible(matcher, child)) {
			if (only) {
				return NULL;
			}
			only = child;
		}
	}
	return only;
}

/* A capture is of no interest here, nor are alternatives that are not in the article. */
static const struct node *side_of(
	const struct matcher *matcher, const struct node *node, uint32_t number)
{
	const struct node *next = node_child(node, number);
	do {
		node = next;
		next = node->kind == NODE_CAPTURE ? node_child(node, 0)
		       : node->kind == NODE_OR    ? only_possible(matcher, node)
						  : NULL;
	} while (next);
	return node;
}

static bool is_full(const struct near *near)
{
	return near->matcher->stack_count - near->out >= near->max;
}

/* What a pair may not leave: sides that do not touch are in one paragraph, or in one sentence. */
static uint32_t unit_at(const struct near *near, uint32_t place)
{
	const struct token *token = &near->matcher->tokens.tokens[place];
	return near->scope->within == WITHIN_SENTENCE ? token->sentence : token->paragraph;
}

static bool is_together(const struct near *near, uint32_t a, uint32_t b)
{
	return unit_at(near, a) == unit_at(near, b);
}

/* The first of the spans from `at` on that does not start in the unit of `place`. */
static uint32_t pass_unit(const struct near *near, const struct span *spans, uint32_t count,
	uint32_t at, uint32_t place)
{
	const struct token_list *tokens = &near->matcher->tokens;
	const struct token *token = &tokens->tokens[place];
	if (at >= count || !is_together(near, place, spans[at].start)) {
		return at;
	}
	return workspace_seek(spans, count, at,
		near->scope->within == WITHIN_SENTENCE
			? token_sentence_start(tokens, token->sentence + 1)
			: token_paragraph_start(tokens, token->paragraph + 1));
}

/* --- pairs --- */

/* One side, in order of starts, good until the stack grows. */
struct line {
	const struct span *spans;
	const struct span_units *units; /* NULL: they have to be looked up */
	uint32_t count;
	uint32_t at;     /* the next one that comes first in a pair */
	uint32_t behind; /* those before it begin before the end of the first */
};

static struct line start_line(const struct near *near, const struct side *side)
{
	const struct matcher *matcher = near->matcher;
	return (struct line){.spans = side_span(matcher, side, 0),
		.units = side->has_units ? matcher->span_units + side->slice.first : NULL,
		.count = side->slice.count};
}

static inline uint32_t unit_of(const struct near *near, const struct line *line, uint32_t i)
{
	if (!line->units) {
		return unit_at(near, line->spans[i].start);
	}
	return near->scope->within == WITHIN_SENTENCE ? line->units[i].sentence
						      : line->units[i].paragraph;
}

/* All pairs with the next one of `line` as the first. True when no more are wanted. */
static inline bool add_behind(struct near *near, struct line *line, struct line *others)
{
	uint32_t at = line->at++;
	struct span first = line->spans[at];
	uint32_t i = others->behind;
	/* Firsts of different lengths need not end in the order in which they start. */
	if (i > 0 && others->spans[i - 1].start >= first.end) {
		i = workspace_seek(others->spans, others->count, i, first.end);
	}
	while (i < others->count && others->spans[i].start < first.end) {
		i++;
	}
	others->behind = i;
	for (; i < others->count; i++) {
		struct span second = others->spans[i];
		if (second.start - first.end > near->node->number ||
			unit_of(near, line, at) != unit_of(near, others, i)) {
			return false;
		}
		workspace_push(near->matcher,
			(struct span){.start = first.start, .end = second.end, .entity = ID_NONE});
		if (near->once || is_full(near)) {
			return is_full(near);
		}
	}
	return false;
}

/* False when no unit has both sides in it: told sooner than by trying each pair. */
static bool share_unit(const struct near *near, const struct line *lefts, const struct line *rights)
{
	uint32_t left = 0;
	uint32_t right = 0;
	if (!lefts->units || !rights->units) {
		return true;
	}
	while (left < lefts->count && right < rights->count) {
		uint32_t left_unit = unit_of(near, lefts, left);
		uint32_t right_unit = unit_of(near, rights, right);
		if (left_unit == right_unit) {
			return true;
		}
		left += left_unit < right_unit;
		right += right_unit < left_unit;
	}
	return false;
}

/* Both sides in one row: what is found comes in the order of the text. True when no more are wanted. */
static bool try_pairs(struct near *near, const struct side *left, const struct side *right)
{
	struct matcher *matcher = near->matcher;
	uint64_t most = (uint64_t)left->slice.count + right->slice.count;
	workspace_reserve(matcher, near->once && most < near->max ? most : near->max);
	struct line lefts = start_line(near, left);
	struct line rights = start_line(near, right);
	bool ordered = near->node->ordered;
	bool stopped = false;
	if (!share_unit(near, &lefts, &rights)) {
		matcher->work += (uint64_t)lefts.count + rights.count;
		return false;
	}
	while (lefts.at < lefts.count && !stopped) {
		size_t made = matcher->stack_count;
		bool is_left = ordered || rights.at == rights.count ||
			       lefts.spans[lefts.at].start <= rights.spans[rights.at].start;
		stopped = add_behind(near, is_left ? &lefts : &rights, is_left ? &rights : &lefts);
		if (near->once && !stopped && matcher->stack_count > made) {
			uint32_t place = matcher->stack[made].start;
			lefts.at = pass_unit(near, lefts.spans, lefts.count, lefts.at, place);
			rights.at = pass_unit(near, rights.spans, rights.count, rights.at, place);
		}
	}
	matcher->work += lefts.at + rights.at;
	return stopped;
}

/* --- left sides without a right one --- */

/* The right side that is gone along, and the fingers in it. */
struct sweep {
	const struct span *starts; /* in order of starts, good until the stack grows */
	const struct span *ends;   /* in order of ends */
	uint32_t count;
	uint32_t before; /* so many of `ends` end before the left side */
	uint32_t behind; /* so many of `starts` begin before its end */
	bool crosses;
};

static inline bool is_any_before(const struct near *near, struct sweep *sweep, struct span left)
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
			return true;
		}
		if (!sweep->crosses) {
			return false;
		}
	}
	return false;
}

static inline bool is_any_behind(const struct near *near, struct sweep *sweep, struct span left)
{
	uint32_t i = sweep->behind;
	if (i > 0 && sweep->starts[i - 1].start >= left.end) {
		i = workspace_seek(sweep->starts, sweep->count, i, left.end);
	}
	while (i < sweep->count && sweep->starts[i].start < left.end) {
		i++;
	}
	sweep->behind = i;
	return i < sweep->count && sweep->starts[i].start - left.end <= near->node->number &&
	       is_together(near, left.start, sweep->starts[i].start);
}

/* The right side may be empty. True when no more are wanted. */
static bool try_lefts(struct near *near, const struct side *left, const struct side *right)
{
	struct matcher *matcher = near->matcher;
	uint32_t count = left->slice.count;
	workspace_reserve(matcher, count < near->max ? count : near->max);
	const struct span *lefts = side_span(matcher, left, 0);
	struct sweep sweep = {.count = right->slice.count, .crosses = right->crosses};
	sweep.starts = side_span(matcher, right, 0);
	sweep.ends = right->has_ends ? matcher->stack + right->ends.first : sweep.starts;
	for (uint32_t i = 0; i < count;) {
		struct span span = lefts[i++];
		matcher->work++;
		if ((!near->node->ordered && is_any_before(near, &sweep, span)) ||
			is_any_behind(near, &sweep, span)) {
			continue;
		}
		workspace_push(matcher, span);
		if (is_full(near)) {
			return true;
		}
		i = near->once ? pass_unit(near, lefts, count, i, span.start) : i;
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
	bool ends = near->node->negated && !near->node->ordered;
	for (uint32_t i = 0; i < near->right_count && ends; i++) {
		side_order_ends(near->matcher, &near->rights[i]);
	}
	if (near->right_count == 0 && near->node->negated) {
		near->rights[near->right_count++] = (struct side){.on_stack = true};
	}
}

/* With at most `most` occurrences of the left side: true when those are all. */
static bool try_most(struct near *near, uint32_t most)
{
	struct matcher *matcher = near->matcher;
	size_t mark = matcher->stack_count;
	struct side lefts[SIDES_MAX];
	struct side_wish wish = {.node = near->left, .max = most, .unites = near->unites};
	uint32_t count = side_take(matcher, near->scope, &wish, lefts);
	bool all = true;
	bool stopped = false;
	near->out = matcher->stack_count;
	for (uint32_t i = 0; i < count && !stopped; i++) {
		all = all && is_all(near->left, lefts[i].slice.count, most);
		for (uint32_t k = 0; k < near->right_count && !stopped; k++) {
			stopped = near->node->negated
					  ? try_lefts(near, &lefts[i], &near->rights[k])
					  : try_pairs(near, &lefts[i], &near->rights[k]);
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

/* All of it; few pairs need few left sides. */
static void collect(struct near *near)
{
	struct matcher *matcher = near->matcher;
	size_t mark = matcher->stack_count;
	take_rights(near);
	if (near->right_count == 0) {
		matcher->stack_count = mark;
		return;
	}
	size_t rights = matcher->stack_count;
	bool done = false;
	if (near->max <= TRIED_FIRST) {
		done = try_most(near, TRIED_FIRST) || matcher->stack_count - rights == near->max;
		matcher->stack_count = done ? matcher->stack_count : rights;
	}
	if (!done) {
		(void)try_most(near, UINT32_MAX);
	}
	size_t made = matcher->stack_count - rights;
	if (made > 0) {
		memmove(matcher->stack + mark, matcher->stack + rights,
			made * sizeof(matcher->stack[0]));
	}
	matcher->stack_count = mark + made;
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
	near->left = side_of(matcher, node, 0);
	near->right = side_of(matcher, node, 1);
	near->right_count = 0;
	near->once = false;
	near->out = matcher->stack_count;
	near->max = 1;
	if (!node->ordered && !node->negated &&
		count_of(matcher, near->right) < count_of(matcher, near->left)) {
		near->left = near->right;
		near->right = side_of(matcher, node, 0);
	}
	/* What is denied has to be denied by all right sides at once. */
	uint32_t rights = side_count(matcher, near->right);
	near->unites = rights > 1 &&
		       (node->negated || side_count(matcher, near->left) * rights > SWEEPS_MAX);
}

/* Adds the bits of the units that the words of a side stand in, of words that stand often. */
static uint32_t add_words(
	const struct near *near, const struct node *side, uint32_t count, struct dense *ret)
{
	enum dense_kind kind =
		near->scope->within == WITHIN_SENTENCE ? DENSE_SENTENCES : DENSE_PARAGRAPHS;
	if (side->kind == NODE_TERM) {
		return count + dense_find(near->matcher, side->id, kind, &ret[count]);
	}
	for (uint32_t i = 0; side->kind == NODE_SEQUENCE && i < side->child_count; i++) {
		if (count < MEETING_WORDS - 1) {
			count += dense_find(
				near->matcher, side->elements[i].atom, kind, &ret[count]);
		}
	}
	return count;
}

/* False when the words of both sides, which stand often, are in no unit together: told before any place is looked at. */
static bool may_meet(const struct near *near)
{
	struct dense words[MEETING_WORDS];
	uint32_t count = add_words(near, near->right, add_words(near, near->left, 0, words), words);
	if (count < 2) {
		return true;
	}
	for (uint32_t word = words[0].first; word < words[0].first + words[0].words; word++) {
		uint64_t units = UINT64_MAX;
		for (uint32_t i = 0; i < count && units; i++) {
			uint32_t at = word - words[i].first;
			const uint64_t *bits = dense_bits(near->matcher, &words[i]);
			units &= at < words[i].words ? bits[at] : 0;
		}
		if (units) {
			return true;
		}
	}
	return false;
}

/* False when a side has nothing to be found. */
static bool is_possible(const struct near *near)
{
	return evaluate_is_possible(near->matcher, near->left) &&
	       (near->node->negated ||
		       (evaluate_is_possible(near->matcher, near->right) && may_meet(near)));
}

void near_collect(
	struct matcher *matcher, const struct node *node, const struct scope *scope, uint32_t max)
{
	struct near near;
	near_init(&near, matcher, node, scope);
	near.max = max < LIMIT_SPANS ? max : LIMIT_SPANS;
	near.once = max == 1;
	if (is_possible(&near)) {
		collect(&near);
	}
}

void near_collect_once(struct matcher *matcher, const struct node *node, const struct scope *scope)
{
	struct near near;
	near_init(&near, matcher, node, scope);
	near.max = UINT32_MAX;
	near.once = true;
	if (is_possible(&near)) {
		collect(&near);
	}
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
