/* SPDX-License-Identifier: BSD-2-Clause */
#include "match/rules.h"

static const char channels[] = "- rule: a\n  channel: news\n  condition: red\n"
			       "- rule: b\n  channel: news\n  condition: red OR car\n"
			       "  output: 'b says {title}'\n"
			       "- rule: c\n  condition: car\n"
			       "- rule: d\n  channel: c\n  condition: who=old\n  output: '{who}'\n"
			       "- rule: e\n  priority: high\n  channel: c\n  condition: old\n"
			       "- rule: f\n  condition: red NEAR/2 car\n";

static bool is_same_evidence(const struct hit *a, const struct hit *b)
{
	bool same = a->evidence_count == b->evidence_count;
	for (size_t i = 0; same && i < a->evidence_count; i++) {
		const struct evidence *left = &a->evidence[i];
		const struct evidence *right = &b->evidence[i];
		same = left->start == right->start && left->end == right->end &&
		       str_eq(left->clause, right->clause) && str_eq(left->text, right->text) &&
		       str_eq(left->snippet, right->snippet);
	}
	return same;
}

/* For alerts nothing is left out but what they do not show. */
static void test_alerts_show_the_first_of_a_channel(void **state)
{
	static const struct {
		const char *rule; /* in the order of hits */
		const char *output;
		const char *for_alerts;
	} rows[] = {{"e", "A red old car (Daily)", "A red old car (Daily)"},
		{"a", "A red old car (Daily)", "A red old car (Daily)"},
		{"b", "b says A red old car", ""}, {"c", "A red old car (Daily)", ""},
		{"d", "old", ""}, {"f", "A red old car (Daily)", "A red old car (Daily)"}};
	struct rules rules;
	struct match_input input = rules_input("A red old car", "It was old.");
	(void)state;
	input.fields[FIELD_SOURCE] = STR("Daily");
	rules_init(&rules, channels);
	rules_must_be_good(&rules);
	/* Twice: what one article left behind must not be there in the next. */
	for (unsigned round = 0; round < 2; round++) {
		struct arena *arena = arena_new(0);
		struct hits all = rules_match(&rules, &input);
		struct hits some;
		assert_int_equal(matcher_run_for_alerts(rules.matcher, &input, arena, &some), 0);
		assert_int_equal(all.count, sizeof(rows) / sizeof(rows[0]));
		assert_int_equal(some.count, all.count);
		for (size_t i = 0; i < all.count; i++) {
			bool shown = rows[i].for_alerts[0] != '\0';
			const struct hit *hit = &some.hits[i];
			assert_true(str_eq(hit->rule, str_from(rows[i].rule)));
			assert_true(str_eq(all.hits[i].output, str_from(rows[i].output)));
			assert_true(str_eq(hit->output, str_from(rows[i].for_alerts)));
			assert_true(str_eq(hit->excerpt, shown ? all.hits[i].excerpt : STR("")));
			assert_int_equal(hit->mark_count, shown ? all.hits[i].mark_count : 0);
			assert_int_equal(hit->capture_count, all.hits[i].capture_count);
			assert_true(is_same_evidence(hit, &all.hits[i]));
		}
		arena_free(arena);
	}
	rules_done(&rules);
}

/* The same findings can be described again. */
static void test_again(void **state)
{
	struct rules rules;
	struct match_input input = rules_input("A red old car", "It was old.");
	struct findings findings;
	struct hits first;
	struct hits second;
	(void)state;
	rules_init(&rules, channels);
	rules_must_be_good(&rules);
	assert_int_equal(matcher_find(rules.matcher, &input, rules.scratch, &findings), 0);
	assert_int_equal(matcher_describe(rules.matcher, &findings, MATCHER_TEXT_ALERTS,
				 rules.scratch, &first),
		0);
	assert_int_equal(matcher_describe(rules.matcher, &findings, MATCHER_TEXT_ALERTS,
				 rules.scratch, &second),
		0);
	assert_int_equal(first.count, second.count);
	for (size_t i = 0; i < first.count; i++) {
		assert_true(str_eq(first.hits[i].output, second.hits[i].output));
		assert_true(str_eq(first.hits[i].excerpt, second.hits[i].excerpt));
		assert_true(is_same_evidence(&first.hits[i], &second.hits[i]));
	}
	rules_done(&rules);
}

/* All that a hit has of the rules outlives the conditions that it was written in. */
static void test_a_label_lives_as_long_as_the_rules(void **state)
{
	struct rules rules;
	struct match_input input = rules_input("In Ruritania", "");
	(void)state;
	rules_init(&rules, "- entity: e\n  type: state\n  names: [=Ruritania, Elbonia]\n"
			   "- rule: r\n  condition: where=@state\n");
	rules_must_be_good(&rules);
	struct hits hits = rules_match(&rules, &input);
	assert_int_equal(hits.count, 1);
	assert_int_equal(hits.hits[0].capture_count, 1);
	assert_true(str_eq(hits.hits[0].captures[0].label, STR("Ruritania")));
	assert_true(str_eq(hits.hits[0].captures[0].id, STR("e")));
	assert_true(str_eq(hits.hits[0].evidence[0].clause, STR("where=@state")));
	rules_done(&rules);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_alerts_show_the_first_of_a_channel),
		cmocka_unit_test(test_again),
		cmocka_unit_test(test_a_label_lives_as_long_as_the_rules),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
