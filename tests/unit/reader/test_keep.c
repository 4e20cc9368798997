/* SPDX-License-Identifier: BSD-2-Clause */
/* What is kept of a result is all of it, and points nowhere into what it came from. */
#include "reader/keep.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "text/date.h"

static void fill(struct arena *from, struct read_article *articles, struct reader_result *result)
{
	struct hit *hit = arena_zalloc(from, sizeof(*hit));

	*hit = (struct hit){.rule_id = arena_str(from, STR("id")),
		.rule = arena_str(from, STR("rule")),
		.channel = arena_str(from, STR("channel")),
		.output = arena_str(from, STR("output"))};
	articles[0] = (struct read_article){
		.status = IDENTITY_KNOWN, .identity = {.guid_key = 1, .seen_at = 9}};
	articles[1] = (struct read_article){.status = IDENTITY_NEW,
		.identity = {.guid_key = 2, .url_key = 3, .seen_at = 9},
		.alerts = true,
		.has_detail = true,
		.wants_page = true,
		.text_points = 4,
		.article = {.link = arena_str(from, STR("https://a.example/")),
			.title = arena_str(from, STR("Title")),
			.summary = arena_str(from, STR("Text")),
			.published = DATE_NONE,
			.updated = 5},
		.hits = {.hits = hit, .count = 1}};
	*result = (struct reader_result){.outcome = READER_LIMIT,
		.error = arena_str(from, STR("error")),
		.feed = {.title = arena_str(from, STR("Feed"))},
		.articles = articles,
		.article_count = 2,
		.generation = 7};
}

static void test_kept(void **state)
{
	struct arena *from = arena_new(0);
	struct arena *arena = arena_new(0);
	struct read_article articles[2];
	struct reader_result result;
	struct reader_result kept;

	(void)state;
	fill(from, articles, &result);
	assert_int_equal(reader_result_keep(arena, &result, &kept), 0);
	memset(articles, 0xff, sizeof(articles));
	arena_free(from);
	assert_int_equal(kept.outcome, READER_LIMIT);
	assert_true(str_eq(kept.error, STR("error")));
	assert_true(str_eq(kept.feed.title, STR("Feed")));
	assert_int_equal(kept.generation, 7);
	assert_int_equal(kept.article_count, 2);
	assert_int_equal(kept.articles[0].status, IDENTITY_KNOWN);
	assert_int_equal(kept.articles[0].identity.guid_key, 1);
	assert_int_equal(kept.articles[0].identity.seen_at, 9);
	assert_true(kept.articles[1].wants_page && kept.articles[1].alerts);
	assert_int_equal(kept.articles[1].identity.url_key, 3);
	assert_int_equal(kept.articles[1].identity.seen_at, 9);
	assert_int_equal(kept.articles[1].text_points, 4);
	assert_int_equal(kept.articles[1].article.updated, 5);
	assert_true(str_eq(kept.articles[1].article.title, STR("Title")));
	assert_int_equal(kept.articles[1].hits.count, 1);
	assert_true(str_eq(kept.articles[1].hits.hits[0].channel, STR("channel")));
	arena_free(arena);
}

static void test_full(void **state)
{
	struct arena *from = arena_new(0);
	struct read_article articles[2];
	struct reader_result result;
	struct reader_result kept = {.generation = 99};
	struct arena *arena;
	int rc = -ENOMEM;

	(void)state;
	fill(from, articles, &result);
	for (size_t size = 16; rc == -ENOMEM; size += 16) {
		arena = arena_new(size);
		rc = reader_result_keep(arena, &result, &kept);
		assert_true(rc == 0 || (rc == -ENOMEM && kept.generation == 99));
		arena_free(arena);
	}
	arena_free(from);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_kept),
		cmocka_unit_test(test_full),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
