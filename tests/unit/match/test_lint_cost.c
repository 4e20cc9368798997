/* SPDX-License-Identifier: BSD-2-Clause */
/* What is told of wildcards: each once, the one that stands for most first. */
#include "match/lint_cost.h"

#include "match/rules.h"

static void test_costs(void **state)
{
	static const struct {
		const char *pattern;
		uint32_t line;
		size_t uses;
		enum lint_cost_part part;
		size_t letters;
		size_t words; /* at least */
	} rows[] = {
		{"stat*", 2, 3, LINT_COST_BEGINNING, 4, 3},
		{"*nation", 6, 2, LINT_COST_END, 6, 1},
		{"*ognit*", 7, 1, LINT_COST_MIDDLE, 5, 0},
		{"co-operat*", 5, 2, LINT_COST_BEGINNING, 9, 0},
	};
	struct rules rules;
	struct lint_costs costs;
	size_t last = SIZE_MAX;

	(void)state;
	rules_init(&rules,
		"- list: l\n  items: [\"stat*\"]\n"
		"- rule: r\n  condition: |\n    STAT* OR co-operat*\n    OR *nation\n    OR *ognit*\n"
		"- {rule: s, condition: '*NATION AND (co-operat* OR stat*)'}\n"
		"- {rule: off, enabled: false, condition: unused*}\n");
	rules_must_be_good(&rules);
	lint_costs_init(&costs, rules.book);
	assert_int_equal(costs.count, 4);
	for (size_t i = 0; i < costs.count; i++) {
		assert_true(costs.items[i].common.words <= last);
		last = costs.items[i].common.words;
	}
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct lint_cost *found = NULL;

		for (size_t k = 0; k < costs.count; k++) {
			if (str_eq(costs.items[k].pattern, str_from(rows[i].pattern))) {
				found = &costs.items[k];
			}
		}
		assert_non_null(found);
		assert_int_equal(found->place.line, rows[i].line);
		assert_int_equal(found->uses, rows[i].uses);
		assert_int_equal(found->part, rows[i].part);
		assert_int_equal(found->letters, rows[i].letters);
		assert_true(found->common.words >= rows[i].words);
	}
	lint_costs_done(&costs);
	rules_done(&rules);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_costs)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
