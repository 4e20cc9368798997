/* SPDX-License-Identifier: BSD-2-Clause */
/* Candidates of any number come in order, each of them once: compared with a check of each neighbour. */
#include "match/order.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/mem.h"
#include "random.h"

static bool holds(const struct candidate *candidates, size_t count, uint32_t number)
{
	for (size_t i = 0; i < count; i++) {
		if (candidates[i].rule == number) {
			return true;
		}
	}
	return false;
}

static void test_order(void **state)
{
	(void)state;
	static const struct {
		size_t count;
		uint64_t numbers; /* they are below */
	} rows[] = {{0, 10}, {1, 10}, {2, UINT32_MAX}, {32, 20}, {32, UINT32_MAX}, {33, 20},
		{33, 1000}, {33, UINT32_MAX}, {33, 1}, {256, 1000000}, {3000, 1u << 24},
		{3000, (uint64_t)1 << 32}, {3000, 300}};
	uint64_t random = RANDOM_START;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct matcher matcher = {.candidate_count = rows[i].count};
		struct candidate *given = mem_zalloc((rows[i].count + 1) * sizeof(given[0]));
		matcher.candidates = mem_grow(NULL, &matcher.candidate_cap, rows[i].count + 1,
			sizeof(matcher.candidates[0]));
		for (size_t k = 0; k < rows[i].count; k++) {
			given[k].rule = (uint32_t)(random_next(&random) % rows[i].numbers);
			matcher.candidates[k] = given[k];
		}
		order_candidates(&matcher);
		for (size_t k = 0; k < matcher.candidate_count; k++) {
			uint32_t rule = matcher.candidates[k].rule;
			assert_true(k == 0 || matcher.candidates[k - 1].rule < rule);
			assert_true(holds(given, rows[i].count, rule));
		}
		for (size_t k = 0; k < rows[i].count; k++) {
			assert_true(
				holds(matcher.candidates, matcher.candidate_count, given[k].rule));
		}
		free(given);
		free(matcher.candidates);
		free(matcher.candidate_spare);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_order)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
