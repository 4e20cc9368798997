/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The HTTP server for machines that look after machines: GET only, a few fixed paths, answers made by whoever registered
 * them. Knows nothing of metrics or health.
 */
#ifndef NUNCIO_HTTP_SERVER_H
#define NUNCIO_HTTP_SERVER_H

#include <stdint.h>

#include "base/attr.h"
#include "base/buf.h"
#include "net/loop.h"

struct http_server;

struct http_page {
	const char *path; /* "/metrics" */
	const char *content_type;
	/* Writes the body; returns the status (200, 503). */
	int (*write)(struct buf *out, void *arg);
};

/* Listens on an IP address and port. `pages` ends with a NULL path and is borrowed for good. 0 or a negative errno. */
MUST_CHECK int http_server_new(struct loop *loop, const char *address, uint16_t port,
	const struct http_page *pages, void *arg, struct http_server **ret);
void http_server_free(struct http_server *server);
/* The port in use, for port 0. */
uint16_t http_server_port(const struct http_server *server);

#endif
