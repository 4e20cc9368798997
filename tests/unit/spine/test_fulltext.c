/* SPDX-License-Identifier: BSD-2-Clause */
/* Pages of one and of several documents, with a real server and real readers: this program is also their rules process. */
#include "fulltext.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/limits.h"
#include "base/mem.h"
#include "fetch/http_server.h"
#include "files.h"
#include "reader/rules_process.h"
#include "text/date.h"

#define PATIENCE_MS 60000
#define RULES "- rule: storms\n  condition: storm*\n"
#define TEXT                                                                                       \
	"<html><body><article><p>The harbour of the town was closed on Monday, the mayor said. "   \
	"Ships wait outside until the water has gone, and nobody knows for how long that will "    \
	"be.</p><p>A storm had broken the mole in the night. It is the third one of the year in "  \
	"this part of the country.</p></article></body></html>"
#define PAGE "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n" TEXT

static const struct http_answer answers[] = {
	{"/good", PAGE, 0, true},
	{"/good2", PAGE, 0, true},
	{"/forbidden", "HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n", 0, false},
	{"/throttled", "HTTP/1.1 429 No\r\nContent-Length: 0\r\n\r\n", 0, false},
	{"/hang", NULL, 0, false},
	{"/hang2", NULL, 0, false},
	{"/moved", "HTTP/1.1 302 Found\r\nLocation: /good\r\nContent-Length: 0\r\n\r\n", 0, false},
	{"/moved-away",
		"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.2:@P/good\r\nContent-Length: 0\r\n\r\n",
		0, false},
	{"/loop", "HTTP/1.1 302 Found\r\nLocation: /loop\r\nContent-Length: 0\r\n\r\n", 0, false},
	{"/rules", "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nUser-agent: *\nDisallow: /g\n", 0,
		true},
	{"/empty", "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 6\r\n\r\n<html>",
		0, false},
};

enum { ANSWERS = COUNT(answers) + 1 };

struct scene {
	char directory[64];
	struct http_answer answers[ANSWERS]; /* the last is robots.txt */
	struct loop *loop;
	struct loop_timer *guard;
	struct metrics *metrics;
	struct http_server server;
	struct fetcher *fetcher;
	struct readers *readers;
	struct fulltext *fulltext;
	size_t whole;  /* sets that are */
	size_t wanted; /* sets that are waited for */
	bool timed_out;
};

/* The articles of one document: a path of the server, or NULL for one that wants no page. */
struct document {
	struct scene *scene;
	struct fulltext_set *set;
	char links[4][64];
	struct read_article articles[4];
	struct reader_result result;
};

static void on_guard(void *arg)
{
	struct scene *scene = arg;

	scene->timed_out = true;
	loop_stop(scene->loop);
}

static void run(struct scene *scene)
{
	loop_timer_set(scene->guard, PATIENCE_MS);
	loop_run(scene->loop);
	assert_false(scene->timed_out);
}

static void on_loaded(const struct readers_loaded *loaded, void *arg)
{
	struct scene *scene = arg;

	assert_true(loaded->ok);
	loop_stop(scene->loop);
}

static void on_read(void *arg)
{
	struct scene *scene = arg;

	fulltext_read_waiting(scene->fulltext);
}

static void open_readers(struct scene *scene)
{
	const char *const paths[] = {scene->directory};
	struct readers_config config = {
		.rule_paths = paths, .rule_path_count = 1, .reader_count = 2};

	write_file_in(scene->directory, "rules.yaml", RULES);
	scene->readers = readers_new(&config, scene->loop, scene->metrics);
	readers_load(scene->readers, false, on_loaded, scene);
	run(scene);
}

static void open_scene(struct scene *scene, int64_t timeout_ms, int64_t max_wait_ms)
{
	static const char *const networks[] = {"127.0.0.0/8"};
	struct fetch_config fetch = {.timeout_ms = 60000,
		.connect_timeout_ms = 5000,
		.host_connections = 10,
		.connections = 20,
		.max_document_bytes = 1u << 20,
		.memory_bytes = 8u << 20,
		.allow_networks = networks,
		.allow_network_count = 1};
	struct fulltext_config config = {timeout_ms, max_wait_ms, 1u << 20, 8, true};
	char *error = NULL;

	*scene = (struct scene){.loop = loop_new(), .metrics = metrics_new(), .wanted = 1};
	(void)snprintf(scene->directory, sizeof(scene->directory), "/tmp/nuncio-pages-XXXXXX");
	assert_non_null(mkdtemp(scene->directory));
	scene->guard = loop_timer_new(scene->loop, on_guard, scene);
	memcpy(scene->answers, answers, sizeof(answers));
	scene->answers[ANSWERS - 1] = (struct http_answer){
		"/robots.txt", "HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n", 0, false};
	http_server_start(&scene->server, scene->loop, scene->answers, ANSWERS);
	scene->fetcher = fetcher_new(&fetch, scene->loop, scene->metrics, &error);
	assert_non_null(scene->fetcher);
	open_readers(scene);
	scene->fulltext = fulltext_new(&(struct fulltext_parts){scene->loop, scene->fetcher,
					       scene->readers, scene->metrics, on_read, scene},
		&config);
}

