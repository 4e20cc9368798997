/* SPDX-License-Identifier: BSD-2-Clause */
/* Hits of articles: captures, evidence, excerpts, their order, and what bounds them. */
#include "match/things.h"

#include "match/workspace.h"

#include <stdlib.h>

#include "base/mem.h"

struct capture_row {
	const char *condition;
	const char *title;
	const char *body;
	const char *captures; /* "who=taliban where=japan", NULL: no match */
};

static void test_captures(void **state)
{
	(void)state;
	static const struct capture_row rows[] = {
		{"SENT(who=@state ONEAR/3 event=delegation* AND where=@state)", "",
			"An Afghan delegation arrived in Tokyo.",
			"who=afghanistan event=delegation where=japan"},
		{"SENT(who=@state ONEAR/3 event=delegation* AND where=@state)", "",
			"An Afghan delegation left Kabul.", NULL},
		{"who=@state AND where=@state", "", "Japan and Japan", NULL},
		{"who=@state AND where=@state", "Japan and Pakistan", "Kabul hosts Washington",
			"who=japan where=pakistan"},
		{"who=@state NEAR/9 visit*", "", "Japan said that Pakistan visited",
			"who=pakistan"},
		{"who=@state AND visit*", "", "Japan said that Pakistan visited", "who=pakistan"},
		{"who=@state AND visit*", "Japan", "Pakistan visited", "who=pakistan"},
		{"who=@state", "", "Japan. Pakistan.", "who=japan"},
		{"who=@state", "Pakistan", "Japan", "who=pakistan"},
		{"what=visit*", "", "They were visiting", "what=visiting"},
		{"who=@taliban OR where=@japan", "", "Japan", "where=japan"},
		{"who=(@taliban OR @japan) AND visit*", "", "Japan visit", "who=japan"},
		/* The title comes before a fuller binding, and before a tighter one. */
		{"SENT(who=@state ONEAR/3 event=delegation* AND where=@state) OR SENT(who=@state ONEAR/3 event=delegation*)",
			"Afghan delegation expected", "A Pakistani delegation arrived in Tokyo.",
			"who=afghanistan event=delegation"},
		{"SENT(who=@state ONEAR/3 event=delegation* AND where=@state) OR SENT(who=@state ONEAR/3 event=delegation*)",
			"Afghan delegation expected in Tokyo", "A Pakistani delegation in Tokyo.",
			"who=afghanistan event=delegation where=japan"},
		{"who=@state ONEAR/3 event=visit* AND envoy*", "Japan visits",
			"An envoy of Pakistan visited.", "who=japan event=visits"},
		{"event=visit* AND who=@state AND where=@state", "Visit to Japan",
			"Pakistan and Kabul. Pakistan visits Kabul.",
			"event=Visit who=japan where=pakistan"},
		/* A person stands for himself or for his state, never for both at once. */
		{"who=@state AND whom=@person", "", "Ishiba spoke.", NULL},
		{"who=@state AND whom=@person", "", "Ishiba spoke in Kabul.",
			"who=afghanistan whom=ishiba"},
		{"who=@state AND whom=@person", "", "Ishiba spoke in Tokyo.",
			"who=japan whom=ishiba"},
		{"who=@state AND whom=ishiba", "", "Ishiba spoke.", NULL},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct buf yaml;
		struct buf found;
		struct rules rules;
		things_make_yaml(&yaml, rows[i].condition);
		rules_init(&rules, buf_cstr(&yaml));
		rules_must_be_good(&rules);
		struct match_input input = rules_input(rows[i].title, rows[i].body);
		struct hits hits = rules_match(&rules, &input);
		buf_init(&found, 4096);
		for (size_t k = 0; hits.count > 0 && k < hits.hits[0].capture_count; k++) {
			const struct capture *capture = &hits.hits[0].captures[k];
			struct str value = capture->id.len > 0 ? capture->id : capture->text;
			buf_printf(&found, "%s%.*s=%.*s", k > 0 ? " " : "", STR_ARG(capture->name),
				STR_ARG(value));
		}
		if (!rows[i].captures) {
			assert_int_equal(hits.count, 0);
		} else {
			assert_string_equal(buf_cstr(&found), rows[i].captures);
		}
		buf_done(&found);
		buf_done(&yaml);
		rules_done(&rules);
	}
}

