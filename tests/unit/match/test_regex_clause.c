/* SPDX-License-Identifier: BSD-2-Clause */
/* Regular expressions in rules: by field, beside other clauses, captured, and in the evidence; many of them, and
 * long texts. */
#include "match/rules.h"

#include <stdlib.h>

#include "match/compiled.h"
#include "match/regex_clause.h"

static const char some_rules[] =
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
} articles[] = {
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
	rules_init(&rules, some_rules);
	rules_must_be_good(&rules);
	for (size_t i = 0; i < sizeof(articles) / sizeof(articles[0]); i++) {
		struct match_input input = rules_input(articles[i].title, articles[i].body);
		input.fields[FIELD_URL] = str_from(articles[i].url);
		char got[256];
		struct hits hits = rules_match(&rules, &input);
		rules_names(&hits, got);
		if (strcmp(got, articles[i].rules) != 0) {
			fail_msg("%s / %s: %s, not %s", articles[i].title, articles[i].body, got,
				articles[i].rules);
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

/* Some have text in them and are searched together, in several pieces; others alone: each is there where it stands. */
static void test_many(void **state)
{
	(void)state;
	enum { COUNT = 301 };
	struct buf yaml;
	struct buf body;
	struct rules rules;
	size_t next = 0;
	buf_init(&yaml, 1u << 20);
	buf_init(&body, 1u << 20);
	for (unsigned i = 0; i < COUNT; i++) {
		buf_printf(&yaml, "- rule: r%03u\n  condition: |\n    title:ok AND body:", i);
		if (i % 7 == 0) {
			buf_printf(
				&yaml, "/[A-D][%u][%u][%u][xy]/\n", i / 100, i / 10 % 10, i % 10);
		} else {
			buf_printf(&yaml, "/act%03u [a-z]+/%s\n", i, i % 2 ? "i" : "");
		}
		if (i % 5 == 0) {
			buf_printf(
				&body, i % 7 == 0 ? "C%03ux. " : "Act%03u of. act%03u as ", i, i);
		}
	}
	rules_init(&rules, buf_cstr(&yaml));
	rules_must_be_good(&rules);
	assert_true(rules.set->search_count > COUNT / 7 + 1 && rules.set->search_count < COUNT / 4);
	struct match_input input = rules_input("ok", buf_cstr(&body));
	struct hits hits = rules_match(&rules, &input);
	assert_int_equal(hits.count, (COUNT + 4) / 5);
	for (size_t i = 0; i < hits.count; i++) {
		for (; next % 5 != 0; next++) {
		}
		assert_int_equal(strtoul(hits.hits[i].rule.ptr + 1, NULL, 10), next++);
	}
	/* Nothing is left of the article before. */
	input = rules_input("ok", "act001 of");
	hits = rules_match(&rules, &input);
	assert_int_equal(hits.count, 1);
	buf_done(&yaml);
	buf_done(&body);
	rules_done(&rules);
}

/* A body that says it once behind so many bytes. */
static char *late(const char *what, size_t before)
{
	char *body = mem_alloc(before + strlen(what) + 2);
	for (size_t i = 0; i < before; i++) {
		body[i] = i % 64 == 63 ? ' ' : '.';
	}
	(void)snprintf(body + before, strlen(what) + 2, "%s.", what);
	return body;
}

/* RULES.md 6: so much of an article is searched for where a match is; behind it the first one is shown, of a very long one the
 * word in which it ends. */
static void test_late_places(void **state)
{
	(void)state;
	static const struct {
		size_t before;
		const char *condition;
		const char *body;
		const char *captured;
		uint32_t at;
	} rows[] = {
		{0, "c=/kabul [0-9]+/", "kabul 42", "kabul 42", 0},
		{LIMIT_REGEX_PLACES - 64, "c=/kabul [0-9]+/", "kabul 42", "kabul 42", 0},
		{LIMIT_REGEX_PLACES - 8, "c=/kabul [0-9]+/", "kabul 4242", "kabul 4242", 0},
		{LIMIT_REGEX_PLACES + 9, "c=/kabul [0-9]+/", "kabul 42. kabul 43", "kabul 42", 0},
		{LIMIT_REGEX_PLACES + 9, "c=/[a-z]+/", "kabul herat", "kabul", 0},
		{LIMIT_REGEX_PLACES + 9, "c=/one[ x]+two/",
			"one                                                                      "
			"                                                                         "
			"                                                                         "
			"                                                          xtwo",
			"xtwo", 277},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char *body = late(rows[i].body, rows[i].before);
		char condition[64];
		(void)snprintf(condition, sizeof(condition), "body:%s", rows[i].condition);
		check_capture(
			condition, body, rows[i].captured, (uint32_t)rows[i].before + rows[i].at);
		free(body);
	}
}

/* RULES.md 6: many regular expressions read the beginning of a long text, and the first of them more. */
static void test_late_matches(void **state)
{
	(void)state;
	enum { COUNT = 40 };
	static const struct {
		size_t before;
		size_t hits;
	} rows[] = {{0, COUNT}, {20000, COUNT}, {1200000, 1}, {3000000, 0}};
	struct rules rules;
	struct buf yaml;
	char what[] =
		"..................................................................................."
		"................x1";
	memset(what, 'a', 99);
	buf_init(&yaml, 1u << 20);
	for (unsigned i = 0; i < COUNT; i++) {
		buf_printf(&yaml, "- rule: r%u\n  condition: |\n    body:/[a%c%c]{99}x[0-9]/\n", i,
			'e' + i % 8, 'm' + i / 8);
	}
	rules_init(&rules, buf_cstr(&yaml));
	rules_must_be_good(&rules);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char *body = late(what, rows[i].before);
		struct match_input input = rules_input("", body);
		struct hits hits = rules_match(&rules, &input);
		if (hits.count != rows[i].hits || hits.in_part != (hits.count < COUNT)) {
			fail_msg("%zu bytes: %zu hits", rows[i].before, hits.count);
		}
		free(body);
	}
	buf_done(&yaml);
	rules_done(&rules);
}

/* What the library says of a pattern, and too much of them, is an error at its place. */
static void test_too_much(void **state)
{
	(void)state;
	static const struct {
		const char *begin; /* a number follows */
		unsigned count;
		const char *message;
		unsigned line; /* of the first error */
	} rows[] = {
		{"/", LIMIT_REGEXES + 1, "too many different", 3 * LIMIT_REGEXES + 3},
		{"/\\p{Cyrillic}{4}", 140, "together are too large", 3 * 127 + 3},
		{"/[ab]\\p{L}{10}\\p{Lu}", 1, "too large", 3},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct rules rules;
		struct buf yaml;
		buf_init(&yaml, 1u << 20);
		for (unsigned k = 0; k < rows[i].count; k++) {
			buf_printf(&yaml, "- rule: r%u\n  condition: |\n    abc AND body:%s%u/\n",
				k, rows[i].begin, k);
		}
		rules_init(&rules, buf_cstr(&yaml));
		assert_null(rules.set);
		const struct diag *first = rules.diags.first;
		while (first && first->level != DIAG_ERROR) {
			first = first->next;
		}
		assert_non_null(first);
		assert_non_null(strstr(first->message, rows[i].message));
		assert_int_equal(first->line, rows[i].line);
		assert_int_equal(first->column, 18);
		buf_done(&yaml);
		rules_done(&rules);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_in_rules),
		cmocka_unit_test(test_captures),
		cmocka_unit_test(test_explain),
		cmocka_unit_test(test_many),
		cmocka_unit_test(test_late_places),
		cmocka_unit_test(test_late_matches),
		cmocka_unit_test(test_too_much),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
