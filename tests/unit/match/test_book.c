/* SPDX-License-Identifier: BSD-2-Clause */
/* Rule books: what the keys become, and that nothing in a file, however many or deep, costs more than it says. */
#include "match/books.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"

static const char full_text[] =
	"- nuncio_version: \">=1.0, <2\"\n"
	"- rule: visits\n"
	"  id: dip-001\n"
	"  desc: A delegation travels\n"
	"  priority: critical\n"
	"  channel: diplomacy.delegation\n"
	"  tags: [diplomacy, visits]\n"
	"  condition: \"SENT(who=@state ONEAR/3 event=visit* AND where=@state AND $travel)\"\n"
	"  assert: [affirmed, background]\n"
	"  fields: [title, lead]\n"
	"  group_by: none\n"
	"  updates: all\n"
	"  throttle: 2 per who, where per 1d\n"
	"  languages: [en, fa]\n"
	"  enabled: no\n"
	"  output: \"{who} in {where}: {title}\"\n"
	"  tests:\n"
	"    match:\n"
	"      - A Tajik delegation visited Kabul.\n"
	"      - {title: T, body: B, lang: en, captures: {who: tajikistan}, assertion: negated}\n"
	"    no_match: Nothing here.\n"
	"- macro: travel\n"
	"  condition: travel* OR arriv*\n"
	"- entity: taliban\n"
	"  type: [authority, state]\n"
	"  label: the Taliban\n"
	"  names:\n"
	"    - Taliban\n"
	"    - {name: IEA, case: exact, context: [Kabul, \"Taliban*\"], unless: \"IEA report\"}\n"
	"    - {name: \"طالبان\", lang: fa}\n"
	"  unless: [Pakistani Taliban]\n"
	"  context: [\"@envoys\"]\n"
	"- entity: tajikistan\n"
	"  type: state\n"
	"  names: [\"=TJ\", Tajikistan]\n"
	"- entity: rahmon\n"
	"  type: person\n"
	"  of: tajikistan\n"
	"  from: 1994-11\n"
	"  names: Emomali Rahmon\n"
	"- list: envoys\n"
	"  items: [\"ambassador*\", head of mission, \"@authority\"]\n"
	"  unless: [\"brand ambassador*\"]\n";

static void check_rule(const struct book_rule *rule)
{
	ASSERT_STR(rule->name, "visits");
	ASSERT_STR(rule->id, "dip-001");
	ASSERT_STR(rule->desc, "A delegation travels");
	assert_int_equal(rule->priority, PRIORITY_CRITICAL);
	ASSERT_STR(rule->channel, "diplomacy.delegation");
	assert_int_equal(rule->tag_count, 2);
	ASSERT_STR(rule->tags[1], "visits");
	assert_int_equal(rule->condition->type, CONDITION_SENTENCE);
	assert_string_equal(rule->condition_file, "one.yaml");
	assert_int_equal(rule->condition->line, 8);
	assert_int_equal(rule->condition->column, 15);
	assert_int_equal(rule->assertions, 1u << ASSERTION_UNDETERMINED | 1u << ASSERTION_AFFIRMED |
						   1u << ASSERTION_BACKGROUND);
	assert_int_equal(rule->fields, 1u << FIELD_TITLE | 1u << FIELD_LEAD);
	assert_false(rule->group_by_story);
	assert_int_equal(rule->updates, BOOK_UPDATES_ALL);
	assert_int_equal(rule->throttle.count, 2);
	assert_int_equal(rule->throttle.period_s, 86400);
	assert_int_equal(rule->throttle.capture_count, 2);
	ASSERT_STR(rule->throttle.captures[1], "where");
	assert_int_equal(rule->language_count, 2);
	ASSERT_STR(rule->languages[1], "fa");
	assert_false(rule->enabled);
	ASSERT_STR(rule->output, "{who} in {where}: {title}");
}

