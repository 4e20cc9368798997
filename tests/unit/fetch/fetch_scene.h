/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A fetcher, the HTTP server of http_server.h with answers of every kind, and what came of the last fetch. For the tests of
 * fetch.c and verdict.c.
 */
#ifndef NUNCIO_TEST_FETCH_SCENE_H
#define NUNCIO_TEST_FETCH_SCENE_H

#include "fetch/fetch.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <setjmp.h>

#include <cmocka.h>

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

static inline struct fetch_config default_config(void)
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

static inline const char *local_url(const struct scene *scene, const char *path)
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

#endif
