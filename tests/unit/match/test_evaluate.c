/* SPDX-License-Identifier: BSD-2-Clause */
/* Conditions against articles: each operator of RULES.md 2, the fields, and the segmentation of 3. */
#include "match/things.h"

static void test_words(void **state)
{
	(void)state;
	static const struct things_row rows[] = {
		{"delegation", "", "A Delegation came", true},
		{"delegation", "DELEGATION", "", true},
		{"delegation", "", "delegations", false},
		{"resume", "", "his r\xc3\xa9sum\xc3\xa9", true},
		{"r\xc3\xa9sum\xc3\xa9", "", "RESUME", true},
		{"russia", "", "Russia's army", true},
		{"US", "", "the U.S. army", true},
		{"\"U.S.\"", "", "the US army", true},
		{"Taliban-led", "", "the Taliban led talks", true},
		{"Taliban-led", "", "a Taliban-led group", true},
		{"Taliban-led", "", "a talibanled group", true},
		{"Taliban-led", "", "led by Taliban", false},
		{"\"e-mail address\"", "", "an email address", true},
		{"\"e-mail address\"", "", "an e-mail address", true},
		{"cat", "", "locate", false},
		{"deleg*", "", "the delegations", true},
		{"deleg*", "", "deleg", true},
		{"*nation", "", "a donation", true},
		{"rec*tion", "", "recognition now", true},
		{"rec*tion", "", "recognitions", false},
		{"wo?d", "", "one word", true},
		{"wo?d", "", "one wood", true},
		{"wo?d", "", "woold", false},
		{"*ognit*", "", "recognition", true},
		{"caf\xc3\xa9*", "", "cafeteria", true},
		{"=NATO", "", "NATO said", true},
		{"=NATO", "", "Nato said", false},
		{"=NATO", "NATO LEADERS MEET", "", true},
		{"=NATO", "nato leaders meet", "", true},
		{"=NATO", "Nato leaders meet", "", false},
		{"=US", "", "told us today", false},
		{"=US", "", "the U.S. said", true},
		{"\xe5\xa4\x96\xe4\xba\xa4", "",
			"\xe4\xb8\xad\xe5\x9b\xbd\xe5\xa4\x96\xe4\xba\xa4\xe9\x83\xa8", true},
		{"\xe5\xa4\x96\xe4\xba\xa4\xe9\x83\xa8", "",
			"\xe4\xb8\xad\xe5\x9b\xbd\xe5\xa4\x96\xe4\xba\xa4\xe9\x83\xa8\xe9\x95\xbf",
			true},
		{"\xe5\xa4\x96\xe9\x83\xa8", "", "\xe5\xa4\x96\xe4\xba\xa4\xe9\x83\xa8", false},
		{"\xe9\x83\xa8", "", "\xe5\xa4\x96\xe4\xba\xa4\xe9\x83\xa8", true},
		{"\xd8\xa7\xd9\x81\xd8\xba\xd8\xa7\xd9\x86\xd8\xb3\xd8\xaa\xd8\xa7\xd9\x86", "",
			"\xd8\xa3\xd9\x81\xd8\xba\xd8\xa7\xd9\x86\xd8\xb3\xd8\xaa\xd8\xa7\xd9\x86",
			true},
	};
	THINGS_ASSERT_ROWS(rows);
}

static void test_phrases_and_booleans(void **state)
{
	(void)state;
	static const struct things_row rows[] = {
		{"\"held talks\"", "", "They held talks.", true},
		{"\"held talks\"", "", "They held long talks.", false},
		{"\"held talks\"", "", "They held\n\ntalks.", false},
		{"\"held talks\"", "They held", "talks began", false},
		{"\"held talk*\"", "", "held talking", true},
		{"\"@state delegation\"", "", "A Japan delegation", true},
		{"\"@state delegation\"", "", "A big delegation", false},
		{"\"two @envoys left\"", "", "the two ambassadors left today", true},
		{"one AND two", "one", "two", true},
		{"one AND two", "one", "three", false},
		{"one OR two", "", "two", true},
		{"one AND NOT two", "", "one", true},
		{"one AND NOT two", "two", "one", false},
		{"NOT two", "", "", true},
		{"(one OR two) AND (three OR four)", "four", "two", true},
		{"2 OF (one, two, three)", "", "three one", true},
		{"2 OF (one, two, three)", "", "one one", false},
		{"ATLEAST/2(one)", "one", "and one", true},
		{"ATLEAST/3(one)", "one", "and one", false},
		{"ATLEAST/2(one OR two)", "", "one and two", true},
		{"$travel AND japan", "", "He visited Japan", true},
	};
	THINGS_ASSERT_ROWS(rows);
}

