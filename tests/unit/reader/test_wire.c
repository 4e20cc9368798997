/* SPDX-License-Identifier: BSD-2-Clause */
#include "reader/wire.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/limits.h"
#include "base/mem.h"
#include "base/pack.h"
#include "text/date.h"
#include "text/url.h"
#include "text/utf8.h"

static void assert_str(struct str got, const char *want)
{
	if (!str_eq(got, str_from(want))) {
		print_error("got '%.*s', want '%s'\n", STR_ARG(got), want);
		fail();
	}
}

/* The payload of the only frame in `out`. */
static struct str payload_of(const struct buf *out)
{
	assert_false(out->full);
	assert_true(out->len >= FRAME_HEADER);
	return str_slice(buf_str(out), FRAME_HEADER, out->len);
}

static struct str repeat(struct arena *arena, const char *text, size_t times)
{
	size_t len = strlen(text);
	char *all = arena_alloc(arena, len * times + 1);

	for (size_t i = 0; i < len * times; i++) {
		all[i] = text[i % len];
	}
	return str_make(all, len * times);
}

/* --- jobs --- */

static void test_job(void **state)
{
	static const struct known known[] = {
		{1, 2, 3, 4, 5}, {UINT64_MAX, 0, UINT64_MAX, 0, INT64_MIN}};
	struct reader_job job = {.feed_id = UINT64_MAX - 1,
		.feed_name = STR("name"),
		.feed_country = STR("fr"),
		.feed_language = STR(""),
		.url = STR("https://a.example/"),
		.content_type = STR("text/xml"),
		.now = -5,
		.first_poll = true,
		.backlog_since = INT64_MAX,
		.known = known,
		.known_count = 2,
		.body = STR("<rss/>"),
		.body_fd = -1};
	struct arena *arena = arena_new(0);
	struct reader_job got;
	struct str payload;
	struct buf out;

	(void)state;
	buf_init(&out, FRAME_BUFFER_MAX);
	wire_put_job(&out, &job);
	payload = payload_of(&out);
	assert_int_equal(out.ptr[4], WIRE_JOB);
	assert_int_equal(wire_get_job(payload, -1, arena, &got), 0);
	assert_true(got.feed_id == job.feed_id);
	assert_str(got.feed_name, "name");
	assert_str(got.feed_country, "fr");
	assert_str(got.feed_language, "");
	assert_str(got.url, "https://a.example/");
	assert_str(got.content_type, "text/xml");
	assert_int_equal(got.now, -5);
	assert_true(got.first_poll);
	assert_true(got.backlog_since == INT64_MAX);
	assert_int_equal(got.known_count, 2);
	assert_memory_equal(got.known, known, sizeof(known));
	assert_str(got.body, "<rss/>");
	assert_int_equal(got.body_fd, -1);
	for (size_t len = 0; len < payload.len; len++) {
		assert_int_equal(
			wire_get_job(str_slice(payload, 0, len), -1, arena, &got), -EPROTO);
	}
	buf_done(&out);
	arena_free(arena);
}

static void test_job_with_descriptor(void **state)
{
	struct reader_job job = {.body_fd = 99, .body_size = LIMIT_DOCUMENT};
	struct arena *arena = arena_new(0);
	struct reader_job got;
	struct buf out;

	(void)state;
	buf_init(&out, FRAME_BUFFER_MAX);
	wire_put_job(&out, &job);
	assert_int_equal((uint8_t)out.ptr[4], WIRE_JOB_FD);
	assert_int_equal(wire_get_job(payload_of(&out), 7, arena, &got), 0);
	assert_int_equal(got.body_fd, 7);
	assert_int_equal(got.body_size, LIMIT_DOCUMENT);
	buf_clear(&out);
	job.body_size++;
	wire_put_job(&out, &job);
	assert_int_equal(wire_get_job(payload_of(&out), 7, arena, &got), -EPROTO);
	buf_done(&out);
	arena_free(arena);
}

/* --- articles --- */

