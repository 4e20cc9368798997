/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/heap.h"

#include "check.h"

#define NODES 300

static uint32_t next_random(uint32_t *seed)
{
	*seed = *seed * 1664525u + 1013904223u;
	return *seed >> 8;
}

/* Random adds, moves and deletions; what comes out is sorted and complete. */
static void test_random_moves(void **state)
{
	struct heap_node nodes[NODES];
	struct heap heap;
	uint32_t seed = 7;
	size_t in = 0;
	int64_t before = INT64_MIN;

	(void)state;
	heap_init(&heap);
	for (size_t i = 0; i < NODES; i++) {
		heap_node_init(&nodes[i]);
	}
	for (size_t step = 0; step < 20000; step++) {
		struct heap_node *node = &nodes[next_random(&seed) % NODES];

		if (next_random(&seed) % 3) {
			heap_set(&heap, node, (int64_t)(next_random(&seed) % 1000) - 500);
		} else {
			heap_del(&heap, node);
			assert_true(node->place == HEAP_NONE);
		}
	}
	for (size_t i = 0; i < NODES; i++) {
		in += nodes[i].place != HEAP_NONE;
	}
	assert_int_equal(heap.count, in);
	while (heap_min(&heap)) {
		struct heap_node *least = heap_min(&heap);

		assert_true(least->key >= before);
		before = least->key;
		heap_del(&heap, least);
		in--;
	}
	assert_int_equal(in, 0);
	heap_done(&heap);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_random_moves)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
