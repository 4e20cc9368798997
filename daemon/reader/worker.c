/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One reader as the main process sees it. Never trusts what it sends: a frame that breaks a rule ends the process. Keeps
 * true: each document that was taken has exactly one result, and what a document can make us keep is bounded by
 * LIMIT_ARTICLES, LIMIT_RESULT and LIMIT_RESULT_ARENA.
 */
#include "reader/worker.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/limits.h"
#include "base/mem.h"
#include "reader/jail.h"
#include "reader/link.h"
#include "reader/wire.h"

/* How long the closed socket waits for the reported end, and the other way round. */
#define ENDING_MS 1000

enum kill_reason { KILL_NONE, KILL_DEADLINE, KILL_FRAME };

struct worker_private {
	struct loop *loop;
	struct link *link;        /* owned */
	struct loop_timer *timer; /* owned: the deadline; in ENDING, the patience */
	struct worker_handlers handlers;
	struct pending *pending; /* owned: what is being read */
	bool is_closed;          /* the socket */
	bool has_status;         /* the end was reported */
	bool is_orphaned;
	int status; /* as of waitpid */
	enum kill_reason kill_reason;

	/* what has come of the document */
	struct arena *arena;           /* owned */
	struct read_article *articles; /* owned array */
	size_t article_count;
	size_t article_cap;
	size_t announced; /* articles that came, those that found no room included */
	size_t bytes;
};

/* --- documents --- */

/* A sealed memfd with the bytes of a body that is too large for a frame, or a negative errno. */
static int body_to_fd(struct str body)
{
	int fd = memfd_create("document", MFD_CLOEXEC | MFD_ALLOW_SEALING);

	if (fd < 0) {
		return -errno;
	}
	while (body.len > 0) {
		ssize_t done = write(fd, body.ptr, body.len);

		if (done < 0 && errno != EINTR) {
			int error = errno;

			(void)close(fd);
			return -error;
		}
		body = str_slice(body, done > 0 ? (size_t)done : 0, body.len);
	}
	if (fcntl(fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE | F_SEAL_SEAL) < 0) {
		int error = errno;

		(void)close(fd);
		return -error;
	}
	return fd;
}

struct pending *pending_new(const struct reader_job *job, reader_result_fn *on_result, void *arg)
{
	struct reader_job copy = *job;
	struct pending *pending;
	struct buf out;

	if (job->body_fd < 0 && job->body.len > LIMIT_DOCUMENT_IN_MEMORY) {
		copy.body_fd = body_to_fd(job->body);
		copy.body_size = job->body.len;
		if (copy.body_fd < 0) {
			return NULL;
		}
	}
	buf_init(&out, FRAME_BUFFER_MAX);
	wire_put_job(&out, &copy);
	if (out.full) {
		buf_done(&out);
		if (copy.body_fd != job->body_fd) {
			(void)close(copy.body_fd);
		}
		return NULL;
	}
	pending = mem_zalloc(sizeof(*pending));
	list_init(&pending->list);
	pending->frame = buf_take(&out, &pending->frame_len);
	pending->fd = copy.body_fd;
	pending->now = job->now;
	pending->first_poll = job->first_poll;
	pending->on_result = on_result;
	pending->arg = arg;
	return pending;
}

void pending_free(struct pending *pending)
{
	if (!pending) {
		return;
	}
	list_del(&pending->list);
	if (pending->fd >= 0) {
		(void)close(pending->fd);
	}
	free(pending->frame);
	free(pending);
}

/* --- ends --- */

/* Hands the result to the one who waits for it, and forgets the document. */
static void give_result(struct worker *worker, const struct reader_result *result)
{
	struct worker_private *p = worker->private;
	struct pending *pending = p->pending;

	p->pending = NULL;
	if (pending && pending->on_result) {
		pending->on_result(result, pending->arg);
	}
	pending_free(pending);
	arena_clear(p->arena);
	p->article_count = 0;
	p->announced = 0;
	p->bytes = 0;
}

static void explain_signal(struct worker *worker, int number)
{
	const struct worker_config *config = &worker->config;
	const char *name = sigabbrev_np(number);

	if (number == SIGPROF) {
		(void)snprintf(worker->error, sizeof(worker->error),
			"reader: killed after %lld ms of CPU time (readers.cpu_limit)",
			(long long)config->cpu_limit_ms);
	} else if (number == SIGSYS) {
		(void)snprintf(worker->error, sizeof(worker->error),
			"reader: killed by the jail (SIGSYS)");
	} else if (name) {
		(void)snprintf(worker->error, sizeof(worker->error), "reader: SIG%s", name);
	} else {
		(void)snprintf(worker->error, sizeof(worker->error), "reader: signal %d", number);
	}
}

