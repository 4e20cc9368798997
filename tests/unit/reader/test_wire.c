/* SPDX-License-Identifier: BSD-2-Clause */

#include "reader/wire_article.h"

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

	/* A changed article's page may be wanted, too; that of a known one is not for a reader to ask for. */
	buf_clear(&out);
	article.article.link = STR("https://a.example/1");
	article.status = IDENTITY_CHANGED;
	wire_put_article(&out, arena, &article);
	assert_int_equal(wire_get_article(payload_of(&out), 77, arena, &got), 0);
	assert_true(got.wants_page);
	buf_clear(&out);
	article.status = IDENTITY_KNOWN;
	wire_put_article(&out, arena, &article);
	assert_int_equal(wire_get_article(payload_of(&out), 77, arena, &got), -EPROTO);
	buf_done(&out);
	arena_free(arena);
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
		cmocka_unit_test(test_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
