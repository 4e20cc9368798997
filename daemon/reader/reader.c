/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The process that reads documents. Never opens, logs or remembers anything from one document to the next but the caches
 * of its matcher. Keeps true: no byte of a document is looked at before the jail is closed and the CPU clock is armed.
 */
#include "reader/reader.h"

#include <errno.h>
#include <malloc.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/limits.h"
#include "base/mem.h"
#include "match/matcher.h"
#include "parse/document.h"
#include "reader/read.h"
#include "reader/wire.h"

/* Frames are sent when this much waits: a document of known articles is a few system calls. */
#define READER_BATCH (64u << 10)
/* A document that is larger than this has its memory given back to the kernel. */
#define READER_TRIM (1u << 20)
/* Known articles and the description of a document. */
#define READER_JOB_ARENA (8u << 20)

struct reader_process {
	const struct reader_setup *setup;
	struct matcher *matcher;
	struct read_context *context;
	struct frame_input input;
	struct buf out;
	struct arena *job_arena;
	size_t sent; /* bytes of frames of this document */
};

void reader_warm_up(const struct rule_set *set)
{
	struct matcher *matcher = matcher_new(set);
	struct arena *arena = arena_new(LIMIT_READER_ARENA);
	struct match_input input = {.fields = {
					    [FIELD_TITLE] = STR("Visiting Zürich, 東京 and كابل"),
					    [FIELD_BODY] = STR("The envoy's visit ended.\n\nDr. "
							       "Smith of the U.S. left."),
				    }};
	struct hits hits = {.count = 0};
	struct tm broken_down;
	time_t start = 0;

	tzset();
	(void)gmtime_r(&start, &broken_down);
	(void)localtime_r(&start, &broken_down);
	parse_warm_up();
	/* What it finds is of no interest; running is. */
	int rc = matcher_run(matcher, &input, arena, &hits);
	(void)rc;
	arena_free(arena);
	matcher_free(matcher);
	(void)malloc_trim(0);
}

/* The main process has gone away, or closed the socket: there is nobody to tell. */
static _Noreturn void leave(enum jail_exit status)
{
	_exit(status);
}

static void flush(struct reader_process *reader)
{
	if (frame_send(JAIL_SOCKET, buf_str(&reader->out), -1) < 0) {
		leave(JAIL_EXIT_DONE);
	}
	reader->sent += reader->out.len;
	buf_clear(&reader->out);
}

static bool on_article(const struct read_article *article, struct arena *scratch, void *arg)
{
	struct reader_process *reader = arg;

	wire_put_article(&reader->out, scratch, article);
	if (reader->out.full) {
		leave(JAIL_EXIT_FRAME);
	}
	if (reader->out.len > READER_BATCH) {
		flush(reader);
	}
	return reader->sent + reader->out.len <= LIMIT_RESULT;
}

#ifdef NUNCIO_SPIN
static bool asks_for(const struct reader_job *job, const char *what)
{
	return job->body.len > 0 && memmem(job->body.ptr, job->body.len, what, strlen(what));
}

