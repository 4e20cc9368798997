/* SPDX-License-Identifier: BSD-2-Clause */
#include "reader/read.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/limits.h"
#include "match/book.h"
#include "match/rule_set.h"
#include "text/date.h"

#define NOW INT64_C(1780000000)
#define RULES                                                                                      \
	"- rule: flood\n"                                                                          \
	"  condition: flood*\n"                                                                    \
	"- rule: pages\n"                                                                          \
	"  fulltext: true\n"                                                                       \
	"  condition: title:harbour AND storm\n"                                                   \
	"- rule: fields\n"                                                                         \
	"  condition: source:gazette AND feed_country:fr AND tag:weather AND author:smith AND "    \
	"lang:de\n"

struct seen {
	size_t count;
	enum identity_status status[10];
	bool alerts[10];
	bool backlog[10];
	bool wants_page[10];
	size_t hits[10];
	char rule[10][50]; /* of the first hit */
	struct known known[10];
	char title[10][50];
	size_t stop_at; /* 0: never */
};

struct fixture {
	struct arena *arena;
	struct matcher *matcher;
	struct read_context *context;
	struct seen seen;
	struct reader_result result;
};

static int set_up(void **state)
{
	static struct fixture f;
	struct book_source source = {.file = "test.yaml", .text = STR(RULES)};
	struct rule_book *book;
	struct rule_set *set;
	struct diags diags;

	memset(&f, 0, sizeof(f));
	diags_init(&diags);
	f.arena = arena_new(0);
	book = rule_book_parse(f.arena, &source, 1, &diags);
	assert_non_null(book);
	set = rule_set_compile(f.arena, book, &diags);
	assert_non_null(set);
	diags_done(&diags);
	f.matcher = matcher_new(set);
	f.context = read_context_new(f.matcher, LIMIT_READER_ARENA);
	*state = &f;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;

	read_context_free(f->context);
	matcher_free(f->matcher);
	arena_free(f->arena);
	return 0;
}

static bool on_article(const struct read_article *article, struct arena *scratch, void *arg)
{
	struct seen *seen = arg;
	size_t i = seen->count++;

	(void)scratch;
	assert_true(i < 10);
	seen->status[i] = article->status;
	seen->alerts[i] = article->alerts;
	seen->backlog[i] = article->backlog;
	seen->hits[i] = article->hits.count;
	seen->known[i] = article->identity;
	seen->wants_page[i] = article->wants_page;
	assert_int_equal(article->has_detail, article->hits.count > 0 || article->wants_page);
	(void)snprintf(
		seen->title[i], sizeof(seen->title[i]), "%.*s", STR_ARG(article->article.title));
	if (article->hits.count > 0) {
		(void)snprintf(seen->rule[i], sizeof(seen->rule[i]), "%.*s",
			STR_ARG(article->hits.hits[0].rule));
	}
	return seen->count != seen->stop_at;
}

static struct reader_job make_job(const char *body)
{
	return (struct reader_job){.feed_id = 1,
		.feed_name = STR("The Gazette"),
		.feed_country = STR("fr"),
		.url = STR("https://a.example/feed"),
		.now = NOW,
		.body = str_from(body),
		.body_fd = -1};
}

static void read_job(struct fixture *f, const struct reader_job *job)
{
	size_t stop_at = f->seen.stop_at;

	f->seen = (struct seen){.stop_at = stop_at};
	read_document(f->context, job, on_article, &f->seen, &f->result);
	assert_int_equal(f->result.article_count, f->seen.count);
}

#define RSS(items) "<rss version=\"2.0\"><channel><title>G</title>" items "</channel></rss>"
#define ITEM(guid, link, title)                                                                    \
	"<item><guid isPermaLink=\"false\">" guid "</guid><link>https://a.example/" link           \
	"</link><title>" title "</title></item>"

