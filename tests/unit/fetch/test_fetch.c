/* SPDX-License-Identifier: BSD-2-Clause */
/* Fetches from a real HTTP server on loopback: what is sent, and what comes of each answer. */
#include "fetch/fetch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "base/clock.h"
#include "fetch/http_server.h"

#define OK_HEAD "HTTP/1.1 200 OK\r\n"
#define EMPTY "Content-Length: 0\r\n\r\n"

/* gzip of "<rss>hello</rss>" */
static const char gzipped[] =
	"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 33\r\n\r\n"
	"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\xb3\x29\x2a\x2e\xb6\xcb"
	"\x48\xcd\xc9\xc9\xb7\xd1\x07\x31\x01\x0f\x60\x9c\x87\x10\x00\x00\x00";

static const struct http_answer answers[] = {
	{"/feed",
		OK_HEAD
		"Content-Type: application/rss+xml\r\nETag: \"v1\"\r\n"
		"Last-Modified: Tue, 01 Jan 2030 00:00:00 GMT\r\nContent-Length: 5\r\n\r\n<rss>",
		0, false},
	{"/notags", OK_HEAD "Content-Length: 5\r\n\r\n<rss>", 0, false},
	{"/closed", OK_HEAD "\r\n<rss>until the end", 0, true},
	{"/chunked", OK_HEAD "Transfer-Encoding: chunked\r\n\r\n5\r\n<rss>\r\n0\r\n\r\n", 0, false},
	{"/304", "HTTP/1.1 304 Not Modified\r\nETag: \"v2\"\r\nCache-Control: max-age=120\r\n\r\n",
		0, false},
	{"/304bare", "HTTP/1.1 304 Not Modified\r\n\r\n", 0, false},
	{"/fresh", OK_HEAD "Cache-Control: max-age=600\r\nAge: 100\r\nContent-Length: 1\r\n\r\nx",
		0, false},
	{"/empty", OK_HEAD EMPTY, 0, false},
	{"/204", "HTTP/1.1 204 No Content\r\n\r\n", 0, false},
	{"/410", "HTTP/1.1 410 Gone\r\n" EMPTY, 0, false},
	{"/429", "HTTP/1.1 429 Too Many\r\nRetry-After: 317100\r\n" EMPTY, 0, false},
	{"/503", "HTTP/1.1 503 Busy\r\n" EMPTY, 0, false},
	{"/503short", "HTTP/1.1 503 Busy\r\nRetry-After: 3\r\n" EMPTY, 0, false},
	{"/403", "HTTP/1.1 403 No\r\n" EMPTY, 0, false},
	{"/403limit", "HTTP/1.1 403 No\r\nX-RateLimit-Remaining: 0\r\n" EMPTY, 0, false},
	{"/challenge", "HTTP/1.1 403 No\r\ncf-mitigated: challenge\r\n" EMPTY, 0, false},
	{"/500", "HTTP/1.1 500 Oops\r\nContent-Length: 4\r\n\r\noops", 0, false},
	{"/gzip", gzipped, sizeof(gzipped) - 1, false},
	{"/badgzip", OK_HEAD "Content-Encoding: gzip\r\nContent-Length: 9\r\n\r\nnot gzip!", 0,
		false},
	{"/301", "HTTP/1.1 301 Moved\r\nLocation: /feed\r\n" EMPTY, 0, false},
	{"/302", "HTTP/1.1 302 Found\r\nLocation: /feed\r\n" EMPTY, 0, false},
	{"/301-302", "HTTP/1.1 301 Moved\r\nLocation: /302\r\n" EMPTY, 0, false},
	{"/302-301", "HTTP/1.1 302 Found\r\nLocation: /301\r\n" EMPTY, 0, false},
	{"/loop", "HTTP/1.1 302 Found\r\nLocation: /loop\r\n" EMPTY, 0, false},
	{"/nowhere", "HTTP/1.1 302 Found\r\n" EMPTY, 0, false},
	{"/file", "HTTP/1.1 302 Found\r\nLocation: file:///etc/passwd\r\n" EMPTY, 0, false},
	{"/other", "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.2:@P/feed\r\n" EMPTY, 0, false},
	{"/outside", "HTTP/1.1 302 Found\r\nLocation: http://127.9.0.1:@P/feed\r\n" EMPTY, 0,
		false},
	{"/metadata", "HTTP/1.1 302 Found\r\nLocation: http://0xA9FEA9FE/latest\r\n" EMPTY, 0,
		false},
	{"/09", "hello no http", 0, true},
	{"/short", OK_HEAD "ETag: \"x\"\r\nContent-Length: 1000\r\n\r\nabc", 0, true},
	{"/cutchunk", OK_HEAD "Transfer-Encoding: chunked\r\n\r\n5\r\n<rss>\r\n9\r\nab", 0, true},
	{"/nothing", OK_HEAD "Content-Length: 1000\r\n\r\n", 0, true},
	{"/nul", OK_HEAD "ETag: \"a\0b\"\r\nContent-Length: 2\r\n\r\nok", 53, false},
	{"/etaginj", OK_HEAD "ETag: \"a\rX-Evil: 1\"\r\nContent-Length: 2\r\n\r\nok", 0, false},
	{"/hang", NULL, 0, false},
	{"/closing", "", 0, true},
	{"/page", OK_HEAD "Content-Type: text/html\r\nContent-Length: 6\r\n\r\n<html>", 0, false},
	{"/pdf", OK_HEAD "Content-Type: application/pdf\r\nContent-Length: 5\r\n\r\n%PDF-", 0,
		false},
	{"/1xx",
		"HTTP/1.1 103 Early\r\nETag: \"early\"\r\n\r\n" OK_HEAD
		"Content-Length: 2\r\n\r\nok",
		0, false},
};

