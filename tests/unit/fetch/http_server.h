/* SPDX-License-Identifier: BSD-2-Clause */
/* A small HTTP server on loopback, in the loop of the test: canned answers by path, and what was asked. Include it in
 * one file of a test program. */
#ifndef NUNCIO_TEST_HTTP_SERVER_H
#define NUNCIO_TEST_HTTP_SERVER_H

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/list.h"
#include "base/mem.h"
#include "net/stream.h"

/* "@P" in an answer stands for the port. `close` ends the connection after it. NULL text: never answers. */
struct http_answer {
	const char *path;
	const char *text;
	size_t len; /* 0: strlen */
	bool close;
};

struct http_server {
	struct loop *loop;
	int fd;
	struct loop_io *io;
	unsigned port;
	const struct http_answer *answers;
	size_t answer_count;
	struct list connections;
	size_t requests;                                 /* that came */
	size_t connects;                                 /* connections that came */
	char last[8192];                                 /* the last request, head only */
	size_t under_way;                                /* requests that were not answered */
	void (*on_request)(const char *path, void *arg); /* NULL: none */
	void *arg;
};

struct http_connection {
	struct list link;
	struct http_server *server;
	struct stream *stream;
	bool closing;
};

static void http_connection_free(void *arg)
{
	struct http_connection *connection = arg;
	list_del(&connection->link);
	stream_free(connection->stream);
	free(connection);
}

static void http_send(struct http_connection *connection, const struct http_answer *answer)
{
	size_t len = answer->len > 0 ? answer->len : strlen(answer->text);
	struct str text = str_make(answer->text, len);
	struct buf out;
	ptrdiff_t at;

	buf_init(&out, 256u << 20);
	while ((at = str_find(str_slice(text, 0, 4096), STR("@P"))) >= 0) {
		buf_add_str(&out, str_slice(text, 0, (size_t)at));
		buf_printf(&out, "%u", connection->server->port);
		text = str_slice(text, (size_t)at + 2, text.len);
	}
	buf_add_str(&out, text);
	stream_write(connection->stream, buf_str(&out));
	buf_done(&out);
	connection->closing = answer->close;
}

static void http_answer_path(struct http_connection *connection, const char *path)
{
	static const struct http_answer missing = {
		"", "HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\nno", 0, false};
	struct http_server *server = connection->server;
	const struct http_answer *answer = &missing;

	for (size_t i = 0; i < server->answer_count; i++) {
		if (strcmp(server->answers[i].path, path) == 0) {
			answer = &server->answers[i];
		}
	}
	if (answer->text == NULL) {
		server->under_way++;
		return;
	}
	if (answer->text[0] == 0) {
		http_connection_free(connection);
		return;
	}
	http_send(connection, answer);
}

static void http_on_input(struct stream *stream, void *arg)
{
	struct http_connection *connection = arg;
	struct http_server *server = connection->server;
	struct str input = stream_input(stream);
	ptrdiff_t end = str_find(input, STR("\r\n\r\n"));
	char path[1024] = "";

	if (input.ptr[0] == 0x16) {
		/* A TLS client: not understood here. */
		static const struct http_answer bad = {"", "HTTP/1.1 400 Bad\r\n\r\n", 0, true};
		stream_consume(stream, input.len);
		http_send(connection, &bad);
		return;
	}
	if (end < 0) {
		return;
	}
	server->requests++;
	(void)snprintf(server->last, sizeof(server->last), "%.*s\r\n", (int)end, input.ptr);
	(void)sscanf(server->last, "%*s %1000s", path);
	stream_consume(stream, (size_t)end + 4);
	if (server->on_request != NULL) {
		server->on_request(path, server->arg);
	}
	http_answer_path(connection, path);
}

static void http_on_event(struct stream *stream, enum stream_event event, int error, void *arg)
{
	struct http_connection *connection = arg;

	(void)stream;
	(void)error;
	if (event == STREAM_CLOSED || event == STREAM_FAILED ||
		(event == STREAM_DRAINED && connection->closing)) {
		http_connection_free(connection);
	}
}

static void http_on_connect(int fd, unsigned events, void *arg)
{
	struct http_server *server = arg;
	int peer = accept4(fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);

	(void)events;
	if (peer < 0) {
		return;
	}
	struct http_connection *connection = mem_zalloc(sizeof(*connection));
	struct stream_handlers handlers = {http_on_input, http_on_event, connection};
	connection->server = server;
	connection->stream = stream_new(server->loop, peer, &handlers);
	list_add_tail(&server->connections, &connection->link);
	server->connects++;
}

static void http_server_start(struct http_server *server, struct loop *loop,
	const struct http_answer *answers, size_t answer_count)
{
	struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_ANY)};
	socklen_t len = sizeof(address);

	*server = (struct http_server){
		.loop = loop, .answers = answers, .answer_count = answer_count};
	list_init(&server->connections);
	/* All of 127/8, so that each test host can have an address of its own. */
	server->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (server->fd < 0 || bind(server->fd, (struct sockaddr *)&address, len) != 0 ||
		listen(server->fd, 512) != 0 ||
		getsockname(server->fd, (struct sockaddr *)&address, &len) != 0) {
		perror("http server");
		_exit(1);
	}
	server->port = ntohs(address.sin_port);
	server->io = loop_io_new(loop, server->fd, http_on_connect, server);
	loop_io_set(server->io, LOOP_READ);
}

static void http_server_stop(struct http_server *server)
{
	struct list *link;

	while ((link = list_first(&server->connections)) != NULL) {
		http_connection_free(LIST_ENTRY(link, struct http_connection, link));
	}
	loop_io_free(server->io);
	close(server->fd);
}

/* The value of a header line of the last request, or "" when it was not sent. */
static inline const char *http_last_header(const struct http_server *server, const char *name)
{
	static char value[2048];
	char line[128];

	value[0] = 0;
	(void)snprintf(line, sizeof(line), "\r\n%s: ", name);
	const char *at = strcasestr(server->last, line);
	if (at != NULL) {
		at += strlen(line);
		(void)snprintf(value, sizeof(value), "%.*s", (int)strcspn(at, "\r"), at);
	}
	return value;
}

#endif
