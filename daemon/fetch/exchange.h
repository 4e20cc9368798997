/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The inside of fetch/, shared by its three parts: fetch.c decides whose turn it is, exchange.c carries out one turn, from
 * the address to the last byte, verdict.c says what came of it. Nobody else includes this.
 */
#ifndef NUNCIO_FETCH_EXCHANGE_H
#define NUNCIO_FETCH_EXCHANGE_H

#include "base/arena.h"
#include "base/list.h"
#include "base/map.h"
#include "base/metric.h"
#include "fetch/fetch.h"
#include "fetch/host.h"
#include "fetch/response.h"
#include "fetch/target.h"
#include "net/curl_loop.h"
#include "net/guard.h"
#include "net/resolve.h"

enum fetch_stage { STAGE_QUEUED, STAGE_RESOLVING, STAGE_ASKING };

/* Why we ended a transfer ourselves. */
enum fetch_stop {
	STOP_NONE,
	STOP_HEADERS,
	STOP_TOO_LONG,
	STOP_NO_ROOM,
	STOP_PIECES,  /* LIMIT_BODY_PIECES */
	STOP_NO_PAGE, /* a page was wanted, and this is another kind of thing */
	STOP_ENOUGH,
	STOP_SPOOL
};

struct fetch {
	struct host_wait wait;
	struct list link; /* on `fetches` */
	struct fetcher *fetcher;
	fetch_fn *fn;
	void *arg;

	/* The request; strings are NUL-terminated in `text`. */
	uint64_t feed_id;
	uint64_t body_hash;
	uint64_t max_bytes; /* decoded */
	enum fetch_subject subject;
	char *text; /* owned */
	struct str url;
	struct str etag;
	struct str last_modified;
	struct str user;
	struct str password;
	struct str header;

	enum fetch_stage stage;
	char *current;   /* owned: the URL of this hop; NULL: the first, `url` */
	char *permanent; /* owned: where the leading permanent redirects point; NULL: none */
	bool temporary;  /* a temporary redirect was met */
	bool cut;        /* the response broke off, but what came of the document is read */
	bool unusable;   /* the URL is no web address */
	bool identity;   /* without content coding, this time */
	bool conditional;
	unsigned hops;
	struct target target;
	struct target origin; /* of the first hop: the credentials are for it alone */
	struct resolve_query *query;
	struct curl_transfer *transfer;
	struct response response;
	struct spool *spool; /* owned, NULL: no byte yet */
	enum fetch_stop stop;
	int spool_error;
	int64_t bytes;      /* decoded, of this response */
	uint32_t pieces;    /* that they came in */
	int64_t started_ms; /* of the first hop; 0: not yet */
	char error[320];
};

struct fetcher {
	struct loop *loop; /* borrowed */
	struct guard guard;
	struct hosts *hosts;
	struct resolver *resolver; /* of the proxy when there is one, else of the hosts */
	struct curl_loop *curl;
	struct target proxy; /* host empty: none */
	struct loop_timer *timer;
	struct arena *scratch;
	struct list fetches; /* all */
	struct spool_budget budget;
	struct set64 *identity_feeds;
	uint16_t *ports; /* owned */
	size_t port_count;
	char *user_agent; /* owned */
	int64_t timeout_ms;
	int64_t connect_timeout_ms;
	uint64_t max_document_bytes;
	bool dispatching; /* dispatch is deferred already */
	bool freeing;
	struct metrics *own_metrics; /* when the caller has none */
	struct metric *by_kind[FETCH_DEFERRED + 1];
	struct metric *by_fault[FETCH_FAULT_COUNT];
	struct metric *bytes;
	struct metric *redirects;
	struct metric *spooled;
	struct metric *active;
	struct metric *waiting;
};

/* The turn of `fetch` has come: it ends with its callback, or queues itself again. */
void exchange_begin(struct fetch *fetch);

/* verdict.c */
/* Ends whatever is under way, without a callback, and frees. */
void exchange_free(struct fetch *fetch);
/* What the response says, when all of it has come, or as much as was wanted. */
void exchange_end_response(struct fetch *fetch, const struct curl_outcome *done);
/* The response broke off. What came of a document is worth reading; without validators, so that the next request brings all
 * of it. */
void exchange_end_cut(struct fetch *fetch, const struct curl_outcome *done);
/* There is no response that says anything. */
PRINTF_LIKE(4, 5)
void exchange_fail(
	struct fetch *fetch, enum fetch_kind kind, enum fetch_fault fault, const char *format, ...);
/* Goes to the front of its host's queue again, for a redirect or a retry. */
void exchange_go_on(struct fetch *fetch);

/* fetch.c: looks at the end of this pass whose turn it is. */
void fetcher_schedule_dispatch(struct fetcher *fetcher);

#endif
