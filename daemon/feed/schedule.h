/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * When to ask a feed again. Pure: the clock and the random number come from the caller. The interval of a feed is the
 * configured one, or shorter while polls bring several new articles or may have missed some. The due time is never sooner
 * than the server asks, later after errors, and has a random part on top, never below.
 */
#ifndef NUNCIO_FEED_SCHEDULE_H
#define NUNCIO_FEED_SCHEDULE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "feed/feed.h"

struct schedule_config {
	int64_t interval_s;     /* of a feed that names none */
	int64_t min_interval_s; /* never more often */
	int64_t max_interval_s; /* never less often while all is well */
	unsigned jitter_percent;
};

enum schedule_result {
	SCHEDULE_NEW,       /* a document was read */
	SCHEDULE_UNCHANGED, /* 304, or the same bytes */
	SCHEDULE_GONE,      /* 410 */
	SCHEDULE_THROTTLED, /* 429, 503 */
	SCHEDULE_HARD,      /* what will not mend itself: no feed, an address that is refused */
	SCHEDULE_SOFT,      /* 404, 5xx, timeout, TLS, no such host */
	SCHEDULE_TEMPORARY, /* name server */
	SCHEDULE_DEFERRED   /* our own limits were reached: soon again, the feed is not to blame */
};

struct schedule_poll {
	enum schedule_result result;
	uint32_t new_articles;
	bool overlap;          /* at least one article was known: nothing can have been missed */
	bool first;            /* the feed's first document: says nothing about its pace */
	bool validators;       /* the server sends validators */
	int64_t freshness_s;   /* lower bound from Cache-Control or Expires; 0: none */
	int64_t retry_after_s; /* THROTTLED; 0: none */
	int64_t ttl_s;         /* lower bound from the document; 0: none */
};

/* Moves failures, interval_s, last_poll_at, last_success_at and next_due_at of `state`. `random` is any number. Returns
 * the new next_due_at (wall s). */
int64_t schedule_next(const struct schedule_config *config, int32_t wished_interval_s,
	struct feed_state *state, const struct schedule_poll *poll, int64_t now_s, uint32_t random);
/* Ms until the first poll of a feed that came together with so many others: a thousand do not start at once, one does. */
int64_t schedule_first(size_t feeds, uint32_t random);
/* Seconds until the feed is due, as its state has it; never longer than was planned at its last poll, whatever became of the
 * clock since. */
int64_t schedule_wait(const struct feed_state *state, int64_t now_s);
/* False when the validators are so old that one full document is due: some servers say 304 for ever. */
bool schedule_trusts_validators(const struct feed_state *state, int64_t now_s);

#endif
