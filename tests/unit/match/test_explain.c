/* SPDX-License-Identifier: BSD-2-Clause */
/* Explanations: the whole text for a match, the last line for each way not to match. */
#include "match/cues.h"

#include "match/workspace.h"

#include <errno.h>

static void assert_explains(const char *rule, const char *body, const char *expected)
{
	struct rules rules;
	struct buf out;
	buf_init(&out, 65536);
	rules_init(&rules, rule);
	rules_must_be_good(&rules);
	struct match_input input = rules_input("Some title", body);
	assert_int_equal(matcher_explain(rules.matcher, STR("r"), &input, &out), 0);
	const char *found = strstr(buf_cstr(&out), expected);
	if (!found) {
		fail_msg("expected:\n%s\nfound:\n%s", expected, buf_cstr(&out));
	}
	/* The explanation and the matcher agree. */
	struct hits hits = rules_match(&rules, &input);
	assert_int_equal(hits.count == 1, strstr(buf_cstr(&out), "r: matches\n") != NULL);
	buf_done(&out);
	rules_done(&rules);
}

static void test_a_match(void **state)
{
	(void)state;
	assert_explains("- {rule: r, condition: 'SENT(one NEAR/2 two) AND NOT four'}\n",
		"Zero. One or two. Three.",
		"r: matches\n"
		"  ok  SENT(one NEAR/2 two) AND NOT four\n"
		"    ok  SENT(one NEAR/2 two)\n"
		"      ok  one NEAR/2 two: body 6-16 \"One or two\"\n"
		"        ok  one: body 6-9 \"One\"\n"
		"        ok  two: body 13-16 \"two\"\n"
		"    ok  NOT four\n"
		"      no  four: nowhere in title, body\n");
}

static void test_nearest_failure(void **state)
{
	(void)state;
	static const struct {
		const char *rule;
		const char *body;
		const char *expected;
	} rows[] = {
		{"- {rule: r, condition: 'one NEAR/2 two'}\n", "one a b c d two",
			"nearest failing clause: one NEAR/2 two: closest pair is 4 words apart\n"},
		{"- {rule: r, condition: 'one ONEAR/2 two'}\n", "two one",
			"only in the other order\n"},
		{"- {rule: r, condition: 'one NEAR/2 two'}\n", "two\n\none",
			"never in one paragraph\n"},
		{"- {rule: r, condition: 'one NEAR/2 two'}\n", "two", "one is not there\n"},
		{"- {rule: r, condition: 'one AND two AND (three OR four)'}\n", "one two",
			"nearest failing clause: three: nowhere in title, body\n"},
		{"- {rule: r, condition: 'one AND NOT two'}\n", "one two",
			"nearest failing clause: NOT two: it is there\n"},
		{"- {rule: r, condition: 'ATLEAST/3(one)'}\n", "one one", "2 of 3 occurrences\n"},
		{"- {rule: r, condition: 'SENT(one AND two)'}\n", "One here. Two there.",
			"nearest failing clause: two: not in this unit of title, body\n"},
		{"- {rule: r, condition: 'title:one'}\n", "one", "nowhere in title\n"},
		{"- {rule: r, condition: 'one AND title:/s[o]m/'}\n", "one",
			"/s[o]m/: nowhere in title\n"},
		{"- {rule: r, condition: 'one AND title:/S[o]m/'}\n", "one",
			"/S[o]m/: title 0-4 \"Some\"\n"},
		{"- {rule: r, condition: 'FIRST/2(four)'}\n", "one two three four",
			"four: not in the first 2 words of title, body\n"},
		{"- {rule: r, condition: '2 OF (one, two, four)'}\n", "one",
			"no  2 OF (one, two, four): 1 of 2 alternatives\n"},
		{"- {entity: e, names: [one]}\n- {rule: r, condition: 'a=@e AND b=@e'}\n",
			"one one", "the captures cannot be bound to different entities\n"},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_explains(rows[i].rule, rows[i].body, rows[i].expected);
	}
}

/* The nearest failing alternatives are shown in the order of the rule, the rest is counted. */
static void test_many_alternatives(void **state)
{
	(void)state;
	static const char rule[] =
		"- {rule: r, condition: '(a1 OR a2 OR a3 OR a4 OR a5 OR a6 OR a7 OR a8 OR a9 OR (one AND two) OR "
		"a10 OR (one AND three))'}\n";
	static const char expected[] = "    no  a1: nowhere in title, body\n"
				       "    no  a2: nowhere in title, body\n"
				       "    no  a3: nowhere in title, body\n"
				       "    no  a4: nowhere in title, body\n"
				       "    no  a5: nowhere in title, body\n"
				       "    no  a6: nowhere in title, body\n"
				       "    no  one AND two\n"
				       "      ok  one: body 0-3 \"one\"\n"
				       "      no  two: nowhere in title, body\n"
				       "    no  one AND three\n"
				       "      ok  one: body 0-3 \"one\"\n"
				       "      no  three: nowhere in title, body\n"
				       "    no  4 more alternatives\n"
				       "nearest failing clause: two: nowhere in title, body\n";
	assert_explains(rule, "one", expected);
	/* What holds is always shown. */
	assert_explains(
		"- {rule: r, condition: 'x AND (a1 OR a2 OR a3 OR a4 OR a5 OR a6 OR a7 OR a8 OR "
		"a9 OR one)'}\n",
		"one", "      ok  one: body 0-3 \"one\"\n      no  1 more alternatives\n");
}