static const struct evidence *find_evidence(const struct hit *hit, const char *clause)
{
	for (size_t i = 0; i < hit->evidence_count; i++) {
		if (str_eq(hit->evidence[i].clause, str_from(clause))) {
			return &hit->evidence[i];
		}
	}
	fail_msg("no evidence for %s", clause);
	return NULL;
}

static void test_evidence_and_output(void **state)
{
	(void)state;
	struct buf yaml;
	struct rules rules;
	buf_init(&yaml, 65536);
	buf_printf(&yaml,
		"%s- rule: visits\n  id: dip-1\n  desc: d\n  priority: high\n  tags: [x, y]\n"
		"  channel: c.d\n  condition: SENT(who=@state ONEAR/3 event=delegation* AND "
		"where=@state)\n  output: \"{who} in {where}: {title} ({source})\"\n",
		things_yaml);
	rules_init(&rules, buf_cstr(&yaml));
	rules_must_be_good(&rules);
	struct match_input input = rules_input("Caf\xc3\xa9 news",
		"Caf\xc3\xa9 talk first. The Taliban high-level\ndelegation "
		"arrived in Japan. Then it left.");
	input.fields[FIELD_SOURCE] = STR("BBC");
	struct hits hits = rules_match(&rules, &input);
	assert_int_equal(hits.count, 1);
	const struct hit *hit = &hits.hits[0];
	assert_true(str_eq(hit->rule_id, STR("dip-1")));
	assert_true(str_eq(hit->channel, STR("c.d")));
	assert_int_equal(hit->priority, PRIORITY_HIGH);
	assert_int_equal(hit->tag_count, 2);
	assert_true(str_eq(hit->output, STR("the Taliban in Japan: Caf\xc3\xa9 news (BBC)")));
	const struct evidence *who = find_evidence(hit, "who=@state");
	assert_true(str_eq(who->text, STR("Taliban")));
	assert_true(str_eq(who->entity, STR("taliban")));
	assert_int_equal(who->field, FIELD_BODY);
	assert_int_equal(who->start, 21);
	assert_int_equal(who->end, 28);
	const struct evidence *near = find_evidence(hit, "who=@state ONEAR/3 event=delegation*");
	assert_int_equal(near->distance, 2);
	assert_true(str_eq(
		near->snippet, STR("Caf\xc3\xa9 talk first. The Taliban high-level delegation "
				   "arrived in Japan. Then it left.")));
	assert_true(str_eq(hit->excerpt,
		STR("The Taliban high-level delegation arrived in Japan. Then it left.")));
	assert_int_equal(hit->mark_count, 3);
	assert_int_equal(hit->marks[0].start, 4);
	assert_int_equal(hit->marks[0].end, 11);
	assert_int_equal(hit->marks[1].start, 23);
	assert_int_equal(hit->marks[2].end, 50);
	assert_int_equal(hits.entity_count, 2);
	assert_true(str_eq(hits.entities[0].id, STR("taliban")));
	assert_true(str_eq(hits.entities[0].type, STR("authority")));
	assert_int_equal(hits.entities[1].count, 1);
	rules_done(&rules);
	buf_done(&yaml);
}

/* A hit borrows nothing from the article. */
static void test_hits_outlive_the_article(void **state)
{
	(void)state;
	struct rules rules;
	char body[] = "The Taliban came. Then they went.";
	rules_init(&rules, "- {rule: r, condition: 'x=taliban', output: \"{x}: {title}\"}\n");
	rules_must_be_good(&rules);
	struct match_input input = rules_input("News", body);
	struct hits hits = rules_match(&rules, &input);
	memset(body, '#', sizeof(body) - 1);
	assert_int_equal(hits.count, 1);
	const struct hit *hit = &hits.hits[0];
	assert_true(str_eq(hit->captures[0].text, STR("Taliban")));
	assert_true(str_eq(hit->captures[0].label, STR("Taliban")));
	assert_true(str_eq(hit->evidence[0].text, STR("Taliban")));
	assert_true(str_eq(hit->evidence[0].snippet, STR("The Taliban came. Then they went.")));
	assert_true(str_eq(hit->excerpt, STR("The Taliban came. Then they went.")));
	assert_true(str_eq(hit->output, STR("Taliban: News")));
	rules_done(&rules);
}

