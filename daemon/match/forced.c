/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reads a packed condition (match/code) of AND, OR, NOT, words, phrases and NEAR of two words, and takes the one occurrence
 * that each has. Gives up at everything else: match/binding chooses then. The invariant: what it writes is what match/binding
 * would, nodes numbered as code_get_node lays them out.
 */
#include "match/forced.h"

#include "match/code.h"
#include "match/evaluate_code.h"

/* Words of a phrase that are looked at; longer ones are given up. */
#define PHRASE_WORDS 8

struct forced {
	struct matcher *matcher;
	const struct scope *scope;
	const uint8_t *at;
	uint32_t node_count; /* laid out so far */
	struct finding_pick *out;
	uint32_t count;
};

static uint32_t take_number(struct forced *forced)
{
	uint32_t number = 0;
	forced->at = code_get_number(forced->at, &number);
	return number;
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

/* The one occurrence of a present atom; false when it has more, or stands elsewhere. */
static bool only_occurrence(const struct forced *forced, uint32_t atom, struct span *ret)
{
	const struct matcher *matcher = forced->matcher;
	if (id_is_group(matcher->set, atom) || !is_present(matcher, atom)) {
		return false;
	}
	const struct local *local = positions_local(matcher, atom);
	*ret = matcher->spans[local->first];
	return local->count == 1 && is_in_scope(forced->scope, *ret);
}

static bool add(struct forced *forced, uint32_t node, struct span span, int32_t distance)
{
	if (forced->count == LIMIT_EVIDENCE) {
		return false;
	}
	forced->out[forced->count++] =
		(struct finding_pick){.node = node, .distance = distance, .span = span};
	return true;
}

static bool force_term(struct forced *forced, uint32_t node)
{
	struct span span;
	return only_occurrence(forced, take_number(forced), &span) && add(forced, node, span, -1);
}

/* One of its words stands once: then so does the phrase, which is true. */
static bool force_sequence(struct forced *forced, uint32_t node, uint8_t head)
{
	uint32_t count = take_number(forced);
	struct span whole = {.start = UINT32_MAX, .end = 0, .entity = ID_NONE};
	if (!(head & CODE_ORDERED) || count > PHRASE_WORDS) {
		return false;
	}
	for (uint32_t i = 0; i < count; i++) {
		struct span span;
		if (only_occurrence(forced, take_number(forced), &span)) {
			whole.start = span.start - i;
			whole.end = whole.start + count;
		}
	}
	return whole.end > 0 && add(forced, node, whole, -1);
}

static bool force_near(struct forced *forced, uint32_t node, uint8_t head)
{
	struct span sides[2];
	uint32_t child = forced->node_count;
	(void)take_number(forced);
	forced->node_count += 2;
	for (unsigned i = 0; i < 2; i++) {
		if ((head & CODE_NEGATED) || (*forced->at++ & CODE_KIND) != NODE_TERM ||
			!only_occurrence(forced, take_number(forced), &sides[i])) {
			return false;
		}
	}
	struct span whole = {
		.start = sides[0].start < sides[1].start ? sides[0].start : sides[1].start,
		.end = sides[0].end > sides[1].end ? sides[0].end : sides[1].end,
		.entity = ID_NONE};
	int32_t distance = evaluate_distance(forced->matcher, sides[0], sides[1]);
	return add(forced, node, whole, distance) && add(forced, child, sides[0], -1) &&
	       add(forced, child + 1, sides[1], -1);
}

static void skip(struct forced *forced)
{
	forced->at = code_skip_node(forced->at, &forced->node_count);
}

static bool force(struct forced *forced, uint32_t node);

/* NOLINTNEXTLINE(misc-no-recursion): as deep as the condition, LIMIT_CONDITION_DEPTH */
static bool force_all(struct forced *forced)
{
	uint32_t count = take_number(forced);
	uint32_t first = forced->node_count;
	forced->node_count += count;
	for (uint32_t i = 0; i < count; i++) {
		if (!force(forced, first + i)) {
			return false;
		}
	}
	return true;
}

/* An OR that has an AND in it shows its first alternative that is true; one of words alone the nearest. */
static bool has_and(const uint8_t *at, uint32_t count)
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
static bool force_first(struct forced *forced)
{
	uint32_t count = take_number(forced);
	uint32_t first = forced->node_count;
	bool found = false;
	if (!has_and(forced->at, count)) {
		return false;
	}
	forced->node_count += count;
	for (uint32_t i = 0; i < count; i++) {
		if (found || !evaluate_code(forced->matcher, forced->at, forced->scope)) {
			skip(forced);
		} else if (force(forced, first + i)) {
			found = true;
		} else {
			return false;
		}
	}
	return found;
}

/* NOLINTNEXTLINE(misc-no-recursion): as deep as the condition, LIMIT_CONDITION_DEPTH */
static bool force(struct forced *forced, uint32_t node)
{
	uint8_t head = *forced->at;
	switch (head & CODE_KIND) {
	case NODE_TERM:
		forced->at++;
		return force_term(forced, node);
	case NODE_SEQUENCE:
		forced->at++;
		return force_sequence(forced, node, head);
	case NODE_NEAR:
		forced->at++;
		return force_near(forced, node, head);
	case NODE_NOT:
		skip(forced);
		return true;
	case NODE_AND:
		forced->at++;
		return force_all(forced);
	case NODE_OR:
		forced->at++;
		return force_first(forced);
	default:
		return false;
	}
}

bool forced_picks(struct matcher *matcher, const uint8_t *at, const struct scope *scope,
	struct finding_pick *out, uint32_t *ret_count)
{
	struct forced forced = {
		.matcher = matcher, .scope = scope, .at = at, .node_count = 1, .out = out};
	bool done = force(&forced, 0);
	*ret_count = forced.count;
	return done;
}
