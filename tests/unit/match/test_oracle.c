/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The engine against a naive evaluator (oracle/): random rules, one, a dozen or hundreds in a set, on random texts.
 * NUNCIO_ORACLE_PAIRS in the environment sets how many pairs of rule and text are tried, NUNCIO_ORACLE_SEED which ones.
 */
#include "match/rules.h"

#include <stdlib.h>

#include "match/oracle/chance.h"
#include "match/oracle/coverage.h"
#include "match/oracle/judge.h"

/* Sets of rules with what they are tried on. */
static const struct shape {
	int rules;
	int texts;
	int share; /* how often, of all */
} shapes[] = {{1, 40, 6}, {12, 40, 12}, {500, 16, 1}};

enum { SHARES = 19, RULES_MAX = 500, FULL_PAIRS = 100000 };

struct totals {
	long pairs;
	long matches;
};

static struct shape pick_shape(void)
{
	int share = chance_pick(SHARES);
	int at = 0;
	while (share >= shapes[at].share) {
		share -= shapes[at++].share;
	}
	return shapes[at];
}

static void print_hit(struct buf *out, const struct hits *hits, struct str rule)
{
	for (size_t i = 0; i < hits->count; i++) {
		const struct hit *hit = &hits->hits[i];
		if (!str_eq(hit->rule, rule)) {
			continue;
		}
		buf_printf(out, "engine: %s\n", assertion_name(hit->assertion));
		for (size_t k = 0; k < hit->capture_count; k++) {
			buf_printf(out, "capture %.*s: %.*s %.*s\n", STR_ARG(hit->captures[k].name),
				STR_ARG(hit->captures[k].id), STR_ARG(hit->captures[k].text));
		}
		for (size_t k = 0; k < hit->evidence_count; k++) {
			const struct evidence *evidence = &hit->evidence[k];
			buf_printf(out, "evidence %.*s: %s %u-%u %.*s\n", STR_ARG(evidence->clause),
				field_name(evidence->field), evidence->start, evidence->end,
				STR_ARG(evidence->text));
		}
	}
}

/* Prints all that is needed to see it again. */
static void complain(const struct naive *naive, const struct oracle_rule *rule,
	const struct hits *hits, const char *wrong)
{
	struct buf out;
	char name[16];
	buf_init(&out, 1 << 20);
	things_write(&out, naive->things);
	oracle_rule_write(&out, rule);
	for (int i = 0; i < FIELD_COUNT; i++) {
		buf_printf(&out, "%s: %s\n", field_name((enum field)i), naive->text->fields[i]);
	}
	buf_printf(&out, "date: %ld\n", (long)naive->text->date);
	(void)snprintf(name, sizeof(name), "r%d", rule->forest.number);
	print_hit(&out, hits, str_from(name));
	(void)fputs(buf_cstr(&out), stderr);
	buf_done(&out);
	fail_msg("the oracle says of %s: %s", name, wrong);
}

/* Of one rule for each text. */
static const char *explain(struct rules *engine, const struct naive *naive,
	const struct match_input *input, const struct oracle_rule *rule)
{
	struct buf out;
	char name[16];
	if (rule->disabled) {
		return NULL;
	}
	buf_init(&out, 16 << 20);
	(void)snprintf(name, sizeof(name), "r%d", rule->forest.number);
	assert_int_equal(matcher_explain(engine->matcher, str_from(name), input, &out), 0);
	const char *wrong = judge_explanation(naive, rule, buf_cstr(&out));
	buf_done(&out);
	return wrong;
}

static void try_text(struct rules *engine, const struct things *things,
	const struct oracle_rule *rules, int count, struct totals *totals)
{
	static struct text text;
	long tries = 0;
	struct naive naive = {.things = things, .text = &text, .tries = &tries};
	text_make(&text);
	mentions_find(&naive);
	struct match_input input = text_input(&text);
	struct hits hits = rules_match(engine, &input);
	int rule = 0;
	const char *wrong = judge_hits(&naive, rules, count, &hits, &rule);
	if (!wrong) {
		rule = chance_pick(count);
		wrong = explain(engine, &naive, &input, &rules[rule]);
	}
	if (wrong) {
		complain(&naive, &rules[rule], &hits, wrong);
	}
	totals->pairs += count;
	totals->matches += (long)(hits.count + hits.left_out);
}

static void try_set(struct shape shape, struct totals *totals)
{
	static struct oracle_rule rules[RULES_MAX];
	struct things things;
	struct rules engine;
	struct buf yaml;
	vocabulary_choose();
	things_make(&things);
	buf_init(&yaml, 16 << 20);
	things_write(&yaml, &things);
	for (int i = 0; i < shape.rules; i++) {
		bool again = i > 0 && chance_one_in(12);
		oracle_rule_make(&rules[i], i, again ? &rules[chance_pick(i)] : NULL);
		oracle_rule_write(&yaml, &rules[i]);
	}
	rules_init(&engine, buf_cstr(&yaml));
	rules_must_be_good(&engine);
	for (int i = 0; i < shape.texts; i++) {
		try_text(&engine, &things, rules, shape.rules, totals);
	}
	for (int i = 0; i < shape.rules; i++) {
		oracle_rule_done(&rules[i]);
	}
	rules_done(&engine);
	things_done(&things);
	buf_done(&yaml);
}

static long number_from(const char *name, long otherwise)
{
	const char *text = getenv(name);
	return text ? strtol(text, NULL, 10) : otherwise;
}

static void test_against_the_oracle(void **state)
{
	struct totals totals = {0};
	long wanted = number_from("NUNCIO_ORACLE_PAIRS", FULL_PAIRS);
	(void)state;
	chance_seed((uint64_t)number_from("NUNCIO_ORACLE_SEED", 1));
	while (totals.pairs < wanted) {
		try_set(pick_shape(), &totals);
	}
	print_message("%ld pairs, %ld matches\n", totals.pairs, totals.matches);
	/* A short run, to see one seed again, meets less. */
	bool full = coverage_is_full();
	assert_true(full || wanted < FULL_PAIRS);
	assert_true(totals.matches > totals.pairs / 10);
	assert_true(totals.matches < totals.pairs * 9 / 10);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_against_the_oracle)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
