/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Unpacks a rule into the workspace, and finds what the author wrote for each of its nodes. Never evaluates. The invariant:
 * the rule that was unpacked last is the one that lies there.
 */
#include "base/mem.h"
#include "match/code.h"
#include "match/workspace.h"

/* NOLINTNEXTLINE(misc-no-recursion): as deep as the condition, LIMIT_CONDITION_DEPTH */
static void attach(struct matcher *matcher, struct node *node, const struct condition *condition)
{
	node->condition = condition;
	if (node->kind == NODE_TERM || node->kind == NODE_SEQUENCE) {
		return;
	}
	if (node->kind == NODE_CAPTURE) {
		matcher->rule.captures[node->id] = condition->text;
	}
	/* The children lie in the workspace, too; the spellings of one word have its condition. */
	struct node *children = matcher->nodes + (node->children - matcher->nodes);
	bool is_one_word = node->kind == NODE_OR && condition->type != CONDITION_OR;
	const struct condition *child = condition->first;
	for (uint32_t i = 0; i < node->child_count; i++) {
		attach(matcher, &children[i], is_one_word ? condition : child);
		child = child ? child->next : NULL;
	}
}

const struct rule *matcher_unpack(struct matcher *matcher, uint32_t number, enum unpack_mode mode)
{
	const struct rule_set *set = matcher->set;
	const uint8_t *at = set->code + set->rule_starts[number];
	size_t bytes = set->rule_starts[number + 1] - set->rule_starts[number];
	struct rule *rule = &matcher->rule;
	uint32_t head = 0;
	matcher->nodes =
		mem_grow(matcher->nodes, &matcher->node_cap, bytes, sizeof(matcher->nodes[0]));
	matcher->elements = mem_grow(
		matcher->elements, &matcher->element_cap, bytes, sizeof(matcher->elements[0]));
	struct code_space space = {.nodes = matcher->nodes,
		.node_count = 1,
		.elements = matcher->elements,
		.any = mode == UNPACK_WHOLE ? CODE_ANY_OR : CODE_ANY_TERM};
	at = code_get_number(at, &head);
	rule->number = number;
	rule->book = set->rule_books[number];
	rule->any_language = (head & RULE_ANY_LANGUAGE) != 0;
	rule->capture_count = head >> RULE_CAPTURES_SHIFT;
	rule->fields = RULE_FIELDS_DEFAULT;
	if (head & RULE_FIELDS) {
		at = code_get_number(at, &rule->fields);
	}
	rule->root = matcher->nodes;
	(void)code_get_node(&space, at, matcher->nodes);
	if (mode != UNPACK_BARE) {
		attach(matcher, matcher->nodes, rule->book->condition);
	}
	return rule;
}
