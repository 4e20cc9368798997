/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reads a packed condition (match/code) and its texts side by side, as far as the picks go. Rules of which more is asked are
 * unpacked. Never evaluates. The invariant: nodes are numbered as code_get_node lays them out.
 */
#include "match/clauses.h"

#include "match/code.h"

/* Of more picks the rule is unpacked: each node of it is compared with them. */
#define PICKS_COMPARED 8

struct walk {
	const uint8_t *code;
	const uint8_t *texts;
	const char *whole; /* the condition */
	uint32_t node_count;
	const struct kept_pick *picks;
	uint32_t count;
	uint32_t left; /* picks whose node has not come yet */
	bool may_be_regex;
	struct clause *ret;
};

/* NOLINTNEXTLINE(misc-no-recursion): as deep as the condition, LIMIT_CONDITION_DEPTH */
static void walk(struct walk *at, uint32_t number)
{
	struct node node;
	uint32_t from = 0;
	uint32_t len = 0;
	at->code = code_read_node(at->code, &node);
	at->texts = code_get_number(at->texts, &from);
	at->texts = code_get_number(at->texts, &len);
	for (uint32_t i = 0; i < at->count; i++) {
		if (at->picks[i].node == number) {
			at->ret[i] = (struct clause){.source = str_make(at->whole + from, len),
				.is_near = node.kind == NODE_NEAR && !node.negated};
			at->may_be_regex |= node.kind == NODE_REGEX || node.kind == NODE_CAPTURE ||
					    node.kind == NODE_FIELD;
			at->left--;
		}
	}
	uint32_t first = at->node_count;
	at->node_count += node.child_count;
	for (uint32_t i = 0; i < node.child_count && at->left > 0; i++) {
		walk(at, first + i);
	}
}

/* Goes to the alternative at `end`, whose nodes are numbered for themselves. */
static void skip_to(struct walk *at, const uint8_t *end)
{
	struct node root;
	uint32_t unused = 0;
	uint32_t nodes = 1; /* that come before, each with two numbers for its text */
	at->code = code_read_node(at->code, &root);
	for (; at->code < end; nodes++) {
		at->code = code_skip_node(at->code, &nodes);
	}
	for (uint32_t i = 0; i < 2 * nodes; i++) {
		at->texts = code_get_number(at->texts, &unused);
	}
}

/* False when more has to be known. */
static bool read_beside(const struct matcher *matcher, const struct finding *finding,
	const struct kept_pick *picks, struct clause *ret)
{
	const struct rule_set *set = matcher->set;
	const struct rule_note *note = &set->notes[finding->rule];
	struct rule rule;
	if (note->has_tree || finding->captured || finding->pick_count > PICKS_COMPARED) {
		return false;
	}
	const uint8_t *start = set->code + finding->start;
	struct walk at = {.code = matcher_read_head(set, start, &rule),
		.texts = set->clauses + note->clauses,
		.whole = note->text,
		.node_count = 1,
		.picks = picks,
		.count = finding->pick_count,
		.left = finding->pick_count,
		.ret = ret};
	if (finding->alternative > 0) {
		skip_to(&at, start + finding->alternative);
	}
	walk(&at, 0);
	return at.left == 0 && !(matcher->regexes && at.may_be_regex);
}

const struct rule *clauses_find(struct matcher *matcher, const struct finding *finding,
	const struct kept_pick *picks, struct clause *ret)
{
	uint32_t own = 0;
	uint32_t below = 1;
	if (read_beside(matcher, finding, picks, ret)) {
		return NULL;
	}
	if (finding->alternative > 0) {
		matcher_find_alternative(
			matcher->set, finding->start, finding->alternative, &own, &below);
	}
	const struct rule *rule = matcher_unpack(matcher, finding->start, UNPACK_NAMED);
	for (uint32_t i = 0; i < finding->pick_count; i++) {
		uint32_t number = picks[i].node == 0 ? own : below + picks[i].node - 1;
		const struct node *node = matcher->nodes + number;
		ret[i] = (struct clause){.source = node->source,
			.is_near = node->kind == NODE_NEAR && !node->negated,
			.node = node};
	}
	return rule;
}
