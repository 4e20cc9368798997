/* SPDX-License-Identifier: BSD-2-Clause */
#include "check.h"

#include <errno.h>
#include <string.h>

#include "alert/record.h"
#include "base/limits.h"
#include "text/date.h"
#include "text/json.h"

#define DETECTED_MS INT64_C(1772355600123) /* 2026-03-01T09:00:00Z and a bit */
#define ROOM_FOR_DELIVERY 1024

static const struct str tags[] = {STR_INIT("diplomacy"), STR_INIT("visits")};
static struct evidence pieces[] = {
	{FIELD_BODY, 2, 9, -1, STR_INIT("who=@state"), STR_INIT("Taliban"), STR_INIT("taliban"),
		STR_INIT("A Taliban delegation"), {"", 0}, 0, 0},
	{FIELD_TITLE, 0, 5, 3, STR_INIT("a NEAR/5 b"), STR_INIT("a x b"), {"", 0},
		STR_INIT("a x b"), STR_INIT("plans to"), 20, 28},
};
static const struct capture other[] = {
	{STR_INIT("who"), STR_INIT("japan"), STR_INIT("Japan"), STR_INIT("Tokyo")}};
static const struct capture captures[] = {
	{STR_INIT("who"), STR_INIT("taliban"), STR_INIT("the Taliban"), STR_INIT("Taliban")},
	{STR_INIT("what"), STR_INIT(""), STR_INIT("talks"), STR_INIT("talks")}};
static const struct hit_also also[] = {{other, 1}};
static struct mark marks[] = {{2, 9}, {10, 20}};
static struct entity_count entities[] = {{STR_INIT("taliban"), STR_INIT("authority"), 3}};

static struct hit make_hit(const char *rule, const char *channel, enum priority priority)
{
	struct hit hit = {
		.rule_id = str_from(rule),
		.rule = STR("the name"),
		.desc = STR("what it is for"),
		.channel = str_from(channel),
		.priority = priority,
		.tags = tags,
		.tag_count = 2,
		.assertion = ASSERTION_AFFIRMED,
		.output = STR("the Taliban in Japan"),
		.captures = captures,
		.capture_count = 2,
		.also = also,
		.also_count = 1,
		.evidence = pieces,
		.evidence_count = 2,
		.excerpt = STR("A Taliban delegation"),
		.marks = marks,
		.mark_count = 2,
	};

	return hit;
}

static struct read_article make_article(struct hit *hits, size_t count)
{
	return (struct read_article){
		.status = IDENTITY_NEW,
		.identity = {.guid_key = 11, .url_key = 22, .title_key = 33, .revision = 44},
		.alerts = true,
		.has_detail = true,
		.article =
			{
				.link = STR("https://a.example/1?utm_source=x"),
				.author = STR("Reporter"),
				.published = INT64_C(1772355000),
				.updated = DATE_NONE,
				.lang = STR("en"),
				.title = STR("A title with \"quotes\""),
				.summary = STR("Summary"),
			},
		.hits = {.hits = hits, .count = count, .entities = entities, .entity_count = 1},
	};
}

static const struct record_source source = {
	.feed = STR_INIT("The Feed"),
	.title = STR_INIT("Feed title"),
	.url = STR_INIT("https://a.example/feed"),
	.country = STR_INIT("JP"),
	.detected_ms = DETECTED_MS,
};

struct made {
	struct arena *arena;
	struct journal_record *records;
	size_t count;
	size_t articles; /* whose records these are */
};

static struct made make(const struct record_source *from, const struct read_article *articles,
	size_t count, size_t arena_bytes)
{
	struct reader_result result = {.articles = articles, .article_count = count};
	struct made made = {.arena = arena_new(arena_bytes)};

	struct record_list list = record_make_all(made.arena, from, &result);

	made.records = list.records;
	made.count = list.count;
	made.articles = list.articles;
	return made;
}

static struct json_doc *parse(const struct journal_record *record)
{
	struct json_error error;
	struct json_doc *doc = json_parse(record->alert, &error);

	if (!doc) {
		fail_msg("%s: %.*s", error.text, STR_ARG(record->alert));
	}
	return doc;
}

