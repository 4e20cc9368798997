/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * From the tree that the author wrote to nodes. Refuses what has no meaning (a NOT as an operand of NEAR); everything else
 * was checked when the condition was parsed. The invariant: a clause becomes one node with a child for each of its own, so
 * that the two trees can be walked side by side; a word with a hyphen becomes an OR of its spellings.
 */
#include <stdlib.h>

#include "base/mem.h"
#include "match/compiler.h"
#include "text/hash.h"

/* Of an OR with fewer words each is looked for by itself. */
#define ANY_MIN 12

static bool compile(struct compiler *compiler, const struct condition *condition, struct node *ret);

/* What has occurrences: may stand in NEAR, ATLEAST and captures. */
static bool is_operand(const struct node *node)
{
	switch (node->kind) {
	case NODE_TERM:
	case NODE_SEQUENCE:
	case NODE_PHRASE:
	case NODE_NEAR:
	case NODE_ANY:
	case NODE_REGEX:
		return true;
	case NODE_OR:
	case NODE_FIELD:
	case NODE_CAPTURE:
		for (uint32_t i = 0; i < node->child_count; i++) {
			if (!is_operand(&node->children[i])) {
				return false;
			}
		}
		return true;
	default:
		return false;
	}
}

static bool check_operands(
	struct compiler *compiler, const struct condition *condition, const struct node *node)
{
	bool needs = condition->type == CONDITION_NEAR || condition->type == CONDITION_AT_LEAST ||
		     condition->type == CONDITION_CAPTURE;
	for (uint32_t i = 0; needs && i < node->child_count; i++) {
		if (!is_operand(&node->children[i])) {
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
static uint32_t capture_index(struct compiler *compiler, struct str name)
{
	for (uint32_t i = 0; i < compiler->capture_count; i++) {
		if (str_eq(compiler->captures[i], name)) {
			return i;
		}
	}
	if (compiler->capture_count == LIMIT_CAPTURES) {
		return LIMIT_CAPTURES;
	}
	compiler->captures[compiler->capture_count] = name;
	return compiler->capture_count++;
}

/* Fills in what the kind of the node asks for besides its children. */
static bool complete_node(
	struct compiler *compiler, const struct condition *condition, struct node *node)
{
	if (condition->type == CONDITION_FIELD) {
		node->number = 0;
		node->fields = (uint16_t)condition->fields;
		compiler->fields |= condition->fields;
	} else if (condition->type == CONDITION_CAPTURE) {
		node->captures = true;
		node->id = capture_index(compiler, condition->text);
		if (node->id == LIMIT_CAPTURES) {
			compiler_error(
				compiler, condition, "a rule has at most 8 names of captures");
			return false;
		}
	}
	return true;
}

/* True when an OR is worth an id of its own: many alternatives, all of them words. */
static bool is_any(const struct condition *condition, size_t count)
{
	if (condition->type != CONDITION_OR || count < ANY_MIN) {
		return false;
	}
	for (const struct condition *child = condition->first; child; child = child->next) {
		if (!compile_is_plain(child)) {
			return false;
		}
	}
	return true;
}

static bool compile_inner(struct compiler *compiler, const struct condition *condition,
	enum node_kind kind, struct node *ret)
{
	size_t count = 0;
	bool good = true;
	for (const struct condition *child = condition->first; child; child = child->next) {
		count++;
	}
	struct node *children = arena_alloc(compiler->scratch, (count + 1) * sizeof(children[0]));
	*ret = (struct node){.kind = (uint8_t)kind,
		.ordered = condition->ordered,
		.negated = condition->negated,
		.number = condition->number,
		.children = children,
		.child_count = (uint32_t)count};
	for (const struct condition *child = condition->first; child; child = child->next) {
		good = compile(compiler, child, children) && good;
		ret->captures |= children->captures;
		children++;
	}
	good = good && check_operands(compiler, condition, ret) &&
	       complete_node(compiler, condition, ret);
	if (good && is_any(condition, count)) {
		ret->kind = NODE_ANY;
		ret->id = compile_any(compiler, ret->children, count);
	}
	return good;
}

static bool compile(struct compiler *compiler, const struct condition *condition, struct node *ret)
{
	switch (condition->type) {
	case CONDITION_AND:
		return compile_inner(compiler, condition, NODE_AND, ret);
	case CONDITION_OR:
		return compile_inner(compiler, condition, NODE_OR, ret);
	case CONDITION_NOT:
		return compile_inner(compiler, condition, NODE_NOT, ret);
	case CONDITION_NEAR:
		return compile_inner(compiler, condition, NODE_NEAR, ret);
	case CONDITION_SENTENCE:
		return compile_inner(compiler, condition, NODE_SENTENCE, ret);
	case CONDITION_PARAGRAPH:
		return compile_inner(compiler, condition, NODE_PARAGRAPH, ret);
	case CONDITION_FIRST:
		return compile_inner(compiler, condition, NODE_FIRST, ret);
	case CONDITION_AT_LEAST:
		return compile_inner(compiler, condition, NODE_AT_LEAST, ret);
	case CONDITION_N_OF:
		return compile_inner(compiler, condition, NODE_N_OF, ret);
	case CONDITION_FIELD:
		return compile_inner(compiler, condition, NODE_FIELD, ret);
	case CONDITION_CAPTURE:
		return compile_inner(compiler, condition, NODE_CAPTURE, ret);
	default:
		return compile_operand(compiler, condition, false, ret);
	}
}

bool compile_condition(
	struct compiler *compiler, const struct condition *condition, struct node *ret)
{
	compiler->capture_count = 0;
	return compile(compiler, condition, ret);
}

/* Notes where in the whole condition each node stands; false when one does not, because it came from a macro. */
/* NOLINTNEXTLINE(misc-no-recursion): as deep as the condition, LIMIT_CONDITION_DEPTH */
static bool note_clauses(struct code *clauses, const struct node *node,
	const struct condition *condition, struct str whole)
{
	uintptr_t from = (uintptr_t)condition->source.ptr - (uintptr_t)whole.ptr;
	if (from > whole.len || condition->source.len > whole.len - from ||
		node->kind == NODE_CAPTURE) {
		return false; /* captures want their names, too */
	}
	code_put_number(clauses, (uint32_t)from);
	code_put_number(clauses, (uint32_t)condition->source.len);
	bool is_leaf =
		node->kind == NODE_TERM || node->kind == NODE_SEQUENCE || node->kind == NODE_ANY;
	bool is_one_word = node->kind == NODE_OR && node->ordered;
	const struct condition *child = condition->first;
	for (uint32_t i = 0; !is_leaf && i < node->child_count; i++) {
		const struct condition *of = is_one_word ? condition : child;
		if (!note_clauses(clauses, &node->children[i], of, whole)) {
			return false;
		}
		child = child ? child->next : NULL;
	}
	return true;
}

/* The condition for as long as the set lives; NULL when the arena is full. */
/* NOLINTNEXTLINE(misc-no-recursion): as deep as the condition, LIMIT_CONDITION_DEPTH */
static struct condition *keep_tree(struct arena *arena, const struct condition *from)
{
	struct condition *copy = arena_alloc(arena, sizeof(*copy));
	struct condition *tail = NULL;
	if (!copy) {
		return NULL;
	}
	*copy = *from;
	copy->first = NULL;
	copy->next = NULL;
	copy->count = 0;
	for (const struct condition *child = from->first; child; child = child->next) {
		struct condition *kept = keep_tree(arena, child);
		if (!kept) {
			return NULL;
		}
		condition_add(copy, &tail, kept);
	}
	return copy;
}

void compile_note(struct compiler *compiler, const struct book_rule *book, const struct node *root)
{
	struct rule_note note = {.book = book,
		.clauses = (uint32_t)compiler->clauses.len,
		.channel = (uint16_t)hash64(0, book->channel)};
	compiler->notes = mem_grow(compiler->notes, &compiler->note_cap, compiler->rules.count,
		sizeof(compiler->notes[0]));
	if (root &&
		note_clauses(&compiler->clauses, root, book->condition, book->condition->source)) {
		note.text = book->condition->source.ptr;
	} else {
		compiler->clauses.len = note.clauses;
		note.has_tree = true;
		note.tree = root ? keep_tree(compiler->arena, book->condition) : NULL;
		compiler->is_full |= root && !note.tree;
	}
	compiler->notes[compiler->rules.count - 1] = note;
}