/* What a hit shows of a rule is kept when the conditions are not, whatever they are made of. */
static void test_hits_without_conditions(void **state)
{
	(void)state;
	struct rules rules;
	rules_init(&rules, "- {list: places, items: [Kabul, Herat]}\n"
			   "- {macro: came, condition: 'came OR arrived'}\n"
			   "- {rule: a, condition: 'Taliban AND came'}\n"
			   "- {rule: b, condition: 'x=taliban AND $came'}\n"
			   "- {rule: c, condition: '$came AND w=@places', fulltext: true}\n");
	rules_must_be_good(&rules);
	rule_book_drop_conditions(rules.book);
	assert_null(rules.book->rules[0].condition);
	struct match_input input = rules_input("News", "The Taliban came to Kabul.");
	struct hits hits = rules_match(&rules, &input);
	assert_int_equal(hits.count, 3);
	(void)find_evidence(&hits.hits[0], "Taliban");
	(void)find_evidence(&hits.hits[0], "came");
	assert_true(str_eq(hits.hits[1].captures[0].name, STR("x")));
	(void)find_evidence(&hits.hits[1], "x=taliban");
	assert_true(str_eq(hits.hits[2].captures[0].name, STR("w")));
	(void)find_evidence(&hits.hits[2], "w=@places");
	rules_done(&rules);
}

static void test_order_of_hits(void **state)
{
	(void)state;
	struct rules rules;
	rules_init(&rules, "- {rule: a, priority: low, condition: one}\n"
			   "- {rule: b, priority: critical, condition: one}\n"
			   "- {rule: c, condition: one}\n"
			   "- {rule: d, priority: critical, condition: one}\n"
			   "- {rule: e, enabled: false, condition: one}\n");
	rules_must_be_good(&rules);
	struct match_input input = rules_input("", "one");
	struct hits hits = rules_match(&rules, &input);
	assert_int_equal(hits.count, 4);
	assert_string_equal(hits.hits[0].rule.ptr, "b");
	assert_string_equal(hits.hits[1].rule.ptr, "d");
	assert_string_equal(hits.hits[3].rule.ptr, "a");
	rules_done(&rules);
}

static void test_hits_are_capped(void **state)
{
	(void)state;
	struct buf yaml;
	struct rules rules;
	buf_init(&yaml, 1 << 20);
	for (int i = 0; i < LIMIT_HITS + 10; i++) {
		buf_printf(&yaml, "- {rule: r%d, priority: %s, condition: one}\n", i,
			i == LIMIT_HITS + 5 ? "high" : "low");
	}
	rules_init(&rules, buf_cstr(&yaml));
	rules_must_be_good(&rules);
	struct match_input input = rules_input("", "one");
	struct hits hits = rules_match(&rules, &input);
	assert_int_equal(hits.count, LIMIT_HITS);
	assert_int_equal(hits.left_out, 10);
	assert_int_equal(hits.hits[0].priority, PRIORITY_HIGH);
	rules_done(&rules);
	buf_done(&yaml);
}

/* Rules that are true, but alert on nothing that is asserted, take no place from others. */
static void test_hits_are_capped_when_they_alert(void **state)
{
	(void)state;
	struct buf yaml;
	struct rules rules;
	buf_init(&yaml, 1 << 20);
	buf_printf(&yaml, "- {cue: never, lang: en, assertion: negated, items: [never]}\n");
	for (int i = 0; i < LIMIT_HITS; i++) {
		buf_printf(&yaml,
			"- {rule: r%d, priority: high, assert: [negated], condition: event=one}\n",
			i);
	}
	buf_printf(&yaml, "- {rule: low, priority: low, condition: event=one}\n");
	rules_init(&rules, buf_cstr(&yaml));
	rules_must_be_good(&rules);
	struct match_input input = rules_input("", "one two");
	input.fields[FIELD_LANG] = STR("en");
	struct hits hits = rules_match(&rules, &input);
	assert_int_equal(hits.count, 1);
	assert_string_equal(hits.hits[0].rule.ptr, "low");
	assert_int_equal(hits.left_out, 0);
	rules_done(&rules);
	buf_done(&yaml);
}

static void test_full_arena(void **state)
{
	(void)state;
	struct rules rules;
	struct arena *small = arena_new(200);
	struct hits hits;
	rules_init(&rules, "- {rule: a, condition: one}\n- {rule: b, condition: one}\n");
	rules_must_be_good(&rules);
	struct match_input input = rules_input("", "one");
	assert_int_equal(matcher_run(rules.matcher, &input, small, &hits), -12);
	arena_free(small);
	rules_done(&rules);
}

