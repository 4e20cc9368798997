/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The journal: feed states, known articles and records in one SQLite file, so that a feed's new state and the records it
 * led to become durable together or not at all. A writer thread commits what is submitted, at once, and takes along what
 * arrived during the last fsync. Everything here is called from the main thread; callbacks run in its loop.
 */
#ifndef NUNCIO_JOURNAL_JOURNAL_H
#define NUNCIO_JOURNAL_JOURNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/buf.h"
#include "base/metric.h"
#include "base/str.h"
#include "net/loop.h"

struct journal;

struct journal_config {
	const char *path;        /* of the SQLite file; its folder exists */
	int64_t retention_ms;    /* a record stays at least this long; 0: 24 h */
	uint64_t max_bytes;      /* budget for records; 0: 4 GiB */
	struct metrics *metrics; /* borrowed for life; NULL: none */
};

/* One article's hits on one channel. */
struct journal_record {
	struct str channel; /* letters, digits, . _ - ; at most LIMIT_CHANNEL bytes */
	struct str
		id; /* of the alert (ALERT.md); printable ASCII without quotes and spaces, ≤ LIMIT_ALERT_ID */
	/* The alert as one line of JSON: a complete object with at least one member, without the keys seq, producer, kind, story
	 * and stream_id, which delivery adds before the last brace. At most LIMIT_RECORD bytes. */
	struct str alert;
	struct str
		source; /* who reports: two records of one story with the same text here count as one source */
	/* The identity of the article in this channel. If any of them was seen in the channel before, the record is a duplicate: it
	 * does not alert, it is counted on the story. At least one, at most LIMIT_MARKS. (One bit is lost: 63 are compared.)
	 * A changed article is a duplicate only when each of its rules has alerted for it before. */
	const uint64_t *marks;
	size_t mark_count;
	bool changed;
	const uint32_t *rules; /* hashes of the rules that hit, in any order; at most LIMIT_HITS */
	size_t rule_count;
	int64_t detected_ms; /* wall ms */
};

/* What one read document led to. Everything is copied by journal_submit. */
struct journal_batch {
	uint64_t feed_id;
	struct str state; /* the packed feed state; ptr NULL: unchanged */
	struct str known; /* the packed known articles; ptr NULL: unchanged */
	const struct journal_record *records;
	size_t record_count;
};

/* Where a record went: `pseq` counts from 1 in its channel without gaps. */
struct journal_place {
	struct str channel;
	int64_t pseq;
};

/* error 0: the whole batch is durable. Else a negative errno and nothing of it is in the journal: submit it again later
 * (a later poll does). `places` has one element per record, in their order; valid during the callback. */
typedef void journal_durable_fn(
	int error, const struct journal_place *places, size_t place_count, void *arg);

/* Opens or makes the file, checks version and integrity, locks it against a second daemon, starts the writer.
 * -EBUSY: in use by another process. On failure `error` says in words what is wrong and what to do. */
MUST_CHECK int journal_open(struct loop *loop, const struct journal_config *config,
	struct buf *error, struct journal **ret);
/* Commits what was submitted, stops the writer, closes. Callbacks that are still due are not called. */
void journal_close(struct journal *journal);

/* The callback comes later, in the order of submission. -EINVAL: a record breaks the rules above (nothing is taken). */
MUST_CHECK int journal_submit(struct journal *journal, const struct journal_batch *batch,
	journal_durable_fn *fn, void *arg);
/* Forgets state and known articles of a feed; its records stay. */
void journal_delete_feed(struct journal *journal, uint64_t feed_id);
/* False: the budget or the queue is full or the disk refuses writes: do not fetch. While the disk refuses, the writer tries
 * again by itself and this turns true once it works. */
bool journal_has_room(const struct journal *journal);
/* Why there is no room ("the disk is full"); empty when there is. Static text. */
const char *journal_room_reason(const struct journal *journal);

/* --- reading; 0 or a negative errno --- */

/* Each feed that has a state; a callback that returns false ends the walk. Text is valid during the callback. */
typedef bool journal_feed_fn(uint64_t feed_id, struct str state, void *arg);
MUST_CHECK int journal_each_feed(struct journal *journal, journal_feed_fn *fn, void *arg);
/* Appends the packed state of a feed to `out`; nothing when there is none. */
MUST_CHECK int journal_get_feed(struct journal *journal, uint64_t feed_id, struct buf *out);
/* Appends the packed known articles of a feed to `out`; nothing when there are none. */
MUST_CHECK int journal_get_known(struct journal *journal, uint64_t feed_id, struct buf *out);

/* A durable record; text and marks are valid during the callback. */
typedef bool journal_record_fn(int64_t pseq, const struct journal_record *record, void *arg);
/* The records of a channel behind `after`, in order, at most `max`. */
MUST_CHECK int journal_read(struct journal *journal, struct str channel, int64_t after, size_t max,
	journal_record_fn *fn, void *arg);

/* --- channels and delivery --- */

struct journal_channel {
	struct str name; /* borrowed while the journal is open */
	int64_t head;    /* the last durable pseq; 0: none yet */
	int64_t acked;   /* what Redis was last known to have, a hint: Redis' own offset decides */
	int64_t acked_seq; /* the channel's `seq` at that time */
	int64_t last_at;  /* wall ms when the last record became durable; 0: none since the start */
	uint64_t pending; /* head - acked */
};

/* Walks the channels: start with *cursor = 0; false at the end. */
bool journal_next_channel(
	const struct journal *journal, size_t *cursor, struct journal_channel *ret);
bool journal_get_channel(
	const struct journal *journal, struct str channel, struct journal_channel *ret);
/* Redis has all records of the channel up to `pseq`; written with a later commit. Never goes back. */
void journal_ack(struct journal *journal, struct str channel, int64_t pseq, int64_t seq);
/* The pseq of the oldest record still kept, head + 1 when there is none. */
MUST_CHECK int journal_get_oldest(struct journal *journal, struct str channel, int64_t *ret_pseq);

/* A random name given when the file was made; 16 hex digits. Borrowed. */
const char *journal_installation(const struct journal *journal);
/* Who writes to Redis: installation and epoch, "1f…e-0". `epochs_back` 1: the producer before; empty when there was none. */
#define JOURNAL_PRODUCER_SIZE 32
void journal_get_producer(
	const struct journal *journal, unsigned epochs_back, char out[JOURNAL_PRODUCER_SIZE]);
/* Starts a new epoch (this journal is older than what Redis has of it); `fn` is told when it is durable. */
typedef void journal_epoch_fn(int error, void *arg);
void journal_start_epoch(struct journal *journal, journal_epoch_fn *fn, void *arg);

/* For status. */
struct journal_stats {
	uint64_t record_bytes; /* kept, delivered ones included */
	uint64_t max_bytes;
	uint64_t records;
	uint64_t queued; /* batches that wait for the writer */
	uint64_t commits;
	int64_t last_commit_us; /* how long the last one took */
};
void journal_get_stats(const struct journal *journal, struct journal_stats *ret);

#endif