static void close_scene(struct scene *scene)
{
	fulltext_free(scene->fulltext);
	fetcher_free(scene->fetcher);
	readers_free(scene->readers);
	http_server_stop(&scene->server);
	loop_timer_free(scene->guard);
	metrics_free(scene->metrics);
	loop_free(scene->loop);
	remove_tree(scene->directory);
}

static void on_settled(void *arg)
{
	struct document *document = arg;

	if (fulltext_set_is_whole(document->set) &&
		++document->scene->whole == document->scene->wanted) {
		loop_stop(document->scene->loop);
	}
}

static void start(struct scene *scene, struct document *document, const char *const paths[4])
{
	*document = (struct document){.scene = scene};
	for (size_t i = 0; i < 4 && paths[i]; i++) {
		struct read_article *article = &document->articles[i];

		(void)snprintf(document->links[i], sizeof(document->links[i]),
			"http://127.0.0.1:%u%s", scene->server.port, paths[i]);
		*article = (struct read_article){.status = IDENTITY_NEW,
			.identity = {.guid_key = i + 1},
			.alerts = true,
			.has_detail = paths[i][0] != '\0',
			.wants_page = paths[i][0] != '\0',
			.article = {.link = str_from(document->links[i]),
				.guid = STR("guid"),
				.title = STR("Harbour"),
				.published = DATE_NONE,
				.updated = DATE_NONE}};
		document->result.article_count++;
	}
	document->result.articles = document->articles;
	document->result.feed.title = STR("Feed");
	document->set = fulltext_set_new(scene->fulltext,
		&(struct fulltext_source){
			.feed_id = 1, .feed_name = STR("feed"), .result = &document->result},
		on_settled, document);
	assert_non_null(document->set);
	/* It needs nothing of what it was made of. */
	memset(document->articles, 0xff, sizeof(document->articles));
	memset(document->links, 'x', sizeof(document->links));
}

/* The article that was number `of` in the document. */
static const struct read_article *article(const struct document *document, size_t of)
{
	const struct reader_result *result = fulltext_set_result(document->set);

	for (size_t i = 0; i < result->article_count; i++) {
		if (result->articles[i].identity.guid_key == of + 1) {
			return &result->articles[i];
		}
	}
	fail_msg("article %zu is not settled", of);
	return NULL;
}

static void assert_status(const struct scene *scene, size_t sets, int64_t taken, int64_t missed)
{
	struct fulltext_status status;

	fulltext_get_status(scene->fulltext, &status);
	assert_int_equal(status.sets, sets);
	assert_int_equal(status.waiting, 0);
	assert_int_equal(status.under_way, 0);
	assert_int_equal(status.taken, taken);
	assert_int_equal(status.missed, missed);
}

static void test_each_article_has_its_answer(void **state)
{
	static const char *const paths[] = {"/forbidden", "", "/good", "/empty"};
	struct fulltext_status status;
	struct scene scene;
	struct document document;
	size_t before;

	(void)state;
	open_scene(&scene, 20000, 60000);
	start(&scene, &document, paths);
	fulltext_get_status(scene.fulltext, &status);
	before = status.kept_bytes;
	run(&scene);
	fulltext_get_status(scene.fulltext, &status);
	assert_true(before > 0 && status.kept_bytes > before + 100); /* the hit, too */
	check_str(article(&document, 0)->page_error, "HTTP 403", "forbidden");
	assert_false(article(&document, 0)->from_page);
	assert_int_equal(article(&document, 1)->page_error.len, 0);
	assert_false(article(&document, 1)->from_page);
	assert_true(article(&document, 2)->from_page);
	assert_int_equal(article(&document, 2)->page_error.len, 0);
	assert_int_equal(article(&document, 2)->hits.count, 1);
	check_str(article(&document, 2)->article.guid, "guid", "the feed's guid");
	check_str(article(&document, 2)->article.title, "Harbour", "the feed's title");
	assert_true(article(&document, 3)->page_error.len > 0);
	check_str(fulltext_set_result(document.set)->feed.title, "Feed", "the feed");
	assert_status(&scene, 1, 1, 2);
	fulltext_set_free(document.set);
	fulltext_get_status(scene.fulltext, &status);
	assert_int_equal(status.kept_bytes, 0);
	assert_status(&scene, 0, 1, 2);
	close_scene(&scene);
}