static void test_near(void **state)
{
	(void)state;
	static const struct things_row rows[] = {
		{"one NEAR/2 two", "", "one a b two", true},
		{"one NEAR/2 two", "", "two a b one", true},
		{"one NEAR/2 two", "", "one a b c two", false},
		{"one NEAR/0 two", "", "one two", true},
		{"one NEAR/5 two", "", "one a\n\nb two", false},
		{"one NEAR/5 two", "one", "two", false},
		{"one NEAR/5 two", "", "One here. Two there.", true},
		{"one ONEAR/2 two", "", "one a two", true},
		{"one ONEAR/2 two", "", "two a one", false},
		{"one ONEAR/2 two ONEAR/2 three", "", "one two three", true},
		{"one ONEAR/2 two ONEAR/2 three", "", "one three two", false},
		{"one NEAR/1 two NEAR/1 three", "", "three x one y two", true},
		{"one NEAR/3 one", "", "one", false},
		{"one NEAR/3 one", "", "one a one", true},
		{"\"one two\" NEAR/3 two", "", "one two", false},
		{"\"one two\" NEAR/3 two", "", "one two a two", true},
		{"one NOT NEAR/2 two", "", "one a two", false},
		{"one NOT NEAR/2 two", "", "one a two b c d one", true},
		{"one NOT ONEAR/2 two", "", "two one", true},
		{"one NOT ONEAR/2 two", "", "one two", false},
		{"@state NEAR/3 @envoys", "", "Japan's new ambassador", true},
		{"(one OR two) NEAR/1 (three OR four)", "", "two x four", true},
	};
	THINGS_ASSERT_ROWS(rows);
}

static void test_units_and_fields(void **state)
{
	(void)state;
	static const struct things_row rows[] = {
		{"SENT(one AND two)", "", "One and two. Three.", true},
		{"SENT(one AND two)", "", "One. Two.", false},
		{"SENT(one AND NOT two)", "", "One here. Two there.", true},
		{"SENT(one AND NOT two)", "", "One with two.", false},
		{"SENT(one OR two) AND three", "", "Two. Three.", true},
		{"SENT(\"one two\" AND three)", "", "One two three", true},
		{"SENT(one NEAR/5 two)", "", "One. Two.", false},
		{"SENT(one NOT NEAR/5 two)", "", "One. Two.", true},
		{"PARA(one AND two)", "", "One. Two.", true},
		{"PARA(one AND two)", "", "One.\n\nTwo.", false},
		{"PARA(one AND SENT(two AND three))", "", "One. Two three.", true},
		{"FIRST/3(one AND two)", "", "a one two", true},
		{"FIRST/3(one AND two)", "", "a b one two", false},
		{"FIRST/2(\"one two\")", "", "a one two", false},
		{"title:one", "one", "", true},
		{"title:one", "", "one", false},
		{"body:one", "one", "", false},
		{"title,body:(one AND two)", "one", "two", true},
		{"lead:one", "", "one", true},
		{"ATLEAST/2(one)", "", "one", false},
	};
	THINGS_ASSERT_ROWS(rows);
}

static void test_lead_is_sixty_words(void **state)
{
	(void)state;
	struct buf body;
	buf_init(&body, 4096);
	buf_add_str(&body, STR("big news today "));
	for (int i = 0; i < 59; i++) {
		buf_add_str(&body, STR("word "));
	}
	buf_add_str(&body, STR("last beyond"));
	const struct things_row rows[] = {
		{"lead:last", "big news today", buf_cstr(&body), true},
		{"lead:beyond", "big news today", buf_cstr(&body), false},
		{"lead:last", "other news today", buf_cstr(&body), false},
		{"lead,body:beyond", "", buf_cstr(&body), true},
		{"lead,body:(ATLEAST/2(big))", "", buf_cstr(&body), false},
	};
	THINGS_ASSERT_ROWS(rows);
	buf_done(&body);
}

static void test_other_fields(void **state)
{
	(void)state;
	struct rules rules;
	rules_init(&rules, "- rule: a\n  condition: 'source:bbc AND tag:\"world news\" AND "
			   "feed_country:gb AND lang:en AND author:smith AND url:kabul'\n"
			   "- rule: b\n  languages: [en]\n  condition: news\n"
			   "- rule: c\n  languages: [fr]\n  condition: news\n");
	rules_must_be_good(&rules);
	struct match_input input = rules_input("news", "");
	input.fields[FIELD_SOURCE] = STR("BBC World");
	input.fields[FIELD_TAG] = STR("asia\nworld news");
	input.fields[FIELD_FEED_COUNTRY] = STR("GB");
	input.fields[FIELD_LANG] = STR("en-GB");
	input.fields[FIELD_AUTHOR] = STR("J. Smith");
	input.fields[FIELD_URL] = STR("https://example.com/2026/kabul-talks");
	struct hits hits = rules_match(&rules, &input);
	assert_int_equal(hits.count, 2);
	assert_string_equal(hits.hits[0].rule.ptr, "a");
	assert_string_equal(hits.hits[1].rule.ptr, "b");
	input.fields[FIELD_LANG] = STR("");
	input.fields[FIELD_TAG] = STR("world\nnews");
	hits = rules_match(&rules, &input);
	assert_int_equal(hits.count, 2); /* b and c: the language is not known */
	rules_done(&rules);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_words),
		cmocka_unit_test(test_phrases_and_booleans),
		cmocka_unit_test(test_near),
		cmocka_unit_test(test_units_and_fields),
		cmocka_unit_test(test_lead_is_sixty_words),
		cmocka_unit_test(test_other_fields),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
