/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One reader as the main process sees it: a socket, the document it has, and what it has sent of it so far. The process
 * itself belongs to the rules process, which tells how it ended.
 */
#ifndef NUNCIO_READER_WORKER_H
#define NUNCIO_READER_WORKER_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/list.h"
#include "net/loop.h"
#include "reader/job.h"

/* Called once; *result lives during the call. */
typedef void reader_result_fn(const struct reader_result *result, void *arg);

/* A document that waits or is being read. */
struct pending {
	struct list list;
	char *frame; /* owned: the job as a frame; NULL once sent */
	size_t frame_len;
	int fd;      /* owned: its body, -1 when in the frame or sent */
	int64_t now; /* of the job */
	bool first_poll;
	reader_result_fn *on_result; /* NULL: cancelled */
	void *arg;
};

/* Copies the job, and takes its descriptor. NULL when it is too large for a frame (the descriptor stays the caller's). */
struct pending *pending_new(const struct reader_job *job, reader_result_fn *on_result, void *arg);
void pending_free(struct pending *pending);

/*   STARTING --READY--> IDLE --worker_start--> BUSY --END--> IDLE
 *   any --socket closed or end reported--> ENDING --both, or 1 s--> GONE
 *   any --bad frame--> GONE */
enum worker_state { WORKER_STARTING, WORKER_IDLE, WORKER_BUSY, WORKER_ENDING, WORKER_GONE };

struct worker;

struct worker_handlers {
	/* Can take a document: for the first time, or again. */
	void (*on_idle)(struct worker *worker, void *arg);
	/* Its process is to be killed; if that cannot be asked of anybody, false. */
	bool (*kill)(struct worker *worker, void *arg);
	/* It is GONE and its document, if any, has had its result. Free it later, not in this call. */
	void (*on_gone)(struct worker *worker, void *arg);
	void *arg;
};

struct worker_config {
	uint32_t number;
	pid_t pid;
	uint32_t generation;
	int64_t cpu_limit_ms; /* for messages */
	int64_t deadline_ms;  /* 0: none */
	size_t data_bytes;    /* for messages */
};

struct worker {
	struct list list; /* of its generation */
	struct worker_config config;
	enum worker_state state; /* read only for others */
	bool was_ready;
	int64_t cpu_us;  /* spent on documents; whoever counts it sets it to 0 */
	char error[200]; /* when GONE: why it ended */
	bool was_told;   /* when GONE: as the result of a document */
	struct worker_private *private;
};

/* Takes the socket. */
struct worker *worker_new(struct loop *loop, int fd, const struct worker_config *config,
	const struct worker_handlers *handlers);
/* A document that it still has gets no result. Not allowed in a callback of the worker. */
void worker_free(struct worker *worker);
/* Takes the document; the state must be IDLE. */
void worker_start(struct worker *worker, struct pending *pending);
/* The document it has, or NULL. Borrowed. */
struct pending *worker_pending(const struct worker *worker);
/* Ends an idle or starting one by closing its socket: it is GONE at once, without a call of on_gone. */
void worker_retire(struct worker *worker);
/* The rules process reports the end of the process. */
void worker_on_exit(struct worker *worker, int wait_status);
/* Nobody will report its end any more: what waits for that goes on. */
void worker_on_orphaned(struct worker *worker);

#endif
