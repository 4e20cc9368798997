/* SPDX-License-Identifier: BSD-2-Clause */
/* word~ in rules: by the language of each article, beside words that rules name themselves, in phrases and lists. */
#include "match/rules.h"

#include "match/stem_table.h"
#include "text/stem.h"

static const char yaml[] = "- {list: talk, items: [negotiate~, 'peace conference~']}\n"
			   "- {rule: visit, condition: 'visiting~'}\n"
			   "- {rule: haus, condition: 'Häuser~'}\n"
			   "- {rule: list, condition: '@talk'}\n"
			   "- {rule: phrase, condition: '\"state visit~\"'}\n"
			   "- {rule: near, condition: 'envoy~ ONEAR/2 met'}\n"
			   "- {rule: known, condition: 'visits AND envoys'}\n";

static const struct {
	const char *language;
	const char *body;
	const char *rules;
} rows[] = {
	{"", "He visited.", "visit"},
	{"en", "He VISITED.", "visit"},
	{"en-GB", "He visits.", "visit"},
	{"en", "the visitor", ""},
	{"en", "envoys met on visits", "visit near known"},
	{"en", "state visits", "visit phrase"},
	{"en", "They are negotiating", "list"},
	{"en", "peace conferences", "list"},
	{"de", "im Haus", "haus"},
	{"en", "the haus", ""},
	{"de", "des Hauses", "haus"},
	{"", "im Haus", ""},
	{"ja", "visited", ""},
	{"ja", "visiting", "visit"},
	{"en", "visited visited visiting", "visit"},
};

/* Twice, so that the second answer is a remembered one; and with the languages mixed. */
static void test_in_rules(void **state)
{
	(void)state;
	struct rules rules;
	rules_init(&rules, yaml);
	rules_must_be_good(&rules);
	for (size_t i = 0; i < 2 * sizeof(rows) / sizeof(rows[0]); i++) {
		size_t row = i % (sizeof(rows) / sizeof(rows[0]));
		struct match_input input = rules_input("", rows[row].body);
		input.fields[FIELD_LANG] = str_from(rows[row].language);
		char got[256];
		struct hits hits = rules_match(&rules, &input);
		rules_names(&hits, got);
		if (strcmp(got, rows[row].rules) != 0) {
			fail_msg("%s (%s): %s, not %s", rows[row].body, rows[row].language, got,
				rows[row].rules);
		}
	}
	rules_done(&rules);
}

static void test_evidence(void **state)
{
	(void)state;
	struct rules rules;
	rules_init(&rules, "- {rule: a, condition: 'event=visit~'}\n");
	rules_must_be_good(&rules);
	struct match_input input = rules_input("", "Ministers were visiting.");
	struct hits hits = rules_match(&rules, &input);
	assert_int_equal(hits.count, 1);
	assert_true(str_eq(hits.hits[0].captures[0].text, STR("visiting")));
	assert_true(str_eq(hits.hits[0].evidence[0].text, STR("visiting")));
	assert_int_equal(hits.hits[0].evidence[0].start, 15);
	rules_done(&rules);
}

static void test_unknown_language_is_english(void **state)
{
	(void)state;
	assert_int_equal(stem_table_language(STR("")), STEM_ENGLISH);
	assert_int_equal(stem_table_language(STR("ja")), STEM_NONE);
	assert_int_not_equal(stem_table_language(STR("DE")), STEM_NONE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_in_rules),
		cmocka_unit_test(test_evidence),
		cmocka_unit_test(test_unknown_language_is_english),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