/* A text of one repeated word, and one of a million short sentences. */
static void test_hostile_texts(void **state)
{
	(void)state;
	static const char *const words[] = {"taliban ", "one. ", "taliban delegation ", "a b. "};
	enum { LENGTH = 4 << 20 };
	struct buf yaml;
	struct rules rules;
	buf_init(&yaml, 65536);
	buf_printf(&yaml,
		"%s- {rule: a, condition: 'SENT(who=@state ONEAR/3 event=delegation* AND where=@state)'}\n"
		"- {rule: b, condition: 'taliban NEAR/1000 taliban NEAR/1000 taliban NEAR/1000 one'}\n"
		"- {rule: c, condition: 'SENT(NOT one)'}\n"
		"- {rule: d, condition: 'who=taliban AND x=delegation AND y=taliban AND z=one'}\n"
		"- {rule: e, condition: '\"taliban taliban taliban one\" OR ATLEAST/1000(taliban)'}\n",
		things_yaml);
	rules_init(&rules, buf_cstr(&yaml));
	rules_must_be_good(&rules);
	char *text = mem_alloc(LENGTH + 32);
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		size_t len = 0;
		size_t word = strlen(words[i]);
		while (len < LENGTH) {
			memcpy(text + len, words[i], word);
			len += word;
		}
		text[len] = '\0';
		struct match_input input = rules_input("", text);
		(void)rules_match(&rules, &input);
	}
	free(text);
	rules_done(&rules);
	buf_done(&yaml);
}

/* What a limit left unseen is said, whether a rule is true or not. */
static void test_in_part(void **state)
{
	enum { MANY = LIMIT_WORD_OCCURRENCES + 1 };
	static const struct {
		const char *condition;
		const char *word;
		size_t times;
		bool in_part;
	} rows[] = {
		{"ship", "ship ", 3, false},
		{"ship", "ship ", MANY, true},
		{"harbour", "ship ", MANY, false},
		{"harbour", "ship ", LIMIT_TOKENS - 1, false},
		{"harbour", "ship ", LIMIT_TOKENS + 1, true},
		{"(ship NEAR/9 boat) NEAR/3 yard", "ship boat yard ", 1000, true},
		{"(ship NEAR/9 boat) NEAR/3 yard", "ship boat yard ", 10, false},
		{"a=@land AND b=@land AND c=@land", "Chad Mali Chad ", 2, false},
		{"a=@land AND b=@land AND c=@land", "Chad Mali Chad ", 200, false},
		{"a=@land NEAR/9 b=@land AND c=@land NEAR/9 d=@land NEAR/9 e=@land",
			"Chad Mali Chad ", 200, true},
	};
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		size_t len = strlen(rows[i].word);
		char *text = mem_alloc(rows[i].times * len + 1);
		char yaml[512];
		struct rules rules;
		(void)snprintf(yaml, sizeof(yaml),
			"- {entity: chad, type: land, names: [Chad]}\n"
			"- {entity: mali, type: land, names: [Mali]}\n"
			"- rule: r\n  condition: |\n    %s\n",
			rows[i].condition);
		rules_init(&rules, yaml);
		rules_must_be_good(&rules);
		for (size_t k = 0; k < rows[i].times; k++) {
			memcpy(text + k * len, rows[i].word, len);
		}
		text[rows[i].times * len] = '\0';
		struct match_input input = rules_input("", text);
		if (rules_match(&rules, &input).in_part != rows[i].in_part) {
			fail_msg("%s in %zu times \"%s\"", rows[i].condition, rows[i].times,
				rows[i].word);
		}
		free(text);
		rules_done(&rules);
	}
}

