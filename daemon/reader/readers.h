/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * All readers, as the pipeline sees them: documents in, results out, and rules that can be loaded anew while they work. A
 * load is a new generation beside the old one; documents change over to it when it works, and not before.
 */
#ifndef NUNCIO_READER_READERS_H
#define NUNCIO_READER_READERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/attr.h"
#include "base/metric.h"
#include "net/loop.h"
#include "reader/job.h"
#include "reader/worker.h"

struct readers;

struct readers_config {
	const char *program;           /* what is executed; NULL: this program */
	const char *const *rule_paths; /* directories or files, in the order of loading */
	size_t rule_path_count;
	const char
		*last_good;  /* directory for the copy of the last good files; NULL: none is kept */
	size_t reader_count; /* 0: one for each CPU, at least two */
	int64_t cpu_limit_ms;    /* of one document; 0: none */
	int64_t deadline_ms;     /* likewise, wall clock; 0: none */
	int64_t load_timeout_ms; /* 0: ten minutes */
	size_t arena_bytes;      /* of one document; 0: LIMIT_READER_ARENA */
	size_t data_bytes; /* of a reader, beyond what it starts with; 0: twice LIMIT_READER_ARENA */
	size_t queue_max;  /* documents that wait; 0: 1000 */
};

/* How a load went. Valid during the callback. */
struct readers_loaded {
	bool ok;             /* a new generation works */
	bool from_last_good; /* of the kept copy: the site's files were refused */
	uint32_t generation; /* the one that works now; 0: none */
	uint32_t errors;     /* in the site's files; 0 and not ok: the process failed, not they */
	uint32_t warnings;
	size_t files;
	size_t tests;
	size_t rules;
	size_t entities;
	size_t terms;
	int64_t cpu_us;
	struct str diagnostics; /* as base/diag.h formats them, several lines; may be empty */
};

typedef void readers_loaded_fn(const struct readers_loaded *loaded, void *arg);

/* The configuration is copied. Nothing runs before readers_load. Metrics are borrowed. */
struct readers *readers_new(
	const struct readers_config *config, struct loop *loop, struct metrics *metrics);
/* Ends all processes; documents that wait or are being read get no result. Not in a callback of the readers. */
void readers_free(struct readers *readers);

/* Loads the rules. With `fall_back` the kept copy is used when the site's files are refused (for the start). During a load
 * this asks for one more behind it. `on_loaded` (may be NULL) is called once, later. */
void readers_load(struct readers *readers, bool fall_back, readers_loaded_fn *on_loaded, void *arg);
/* Called for loads that nobody asked for: the rules process had died. Its readers go on meanwhile. */
void readers_on_rebuilt(struct readers *readers, readers_loaded_fn *on_rebuilt, void *arg);

/* Queues a document; the descriptor in it is taken when 0 is returned. `on_result` comes later, once. -EAGAIN: the queue is
 * full; -EINVAL: a descriptor that is not a memfd sealed against change, or smaller than said; -EMSGSIZE: too large. */
MUST_CHECK int readers_submit(struct readers *readers, const struct reader_job *job,
	reader_result_fn *on_result, void *arg);
/* Whether one more document would be taken. */
bool readers_has_room(const struct readers *readers);
/* No result will be given for documents with this `arg`. */
void readers_cancel(struct readers *readers, const void *arg);

/* For status pages and tests. */
struct readers_status {
	uint32_t generation; /* 0: none works */
	pid_t rules_pid;     /* 0: it has ended */
	bool is_loading;
	size_t readers;
	size_t idle;
	size_t busy;
	size_t queued;
};
void readers_get_status(const struct readers *readers, struct readers_status *ret);
/* The processes of the readers at work. Returns how many there are; at most `max` are written. */
size_t readers_get_pids(const struct readers *readers, pid_t *pids, size_t max);

#endif