/* Two sets, one host: one page at a time; when it does not answer, none of the others asks. */
static void test_host_that_hangs(void **state)
{
	static const char *const paths[] = {"/hang", "/good", "/good2", NULL};
	static const char *const more[] = {"/good", "", NULL, NULL};
	struct scene scene;
	struct document documents[2];

	(void)state;
	open_scene(&scene, 500, 60000);
	scene.wanted = 2;
	start(&scene, &documents[0], paths);
	start(&scene, &documents[1], more);
	run(&scene);
	for (size_t i = 0; i < 3; i++) {
		check_str(article(&documents[0], i)->page_error, "timeout", paths[i]);
	}
	check_str(article(&documents[1], 0)->page_error, "timeout", "of the other set");
	assert_int_equal(article(&documents[1], 1)->page_error.len, 0);
	assert_int_equal(scene.server.requests, 2); /* with robots.txt */
	assert_status(&scene, 2, 0, 4);
	fulltext_set_free(documents[0].set);
	fulltext_set_free(documents[1].set);
	close_scene(&scene);
}

static void test_host_that_throttles(void **state)
{
	static const char *const paths[] = {"/throttled", "/good", NULL, NULL};
	struct scene scene;
	struct document document;

	(void)state;
	open_scene(&scene, 20000, 60000);
	start(&scene, &document, paths);
	run(&scene);
	check_str(article(&document, 0)->page_error, "HTTP 429", "throttled");
	check_str(article(&document, 1)->page_error, "HTTP 429", "and the next");
	assert_int_equal(scene.server.requests, 2);
	fulltext_set_free(document.set);
	close_scene(&scene);
}

/* Whatever its page does, no article waits longer than it may. */
static void test_patience(void **state)
{
	static const char *const paths[] = {"/hang", "/good", NULL, NULL};
	struct scene scene;
	struct document document;
	int64_t begun = clock_mono_ms();

	(void)state;
	open_scene(&scene, 50000, 300);
	start(&scene, &document, paths);
	run(&scene);
	assert_true(clock_mono_ms() - begun < 30000);
	check_str(article(&document, 0)->page_error, "timeout", "the first");
	check_str(article(&document, 1)->page_error, "its turn did not come in time", "the next");
	assert_status(&scene, 1, 0, 2);
	fulltext_set_free(document.set);
	close_scene(&scene);
}

static void on_request(const char *path, void *arg)
{
	struct scene *scene = arg;

	(void)path;
	loop_stop(scene->loop);
}

/* Sets that go while their pages are asked for leave nothing behind, and their turn is the next one's. */
static void test_freed_under_way(void **state)
{
	static const char *const hanging[] = {"/hang", "/hang2", "/good", NULL};
	static const char *const good[] = {"/good", NULL, NULL, NULL};
	struct scene scene;
	struct document documents[2];

	(void)state;
	open_scene(&scene, 50000, 60000);
	start(&scene, &documents[0], hanging);
	start(&scene, &documents[1], good);
	scene.server.on_request = on_request;
	scene.server.arg = &scene;
	run(&scene);
	scene.server.on_request = NULL;
	fulltext_set_free(documents[0].set);
	run(&scene);
	assert_true(article(&documents[1], 0)->from_page);
	assert_status(&scene, 1, 1, 0);
	fulltext_set_free(documents[1].set);
	close_scene(&scene);
}

static void on_settled_at_last(void *arg)
{
	struct scene *scene = arg;

	loop_stop(scene->loop);
}

/* A document of some 40 MiB, all of whose pages hang. */
static struct fulltext_set *start_large(struct scene *scene)
{
	enum { ARTICLES = 5000 };
	static const char wave[4] = {'\xf0', '\x9f', '\x8c', '\x8a'};
	static char summary[LIMIT_SUMMARY_POINTS * 4];
	struct read_article *articles = mem_zalloc(ARTICLES * sizeof(*articles));
	struct reader_result result = {.articles = articles, .article_count = ARTICLES};
	struct fulltext_set *set;
	char link[64];