static void explain_exit(struct worker *worker, int code)
{
	switch (code) {
	case JAIL_EXIT_MEMORY:
		(void)snprintf(worker->error, sizeof(worker->error),
			"reader: out of memory at %zu MiB (readers.memory)",
			worker->config.data_bytes >> 20);
		return;
	case JAIL_EXIT_ABORT:
		(void)snprintf(worker->error, sizeof(worker->error), "reader: SIGABRT");
		return;
	case JAIL_EXIT_JAIL:
		(void)snprintf(
			worker->error, sizeof(worker->error), "reader: the jail cannot be entered");
		return;
	default:
		(void)snprintf(
			worker->error, sizeof(worker->error), "reader: ended with status %d", code);
	}
}

/* worker->error from all that is known. */
static void explain(struct worker *worker)
{
	const struct worker_private *p = worker->private;

	if (p->kill_reason == KILL_DEADLINE) {
		(void)snprintf(worker->error, sizeof(worker->error),
			"reader: killed after %lld ms (readers.deadline)",
			(long long)worker->config.deadline_ms);
	} else if (p->kill_reason == KILL_FRAME) {
		(void)snprintf(worker->error, sizeof(worker->error), "reader: bad frame");
	} else if (!p->has_status) {
		(void)snprintf(
			worker->error, sizeof(worker->error), "reader: ended, and nobody saw why");
	} else if (WIFSIGNALED(p->status)) {
		explain_signal(worker, WTERMSIG(p->status));
	} else {
		explain_exit(worker, WEXITSTATUS(p->status));
	}
}

/* ... -> GONE */
static void finish(struct worker *worker)
{
	struct worker_private *p = worker->private;
	struct reader_result result = {
		.outcome = READER_DIED, .generation = worker->config.generation};

	worker->state = WORKER_GONE;
	loop_timer_clear(p->timer);
	link_close(p->link);
	explain(worker);
	result.error = str_from(worker->error);
	if (p->pending) {
		worker->was_told = true;
		give_result(worker, &result);
	}
	p->handlers.on_gone(worker, p->handlers.arg);
}

/* any -> ENDING -> GONE, the latter as soon as nothing more can come. */
static void advance_end(struct worker *worker)
{
	struct worker_private *p = worker->private;

	if (worker->state == WORKER_GONE) {
		return;
	}
	if (p->is_closed && (p->has_status || p->is_orphaned)) {
		finish(worker);
		return;
	}
	/* What a busy one sent before its end is still read: a whole result counts. */
	if (p->is_closed || worker->state != WORKER_BUSY) {
		worker->state = WORKER_ENDING;
	}
	loop_timer_set(p->timer, ENDING_MS);
}

static void fail_frame(struct worker *worker)
{
	struct worker_private *p = worker->private;

	p->kill_reason = KILL_FRAME;
	(void)p->handlers.kill(worker, p->handlers.arg);
	finish(worker);
}

static void on_timer(void *arg)
{
	struct worker *worker = arg;
	struct worker_private *p = worker->private;

	if (worker->state == WORKER_BUSY && p->kill_reason == KILL_NONE && !p->has_status) {
		p->kill_reason = KILL_DEADLINE;
		if (p->handlers.kill(worker, p->handlers.arg)) {
			loop_timer_set(p->timer, ENDING_MS);
			return;
		}
	}
	/* Nobody can kill it: closing its socket makes it end when it next looks. */
	finish(worker);
}

/* --- frames --- */

static int add_article(struct worker *worker, struct str payload)
{
	struct worker_private *p = worker->private;
	struct read_article article;
	int rc;

	p->announced++;
	if (p->announced > LIMIT_ARTICLES) {
		return -EPROTO;
	}
	rc = wire_get_article(payload, p->pending->now, p->arena, &article);
	if (rc == -ENOMEM) {
		return 0; /* the result will say so */
	}
	if (rc < 0 || (article.alerts && article.backlog != p->pending->first_poll)) {
		return -EPROTO;
	}
	p->articles =
		mem_grow(p->articles, &p->article_cap, p->article_count + 1, sizeof(*p->articles));
	p->articles[p->article_count++] = article;
	return 0;
}