/* Whose pages are wanted: of new articles that may alert, when the feed or a rule says so. */
static void test_wanted_pages(void **state)
{
	struct fixture *f = *state;
	struct reader_job job = make_job(RSS(ITEM("1", "a", "Harbour") ITEM("2", "b",
		"Flood") "<item><guid>3</guid><title>Harbour, without an address</title></item>"));
	struct known known[3];

	read_job(f, &job);
	assert_int_equal(f->seen.count, 3);
	assert_true(f->seen.wants_page[0]);
	assert_false(f->seen.wants_page[1]);
	assert_false(f->seen.wants_page[2]);
	memcpy(known, f->seen.known, sizeof(known));

	job.pages = READER_PAGES_NEVER;
	read_job(f, &job);
	assert_false(f->seen.wants_page[0]);

	job.pages = READER_PAGES_ALWAYS;
	read_job(f, &job);
	assert_true(f->seen.wants_page[0] && f->seen.wants_page[1]);
	assert_false(f->seen.wants_page[2]);
	assert_int_equal(f->seen.hits[1], 1); /* for want of the page */

	job.first_poll = true;
	job.backlog_since = INT64_MAX;
	read_job(f, &job);
	assert_false(f->seen.wants_page[0] || f->seen.wants_page[1]);

	job.first_poll = false;
	job.known = known;
	job.known_count = 3;
	read_job(f, &job);
	assert_false(f->seen.wants_page[0] || f->seen.wants_page[1]);
}

/* A report that goes on gets another headline: its page is wanted again, but not for another teaser. */
static void test_pages_of_changed_articles(void **state)
{
#define TOLD(title, text)                                                                          \
	RSS("<item><guid>1</guid><link>https://a.example/a</link><title>" title                    \
	    "</title><description>" text "</description></item>")
	static const struct {
		const char *then;
		const char *now;
		enum identity_status status;
		bool wanted;
	} rows[] = {
		{TOLD("Harbour closed on Monday", "x"), TOLD("Harbour closed on Monday", "x"),
			IDENTITY_KNOWN, false},
		{TOLD("Harbour closed on Monday", "x"), TOLD("Harbour closed on Monday", "y"),
			IDENTITY_CHANGED, false},
		{TOLD("Harbour closed on Monday", "x"), TOLD("Harbour Closed on  Monday", "y"),
			IDENTITY_CHANGED, false},
		{TOLD("Harbour closed on Monday", "x"), TOLD("Harbour open again on Friday", "x"),
			IDENTITY_CHANGED, true},
	};
	struct fixture *f = *state;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct reader_job job = make_job(rows[i].then);
		struct known known;

		job.pages = READER_PAGES_ALWAYS;
		read_job(f, &job);
		assert_true(f->seen.wants_page[0]);
		known = f->seen.known[0];
		job = make_job(rows[i].now);
		job.pages = READER_PAGES_ALWAYS;
		job.known = &known;
		job.known_count = 1;
		read_job(f, &job);
		assert_int_equal(f->seen.status[0], rows[i].status);
		assert_int_equal(f->seen.wants_page[0], rows[i].wanted);
		job.pages = READER_PAGES_NEVER;
		read_job(f, &job);
		assert_false(f->seen.wants_page[0]);
	}
#undef TOLD
}

/* The page behind an article, matched in the place of what the feed says. */
static void test_page(void **state)
{
	static const char text[] = "<html><head><title>Harbour</title></head><body><article><p>The "
				   "harbour of the town was closed on Monday after a flood, the "
				   "mayor said. Ships wait outside until the water has gone, and "
				   "nobody knows for how long that will be.</p><p>Last year a "
				   "flood had closed it for three weeks. The town has asked the "
				   "government for help.</p></article></body></html>";
	struct fixture *f = *state;
	struct read_article article = {.article = {.link = STR("https://a.example/a"),
					       .title = STR("Harbour closed"),
					       .published = DATE_NONE,
					       .updated = DATE_NONE}};
	struct reader_job job = make_job(text);

	job.article = &article;
	job.content_type = STR("text/html");
	read_job(f, &job);
	assert_int_equal(f->result.outcome, READER_OK);
	assert_int_equal(f->seen.count, 1);
	assert_int_equal(f->seen.hits[0], 1);
	assert_string_equal(f->seen.rule[0], "flood");
	assert_string_equal(f->seen.title[0], "Harbour closed");

	article.text_points = 100000;
	read_job(f, &job);
	assert_int_equal(f->result.outcome, READER_NO_ARTICLE);
	assert_int_equal(f->seen.count, 0);
	assert_true(str_eq(f->result.error, STR("it has less text than the feed")));
}

