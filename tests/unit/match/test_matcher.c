/* SPDX-License-Identifier: BSD-2-Clause */
/* Conditions against articles: each operator of RULES.md 2 and the segmentation of 3, captures, evidence, excerpts. */
#include "match/rules.h"
#include "text/date.h"

#include "match/workspace.h"

#include <stdlib.h>

#include "base/mem.h"

/* What the conditions below may refer to. */
static const char things[] =
	"- list: envoys\n"
	"  items: [\"ambassador*\", \"envoy*\", \"charg\xc3\xa9 d'affaires\", \"head of mission\"]\n"
	"  unless: [\"brand ambassador*\", \"goodwill ambassador*\"]\n"
	"- list: staff\n"
	"  items: [\"@envoys\", \"consul of @state\", \"clerk\"]\n"
	"- entity: taliban\n"
	"  type: [authority, state]\n"
	"  label: the Taliban\n"
	"  names:\n"
	"    - Taliban\n"
	"    - Islamic Emirate of Afghanistan\n"
	"    - {name: IEA, case: exact, context: [Kabul, \"Taliban*\"]}\n"
	"  unless: [\"Pakistani Taliban\"]\n"
	"- entity: afghanistan\n"
	"  type: state\n"
	"  names: [Afghanistan, Afghan, Kabul]\n"
	"- entity: usa\n"
	"  type: state\n"
	"  names: [United States, \"U.S.\", {name: US, case: exact}, Washington]\n"
	"- entity: pakistan\n"
	"  type: state\n"
	"  names: [Pakistan, Pakistani]\n"
	"- entity: japan\n"
	"  type: state\n"
	"  names: [Japan, Tokyo, \xe6\x97\xa5\xe6\x9c\xac]\n"
	"- entity: ishiba\n"
	"  type: person\n"
	"  of: japan\n"
	"  names: [Ishiba]\n"
	"- entity: guinea-bissau\n"
	"  type: state\n"
	"  names: [Guinea-Bissau]\n"
	"- entity: guinea\n"
	"  type: state\n"
	"  names: [Guinea]\n"
	"- macro: travel\n"
	"  condition: arriv* OR visit* OR \"held talks\"\n";

struct row {
	const char *condition;
	const char *title;
	const char *body;
	bool matches;
};

static void make_yaml(struct buf *out, const char *condition)
{
	buf_init(out, 1 << 20);
	buf_printf(out, "%s- rule: r\n  condition: |\n    %s\n", things, condition);
}

static void assert_row(const struct row *row)
{
	struct buf yaml;
	struct rules rules;
	make_yaml(&yaml, row->condition);
	rules_init(&rules, buf_cstr(&yaml));
	rules_must_be_good(&rules);
	struct match_input input = rules_input(row->title, row->body);
	struct hits hits = rules_match(&rules, &input);
	if ((hits.count == 1) != row->matches) {
		fail_msg("%s on \"%s\" / \"%s\": %s", row->condition, row->title, row->body,
			row->matches ? "should match" : "should not match");
	}
	rules_done(&rules);
	buf_done(&yaml);
}

static void assert_rows(const struct row *rows, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		assert_row(&rows[i]);
	}
}

#define ASSERT_ROWS(rows) assert_rows(rows, sizeof(rows) / sizeof((rows)[0]))

static void test_words(void **state)
{
	(void)state;
	static const struct row rows[] = {
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
	ASSERT_ROWS(rows);
}

static void test_phrases_and_booleans(void **state)
{
	(void)state;
	static const struct row rows[] = {
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
	ASSERT_ROWS(rows);
}

static void test_near(void **state)
{
	(void)state;
	static const struct row rows[] = {
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
	ASSERT_ROWS(rows);
}

static void test_units_and_fields(void **state)
{
	(void)state;
	static const struct row rows[] = {
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
	ASSERT_ROWS(rows);
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
	const struct row rows[] = {
		{"lead:last", "big news today", buf_cstr(&body), true},
		{"lead:beyond", "big news today", buf_cstr(&body), false},
		{"lead:last", "other news today", buf_cstr(&body), false},
		{"lead,body:beyond", "", buf_cstr(&body), true},
		{"lead,body:(ATLEAST/2(big))", "", buf_cstr(&body), false},
	};
	ASSERT_ROWS(rows);
	buf_done(&body);
}

static void test_lists_and_entities(void **state)
{
	(void)state;
	static const struct row rows[] = {
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
	ASSERT_ROWS(rows);
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
		make_yaml(&yaml, rows[i].condition);
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
		things);
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
		things);
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
		make_yaml(&yaml, conditions[i]);
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

/* What a name means does not hang on which fields the other rules look at. */
static void test_context_stands_in_the_text(void **state)
{
	static const char *const others[] = {"", "- {rule: other, condition: 'tag:harbour'}\n"};
	(void)state;
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		char yaml[256];
		struct rules rules;
		(void)snprintf(yaml, sizeof(yaml),
			"- {entity: bank, names: [{name: Bank, context: [money]}]}\n"
			"- {rule: r, condition: '@bank'}\n%s",
			others[i]);
		rules_init(&rules, yaml);
		rules_must_be_good(&rules);
		struct match_input input = rules_input("A bank", "of the river");
		input.fields[FIELD_TAG] = STR("money");
		assert_int_equal(rules_match(&rules, &input).count, 0);
		input = rules_input("A bank", "has money");
		assert_int_equal(rules_match(&rules, &input).count, 1);
		rules_done(&rules);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_context_stands_in_the_text),
		cmocka_unit_test(test_other_bindings),
		cmocka_unit_test(test_terms_of_office),
		cmocka_unit_test(test_words),
		cmocka_unit_test(test_phrases_and_booleans),
		cmocka_unit_test(test_near),
		cmocka_unit_test(test_units_and_fields),
		cmocka_unit_test(test_lead_is_sixty_words),
		cmocka_unit_test(test_lists_and_entities),
		cmocka_unit_test(test_other_fields),
		cmocka_unit_test(test_captures),
		cmocka_unit_test(test_evidence_and_output),
		cmocka_unit_test(test_hits_outlive_the_article),
		cmocka_unit_test(test_order_of_hits),
		cmocka_unit_test(test_hits_are_capped),
		cmocka_unit_test(test_hits_are_capped_when_they_alert),
		cmocka_unit_test(test_full_arena),
		cmocka_unit_test(test_hostile_texts),
		cmocka_unit_test(test_long_or),
		cmocka_unit_test(test_bounded_work),
		cmocka_unit_test(test_many_lists),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