/* BUSY -> IDLE, or ENDING when it is being killed */
static int end_document(struct worker *worker, struct str payload)
{
	struct worker_private *p = worker->private;
	struct arena *arena = arena_new(LIMIT_FRAME);
	struct reader_result result;
	int rc = wire_get_end(payload, arena, &result);

	if (rc < 0 || result.article_count != p->announced) {
		arena_free(arena);
		return -EPROTO;
	}
	loop_timer_clear(p->timer);
	worker->cpu_us += result.cpu_us;
	result.generation = worker->config.generation;
	result.articles = p->articles;
	result.article_count = p->article_count;
	if (p->announced > p->article_count) {
		result.outcome = READER_LIMIT;
		result.error = STR("the hits of one document fill 64 MiB; the rest of it comes "
				   "with the next poll");
	}
	give_result(worker, &result);
	arena_free(arena);
	if (p->has_status || p->kill_reason != KILL_NONE) {
		/* It has done its last document. */
		worker->state = WORKER_ENDING;
		loop_timer_set(p->timer, ENDING_MS);
		return 0;
	}
	worker->state = WORKER_IDLE;
	p->handlers.on_idle(worker, p->handlers.arg);
	return 0;
}

static int on_ready(struct worker *worker, struct str payload)
{
	struct worker_private *p = worker->private;

	if (payload.len > 0) {
		return -EPROTO;
	}
	worker->was_ready = true;
	worker->state = WORKER_IDLE;
	p->handlers.on_idle(worker, p->handlers.arg);
	return 0;
}

static void on_frame(struct link *link, struct frame *frame, void *arg)
{
	struct worker *worker = arg;
	struct worker_private *p = worker->private;
	int rc = -EPROTO;

	(void)link;
	p->bytes += frame->payload.len;
	if (worker->state == WORKER_STARTING && frame->type == WIRE_READY) {
		rc = on_ready(worker, frame->payload);
	} else if (worker->state == WORKER_BUSY && frame->type == WIRE_ARTICLE &&
		   p->bytes <= LIMIT_RESULT + 2 * (size_t)LIMIT_FRAME) {
		rc = add_article(worker, frame->payload);
	} else if (worker->state == WORKER_BUSY && frame->type == WIRE_END) {
		rc = end_document(worker, frame->payload);
	}
	if (rc < 0 && worker->state != WORKER_GONE) {
		fail_frame(worker);
	}
}

static void on_closed(struct link *link, int error, void *arg)
{
	struct worker *worker = arg;
	struct worker_private *p = worker->private;

	(void)link;
	p->is_closed = true;
	if (error == -EPROTO) {
		fail_frame(worker);
		return;
	}
	advance_end(worker);
}

/* --- the worker --- */

struct worker *worker_new(struct loop *loop, int fd, const struct worker_config *config,
	const struct worker_handlers *handlers)
{
	struct worker *worker = mem_zalloc(sizeof(*worker));
	struct worker_private *p = mem_zalloc(sizeof(*p));
	struct link_handlers link_handlers = {
		.on_frame = on_frame, .on_closed = on_closed, .arg = worker};

	list_init(&worker->list);
	worker->config = *config;
	worker->private = p;
	p->loop = loop;
	p->handlers = *handlers;
	p->arena = arena_new(LIMIT_RESULT_ARENA);
	p->timer = loop_timer_new(loop, on_timer, worker);
	p->link = link_new(loop, fd, &link_handlers);
	return worker;
}

void worker_free(struct worker *worker)
{
	struct worker_private *p;

	if (!worker) {
		return;
	}
	p = worker->private;
	list_del(&worker->list);
	link_free(p->link);
	loop_timer_free(p->timer);
	pending_free(p->pending);
	arena_free(p->arena);
	free(p->articles);
	free(p);
	free(worker);
}

void worker_start(struct worker *worker, struct pending *pending)
{
	struct worker_private *p = worker->private;
	struct buf frame = {.ptr = pending->frame,
		.len = pending->frame_len,
		.cap = pending->frame_len,
		.max = FRAME_BUFFER_MAX};

	list_del(&pending->list);
	p->pending = pending;
	worker->state = WORKER_BUSY;
	if (worker->config.deadline_ms > 0) {
		loop_timer_set(p->timer, worker->config.deadline_ms);
	}
	pending->frame = NULL;
	link_send(p->link, &frame, pending->fd);
	pending->fd = -1;
}

struct pending *worker_pending(const struct worker *worker)
{
	return worker->private->pending;
}

void worker_retire(struct worker *worker)
{
	worker->state = WORKER_GONE;
	loop_timer_clear(worker->private->timer);
	link_close(worker->private->link);
}

void worker_on_exit(struct worker *worker, int wait_status)
{
	struct worker_private *p = worker->private;

	p->has_status = true;
	p->status = wait_status;
	advance_end(worker);
}

void worker_on_orphaned(struct worker *worker)
{
	worker->private->is_orphaned = true;
	if (worker->private->is_closed) {
		advance_end(worker);
	}
}
