/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * HTTP transfers by libcurl on the loop. One request each, no redirects, no cookies, nothing from the environment;
 * addresses come from the caller, and the guard looks at the one that is connected to. No callback runs inside a call of
 * these functions.
 */
#ifndef NUNCIO_NET_CURL_LOOP_H
#define NUNCIO_NET_CURL_LOOP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/str.h"
#include "net/guard.h"
#include "net/ip.h"
#include "net/loop.h"

struct curl_loop;
struct curl_transfer;
struct curl_outcome;

struct curl_loop_config {
	const char *ca_file;       /* copied; NULL or "": those of the system */
	const char *proxy;         /* copied; NULL or "": none */
	const struct guard *guard; /* borrowed for life; not asked about the proxy's address */
	unsigned kept_connections; /* idle ones that are kept for the next request */
};

/* Borrowed for the call of curl_loop_start, `arg` until the end. Texts are NUL-terminated. */
struct curl_request {
	const char *url;
	const char *const *headers; /* lines "Name: value" */
	size_t header_count;
	const char *user_agent;
	const char *user;     /* NULL: no authentication */
	const char *password; /* NULL: none */
	bool close; /* close the connection afterwards: the next request would come too late for it */
	bool identity; /* ask for no content coding, and decode none */
	/* The host and port of the URL (of the proxy when there is one) and where it is; none: it is an address itself. */
	struct str host;
	uint16_t port;
	const struct ip *addresses;
	size_t address_count;
	int64_t timeout_ms;
	int64_t connect_timeout_ms;
	/* A header line, status lines too, without its line end. False ends the transfer (CURL_LOOP_ABORTED). Must not call
	 * into this module. */
	bool (*on_header)(struct str line, void *arg);
	/* Decoded bytes; likewise. */
	bool (*on_body)(struct str bytes, void *arg);
	/* The transfer is over; the handle is gone. May start and cancel others. */
	void (*on_done)(const struct curl_outcome *outcome, void *arg);
	void *arg;
};

enum curl_loop_result {
	CURL_LOOP_OK,      /* a whole response */
	CURL_LOOP_ABORTED, /* by on_header or on_body */
	CURL_LOOP_REQUEST, /* libcurl refuses the request itself */
	CURL_LOOP_RESOLVE, /* no address for the host or the proxy */
	CURL_LOOP_ADDRESS, /* the guard refused every address */
	CURL_LOOP_CONNECT, /* refused, unreachable, reset while connecting */
	CURL_LOOP_TLS,
	CURL_LOOP_TIMEOUT,
	CURL_LOOP_ENCODING, /* the content coding is broken or unknown */
	CURL_LOOP_HEADERS,  /* a header line too long for libcurl */
	CURL_LOOP_CUT,      /* the connection ended, or broke, before the response did */
	CURL_LOOP_PROTOCOL  /* all else */
};

struct curl_outcome {
	enum curl_loop_result result;
	int status;     /* HTTP, 0: none came */
	bool connected; /* false: the time ran out, or it failed, before there was a connection */
	struct ip
		peer; /* valid when has_peer: who answered, or the address that was refused; a 200 on a kept connection has none */
	bool has_peer;
	const char *error; /* libcurl's words, "" when there are none; borrowed for the callback */
};

/* NULL when libcurl cannot be used; *ret_error says why (owned by the caller). */
struct curl_loop *curl_loop_new(
	struct loop *loop, const struct curl_loop_config *config, char **ret_error);
/* Ends all transfers without a callback and closes all connections. */
void curl_loop_free(struct curl_loop *loop);

struct curl_transfer *curl_loop_start(struct curl_loop *loop, const struct curl_request *request);
/* No callback comes. Not in on_header and on_body. */
void curl_loop_cancel(struct curl_transfer *transfer);

/* The URL with its host in plain ASCII: international names encoded, escapes decoded; owned by the caller. NULL when libcurl
 * finds no host in it. */
char *curl_url_to_ascii(const char *url);

#endif