struct scene {
	struct loop *loop;
	struct http_server server;
	struct fetcher *fetcher;
	struct metrics *metrics;
	size_t done;
	size_t want;
	/* of the last outcome */
	enum fetch_kind kind;
	enum fetch_fault fault;
	int status;
	int64_t freshness_s;
	int64_t retry_after_s;
	uint64_t body_hash;
	char etag[2000];
	bool cut;
	char last_modified[2000];
	char final_url[512];
	char permanent_url[512];
	char error[512];
	char body[64];
	size_t body_size;
	bool in_file;
	struct spool *held;
	bool hold;
};

static struct fetch_config default_config(void)
{
	static const char *const networks[] = {"127.0.0.0/14"};

	return (struct fetch_config){
		.user_agent = "test/1",
		.timeout_ms = 1000,
		.connect_timeout_ms = 1000,
		.host_connections = 10,
		.connections = 20,
		.max_document_bytes = 1u << 20,
		.memory_bytes = 8u << 20,
		.allow_networks = networks,
		.allow_network_count = 1,
	};
}

static void open_scene(struct scene *scene, const struct fetch_config *config)
{
	char *error = NULL;

	*scene = (struct scene){.loop = loop_new(), .want = 1, .metrics = metrics_new()};
	http_server_start(&scene->server, scene->loop, answers, sizeof(answers) / sizeof(*answers));
	scene->fetcher = fetcher_new(config, scene->loop, scene->metrics, &error);
	assert_non_null(scene->fetcher);
}

static void close_scene(struct scene *scene)
{
	spool_free(scene->held);
	fetcher_free(scene->fetcher);
	http_server_stop(&scene->server);
	metrics_free(scene->metrics);
	loop_free(scene->loop);
}

static void copy(char *out, size_t size, struct str s)
{
	(void)snprintf(out, size, "%.*s", STR_ARG(s));
}

static void on_done(const struct fetch_outcome *outcome, void *arg)
{
	struct scene *scene = arg;

	scene->kind = outcome->kind;
	scene->fault = outcome->fault;
	scene->status = outcome->status;
	scene->freshness_s = outcome->freshness_s;
	scene->retry_after_s = outcome->retry_after_s;
	scene->body_hash = outcome->body_hash;
	copy(scene->etag, sizeof(scene->etag), outcome->etag);
	scene->cut = outcome->cut;
	copy(scene->last_modified, sizeof(scene->last_modified), outcome->last_modified);
	copy(scene->final_url, sizeof(scene->final_url), outcome->final_url);
	copy(scene->permanent_url, sizeof(scene->permanent_url), outcome->permanent_url);
	copy(scene->error, sizeof(scene->error), outcome->error);
	assert_int_equal(outcome->document != NULL, outcome->kind == FETCH_DOCUMENT);
	if (outcome->document != NULL) {
		struct str bytes = spool_bytes(outcome->document);
		scene->in_file = bytes.ptr == NULL;
		scene->body_size = spool_size(outcome->document);
		copy(scene->body, sizeof(scene->body), bytes);
		if (scene->hold) {
			scene->held = outcome->document;
		} else {
			spool_free(outcome->document);
		}
	}
	if (++scene->done == scene->want) {
		loop_stop(scene->loop);
	}
}