/* "article.url": walks objects; a number is an index. */
static const struct json_value *find(const struct json_doc *doc, const char *path)
{
	const struct json_value *value = json_root(doc);
	struct str rest = str_from(path);
	struct str step;

	while (str_cut(&rest, '.', &step)) {
		char name[64];
		int64_t index;

		(void)snprintf(name, sizeof(name), "%.*s", STR_ARG(step));
		value = str_to_int64(step, &index) == 0 ? json_at(value, (size_t)index)
							: json_get(value, name);
	}
	return value;
}

static void test_alert_has_what_the_format_promises(void **state)
{
	static const struct {
		const char *path;
		const char *text; /* NULL: absent */
	} texts[] = {
		{"channel", "diplomacy.delegation"},
		{"priority", "high"},
		{"output", "the Taliban in Japan"},
		{"assertion", "affirmed"},
		{"excerpt", "A Taliban delegation"},
		{"rules.0.id", "r1"},
		{"rules.0.name", "the name"},
		{"rules.0.desc", "what it is for"},
		{"rules.0.priority", "high"},
		{"rules.0.tags.1", "visits"},
		{"rules.0.captures.who.id", "taliban"},
		{"rules.1.id", "r2"},
		{"captures.who.label", "the Taliban"},
		{"captures.who.text", "Taliban"},
		{"captures.what.text", "talks"},
		{"captures.what.id", NULL},
		{"article.title", "A title with \"quotes\""},
		{"article.url", "https://a.example/1?utm_source=x"},
		{"article.canonical_url", "https://a.example/1"},
		{"article.author", "Reporter"},
		{"article.published", "2026-03-01T08:50:00Z"},
		{"article.updated", NULL},
		{"article.detected", "2026-03-01T09:00:00Z"},
		{"article.lang", "en"},
		{"article.summary", "Summary"},
		{"article.text_source", "feed"},
		{"article.page_error", NULL},
		{"source.feed", "The Feed"},
		{"source.title", "Feed title"},
		{"source.url", "https://a.example/feed"},
		{"source.country", "JP"},
		{"entities.0.id", "taliban"},
		{"entities.0.type", "authority"},
		{"evidence.0.rule", "r1"},
		{"evidence.0.clause", "who=@state"},
		{"evidence.0.field", "body"},
		{"evidence.0.entity", "taliban"},
		{"evidence.0.snippet", "A Taliban delegation"},
		{"evidence.0.distance", NULL},
		{"evidence.0.cue", NULL},
		{"evidence.1.cue", "plans to"},
		{"rules.0.also.0.who.id", "japan"},
		{"rules.0.also.0.who.text", "Tokyo"},
		{"rules.0.also.1", NULL},
		{"evidence.1.entity", NULL},
		{"backlog", NULL},
		{"seq", NULL},
		{"producer", NULL},
		{"kind", NULL},
		{"story", NULL},
		{"rules_cut", NULL},
		{"evidence_cut", NULL},
	};
	static const struct {
		const char *path;
		int64_t number;
	} numbers[] = {{"v", 1}, {"marks.1.0", 10}, {"marks.1.1", 20}, {"entities.0.count", 3},
		{"evidence.0.start", 2}, {"evidence.0.end", 9}, {"evidence.1.distance", 3},
		{"evidence.1.cue_start", 20}, {"evidence.1.cue_end", 28}};
	struct hit hits[] = {make_hit("r1", "diplomacy.delegation", PRIORITY_HIGH),
		make_hit("r2", "diplomacy.delegation", PRIORITY_LOW)};
	struct read_article article = make_article(hits, 2);
	struct made made = make(&source, &article, 1, 0);
	struct json_doc *doc;

	(void)state;
	assert_int_equal(made.articles, 1);
	assert_int_equal(made.count, 1);
	doc = parse(&made.records[0]);
	for (size_t i = 0; i < COUNT(texts); i++) {
		const struct json_value *value = find(doc, texts[i].path);

		if (texts[i].text) {
			check_str(json_get_str(value), texts[i].text, texts[i].path);
		} else if (value) {
			fail_msg("%s should not be there", texts[i].path);
		}
	}
	for (size_t i = 0; i < COUNT(numbers); i++) {
		check_int(json_get_int(find(doc, numbers[i].path)), numbers[i].number,
			numbers[i].path);
	}
	check_int((int64_t)json_get_str(find(doc, "id")).len, 32, "id");
	check_int((int64_t)json_get_str(find(doc, "article.key")).len, 16, "article.key");
	assert_true(str_eq(json_get_str(find(doc, "id")), made.records[0].id));
	json_doc_free(doc);
	arena_free(made.arena);
}