	(void)snprintf(link, sizeof(link), "http://127.0.0.1:%u/hang", scene->server.port);
	for (size_t i = 0; i < sizeof(summary); i += 4) {
		memcpy(summary + i, wave, sizeof(wave));
	}
	for (size_t i = 0; i < ARTICLES; i++) {
		articles[i] = (struct read_article){.status = IDENTITY_NEW,
			.alerts = true,
			.has_detail = true,
			.wants_page = true,
			.article = {.link = str_from(link),
				.summary = str_make(summary, sizeof(summary)),
				.published = DATE_NONE,
				.updated = DATE_NONE}};
	}
	set = fulltext_set_new(scene->fulltext,
		&(struct fulltext_source){.feed_id = 1, .result = &result}, on_settled_at_last,
		scene);
	assert_non_null(set);
	free(articles);
	return set;
}

/* What does not fit into LIMIT_PAGES_KEPT does not wait; and there is room again when the others have gone. */
static void test_memory(void **state)
{
	struct fulltext_status status;
	struct scene scene;
	struct fulltext_set *first;
	struct fulltext_set *second;

	(void)state;
	open_scene(&scene, 50000, 60000);
	first = start_large(&scene);
	fulltext_get_status(scene.fulltext, &status);
	assert_true(status.kept_bytes > LIMIT_PAGES_KEPT / 2);
	assert_int_equal(status.waiting + status.under_way, 5000);

	second = start_large(&scene);
	run(&scene);
	assert_true(fulltext_set_is_whole(second));
	check_str(fulltext_set_result(second)->articles[0].page_error,
		"too many articles wait for their pages", "the second");
	assert_int_equal(fulltext_set_result(second)->article_count, 5000);
	assert_int_equal(fulltext_set_result(first)->article_count, 0);
	fulltext_set_free(second);
	fulltext_set_free(first);
	fulltext_get_status(scene.fulltext, &status);
	assert_int_equal(status.kept_bytes, 0);

	first = start_large(&scene);
	fulltext_get_status(scene.fulltext, &status);
	assert_int_equal(status.waiting + status.under_way, 5000);
	fulltext_set_free(first);
	close_scene(&scene);
}

#define ROBOTS "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n"

/* What becomes of robots.txt, and with it of the page. */
static void test_robots(void **state)
{
	static const struct {
		const char *robots;
		const char *path;
		const char *error;
		size_t requests;
	} rows[] = {
		{ROBOTS "User-agent: *\nDisallow: /good\n", "/good", "robots.txt forbids it", 1},
		{ROBOTS "User-agent: *\nDisallow: /\nAllow: /good\n", "/good", "", 2},
		{ROBOTS "User-agent: nuncio\nDisallow: /\nUser-agent: *\nAllow: /\n", "/good",
			"robots.txt forbids it", 1},
		/* RFC 9309 2.3.1.2: redirects */
		{"HTTP/1.1 301 Moved\r\nLocation: /rules\r\nContent-Length: 0\r\n\r\n", "/good",
			"robots.txt forbids it", 2},
		{"HTTP/1.1 301 Moved\r\nLocation: http://127.0.0.2:@P/rules\r\n"
		 "Content-Length: 0\r\n\r\n",
			"/good", "robots.txt forbids it", 2},
		{"HTTP/1.1 301 Moved\r\nLocation: /robots.txt\r\nContent-Length: 0\r\n\r\n",
			"/good", "", 7},
		{"HTTP/1.1 301 Moved\r\nLocation: http://10.0.0.1/\r\nContent-Length: 0\r\n\r\n",
			"/good", "", 2},
		/* 2.3.1.3: there is none */
		{"HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n", "/good", "", 2},
		{"HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n", "/good", "", 2},
		{"HTTP/1.1 410 No\r\nContent-Length: 0\r\n\r\n", "/good", "", 2},
		{"HTTP/1.1 204 No\r\n\r\n", "/good", "", 2},
		{"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", "/good", "", 2},
		{ROBOTS "<html>Disallow: /</html>", "/good", "", 2},
		/* 2.3.1.4: it cannot be reached */
		{"HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n", "/good", "robots.txt: HTTP 500",
			1},
		{"HTTP/1.1 503 No\r\nContent-Length: 0\r\n\r\n", "/good", "robots.txt: HTTP 503",
			1},
		{"HTTP/1.1 429 No\r\nContent-Length: 0\r\n\r\n", "/good", "robots.txt: HTTP 429",
			1},
		{"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 3\r\n\r\nabc",
			"/good", "", 3},
		{"HTTP/1.1 200 OK\r\nContent-Length: 100\r\nConnection: close\r\n\r\n"
		 "User-agent: *\n",
			"/good", "robots.txt cannot be had", 1},
		{"nonsense\r\n\r\n", "/good", "robots.txt cannot be had", 1},
		{NULL, "/good", "robots.txt: timeout", 1},
		/* Where a page leads to is asked about, too: also at another site. */
		{ROBOTS "User-agent: *\nDisallow: /good\n", "/moved", "robots.txt forbids it", 2},
		{ROBOTS "User-agent: *\nDisallow: /good\n", "/moved-away", "robots.txt forbids it",
			3},
		{ROBOTS "User-agent: *\nAllow: /\n", "/moved", "", 3},
		{ROBOTS "User-agent: *\nAllow: /\n", "/moved-away", "", 4},
		{ROBOTS "User-agent: *\nAllow: /\n", "/loop", "more than 5 redirects", 7},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		const char *const paths[] = {rows[i].path, NULL, NULL, NULL};
		struct scene scene;
		struct document document;

		open_scene(&scene, rows[i].robots ? 20000 : 500, 60000);
		scene.answers[ANSWERS - 1].text = rows[i].robots;
		scene.answers[ANSWERS - 1].close =
			rows[i].robots && strstr(rows[i].robots, "close");
		start(&scene, &document, paths);
		run(&scene);
		check_str(article(&document, 0)->page_error, rows[i].error,
			rows[i].robots ? rows[i].robots : "none");
		check_int((int64_t)scene.server.requests, (int64_t)rows[i].requests,
			rows[i].robots ? rows[i].robots : "none");
		assert_status(&scene, 1, rows[i].error[0] ? 0 : 1, rows[i].error[0] ? 1 : 0);
		fulltext_set_free(document.set);
		close_scene(&scene);
	}
}