static const char *local_url(const struct scene *scene, const char *path)
{
	static char url[4096];
	(void)snprintf(url, sizeof(url), "http://127.0.0.1:%u%s", scene->server.port, path);
	return url;
}

static void run(struct scene *scene, const struct fetch_request *request)
{
	scene->done = 0;
	scene->want = 1;
	fetcher_start(scene->fetcher, request, on_done, scene);
	assert_int_equal(scene->done, 0);
	loop_run(scene->loop);
	assert_int_equal(scene->done, 1);
}

static void get(struct scene *scene, const char *path)
{
	run(scene, &(struct fetch_request){.feed_id = 7, .url = str_from(local_url(scene, path))});
}

static void test_outcomes(void **state)
{
	(void)state;
	static const struct {
		const char *path;
		enum fetch_kind kind;
		enum fetch_fault fault;
		int status;
		const char *body_or_error; /* the error holds it, the body is it */
	} cases[] = {
		{"/feed", FETCH_DOCUMENT, 0, 200, "<rss>"},
		{"/closed", FETCH_DOCUMENT, 0, 200, "<rss>until the end"},
		{"/chunked", FETCH_DOCUMENT, 0, 200, "<rss>"},
		{"/gzip", FETCH_DOCUMENT, 0, 200, "<rss>hello</rss>"},
		{"/badgzip", FETCH_DOCUMENT, 0, 200, "not gzip!"},
		{"/1xx", FETCH_DOCUMENT, 0, 200, "ok"},
		{"/301", FETCH_DOCUMENT, 0, 200, "<rss>"},
		{"/other", FETCH_DOCUMENT, 0, 200, "<rss>"},
		{"/empty", FETCH_FAILED, FETCH_FAULT_PROTOCOL, 200, "empty"},
		{"/204", FETCH_FAILED, FETCH_FAULT_STATUS, 204, "HTTP 204"},
		{"/304bare", FETCH_FAILED, FETCH_FAULT_PROTOCOL, 304, "without validators"},
		{"/410", FETCH_GONE, FETCH_FAULT_STATUS, 410, "gone"},
		{"/500", FETCH_FAILED, FETCH_FAULT_STATUS, 500, "HTTP 500"},
		{"/missing", FETCH_FAILED, FETCH_FAULT_STATUS, 404, "HTTP 404"},
		{"/403", FETCH_FAILED, FETCH_FAULT_STATUS, 403, "HTTP 403"},
		{"/403limit", FETCH_THROTTLED, FETCH_FAULT_STATUS, 403, "wait"},
		{"/challenge", FETCH_FAILED, FETCH_FAULT_STATUS, 403, "cf-mitigated"},
		{"/loop", FETCH_FAILED, FETCH_FAULT_PROTOCOL, 302, "more than 5 redirects"},
		{"/nowhere", FETCH_FAILED, FETCH_FAULT_PROTOCOL, 302, "without a place"},
		{"/file", FETCH_FAILED, FETCH_FAULT_PROTOCOL, 302, "file:///etc/passwd"},
		{"/outside", FETCH_FAILED, FETCH_FAULT_ADDRESS, 302,
			"127.9.0.1 of host 127.9.0.1 is loopback"},
		{"/metadata", FETCH_FAILED, FETCH_FAULT_ADDRESS, 302, "169.254.169.254"},
		{"/09", FETCH_FAILED, FETCH_FAULT_PROTOCOL, 0, "HTTP/0.9"},
		{"/short", FETCH_DOCUMENT, FETCH_FAULT_NONE, 200, "abc"},
		{"/nothing", FETCH_FAILED, FETCH_FAULT_PROTOCOL, 200, "1000"},
		{"/closing", FETCH_FAILED, FETCH_FAULT_PROTOCOL, 0, ""},
		{"/hang", FETCH_FAILED, FETCH_FAULT_TIMEOUT, 0, "timeout after 1 s"},
	};
	struct fetch_config config = default_config();
	struct scene scene;

	open_scene(&scene, &config);
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		get(&scene, cases[i].path);
		bool text_ok = cases[i].kind == FETCH_DOCUMENT
				       ? strcmp(scene.body, cases[i].body_or_error) == 0
				       : strstr(scene.error, cases[i].body_or_error) != NULL;
		if (scene.kind != cases[i].kind || scene.fault != cases[i].fault ||
			scene.status != cases[i].status || !text_ok) {
			fail_msg("%s: %s %s %d body \"%s\" error \"%s\"", cases[i].path,
				fetch_kind_name(scene.kind), fetch_fault_name(scene.fault),
				scene.status, scene.body, scene.error);
		}
	}
	close_scene(&scene);
}