/* Which text was matched, and the address that the page calls its own. */
static void test_text_of_a_page(void **state)
{
	struct hit hits[] = {make_hit("r1", "a", PRIORITY_HIGH)};
	struct read_article articles[] = {make_article(hits, 1), make_article(hits, 1)};
	struct made made;
	struct json_doc *doc;

	(void)state;
	articles[0].from_page = true;
	articles[0].article.canonical = STR("https://a.example/story?utm_source=x");
	articles[1].page_error = STR("HTTP 403");
	made = make(&source, articles, COUNT(articles), 0);
	assert_int_equal(made.count, 2);
	/* Who the article is, is not the page's to say. */
	assert_true(str_eq(made.records[0].id, made.records[1].id));
	doc = parse(&made.records[0]);
	check_str(json_get_str(find(doc, "article.text_source")), "page", "source of the text");
	check_str(json_get_str(find(doc, "article.canonical_url")), "https://a.example/story",
		"canonical");
	assert_null(find(doc, "article.page_error"));
	json_doc_free(doc);
	doc = parse(&made.records[1]);
	check_str(json_get_str(find(doc, "article.text_source")), "feed", "source of the text");
	check_str(json_get_str(find(doc, "article.page_error")), "HTTP 403", "error");
	json_doc_free(doc);
	arena_free(made.arena);
}

static void test_one_record_for_each_channel(void **state)
{
	struct hit hits[] = {make_hit("r1", "b", PRIORITY_CRITICAL),
		make_hit("r2", "a", PRIORITY_HIGH), make_hit("r3", "b", PRIORITY_LOW)};
	struct read_article articles[] = {make_article(hits, 3), make_article(hits, 3),
		make_article(hits, 3), make_article(hits + 1, 1)};
	struct made made;

	(void)state;
	articles[1].alerts = false;
	articles[2].has_detail = false;
	articles[3].identity.url_key = 99;
	made = make(&source, articles, COUNT(articles), 0);
	assert_int_equal(made.count, 3);
	check_str(made.records[0].channel, "b", "the first hit's channel first");
	assert_int_equal(made.records[0].rule_count, 2);
	check_str(made.records[1].channel, "a", "then the other");
	assert_int_equal(made.records[1].rule_count, 1);
	check_str(made.records[2].channel, "a", "then the next article");
	check_str(made.records[2].source, "The Feed", "source");
	check_int(made.records[2].detected_ms, DETECTED_MS, "detected");
	arena_free(made.arena);
}

static void test_ids_follow_channel_article_and_revision(void **state)
{
	struct hit hits[] = {
		make_hit("r1", "a", PRIORITY_HIGH), make_hit("r1", "b", PRIORITY_HIGH)};
	struct read_article articles[] = {make_article(hits, 2), make_article(hits, 1),
		make_article(hits, 1), make_article(hits, 1)};
	struct record_source elsewhere = source;
	struct made made;
	struct made again;

	(void)state;
	elsewhere.feed = STR("Another feed");
	elsewhere.detected_ms++;
	articles[1].identity.revision++;
	articles[2].identity.url_key++;
	articles[3].identity.guid_key++;
	made = make(&source, articles, COUNT(articles), 0);
	again = make(&elsewhere, articles, COUNT(articles), 0);
	assert_int_equal(made.count, 5);
	for (size_t i = 0; i < made.count; i++) {
		assert_true(str_eq(made.records[i].id, again.records[i].id));
		for (size_t j = 0; j < i; j++) {
			bool same = i == 4 && j == 0; /* the URL counts more than the guid */

			assert_true(str_eq(made.records[i].id, made.records[j].id) == same);
		}
	}
	arena_free(made.arena);
	arena_free(again.arena);
}

