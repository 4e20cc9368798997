/* SPDX-License-Identifier: BSD-2-Clause */
/* What an article becomes with its page: whose text, whose facts. The page is one article in every row. */
#include "reader/page_text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "text/date.h"

#define NOW INT64_C(1780000000)
#define BODY                                                                                         \
	"<p>The delegation of Ruritania came to the capital on Monday, and “talks” are to last " \
	"three days, said the ministry. Nobody was named.</p><p>It is the second visit of the "      \
	"year. The first one had ended without a word about the border.</p>"

static const char plain_page[] =
	"<!doctype html><html lang=\"en\"><head><title>Delegation "
	"comes</title></head><body><article>" BODY "</article></body></html>";

struct fixture {
	struct arena *arena;
	struct read_article feed;
	struct article article;
	struct str error;
};

static int set_up(void **state)
{
	static struct fixture f;

	f = (struct fixture){.arena = arena_new(0)};
	f.feed.article = (struct article){.link = STR("https://www.a.example/1"),
		.title = STR("A visit"),
		.published = DATE_NONE,
		.updated = DATE_NONE};
	*state = &f;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;

	arena_free(f->arena);
	return 0;
}

static void take(struct fixture *f, const char *html)
{
	struct document document = {.bytes = str_from(html),
		.content_type = STR("text/html; charset=utf-8"),
		.url = STR("https://www.a.example/1")};
	struct reader_job job = {.now = NOW, .article = &f->feed};

	f->article = f->feed.article;
	f->error = page_text_take(f->arena, &document, &job, &f->article);
}

static bool has(struct str text, const char *part)
{
	return str_find(text, str_from(part)) >= 0;
}

static void test_text_of_the_page(void **state)
{
	struct fixture *f = *state;

	take(f, plain_page);
	assert_int_equal(f->error.len, 0);
	assert_true(str_starts(f->article.text, STR("The delegation of Ruritania")));
	assert_true(has(f->article.text, "about the border."));
	assert_true(str_eq(f->article.title, STR("A visit")));
}

static void test_teaser(void **state)
{
	static const struct {
		const char *summary;
		bool is_put_first;
	} rows[] = {
		{"", false},
		{"A minister resigned over it.", true},
		/* In the page, but for white space, dashes and quotes. */
		{"The delegation of Ruritania came to the capital – on Monday", false},
		{"\"Talks\" are to last three days, said the …", false},
		{"The delegation of Ruritania stayed away from the capital on Monday", true},
		/* The headline again. */
		{"A visit", false},
		{"…", false},
	};
	struct fixture *f = *state;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct buf first;

		buf_init(&first, 1000);
		buf_printf(&first, "%s\n\nThe delegation", rows[i].summary);
		f->feed.article.summary = str_from(rows[i].summary);
		take(f, plain_page);
		assert_int_equal(f->error.len, 0);
		if (str_starts(f->article.text, buf_str(&first)) != rows[i].is_put_first) {
			fail_msg("\"%s\" should %sbe the first paragraph", rows[i].summary,
				rows[i].is_put_first ? "" : "not ");
		}
		assert_true(has(f->article.text, "about the border."));
		buf_done(&first);
	}
}

static void test_feed_serves(void **state)
{
	struct fixture *f = *state;

	f->feed.text_points = 5000;
	take(f, plain_page);
	assert_true(str_eq(f->error, STR("it has less text than the feed")));
	assert_int_equal(f->article.text.len, 0);
	f->feed.text_points = 0;
	take(f, "<html><body></body></html>");
	assert_true(f->error.len > 0);
	take(f, "");
	assert_true(f->error.len > 0);
}

#define HEAD(tags)                                                                                 \
	"<!doctype html><html lang=\"en\"><head>" tags                                             \
	"<title>Delegation comes</title></head><body><article>" BODY "</article></body></html>"
#define CANONICAL(url) HEAD("<link rel=\"canonical\" href=\"" url "\">")

/* A page speaks for its own host only. */
static void test_canonical(void **state)
{
	static const struct {
		const char *html;
		const char *canonical;
	} rows[] = {
		{CANONICAL("https://a.example/story-1"), "https://a.example/story-1"},
		{CANONICAL("https://www.a.example/story-1"), "https://www.a.example/story-1"},
		{CANONICAL("https://agency.example/story-1"), ""},
		{CANONICAL("https://www.a.example.evil.example/"), ""},
		{CANONICAL("javascript:alert(1)"), ""},
		{plain_page, ""},
	};
	struct fixture *f = *state;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		take(f, rows[i].html);
		assert_int_equal(f->error.len, 0);
		if (!str_eq(f->article.canonical, str_from(rows[i].canonical))) {
			fail_msg("got '%.*s', want '%s'", STR_ARG(f->article.canonical),
				rows[i].canonical);
		}
	}
}

static void test_facts(void **state)
{
	static const char page[] = HEAD(
		"<meta name=\"author\" content=\"Pat Page\"><meta property=\"article:published_time\" "
		"content=\"2026-05-20T10:00:00Z\">");
	static const char future[] =
		HEAD("<meta property=\"article:published_time\" content=\"2031-05-20T10:00:00Z\">");
	struct fixture *f = *state;

	f->feed.article.title = STR("");
	take(f, page);
	assert_true(str_eq(f->article.title, STR("Delegation comes")));
	assert_true(str_eq(f->article.author, STR("Pat Page")));
	assert_true(str_eq(f->article.lang, STR("en")));
	assert_int_equal(f->article.published, 1779271200);

	f->feed.article.title = STR("The feed's");
	f->feed.article.author = STR("Fay Feed");
	f->feed.article.lang = STR("fr");
	f->feed.article.published = 1779000000;
	take(f, page);
	assert_true(str_eq(f->article.title, STR("The feed's")));
	assert_true(str_eq(f->article.author, STR("Fay Feed")));
	assert_true(str_eq(f->article.lang, STR("fr")));
	assert_int_equal(f->article.published, 1779000000);

	f->feed.article.published = DATE_NONE;
	take(f, future);
	assert_true(f->article.published == DATE_NONE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_text_of_the_page, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_teaser, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_feed_serves, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_canonical, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_facts, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
