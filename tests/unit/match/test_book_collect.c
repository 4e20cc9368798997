/* SPDX-License-Identifier: BSD-2-Clause */
/* What overrides do: the definitions of one name in several files. */
#include "match/books.h"

#include <stdio.h>

static const char base_text[] = "- rule: r\n"
				"  desc: base\n"
				"  tags: [one]\n"
				"  condition: a\n"
				"- list: l\n"
				"  items: [alpha]\n"
				"- entity: e\n"
				"  type: t\n"
				"  names: [Eta]\n";

static void test_override_merge(void **state)
{
	const char *texts[] = {base_text,
		"- rule: r\n  override: merge\n  enabled: false\n  tags: [two, three]\n"};
	struct loaded loaded;
	const struct book_rule *rule;

	(void)state;
	load_good(&loaded, texts, 2);
	rule = &loaded.book->rules[0];
	assert_int_equal(loaded.book->rule_count, 1);
	assert_false(rule->enabled);
	ASSERT_STR(rule->desc, "base");
	assert_int_equal(rule->tag_count, 2);
	ASSERT_STR(rule->tags[0], "two");
	assert_non_null(rule->condition);
	unload(&loaded);
}

/* Whose condition it is has to look after the tests, in whatever file they fail. */
static void test_override_of_condition_alone(void **state)
{
	const char *texts[] = {"- rule: r\n  condition: who=a\n  tests:\n    match:\n"
			       "      - {body: a, captures: {who: a}}\n",
		"- rule: r\n  override: merge\n  condition: b\n"};
	const char *good[] = {
		texts[0], "- rule: r\n  override: merge\n  condition: b\n  tests: {match: [b]}\n"};
	struct loaded loaded;

	(void)state;
	load(&loaded, texts, 2);
	assert_null(loaded.book);
	assert_int_equal(loaded.diags.errors, 1);
	assert_string_equal(loaded.diags.first->file, "one.yaml");
	assert_string_equal(loaded.diags.first->message, "the condition captures no 'who'");
	assert_string_equal(loaded.diags.first->suggestion,
		"the condition is that of two.yaml: give the rule tests there, too, which replace these");
	unload(&loaded);
	load_good(&loaded, good, 2);
	assert_int_equal(loaded.book->rules[0].test_count, 1);
	unload(&loaded);
}

static void test_override_append(void **state)
{
	const char *texts[] = {base_text,
		"- list: l\n  override: append\n  items: [beta, gamma]\n"
		"- entity: e\n  override: append\n  type: u\n  names: Theta\n",
		"- rule: r\n  override: append\n  tags: two\n"
		"- list: l\n  override: append\n  items: delta\n"};
	struct loaded loaded;
	const struct book_list *list;

	(void)state;
	load_good(&loaded, texts, 3);
	list = &loaded.book->lists[0];
	assert_int_equal(list->item_count, 4);
	ASSERT_STR(list->items[0].condition->text, "alpha");
	ASSERT_STR(list->items[3].condition->text, "delta");
	assert_string_equal(list->items[3].file, "three.yaml");
	assert_int_equal(list->items[3].condition->line, 6);
	assert_int_equal(loaded.book->entities[0].name_count, 2);
	assert_int_equal(loaded.book->entities[0].type_count, 2);
	ASSERT_STR(loaded.book->entities[0].label, "Eta");
	assert_int_equal(loaded.book->rules[0].tag_count, 2);
	unload(&loaded);
}

static void test_override_replace(void **state)
{
	const char *texts[] = {base_text, "- rule: r\n  override: replace\n  condition: b\n"};
	struct loaded loaded;
	const struct book_rule *rule;

	(void)state;
	load_good(&loaded, texts, 2);
	rule = &loaded.book->rules[0];
	assert_int_equal(rule->desc.len, 0);
	assert_int_equal(rule->tag_count, 0);
	ASSERT_STR(rule->condition->text, "b");
	assert_string_equal(rule->condition_file, "two.yaml");
	unload(&loaded);
}

/* While rules are read, what they were read from goes: whatever changes them stands further down, and macros and cues stay. */
static void test_many_rules(void **state)
{
	enum { RULES = 20000 };
	struct buf texts[2];
	const char *files[2];
	struct loaded loaded;

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		buf_init(&texts[i], 1u << 24);
	}
	buf_add_str(&texts[0],
		STR("- macro: m\n  condition: \"m\\x6f\\x6f\"\n"
		    "- cue: c\n  lang: en\n  assertion: negated\n  items: [\"\\x6eot\"]\n"));
	for (int i = 0; i < RULES; i++) {
		buf_printf(&texts[0],
			i % 2 ? "- condition: \"$m AND \\x77%d\"\n  rule: \"\\x72%d\"\n"
			      : "- rule: r%d\n  condition: w%d\n",
			i, i);
	}
	for (int i = 0; i < RULES; i += 3) {
		static const char *const changes[] = {"replace\n  condition: w",
			"merge\n  desc: d\n  condition: w", "append\n  tags: t"};

		buf_printf(
			&texts[i % 2], "- rule: r%d\n  override: %s%d\n", i, changes[i % 5 % 3], i);
	}
	for (size_t i = 0; i < 2; i++) {
		files[i] = buf_cstr(&texts[i]);
	}
	load_good(&loaded, files, 2);
	assert_int_equal(loaded.book->rule_count, RULES);
	assert_int_equal(loaded.book->cue_count, 1);
	for (int i = 0; i < RULES; i++) {
		const struct book_rule *rule = &loaded.book->rules[i];
		const struct condition *word = rule->condition;
		char name[16];

		(void)snprintf(name, sizeof(name), "r%d", i);
		assert_true(str_eq(rule->name, str_from(name)));
		if (word->type == CONDITION_AND) {
			ASSERT_STR(word->first->text, "moo");
			word = word->first->next;
		}
		name[0] = 'w';
		assert_true(str_eq(word->text, str_from(name)));
	}
	unload(&loaded);
	for (size_t i = 0; i < 2; i++) {
		buf_done(&texts[i]);
	}
}

/* Each file appends to a list that many files append to. */
static void test_many_appends(void **state)
{
	struct buf text;
	const char *texts[1];
	struct loaded loaded;

	(void)state;
	buf_init(&text, 16 << 20);
	buf_printf(&text, "- list: l\n  items: word\n");
	for (int i = 0; i < 50000; i++) {
		buf_printf(&text, "- list: l\n  override: append\n  items: word%d\n", i);
	}
	texts[0] = buf_cstr(&text);
	load_good(&loaded, texts, 1);
	assert_int_equal(loaded.book->lists[0].item_count, 50001);
	ASSERT_STR(loaded.book->lists[0].items[50000].condition->text, "word49999");
	unload(&loaded);
	buf_done(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_override_merge),
		cmocka_unit_test(test_override_of_condition_alone),
		cmocka_unit_test(test_override_append),
		cmocka_unit_test(test_override_replace),
		cmocka_unit_test(test_many_rules),
		cmocka_unit_test(test_many_appends),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
