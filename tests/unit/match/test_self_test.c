/* SPDX-License-Identifier: BSD-2-Clause */
/* The tests in rules: which pass, and what the others are told. */
#include "match/rules.h"

static void assert_tests(const char *yaml, size_t count, const char *expected)
{
	struct rules rules;
	struct buf out;
	rules_init(&rules, yaml);
	rules_must_be_good(&rules);
	struct diags diags;
	diags_init(&diags);
	buf_init(&out, 65536);
	assert_int_equal(rule_set_run_tests(rules.set, rules.book, &diags), count);
	diags_format(&diags, &out);
	if (!expected) {
		assert_string_equal(buf_cstr(&out), "");
	} else if (!strstr(buf_cstr(&out), expected)) {
		fail_msg("expected: %s\nfound: %s", expected, buf_cstr(&out));
	}
	assert_int_equal(diags.errors, expected ? 1 : 0);
	buf_done(&out);
	diags_done(&diags);
	rules_done(&rules);
}

#define ENTITIES                                                                                   \
	"- {entity: japan, type: state, names: [Japan]}\n"                                         \
	"- {entity: iran, type: state, names: [Iran]}\n"

static void test_good(void **state)
{
	(void)state;
	assert_tests(ENTITIES "- rule: r\n"
			      "  condition: who=@state AND visit=visit*\n"
			      "  tests:\n"
			      "    match:\n"
			      "      - Japan visits\n"
			      "      - {title: Iran, body: visitors, captures: {who: iran, visit: "
			      "visitors}}\n"
			      "    no_match: [Japan, visits]\n",
		4, NULL);
}

/* By when an article was published the past is told, and who is in office. */
static void test_published(void **state)
{
	static const char rules[] =
		"- {cue: in-year, lang: en, assertion: background, event: before, items: [in <past-year>]}\n"
		"- {entity: japan, type: state, names: [Japan]}\n"
		"- {entity: ishiba, type: person, of: japan, names: [Ishiba], from: 2024-10-01, to: 2025-10}\n"
		"- rule: r\n"
		"  assert: [affirmed, background]\n"
		"  condition: opened\n"
		"  tests:\n"
		"    match:\n"
		"      - {body: It opened in 2021., lang: en, published: 2023-06-01, assertion: background}\n"
		"      - {body: It opened in 2021., lang: en, published: 2021-06-01T12:00:00Z, assertion: "
		"affirmed}\n"
		"- rule: s\n"
		"  condition: \"@state\"\n"
		"  tests:\n"
		"    match: [{body: Ishiba said, published: 2024-12-31}]\n"
		"    no_match: [{body: Ishiba said, published: 2023-12-31}]\n";

	(void)state;
	assert_tests(rules, 4, NULL);
}

static void test_bad(void **state)
{
	(void)state;
	static const struct {
		const char *tests;
		const char *expected;
	} rows[] = {
		{"match: [Japan]", "test.yaml:6:13: error: test of rule r: should match, does not: "
				   "nearest failing clause: visit*: nowhere in title, body"},
		{"no_match: [Japan visits]",
			"should not match, does: who=@state = \"Japan\", visit* = \"visits\""},
		{"match: [{body: Japan visits, captures: {who: iran}}]",
			"who should be iran, but was japan (\"Japan\")"},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct buf yaml;
		buf_init(&yaml, 4096);
		buf_printf(&yaml,
			ENTITIES
			"- rule: r\n  condition: who=@state AND visit*\n  tests:\n    %s\n",
			rows[i].tests);
		assert_tests(buf_cstr(&yaml), 1, rows[i].expected);
		buf_done(&yaml);
	}
}

/* What RULES.md says of words, operators and scripts, as rules that test themselves. */
static void test_rules_good(void **state)
{
	static const char *const paths[] = {NUNCIO_SOURCE "/tests/data/rules-good"};
	struct arena *arena = arena_new(0);
	struct diags diags;
	struct rule_book *book;
	struct rule_set *set;
	struct buf out;

	(void)state;
	diags_init(&diags);
	buf_init(&out, 1 << 20);
	/* In one set: no rule may take another's words away. */
	book = rule_book_load(arena, paths, 1, &diags);
	set = book ? rule_set_compile(arena, book, &diags) : NULL;
	if (set && rule_set_run_tests(set, book, &diags) < 200) {
		fail_msg("too few tests");
	}
	diags_format(&diags, &out);
	if (diags.errors > 0 || !set) {
		fail_msg("%s", buf_cstr(&out));
	}
	buf_done(&out);
	diags_done(&diags);
	arena_free(arena);
}

static void test_disabled_rules_have_none(void **state)
{
	(void)state;
	assert_tests("- {rule: r, enabled: false, condition: one, tests: {match: [two]}}\n"
		     "- {rule: s, condition: two, tests: {match: [two]}}\n",
		1, NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_good),
		cmocka_unit_test(test_published),
		cmocka_unit_test(test_bad),
		cmocka_unit_test(test_rules_good),
		cmocka_unit_test(test_disabled_rules_have_none),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