static void check_tests(const struct book_rule *rule)
{
	assert_int_equal(rule->test_count, 3);
	assert_true(rule->tests[0].must_match);
	ASSERT_STR(rule->tests[0].text, "A Tajik delegation visited Kabul.");
	assert_int_equal(rule->tests[0].place.line, 19);
	ASSERT_STR(rule->tests[1].title, "T");
	ASSERT_STR(rule->tests[1].text, "B");
	ASSERT_STR(rule->tests[1].fields[FIELD_LANG], "en");
	assert_int_equal(rule->tests[1].capture_count, 1);
	ASSERT_STR(rule->tests[1].capture_names[0], "who");
	ASSERT_STR(rule->tests[1].capture_ids[0], "tajikistan");
	assert_true(rule->tests[1].has_assertion);
	assert_int_equal(rule->tests[1].assertion, ASSERTION_NEGATED);
	assert_false(rule->tests[2].must_match);
	assert_false(rule->tests[2].has_assertion);
}

static void check_entities(const struct rule_book *book)
{
	const struct book_entity *taliban = &book->entities[0];

	assert_int_equal(book->entity_count, 3);
	ASSERT_STR(taliban->name, "taliban");
	ASSERT_STR(taliban->label, "the Taliban");
	assert_int_equal(taliban->type_count, 2);
	assert_int_equal(taliban->name_count, 3);
	assert_true(taliban->names[1].exact);
	assert_int_equal(taliban->names[1].context_count, 2);
	assert_int_equal(taliban->names[1].unless_count, 1);
	assert_int_equal(taliban->names[1].unless[0]->type, CONDITION_PHRASE);
	ASSERT_STR(taliban->names[2].lang, "fa");
	assert_int_equal(taliban->unless_count, 1);
	assert_int_equal(taliban->context_count, 1);
	assert_int_equal(taliban->context[0]->type, CONDITION_LIST);
	ASSERT_STR(book->entities[1].label, "TJ");
	assert_false(book->entities[1].has_of);
	assert_true(book->entities[2].has_of);
	assert_int_equal(book->entities[2].of, 1);
	ASSERT_STR(book->entities[2].from, "1994-11");
	assert_int_equal(book->entities[2].to.len, 0);
}

static void check_types(const struct rule_book *book)
{
	assert_int_equal(book->type_count, 3);
	ASSERT_STR(book->types[0].name, "authority");
	ASSERT_STR(book->types[1].name, "state");
	ASSERT_STR(book->types[2].name, "person");
	assert_int_equal(book->types[1].entity_count, 2);
	assert_int_equal(book->types[1].entities[0], 0);
	assert_int_equal(book->types[1].entities[1], 1);
}

/* Also that names are found whatever stands first. The list holds a type whose entity has the list as context: a circle,
 * so that one key is taken out here. */
static void test_keys(void **state)
{
	struct loaded loaded;
	char *text = mem_strdup(full_text);
	char *circle = strstr(text, ", \"@authority\"");
	const char *texts[] = {text};

	(void)state;
	memset(circle, ' ', strlen(", \"@authority\""));
	load_good(&loaded, texts, 1);
	assert_int_equal(loaded.diags.warnings, 0);
	assert_int_equal(loaded.book->rule_count, 1);
	check_rule(&loaded.book->rules[0]);
	check_tests(&loaded.book->rules[0]);
	check_entities(loaded.book);
	check_types(loaded.book);
	assert_int_equal(loaded.book->list_count, 1);
	assert_int_equal(loaded.book->lists[0].item_count, 2);
	assert_int_equal(loaded.book->lists[0].unless_count, 1);
	assert_null(loaded.book->names);
	unload(&loaded);
	texts[0] = full_text;
	load(&loaded, texts, 1);
	assert_null(loaded.book);
	assert_int_equal(loaded.diags.errors, 1);
	assert_string_equal(loaded.diags.first->message,
		"this contains itself: @envoys, which holds @authority, which holds @taliban, which holds "
		"@envoys");
	unload(&loaded);
	free(text);
}

static void test_defaults(void **state)
{
	const char *texts[] = {"- rule: r-1\n  condition: word\n"};
	struct loaded loaded;
	const struct book_rule *rule;

	(void)state;
	load_good(&loaded, texts, 1);
	rule = &loaded.book->rules[0];
	ASSERT_STR(rule->id, "r-1");
	ASSERT_STR(rule->channel, "r-1");
	assert_int_equal(rule->priority, PRIORITY_MEDIUM);
	assert_int_equal(rule->fields, 1u << FIELD_TITLE | 1u << FIELD_BODY);
	assert_int_equal(rule->assertions, 1u << ASSERTION_UNDETERMINED | 1u << ASSERTION_AFFIRMED |
						   1u << ASSERTION_PROSPECTIVE |
						   1u << ASSERTION_NEGATED);
	assert_true(rule->group_by_story);
	assert_int_equal(rule->updates, BOOK_UPDATES_FIRST);
	assert_int_equal(rule->updates_first, 3);
	assert_int_equal(rule->throttle.count, 0);
	assert_int_equal(rule->language_count, 0);
	assert_true(rule->enabled);
	ASSERT_STR(rule->output, "{title} ({source})");
	unload(&loaded);
}