static struct evidence some_evidence[] = {
	{FIELD_TITLE, 0, 5, -1, STR_INIT("@state"), STR_INIT("Title"), STR_INIT("ruritania"),
		STR_INIT("Title of"), STR_INIT("plans to"), 4, 12},
	{FIELD_BODY, 1000, 1004, 3, STR_INIT("a NEAR/3 b"), STR_INIT("a\nb"), STR_INIT(""),
		STR_INIT("x"), STR_INIT(""), 0, 0}};
static const struct capture another[] = {
	{STR_INIT("who"), STR_INIT("elbonia"), STR_INIT("Elbonia"), STR_INIT("Elbonian")}};
static const struct capture some_captures[] = {
	{STR_INIT("who"), STR_INIT("ruritania"), STR_INIT("Ruritania"), STR_INIT("Ruritanian")}};
static const struct hit_also some_also[] = {{another, 1}};
static struct mark some_marks[] = {{0, 3}, {4, 7}};
static const struct str some_tags[] = {STR_INIT("diplomacy"), STR_INIT("test")};
static const struct str some_categories[] = {STR_INIT("World"), STR_INIT("Politics")};
static struct entity_count some_entities[] = {{STR_INIT("ruritania"), STR_INIT("state"), 4}};

static struct hit make_hit(void)
{
	return (struct hit){.rule_id = STR("id-1"),
		.rule = STR("visits"),
		.desc = STR("Somebody visits"),
		.channel = STR("news.visits"),
		.priority = PRIORITY_CRITICAL,
		.tags = some_tags,
		.tag_count = 2,
		.assertion = ASSERTION_BACKGROUND,
		.output = STR("out"),
		.captures = some_captures,
		.capture_count = 1,
		.also = some_also,
		.also_count = 1,
		.evidence = some_evidence,
		.evidence_count = 2,
		.excerpt = STR("one two"),
		.marks = some_marks,
		.mark_count = 2};
}

static struct read_article make_article(struct hit *hits, size_t count)
{
	return (struct read_article){.status = IDENTITY_CHANGED,
		.identity = {1, 2, 3, 4, 5},
		.alerts = true,
		.backlog = true,
		.has_detail = true,
		.article = {.guid = STR("guid-1"),
			.link = STR("https://a.example/1"),
			.author = STR("A. Author"),
			.categories = some_categories,
			.category_count = 2,
			.published = 1700000000,
			.updated = DATE_NONE,
			.lang = STR("en"),
			.title = STR("Title of it"),
			.summary = STR("Two\n\nparagraphs"),
			.text = STR("is not sent")},
		.hits = {.hits = hits,
			.count = count,
			.left_out = 3,
			.entities = some_entities,
			.entity_count = 1}};
}

