/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reads a packed condition (match/code) of AND, OR, NOT, words, phrases and NEAR of two words, and takes the one occurrence
 * that each has. Leaves untold what is more than that. The invariant: what it picks is what match/binding would, nodes
 * numbered as code_get_node lays them out.
 */
#include "match/plain.h"

#include "match/code.h"
#include "match/sequence.h"

/* Words of a phrase that are looked at. */
#define PHRASE_WORDS 8

struct plain {
	struct matcher *matcher;
	const struct scope *scope;
	const uint8_t *at;
	uint32_t node_count; /* laid out so far */
	size_t mark;         /* of matcher->picks */
};

static uint32_t take_number(struct plain *plain)
{
	uint32_t number = 0;
	plain->at = code_get_number(plain->at, &number);
	return number;
}

static void skip(struct plain *plain)
{
	plain->at = code_skip_node(plain->at, &plain->node_count);
}

static bool is_in_scope(const struct scope *scope, struct span span)
{
	for (uint32_t i = 0; i < scope->count; i++) {
		if (span.start >= scope->intervals[i].start &&
			span.end <= scope->intervals[i].end) {
			return true;
		}
	}
	return false;
}

/* Where the atom stands: untold when it does more than once, or is a group. */
static inline enum plain_truth find_only(
	const struct plain *plain, uint32_t id, const struct span **ret)
{
	const struct matcher *matcher = plain->matcher;
	if (!is_present(matcher, id)) {
		return PLAIN_FALSE;
	}
	if (id_is_group(matcher->set, id)) {
		return PLAIN_UNTOLD;
	}
	const struct local *local = positions_local(matcher, id);
	*ret = &matcher->spans[local->first];
	if (local->count > 1) {
		return PLAIN_UNTOLD;
	}
	return is_in_scope(plain->scope, **ret) ? PLAIN_TRUE : PLAIN_FALSE;
}

static enum plain_truth pick(
	const struct plain *plain, uint32_t node, struct span span, int32_t distance)
{
	struct matcher *matcher = plain->matcher;
	if (matcher->pick_count - plain->mark == LIMIT_EVIDENCE) {
		return PLAIN_UNTOLD;
	}
	workspace_pick(matcher, node, span.start, span.end, distance);
	return PLAIN_TRUE;
}

static enum plain_truth term(struct plain *plain, uint32_t node)
{
	const struct span *span = NULL;
	enum plain_truth truth = find_only(plain, take_number(plain), &span);
	return truth == PLAIN_TRUE ? pick(plain, node, *span, -1) : truth;
}

/* Where one word stands once the phrase can stand once. */
static enum plain_truth phrase_at_only(
	const struct plain *plain, const struct element *elements, uint32_t count, struct span *ret)
{
	const struct token *tokens = plain->matcher->tokens.tokens;
	uint32_t start = 0;
	bool placed = false;
	bool all_once = true;
	for (uint32_t i = 0; i < count; i++) {
		const struct span *word = NULL;
		if (find_only(plain, elements[i].atom, &word) == PLAIN_UNTOLD) {
			all_once = false;
		} else if (!word || word->start < i || (placed && word->start - i != start)) {
			return PLAIN_FALSE;
		} else {
			placed = true;
			start = word->start - i;
		}
	}
	if (!placed) {
		return PLAIN_UNTOLD;
	}
	*ret = (struct span){.start = start, .end = start + count, .entity = ID_NONE};
	if (!is_in_scope(plain->scope, *ret)) {
		return PLAIN_FALSE;
	}
	struct node words = {
		.kind = NODE_SEQUENCE, .elements = elements, .child_count = count, .id = count};
	bool stands = all_once ? tokens[start].paragraph == tokens[start + count - 1].paragraph
			       : sequence_stands_at(plain->matcher, &words, start);
	return stands ? PLAIN_TRUE : PLAIN_FALSE;
}

static enum plain_truth phrase(struct plain *plain, uint32_t node)
{
	struct element elements[PHRASE_WORDS];
	uint32_t count = take_number(plain);
	bool missing = false;
	for (uint32_t i = 0; i < count; i++) {
		uint32_t atom = take_number(plain);
		missing = missing || !is_present(plain->matcher, atom);
		if (i < PHRASE_WORDS) {
			elements[i] = (struct element){.atom = atom, .offset = i};
		}
	}
	if (missing) {
		return PLAIN_FALSE;
	}
	if (count > PHRASE_WORDS) {
		return PLAIN_UNTOLD;
	}
	struct span span;
	enum plain_truth truth = phrase_at_only(plain, elements, count, &span);
	return truth == PLAIN_TRUE ? pick(plain, node, span, -1) : truth;
}

