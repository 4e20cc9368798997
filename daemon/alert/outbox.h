/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Delivery: takes durable records from the journal to Redis, in order, each with the commit script, many in flight. Where to
 * go on is what Redis itself has (its offset), never what was sent; so a lost connection, a restart or a failover repeats
 * commands and never alerts. Owns the connection. A server that could lose alerts is refused, with the reason.
 *
 *   connecting --ready--> checking --good--> delivering
 *       ^                    |bad                | lost
 *       +----- waiting <-----+-------------------+      (back-off 50 ms … 10 s; refused: 1 … 30 s)
 */
#ifndef NUNCIO_ALERT_OUTBOX_H
#define NUNCIO_ALERT_OUTBOX_H

#include <stdbool.h>
#include <stdint.h>

#include "base/metric.h"
#include "base/str.h"
#include "journal/journal.h"
#include "net/loop.h"
#include "store/redis.h"

struct outbox;

/* What to do when Redis does not know us although records were delivered: its data set is gone. */
enum outbox_lost {
	OUTBOX_LOST_REFUSE, /* stop and say so */
	OUTBOX_LOST_RESUME, /* go on behind what was delivered: nothing is sent again */
	OUTBOX_LOST_REPLAY  /* send again what the journal still has */
};

struct outbox_config {
	struct redis_address address; /* copied */
	uint64_t stream_max_length;   /* entries a channel keeps; 0: 100,000 */
	int64_t stream_max_age_ms;    /* 0: 30 days */
	enum outbox_lost lost;
	struct metrics *metrics; /* borrowed for life; NULL: none */
	/* Told when delivery begins to work and when it stops (`reason` NULL: works). May be NULL. */
	void (*on_change)(bool up, const char *reason, void *arg);
	void *arg;
};

/* Starts at once, with what the journal has. The journal is borrowed until outbox_free. */
struct outbox *outbox_new(
	struct loop *loop, struct journal *journal, const struct outbox_config *config);
/* Drops the connection; what was not delivered stays in the journal. */
void outbox_free(struct outbox *outbox);

/* The journal has new records of this channel: to be called from the journal's callback. */
void outbox_notify(struct outbox *outbox, struct str channel);
/* Appends one event (a JSON object) to the stream `nuncio-control` and publishes it there. Not kept in the journal: while Redis is
 * away the last 64 wait, older ones are dropped. */
void outbox_control(struct outbox *outbox, struct str json);
/* Is everything that is durable delivered, and Redis there to say so? For an orderly stop. */
bool outbox_is_idle(const struct outbox *outbox);

struct outbox_status {
	bool up; /* connected and delivering */
	const char *
		reason; /* why not, or which channel is held and why; empty when all is well. Borrowed for the call */
	int64_t since; /* wall ms of the last change */
	uint64_t published;
	uint64_t duplicates;
	uint64_t pending; /* durable, not yet in Redis */
	uint64_t in_flight;
	int64_t lag_ms;         /* age of the oldest record that is not in Redis; 0: none */
	uint64_t held_channels; /* channels that cannot be delivered */
};
void outbox_get_status(struct outbox *outbox, struct outbox_status *ret);

#endif