static void test_article(void **state)
{
	struct hit hit = make_hit();
	struct read_article article = make_article(&hit, 1);
	struct arena *arena = arena_new(0);
	const struct hit *h;
	struct read_article got;
	struct buf out;

	(void)state;
	buf_init(&out, FRAME_BUFFER_MAX);
	wire_put_article(&out, arena, &article);
	assert_int_equal(wire_get_article(payload_of(&out), 77, arena, &got), 0);
	buf_done(&out); /* what was read points nowhere into it */
	assert_int_equal(got.status, IDENTITY_CHANGED);
	assert_true(got.alerts && got.backlog && got.has_detail);
	assert_true(got.identity.guid_key == 1 && got.identity.url_key == 2);
	assert_true(got.identity.title_key == 3 && got.identity.revision == 4);
	assert_int_equal(got.identity.seen_at, 77);
	assert_str(got.article.guid, "guid-1");
	assert_str(got.article.link, "https://a.example/1");
	assert_str(got.article.author, "A. Author");
	assert_int_equal(got.article.category_count, 2);
	assert_str(got.article.categories[1], "Politics");
	assert_int_equal(got.article.published, 1700000000);
	assert_true(got.article.updated == DATE_NONE);
	assert_str(got.article.lang, "en");
	assert_str(got.article.title, "Title of it");
	assert_str(got.article.summary, "Two\n\nparagraphs");
	assert_str(got.article.text, "");
	assert_int_equal(got.hits.count, 1);
	assert_int_equal(got.hits.left_out, 3);
	h = &got.hits.hits[0];
	assert_str(h->rule_id, "id-1");
	assert_str(h->rule, "visits");
	assert_str(h->desc, "Somebody visits");
	assert_str(h->channel, "news.visits");
	assert_int_equal(h->priority, PRIORITY_CRITICAL);
	assert_int_equal(h->assertion, ASSERTION_BACKGROUND);
	assert_str(h->output, "out");
	assert_int_equal(h->tag_count, 2);
	assert_str(h->tags[1], "test");
	assert_int_equal(h->capture_count, 1);
	assert_str(h->captures[0].text, "Ruritanian");
	assert_int_equal(h->also_count, 1);
	assert_int_equal(h->also[0].count, 1);
	assert_str(h->also[0].captures[0].id, "elbonia");
	assert_str(h->evidence[0].cue, "plans to");
	assert_int_equal(h->evidence[0].cue_start, 4);
	assert_int_equal(h->evidence[0].cue_end, 12);
	assert_str(h->evidence[1].cue, "");
	assert_int_equal(h->evidence_count, 2);
	assert_str(h->evidence[1].text, "a\nb");
	assert_int_equal(h->evidence[0].distance, -1);
	assert_int_equal(h->evidence[1].end, 1004);
	assert_str(h->excerpt, "one two");
	assert_int_equal(h->mark_count, 2);
	assert_int_equal(h->marks[1].end, 7);
	assert_int_equal(got.hits.entity_count, 1);
	assert_int_equal(got.hits.entities[0].count, 4);
	arena_free(arena);
}

static void test_article_without_hits(void **state)
{
	struct read_article article = make_article(NULL, 0);
	struct arena *arena = arena_new(0);
	struct read_article got;
	struct buf out;

	(void)state;
	article.status = IDENTITY_KNOWN;
	article.alerts = false;
	article.backlog = false;
	buf_init(&out, FRAME_BUFFER_MAX);
	wire_put_article(&out, arena, &article);
	assert_true(out.len < 50);
	assert_int_equal(wire_get_article(payload_of(&out), 77, arena, &got), 0);
	assert_false(got.has_detail);
	assert_str(got.article.title, "");
	assert_true(got.article.published == DATE_NONE);
	buf_done(&out);
	arena_free(arena);
}

/* An article whose page is wanted has details without hits, and goes back with the page. */
static void test_wanted_page(void **state)
{
	struct read_article article = make_article(NULL, 0);
	struct reader_job job = {.body = STR("<html>"), .body_fd = -1, .article = &article};
	struct arena *arena = arena_new(0);
	struct read_article got;
	struct reader_job got_job;
	struct str payload;
	struct buf out;

	(void)state;
	article.status = IDENTITY_NEW;
	article.wants_page = true;
	article.text_points = 70000;
	article.hits.in_part = true;
	article.article.canonical = STR("https://a.example/canonical");
	buf_init(&out, FRAME_BUFFER_MAX);
	wire_put_article(&out, arena, &article);
	assert_int_equal(wire_get_article(payload_of(&out), 77, arena, &got), 0);
	assert_true(got.wants_page && got.has_detail && got.hits.in_part);
	assert_int_equal(got.text_points, 70000);
	assert_str(got.article.canonical, "https://a.example/canonical");
	assert_int_equal(got.hits.count, 0);

	buf_clear(&out);
	job.pages = READER_PAGES_NEVER;
	wire_put_job(&out, &job);
	payload = payload_of(&out);
	assert_int_equal(wire_get_job(payload, -1, arena, &got_job), 0);
	assert_int_equal(got_job.pages, READER_PAGES_NEVER);
	assert_false(got_job.robots);
	assert_non_null(got_job.article);
	assert_int_equal(got_job.article->text_points, 70000);
	assert_str(got_job.article->article.link, "https://a.example/1");
	assert_str(got_job.article->article.summary, "Two\n\nparagraphs");
	assert_str(got_job.body, "<html>");
	for (size_t len = 0; len < payload.len; len++) {
		assert_int_equal(
			wire_get_job(str_slice(payload, 0, len), -1, arena, &got_job), -EPROTO);
	}

	buf_clear(&out);
	job.article = NULL;
	job.robots = true;
	wire_put_job(&out, &job);
	assert_int_equal(wire_get_job(payload_of(&out), -1, arena, &got_job), 0);
	assert_true(got_job.robots && !got_job.article);

	/* An address that may not be sent is none, and not a fault. */
	buf_clear(&out);
	article.article.link = STR("https://a.example/\xe2\x80\xae");
	wire_put_article(&out, arena, &article);
	assert_int_equal(wire_get_article(payload_of(&out), 77, arena, &got), 0);
	assert_false(got.wants_page);

	/* A changed or known article's page is not for a reader to ask for. */
	buf_clear(&out);
	article.status = IDENTITY_CHANGED;
	wire_put_article(&out, arena, &article);
	assert_int_equal(wire_get_article(payload_of(&out), 77, arena, &got), -EPROTO);
	buf_done(&out);
	arena_free(arena);
}

