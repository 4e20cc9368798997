/* SPDX-License-Identifier: BSD-2-Clause */
/* What is told of plain conditions in one reading, what is left to match/evaluate, and that the picks are those of match/binding. */
#include "match/plain.h"

#include "match/binding.h"
#include "rules.h"

struct row {
	const char *condition;
	const char *body;
	enum plain_truth truth;
	const char *evidence; /* texts of a hit, its picks in order */
};

static const struct row rows[] = {
	{"kabul", "in kabul today", PLAIN_TRUE, "kabul"},
	{"kabul", "in herat today", PLAIN_FALSE, ""},
	{"kabul", "kabul and kabul", PLAIN_UNTOLD, "kabul"},
	{"kabul AND herat", "from kabul to herat", PLAIN_TRUE, "kabul|herat"},
	{"kabul AND herat", "from kabul to kabul", PLAIN_FALSE, ""},
	{"kabul AND herat AND balkh", "herat balkh kabul", PLAIN_TRUE, "kabul|herat|balkh"},
	{"kabul AND NOT herat", "in kabul today", PLAIN_TRUE, "kabul"},
	{"kabul AND NOT herat", "from kabul to herat", PLAIN_FALSE, ""},
	{"kabul AND NOT herat", "kabul, herat, herat", PLAIN_UNTOLD, ""},
	{"\"new kabul\"", "a new kabul rises", PLAIN_TRUE, "new kabul"},
	{"\"new kabul\"", "kabul is new", PLAIN_FALSE, ""},
	{"\"new kabul\"", "kabul", PLAIN_FALSE, ""},
	{"\"new kabul\"", "new and new kabul", PLAIN_TRUE, "new kabul"},
	{"\"new kabul\"", "new kabul, new kabul", PLAIN_UNTOLD, "new kabul"},
	{"\"new kabul\"", "a new\n\nkabul", PLAIN_FALSE, ""},
	{"kabul NEAR/2 herat", "kabul and then herat", PLAIN_TRUE,
		"kabul and then herat|kabul|herat"},
	{"kabul NEAR/2 herat", "kabul and then to herat", PLAIN_FALSE, ""},
	{"herat NEAR/2 kabul", "kabul and herat", PLAIN_TRUE, "kabul and herat|herat|kabul"},
	{"herat ONEAR/2 kabul", "kabul and herat", PLAIN_FALSE, ""},
	{"kabul NEAR/2 herat", "kabul so far from kabul herat", PLAIN_UNTOLD,
		"kabul herat|kabul|herat"},
	{"kabul NEAR/2 kabul", "in kabul today", PLAIN_FALSE, ""},
	{"(kabul AND herat) OR balkh", "balkh, kabul, herat", PLAIN_TRUE, "kabul|herat"},
	{"(kabul AND herat) OR balkh", "balkh and kabul", PLAIN_TRUE, "balkh"},
	{"(kabul AND herat) OR balkh", "kabul kabul herat balkh", PLAIN_UNTOLD, "kabul|herat"},
	{"kabul OR herat", "herat and kabul", PLAIN_UNTOLD, "herat"},
	{"kabul OR herat", "balkh", PLAIN_FALSE, ""},
	{"SENT(kabul AND herat)", "kabul and herat", PLAIN_UNTOLD, "kabul|herat"},
	{"SENT(kabul AND herat) AND balkh", "kabul and herat", PLAIN_FALSE, ""},
	{"title:kabul", "kabul", PLAIN_UNTOLD, ""},
	{"herat AND (\"new kabul\" AND NOT balkh) AND (a1 NEAR/3 b1)", "a1 b1 new kabul herat",
		PLAIN_TRUE, "herat|new kabul|a1 b1|a1|b1"},
};

static void join_evidence(const struct hits *hits, struct buf *out)
{
	for (size_t i = 0; hits->count > 0 && i < hits->hits[0].evidence_count; i++) {
		buf_add_str(out, STR("|"));
		buf_add_str(out, hits->hits[0].evidence[i].text);
	}
}

static enum plain_truth truth_here(struct matcher *matcher, uint32_t *ret_picks)
{
	const struct rule_set *set = matcher->set;
	struct scope scope = scope_of_fields(matcher, RULE_FIELDS_DEFAULT);
	struct rule rule;
	const uint8_t *at = matcher_read_head(set, set->code + set->rule_starts[0], &rule);
	matcher->pick_count = 0;
	return plain_evaluate(matcher, at, &scope, ret_picks);
}

/* Each pick is of the node, at the place and with the distance that the search for a binding chooses. */
static void must_pick_as_binding(struct matcher *matcher, uint32_t count)
{
	struct binding binding;
	struct binding_survey survey;
	const struct rule *rule =
		matcher_unpack(matcher, matcher->set->rule_starts[0], UNPACK_BARE);
	assert_true(binding_find(matcher, rule, &binding, &survey));
	assert_int_equal(binding.pick_count, count);
	for (uint32_t i = 0; i < count; i++) {
		const struct kept_pick *pick = &matcher->picks[i];
		assert_ptr_equal(matcher->nodes + pick->node, binding.picks[i].node);
		assert_int_equal(pick->span.start, binding.picks[i].span.start);
		assert_int_equal(pick->span.end, binding.picks[i].span.end);
		assert_int_equal(pick->distance, binding.picks[i].distance);
	}
}

static void test_rows(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct rules rules;
		struct buf evidence;
		uint32_t picks = 0;
		buf_init(&evidence, 4096);
		rules_init_condition(&rules, rows[i].condition);
		struct match_input input = rules_input("", rows[i].body);
		struct hits hits = rules_match(&rules, &input);
		join_evidence(&hits, &evidence);
		assert_string_equal(
			buf_cstr(&evidence) + (buf_str(&evidence).len > 0), rows[i].evidence);
		enum plain_truth truth = truth_here(rules.matcher, &picks);
		if (truth != rows[i].truth) {
			fail_msg("%s on %s: %d", rows[i].condition, rows[i].body, (int)truth);
		}
		if (truth == PLAIN_TRUE) {
			must_pick_as_binding(rules.matcher, picks);
		} else {
			assert_int_equal(rules.matcher->pick_count, 0);
		}
		buf_done(&evidence);
		rules_done(&rules);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_rows)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