static void test_marks_say_who_the_article_is(void **state)
{
	static const struct {
		struct known identity;
		size_t count;
		uint64_t first;
	} rows[] = {
		{{.guid_key = 1, .url_key = 2, .title_key = 3}, 2, 2},
		{{.guid_key = 1, .title_key = 3}, 1, 1}, {{.title_key = 3}, 1, 3},
		{{.revision = 7}, 1, 0}, /* known by nothing: still something for the journal */
	};
	struct hit hit = make_hit("r1", "a", PRIORITY_HIGH);

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct read_article article = make_article(&hit, 1);
		struct made made;

		article.identity = rows[i].identity;
		made = make(&source, &article, 1, 0);
		assert_int_equal(made.count, 1);
		check_int((int64_t)made.records[0].mark_count, (int64_t)rows[i].count, "marks");
		assert_true(made.records[0].marks[0] != 0);
		if (rows[i].first) {
			check_int(
				(int64_t)made.records[0].marks[0], (int64_t)rows[i].first, "mark");
		}
		assert_false(made.records[0].changed);
		arena_free(made.arena);
	}
}

static void test_changed_and_backlog_are_said(void **state)
{
	struct hit hit = make_hit("r1", "a", PRIORITY_HIGH);
	struct read_article article = make_article(&hit, 1);
	struct made made;
	struct json_doc *doc;

	(void)state;
	article.status = IDENTITY_CHANGED;
	article.backlog = true;
	made = make(&source, &article, 1, 0);
	assert_true(made.records[0].changed);
	doc = parse(&made.records[0]);
	assert_true(json_get_bool(find(doc, "backlog")));
	json_doc_free(doc);
	arena_free(made.arena);
}

static void test_only_web_addresses_go_out(void **state)
{
	static const char *const links[] = {"", "javascript:alert(1)", "file:///etc/passwd",
		"ftp://a.example/", "data:text/html,x"};
	struct hit hit = make_hit("r1", "a", PRIORITY_HIGH);

	(void)state;
	for (size_t i = 0; i < COUNT(links); i++) {
		struct read_article article = make_article(&hit, 1);
		struct made made;
		struct json_doc *doc;

		article.article.link = str_from(links[i]);
		made = make(&source, &article, 1, 0);
		doc = parse(&made.records[0]);
		assert_null(find(doc, "article.url"));
		assert_null(find(doc, "article.canonical_url"));
		json_doc_free(doc);
		arena_free(made.arena);
	}
}

/* --- ceilings --- */

/* `count` times a character of four bytes. */
static struct str wide(struct arena *arena, size_t count)
{
	char *text = arena_alloc(arena, count * 4);

	for (size_t i = 0; i < count; i++) {
		memcpy(text + 4 * i, "\xf0\x9f\x98\x80", 4);
	}
	return str_make(text, count * 4);
}

static struct str narrow(struct arena *arena, size_t count, char with)
{
	char *text = arena_alloc(arena, count);

	memset(text, with, count);
	return str_make(text, count);
}

static struct str long_url(struct arena *arena)
{
	char *text = arena_alloc(arena, LIMIT_URL);

	memset(text, 'u', LIMIT_URL);
	memcpy(text, "https://a.example/", 18);
	return str_make(text, LIMIT_URL);
}

/* As large as the loader of rules lets it be: names are ASCII and short, texts are not. */
static struct hit large_hit(struct arena *arena)
{
	struct evidence *evidence = arena_zalloc(arena, LIMIT_EVIDENCE * sizeof(*evidence));
	struct str *labels = arena_zalloc(arena, LIMIT_TAGS * sizeof(*labels));
	struct mark *all = arena_zalloc(arena, LIMIT_EXCERPT_MARKS * sizeof(*all));
	struct capture *bound = arena_zalloc(arena, LIMIT_CAPTURES * sizeof(*bound));
	struct str name = narrow(arena, 100, 'n');
	struct hit hit = {.rule_id = name,
		.rule = name,
		.desc = wide(arena, LIMIT_RULE_TEXT_POINTS),
		.channel = narrow(arena, LIMIT_CHANNEL, 'c'),
		.tags = labels,
		.tag_count = LIMIT_TAGS,
		.output = wide(arena, LIMIT_RULE_TEXT_POINTS),
		.captures = bound,
		.capture_count = LIMIT_CAPTURES,
		.evidence = evidence,
		.evidence_count = LIMIT_EVIDENCE,
		.excerpt = wide(arena, LIMIT_EXCERPT_POINTS),
		.marks = all,
		.mark_count = LIMIT_EXCERPT_MARKS};

