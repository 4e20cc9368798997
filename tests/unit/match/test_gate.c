/* SPDX-License-Identifier: BSD-2-Clause */
/* Which articles a rule with `fulltext: true` wants the page of, told from what the feed says of them. */
#include "match/gate.h"

#include "match/rules.h"

struct row {
	const char *rule; /* what follows "fulltext: true" */
	bool wants[4];    /* each of the articles below */
};

/* By title, source and country; the body of each is "A storm came." */
static const struct article {
	const char *title;
	const char *source;
	const char *country;
	const char *lang;
} articles[4] = {
	{"Harbour news", "Gazette", "FR", "en"},
	{"Storm news", "Gazette", "DE", "de"},
	{"Harbour news", "Courier", "FR", ""},
	{"Talks end", "Courier", "DE", "fr"},
};

#define ALL                                                                                        \
	{                                                                                          \
		true, true, true, true                                                             \
	}
#define NONE                                                                                       \
	{                                                                                          \
		false, false, false, false                                                         \
	}

static const struct row rows[] = {
	/* What stands in the page may be anything. */
	{"condition: harbour", ALL},
	{"condition: body:harbour", ALL},
	{"condition: lead:harbour", ALL},
	{"condition: author:smith", ALL},
	{"condition: NOT storm", ALL},
	{"condition: SENT(harbour NEAR/3 storm)", ALL},
	{"condition: '2 OF (title:talks, harbour, storm)'", ALL},
	/* The rest is the feed's to say. */
	{"condition: title:harbour", {true, false, true, false}},
	{"condition: source:gazette AND ambassador", {true, true, false, false}},
	{"condition: ambassador AND (source:gazette OR feed_country:de)",
		{true, true, false, true}},
	{"condition: source:gazette OR ambassador", ALL},
	{"condition: ambassador AND NOT title:news", {false, false, false, true}},
	{"condition: ambassador AND NOT (title:news AND storm)", ALL},
	{"condition: 'source,title:(gazette OR talks) AND ambassador'", {true, true, false, true}},
	{"condition: '2 OF (title:harbour, source:gazette, ambassador)'",
		{true, true, true, false}},
	{"condition: '3 OF (title:harbour, source:gazette, ambassador)'",
		{true, false, false, false}},
	{"condition: 'who=title:harbour AND what=ambassador'", {true, false, true, false}},
	{"condition: title:SENT(harbour AND news) AND ambassador", {true, false, true, false}},
	{"condition: title:(harbour AND news) AND ambassador", {true, false, true, false}},
	{"condition: lang:de AND ambassador", {false, true, false, false}},
	/* An article of unknown language passes. */
	{"languages: [en]\n  condition: ambassador", {true, false, true, false}},
	{"fields: [title]\n  condition: harbour", {true, false, true, false}},
	{"enabled: false\n  condition: harbour", NONE},
};

static void test_rows(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct rules rules;
		struct buf yaml;

		buf_init(&yaml, 4096);
		buf_printf(&yaml, "- rule: r\n  fulltext: true\n  %s\n", rows[i].rule);
		rules_init(&rules, buf_cstr(&yaml));
		rules_must_be_good(&rules);
		for (size_t k = 0; k < 4; k++) {
			struct match_input input = rules_input(articles[k].title, "A storm came.");
			struct hits hits;

			input.fields[FIELD_SOURCE] = str_from(articles[k].source);
			input.fields[FIELD_FEED_COUNTRY] = str_from(articles[k].country);
			input.fields[FIELD_LANG] = str_from(articles[k].lang);
			hits = rules_match(&rules, &input);
			if (hits.wants_page != rows[i].wants[k]) {
				fail_msg("\"%s\", article %zu: page is %swanted", rows[i].rule, k,
					hits.wants_page ? "" : "not ");
			}
		}
		rules_done(&rules);
		buf_done(&yaml);
	}
}

/* Gates are no rules: no hits, not counted, and other rules are as they were. */
static void test_gates_are_no_rules(void **state)
{
	struct rules rules;
	struct rule_set_stats stats;
	struct hits hits;

	(void)state;
	rules_init(&rules, "- {rule: a, fulltext: true, condition: 'title:harbour AND talks'}\n"
			   "- {rule: b, condition: storm}\n"
			   "- {rule: c, fulltext: true, condition: nowhere}\n");
	rules_must_be_good(&rules);
	rule_set_stats(rules.set, &stats);
	assert_int_equal(stats.rules, 3);
	assert_int_equal(stats.without_key, 0);
	struct match_input input = rules_input("Harbour", "A storm came.");
	hits = rules_match(&rules, &input);
	assert_true(hits.wants_page);
	assert_int_equal(hits.count, 1);
	assert_true(str_eq(hits.hits[0].rule, STR("b")));
	rules_done(&rules);

	rules_init(&rules, "- {rule: b, condition: storm}\n");
	rules_must_be_good(&rules);
	hits = rules_match(&rules, &input);
	assert_false(hits.wants_page);
	rules_done(&rules);
}

static void test_full_arena(void **state)
{
	struct rules rules;
	struct arena *tiny = arena_new(1);
	const struct condition *gate;

	(void)state;
	rules_init(&rules, "- {rule: a, condition: 'title:harbour AND talks'}\n");
	rules_must_be_good(&rules);
	assert_false(gate_make(
		tiny, rules.book->rules[0].condition, rules.book->rules[0].fields, &gate));
	arena_free(tiny);
	rules_done(&rules);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_gates_are_no_rules),
		cmocka_unit_test(test_full_arena),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