/* Whatever was whole of it is worth reading; the next request has to bring the rest. */
static void test_a_response_that_breaks_off_is_a_document_without_validators(void **state)
{
	(void)state;
	struct fetch_config config = default_config();
	struct scene scene;

	open_scene(&scene, &config);
	get(&scene, "/short");
	assert_int_equal(scene.kind, FETCH_DOCUMENT);
	assert_true(scene.cut);
	assert_string_equal(scene.error, "the response broke off after 3 bytes");
	assert_string_equal(scene.etag, "");
	get(&scene, "/cutchunk");
	assert_true(scene.kind == FETCH_DOCUMENT && scene.cut);
	assert_string_equal(scene.body, "<rss>ab");
	get(&scene, "/feed");
	assert_false(scene.cut);
	close_scene(&scene);
}

static void test_what_is_sent(void **state)
{
	(void)state;
	struct fetch_config config = default_config();
	struct scene scene;

	open_scene(&scene, &config);
	get(&scene, "/feed");
	assert_string_equal(http_last_header(&scene.server, "User-Agent"), "test/1");
	assert_non_null(strstr(http_last_header(&scene.server, "Accept"), "application/atom+xml"));
	assert_non_null(strstr(http_last_header(&scene.server, "Accept-Encoding"), "gzip"));
	static const char *const absent[] = {"If-None-Match", "If-Modified-Since", "Cookie",
		"Referer", "Cache-Control", "Pragma", "Authorization"};
	for (size_t i = 0; i < sizeof(absent) / sizeof(*absent); i++) {
		assert_string_equal(http_last_header(&scene.server, absent[i]), "");
	}
	assert_string_equal(scene.etag, "\"v1\"");
	assert_string_equal(scene.last_modified, "Tue, 01 Jan 2030 00:00:00 GMT");

	run(&scene, &(struct fetch_request){
			    .url = str_from(local_url(&scene, "/304")),
			    .etag = STR("W/\"odd  tag\\\""),
			    .last_modified = STR("Thursday, not a date"),
			    .user = STR("ann"),
			    .password = STR("b:c"),
			    .header = STR("X-Key: 42"),
		    });
	assert_int_equal(scene.kind, FETCH_NOT_MODIFIED);
	assert_string_equal(http_last_header(&scene.server, "If-None-Match"), "W/\"odd  tag\\\"");
	assert_string_equal(
		http_last_header(&scene.server, "If-Modified-Since"), "Thursday, not a date");
	assert_string_equal(http_last_header(&scene.server, "Authorization"), "Basic YW5uOmI6Yw==");
	assert_string_equal(http_last_header(&scene.server, "X-Key"), "42");
	/* A 304 may bring a new tag; what it does not bring stays. */
	assert_string_equal(scene.etag, "\"v2\"");
	assert_string_equal(scene.last_modified, "Thursday, not a date");
	assert_int_equal(scene.freshness_s, 120);

	/* The handle is used again: nothing of the last request may stick. */
	get(&scene, "/notags");
	assert_string_equal(http_last_header(&scene.server, "If-None-Match"), "");
	assert_string_equal(http_last_header(&scene.server, "Authorization"), "");
	assert_string_equal(http_last_header(&scene.server, "X-Key"), "");
	assert_string_equal(scene.etag, "");
	assert_string_equal(scene.last_modified, "");
	get(&scene, "/fresh");
	assert_int_equal(scene.freshness_s, 500);
	/* The first connection was closed, for nobody knew that more would follow; all others went over one. */
	assert_int_equal(scene.server.requests, 4);
	assert_int_equal(scene.server.connects, 2);
	close_scene(&scene);
}

