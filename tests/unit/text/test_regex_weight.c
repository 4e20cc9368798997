/* SPDX-License-Identifier: BSD-2-Clause */
/* What patterns weigh: repetitions multiply, classes are heavier than letters, and which text each match holds. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/limits.h"
#include "text/regex_weight.h"

static void test_literal(void **state)
{
	(void)state;
	static const struct {
		const char *pattern;
		uint32_t literal;
	} rows[] = {
		{"", 0},
		{"minister", 8},
		{"\\bminister\\b", 8},
		{"^foo$", 3},
		{"[a-z]+ of .*", 4},
		{"fo+bar", 3},
		{"fo?bar", 3},
		{"fo*", 1},
		{"foo{0,2}ba", 2},
		{"foo{2}ba", 3},
		{"foo+?bar", 3},
		{"foo??bar", 3},
		{"foo{bar", 7},
		{"a\\.b\\/c", 5},
		{"ab\\dcd\\w", 2},
		{"\\x41bcd", 3},
		{"\\x{41}b", 1},
		{"\\p{L}ab\\pNc", 2},
		{"foo|ba", 2},
		{"foo|", 0},
		{"(deal|loan|accord) of", 4},
		{"(minister|president)", 8},
		{"(minister|president)?", 0},
		{"(minister|president)+x", 8},
		{"(?:minister)", 8},
		{"(?i)minister", 8},
		{"(?<who>minister)", 8},
		{"[]a]b[^]]", 1},
		{"[\\]a]b", 1},
		{"(ab", 2},
		{"(?", 0},
		{"\\", 1},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct regex_weight weight;
		regex_weigh(str_from(rows[i].pattern), &weight);
		if (weight.literal != rows[i].literal) {
			fail_msg(
				"%s: %u, not %u", rows[i].pattern, weight.literal, rows[i].literal);
		}
	}
}

/* The one costs more than the other. */
static void test_order(void **state)
{
	(void)state;
	static const struct {
		const char *light;
		const char *heavy;
		bool in_states;
	} rows[] = {
		{"abc", "[abc]{3}", false},
		{"abc", "a{20}", true},
		{"a{4}b", "(a{4}){4}b", true},
		{"a{4,}", "a{4,50}", true},
		{"[a-z]", "[^a-z]", true},
		{"[a-z]{9}", ".{9}", true},
		{"\\w+", "\\W+", true},
		{"\\d", "\\p{N}", true},
		{".{10}", "\\p{L}", false},
		{"a{1,99}", "((a{1,99}){1,99}){1,99}", true},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct regex_weight light;
		struct regex_weight heavy;
		regex_weigh(str_from(rows[i].light), &light);
		regex_weigh(str_from(rows[i].heavy), &heavy);
		if (light.work >= heavy.work ||
			(rows[i].in_states && light.states >= heavy.states)) {
			fail_msg("%s (%u, %u) and %s (%u, %u)", rows[i].light, light.states,
				light.work, rows[i].heavy, heavy.states, heavy.work);
		}
	}
}

/* Neither depth nor size makes it overflow. */
static void test_large(void **state)
{
	(void)state;
	struct regex_weight weight;
	char nested[LIMIT_REGEX];
	memset(nested, '(', sizeof(nested));
	regex_weigh(str_make(nested, sizeof(nested)), &weight);
	assert_true(weight.states > LIMIT_REGEX_WEIGHT && weight.work > LIMIT_REGEX_WORK);
	regex_weigh(STR("(((x{99999999999}){99999999999}){99999}|y){99999}"), &weight);
	assert_true(weight.states > LIMIT_REGEX_WEIGHT && weight.work > LIMIT_REGEX_WORK);
	regex_weigh(STR("x)(y)))z"), &weight);
	assert_true(weight.states >= 3 && weight.states < 20);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_literal),
		cmocka_unit_test(test_order),
		cmocka_unit_test(test_large),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
