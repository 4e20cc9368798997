/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Packs and unpacks nodes. Trusts the bytes: they are our own. The invariant: what is unpacked is what was packed, but for
 * the conditions that nodes came from, which are not kept.
 */
#include "match/code.h"

#include <stdlib.h>

#include "base/mem.h"

/* Of a number of 32 bits. */
#define NUMBER_BYTES_MAX 5

static void put_byte(struct code *code, uint8_t byte)
{
	if (code->len == code->cap) {
		code->bytes = mem_grow(code->bytes, &code->cap, code->len + 1, 1);
	}
	code->bytes[code->len++] = byte;
}

void code_put_number(struct code *code, uint32_t number)
{
	if (code->cap - code->len < NUMBER_BYTES_MAX) {
		code->bytes = mem_grow(code->bytes, &code->cap, code->len + NUMBER_BYTES_MAX, 1);
	}
	uint8_t *at = code->bytes + code->len;
	while (number >= 0x80) {
		*at++ = (uint8_t)(number | 0x80);
		number >>= 7;
	}
	*at++ = (uint8_t)number;
	code->len = (size_t)(at - code->bytes);
}

static bool is_plain_sequence(const struct node *node)
{
	for (uint32_t i = 0; i < node->child_count; i++) {
		if (node->elements[i].offset != i) {
			return false;
		}
	}
	return node->id == node->child_count;
}

static void put_sequence(struct code *code, const struct node *node)
{
	bool plain = is_plain_sequence(node);
	put_byte(code, (uint8_t)(NODE_SEQUENCE | (plain ? CODE_ORDERED : 0)));
	code_put_number(code, node->child_count);
	for (uint32_t i = 0; i < node->child_count; i++) {
		code_put_number(code, node->elements[i].atom);
		if (!plain) {
			code_put_number(code, node->elements[i].offset);
		}
	}
	if (!plain) {
		code_put_number(code, node->id);
	}
}

/* The numbers between the first byte and the children. */
static void put_numbers(struct code *code, const struct node *node)
{
	switch (node->kind) {
	case NODE_TERM:
	case NODE_REGEX:
	case NODE_CAPTURE:
		code_put_number(code, node->id);
		break;
	case NODE_FIELD:
		code_put_number(code, node->fields);
		break;
	case NODE_NEAR:
	case NODE_FIRST:
	case NODE_AT_LEAST:
		code_put_number(code, node->number);
		break;
	case NODE_SENTENCE:
	case NODE_PARAGRAPH:
		code_put_number(code, node->cover);
		code_put_number(code, node->cover_count);
		break;
	case NODE_N_OF:
		code_put_number(code, node->number);
		code_put_number(code, node->child_count);
		break;
	case NODE_PHRASE:
	case NODE_AND:
	case NODE_OR:
		code_put_number(code, node->child_count);
		break;
	default:
		break;
	}
}

/* The alternatives are skipped by most readers, so their length stands before them. */
static void put_any(struct code *code, const struct node *node)
{
	struct code inner = {0};
	for (uint32_t i = 0; i < node->child_count; i++) {
		code_put_node(&inner, &node->children[i]);
	}
	put_byte(code, NODE_ANY);
	code_put_number(code, node->id);
	code_put_number(code, (uint32_t)inner.len);
	code_put_number(code, node->child_count);
	for (size_t i = 0; i < inner.len; i++) {
		put_byte(code, inner.bytes[i]);
	}
	free(inner.bytes);
}

/* NOLINTNEXTLINE(misc-no-recursion): as deep as the condition, LIMIT_CONDITION_DEPTH */
void code_put_node(struct code *code, const struct node *node)
{
	if (node->kind == NODE_SEQUENCE) {
		put_sequence(code, node);
		return;
	}
	if (node->kind == NODE_ANY) {
		put_any(code, node);
		return;
	}
	put_byte(code, (uint8_t)(node->kind | (node->ordered ? CODE_ORDERED : 0) |
				 (node->negated ? CODE_NEGATED : 0) |
				 (node->captures ? CODE_CAPTURES : 0)));
	put_numbers(code, node);
	for (uint32_t i = 0; i < node->child_count; i++) {
		code_put_node(code, &node->children[i]);
	}
}

static const uint8_t *get_sequence(
	struct code_space *space, const uint8_t *at, struct node *node, bool plain)
{
	struct element *elements = space->elements + space->element_count;
	at = code_get_number(at, &node->child_count);
	space->element_count += node->child_count;
	node->elements = elements;
	node->id = node->child_count;
	for (uint32_t i = 0; i < node->child_count; i++) {
		at = code_get_number(at, &elements[i].atom);
		elements[i].offset = i;
		if (!plain) {
			at = code_get_number(at, &elements[i].offset);
		}
	}
	return plain ? at : code_get_number(at, &node->id);
}

