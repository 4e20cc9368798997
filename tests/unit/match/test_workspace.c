/* SPDX-License-Identifier: BSD-2-Clause */
/* Spans in order, against qsort: few and many, in runs and without, with equal ones. */
#include "match/workspace.h"

#include "match/rules.h"

#include <stdlib.h>

static const struct row {
	uint32_t count;
	uint32_t places;   /* starts are below */
	uint32_t length;   /* lengths are up to it */
	uint32_t entities; /* different ones */
	uint32_t runs;     /* 0: none */
} rows[] = {
	{0, 1, 1, 1, 0},
	{1, 1, 1, 1, 0},
	{20, 9, 3, 1, 0},
	{33, 1000, 40, 2, 0},
	{300, 20, 1, 3, 2},
	{300, 1000000, 1, 1, 0},
	{4096, 2000, 1, 1, 100},
	{4096, 1000000, 1, 1, 40},
	{5000, 3000, 1500, 4, 0},
	{5000, 1, 3000, 1, 0},
	{5000, 2, 2, 3000, 0},
	{9000, UINT32_MAX - 9000, 9, 1, 9},
};

static int compare(const void *a, const void *b)
{
	return workspace_compare(a, b);
}

static struct span *make(const struct row *row, uint32_t *seed)
{
	struct span *spans = mem_alloc((row->count + 1) * sizeof(spans[0]));
	for (uint32_t i = 0; i < row->count; i++) {
		*seed = *seed * 1664525u + 1013904223u;
		uint32_t start = (uint32_t)((uint64_t)*seed * row->places >> 32);
		*seed = *seed * 1664525u + 1013904223u;
		spans[i] = (struct span){.start = start,
			.end = start + 1 + (*seed >> 8) % row->length,
			.entity = (*seed >> 4) % row->entities};
	}
	for (uint32_t i = 0; i < row->runs; i++) {
		uint32_t from = (uint32_t)((uint64_t)row->count * i / row->runs);
		uint32_t to = (uint32_t)((uint64_t)row->count * (i + 1) / row->runs);
		qsort(spans + from, to - from, sizeof(spans[0]), compare);
	}
	return spans;
}

static void test_sort(void **state)
{
	uint32_t seed = 7;
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct span *spans = make(&rows[i], &seed);
		struct span *wanted = mem_alloc((rows[i].count + 1) * sizeof(wanted[0]));
		uint32_t different = 0;
		memcpy(wanted, spans, rows[i].count * sizeof(spans[0]));
		qsort(wanted, rows[i].count, sizeof(wanted[0]), compare);
		for (uint32_t k = 0; k < rows[i].count; k++) {
			if (k == 0 || compare(&wanted[different - 1], &wanted[k]) != 0) {
				wanted[different++] = wanted[k];
			}
		}
		uint32_t kept = workspace_sort(spans, rows[i].count);
		assert_int_equal(kept, different);
		assert_memory_equal(spans, wanted, kept * sizeof(spans[0]));
		free(spans);
		free(wanted);
	}
}

static void test_sort_ends(void **state)
{
	uint32_t seed = 8;
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct span *spans = make(&rows[i], &seed);
		uint64_t sum = 0;
		uint64_t after = 0;
		for (uint32_t k = 0; k < rows[i].count; k++) {
			sum += (uint64_t)spans[k].start * spans[k].end;
		}
		workspace_sort_ends(spans, rows[i].count);
		for (uint32_t k = 0; k < rows[i].count; k++) {
			after += (uint64_t)spans[k].start * spans[k].end;
			assert_true(k == 0 || spans[k - 1].end <= spans[k].end);
		}
		assert_true(sum == after);
		free(spans);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sort),
		cmocka_unit_test(test_sort_ends),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
