/* SPDX-License-Identifier: BSD-2-Clause */
/* Regular expressions in rules: by field, beside other clauses, captured, and in the evidence. */
#include "match/rules.h"

#include "match/regex_clause.h"

static const char yaml[] =
	"- {macro: code, condition: '/[A-Z]{2}-[0-9]+/'}\n"
	"- rule: title\n"
	"  condition: |\n    envoy AND title:/[A-Z]{2}-[0-9]+/\n"
	"- rule: body\n"
	"  condition: |\n    body:$code AND envoy\n"
	"- rule: lead\n"
	"  condition: |\n    lead:/last word/i\n"
	"- rule: url\n"
	"  condition: |\n    url:/^https?:\\/\\/[^\\/]*\\.gov\\//\n"
	"- rule: not\n"
	"  condition: |\n    minister AND NOT title,body:/[0-9]{4}/\n"
	"- rule: either\n"
	"  condition: |\n    2 OF (treaty, title:/^Breaking/i, body:/\\$ ?[0-9]+/)\n";

static const struct {
	const char *title;
	const char *body;
	const char *url;
	const char *rules;
} rows[] = {
	{"Envoy on flight AB-12", "text", "", "title"},
	{"Envoy on flight ab-12", "text", "", ""},
	{"Flight AB-12", "text", "", ""},
	{"Envoy", "text CD-7", "", "body"},
	{"", "The LAST WORD was said.", "", "lead"},
	{"The last word", "text", "", ""},
	{"", "x", "https://www.mfa.gov/a", "url"},
	{"", "x", "https://www.mfa.gov.evil.example/a", ""},
	{"Minister", "left", "", "not"},
	{"Minister", "left in 2021", "", ""},
	{"BREAKING: treaty", "signed", "", "either"},
	{"A treaty", "worth $ 300 signed", "", "either"},
	{"A treaty", "worth 300 signed", "", ""},
	{"?!", "--", "", ""},
};

static void test_in_rules(void **state)
{
	(void)state;
	struct rules rules;
	rules_init(&rules, yaml);
	rules_must_be_good(&rules);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct match_input input = rules_input(rows[i].title, rows[i].body);
		input.fields[FIELD_URL] = str_from(rows[i].url);
		char got[256];
		struct hits hits = rules_match(&rules, &input);
		rules_names(&hits, got);
		if (strcmp(got, rows[i].rules) != 0) {
			fail_msg("%s / %s: %s, not %s", rows[i].title, rows[i].body, got,
				rows[i].rules);
		}
	}
	rules_done(&rules);
}

static void check_capture(const char *condition, const char *body, const char *text, uint32_t start)
{
	char rule[512];
	struct rules rules;
	(void)snprintf(rule, sizeof(rule), "- rule: a\n  condition: |\n    %s\n", condition);
	rules_init(&rules, rule);
	rules_must_be_good(&rules);
	struct match_input input = rules_input("", body);
	struct hits hits = rules_match(&rules, &input);
	if (hits.count != 1 || hits.hits[0].capture_count != 1) {
		fail_msg("%s: no hit with one capture", condition);
	}
	const struct hit *hit = &hits.hits[0];
	if (!str_eq(hit->captures[0].text, str_from(text))) {
		fail_msg("%s: captured %.*s", condition, STR_ARG(hit->captures[0].text));
	}
	bool found = false;
	for (size_t i = 0; i < hit->evidence_count; i++) {
		found |= hit->evidence[i].start == start &&
			 str_eq(hit->evidence[i].text, str_from(text));
	}
	assert_true(found);
	rules_done(&rules);
}

/* What is captured is what matched, not the words around it. */
static void test_captures(void **state)
{
	(void)state;
	check_capture("paid AND body:sum=/[$€] ?[0-9,]+/", "They paid €1,200m.", "€1,200", 10);
	check_capture("paid AND sum=body:/[0-9]+/", "They paid x12y.", "12", 11);
	check_capture("paid AND body:sum=(deal OR loan)", "They paid a loan.", "loan", 12);
	check_capture("body:code=/[A-Z]+-[0-9]+/", "übel: AB-12!", "AB-12", 6);
	check_capture("body:code=/!+/", "wow!!! yes", "!!!", 3);
	check_capture("body:code=/!+/", "wow!!!", "!!!", 3);
}

static void test_explain(void **state)
{
	(void)state;
	struct rules rules;
	struct buf out;
	rules_init(&rules, "- rule: a\n  condition: |\n    envoy AND title:/[0-9]+/\n");
	rules_must_be_good(&rules);
	struct match_input input = rules_input("No number", "an envoy");
	buf_init(&out, 65536);
	assert_int_equal(matcher_explain(rules.matcher, STR("a"), &input, &out), 0);
	assert_non_null(strstr(buf_cstr(&out), "/[0-9]+/"));
	buf_done(&out);
	rules_done(&rules);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_in_rules),
		cmocka_unit_test(test_captures),
		cmocka_unit_test(test_explain),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