/* A robots.txt: what it says to us. */
static void test_robots(void **state)
{
	struct fixture *f = *state;
	struct reader_job job = make_job("User-agent: *\nDisallow: /\n\nUser-agent: Nuncio\n"
					 "Disallow: /private/\nAllow: /private/%6Eews\n");

	job.robots = true;
	read_job(f, &job);
	assert_int_equal(f->result.outcome, READER_OK);
	assert_int_equal(f->seen.count, 0);
	assert_true(str_eq(f->result.robots, STR("-/private/\n+/private/news\n")));
	job.body = STR("");
	read_job(f, &job);
	assert_int_equal(f->result.outcome, READER_OK);
	assert_int_equal(f->result.robots.len, 0);
}

static void test_known(void **state)
{
	struct fixture *f = *state;
	struct reader_job job = make_job(RSS(ITEM("1", "a", "Flood in the north")
			ITEM("2", "b", "Sun in the south") ITEM("2", "b", "Sun in the south")));
	struct known known[2];

	read_job(f, &job);
	assert_int_equal(f->result.outcome, READER_OK);
	assert_int_equal(f->seen.count, 3);
	assert_int_equal(f->seen.status[0], IDENTITY_NEW);
	assert_int_equal(f->seen.hits[0], 1);
	assert_string_equal(f->seen.rule[0], "flood");
	assert_string_equal(f->seen.title[0], "Flood in the north");
	assert_int_equal(f->seen.status[1], IDENTITY_NEW);
	assert_int_equal(f->seen.hits[1], 0);
	assert_int_equal(f->seen.status[2], IDENTITY_KNOWN); /* its repetition */
	assert_int_equal(f->seen.known[0].seen_at, NOW);
	assert_false(f->seen.backlog[0]);

	/* The second is changed, the first comes with another guid. */
	memcpy(known, f->seen.known, sizeof(known));
	job = make_job(RSS(ITEM("2", "b", "Flood in the south") ITEM("3", "a", "Flood in the north")
			ITEM("4", "d", "Floods everywhere")));
	job.known = known;
	job.known_count = 2;
	read_job(f, &job);
	assert_int_equal(f->seen.count, 3);
	assert_int_equal(f->seen.status[0], IDENTITY_CHANGED);
	assert_true(f->seen.alerts[0]);
	assert_int_equal(f->seen.hits[0], 1);
	assert_int_equal(f->seen.status[1], IDENTITY_MOVED);
	assert_false(f->seen.alerts[1]);
	assert_int_equal(f->seen.hits[1], 0);
	assert_int_equal(f->seen.status[2], IDENTITY_NEW);
	assert_int_equal(f->seen.hits[2], 1);
}

static void test_fields(void **state)
{
	static const struct {
		const char *item;
		const char *language;
		size_t hits;
	} cases[] = {
		{"<item><title>T</title><author>a@b (J. Smith)</author><category>x</category>"
		 "<category>Weather</category></item>",
			"de", 1},
		{"<item><title>T</title><author>a@b (J. Smith)</author><category>x</category>"
		 "<category>Weather</category></item>",
			"en", 0},
		{"<item><title>T</title><author>a@b (J. Smith)</author></item>", "de", 0},
	};
	struct fixture *f = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char body[500];
		struct reader_job job;

		(void)snprintf(body, sizeof(body),
			"<rss version=\"2.0\"><channel>%s</channel></rss>", cases[i].item);
		job = make_job(body);
		job.feed_language = str_from(cases[i].language);
		read_job(f, &job);
		assert_int_equal(f->seen.count, 1);
		assert_int_equal(f->seen.hits[0], cases[i].hits);
	}
}

