/* SPDX-License-Identifier: BSD-2-Clause */
/* Hits of any number and any rules come in order: compared with a check of each neighbour. */
#include "match/order.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

enum { MATCHES_MAX = 3000 };

static uint64_t next_random(uint64_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return *state;
}

static void must_be_in_order(const struct matcher *matcher)
{
	for (size_t i = 1; i < matcher->order_count; i++) {
		const struct match *before = order_match(matcher, i - 1);
		const struct match *match = order_match(matcher, i);
		assert_true(before->priority > match->priority ||
			    (before->priority == match->priority && before->rule < match->rule));
	}
}

static void test_order(void **state)
{
	(void)state;
	static const struct {
		size_t count;
		uint32_t rules; /* their numbers are below */
		unsigned priorities;
	} rows[] = {
		{0, 10, 1},
		{1, 10, 1},
		{2, UINT32_MAX, 4},
		{32, 200, 4},
		{33, 200, 4},
		{33, UINT32_MAX, 1},
		{256, 1000000, 2},
		{257, 1000000, 2},
		{MATCHES_MAX, UINT32_MAX, 4},
	};
	uint64_t random = 88172645463325252u;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		static struct match matches[MATCHES_MAX];
		struct matcher matcher = {.matches = matches, .match_count = rows[i].count};
		uint32_t step = rows[i].rules / (uint32_t)(rows[i].count + 1);
		for (size_t k = 0; k < rows[i].count; k++) {
			/* Each rule hits once: numbers that differ, mixed. */
			size_t at = next_random(&random) % (k + 1);
			matches[k] = matches[at];
			matches[at] =
				(struct match){.rule = (uint32_t)k * step +
						       (uint32_t)(next_random(&random) % step),
					.priority = (enum priority)(
						next_random(&random) % rows[i].priorities)};
		}
		size_t cut = order_matches(&matcher);
		assert_int_equal(matcher.order_count + cut, rows[i].count);
		assert_true(matcher.order_count <= LIMIT_HITS);
		must_be_in_order(&matcher);
		free(matcher.order);
		free(matcher.order_spare);
	}
}

/* Of more than there may be those that come last are cut. */
static void test_cut(void **state)
{
	(void)state;
	static struct match matches[LIMIT_HITS + 2];
	struct matcher matcher = {.matches = matches, .match_count = LIMIT_HITS + 2};
	for (uint32_t i = 0; i < LIMIT_HITS + 2; i++) {
		matches[i] = (struct match){.rule = LIMIT_HITS + 1 - i, .priority = PRIORITY_LOW};
	}
	matches[0].priority = PRIORITY_HIGH;
	assert_int_equal(order_matches(&matcher), 2);
	assert_int_equal(order_match(&matcher, 0)->rule, LIMIT_HITS + 1);
	assert_int_equal(order_match(&matcher, LIMIT_HITS - 1)->rule, LIMIT_HITS - 2);
	free(matcher.order);
	free(matcher.order_spare);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_order), cmocka_unit_test(test_cut)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