/* Whatever an article holds, it goes through, cleaned and cut. */
static void test_hostile_article(void **state)
{
	static const char *const links[] = {"javascript:alert(1)", "https://a.example/\xe2\x80\xae",
		"https://a.example/\xff", "https://a.example/a b", "relative"};
	struct arena *arena = arena_new(0);
	struct hit hit = make_hit();
	struct read_article article = make_article(&hit, 1);
	struct read_article got;
	struct buf out;

	(void)state;
	article.article.title = repeat(arena, "x\n\x1b[2J\xe2\x80\xae\xff\xc2\x9b y ", 1000);
	article.article.summary = repeat(arena, "\xf0\x9f\x98\x80\r\n", 5000);
	article.article.guid = repeat(arena, "\xe6\x9d\xb1", 4000);
	article.article.author = repeat(arena, "a", 100000);
	article.article.lang = repeat(arena, "en", 1000);
	hit.output = repeat(arena, "\xe6\x9d\xb1\n", 10000);
	hit.mark_count = 0;
	some_evidence[1].snippet = article.article.title;
	buf_init(&out, FRAME_BUFFER_MAX);
	for (size_t i = 0; i < sizeof(links) / sizeof(links[0]); i++) {
		article.article.link = str_from(links[i]);
		buf_clear(&out);
		wire_put_article(&out, arena, &article);
		assert_int_equal(wire_get_article(payload_of(&out), 77, arena, &got), 0);
		assert_str(got.article.link, "");
	}
	some_evidence[1].snippet = STR("x");
	/* A space at the cut goes, too. */
	assert_in_range(utf8_length(got.article.title), LIMIT_TITLE_POINTS - 1, LIMIT_TITLE_POINTS);
	assert_true(str_starts(got.article.title, STR("x [2J\xef\xbf\xbd y x")));
	assert_int_equal(utf8_length(got.article.summary), LIMIT_SUMMARY_POINTS);
	assert_true(got.article.guid.len <= LIMIT_GUID);
	assert_true(got.article.guid.len > LIMIT_GUID - 4);
	assert_int_equal(got.article.author.len, LIMIT_NAME_POINTS);
	assert_in_range(utf8_length(got.hits.hits[0].output), LIMIT_RULE_TEXT_POINTS - 1,
		LIMIT_RULE_TEXT_POINTS);
	buf_done(&out);
	arena_free(arena);
}

