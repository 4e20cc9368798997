/* SPDX-License-Identifier: BSD-2-Clause */
/* What is packed comes out again, node by node; numbers of every size. */
#include "match/code.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { ITEMS_MAX = 256 };

static void test_numbers(void **state)
{
	(void)state;
	static const uint32_t numbers[] = {
		0, 1, 127, 128, 16383, 16384, 2097151, 1u << 31, UINT32_MAX};
	struct code code = {0};
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
		code_put_number(&code, numbers[i]);
	}
	const uint8_t *at = code.bytes;
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
		uint32_t number = 0;
		at = code_get_number(at, &number);
		assert_int_equal(number, numbers[i]);
	}
	assert_ptr_equal(at, code.bytes + code.len);
	free(code.bytes);
}

static void assert_same(const struct node *a, const struct node *b)
{
	assert_int_equal(a->kind, b->kind);
	assert_int_equal(a->id, b->id);
	assert_int_equal(a->number, b->number);
	assert_int_equal(a->fields, b->fields);
	assert_int_equal(a->cover, b->cover);
	assert_int_equal(a->cover_count, b->cover_count);
	assert_int_equal(a->ordered, b->ordered);
	assert_int_equal(a->negated, b->negated);
	assert_int_equal(a->captures, b->captures);
	assert_int_equal(a->child_count, b->child_count);
	for (uint32_t i = 0; i < a->child_count; i++) {
		if (a->kind == NODE_SEQUENCE) {
			assert_int_equal(a->elements[i].atom, b->elements[i].atom);
			assert_int_equal(a->elements[i].offset, b->elements[i].offset);
		} else {
			assert_same(&a->children[i], &b->children[i]);
		}
	}
}

static const struct element plain[] = {{5, 0}, {300000, 1}};
static const struct element pairs[] = {{7, 0}, {8, 1}, {9, 3}};
static const struct node words[] = {{.kind = NODE_TERM, .id = 1}, {.kind = NODE_TERM, .id = 200}};
static const struct node others[] = {
	{.kind = NODE_TERM, .id = 123456},
	{.kind = NODE_SEQUENCE, .elements = plain, .child_count = 2, .id = 2},
	{.kind = NODE_SEQUENCE, .elements = pairs, .child_count = 3, .id = 4},
	{.kind = NODE_NEAR, .children = words, .child_count = 2, .number = 1000, .ordered = true},
	{.kind = NODE_NEAR, .children = words, .child_count = 2, .negated = true},
	{.kind = NODE_NOT, .children = words, .child_count = 1},
	{.kind = NODE_SENTENCE, .children = words, .child_count = 1, .cover = 9, .cover_count = 4},
	{.kind = NODE_FIRST, .children = words, .child_count = 1, .number = 60},
	{.kind = NODE_FIELD, .children = words, .child_count = 1, .fields = 0x1ff},
	{.kind = NODE_CAPTURE, .children = words, .child_count = 1, .id = 7, .captures = true},
	{.kind = NODE_N_OF, .children = words, .child_count = 2, .number = 2},
	{.kind = NODE_OR, .children = words, .child_count = 2},
	{.kind = NODE_AND},
	{.kind = NODE_ANY, .children = words, .child_count = 2, .id = 77},
};
#define OTHERS (sizeof(others) / sizeof(others[0]))
static const struct node root = {
	.kind = NODE_AND, .children = others, .child_count = OTHERS, .captures = true};

static void test_nodes(void **state)
{
	(void)state;
	static struct node nodes[ITEMS_MAX];
	static struct element elements[ITEMS_MAX];
	struct code code = {0};
	struct node got;
	code_put_node(&code, &root);
	struct code_space space = {.nodes = nodes, .elements = elements, .any = CODE_ANY_ANY};
	assert_ptr_equal(code_get_node(&space, code.bytes, &got), code.bytes + code.len);
	assert_same(&got, &root);
	/* No more of either than there are bytes. */
	assert_true(space.node_count < code.len);
	assert_true(space.element_count < code.len);
	free(code.bytes);
}

static void test_any(void **state)
{
	(void)state;
	static struct node nodes[ITEMS_MAX];
	static struct element elements[ITEMS_MAX];
	const struct node *any = &others[OTHERS - 1];
	struct code code = {0};
	struct node got;
	code_put_node(&code, any);
	struct code_space space = {.nodes = nodes, .elements = elements, .any = CODE_ANY_TERM};
	assert_ptr_equal(code_get_node(&space, code.bytes, &got), code.bytes + code.len);
	assert_same(&got, &(struct node){.kind = NODE_TERM, .id = 77});
	space.any = CODE_ANY_OR;
	assert_ptr_equal(code_get_node(&space, code.bytes, &got), code.bytes + code.len);
	assert_same(&got,
		&(struct node){.kind = NODE_OR, .children = words, .child_count = 2, .id = 77});
	free(code.bytes);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_numbers),
		cmocka_unit_test(test_nodes),
		cmocka_unit_test(test_any),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