/* Only its beginning is read, and that from a file. */
static void test_huge_robots(void **state)
{
	static const char *const paths[] = {"/good", "/good2", NULL, NULL};
	static const char head[] = ROBOTS "User-agent: *\nDisallow: /good$\n";
	static const char tail[] = "Disallow: /good2\n";
	size_t size = 700u << 10;
	char *robots = mem_alloc(size);
	struct scene scene;
	struct document document;

	(void)state;
	memset(robots, '\n', size);
	memcpy(robots, head, sizeof(head) - 1);
	memcpy(robots + size - sizeof(tail), tail, sizeof(tail) - 1);
	open_scene(&scene, 20000, 60000);
	scene.answers[ANSWERS - 1] = (struct http_answer){"/robots.txt", robots, size, true};
	start(&scene, &document, paths);
	run(&scene);
	check_str(article(&document, 0)->page_error, "robots.txt forbids it", "the first");
	check_str(article(&document, 1)->page_error, "", "the second");
	assert_int_equal(scene.server.requests, 2);
	fulltext_set_free(document.set);
	close_scene(&scene);
	free(robots);
}

/* However many articles wait, and however often: it is asked for once; and not at all when nobody wants to know. */
static void test_robots_once(void **state)
{
	static const char *const paths[] = {"/good", "/good2", "/good", "/good2"};
	struct fulltext_config config = {20000, 60000, 1u << 20, 8, false};
	struct scene scene;
	struct document documents[3];

	(void)state;
	open_scene(&scene, 20000, 60000);
	scene.answers[ANSWERS - 1].text = ROBOTS "User-agent: *\nDisallow: /good$\n";
	scene.answers[ANSWERS - 1].close = true;
	scene.wanted = 2;
	start(&scene, &documents[0], paths);
	start(&scene, &documents[1], paths);
	run(&scene);
	assert_status(&scene, 2, 4, 4);
	assert_int_equal(scene.server.requests, 1 + 4);

	fulltext_configure(scene.fulltext, &config);
	scene.wanted = 3;
	start(&scene, &documents[2], paths);
	run(&scene);
	assert_status(&scene, 3, 8, 4);
	assert_int_equal(scene.server.requests, 1 + 4 + 4);
	for (size_t i = 0; i < 3; i++) {
		fulltext_set_free(documents[i].set);
	}
	close_scene(&scene);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_each_article_has_its_answer),
		cmocka_unit_test(test_host_that_hangs),
		cmocka_unit_test(test_host_that_throttles),
		cmocka_unit_test(test_patience),
		cmocka_unit_test(test_freed_under_way),
		cmocka_unit_test(test_memory),
		cmocka_unit_test(test_robots),
		cmocka_unit_test(test_huge_robots),
		cmocka_unit_test(test_robots_once),
	};

	if (rules_process_is_asked(argc, argv)) {
		return rules_process_main(argc, argv);
	}
	return cmocka_run_group_tests(tests, NULL, NULL);
}