static void test_credentials_stay_at_their_origin(void **state)
{
	(void)state;
	struct fetch_config config = default_config();
	struct scene scene;
	struct fetch_request request = {.etag = STR("\"v1\""),
		.user = STR("ann"),
		.password = STR("x"),
		.header = STR("X-Key: 42")};

	open_scene(&scene, &config);
	request.url = str_from(local_url(&scene, "/301"));
	run(&scene, &request);
	assert_string_equal(http_last_header(&scene.server, "X-Key"), "42");
	assert_string_not_equal(http_last_header(&scene.server, "Authorization"), "");
	request.url = str_from(local_url(&scene, "/other"));
	run(&scene, &request);
	assert_non_null(strstr(scene.server.last, "127.0.0.2"));
	assert_string_equal(http_last_header(&scene.server, "X-Key"), "");
	assert_string_equal(http_last_header(&scene.server, "Authorization"), "");
	close_scene(&scene);
}

static void test_hostile_validators(void **state)
{
	(void)state;
	struct fetch_config config = default_config();
	struct scene scene;

	open_scene(&scene, &config);
	get(&scene, "/etaginj");
	assert_int_equal(scene.kind, FETCH_DOCUMENT);
	assert_string_equal(scene.etag, "");
	get(&scene, "/nul");
	assert_string_equal(scene.etag, "");
	get(&scene, "/1xx");
	assert_string_equal(scene.etag, "");
	/* Out of a damaged journal: must not become a second header. */
	run(&scene, &(struct fetch_request){
			    .url = str_from(local_url(&scene, "/feed")),
			    .etag = STR("\"a\r\nX-Evil: 1\""),
			    .header = STR("X-Key: 1\r\nX-Evil: 2"),
		    });
	assert_string_equal(http_last_header(&scene.server, "If-None-Match"), "");
	assert_string_equal(http_last_header(&scene.server, "X-Evil"), "");
	close_scene(&scene);
}

static void test_redirects(void **state)
{
	(void)state;
	static const struct {
		const char *path;
		const char *final;     /* path */
		const char *permanent; /* path, "" none */
	} cases[] = {
		{"/feed", "/feed", ""},
		{"/301", "/feed", "/feed"},
		{"/302", "/feed", ""},
		{"/301-302", "/feed", "/302"},
		{"/302-301", "/feed", ""},
	};
	struct fetch_config config = default_config();
	struct scene scene;

	open_scene(&scene, &config);
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		get(&scene, cases[i].path);
		assert_int_equal(scene.kind, FETCH_DOCUMENT);
		assert_string_equal(scene.final_url, local_url(&scene, cases[i].final));
		assert_string_equal(scene.permanent_url,
			cases[i].permanent[0] ? local_url(&scene, cases[i].permanent) : "");
	}
	close_scene(&scene);
}

static void test_same_document(void **state)
{
	(void)state;
	struct fetch_config config = default_config();
	struct scene scene;

	open_scene(&scene, &config);
	get(&scene, "/feed");
	uint64_t hash = scene.body_hash;
	assert_true(hash != 0);
	run(&scene, &(struct fetch_request){
			    .url = str_from(local_url(&scene, "/feed")), .body_hash = hash});
	assert_int_equal(scene.kind, FETCH_SAME);
	assert_string_equal(scene.etag, "\"v1\"");
	assert_true(scene.body_hash == hash);
	close_scene(&scene);
}

static void test_waits(void **state)
{
	(void)state;
	static const struct {
		const char *path;
		int64_t retry_after_s;
	} cases[] = {{"/429", 86400}, {"/503short", 60}, {"/503", 900}};
	struct fetch_config config = default_config();

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct scene scene;
		open_scene(&scene, &config);
		get(&scene, cases[i].path);
		assert_int_equal(scene.kind, FETCH_THROTTLED);
		assert_int_equal(scene.retry_after_s, cases[i].retry_after_s);
		/* The server is not a public one: others there are not held back. */
		get(&scene, "/feed");
		assert_int_equal(scene.kind, FETCH_DOCUMENT);
		close_scene(&scene);
	}
}