	for (size_t i = 0; i < LIMIT_TAGS; i++) {
		labels[i] = name;
	}
	for (size_t i = 0; i < LIMIT_EXCERPT_MARKS; i++) {
		all[i] = (struct mark){296, 300};
	}
	for (size_t i = 0; i < LIMIT_EVIDENCE; i++) {
		evidence[i] = (struct evidence){.clause = wide(arena, LIMIT_EVIDENCE_POINTS),
			.text = wide(arena, LIMIT_EVIDENCE_POINTS),
			.entity = name,
			.snippet = wide(arena, LIMIT_EVIDENCE_POINTS),
			.start = UINT32_MAX,
			.end = UINT32_MAX,
			.distance = INT32_MAX};
	}
	for (size_t i = 0; i < LIMIT_CAPTURES; i++) {
		struct str own = arena_str(arena, narrow(arena, 60, 'k'));

		((char *)(uintptr_t)own.ptr)[0] = (char)('a' + (int)i);
		bound[i] = (struct capture){own, name, wide(arena, LIMIT_RULE_NAME_POINTS),
			wide(arena, LIMIT_EVIDENCE_POINTS)};
	}
	return hit;
}

static struct read_article large_article(struct arena *arena, size_t rules)
{
	struct hit *hits = arena_zalloc(arena, rules * sizeof(*hits));
	struct read_article article = make_article(hits, rules);
	struct entity_count *all = arena_zalloc(arena, LIMIT_HIT_ENTITIES * sizeof(*all));

	for (size_t i = 0; i < rules; i++) {
		hits[i] = large_hit(arena);
	}
	for (size_t i = 0; i < LIMIT_HIT_ENTITIES; i++) {
		all[i] = (struct entity_count){hits[0].rule, hits[0].rule, UINT32_MAX};
	}
	article.hits.entities = all;
	article.hits.entity_count = LIMIT_HIT_ENTITIES;
	article.backlog = true;
	article.article.link = long_url(arena);
	article.article.author = wide(arena, LIMIT_NAME_POINTS);
	article.article.updated = article.article.published;
	article.article.lang = narrow(arena, LIMIT_LANG_POINTS, 'l');
	article.article.title = wide(arena, LIMIT_TITLE_POINTS);
	article.article.summary = wide(arena, LIMIT_SUMMARY_POINTS);
	return article;
}

static void test_the_largest_alert_fits(void **state)
{
	static const size_t counts[] = {1, 2, 5, 40, LIMIT_HITS};

	(void)state;
	for (size_t i = 0; i < COUNT(counts); i++) {
		struct arena *arena = arena_new(0);
		struct read_article article = large_article(arena, counts[i]);
		struct record_source from = {.feed = wide(arena, LIMIT_FEED_TEXT / 4),
			.title = wide(arena, LIMIT_NAME_POINTS),
			.url = long_url(arena),
			.country = wide(arena, LIMIT_FEED_TEXT / 4),
			.detected_ms = DETECTED_MS};
		struct made made = make(&from, &article, 1, 0);
		struct json_doc *doc;

		check_int((int64_t)made.articles, 1, "articles");
		check_int((int64_t)made.count, 1, "records");
		assert_in_range(made.records[0].alert.len, 1, LIMIT_ALERT - ROOM_FOR_DELIVERY);
		doc = parse(&made.records[0]);
		assert_int_equal(json_get_str(find(doc, "article.url")).len, LIMIT_URL);
		assert_int_equal(
			json_get_str(find(doc, "captures."
					       "akkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk"
					       "kkkkkkkkkkkkkkkk.id"))
				.len,
			100);
		check_int(json_get_int(find(doc, "rules_cut")) +
				  (int64_t)json_length(find(doc, "rules")),
			(int64_t)counts[i], "rules listed and cut");
		check_int(json_get_int(find(doc, "evidence_cut")) +
				  (int64_t)json_length(find(doc, "evidence")),
			(int64_t)(counts[i] * LIMIT_EVIDENCE), "evidence listed and cut");
		assert_int_equal(json_get_str(find(doc, "evidence.0.rule")).len, 100); /* always */
		json_doc_free(doc);
		arena_free(made.arena);
		arena_free(arena);
	}
}