/* Test builds only: documents that do to a reader what a fault in a parser would. */
static void misbehave(const struct reader_job *job)
{
	static volatile int sink;

	if (asks_for(job, "nuncio-test-spin")) {
		for (;;) {
			sink++;
		}
	}
	if (asks_for(job, "nuncio-test-crash")) {
		/* Not raise(): in the jail that is no signal but our end. Reads a page that may not be read. */
		const volatile unsigned char *page =
			mmap(NULL, 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

		sink = page[0];
	}
	if (asks_for(job, "nuncio-test-jail")) {
		sink = socket(AF_INET, SOCK_STREAM, 0);
	}
	if (asks_for(job, "nuncio-test-eat")) {
		for (;;) {
			char *piece = mem_alloc(1u << 20);

			memset(piece, 1, 1u << 20);
			sink += piece[sink & 0xff];
		}
	}
	if (asks_for(job, "nuncio-test-frame")) {
		static const char bad[] = "\x05\0\0\0\x02what is this?";

		if (frame_send(JAIL_SOCKET, str_make(bad, sizeof(bad)), -1) < 0) {
			leave(JAIL_EXIT_DONE);
		}
	}
	if (asks_for(job, "nuncio-test-sleep")) {
		struct frame_input input;
		struct frame *frame;

		/* Waits for a frame that never comes: no CPU time is used. */
		frame_input_init(&input);
		leave(frame_receive(&input, JAIL_SOCKET, &frame) < 0 ? JAIL_EXIT_FRAME
								     : JAIL_EXIT_DONE);
	}
}
#endif

static void read_one(struct reader_process *reader, const struct reader_job *job)
{
	struct reader_result result;
	struct arena *scratch = reader->job_arena;
	int64_t started_us = clock_thread_cpu_us();

	reader->sent = 0;
#ifdef NUNCIO_SPIN
	misbehave(job);
#endif
	read_document(reader->context, job, on_article, reader, &result);
	if (reader->sent + reader->out.len > LIMIT_RESULT) {
		result.outcome = READER_LIMIT;
		result.error = STR("the hits of one document fill 16 MiB; the rest of it comes "
				   "with the next poll");
	}
	result.cpu_us = clock_thread_cpu_us() - started_us;
	wire_put_end(&reader->out, scratch, &result);
	flush(reader);
}

/* The document's bytes: in the frame, or mapped from its descriptor, which main has sealed against shrinking. */
static void map_body(struct reader_job *job)
{
	void *body;

	if (job->body_fd < 0 || job->body_size == 0) {
		return;
	}
	body = mmap(NULL, job->body_size, PROT_READ, MAP_PRIVATE, job->body_fd, 0);
	if (body == MAP_FAILED) {
		leave(JAIL_EXIT_MEMORY);
	}
	job->body = str_make(body, job->body_size);
	job->is_mapped = true;
}

static void unmap_body(const struct reader_job *job)
{
	if (job->body_fd >= 0 && job->body.len > 0) {
		(void)munmap((char *)job->body.ptr, job->body.len);
	}
}

static void take_job(struct reader_process *reader, const struct frame *frame)
{
	struct reader_job job;
	int rc = -EPROTO;

	arena_clear(reader->job_arena);
	if (frame->type == WIRE_JOB || frame->type == WIRE_JOB_FD) {
		rc = wire_get_job(frame->payload, frame->fd, reader->job_arena, &job);
	}
	if (rc < 0) {
		leave(rc == -ENOMEM ? JAIL_EXIT_MEMORY : JAIL_EXIT_FRAME);
	}
	map_body(&job);
	if (jail_set_cpu_limit(reader->setup->cpu_limit_ms) < 0) {
		leave(JAIL_EXIT_JAIL);
	}
	read_one(reader, &job);
	if (jail_set_cpu_limit(0) < 0) {
		leave(JAIL_EXIT_JAIL);
	}
	unmap_body(&job);
	if (job.body_size > READER_TRIM) {
		buf_done(&reader->out);
		(void)malloc_trim(0);
	}
}

_Noreturn void reader_run(const struct reader_setup *setup, int socket)
{
	struct reader_process reader = {.setup = setup};
	struct frame *frame;
	int rc;

	reader.matcher = matcher_new(setup->set);
	reader.context = read_context_new(reader.matcher, setup->arena_bytes);
	reader.job_arena = arena_new(READER_JOB_ARENA);
	frame_input_init(&reader.input);
	buf_init(&reader.out, FRAME_BUFFER_MAX + READER_BATCH);
	if (jail_enter(setup->jail, socket, setup->data_bytes) < 0) {
		leave(JAIL_EXIT_JAIL);
	}
	frame_end(&reader.out, frame_begin(&reader.out, WIRE_READY));
	flush(&reader);
	while ((rc = frame_receive(&reader.input, JAIL_SOCKET, &frame)) > 0) {
		take_job(&reader, frame);
	}
	leave(rc < 0 && rc != -ECONNRESET ? JAIL_EXIT_FRAME : JAIL_EXIT_DONE);
}
