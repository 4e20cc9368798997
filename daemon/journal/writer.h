/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The thread that writes the journal. Jobs go in from the main thread and come back done, in the same order, over a wake-up
 * of the loop. All that were waiting when the thread became free share one transaction and one fsync.
 */
#ifndef NUNCIO_JOURNAL_WRITER_H
#define NUNCIO_JOURNAL_WRITER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/buf.h"
#include "base/list.h"
#include "base/str.h"
#include "journal/database.h"
#include "journal/journal.h"
#include "net/loop.h"

struct writer;

enum writer_kind {
	WRITER_BATCH,  /* state, known and records of one document */
	WRITER_FORGET, /* a feed */
	WRITER_ACKS,
	WRITER_EPOCH, /* start a new one */
	WRITER_SWEEP, /* delete delivered records that are old */
	WRITER_PROBE  /* does the disk take writes again? */
};

/* One record of a job; offsets into the job's bytes. */
struct writer_record {
	size_t channel;
	size_t channel_len;
	size_t body;
	size_t body_len;
	int64_t pseq; /* result */
};

/* Delivered so far, of one channel. */
struct writer_ack {
	size_t channel;
	size_t channel_len;
	int64_t acked;
	int64_t acked_seq;
};

/* Made by the main thread, the writer's between writer_put and writer_take_done. */
struct writer_job {
	struct list link;
	enum writer_kind kind;
	uint64_t feed_id;
	struct buf bytes; /* owned: all text of the job */
	bool has_state;
	bool has_known;
	size_t state_len; /* the bytes begin with the state, then the known articles */
	size_t known_len;
	struct writer_record *records; /* owned */
	size_t record_count;
	struct writer_ack *acks; /* owned */
	size_t ack_count;
	int64_t before_ms; /* sweep: stored before */
	uint64_t epoch;    /* the new one */
	/* results */
	int error;
	char reason[96]; /* what the library said of the error */
	struct database_swept swept;
	int64_t commit_us;
	bool more; /* the sweep left some */
	/* for whoever made it; the thread never calls these */
	journal_durable_fn *durable;
	journal_epoch_fn *epoch_started;
	void *arg;
};

struct writer_job *writer_job_new(enum writer_kind kind);
void writer_job_free(struct writer_job *job);

/* Takes over the connection. `on_done` runs in the loop when jobs have come back. 0 or a negative errno. */
MUST_CHECK int writer_start(
	struct loop *loop, struct database *db, loop_fn *on_done, void *arg, struct writer **ret);
/* Waits until all jobs are done, ends the thread, closes the connection. */
void writer_stop(struct writer *writer);
/* Takes over the job. */
void writer_put(struct writer *writer, struct writer_job *job);
/* Moves the done jobs into `done`, an empty list; the caller frees them. */
void writer_take_done(struct writer *writer, struct list *done);

#endif