/* An article whose hits fill more than a frame loses evidence, then hits, and says how many. */
static void test_too_many_hits(void **state)
{
	struct arena *arena = arena_new(0);
	struct hit *hits = mem_zalloc(2 * (size_t)LIMIT_HITS * sizeof(*hits));
	struct evidence *evidence = mem_zalloc(2 * (size_t)LIMIT_EVIDENCE * sizeof(*evidence));
	struct capture captures[LIMIT_CAPTURES];
	struct read_article article = make_article(hits, 2 * (size_t)LIMIT_HITS);
	struct read_article got;
	struct buf out;

	(void)state;
	for (size_t i = 0; i < 2 * (size_t)LIMIT_EVIDENCE; i++) {
		evidence[i] = some_evidence[0];
		evidence[i].snippet = repeat(arena, "\xe6\x9d\xb1", 1000);
	}
	for (size_t i = 0; i < 2 * (size_t)LIMIT_HITS; i++) {
		hits[i] = make_hit();
		hits[i].evidence = evidence;
		hits[i].evidence_count = 2 * (size_t)LIMIT_EVIDENCE;
	}
	buf_init(&out, FRAME_BUFFER_MAX);
	wire_put_article(&out, arena, &article);
	assert_int_equal(wire_get_article(payload_of(&out), 77, arena, &got), 0);
	assert_int_equal(got.hits.count, LIMIT_HITS);
	assert_int_equal(got.hits.left_out, LIMIT_HITS + 3);
	assert_int_equal(got.hits.hits[0].evidence_count, 4);

	for (size_t j = 0; j < LIMIT_CAPTURES; j++) {
		struct str wide = repeat(arena, "\xe6\x9d\xb1", 1000);

		captures[j] = (struct capture){wide, wide, wide, wide};
	}
	for (size_t i = 0; i < 2 * (size_t)LIMIT_HITS; i++) {
		hits[i].desc = repeat(arena, "\xe6\x9d\xb1", 1000);
		hits[i].output = hits[i].desc;
		hits[i].tags = &hits[i].desc;
		hits[i].capture_count = LIMIT_CAPTURES;
		hits[i].captures = captures;
		hits[i].tag_count = 1;
	}
	buf_clear(&out);
	wire_put_article(&out, arena, &article);
	assert_int_equal(wire_get_article(payload_of(&out), 77, arena, &got), 0);
	assert_int_equal(got.hits.count, 32);
	assert_int_equal(got.hits.left_out, 2 * LIMIT_HITS - 32 + 3);
	buf_done(&out);
	free(hits);
	free(evidence);
	arena_free(arena);
}

/* --- what a reader that was taken over could send --- */

static void assert_clean(struct str s, size_t max_points)
{
	size_t at = 0;

	assert_true(utf8_is_valid(s));
	assert_true(utf8_length(s) <= max_points);
	while (at < s.len) {
		uint32_t point = utf8_next(s, &at);

		assert_true(point == '\n' || !utf8_is_unsafe(point));
	}
}

static void assert_sane_hit(const struct hit *hit)
{
	assert_clean(hit->rule, LIMIT_RULE_NAME_POINTS);
	assert_clean(hit->channel, LIMIT_CHANNEL);
	assert_clean(hit->output, LIMIT_RULE_TEXT_POINTS);
	assert_clean(hit->excerpt, LIMIT_EXCERPT_POINTS);
	assert_true(hit->priority <= PRIORITY_CRITICAL && hit->assertion <= ASSERTION_BACKGROUND);
	for (size_t i = 0; i < hit->tag_count; i++) {
		assert_clean(hit->tags[i], LIMIT_RULE_NAME_POINTS);
	}
	for (size_t i = 0; i < hit->evidence_count; i++) {
		assert_clean(hit->evidence[i].snippet, LIMIT_EVIDENCE_POINTS);
		assert_true(hit->evidence[i].field < FIELD_COUNT);
		assert_true(hit->evidence[i].start <= hit->evidence[i].end);
	}
	for (size_t i = 0; i < hit->mark_count; i++) {
		assert_true(hit->marks[i].start <= hit->marks[i].end);
		assert_true(hit->marks[i].end <= utf8_length(hit->excerpt));
	}
}

static void assert_sane(const struct read_article *article)
{
	assert_true(article->status <= IDENTITY_MOVED);
	assert_clean(article->article.title, LIMIT_TITLE_POINTS);
	assert_clean(article->article.summary, LIMIT_SUMMARY_POINTS);
	assert_clean(article->article.guid, LIMIT_GUID);
	assert_clean(article->article.author, LIMIT_NAME_POINTS);
	assert_true(article->article.link.len == 0 || url_is_web(article->article.link));
	assert_true(article->hits.count <= LIMIT_HITS);
	for (size_t i = 0; i < article->hits.count; i++) {
		assert_sane_hit(&article->hits.hits[i]);
	}
}