static void test_unknown_rule(void **state)
{
	(void)state;
	struct rules rules;
	struct buf out;
	buf_init(&out, 100);
	rules_init(&rules, "- {rule: r, id: x, condition: one}\n");
	rules_must_be_good(&rules);
	struct match_input input = rules_input("", "");
	assert_int_equal(matcher_explain(rules.matcher, STR("q"), &input, &out), -ENOENT);
	assert_int_equal(matcher_explain(rules.matcher, STR("x"), &input, &out), 0);
	buf_done(&out);
	rules_done(&rules);
}

/* A rule is asked alone: that many others hit before it changes nothing. */
static void test_hit_among_many(void **state)
{
	(void)state;
	static const struct {
		const char *rule;
		const char *body;
		bool hit;
	} rows[] = {
		{"last", "They visited.", true},
		{"last-id", "They visited.", true},
		{"last", "They left.", false},
		{"last", "They never visited.", true},
		/* What it does not alert on is no hit. */
		{"planned", "They visited.", false},
		{"planned", "They will visit.", true},
	};
	struct rules rules;
	struct buf yaml;
	buf_init(&yaml, 1u << 20);
	buf_add_str(&yaml,
		STR("\n- {rule: last, id: last-id, priority: low, condition: visit*}\n"
		    "- {rule: planned, priority: low, assert: [prospective], condition: visit*}\n"));
	for (int i = 0; i < LIMIT_HITS + LIMIT_LEFT_OUT; i++) {
		buf_printf(&yaml, "- {rule: r%d, priority: high, condition: they}\n", i);
	}
	rules_of_cues(&rules, buf_cstr(&yaml));
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct match_input input = rules_input("", rows[i].body);
		bool hit = !rows[i].hit;
		arena_clear(rules.scratch);
		assert_int_equal(matcher_hits_rule(rules.matcher, str_from(rows[i].rule), &input,
					 rules.scratch, &hit),
			0);
		assert_int_equal(hit, rows[i].hit);
	}
	rules_done(&rules);
	buf_done(&yaml);
}

/* Deep and wide, in a text of many units: what is looked at is bounded, and the verdict is there. */
static void test_hostile(void **state)
{
	(void)state;
	enum { DEPTH = 14, WIDTH = 60, PARAGRAPHS = 300 };
	struct buf yaml;
	struct buf text;
	struct buf out;
	struct rules rules;
	buf_init(&yaml, 1u << 20);
	buf_init(&text, 1u << 20);
	buf_init(&out, 1u << 20);
	buf_add_str(&yaml, STR("- rule: r\n  condition: |\n    PARA("));
	for (int i = 0; i < DEPTH; i++) {
		buf_add_str(&yaml, STR("(kabul AND ("));
		for (int k = 0; k < WIDTH; k++) {
			buf_printf(&yaml, "(kabul AND x%dy%d) OR ", i, k);
		}
	}
	buf_add_str(&yaml, STR("herat"));
	for (int i = 0; i < DEPTH; i++) {
		buf_add_str(&yaml, STR("))"));
	}
	buf_add_str(&yaml, STR(")\n"));
	for (int i = 0; i < PARAGRAPHS; i++) {
		buf_printf(&text, "Kabul and its streets %d.\n\n", i);
	}
	rules_init(&rules, buf_cstr(&yaml));
	rules_must_be_good(&rules);
	struct match_input input = rules_input("", buf_cstr(&text));
	uint64_t before = rules.matcher->work;
	assert_int_equal(matcher_explain(rules.matcher, STR("r"), &input, &out), 0);
	uint64_t work = rules.matcher->work - before;
	assert_non_null(strstr(buf_cstr(&out), "nearest failing clause: "));
	if (work > 3000000) {
		print_error("work %llu\n", (unsigned long long)work);
		fail();
	}
	rules_done(&rules);
	buf_done(&yaml);
	buf_done(&text);
	buf_done(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_match),
		cmocka_unit_test(test_nearest_failure),
		cmocka_unit_test(test_many_alternatives),
		cmocka_unit_test(test_unknown_rule),
		cmocka_unit_test(test_hit_among_many),
		cmocka_unit_test(test_hostile),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
