/* SPDX-License-Identifier: BSD-2-Clause */
/* What the index leads to: pairs of words that stand near each other, in articles of every length, and the rules that many share. */
#include "match/candidates.h"

#include "rules.h"

/* Each row: conditions of the rules r0, r1 …, up to an empty one; and which of them an article hits, and by what words. */
#define CONDITIONS_MAX 4

struct row {
	const char *conditions[CONDITIONS_MAX];
	const char *title;
	const char *body;
	const char *hits;
	const char *evidence; /* of the first hit */
};

static const struct row rows[] = {
	/* Phrases of two words: next to each other, in order, in one paragraph. */
	{{"\"ada bek\"", "\"bek ada\""}, "", "an ada bek", "r0", "ada bek"},
	{{"\"ada bek\"", "\"bek ada\""}, "", "a bek ada bek", "r0 r1", "ada bek"},
	{{"\"ada bek\""}, "ada", "bek", "", ""},
	{{"\"ada bek\""}, "", "ada\n\nbek", "", ""},
	{{"\"ada bek\""}, "", "ada x bek, ada y bek", "", ""},
	{{"\"ada bek\""}, "", "ada x bek, ada bek", "r0", "ada bek"},
	/* NEAR, told from places when each word stands once; how far, in which order. */
	{{"ada NEAR/2 bek", "bek NEAR/1 ada", "bek ONEAR/2 ada", "ada ONEAR/2 bek"}, "",
		"ada x y bek", "r0 r3", "ada x y bek|ada|bek"},
	{{"ada NEAR/2 bek", "bek NEAR/1 ada", "bek ONEAR/2 ada", "ada ONEAR/2 bek"}, "",
		"bek x ada", "r0 r1 r2", "bek x ada|ada|bek"},
	{{"ada NEAR/2 bek"}, "", "ada x y z bek x y z ada y bek", "r0", "ada y bek|ada|bek"},
	{{"ada NEAR/9 bek"}, "", "ada\n\nbek", "", ""},
	{{"ada NEAR/9 bek"}, "ada", "bek", "", ""},
	{{"ada NEAR/9 bek"}, "ada x bek", "", "r0", "ada x bek|ada|bek"},
	{{"ada NEAR/0 bek"}, "", "bek ada", "r0", "bek ada|ada|bek"},
	/* As far as pairs reach, and further. */
	{{"ada NEAR/10 bek", "ada NEAR/11 bek", "ada NEAR/12 bek"}, "",
		"ada 1 2 3 4 5 6 7 8 9 10 bek", "r0 r1 r2", "ada 1 2 3 4 5 6 7 8 9 10 bek|ada|bek"},
	{{"ada NEAR/10 bek", "ada NEAR/11 bek", "ada NEAR/12 bek"}, "",
		"ada 1 2 3 4 5 6 7 8 9 10 11 bek", "r1 r2",
		"ada 1 2 3 4 5 6 7 8 9 10 11 bek|ada|bek"},
	/* Fields that another rule makes the article be read in are not those of a rule that names none. */
	{{"ada NEAR/3 bek", "\"ada bek\"", "tag:(ada NEAR/3 bek)"}, "", "x\n", "", ""},
	/* The alternative that is true is shown, and of several that are the one that comes first. */
	{{"(ada AND \"bek col\") OR (dun NEAR/3 eri)"}, "", "eri x dun ada", "r0",
		"eri x dun|dun|eri"},
	{{"(ada AND \"bek col\") OR (dun NEAR/3 eri)"}, "", "bek col ada", "r0", "ada|bek col"},
	{{"(ada AND \"bek col\") OR (dun NEAR/3 eri)"}, "", "eri dun, bek col ada", "r0",
		"ada|bek col"},
	{{"(ada AND \"bek col\") OR (dun NEAR/3 eri)"}, "", "bek x col ada", "", ""},
	{{"(ada AND \"bek col\" AND NOT dun) OR eri"}, "", "ada bek col dun", "", ""},
	{{"(ada NEAR/1 bek AND x1) OR (ada NEAR/4 bek)"}, "", "ada 1 2 3 bek x1", "r0",
		"ada 1 2 3 bek|ada|bek"},
	{{"(ada NEAR/1 bek) OR (ada NEAR/4 bek) OR (col AND dun)"}, "", "ada 1 2 bek", "r0",
		"ada 1 2 bek|ada|bek"},
	/* Pairs below other operators. */
	{{"\"ada bek\" NEAR/3 col"}, "", "ada bek x col", "r0", "ada bek x col|ada bek|col"},
	{{"\"ada bek\" NEAR/3 col"}, "", "ada x bek col", "", ""},
	{{"ada AND NOT (bek NEAR/3 col)"}, "", "ada bek", "r0", "ada"},
	{{"ada AND NOT (bek NEAR/3 col)"}, "", "ada bek col", "", ""},
	{{"2 OF (\"ada bek\", col NEAR/2 dun, eri)"}, "", "col dun ada bek", "r0",
		"ada bek|col dun|col|dun"},
	{{"title:\"ada bek\""}, "ada bek", "", "r0", "ada bek"},
	{{"title:\"ada bek\""}, "", "ada bek", "", ""},
	/* A word is no pair with itself, and spellings and wildcards share their places with others. */
	{{"ada NEAR/3 ada", "\"ada ada\""}, "", "ada ada", "r0 r1", "ada ada|ada|ada"},
	{{"adam* NEAR/3 bek", "=Adama NEAR/3 bek", "\"adam* bek\""}, "", "x Adama bek", "r0 r1 r2",
		"Adama bek|Adama|bek"},
};