/* Every byte of a good payload, changed in several ways: it is refused, or what comes out keeps every rule. */
static void test_changed_bytes(void **state)
{
	static const unsigned char changes[] = {0x01, 0x80, 0xff, 0x0a};
	struct hit hit = make_hit();
	struct read_article article = make_article(&hit, 1);
	struct arena *arena = arena_new(0);
	struct read_article got;
	struct buf out;
	struct str payload;
	size_t refused = 0;

	(void)state;
	buf_init(&out, FRAME_BUFFER_MAX);
	wire_put_article(&out, arena, &article);
	payload = payload_of(&out);
	for (size_t len = 0; len < payload.len; len++) {
		arena_clear(arena);
		assert_int_equal(
			wire_get_article(str_slice(payload, 0, len), 77, arena, &got), -EPROTO);
	}
	for (size_t i = FRAME_HEADER; i < out.len; i++) {
		char kept = out.ptr[i];

		for (size_t j = 0; j < sizeof(changes); j++) {
			arena_clear(arena);
			out.ptr[i] = (char)((unsigned char)kept ^ changes[j]);
			if (wire_get_article(payload, 77, arena, &got) == 0) {
				assert_sane(&got);
			} else {
				refused++;
			}
		}
		out.ptr[i] = kept;
	}
	assert_true(refused > payload.len / 2);
	buf_done(&out);
	arena_free(arena);
}

/* One thing wrong in an otherwise good article. */
static void test_refused(void **state)
{
	enum { STATUS = 0, FLAGS = 33 };
	static const struct {
		size_t at;
		unsigned char value;
	} cases[] = {
		{STATUS, IDENTITY_MOVED + 1}, {STATUS, IDENTITY_KNOWN}, /* with hits */
		{STATUS, IDENTITY_MOVED}, {FLAGS, 16},
		{FLAGS, 5},             /* backlog and details, but no alert */
		{FLAGS, 4}, {FLAGS, 2}, /* no details, but they follow */
	};
	struct hit hit = make_hit();
	struct read_article article = make_article(&hit, 1);
	struct arena *arena = arena_new(0);
	struct read_article got;
	struct buf out;

	(void)state;
	buf_init(&out, FRAME_BUFFER_MAX);
	wire_put_article(&out, arena, &article);
	assert_int_equal(out.ptr[FRAME_HEADER + FLAGS], 7);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char *at = out.ptr + FRAME_HEADER + cases[i].at;
		char kept = *at;

		*at = (char)cases[i].value;
		assert_int_equal(wire_get_article(payload_of(&out), 77, arena, &got), -EPROTO);
		*at = kept;
	}
	assert_int_equal(wire_get_article(payload_of(&out), 77, arena, &got), 0);
	buf_done(&out);
	arena_free(arena);
}

static void test_refused_hits(void **state)
{
	struct arena *arena = arena_new(0);
	struct read_article got;
	struct buf out;

	(void)state;
	buf_init(&out, FRAME_BUFFER_MAX);
	for (int i = 0; i < 7; i++) {
		struct evidence evidence = some_evidence[0];
		struct mark mark = {0, 7};
		struct hit hit = make_hit();
		struct read_article article = make_article(&hit, 1);

		hit.evidence = &evidence;
		hit.evidence_count = 1;
		hit.marks = &mark;
		hit.mark_count = 1;
		switch (i) {
		case 0:
			mark.end = 8; /* behind the excerpt */
			break;
		case 1:
			mark.start = 8;
			break;
		case 2:
			evidence.end = 12; /* behind the title */
			break;
		case 3:
			evidence.start = 6;
			break;
		case 4:
			hit.channel = STR("a}{b"); /* would change a Redis key */
			break;
		case 5:
			hit.rule = STR("");
			break;
		default:
			article.article.published = INT64_MAX;
			break;
		}
		buf_clear(&out);
		wire_put_article(&out, arena, &article);
		assert_int_equal(wire_get_article(payload_of(&out), 77, arena, &got), -EPROTO);
	}
	buf_done(&out);
	arena_free(arena);
}

