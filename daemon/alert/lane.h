/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A lane: delivery of one channel's records over the outbox's connection. Part of the outbox, which owns the connection, the
 * window and the order of lanes.
 *
 *   CLOSED --lane_work--> ASKING --good--> OPEN --out of step, when all is answered--> CLOSED
 *     ^                     |                |
 *     +---- lane_retry -----+----> HELD <----+      (this channel cannot be written; `reason` says why)
 */
#ifndef NUNCIO_ALERT_LANE_H
#define NUNCIO_ALERT_LANE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "alert/outbox.h"
#include "base/list.h"
#include "base/str.h"
#include "journal/journal.h"
#include "store/redis.h"
#include "store/scripts.h"

enum lane_state { LANE_CLOSED, LANE_ASKING, LANE_OPEN, LANE_HELD };

struct lane;

/* Ours, then those of earlier epochs, under which older records may have been delivered. */
#define LANE_PRODUCERS 4

/* What all lanes share, kept by the outbox, and what they tell it. No lane is freed by what is called here. */
struct lane_links {
	struct redis *redis; /* borrowed; NULL when there is no connection */
	struct scripts *scripts;
	struct journal *journal;
	const char *producers[LANE_PRODUCERS];
	size_t producer_count;
	uint64_t stream_max_length;
	int64_t stream_max_age_ms;
	enum outbox_lost lost;
	/* One command was answered; `outcome` counts when `delivered`. */
	void (*on_answer)(
		struct lane *lane, bool delivered, enum commit_outcome outcome, void *arg);
	void (*on_held)(struct lane *lane, void *arg);
	/* Redis is not what it was: the connection must begin anew. */
	void (*on_server_changed)(struct str reason, void *arg);
	/* The journal is older than what Redis has of it. */
	void (*on_old_journal)(struct lane *lane, void *arg);
	void *arg;
};

struct lane {
	struct list link; /* in the outbox's list of lanes that have something to do */
	const struct lane_links *links; /* borrowed for life */
	char *channel;                  /* owned */
	enum lane_state state;
	int64_t off;         /* Redis has all up to here */
	int64_t sent;        /* up to here it was sent on this connection */
	size_t in_flight;    /* commands that were not answered */
	unsigned level;      /* of the buckets of seen marks */
	int64_t level_since; /* the first pseq that was sent with it */
	bool out_of_step;    /* what is still due does not count; then ask again */
	unsigned stumbles;   /* times out of step without a record delivered in between */
	char reason[240];    /* of HELD */
};

struct lane *lane_new(const struct lane_links *links, struct str channel);
void lane_free(struct lane *lane);
/* The connection is gone: nothing is in flight, all is to be asked again. */
void lane_reset(struct lane *lane);
/* A lane that is held may ask again. */
void lane_retry(struct lane *lane);
/* Durable records that Redis does not have, as far as is known. */
int64_t lane_pending(const struct lane *lane);
/* Everything is delivered, and Redis itself has said so on this connection. */
bool lane_is_settled(const struct lane *lane);
/* Is there something to ask or to send? */
bool lane_is_hungry(const struct lane *lane);
/* Asks, or sends at most `room` records. Returns the commands sent. */
size_t lane_work(struct lane *lane, size_t room);

#endif
