/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Serves pages with libevent's evhttp. Never reads a body and never answers anything but GET and HEAD.
 */
#include "http/server.h"

#include <errno.h>
#include <event2/buffer.h>
#include <event2/http.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "base/limits.h"
#include "base/mem.h"

#define REQUEST_TIMEOUT_S 10

struct http_server {
	struct evhttp *http; /* owned */
	const struct http_page *pages;
	void *arg;
	uint16_t port;
};

static const struct http_page *find_page(const struct http_server *server, const char *path)
{
	for (const struct http_page *page = server->pages; page->path; page++) {
		if (path && strcmp(page->path, path) == 0) {
			return page;
		}
	}
	return NULL;
}

static bool set_header(struct evhttp_request *request, const char *name, const char *value)
{
	return evhttp_add_header(evhttp_request_get_output_headers(request), name, value) == 0;
}

/* libevent sends the body of an answer to HEAD too, which a client takes for the next answer (RFC 9110 9.3.2). */
static bool set_body(struct evhttp_request *request, struct evbuffer *body, const struct buf *text)
{
	char length[24];

	if (evhttp_request_get_command(request) != EVHTTP_REQ_HEAD) {
		return evbuffer_add(body, text->ptr, text->len) == 0;
	}
	(void)snprintf(length, sizeof(length), "%zu", text->len);
	return set_header(request, "Content-Length", length);
}

static void on_request(struct evhttp_request *request, void *arg)
{
	struct http_server *server = arg;
	const struct http_page *page =
		find_page(server, evhttp_uri_get_path(evhttp_request_get_evhttp_uri(request)));
	struct evbuffer *body;
	struct buf text;
	int status;

	if (!page) {
		evhttp_send_error(request, HTTP_NOTFOUND, NULL);
		return;
	}
	buf_init(&text, LIMIT_HTTP_BODY);
	status = page->write(&text, server->arg);
	body = evbuffer_new();
	if (!body || text.full || !set_body(request, body, &text) ||
		!set_header(request, "Content-Type", page->content_type)) {
		evhttp_send_error(request, HTTP_INTERNAL, NULL);
	} else {
		evhttp_send_reply(request, status, NULL, body);
	}
	if (body) {
		evbuffer_free(body);
	}
	buf_done(&text);
}

static uint16_t port_of(evutil_socket_t fd)
{
	union {
		struct sockaddr any;
		struct sockaddr_in v4;
		struct sockaddr_in6 v6;
	} address = {.v6 = {0}};
	socklen_t len = sizeof(address);

	if (getsockname(fd, &address.any, &len) < 0) {
		return 0;
	}
	return ntohs(
		address.any.sa_family == AF_INET6 ? address.v6.sin6_port : address.v4.sin_port);
}

int http_server_new(struct loop *loop, const char *address, uint16_t port,
	const struct http_page *pages, void *arg, struct http_server **ret)
{
	struct http_server *server = mem_zalloc(sizeof(*server));
	struct evhttp_bound_socket *bound;

	server->http = evhttp_new(loop_base(loop));
	if (!server->http) {
		free(server);
		return -ENOMEM;
	}
	errno = 0;
	bound = evhttp_bind_socket_with_handle(server->http, address, port);
	if (!bound) {
		int result = errno ? -errno : -EADDRNOTAVAIL;

		http_server_free(server);
		return result;
	}
	evhttp_set_allowed_methods(server->http, EVHTTP_REQ_GET | EVHTTP_REQ_HEAD);
	evhttp_set_max_body_size(server->http, 0);
	evhttp_set_max_headers_size(server->http, LIMIT_CONTROL_LINE);
	evhttp_set_timeout(server->http, REQUEST_TIMEOUT_S);
	evhttp_set_gencb(server->http, on_request, server);
	server->port = port_of(evhttp_bound_socket_get_fd(bound));
	server->pages = pages;
	server->arg = arg;
	*ret = server;
	return 0;
}

void http_server_free(struct http_server *server)
{
	if (server) {
		evhttp_free(server->http);
		free(server);
	}
}

uint16_t http_server_port(const struct http_server *server)
{
	return server->port;
}