/* A hit of which only the evidence is large: three pieces of it fill an alert. */
static struct hit hit_of_much_evidence(struct arena *arena, const char *rule)
{
	struct hit hit = large_hit(arena);

	hit.rule_id = str_from(rule);
	hit.capture_count = 0;
	hit.desc = STR("");
	hit.tag_count = 0;
	hit.mark_count = 0;
	hit.output = STR("output");
	hit.excerpt = STR("excerpt");
	return hit;
}

/* The least important goes first, one by one: of rules the last, of a rule the last pieces. Only then is there less of the rest. */
static void test_evidence_is_cut_before_words(void **state)
{
	static const struct {
		const char *rules; /* a letter each */
		size_t pieces;     /* that each of them has */
		const char *kept;  /* whose they are */
	} rows[] = {
		{"a", 4, "aaaa"},
		{"a", LIMIT_EVIDENCE, "aaaa"},
		{"ab", 2, "aabb"},
		{"ab", LIMIT_EVIDENCE, "aabb"},
		{"abc", LIMIT_EVIDENCE, "aabc"},
		{"abcdef", LIMIT_EVIDENCE, "abcd"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct arena *arena = arena_new(0);
		size_t count = strlen(rows[i].rules);
		struct hit hits[6];
		char names[6][2];
		struct read_article article;
		struct made made;
		struct json_doc *doc;
		const struct json_value *evidence;

		for (size_t h = 0; h < count; h++) {
			memcpy(names[h], (char[2]){rows[i].rules[h], '\0'}, 2);
			hits[h] = hit_of_much_evidence(arena, names[h]);
			hits[h].evidence_count = rows[i].pieces;
		}
		article = make_article(hits, count);
		made = make(&source, &article, 1, 0);
		doc = parse(&made.records[0]);
		evidence = find(doc, "evidence");
		check_int((int64_t)json_length(evidence), (int64_t)strlen(rows[i].kept),
			rows[i].rules);
		for (size_t e = 0; e < json_length(evidence); e++) {
			check_str(json_get_str(json_get(json_at(evidence, e), "rule")),
				(char[2]){rows[i].kept[e], '\0'}, rows[i].rules);
		}
		check_int(json_get_int(find(doc, "evidence_cut")),
			(int64_t)(count * rows[i].pieces - strlen(rows[i].kept)), rows[i].rules);
		check_int((int64_t)json_length(find(doc, "rules")), (int64_t)count, rows[i].rules);
		check_str(json_get_str(find(doc, "article.summary")), "Summary", "summary");
		json_doc_free(doc);
		arena_free(made.arena);
		arena_free(arena);
	}
}

/* Each article has two records: of one that does not fit whole, none is kept. */
static void test_a_full_arena_ends_behind_whole_articles(void **state)
{
	struct hit hits[] = {make_hit("r1", "a", PRIORITY_HIGH), make_hit("r2", "b", PRIORITY_LOW)};
	struct read_article articles[64];
	struct made made;

	(void)state;
	for (size_t i = 0; i < COUNT(articles); i++) {
		articles[i] = make_article(hits, 2);
	}
	for (size_t kib = 32; kib < 96; kib++) {
		made = make(&source, articles, COUNT(articles), kib << 10);
		assert_in_range(made.articles, 1, COUNT(articles) - 1);
		assert_int_equal(made.count, 2 * made.articles);
		arena_free(made.arena);
	}
	made = make(&source, articles, COUNT(articles), 100);
	assert_int_equal(made.articles, 0);
	assert_int_equal(made.count, 0);
	arena_free(made.arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_alert_has_what_the_format_promises),
		cmocka_unit_test(test_text_of_a_page),
		cmocka_unit_test(test_one_record_for_each_channel),
		cmocka_unit_test(test_ids_follow_channel_article_and_revision),
		cmocka_unit_test(test_marks_say_who_the_article_is),
		cmocka_unit_test(test_changed_and_backlog_are_said),
		cmocka_unit_test(test_only_web_addresses_go_out),
		cmocka_unit_test(test_the_largest_alert_fits),
		cmocka_unit_test(test_evidence_is_cut_before_words),
		cmocka_unit_test(test_a_full_arena_ends_behind_whole_articles),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