/* A page has a ceiling and a type of its own, and is no poll of a feed. */
static void test_pages(void **state)
{
	(void)state;
	static const struct {
		const char *path;
		uint64_t max_bytes;
		enum fetch_kind kind;
		enum fetch_fault fault;
		const char *error;
	} cases[] = {
		{"/page", 6, FETCH_DOCUMENT, FETCH_FAULT_NONE, ""},
		{"/feed", 6, FETCH_FAILED, FETCH_FAULT_PROTOCOL,
			"no web page, but application/rss+xml"},
		{"/page", 5, FETCH_FAILED, FETCH_FAULT_LIMIT, "body over 0 KiB after decoding"},
		{"/chunked", 4, FETCH_FAILED, FETCH_FAULT_LIMIT, "body over 0 KiB after decoding"},
		{"/pdf", 1000, FETCH_FAILED, FETCH_FAULT_PROTOCOL,
			"no web page, but application/pdf"},
		{"/302", 1000, FETCH_REDIRECTED, FETCH_FAULT_NONE, ""},
		{"/file", 1000, FETCH_FAILED, FETCH_FAULT_PROTOCOL,
			"redirected to \"file:///etc/passwd\", which is no web address"},
		{"/500", 1000, FETCH_FAILED, FETCH_FAULT_STATUS, "HTTP 500"},
	};
	struct fetch_config config = default_config();
	struct scene scene;

	open_scene(&scene, &config);
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		run(&scene,
			&(struct fetch_request){.url = str_from(local_url(&scene, cases[i].path)),
				.subject = FETCH_SUBJECT_PAGE,
				.max_bytes = cases[i].max_bytes});
		assert_int_equal(scene.kind, cases[i].kind);
		assert_int_equal(scene.fault, cases[i].fault);
		assert_string_equal(scene.error, cases[i].error);
	}
	assert_int_equal(metrics_get(scene.metrics, "nuncio_fetches_total"), 0);
	get(&scene, "/feed");
	assert_int_equal(metrics_get(scene.metrics, "nuncio_fetches_total"), 1);
	close_scene(&scene);
}

/* Of any type; the beginning of one that is too long, whether that is known at first or not; redirects are followed. */
static void test_robots(void **state)
{
	(void)state;
	static const struct {
		const char *path;
		uint64_t max_bytes;
		enum fetch_kind kind;
		const char *body;
	} cases[] = {
		{"/page", 6, FETCH_DOCUMENT, "<html>"},
		{"/page", 5, FETCH_DOCUMENT, "<html"},
		{"/pdf", 3, FETCH_DOCUMENT, "%PD"},
		{"/chunked", 4, FETCH_DOCUMENT, "<rss"},
		{"/gzip", 4, FETCH_DOCUMENT, "<rss"},
		{"/302", 1000, FETCH_DOCUMENT, "<rss>"},
		{"/loop", 1000, FETCH_FAILED, ""},
		{"/500", 1000, FETCH_FAILED, ""},
	};
	struct fetch_config config = default_config();
	struct scene scene;

	open_scene(&scene, &config);
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		run(&scene,
			&(struct fetch_request){.url = str_from(local_url(&scene, cases[i].path)),
				.subject = FETCH_SUBJECT_ROBOTS,
				.max_bytes = cases[i].max_bytes});
		assert_int_equal(scene.kind, cases[i].kind);
		if (scene.kind == FETCH_DOCUMENT) {
			assert_string_equal(scene.body, cases[i].body);
			assert_false(scene.cut);
		}
	}
	assert_int_equal(metrics_get(scene.metrics, "nuncio_fetches_total"), 0);
	close_scene(&scene);
}

static void test_unusable_requests(void **state)
{
	(void)state;
	static const struct {
		const char *url;
		enum fetch_fault fault;
	} cases[] = {
		{"", FETCH_FAULT_REQUEST},
		{"ftp://127.0.0.1/", FETCH_FAULT_REQUEST},
		{"file:///etc/passwd", FETCH_FAULT_REQUEST},
		{"gopher://127.0.0.1:70/", FETCH_FAULT_REQUEST},
		{"http://", FETCH_FAULT_REQUEST},
		{"http://10.0.0.1/", FETCH_FAULT_ADDRESS},
		{"http://[::1]/", FETCH_FAULT_ADDRESS},
		{"http://[::ffff:10.0.0.1]/", FETCH_FAULT_ADDRESS},
		{"http://0/", FETCH_FAULT_ADDRESS},
		{"http://2886729729/", FETCH_FAULT_ADDRESS},
		{"http://0251.254.0xa9fe/", FETCH_FAULT_ADDRESS},
		{"http://169.254.169.254./", FETCH_FAULT_ADDRESS},
		{"http://%31%30.0.0.1/", FETCH_FAULT_ADDRESS},
		{"http://①⓪.0.0.1/", FETCH_FAULT_ADDRESS},
	};
	struct fetch_config config = default_config();
	struct scene scene;

	open_scene(&scene, &config);
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		run(&scene, &(struct fetch_request){.url = str_from(cases[i].url)});
		if (scene.kind != FETCH_FAILED || scene.fault != cases[i].fault) {
			fail_msg("%s: %s \"%s\"", cases[i].url, fetch_fault_name(scene.fault),
				scene.error);
		}
	}
	close_scene(&scene);
}

