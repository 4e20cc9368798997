/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Unpacks a rule into the workspace, and finds what the author wrote for each of its nodes. Never evaluates. The invariant:
 * the rule that was unpacked last is the one that lies there.
 */
#include "match/code.h"
#include "match/workspace.h"

/* Of a rule's entry in the book, what hits ask for: it stands first. */
#define BOOK_BYTES 128

/* The children lie in the workspace, too. */
static struct node *children_of(const struct matcher *matcher, const struct node *node)
{
	return matcher->nodes + (node->children - matcher->nodes);
}

static bool is_leaf(const struct node *node)
{
	return node->kind == NODE_TERM || node->kind == NODE_SEQUENCE;
}

/* From the conditions themselves, which lie here and there in memory. */
/* NOLINTNEXTLINE(misc-no-recursion): as deep as the condition, LIMIT_CONDITION_DEPTH */
static void attach(struct matcher *matcher, struct node *node, const struct condition *condition)
{
	node->source = condition->source;
	if (is_leaf(node)) {
		return;
	}
	if (node->kind == NODE_CAPTURE) {
		matcher->rule.captures[node->id] = condition->text;
	}
	bool is_one_word = node->kind == NODE_OR && node->ordered;
	struct node *children = children_of(matcher, node);
	const struct condition *child = condition->first;
	for (uint32_t i = 0; i < node->child_count; i++) {
		attach(matcher, &children[i], is_one_word ? condition : child);
		child = child ? child->next : NULL;
	}
}

/* From what the compiler noted, which lies together. */
/* NOLINTNEXTLINE(misc-no-recursion): as deep as the condition, LIMIT_CONDITION_DEPTH */
static const uint8_t *read_clauses(
	struct matcher *matcher, struct node *node, const uint8_t *at, const char *whole)
{
	uint32_t from = 0;
	uint32_t len = 0;
	at = code_get_number(at, &from);
	at = code_get_number(at, &len);
	node->source = str_make(whole + from, len);
	if (is_leaf(node)) {
		return at;
	}
	struct node *children = children_of(matcher, node);
	for (uint32_t i = 0; i < node->child_count; i++) {
		at = read_clauses(matcher, &children[i], at, whole);
	}
	return at;
}

static void name_nodes(struct matcher *matcher, enum unpack_mode mode)
{
	const struct rule *rule = &matcher->rule;
	const struct rule_note *note = &matcher->set->notes[rule->number];
	if (mode == UNPACK_WHOLE) {
		attach(matcher, matcher->nodes, rule->book->condition);
	} else if (note->has_tree) {
		attach(matcher, matcher->nodes, note->tree);
	} else {
		(void)read_clauses(
			matcher, matcher->nodes, matcher->set->clauses + note->clauses, note->text);
	}
}

void matcher_prefetch(const struct matcher *matcher, uint32_t number)
{
	const struct rule_note *note = &matcher->set->notes[number];
	const char *book = (const char *)note->book;
	for (size_t at = 0; at < BOOK_BYTES; at += 64) {
		__builtin_prefetch(book + at);
	}
	__builtin_prefetch(book + BOOK_BYTES - 1);
	__builtin_prefetch(matcher->set->clauses + note->clauses);
}

const uint8_t *matcher_read_head(const struct rule_set *set, const uint8_t *at, struct rule *ret)
{
	uint32_t head = 0;
	at = code_get_number(at, &ret->number);
	at = code_get_number(at, &head);
	ret->any_language = (head & RULE_ANY_LANGUAGE) != 0;
	ret->own_assertions = (head & RULE_ASSERTIONS) != 0;
	ret->capture_count = head >> RULE_CAPTURES_SHIFT;
	ret->fields = RULE_FIELDS_DEFAULT;
	if (head & RULE_FIELDS) {
		at = code_get_number(at, &ret->fields);
	}
	/* Its book is far away: most rules are only evaluated, and know all that this takes. */
	bool asks = !ret->any_language || ret->own_assertions;
	ret->book = asks ? set->notes[ret->number].book : NULL;
	return at;
}

void matcher_find_alternative(const struct rule_set *set, uint32_t start, uint32_t alternative,
	uint32_t *ret_own, uint32_t *ret_below)
{
	const uint8_t *rule = set->code + start;
	struct rule head;
	const uint8_t *at = matcher_read_head(set, rule, &head);
	uint32_t count = 0;
	at = code_get_number(at + 1, &count);
	*ret_own = 1;
	*ret_below = 1 + count;
	for (; at < rule + alternative; (*ret_own)++) {
		at = code_skip_node(at, ret_below);
	}
}

const struct rule *matcher_unpack(struct matcher *matcher, uint32_t start, enum unpack_mode mode)
{
	const struct rule_set *set = matcher->set;
	struct rule *rule = &matcher->rule;
	const uint8_t *at = matcher_read_head(set, set->code + start, rule);
	struct code_space space = {.nodes = matcher->nodes,
		.node_count = 1,
		.elements = matcher->elements,
		.any = mode == UNPACK_WHOLE ? CODE_ANY_OR : CODE_ANY_TERM};
	rule->root = matcher->nodes;
	(void)code_get_node(&space, at, matcher->nodes);
	if (mode != UNPACK_BARE) {
		rule->book = set->notes[rule->number].book;
		name_nodes(matcher, mode);
	}
	return rule;
}