static void test_empty(void **state)
{
	const char *texts[] = {"", "# nothing\n"};
	struct loaded loaded;

	(void)state;
	load_good(&loaded, texts, 2);
	assert_int_equal(loaded.book->rule_count, 0);
	assert_int_equal(loaded.book->file_count, 2);
	unload(&loaded);
}

/* The ceiling of the arena is an error, not a crash, wherever it is met. */
static void test_small_arenas(void **state)
{
	(void)state;
	for (size_t size = 64; size < 40000; size += 208) {
		struct arena *arena = arena_new(size);
		struct diags diags;
		struct book_source source = {.file = "a.yaml", .text = str_from(full_text)};

		diags_init(&diags);
		assert_null(rule_book_parse(arena, &source, 1, &diags));
		assert_true(diags.errors > 0);
		diags_done(&diags);
		arena_free(arena);
	}
}

/* Lists nested 50,000 deep cost no stack; the last one closes a circle. */
static void test_deep_lists(void **state)
{
	struct buf text;
	const char *texts[1];
	struct loaded loaded;

	(void)state;
	buf_init(&text, 16 << 20);
	for (int i = 0; i < 50000; i++) {
		buf_printf(&text, "- list: l%d\n  items: \"@l%d\"\n", i, i + 1);
	}
	buf_printf(&text, "- list: l50000\n  items: word\n");
	texts[0] = buf_cstr(&text);
	load_good(&loaded, texts, 1);
	unload(&loaded);
	buf_printf(&text, "- list: l50000\n  override: merge\n  items: \"@l0\"\n");
	texts[0] = buf_cstr(&text);
	load(&loaded, texts, 1);
	assert_int_equal(loaded.diags.errors, 1);
	unload(&loaded);
	buf_done(&text);
}

/* Nobody reads more than the first of so many errors: none of the others may cost a look through the file. */
static void test_many_errors(void **state)
{
	struct buf text;
	const char *texts[1];
	struct loaded loaded;
	int64_t begun_us;

	(void)state;
	buf_init(&text, 16 << 20);
	for (int i = 0; i < 40000; i++) {
		buf_printf(&text, "- rule: r%d\n  condition: a AND\n", i);
	}
	texts[0] = buf_cstr(&text);
	begun_us = clock_thread_cpu_us();
	load(&loaded, texts, 1);
	assert_true(clock_thread_cpu_us() - begun_us < 8000000);
	assert_int_equal(loaded.diags.errors, 40000);
	unload(&loaded);
	buf_done(&text);
}

/* A comment somewhere is no reason to look for one through the whole file for each rule, nor is a long line. */
static void test_many_comments(void **state)
{
	static const char *const ends[] = {"\n", ", "};

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct buf text;
		const char *texts[1];
		struct loaded loaded;
		int64_t begun_us;

		buf_init(&text, 16 << 20);
		buf_printf(&text, "# rules\n%s", i == 1 ? "[" : "");
		for (int k = 0; k < 40000; k++) {
			buf_printf(&text, "%s{rule: r%d, condition: \u00e9a}%s", i == 1 ? "" : "- ",
				k, ends[i]);
		}
		buf_printf(&text, "%s # end\n", i == 1 ? "]" : "");
		texts[0] = buf_cstr(&text);
		begun_us = clock_thread_cpu_us();
		load(&loaded, texts, 1);
		assert_true(clock_thread_cpu_us() - begun_us < 8000000);
		assert_int_equal(loaded.diags.errors, 0);
		assert_int_equal(loaded.diags.warnings, i == 1 ? 40000 : 0);
		unload(&loaded);
		buf_done(&text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_keys),
		cmocka_unit_test(test_defaults),
		cmocka_unit_test(test_empty),
		cmocka_unit_test(test_small_arenas),
		cmocka_unit_test(test_deep_lists),
		cmocka_unit_test(test_many_errors),
		cmocka_unit_test(test_many_comments),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