static void test_full_arena(void **state)
{
	struct hit hit = make_hit();
	struct read_article article = make_article(&hit, 1);
	struct arena *large = arena_new(0);
	struct read_article got;
	struct buf out;
	int rc = -ENOMEM;

	(void)state;
	buf_init(&out, FRAME_BUFFER_MAX);
	wire_put_article(&out, large, &article);
	for (size_t size = 16; rc != 0; size += 16) {
		struct arena *small = arena_new(size);

		rc = wire_get_article(payload_of(&out), 77, small, &got);
		assert_true(rc == 0 || rc == -ENOMEM);
		assert_true(size < 100000);
		arena_free(small);
	}
	buf_done(&out);
	arena_free(large);
}

/* --- ends --- */

static void test_end(void **state)
{
	struct reader_result result = {.outcome = READER_LIMIT,
		.error = STR("line 12: too deep"),
		.format = STR("RSS 2.0"),
		.repairs = STR("none"),
		.repair_set = UINT32_MAX - 1,
		.proposals = STR("https://a.example/rss\nhttp://b.example/"),
		.robots = STR("-/a\n+/a/*b$\n"),
		.feed = {.title = STR("Feed"),
			.link = STR("https://a.example/"),
			.language = STR("en-GB")},
		.article_count = LIMIT_ARTICLES,
		.cpu_us = 123456789};
	struct arena *arena = arena_new(0);
	struct reader_result got;
	struct str payload;
	struct buf out;

	(void)state;
	buf_init(&out, FRAME_BUFFER_MAX);
	wire_put_end(&out, arena, &result);
	payload = payload_of(&out);
	assert_int_equal(wire_get_end(payload, arena, &got), 0);
	assert_int_equal(got.outcome, READER_LIMIT);
	assert_str(got.error, "line 12: too deep");
	assert_str(got.format, "RSS 2.0");
	assert_str(got.repairs, "none");
	assert_int_equal(got.repair_set, UINT32_MAX - 1);
	assert_str(got.proposals, "https://a.example/rss\nhttp://b.example/");
	assert_str(got.robots, "-/a\n+/a/*b$\n");
	assert_str(got.feed.title, "Feed");
	assert_str(got.feed.link, "https://a.example/");
	assert_str(got.feed.language, "en-GB");
	assert_int_equal(got.article_count, LIMIT_ARTICLES);
	assert_int_equal(got.cpu_us, 123456789);
	for (size_t len = 0; len < payload.len; len++) {
		assert_int_equal(wire_get_end(str_slice(payload, 0, len), arena, &got), -EPROTO);
	}
	out.ptr[FRAME_HEADER] = READER_DIED; /* not for a reader to say */
	assert_int_equal(wire_get_end(payload, arena, &got), -EPROTO);
	buf_clear(&out);
	result.article_count++;
	wire_put_end(&out, arena, &result);
	assert_int_equal(wire_get_end(payload_of(&out), arena, &got), -EPROTO);
	buf_clear(&out);
	result.article_count--;
	result.robots = STR("-/a\nthe rest\n");
	wire_put_end(&out, arena, &result);
	assert_int_equal(wire_get_end(payload_of(&out), arena, &got), -EPROTO);
	buf_done(&out);
	arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_job),
		cmocka_unit_test(test_job_with_descriptor),
		cmocka_unit_test(test_article),
		cmocka_unit_test(test_article_without_hits),
		cmocka_unit_test(test_wanted_page),
		cmocka_unit_test(test_hostile_article),
		cmocka_unit_test(test_too_many_hits),
		cmocka_unit_test(test_changed_bytes),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_refused_hits),
		cmocka_unit_test(test_full_arena),
		cmocka_unit_test(test_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
