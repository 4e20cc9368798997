/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * From the tree that the author wrote to nodes. Refuses what has no meaning (a NOT as an operand of NEAR); everything else
 * was checked when the condition was parsed. The invariant: children come before their parents.
 */
#include <stdlib.h>

#include "match/compiler.h"

static uint32_t compile(struct compiler *compiler, const struct condition *condition);

/* What has occurrences: may stand in NEAR, ATLEAST and captures. */
static bool is_operand(const struct compiler *compiler, uint32_t index)
{
	const struct node *node = &compiler->nodes[index];
	switch (node->kind) {
	case NODE_TERM:
	case NODE_SEQUENCE:
	case NODE_PHRASE:
	case NODE_NEAR:
		return true;
	case NODE_OR:
	case NODE_FIELD:
	case NODE_CAPTURE:
		for (uint32_t i = 0; i < node->child_count; i++) {
			if (!is_operand(compiler, compiler->children.items[node->children + i])) {
				return false;
			}
		}
		return true;
	default:
		return false;
	}
}

static bool check_operands(
	struct compiler *compiler, const struct condition *condition, const struct numbers *nodes)
{
	bool needs = condition->type == CONDITION_NEAR || condition->type == CONDITION_AT_LEAST ||
		     condition->type == CONDITION_CAPTURE;
	for (size_t i = 0; needs && i < nodes->count; i++) {
		if (!is_operand(compiler, nodes->items[i])) {
			compiler_error(compiler, condition,
				condition->type == CONDITION_CAPTURE
					? "a capture takes a word, phrase, list, entity or a group of OR"
					: "NEAR and ATLEAST take words, phrases, lists, entities and "
					  "groups of OR");
			return false;
		}
	}
	return true;
}

/* The number of the capture's name in the rule; LIMIT_CAPTURES when there are too many. */
static uint32_t capture_index(struct rule *rule, struct str name)
{
	for (uint32_t i = 0; i < rule->capture_count; i++) {
		if (str_eq(rule->captures[i], name)) {
			return i;
		}
	}
	if (rule->capture_count == LIMIT_CAPTURES) {
		return LIMIT_CAPTURES;
	}
	rule->captures[rule->capture_count] = name;
	return rule->capture_count++;
}

/* Where SENT and PARA look for their units. */
static void add_unit_cover(struct compiler *compiler, struct node *node)
{
	struct cover cover = cover_of_node(compiler, compiler->children.items[node->children]);
	node->cover = (uint32_t)compiler->covers.count;
	node->cover_count = (uint32_t)cover.ids.count;
	for (size_t i = 0; i < cover.ids.count; i++) {
		numbers_add(&compiler->covers, cover.ids.items[i].from);
	}
	cover_done(&cover);
}

/* Fills in what the kind of the node asks for besides its children. */
static bool complete_node(
	struct compiler *compiler, const struct condition *condition, struct node *node)
{
	switch (condition->type) {
	case CONDITION_SENTENCE:
	case CONDITION_PARAGRAPH:
		add_unit_cover(compiler, node);
		return true;
	case CONDITION_FIELD:
		compiler->fields |= condition->fields;
		return true;
	case CONDITION_CAPTURE:
		node->captures = true;
		node->id = capture_index(compiler->rule, condition->text);
		if (node->id == LIMIT_CAPTURES) {
			compiler_error(
				compiler, condition, "a rule has at most 8 names of captures");
			return false;
		}
		return true;
	default:
		return true;
	}
}

static uint32_t compile_inner(
	struct compiler *compiler, const struct condition *condition, enum node_kind kind)
{
	struct numbers nodes = {0};
	struct node node = {.condition = condition,
		.kind = kind,
		.ordered = condition->ordered,
		.negated = condition->negated,
		.number = condition->number,
		.fields = condition->fields};
	bool good = true;
	for (const struct condition *child = condition->first; child; child = child->next) {
		uint32_t index = compile(compiler, child);
		if (index == NODE_INVALID) {
			good = false;
			continue;
		}
		numbers_add(&nodes, index);
		node.captures |= compiler->nodes[index].captures;
	}
	good = good && check_operands(compiler, condition, &nodes);
	node.children = (uint32_t)compiler->children.count;
	node.child_count = (uint32_t)nodes.count;
	for (size_t i = 0; i < nodes.count; i++) {
		numbers_add(&compiler->children, nodes.items[i]);
	}
	free(nodes.items);
	good = good && complete_node(compiler, condition, &node);
	return good ? compiler_add_node(compiler, node) : NODE_INVALID;
}

static uint32_t compile(struct compiler *compiler, const struct condition *condition)
{
	switch (condition->type) {
	case CONDITION_AND:
		return compile_inner(compiler, condition, NODE_AND);
	case CONDITION_OR:
		return compile_inner(compiler, condition, NODE_OR);
	case CONDITION_NOT:
		return compile_inner(compiler, condition, NODE_NOT);
	case CONDITION_NEAR:
		return compile_inner(compiler, condition, NODE_NEAR);
	case CONDITION_SENTENCE:
		return compile_inner(compiler, condition, NODE_SENTENCE);
	case CONDITION_PARAGRAPH:
		return compile_inner(compiler, condition, NODE_PARAGRAPH);
	case CONDITION_FIRST:
		return compile_inner(compiler, condition, NODE_FIRST);
	case CONDITION_AT_LEAST:
		return compile_inner(compiler, condition, NODE_AT_LEAST);
	case CONDITION_N_OF:
		return compile_inner(compiler, condition, NODE_N_OF);
	case CONDITION_FIELD:
		return compile_inner(compiler, condition, NODE_FIELD);
	case CONDITION_CAPTURE:
		return compile_inner(compiler, condition, NODE_CAPTURE);
	default:
		return compile_operand(compiler, condition, false);
	}
}

uint32_t compile_condition(struct compiler *compiler, const struct condition *condition)
{
	return compile(compiler, condition);
}