static void test_ports(void **state)
{
	(void)state;
	static const uint16_t ports[] = {80, 443};
	struct fetch_config config = default_config();
	struct scene scene;

	config.ports = ports;
	config.port_count = 2;
	open_scene(&scene, &config);
	get(&scene, "/feed");
	assert_int_equal(scene.fault, FETCH_FAULT_ADDRESS);
	assert_non_null(strstr(scene.error, "fetch.ports"));
	assert_int_equal(scene.server.connects, 0);
	close_scene(&scene);
}

/* ---- large documents ---- */

static char *make_large(size_t size)
{
	char *text = calloc(1, size + 256);
	assert_non_null(text);
	int head = sprintf(text, OK_HEAD "Content-Length: %zu\r\n\r\n", size);
	memset(text + head, 'x', size);
	return text;
}

static void test_sizes(void **state)
{
	(void)state;
	static const struct {
		size_t size;
		bool ok;
		bool in_file;
	} cases[] = {
		{256 << 10, true, false},
		{(256 << 10) + 1, true, true},
		{1 << 20, true, true},
		{(1 << 20) + 1, false, false},
	};
	struct fetch_config config = default_config();

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct scene scene;
		char *text = make_large(cases[i].size);
		struct http_answer large[] = {{"/large", text, 0, false}};
		open_scene(&scene, &config);
		scene.server.answers = large;
		scene.server.answer_count = 1;
		get(&scene, "/large");
		assert_int_equal(scene.kind, cases[i].ok ? FETCH_DOCUMENT : FETCH_FAILED);
		if (cases[i].ok) {
			assert_int_equal(scene.body_size, cases[i].size);
			assert_int_equal(scene.in_file, cases[i].in_file);
		} else {
			assert_string_equal(scene.error, "body over 1 MiB after decoding");
		}
		assert_int_equal(metrics_get(scene.metrics, "nuncio_fetch_spooled_bytes"), 0);
		close_scene(&scene);
		free(text);
	}
}

static void test_budget(void **state)
{
	(void)state;
	struct fetch_config config = default_config();
	struct scene scene;
	char *text = make_large(900000);
	struct http_answer large[] = {{"/large", text, 0, false}};

	config.memory_bytes = 1000000;
	open_scene(&scene, &config);
	scene.server.answers = large;
	scene.server.answer_count = 1;
	scene.hold = true;
	get(&scene, "/large");
	assert_int_equal(scene.kind, FETCH_DOCUMENT);
	assert_false(fetcher_has_room(scene.fetcher));
	/* What is started now waits until the document is freed. */
	size_t asked = scene.server.requests;
	fetcher_start(scene.fetcher,
		&(struct fetch_request){.url = str_from(local_url(&scene, "/large"))}, on_done,
		&scene);
	for (int i = 0; i < 5; i++) {
		loop_defer(scene.loop, (loop_fn *)loop_stop, scene.loop);
		loop_run(scene.loop);
	}
	assert_int_equal(scene.server.requests, asked);
	spool_free(scene.held);
	scene.held = NULL;
	assert_true(fetcher_has_room(scene.fetcher));
	scene.done = 0;
	scene.want = 1;
	scene.hold = false;
	loop_run(scene.loop);
	assert_int_equal(scene.kind, FETCH_DOCUMENT);

	/* Two at once are too much: the one that finds no room is put off, not failed. */
	scene.want = 2;
	scene.done = 0;
	for (int i = 0; i < 2; i++) {
		fetcher_start(scene.fetcher,
			&(struct fetch_request){.url = str_from(local_url(&scene, "/large"))},
			on_done, &scene);
	}
	loop_run(scene.loop);
	assert_true(metrics_get(scene.metrics, "nuncio_fetch_spooled_bytes") == 0);
	close_scene(&scene);
	free(text);
}

static void never(const struct fetch_outcome *outcome, void *arg)
{
	(void)outcome;
	(void)arg;
	fail_msg("a cancelled fetch called back");
}

static void test_cancel_and_free(void **state)
{
	(void)state;
	struct fetch_config config = default_config();
	struct scene scene;
	struct fetch *running[3];

	open_scene(&scene, &config);
	for (int i = 0; i < 3; i++) {
		running[i] = fetcher_start(scene.fetcher,
			&(struct fetch_request){.url = str_from(local_url(&scene, "/hang"))}, never,
			NULL);
	}
	fetch_cancel(running[0]); /* before its turn */
	get(&scene, "/feed");
	fetch_cancel(running[1]); /* while it is asked */
	assert_int_equal(fetcher_active(scene.fetcher), 1);
	fetcher_start(scene.fetcher,
		&(struct fetch_request){.url = str_from(local_url(&scene, "/feed"))}, never, NULL);
	close_scene(&scene);
}