/* Reads what put_numbers wrote, and sets the number of children. */
static const uint8_t *get_numbers(const uint8_t *at, struct node *node)
{
	uint32_t fields = 0;
	node->child_count = 1;
	switch (node->kind) {
	case NODE_TERM:
	case NODE_REGEX:
		node->child_count = 0;
		return code_get_number(at, &node->id);
	case NODE_CAPTURE:
		return code_get_number(at, &node->id);
	case NODE_FIELD:
		at = code_get_number(at, &fields);
		node->fields = (uint16_t)fields;
		return at;
	case NODE_NEAR:
		node->child_count = 2;
		return code_get_number(at, &node->number);
	case NODE_FIRST:
	case NODE_AT_LEAST:
		return code_get_number(at, &node->number);
	case NODE_SENTENCE:
	case NODE_PARAGRAPH:
		at = code_get_number(at, &node->cover);
		return code_get_number(at, &node->cover_count);
	case NODE_N_OF:
		at = code_get_number(at, &node->number);
		return code_get_number(at, &node->child_count);
	case NODE_PHRASE:
	case NODE_AND:
	case NODE_OR:
		return code_get_number(at, &node->child_count);
	default:
		return at;
	}
}

/* NOLINTNEXTLINE(misc-no-recursion): as deep as the condition, LIMIT_CONDITION_DEPTH */
const uint8_t *code_get_node(struct code_space *space, const uint8_t *at, struct node *ret)
{
	uint8_t head = *at++;
	*ret = (struct node){.kind = head & CODE_KIND,
		.ordered = (head & CODE_ORDERED) != 0,
		.negated = (head & CODE_NEGATED) != 0,
		.captures = (head & CODE_CAPTURES) != 0};
	if (ret->kind == NODE_SEQUENCE) {
		bool plain = ret->ordered;
		ret->ordered = false;
		return get_sequence(space, at, ret, plain);
	}
	if (ret->kind == NODE_ANY) {
		uint32_t length = 0;
		at = code_get_number(at, &ret->id);
		at = code_get_number(at, &length);
		at = code_get_number(at, &ret->child_count);
		if (space->any == CODE_ANY_TERM) {
			ret->kind = NODE_TERM;
			ret->child_count = 0;
			return at + length;
		}
		ret->kind = space->any == CODE_ANY_OR ? NODE_OR : NODE_ANY;
	} else {
		at = get_numbers(at, ret);
	}
	struct node *children = space->nodes + space->node_count;
	space->node_count += ret->child_count;
	ret->children = children;
	for (uint32_t i = 0; i < ret->child_count; i++) {
		at = code_get_node(space, at, &children[i]);
	}
	return at;
}

/* What a sequence has behind its first byte. */
static const uint8_t *skip_sequence(const uint8_t *at, bool plain)
{
	uint32_t count = 0;
	at = code_get_number(at, &count);
	uint32_t numbers = plain ? count : 2 * count + 1;
	for (uint32_t i = 0; i < numbers; i++) {
		at = code_get_number(at, &count);
	}
	return at;
}

const uint8_t *code_read_node(const uint8_t *at, struct node *ret)
{
	uint8_t head = *at++;
	*ret = (struct node){.kind = head & CODE_KIND, .negated = (head & CODE_NEGATED) != 0};
	if (ret->kind == NODE_SEQUENCE) {
		return skip_sequence(at, (head & CODE_ORDERED) != 0);
	}
	if (ret->kind == NODE_ANY) {
		uint32_t length = 0;
		uint32_t below = 0;
		ret->kind = NODE_TERM;
		at = code_get_number(at, &ret->id);
		at = code_get_number(at, &length);
		return code_get_number(at, &below) + length;
	}
	return get_numbers(at, ret);
}

/* NOLINTNEXTLINE(misc-no-recursion): as deep as the condition, LIMIT_CONDITION_DEPTH */
const uint8_t *code_skip_node(const uint8_t *at, uint32_t *nodes)
{
	uint8_t head = *at++;
	struct node node = {.kind = head & CODE_KIND};
	if (node.kind == NODE_SEQUENCE) {
		return skip_sequence(at, (head & CODE_ORDERED) != 0);
	}
	if (node.kind == NODE_ANY) {
		uint32_t length = 0;
		at = code_get_number(at, &node.id);
		at = code_get_number(at, &length);
		return code_get_number(at, &node.child_count) + length;
	}
	at = get_numbers(at, &node);
	*nodes += node.child_count;
	for (uint32_t i = 0; i < node.child_count; i++) {
		at = code_skip_node(at, nodes);
	}
	return at;
}
