/* SPDX-License-Identifier: BSD-2-Clause */
/* Lists, entities and types: what counts as an occurrence of them, and as which. */
#include "match/things.h"
#include "text/date.h"

static void test_lists_and_entities(void **state)
{
	(void)state;
	static const struct things_row rows[] = {
		{"@envoys", "", "The ambassadors met", true},
		{"@envoys", "",
			"The charg\xc3\xa9 d\xe2\x80\x99"
			"affaires met",
			true},
		{"@envoys", "", "a brand ambassador for shoes", false},
		{"@envoys", "", "a brand ambassador and an ambassador", true},
		{"@staff", "", "a goodwill ambassador", false},
		{"@staff", "", "the ambassador", true},
		{"@staff", "", "the consul of Japan", true},
		{"@staff", "", "the consul of nowhere", false},
		{"@staff", "", "a clerk", true},
		{"@taliban", "", "the Pakistani Taliban attacked", false},
		{"@pakistan", "", "the Pakistani Taliban attacked", true},
		{"@taliban", "", "the Pakistani Taliban and the Taliban", true},
		{"@afghanistan", "", "the Islamic Emirate of Afghanistan", false},
		{"@taliban", "", "the Islamic Emirate of Afghanistan", true},
		{"@taliban", "", "the IEA said", false},
		{"@taliban", "", "the IEA said in Kabul", true},
		{"@taliban", "", "the iea said in Kabul", false},
		{"@authority", "", "Taliban", true},
		{"@authority", "", "Japan", false},
		{"@state", "", "Japan", true},
		{"@usa", "", "he told us", false},
		{"@usa", "", "the U.S. said", true},
		{"@usa", "", "US officials", true},
		{"@guinea", "", "Guinea-Bissau", false},
		{"@guinea", "", "Guinea", true},
		{"@japan", "", "\xe8\xae\xbf\xe9\x97\xae\xe6\x97\xa5\xe6\x9c\xac\xe3\x80\x82",
			true},
	};
	THINGS_ASSERT_ROWS(rows);
}

/* A person speaks for his state in office only; that he was never there is known by the article's date alone. */
static void test_terms_of_office(void **state)
{
	static const struct {
		const char *date; /* NULL: not known */
		bool hits;
	} rows[] = {
		{NULL, true},
		{"2001-02-28T23:00:00Z", false},
		{"2001-03-01T00:00:00Z", true},
		{"2004-06-30T23:59:59Z", true},
		{"2004-12-31T12:00:00Z", true},
		{"2005-01-01T00:00:00Z", false},
	};
	struct rules rules;
	(void)state;
	rules_init(&rules, "- {entity: chad, type: land, names: [Chad]}\n"
			   "- {entity: boss, type: person, of: chad, from: 2001-03, to: 2004,\n"
			   "   names: [Bossman]}\n"
			   "- {rule: r, condition: '@land'}\n");
	rules_must_be_good(&rules);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct match_input input = rules_input("Bossman speaks", "");
		if (rows[i].date) {
			assert_int_equal(date_parse(str_from(rows[i].date), &input.date), 0);
		}
		assert_int_equal(rules_match(&rules, &input).count, rows[i].hits);
	}
	rules_done(&rules);
}

/* What a name means does not hang on which fields the other rules look at, nor does what is counted. */
static void test_only_title_and_body(void **state)
{
	static const struct {
		const char *context;
		const char *tag;
		const char *body;
		size_t count; /* of the bank */
	} rows[] = {
		{"money", "money", "of the river", 0},
		{"money", "", "has money", 1},
		{"\"@cash\"", "money", "of the river", 0},
		{"\"@cash\"", "", "has money", 1},
		{"\"@cash\"", "", "has small coins", 1},
		{"\"@cash\"", "small coins", "has coins", 0},
		{"\"@wealth\"", "money", "of the river", 0},
		{"\"@wealth\"", "Chad", "of the river", 0},
		{"\"@wealth\"", "", "has money", 1},
		{"\"@wealth\"", "", "of Chad", 1},
		{"\"@chad\"", "Chad", "of the river", 0},
		{"\"@land\"", "Chad", "of the river", 0},
		{"\"@land\"", "Chad", "of Bossman", 1},
		{"\"@land\"", "", "of Chad and the bank of Chad", 2},
		{"money", "Bank, bank", "and bank, has money", 2},
	};
	static const char *const others[] = {"", "- {rule: other, condition: 'tag:harbour'}\n"};
	(void)state;
	for (size_t i = 0; i < 2 * sizeof(rows) / sizeof(rows[0]); i++) {
		char yaml[1024];
		struct rules rules;
		size_t count = 0;
		(void)snprintf(yaml, sizeof(yaml),
			"- {entity: bank, names: [{name: Bank, context: [%s]}]}\n"
			"- {entity: chad, type: land, names: [Chad]}\n"
			"- {entity: boss, type: person, of: chad, names: [Bossman]}\n"
			"- {list: cash, items: [money, \"small coin*\"]}\n"
			"- {list: wealth, items: [\"@cash\", \"@chad\", \"gold of @land\"]}\n"
			"- {rule: r, condition: 'bank'}\n%s",
			rows[i / 2].context, others[i % 2]);
		rules_init(&rules, yaml);
		rules_must_be_good(&rules);
		struct match_input input = rules_input("A bank", rows[i / 2].body);
		input.fields[FIELD_TAG] = str_from(rows[i / 2].tag);
		struct hits hits = rules_match(&rules, &input);
		for (size_t k = 0; k < hits.entity_count; k++) {
			if (str_eq(hits.entities[k].id, STR("bank"))) {
				count = hits.entities[k].count;
			}
		}
		if (count != rows[i / 2].count) {
			fail_msg("context %s, tag \"%s\", body \"%s\"%s: %zu", rows[i / 2].context,
				rows[i / 2].tag, rows[i / 2].body, others[i % 2], count);
		}
		rules_done(&rules);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lists_and_entities),
		cmocka_unit_test(test_terms_of_office),
		cmocka_unit_test(test_only_title_and_body),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
