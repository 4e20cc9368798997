/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Asks one server for one feed, for the page behind one article or for a robots.txt, politely and safely: waits for the turn
 * of the host, resolves, guards, asks with the feed's validators, follows redirects one by one, counts the decoded bytes, and
 * says what came of it. It changes no feed and never looks into a document.
 *
 *   fetcher_start -> host queue -> resolve -> transfer -+-> on_done (once, never inside fetcher_start)
 *                       ^----------- redirect, retry ---+
 */
#ifndef NUNCIO_FETCH_FETCH_H
#define NUNCIO_FETCH_FETCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/metric.h"
#include "base/str.h"
#include "fetch/spool.h"
#include "net/loop.h"

struct fetcher;
struct fetch;

/* Borrowed for the call. What a reload may change is marked L. */
struct fetch_config {
	const char *user_agent;      /* L; NULL: nuncio/VERSION */
	int64_t timeout_ms;          /* L; of one request */
	int64_t connect_timeout_ms;  /* L; TLS included */
	int64_t host_gap_ms;         /* L; between two requests to a host */
	unsigned host_connections;   /* L; requests under way to a host */
	unsigned connections;        /* requests under way in all */
	uint64_t max_document_bytes; /* L */
	uint64_t memory_bytes;       /* for all documents together */
	bool allow_private;
	const char *const *allow_networks; /* "10.0.0.0/8" */
	size_t allow_network_count;
	const uint16_t *ports; /* that may be asked; none: any */
	size_t port_count;
	const char *ca_file; /* NULL or "": those of the system */
	const char *proxy;   /* NULL or "": none, whatever the environment says */
	const char *const *nameservers;
	size_t nameserver_count; /* none: those of the system */
};

/* What is asked for. Only feeds are counted as such. */
enum fetch_subject {
	FETCH_SUBJECT_FEED,
	FETCH_SUBJECT_PAGE, /* refused when it is none; a redirect ends it, for robots.txt may forbid where it leads */
	FETCH_SUBJECT_ROBOTS /* of one that is too long, what is not */
};

/* Borrowed for the call of fetcher_start. Empty strings: not given. */
struct fetch_request {
	uint64_t feed_id;
	struct str url;
	struct str etag;          /* echoed byte for byte */
	struct str last_modified; /* likewise */
	uint64_t body_hash;       /* of the document last read; 0: none */
	struct str user;
	struct str password;
	struct str header; /* one more line, "Name: value" */
	enum fetch_subject subject;
	uint64_t max_bytes; /* of all but a feed */
	bool suspect;       /* failed last time: it may not crowd out feeds that did not */
};

enum fetch_kind {
	FETCH_DOCUMENT,     /* 200 with a document that is not the last one */
	FETCH_NOT_MODIFIED, /* 304 */
	FETCH_SAME,         /* 200 with the very bytes of the last document */
	FETCH_GONE,         /* 410 */
	FETCH_THROTTLED,    /* 429, 503, or 403 with rate limits: see retry_after_s */
	FETCH_FAILED,       /* see fault and error */
	FETCH_DEFERRED,     /* our own budget was full: ask again soon, the feed is not to blame */
	FETCH_REDIRECTED    /* a page: final_url may be asked in its place */
};

enum fetch_fault {
	FETCH_FAULT_NONE,
	FETCH_FAULT_REQUEST, /* the URL or what goes with it cannot be used */
	FETCH_FAULT_DNS,     /* the name server did not answer, or not usefully */
	FETCH_FAULT_NO_HOST, /* the name does not exist */
	FETCH_FAULT_ADDRESS, /* the guard refused the address, or the port is not allowed */
	FETCH_FAULT_CONNECT,
	FETCH_FAULT_TLS,
	FETCH_FAULT_TIMEOUT,
	FETCH_FAULT_PROTOCOL, /* broken HTTP, encoding, redirects */
	FETCH_FAULT_STATUS,   /* an HTTP status that is no answer */
	FETCH_FAULT_LIMIT,    /* a ceiling was reached */
	FETCH_FAULT_COUNT
};

/* Valid during the callback; strings are empty when there is nothing. */
struct fetch_outcome {
	enum fetch_kind kind;
	enum fetch_fault fault;
	int status; /* HTTP; 0: no response */
	uint64_t feed_id;
	/* For DOCUMENT, NOT_MODIFIED and SAME: what to keep and send next time (fit for it, or empty). */
	struct str etag;
	struct str last_modified;
	struct str content_type;
	struct str final_url;
	struct str permanent_url; /* where the leading 301 and 308 point; empty: none */
	uint64_t body_hash;       /* DOCUMENT, SAME */
	int64_t freshness_s;      /* the server asks not to come before; 0: does not say */
	int64_t retry_after_s;    /* THROTTLED: wait so long, within our bounds */
	struct spool *document;   /* DOCUMENT: the callback takes it and frees it */
	bool cut;                 /* DOCUMENT, SAME: the response broke off, as `error` says */
	int64_t bytes;            /* decoded, of the last response */
	int64_t elapsed_ms;       /* without the wait for the host */
	struct str error;         /* one line for people; empty when all was well */
};

typedef void fetch_fn(const struct fetch_outcome *outcome, void *arg);

/* NULL when the configuration cannot work; *ret_error says why (owned by the caller). `metrics` may be NULL. */
struct fetcher *fetcher_new(const struct fetch_config *config, struct loop *loop,
	struct metrics *metrics, char **ret_error);
/* Running fetches are dropped without a callback. Spools given away must have been freed. */
void fetcher_free(struct fetcher *fetcher);
/* Takes over what is marked L. */
void fetcher_configure(struct fetcher *fetcher, const struct fetch_config *config);

/* The handle is good until the callback begins or fetch_cancel. */
struct fetch *fetcher_start(
	struct fetcher *fetcher, const struct fetch_request *request, fetch_fn *fn, void *arg);
/* No callback comes. May be called anywhere. */
void fetch_cancel(struct fetch *fetch);

/* False while documents take up the budget or too many fetches wait: start no more. */
bool fetcher_has_room(const struct fetcher *fetcher);
/* Fetches that wait for their host, and those under way. */
size_t fetcher_waiting(const struct fetcher *fetcher);
size_t fetcher_active(const struct fetcher *fetcher);

/* Of a robots.txt: the site has none, and forbids nothing. */
bool fetch_is_no_robots(const struct fetch_outcome *outcome);

const char *fetch_kind_name(enum fetch_kind kind);
const char *fetch_fault_name(enum fetch_fault fault);

#endif