static enum plain_truth near(struct plain *plain, uint32_t node)
{
	struct node clause = {.kind = NODE_NEAR, .ordered = (plain->at[-1] & CODE_ORDERED) != 0};
	const struct span *sides[2] = {NULL, NULL};
	enum plain_truth truths[2];
	uint32_t child = plain->node_count;
	clause.number = take_number(plain);
	plain->node_count += 2;
	for (unsigned i = 0; i < 2; i++) {
		if ((*plain->at & CODE_KIND) != NODE_TERM) {
			skip(plain);
			truths[i] = PLAIN_UNTOLD;
			continue;
		}
		plain->at++;
		truths[i] = find_only(plain, take_number(plain), &sides[i]);
	}
	if (truths[0] == PLAIN_FALSE || truths[1] == PLAIN_FALSE) {
		return PLAIN_FALSE;
	}
	if (truths[0] == PLAIN_UNTOLD || truths[1] == PLAIN_UNTOLD) {
		return PLAIN_UNTOLD;
	}
	const struct span *left = sides[0];
	const struct span *right = sides[1];
	if (!evaluate_is_near(plain->matcher, &clause, *left, *right)) {
		return PLAIN_FALSE;
	}
	struct span whole = {.start = left->start < right->start ? left->start : right->start,
		.end = left->end > right->end ? left->end : right->end,
		.entity = ID_NONE};
	int32_t distance = evaluate_distance(plain->matcher, *left, *right);
	(void)pick(plain, node, whole, distance);
	(void)pick(plain, child, *left, -1);
	return pick(plain, child + 1, *right, -1);
}

static enum plain_truth clause(struct plain *plain, uint32_t node);

/* Evidence is only of what is there. */
/* NOLINTNEXTLINE(misc-no-recursion): as deep as the condition, LIMIT_CONDITION_DEPTH */
static enum plain_truth negation(struct plain *plain)
{
	size_t mark = plain->matcher->pick_count;
	enum plain_truth truth = clause(plain, plain->node_count++);
	plain->matcher->pick_count = mark;
	return truth == PLAIN_UNTOLD ? truth : truth == PLAIN_TRUE ? PLAIN_FALSE : PLAIN_TRUE;
}

/* One that is false decides, also behind one that is untold. Nobody reads on behind the root. */
/* NOLINTNEXTLINE(misc-no-recursion): as deep as the condition, LIMIT_CONDITION_DEPTH */
static enum plain_truth conjunction(struct plain *plain, bool is_root)
{
	uint32_t count = take_number(plain);
	uint32_t first = plain->node_count;
	enum plain_truth all = PLAIN_TRUE;
	plain->node_count += count;
	for (uint32_t i = 0; i < count && !(is_root && all == PLAIN_FALSE); i++) {
		if (all == PLAIN_FALSE) {
			skip(plain);
			continue;
		}
		enum plain_truth truth = clause(plain, first + i);
		all = truth == PLAIN_TRUE ? all : truth == PLAIN_FALSE ? truth : PLAIN_UNTOLD;
	}
	return all;
}

/* Of alternatives with an AND among them the first that is true is shown; of words and phrases alone the nearest one, which
 * is a choice. */
static bool shows_first(const uint8_t *at, uint32_t count)
{
	uint32_t nodes = 0;
	for (uint32_t i = 0; i < count; i++) {
		if ((*at & CODE_KIND) == NODE_AND) {
			return true;
		}
		at = code_skip_node(at, &nodes);
	}
	return false;
}

/* NOLINTNEXTLINE(misc-no-recursion): as deep as the condition, LIMIT_CONDITION_DEPTH */
static enum plain_truth alternatives(struct plain *plain, bool is_root)
{
	uint32_t count = take_number(plain);
	uint32_t first = plain->node_count;
	bool chooses = !shows_first(plain->at, count);
	enum plain_truth any = PLAIN_FALSE;
	plain->node_count += count;
	for (uint32_t i = 0; i < count && !(is_root && any != PLAIN_FALSE); i++) {
		if (any != PLAIN_FALSE) {
			skip(plain);
			continue;
		}
		size_t mark = plain->matcher->pick_count;
		any = clause(plain, first + i);
		if (any == PLAIN_FALSE) {
			plain->matcher->pick_count = mark;
		}
	}
	return any == PLAIN_TRUE && chooses ? PLAIN_UNTOLD : any;
}

/* NOLINTNEXTLINE(misc-no-recursion): as deep as the condition, LIMIT_CONDITION_DEPTH */
static enum plain_truth clause(struct plain *plain, uint32_t node)
{
	/* The most usual first: where a jump by kind leads is guessed wrong more often. */
	uint8_t head = *plain->at++;
	unsigned kind = head & CODE_KIND;
	if (kind == NODE_TERM) {
		return term(plain, node);
	}
	if (kind == NODE_SEQUENCE && (head & CODE_ORDERED)) {
		return phrase(plain, node);
	}
	if (kind == NODE_NOT) {
		return negation(plain);
	}
	if (kind == NODE_AND) {
		return conjunction(plain, node == 0);
	}
	if (kind == NODE_OR) {
		return alternatives(plain, node == 0);
	}
	if (kind == NODE_NEAR && !(head & CODE_NEGATED)) {
		return near(plain, node);
	}
	plain->at--;
	skip(plain);
	return PLAIN_UNTOLD;
}

enum plain_truth plain_evaluate(
	struct matcher *matcher, const uint8_t *at, const struct scope *scope, uint32_t *ret_picks)
{
	struct plain plain = {.matcher = matcher,
		.scope = scope,
		.at = at,
		.node_count = 1,
		.mark = matcher->pick_count};
	enum plain_truth truth = clause(&plain, 0);
	if (truth != PLAIN_TRUE) {
		matcher->pick_count = plain.mark;
	}
	*ret_picks = (uint32_t)(matcher->pick_count - plain.mark);
	return truth;
}
