/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The journal's SQLite file: its tables, and one function per statement. A connection belongs to one thread; the writer
 * thread has one that writes, the main thread one that only reads. Errors are negative errnos; nothing is logged here.
 */
#ifndef NUNCIO_JOURNAL_DATABASE_H
#define NUNCIO_JOURNAL_DATABASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/buf.h"
#include "base/str.h"

struct database;

/* A writer makes, checks and upgrades the file; a reader expects it whole. On failure `error` says why in words. */
MUST_CHECK int database_open(
	const char *path, bool writer, struct buf *error, struct database **ret);
void database_close(struct database *db);
/* What SQLite says about the last error; borrowed until the next call. */
const char *database_error(const struct database *db);

/* --- writing --- */

MUST_CHECK int database_begin(struct database *db);
MUST_CHECK int database_commit(struct database *db);
void database_rollback(struct database *db);
/* Copies the write-ahead log into the file as far as readers allow. */
void database_checkpoint(struct database *db);

MUST_CHECK int database_put_state(struct database *db, uint64_t feed_id, struct str state);
MUST_CHECK int database_put_known(struct database *db, uint64_t feed_id, struct str known);
MUST_CHECK int database_delete_feed(struct database *db, uint64_t feed_id);
MUST_CHECK int database_add_channel(struct database *db, struct str name, int64_t *ret_id);
MUST_CHECK int database_put_head(struct database *db, int64_t channel_id, int64_t head);
MUST_CHECK int database_put_acked(
	struct database *db, int64_t channel_id, int64_t acked, int64_t acked_seq);
MUST_CHECK int database_put_record(
	struct database *db, int64_t channel_id, int64_t pseq, int64_t stored_ms, struct str body);
MUST_CHECK int database_put_text(struct database *db, const char *key, const char *value);

/* What a sweep has deleted. */
struct database_swept {
	uint64_t rows;
	uint64_t bytes;
};
/* Deletes at most `max` of the oldest records up to `upto` that were stored before `before_ms`; adds to *swept. */
MUST_CHECK int database_sweep(struct database *db, int64_t channel_id, int64_t upto,
	int64_t before_ms, struct database_swept *swept); /* 500 rows at most */
#define DATABASE_SWEEP_ROWS 500

/* --- reading --- */

typedef bool database_feed_fn(uint64_t feed_id, struct str state, void *arg);
MUST_CHECK int database_each_feed(struct database *db, database_feed_fn *fn, void *arg);
/* Append the bytes; nothing when there are none. */
MUST_CHECK int database_get_state(struct database *db, uint64_t feed_id, struct buf *out);
MUST_CHECK int database_get_known(struct database *db, uint64_t feed_id, struct buf *out);

struct database_channel {
	int64_t id;
	struct str name;
	int64_t head;
	int64_t acked;
	int64_t acked_seq;
};
typedef void database_channel_fn(const struct database_channel *channel, void *arg);
MUST_CHECK int database_each_channel(struct database *db, database_channel_fn *fn, void *arg);

typedef bool database_record_fn(int64_t pseq, struct str body, void *arg);
/* The records behind `after`, in order, until `fn` returns false. */
MUST_CHECK int database_each_record(
	struct database *db, int64_t channel_id, int64_t after, database_record_fn *fn, void *arg);
/* 0 when the channel has no record. */
MUST_CHECK int database_get_oldest(struct database *db, int64_t channel_id, int64_t *ret_pseq);
MUST_CHECK int database_count_records(
	struct database *db, uint64_t *ret_count, uint64_t *ret_bytes);
/* Appends the value; nothing when there is none. */
MUST_CHECK int database_get_text(struct database *db, const char *key, struct buf *out);

#endif