/* A long OR is found by one id of its own; it must match and be shown as if it were none. */
static void test_long_or(void **state)
{
	(void)state;
	static const char yaml[] =
		"- rule: long\n  condition: 'x AND (w1 OR w2 OR w3 OR w4 OR w5 OR w6 OR w7 OR w8 OR "
		"\"held talks\" OR co-operate OR assist* OR =NATO OR w9 OR w10 OR 外交)'\n"
		"- rule: near\n  condition: 'x NEAR/1 (w1 OR w2 OR w3 OR w4 OR w5 OR w6 OR w7 OR w8 OR "
		"\"held talks\" OR co-operate OR assist* OR =NATO OR w9 OR w10 OR 外交)'\n"
		"- rule: not\n  condition: 'x AND NOT (w1 OR w2 OR w3 OR w4 OR w5 OR w6 OR w7 OR w8 "
		"OR \"held talks\" OR co-operate OR assist* OR =NATO OR w9 OR w10 OR 外交)'\n";
	static const struct {
		const char *body;
		const char *text; /* what the OR matched; NULL: nothing */
		bool near;
	} rows[] = {
		{"x w7", "w7", true},
		{"x and then a w10", "w10", false},
		{"they held talks x", "held talks", true},
		{"held long talks x", NULL, false},
		{"x cooperate", "cooperate", true},
		{"co-operate x", "co-operate", true},
		{"assistance x", "assistance", true},
		{"x NATO", "NATO", true},
		{"x nato", NULL, false},
		{"x 外交", "外交", true},
		{"w7", NULL, false},
	};
	struct rules rules;
	rules_init(&rules, yaml);
	rules_must_be_good(&rules);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct match_input input = rules_input("", rows[i].body);
		struct hits hits;
		arena_clear(rules.scratch);
		assert_int_equal(matcher_run(rules.matcher, &input, rules.scratch, &hits), 0);
		bool has_x = strchr(rows[i].body, 'x') != NULL;
		assert_int_equal(hits.count, has_x + rows[i].near);
		if (!rows[i].text) {
			assert_true(!has_x || str_eq(hits.hits[0].rule, STR("not")));
			continue;
		}
		assert_true(str_eq(hits.hits[0].rule, STR("long")));
		assert_int_equal(hits.hits[0].evidence_count, 2);
		assert_true(str_eq(hits.hits[0].evidence[1].text, str_from(rows[i].text)));
		assert_true(str_starts(hits.hits[0].evidence[1].clause, STR("(w1 OR w2")) ||
			    str_starts(hits.hits[0].evidence[1].clause, STR("w1 OR w2")));
	}
	rules_done(&rules);
}

enum { HOSTILE_WORDS = 40000 };

/* Runs rules on a text that repeats `words`; returns how many occurrences were looked at. */
static uint64_t work_of(struct rules *rules, const char *words, size_t *ret_hits)
{
	struct buf body;
	struct hits hits;
	buf_init(&body, 16u << 20);
	for (unsigned i = 0; i < HOSTILE_WORDS; i++) {
		buf_add_str(&body, str_from(words));
	}
	struct match_input input = rules_input("", buf_cstr(&body));
	uint64_t before = rules->matcher->work;
	arena_clear(rules->scratch);
	assert_int_equal(matcher_run(rules->matcher, &input, rules->scratch, &hits), 0);
	*ret_hits = hits.count + hits.left_out;
	buf_done(&body);
	return rules->matcher->work - before;
}

/* However often a word stands in a text, a rule looks at a bounded number of its places. */
static void test_bounded_work(void **state)
{
	(void)state;
	static const char *const conditions[] = {"kabul NEAR/1000 herat", "\"kabul herat kabul\"",
		"SENT(kabul AND herat AND NOT tokyo)", "(kabul NOT NEAR/1 tokyo) NEAR/9 herat",
		"ATLEAST/1000(kabul)", "a=kabul ONEAR/1000 b=herat ONEAR/1000 c=kabul"};
	for (size_t i = 0; i < sizeof(conditions) / sizeof(conditions[0]); i++) {
		struct rules rules;
		struct buf yaml;
		size_t hits = 0;
		things_make_yaml(&yaml, conditions[i]);
		rules_init(&rules, buf_cstr(&yaml));
		rules_must_be_good(&rules);
		assert_true(work_of(&rules, "kabul herat ", &hits) <
			    (uint64_t)LIMIT_BINDING_WORK + (uint64_t)40 * LIMIT_SPANS);
		assert_int_equal(hits, 1);
		rules_done(&rules);
		buf_done(&yaml);
	}
}

