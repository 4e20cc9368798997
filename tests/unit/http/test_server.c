/* SPDX-License-Identifier: BSD-2-Clause */
#include "talk.h"

#include <netinet/in.h>
#include <stdlib.h>

#include "http/server.h"

static int hello(struct buf *out, void *arg)
{
	buf_printf(out, "hello %s", (const char *)arg);
	return 200;
}

static int ill(struct buf *out, void *arg)
{
	(void)arg;
	buf_printf(out, "ill");
	return 503;
}

static int nothing(struct buf *out, void *arg)
{
	(void)out;
	(void)arg;
	return 200;
}

static const struct http_page pages[] = {
	{"/hello", "text/plain; charset=utf-8", hello},
	{"/ill", "application/json", ill},
	{"/nothing", "text/plain", nothing},
	{NULL, NULL, NULL},
};

struct fixture {
	struct loop *loop;
	struct http_server *server;
};

static int set_up(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	f->loop = loop_new();
	assert_int_equal(http_server_new(f->loop, "127.0.0.1", 0, pages, "world", &f->server), 0);
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;

	http_server_free(f->server);
	loop_free(f->loop);
	free(f);
	return 0;
}

static int dial(const struct http_server *server)
{
	struct sockaddr_in address = {.sin_family = AF_INET,
		.sin_port = htons(http_server_port(server)),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	assert_int_equal(connect(fd, (struct sockaddr *)&address, sizeof(address)), 0);
	return fd;
}

static const struct {
	const char *request;
	const char *begins;
	const char *contains;
	const char *ends;
} rows[] = {
	{"GET /hello HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", "HTTP/1.1 200 ",
		"Content-Type: text/plain; charset=utf-8\r\n", "\r\n\r\nhello world"},
	{"GET /hello?from=x HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", "HTTP/1.1 200 ", "",
		"hello world"},
	{"GET /ill HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", "HTTP/1.1 503 ",
		"Content-Type: application/json\r\n", "ill"},
	{"GET /nothing HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", "HTTP/1.1 200 ",
		"Content-Length: 0\r\n", "\r\n\r\n"},
	{"HEAD /hello HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", "HTTP/1.1 200 ", "",
		"\r\n\r\n"},
	{"GET /nope HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", "HTTP/1.1 404 ", "", ""},
	{"GET /../hello HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", "HTTP/1.1 404 ", "", ""},
	{"POST /hello HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nConnection: close\r\n\r\nx",
		"HTTP/1.1 ", "", ""},
	{"DELETE /hello HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", "HTTP/1.1 501 ", "", ""},
	{"nonsense\r\n\r\n", "HTTP/1.1 400 ", "", ""},
};

static void test_pages(void **state)
{
	struct fixture *f = *state;

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct talk talk;
		struct str got;

		talk_init(&talk, f->loop, dial(f->server));
		got = talk_say(&talk, str_from(rows[i].request), 0);
		if (!str_starts(got, str_from(rows[i].begins)) ||
			str_find(got, str_from(rows[i].contains)) < 0 ||
			!str_ends(got, str_from(rows[i].ends))) {
			fail_msg("%s: %.*s", rows[i].request, STR_ARG(got));
		}
		if (str_starts(str_from(rows[i].request), STR("POST"))) {
			assert_true(str_find(got, STR("hello world")) < 0);
		}
		talk_done(&talk);
	}
}

static void test_connections_are_kept(void **state)
{
	struct fixture *f = *state;
	struct talk talk;
	struct str got;

	talk_init(&talk, f->loop, dial(f->server));
	for (int i = 0; i < 3; i++) {
		/* The status line and the headers; the body has no line end. */
		talk_say(&talk, STR("GET /ill HTTP/1.1\r\nHost: x\r\n\r\n"), 5);
	}
	got = talk_say(
		&talk, STR("GET /hello HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"), 0);
	assert_true(str_ends(got, STR("hello world")));
	talk_done(&talk);
}

static void test_endless_headers_are_refused(void **state)
{
	struct fixture *f = *state;
	struct talk talk;
	struct buf request;
	struct str got;

	buf_init(&request, 1u << 20);
	buf_printf(&request, "GET /hello HTTP/1.1\r\nX: ");
	memset(buf_extend(&request, 200u << 10), 'x', 200u << 10);
	talk_init(&talk, f->loop, dial(f->server));
	got = talk_say(&talk, buf_str(&request), 0);
	assert_true(str_find(got, STR("hello world")) < 0);
	talk_done(&talk);
	buf_done(&request);
}

static void test_an_address_in_use_is_said(void **state)
{
	struct fixture *f = *state;
	struct http_server *second = NULL;

	assert_int_equal(http_server_new(f->loop, "127.0.0.1", http_server_port(f->server), pages,
				 NULL, &second),
		-EADDRINUSE);
	assert_null(second);
	assert_true(http_server_new(f->loop, "192.0.2.1", 0, pages, NULL, &second) < 0);
	http_server_free(NULL);
}

static void test_the_end_with_open_connections(void **state)
{
	struct fixture *f = *state;
	struct talk talk;
	struct str got;

	talk_init(&talk, f->loop, dial(f->server));
	talk_say(&talk, STR("GET /ill HTTP/1.1\r\nHost: x\r\n\r\n"), 5);
	http_server_free(f->server);
	f->server = NULL;
	got = talk_say(&talk, STR(""), 0);
	assert_true(str_ends(got, STR("ill")));
	talk_done(&talk);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_pages, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_connections_are_kept, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			test_endless_headers_are_refused, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_an_address_in_use_is_said, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			test_the_end_with_open_connections, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
