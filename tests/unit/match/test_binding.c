/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Bindings of rules and texts that are made to be slow: what is looked at (`work` of the workspace) is bounded for a rule and
 * for all hits of an article together, and what is true stays true.
 */
#include "match/binding.h"

#include "match/rules.h"

#include <stdlib.h>

#include "base/limits.h"

static void test_one_rule(void **state)
{
	(void)state;
	static const struct {
		const char *condition;
		const char *piece;
		bool matches;
		uint64_t work;
	} rows[] = {
		/* The right side is not listed again for each left one. */
		{"x=kabul NOT NEAR/5 herat AND y=tokyo", "kabul herat tokyo ", false, 100000},
		{"x=kabul NOT ONEAR/5 herat AND y=tokyo", "tokyo herat kabul\n\n", true, 100000},
		{"x=(kabul OR tokyo) NEAR/1000 y=(herat OR tokyo) NEAR/1000 z=oslo",
			"kabul herat tokyo oslo ", true, 120000},
		/* Two names for what is there once. */
		{"x=kabul AND y=kabul", "kabul herat ", true, 60000},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct rules rules;
		char *text = rules_repeat(rows[i].piece);
		rules_init_condition(&rules, rows[i].condition);
		struct match_input input = rules_input("", text);
		uint64_t before = rules.matcher->work;
		struct hits hits = rules_match(&rules, &input);
		uint64_t work = rules.matcher->work - before;
		if ((hits.count == 1) != rows[i].matches || work > rows[i].work) {
			print_error("%s: %zu hits, work %llu\n", rows[i].condition, hits.count,
				(unsigned long long)work);
			fail();
		}
		rules_done(&rules);
		free(text);
	}
}

/* All hits have all their captures, and share what one of them could use alone. */
static void test_many_hits(void **state)
{
	(void)state;
	struct buf yaml;
	struct rules rules;
	char *text = rules_repeat("kabul herat tokyo oslo. ");
	buf_init(&yaml, 1u << 20);
	for (unsigned i = 0; i < LIMIT_HITS; i++) {
		buf_printf(&yaml,
			"- rule: r%u\n  condition: 'a=(kabul OR w%u) NEAR/900 b=(herat OR tokyo) AND "
			"c=(oslo OR tokyo) AND d=(tokyo OR kabul)'\n",
			i, i);
	}
	rules_init(&rules, buf_cstr(&yaml));
	rules_must_be_good(&rules);
	struct match_input input = rules_input("", text);
	uint64_t before = rules.matcher->work;
	struct hits hits = rules_match(&rules, &input);
	uint64_t work = rules.matcher->work - before;
	assert_int_equal(hits.count, LIMIT_HITS);
	for (size_t i = 0; i < hits.count; i++) {
		assert_int_equal(hits.hits[i].capture_count, 4);
	}
	/* Alone each would use all of LIMIT_BINDING_WORK; to see that a rule is true costs some hundred. */
	if (work > UINT64_C(2000) * LIMIT_HITS +
			   UINT64_C(2) * LIMIT_BINDING_HITS * LIMIT_BINDING_WORK) {
		print_error("work %llu\n", (unsigned long long)work);
		fail();
	}
	rules_done(&rules);
	buf_done(&yaml);
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_one_rule),
		cmocka_unit_test(test_many_hits),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