static void test_is_backlog(void **state)
{
	static const struct {
		int64_t since;
		int64_t published;
		bool is_backlog;
	} cases[] = {
		{NOW - 86400, NOW, true},
		{NOW - 86400, NOW - 86400, true},
		{NOW - 86400, NOW - 86401, false},
		{NOW - 86400, DATE_NONE, false},
		{NOW - 86400, NOW + 86400, true},
		{NOW - 86400, NOW + 86401, false}, /* a date that cannot be */
		{INT64_MAX, NOW, false},
		{INT64_MIN, 0, true},
		{INT64_MIN, DATE_NONE, true},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct reader_job job = {.now = NOW, .backlog_since = cases[i].since};

		assert_int_equal(read_is_backlog(&job, cases[i].published), cases[i].is_backlog);
	}
}

static void test_first_poll(void **state)
{
	struct fixture *f = *state;
	struct reader_job job =
		make_job(RSS("<item><title>Flood one</title><guid>1</guid><link>https://a.example/1"
			     "</link><pubDate>Thu, 28 May 2026 20:00:00 GMT</pubDate></item>"
			     "<item><title>Flood two</title><guid>2</guid><link>https://a.example/2"
			     "</link><pubDate>Mon, 25 May 2026 20:00:00 GMT</pubDate></item>"));

	job.first_poll = true;
	job.backlog_since = NOW - 86400; /* NOW is 2026-05-28T20:26:40Z */
	read_job(f, &job);
	assert_int_equal(f->seen.count, 2);
	assert_int_equal(f->seen.status[0], IDENTITY_NEW);
	assert_true(f->seen.alerts[0] && f->seen.backlog[0]);
	assert_int_equal(f->seen.hits[0], 1);
	assert_int_equal(f->seen.status[1], IDENTITY_NEW);
	assert_false(f->seen.alerts[1] || f->seen.backlog[1]);
	assert_int_equal(f->seen.hits[1], 0);
	assert_string_equal(f->seen.title[1], ""); /* no text work was done */
}

/* Atom needs no <published>: then <updated> says how old an entry is. */
static void test_first_poll_of_atom(void **state)
{
	struct fixture *f = *state;
	struct reader_job job = make_job(
		"<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>A</title><id>f</id>"
		"<entry><title>Flood one</title><id>1</id><updated>2026-05-28T20:00:00Z</updated></entry>"
		"<entry><title>Flood two</title><id>2</id><updated>2026-05-25T20:00:00Z</updated></entry>"
		"</feed>");

	job.first_poll = true;
	job.backlog_since = NOW - 86400;
	read_job(f, &job);
	assert_int_equal(f->seen.count, 2);
	assert_true(f->seen.alerts[0] && f->seen.backlog[0]);
	assert_false(f->seen.alerts[1]);
}

static void test_stop(void **state)
{
	struct fixture *f = *state;
	struct reader_job job = make_job(RSS(ITEM("1", "a", "A") ITEM("2", "b", "B")));

	f->seen.stop_at = 1;
	read_job(f, &job);
	assert_int_equal(f->seen.count, 1);
	f->seen.stop_at = 0;
}

static void test_outcomes(void **state)
{
	struct fixture *f = *state;
	struct reader_job job = make_job("no feed at all");

	read_job(f, &job);
	assert_int_equal(f->result.outcome, READER_NOT_A_FEED);
	assert_true(f->result.error.len > 0);
	/* Cut off: what was whole is there, and the error says that something was not. */
	job = make_job("<rss version=\"2.0\"><channel>" ITEM("1", "a", "Flood") "<item><title>Fl");
	read_job(f, &job);
	assert_int_equal(f->result.outcome, READER_OK);
	assert_true(f->seen.count >= 1);
	assert_int_equal(f->seen.hits[0], 1);
	assert_true(f->result.error.len > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_known, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_wanted_pages, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_pages_of_changed_articles, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_page, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_robots, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_fields, set_up, tear_down),
		cmocka_unit_test(test_is_backlog),
		cmocka_unit_test_setup_teardown(test_first_poll, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_first_poll_of_atom, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_stop, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_outcomes, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