static void init_row(struct rules *rules, const struct row *row)
{
	struct buf yaml;
	buf_init(&yaml, 4096);
	for (size_t i = 0; i < CONDITIONS_MAX && row->conditions[i]; i++) {
		buf_printf(&yaml, "- rule: r%zu\n  condition: '%s'\n", i, row->conditions[i]);
	}
	buf_add_str(&yaml, STR("- rule: other\n  condition: filled NEAR/3 filler\n"));
	rules_init(rules, buf_cstr(&yaml));
	rules_must_be_good(rules);
	buf_done(&yaml);
}

static void check_hits(const struct hits *hits, const struct row *row)
{
	char names[256];
	struct buf evidence;
	rules_names(hits, names);
	buf_init(&evidence, 4096);
	for (size_t i = 0; hits->count > 0 && i < hits->hits[0].evidence_count; i++) {
		buf_add_str(&evidence, i > 0 ? STR("|") : STR(""));
		buf_add_str(&evidence, hits->hits[0].evidence[i].text);
	}
	if (strcmp(names, row->hits) != 0 || strcmp(buf_cstr(&evidence), row->evidence) != 0) {
		fail_msg("%s on \"%s\" / \"%s\": %s by %s, expected %s by %s", row->conditions[0],
			row->title, row->body, names, buf_cstr(&evidence), row->hits,
			row->evidence);
	}
	buf_done(&evidence);
}

static void test_rows(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct rules rules;
		init_row(&rules, &rows[i]);
		struct match_input input = rules_input(rows[i].title, rows[i].body);
		input.fields[FIELD_TAG] = STR("ada\nbek");
		struct hits hits = rules_match(&rules, &input);
		check_hits(&hits, &rows[i]);
		rules_done(&rules);
	}
}

/* The same before so many words of other pairs that the article is a long one, whose pairs are not told from their places. */
static void test_rows_in_long_articles(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct rules rules;
		struct buf body;
		init_row(&rules, &rows[i]);
		buf_init(&body, 1 << 20);
		buf_add_str(&body, str_from(rows[i].body));
		for (size_t k = 0; k < 1500; k++) {
			buf_add_str(&body, STR("\n\nfilled\n\nfiller"));
		}
		struct match_input input = rules_input(rows[i].title, buf_cstr(&body));
		input.fields[FIELD_TAG] = STR("ada\nbek");
		struct hits hits = rules_match(&rules, &input);
		check_hits(&hits, &rows[i]);
		buf_done(&body);
		rules_done(&rules);
	}
}

/* A pair that many rules ask for together with a third word: only those whose word is there hit, and all of them. */
static void test_many_rules_of_a_pair(void **state)
{
	(void)state;
	enum { RULES = 100 };
	struct rules rules;
	struct buf yaml;
	buf_init(&yaml, 1 << 20);
	for (int i = 0; i < RULES; i++) {
		buf_printf(&yaml, "- rule: r%d\n  condition: '\"ada bek\" AND w%d'\n", i, i % 50);
	}
	buf_add_str(&yaml, STR("- rule: alone\n  condition: '\"ada bek\"'\n"));
	rules_init(&rules, buf_cstr(&yaml));
	rules_must_be_good(&rules);
	static const struct {
		const char *body;
		const char *hits;
	} cases[] = {{"ada bek", "alone"}, {"ada bek w7", "r7 r57 alone"}, {"w7 ada x bek", ""},
		{"w7 ada bek w49", "r7 r49 r57 r99 alone"}};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char names[256];
		struct match_input input = rules_input("", cases[i].body);
		struct hits hits = rules_match(&rules, &input);
		rules_names(&hits, names);
		assert_string_equal(names, cases[i].hits);
	}
	rules_done(&rules);
	buf_done(&yaml);
}

/* A candidate says its rule and, when there is room, the alternative. */
static void test_candidates(void **state)
{
	(void)state;
	static const struct {
		unsigned bits;
		uint32_t alternative;
		uint32_t kept;
	} cases[] = {{0, 0, 0}, {0, 5, 0}, {0, CANDIDATE_PLACED | 5, 0}, {1, 1, 0}, {4, 7, 7},
		{4, 8, 0}, {6, CANDIDATE_PLACED | 5, 0}, {7, CANDIDATE_PLACED, CANDIDATE_PLACED},
		{7, CANDIDATE_PLACED | 63, CANDIDATE_PLACED | 63}, {7, 63, 63}, {7, 64, 0},
		{12, 2047, 2047}, {12, 2048, 0},
		{12, CANDIDATE_PLACED | 43, CANDIDATE_PLACED | 43}};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct rule_set set = {.alternative_bits = cases[i].bits};
		uint32_t candidate = candidate_make(&set, 1000, cases[i].alternative);
		assert_int_equal(candidate_start(&set, candidate), 1000);
		assert_int_equal(candidate_alternative(&set, candidate), cases[i].kept);
		uint32_t whole = candidate_whole(&set, candidate);
		assert_int_equal(candidate_start(&set, whole), 1000);
		assert_int_equal(candidate_alternative(&set, whole), 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_candidates),
		cmocka_unit_test(test_rows), cmocka_unit_test(test_rows_in_long_articles),
		cmocka_unit_test(test_many_rules_of_a_pair)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