/* Each of many lists has the frequent word: none may go without it, and each costs what one costs. */
static void test_many_lists(void **state)
{
	(void)state;
	enum { LISTS = 100 };
	struct rules rules;
	struct buf yaml;
	size_t hits = 0;
	buf_init(&yaml, 1u << 20);
	for (unsigned i = 0; i < LISTS; i++) {
		buf_printf(&yaml,
			"- {list: l%u, items: [kabul, \"kabul w%u\"]}\n"
			"- rule: r%u\n  condition: '@l%u NEAR/2 herat'\n",
			i, i, i, i);
	}
	rules_init(&rules, buf_cstr(&yaml));
	rules_must_be_good(&rules);
	assert_true(work_of(&rules, "kabul herat ", &hits) <
		    LISTS * ((uint64_t)LIMIT_BINDING_WORK + (uint64_t)10 * LIMIT_SPANS));
	assert_int_equal(hits, LISTS);
	rules_done(&rules);
	buf_done(&yaml);
}

/* Bindings of other things are listed, nearest first, and of the same things only the best. */
static void test_other_bindings(void **state)
{
	static const struct {
		const char *body;
		const char *also; /* the captures a and b of each */
	} rows[] = {
		{"Chad met Peru.", ""},
		{"Chad met Peru. Later on Chad, they say, met Peru.", ""},
		{"Chad met Peru. Peru also met Laos.", "peru-laos "},
		{"Chad met Peru and Laos. Peru never met Laos.", "peru-laos chad-laos "},
		{"A1 met A2 A3 A4 A5 A6 A7 A8 A9 A10 A11.",
			"a1-a3 a1-a4 a1-a5 a1-a6 a1-a7 a1-a8 a1-a9 a1-a10 "},
	};
	struct rules rules;
	struct buf yaml;
	(void)state;
	buf_init(&yaml, 4096);
	buf_add_str(&yaml,
		STR("- rule: r\n  condition: 'SENT(a=@land ONEAR/4 event=met ONEAR/20 b=@land)'\n"
		    "- {entity: chad, type: land, names: [Chad]}\n"
		    "- {entity: peru, type: land, names: [Peru]}\n"
		    "- {entity: laos, type: land, names: [Laos]}\n"));
	for (int i = 1; i <= 11; i++) {
		buf_printf(&yaml, "- {entity: a%d, type: land, names: [A%d]}\n", i, i);
	}
	rules_init(&rules, buf_cstr(&yaml));
	rules_must_be_good(&rules);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct match_input input = rules_input("", rows[i].body);
		struct hits hits = rules_match(&rules, &input);
		assert_int_equal(hits.count, 1);
		buf_clear(&yaml);
		for (size_t k = 0; k < hits.hits[0].also_count; k++) {
			const struct hit_also *also = &hits.hits[0].also[k];
			assert_int_equal(also->count, 3);
			buf_printf(&yaml, "%.*s-%.*s ", STR_ARG(also->captures[0].id),
				STR_ARG(also->captures[2].id));
		}
		assert_string_equal(buf_cstr(&yaml), rows[i].also);
	}
	buf_done(&yaml);
	rules_done(&rules);
}

/* By another alternative the rule is true without a capture: that is no other binding of anything. */
static void test_no_empty_binding(void **state)
{
	struct rules rules;
	(void)state;
	rules_init(&rules, "- {rule: r, condition: 'ship OR x=boat*'}\n");
	rules_must_be_good(&rules);
	struct match_input input = rules_input("", "A boat, a boathouse and a ship.");
	struct hits hits = rules_match(&rules, &input);
	assert_int_equal(hits.count, 1);
	assert_int_equal(hits.hits[0].capture_count, 1);
	assert_int_equal(hits.hits[0].also_count, 1);
	assert_true(str_eq(hits.hits[0].also[0].captures[0].text, STR("boathouse")));
	rules_done(&rules);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_other_bindings),
		cmocka_unit_test(test_no_empty_binding),
		cmocka_unit_test(test_captures),
		cmocka_unit_test(test_evidence_and_output),
		cmocka_unit_test(test_hits_outlive_the_article),
		cmocka_unit_test(test_hits_without_conditions),
		cmocka_unit_test(test_order_of_hits),
		cmocka_unit_test(test_hits_are_capped),
		cmocka_unit_test(test_hits_are_capped_when_they_alert),
		cmocka_unit_test(test_full_arena),
		cmocka_unit_test(test_hostile_texts),
		cmocka_unit_test(test_in_part),
		cmocka_unit_test(test_long_or),
		cmocka_unit_test(test_bounded_work),
		cmocka_unit_test(test_many_lists),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