static void test_many_hosts_and_few_connections(void **state)
{
	(void)state;
	struct fetch_config config = default_config();
	struct scene scene;

	config.connections = 5;
	config.host_connections = 1;
	open_scene(&scene, &config);
	scene.want = 300;
	for (unsigned i = 0; i < 300; i++) {
		char url[128];
		(void)snprintf(url, sizeof(url), "http://127.0.1.%u:%u/feed", i % 30 + 1,
			scene.server.port);
		fetcher_start(scene.fetcher, &(struct fetch_request){.url = str_from(url)}, on_done,
			&scene);
	}
	assert_int_equal(fetcher_waiting(scene.fetcher), 300);
	loop_run(scene.loop);
	assert_int_equal(metrics_get(scene.metrics, "nuncio_fetches_total"), 300);
	assert_int_equal(metrics_get(scene.metrics, "nuncio_fetch_faults_total"), 0);
	assert_int_equal(scene.server.requests, 300);
	close_scene(&scene);
}

static void test_bad_configuration(void **state)
{
	(void)state;
	struct loop *loop = loop_new();
	struct fetch_config config = default_config();
	static const char *const bad[] = {"10.0.0.0/99"};
	char *error = NULL;

	config.allow_networks = bad;
	assert_null(fetcher_new(&config, loop, NULL, &error));
	assert_string_equal(error, "not a network: \"10.0.0.0/99\"");
	free(error);
	config = default_config();
	config.proxy = "http://";
	assert_null(fetcher_new(&config, loop, NULL, &error));
	assert_string_equal(error, "not a proxy: \"http://\"");
	free(error);
	config = default_config();
	config.nameservers = bad;
	config.nameserver_count = 1;
	assert_null(fetcher_new(&config, loop, NULL, &error));
	free(error);
	loop_free(loop);
}

static void test_proxy(void **state)
{
	(void)state;
	struct fetch_config config = default_config();
	struct scene scene;
	struct http_server proxy;
	char url[64];
	static const struct http_answer via[] = {
		{"http://feeds.example/feed", OK_HEAD "Content-Length: 5\r\n\r\nproxy", 0, false}};
	struct loop *loop = loop_new();

	http_server_start(&proxy, loop, via, 1);
	(void)snprintf(url, sizeof(url), "http://127.200.0.1:%u", proxy.port);
	config.proxy = url;
	char *error = NULL;
	scene = (struct scene){.loop = loop, .want = 1, .metrics = metrics_new()};
	scene.fetcher = fetcher_new(&config, loop, scene.metrics, &error);
	assert_non_null(scene.fetcher);
	run(&scene, &(struct fetch_request){.url = STR("http://feeds.example/feed")});
	assert_string_equal(scene.body, "proxy");
	/* The proxy reaches what it likes, but addresses that we are told to ask are still looked at. */
	run(&scene, &(struct fetch_request){.url = STR("http://10.0.0.1/")});
	assert_int_equal(scene.fault, FETCH_FAULT_ADDRESS);
	fetcher_free(scene.fetcher);
	http_server_stop(&proxy);
	metrics_free(scene.metrics);
	loop_free(loop);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_outcomes),
		cmocka_unit_test(test_a_response_that_breaks_off_is_a_document_without_validators),
		cmocka_unit_test(test_what_is_sent),
		cmocka_unit_test(test_credentials_stay_at_their_origin),
		cmocka_unit_test(test_hostile_validators),
		cmocka_unit_test(test_redirects),
		cmocka_unit_test(test_same_document),
		cmocka_unit_test(test_waits),
		cmocka_unit_test(test_pages),
		cmocka_unit_test(test_robots),
		cmocka_unit_test(test_unusable_requests),
		cmocka_unit_test(test_ports),
		cmocka_unit_test(test_sizes),
		cmocka_unit_test(test_budget),
		cmocka_unit_test(test_cancel_and_free),
		cmocka_unit_test(test_many_hosts_and_few_connections),
		cmocka_unit_test(test_bad_configuration),
		cmocka_unit_test(test_proxy),
	};
	alarm(60);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
