/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * NEAR on texts that are made to be slow: what is looked at (`work` of the workspace) stays within some times the occurrences
 * of the two sides, which are 4096 each, and the answer is right.
 */
#include "match/near.h"

#include "match/rules.h"

#include <stdlib.h>

#include "base/limits.h"

/* Of what the sides have; their product would be 4096 times as much. */
#define WORK_MAX (40 * LIMIT_SPANS)

static const struct row {
	const char *condition;
	const char *piece;
	bool matches;
} rows[] = {
	/* Many are near enough in words, and each is in another paragraph. */
	{"kabul NEAR/1000 herat", "kabul\n\nherat\n\n", false},
	{"kabul NEAR/1000 (herat OR \"herat oslo\")", "kabul\n\nherat oslo\n\n", false},
	{"kabul NOT NEAR/1000 herat", "kabul herat\n\n", false},
	{"(kabul OR tokyo) NEAR/900 (herat OR oslo)", "kabul\n\nherat\n\ntokyo\n\noslo\n\n", false},
	/* Long spans that hold all there could be. */
	{"(kabul ONEAR/1000 tokyo) ONEAR/1000 herat", "herat kabul tokyo\n\n", false},
	{"(kabul NEAR/1000 herat) NEAR/1000 oslo", "kabul and herat met. ", false},
	{"(kabul NEAR/1000 herat) NOT NEAR/1000 herat", "kabul and herat met.\n\n", true},
	{"oslo NEAR/1000 (kabul NEAR/1000 herat)", "oslo\n\nkabul and herat met. ", true},
	/* One is enough. */
	{"kabul NEAR/1000 kabul", "kabul ", true},
	{"kabul NEAR/3 herat", "kabul herat ", true},
	{"(kabul NEAR/900 herat) NEAR/900 oslo", "kabul herat oslo ", true},
	{"SENT(kabul NEAR/900 herat)", "Kabul of herat. ", true},
	{"PARA(kabul AND SENT(herat AND oslo))", "Kabul is one. Herat is too.\n\n", false},
	{"PARA(kabul AND SENT(herat AND is))", "Kabul is one. Herat is too.\n\n", true},
	{"SENT(kabul AND NOT herat)", "Kabul of herat. ", false},
	{"SENT(NOT herat) AND kabul", "Kabul of oslo. ", true},
};

static void test_work(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct rules rules;
		char *text = rules_repeat(rows[i].piece);
		rules_init_condition(&rules, rows[i].condition);
		struct match_input input = rules_input("", text);
		uint64_t before = rules.matcher->work;
		struct hits hits = rules_match(&rules, &input);
		uint64_t work = rules.matcher->work - before;
		if ((hits.count == 1) != rows[i].matches || work > WORK_MAX) {
			print_error("%s: %zu hits, work %llu\n", rows[i].condition, hits.count,
				(unsigned long long)work);
			fail();
		}
		rules_done(&rules);
		free(text);
	}
}

/* What is found of sides with different lengths, before and behind, against comparing all with all. */
static void test_lengths(void **state)
{
	(void)state;
	static const struct {
		const char *condition;
		const char *text;
		bool matches;
	} few[] = {
		{"x NEAR/2 (a OR \"a b c d\")", "a b c d e f x", true},
		{"x NEAR/1 (a OR \"a b c d\")", "a b c d e f x", false},
		{"x NEAR/5 (a OR \"a b c d\")", "a b c e f x", true},
		{"x NEAR/4 (a OR \"a b c d\")", "a b c e e f x", false},
		{"(a OR \"a b c d\") ONEAR/2 x", "a b c d e f x", true},
		{"x ONEAR/9 (a OR \"a b c d\")", "a b c d e f x", false},
		{"x NOT NEAR/2 (a OR \"a b c d\")", "a b c d e f x", false},
		{"x NOT NEAR/1 (a OR \"a b c d\")", "a b c d e f x", true},
		{"x NEAR/2 (a OR \"a b c d\")", "x e f a b c d", true},
		{"x NEAR/1 (a OR \"a b c d\")", "x e f a b c d", false},
		{"x NEAR/0 x", "x", false},
		{"x NEAR/0 x", "x x", true},
		{"(x OR \"x a\") NEAR/0 (x OR \"a x\")", "x a x", true},
		{"x NEAR/3 y", "x a\n\ny", false},
		{"x NEAR/3 y", "y\n\nx a y", true},
	};
	for (size_t i = 0; i < sizeof(few) / sizeof(few[0]); i++) {
		struct rules rules;
		rules_init_condition(&rules, few[i].condition);
		struct match_input input = rules_input("", few[i].text);
		struct hits hits = rules_match(&rules, &input);
		if ((hits.count == 1) != few[i].matches) {
			print_error("%s: %s\n", few[i].condition, few[i].text);
			fail();
		}
		rules_done(&rules);
	}
}

/* The inner NEAR finds some words many times over, and stops before the last paragraph when few are asked for. */
static void test_left_sides_that_repeat(void **state)
{
	struct rules rules;
	struct match_input input = rules_input("",
		"stop alpha stop alpha stop alpha stop alpha stop alpha stop alpha stop alpha stop alpha stop alpha stop alpha stop alpha"
		" stop alpha stop alpha stop alpha stop alpha stop\n\nalpha alpha");
	(void)state;
	rules_init(&rules,
		"- rule: r\n"
		"  condition: ((alpha OR alpha~1 OR alp*) ONEAR/5 (alpha OR alpha~1 OR =alpha)) NOT NEAR/5 stop\n");
	rules_must_be_good(&rules);
	assert_int_equal(rules_match(&rules, &input).count, 1);
	rules_done(&rules);
}

/* What is shown of a NEAR alone: the pair in the title first, then the tightest, then the first. */
static void test_tightest(void **state)
{
	static const struct {
		const char *condition;
		const char *title;
		const char *body;
		const char *text;
	} shown[] = {
		{"x NEAR/5 y", "", "x a b y c d e f g h x a y", "x a y"},
		{"x NEAR/5 y", "", "x a y c d e f g h y b x", "x a y"},
		{"x ONEAR/5 y", "", "x a b y x c y", "x c y"},
		{"x NEAR/5 y", "x a b y", "y x", "x a b y"},
		{"x NEAR/9 x", "", "x a b x c x", "x c x"},
		{"(x OR \"z z\") NEAR/5 y", "", "z z y a b x c y", "z z y"},
		{"(x NEAR/3 y) NEAR/5 z", "", "x a y b z c d e f g h x y z", "x y z"},
		{"SENT(x NEAR/5 y)", "", "x a b y c y. Then y x a y.", "y x"},
		{"x NOT NEAR/5 y", "", "x a b c d e f g x h i", "x"},
	};
	(void)state;
	for (size_t i = 0; i < sizeof(shown) / sizeof(shown[0]); i++) {
		struct rules rules;
		rules_init_condition(&rules, shown[i].condition);
		struct match_input input = rules_input(shown[i].title, shown[i].body);
		struct hits hits = rules_match(&rules, &input);
		assert_int_equal(hits.count, 1);
		struct str text = hits.hits[0].evidence[0].text;
		if (!str_eq(text, str_from(shown[i].text))) {
			fail_msg("%s: %.*s", shown[i].condition, STR_ARG(text));
		}
		rules_done(&rules);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_work),
		cmocka_unit_test(test_left_sides_that_repeat),
		cmocka_unit_test(test_lengths),
		cmocka_unit_test(test_tightest),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
