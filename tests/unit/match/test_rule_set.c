/* SPDX-License-Identifier: BSD-2-Clause */
/* Compiling: what is counted, which rules have no key, and that matching never writes to the set. */
#include "match/rules.h"

static void assert_stats(const char *yaml, size_t count, size_t without_key)
{
	struct rules rules;
	struct rule_set_stats stats;
	rules_init(&rules, yaml);
	rules_must_be_good(&rules);
	rule_set_stats(rules.set, &stats);
	assert_int_equal(stats.rules, count);
	assert_int_equal(stats.without_key, without_key);
	rules_done(&rules);
}

static void test_keys(void **state)
{
	(void)state;
	assert_stats("- {rule: a, condition: one}\n- {rule: b, condition: one OR two}\n", 2, 0);
	assert_stats("- {rule: a, condition: NOT one}\n", 1, 1);
	assert_stats("- {rule: a, condition: two AND NOT one}\n", 1, 0);
	assert_stats("- {rule: a, condition: two OR (NOT one)}\n", 1, 1);
	assert_stats("- {rule: a, condition: 'one NOT NEAR/3 two'}\n", 1, 0);
	assert_stats("- {rule: a, condition: '1 OF (one, two, NOT three)'}\n", 1, 1);
	assert_stats("- {rule: a, condition: '2 OF (one, two, NOT three)'}\n", 1, 0);
	assert_stats("- {rule: a, condition: 'SENT(abc* AND NOT two)'}\n", 1, 0);
	assert_stats("- {rule: a, enabled: false, condition: one}\n", 0, 0);
}

/* The ones beyond are named, and nothing is loaded. */
static void test_too_many_without_key(void **state)
{
	struct rules rules;
	struct buf yaml;

	(void)state;
	buf_init(&yaml, 1 << 20);
	for (int i = 0; i < LIMIT_RULES_WITHOUT_KEY; i++) {
		buf_printf(&yaml,
			"- {rule: r%d, condition: NOT a%d}\n- {rule: s%d, condition: a%d}\n", i, i,
			i, i);
	}
	rules_init(&rules, buf_cstr(&yaml));
	rules_must_be_good(&rules);
	rules_done(&rules);
	buf_printf(&yaml,
		"- {rule: over, condition: 'title:/a/'}\n- {rule: beyond, condition: NOT b}\n");
	rules_init(&rules, buf_cstr(&yaml));
	assert_null(rules.set);
	assert_int_equal(rules.diags.errors, 2);
	assert_non_null(strstr(rules.diags.first->message, "the rule over is one too many"));
	assert_int_equal(rules.diags.first->line, 2001);
	assert_non_null(strstr(rules.diags.last->message, "the rule beyond is one too many"));
	rules_done(&rules);
	buf_done(&yaml);
}

/* The set lies in a sealed region, as in the readers: any write to it would end the process. */
static void test_sealed_set(void **state)
{
	(void)state;
	static const char yaml[] =
		"- {entity: taliban, type: state, names: [Taliban], unless: [pakistani taliban]}\n"
		"- {list: trips, items: ['visit*', '@state']}\n"
		"- {rule: a, condition: 'SENT(who=@state AND @trips NEAR/3 kab*) OR \"one two\"'}\n";
	struct book_source source = {.file = "test.yaml", .text = str_from(yaml)};
	struct diags diags;
	struct hits hits;
	diags_init(&diags);
	struct arena *arena = arena_new_shared(64u << 20);
	struct arena *scratch = arena_new(0);
	struct rule_book *book = rule_book_parse(arena, &source, 1, &diags);
	assert_non_null(book);
	struct rule_set *set = rule_set_compile(arena, book, &diags);
	assert_non_null(set);
	assert_int_equal(arena_seal(arena), 0);
	struct matcher *matcher = matcher_new(set);
	struct match_input input = rules_input("", "The Taliban visited Kabul.");
	assert_int_equal(matcher_run(matcher, &input, scratch, &hits), 0);
	assert_int_equal(hits.count, 1);
	matcher_free(matcher);
	arena_free(scratch);
	arena_free(arena);
	diags_done(&diags);
}

static void test_too_small_an_arena(void **state)
{
	(void)state;
	struct buf yaml;
	struct diags diags;
	buf_init(&yaml, 1 << 20);
	for (int i = 0; i < 500; i++) {
		buf_printf(&yaml, "- {rule: r%d, condition: word%d AND other%d}\n", i, i, i);
	}
	struct book_source source = {.file = "test.yaml", .text = buf_str(&yaml)};
	diags_init(&diags);
	struct arena *arena = arena_new(0);
	struct arena *small = arena_new(20000);
	struct rule_book *book = rule_book_parse(arena, &source, 1, &diags);
	assert_non_null(book);
	assert_null(rule_set_compile(small, book, &diags));
	assert_int_equal(diags.errors, 1);
	arena_free(small);
	arena_free(arena);
	diags_done(&diags);
	buf_done(&yaml);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_keys),
		cmocka_unit_test(test_too_many_without_key),
		cmocka_unit_test(test_sealed_set),
		cmocka_unit_test(test_too_small_an_arena),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
