/* SPDX-License-Identifier: BSD-2-Clause */
/* The main process' side of one reader, with this test at the other end of the socket. */
#include "reader/worker.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/mem.h"
#include "reader/jail.h"
#include "reader/wire.h"

#define PATIENCE_MS 30000
/* waitpid's status of a process that ended by a signal or with a code. */
#define BY_SIGNAL(number) (number)
#define BY_EXIT(code) ((code) << 8)

struct fixture {
	struct loop *loop;
	struct loop_timer *guard;
	struct worker *worker;
	int peer; /* -1 when closed */
	struct arena *arena;
	struct buf out;
	size_t idle;
	size_t killed;
	size_t gone;
	size_t results;
	enum reader_outcome outcome;
	char error[200];
	size_t articles;
	bool timed_out;
};

static void on_idle(struct worker *worker, void *arg)
{
	struct fixture *f = arg;

	(void)worker;
	f->idle++;
	loop_stop(f->loop);
}

static bool on_kill(struct worker *worker, void *arg)
{
	struct fixture *f = arg;

	(void)worker;
	f->killed++;
	return true;
}

static void on_gone(struct worker *worker, void *arg)
{
	struct fixture *f = arg;

	(void)worker;
	f->gone++;
	loop_stop(f->loop);
}

static void on_result(const struct reader_result *result, void *arg)
{
	struct fixture *f = arg;

	f->results++;
	f->outcome = result->outcome;
	f->articles = result->article_count;
	(void)snprintf(f->error, sizeof(f->error), "%.*s", STR_ARG(result->error));
}

static void on_guard(void *arg)
{
	struct fixture *f = arg;

	f->timed_out = true;
	loop_stop(f->loop);
}

static void run(struct fixture *f)
{
	loop_timer_set(f->guard, PATIENCE_MS);
	loop_run(f->loop);
	assert_false(f->timed_out);
}

static void send_out(struct fixture *f)
{
	assert_int_equal(frame_send(f->peer, buf_str(&f->out), -1), 0);
	buf_clear(&f->out);
}

static void put_ready(struct fixture *f)
{
	frame_end(&f->out, frame_begin(&f->out, WIRE_READY));
}

static int set_up(void **state)
{
	struct fixture *f = mem_zalloc(sizeof(*f));
	struct worker_config config = {.number = 1,
		.pid = 1234,
		.generation = 9,
		.cpu_limit_ms = 500,
		.deadline_ms = 600000};
	struct worker_handlers handlers = {
		.on_idle = on_idle, .kill = on_kill, .on_gone = on_gone, .arg = f};
	int ends[2];

	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), 0);
	f->loop = loop_new();
	f->guard = loop_timer_new(f->loop, on_guard, f);
	f->peer = ends[1];
	f->arena = arena_new(0);
	buf_init(&f->out, (size_t)64 << 20);
	f->worker = worker_new(f->loop, ends[0], &config, &handlers);
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;

	worker_free(f->worker);
	loop_timer_free(f->guard);
	loop_free(f->loop);
	arena_free(f->arena);
	buf_done(&f->out);
	if (f->peer >= 0) {
		(void)close(f->peer);
	}
	free(f);
	return 0;
}

static void start_document(struct fixture *f, bool first_poll)
{
	struct reader_job job = {.now = 100,
		.first_poll = first_poll,
		.body = STR("<rss/>"),
		.body_fd = -1,
		.body_size = 6};

	worker_start(f->worker, pending_new(&job, on_result, f));
	assert_int_equal(f->worker->state, WORKER_BUSY);
}

/* A worker that is ready and has a document. */
static void make_busy(struct fixture *f)
{
	put_ready(f);
	send_out(f);
	run(f);
	assert_int_equal(f->idle, 1);
	start_document(f, false);
}

static void put_article(struct fixture *f, bool backlog)
{
	struct read_article article = {.status = IDENTITY_NEW, .alerts = true, .backlog = backlog};

	wire_put_article(&f->out, f->arena, &article);
}

static void put_end(struct fixture *f, size_t articles)
{
	struct reader_result result = {.outcome = READER_OK, .article_count = articles};

	wire_put_end(&f->out, f->arena, &result);
}

static void test_result(void **state)
{
	struct fixture *f = *state;

	make_busy(f);
	put_article(f, false);
	put_article(f, false);
	put_end(f, 2);
	send_out(f);
	run(f);
	assert_int_equal(f->results, 1);
	assert_int_equal(f->outcome, READER_OK);
	assert_int_equal(f->articles, 2);
	assert_int_equal(f->worker->state, WORKER_IDLE);
	/* The next one starts from nothing. */
	start_document(f, true);
	put_article(f, true);
	put_end(f, 1);
	send_out(f);
	run(f);
	assert_int_equal(f->results, 2);
	assert_int_equal(f->articles, 1);
	assert_int_equal(f->killed, 0);
}

enum bad {
	BAD_TYPE,
	BAD_ARTICLE,
	BAD_COUNT,
	BAD_BACKLOG,
	BAD_LENGTH,
	BAD_SECOND_READY,
	BAD_READY_PAYLOAD,
	BAD_DESCRIPTOR,
	BAD_FLOOD,
	BAD_MANY,
	BAD_COUNT_OF
};

static void put_bad(struct fixture *f, enum bad bad)
{
	size_t begin = 0;

	switch (bad) {
	case BAD_TYPE:
		frame_end(&f->out, frame_begin(&f->out, 77));
		break;
	case BAD_ARTICLE:
		begin = frame_begin(&f->out, WIRE_ARTICLE);
		buf_add_str(&f->out, STR("nonsense"));
		frame_end(&f->out, begin);
		break;
	case BAD_COUNT:
		put_article(f, false);
		put_end(f, 2);
		break;
	case BAD_BACKLOG: /* of a feed that was polled before */
		put_article(f, true);
		break;
	case BAD_LENGTH:
		buf_add_str(&f->out, STR("\xff\xff\xff\xff\x02"));
		break;
	case BAD_SECOND_READY:
		put_ready(f);
		break;
	case BAD_READY_PAYLOAD:
		begin = frame_begin(&f->out, WIRE_READY);
		buf_add_str(&f->out, STR("x"));
		frame_end(&f->out, begin);
		break;
	case BAD_DESCRIPTOR: /* announced, but not there */
		frame_end(&f->out, frame_begin(&f->out, WIRE_ARTICLE | FRAME_WITH_FD));
		break;
	case BAD_FLOOD: /* whole frames of nothing */
		begin = frame_begin(&f->out, WIRE_ARTICLE);
		(void)memset(buf_extend(&f->out, 1000), 0, 1000);
		frame_end(&f->out, begin);
		break;
	default:
		for (size_t i = 0; i <= LIMIT_ARTICLES; i++) {
			put_article(f, false);
		}
		break;
	}
}

/* Sends while the loop reads, so that a full socket blocks nobody. */
static void send_all(struct fixture *f)
{
	struct str rest = buf_str(&f->out);

	while (rest.len > 0 && f->gone == 0) {
		struct str piece = str_slice(rest, 0, 64u << 10);

		assert_int_equal(frame_send(f->peer, piece, -1), 0);
		rest = str_slice(rest, piece.len, rest.len);
		loop_defer(f->loop, (loop_fn *)loop_stop, f->loop);
		loop_run(f->loop);
	}
}

static void test_bad_frames(void **state)
{
	for (int bad = 0; bad < BAD_COUNT_OF; bad++) {
		struct fixture *f;

		assert_int_equal(set_up(state), 0);
		f = *state;
		make_busy(f);
		put_bad(f, (enum bad)bad);
		send_all(f);
		if (f->gone == 0) {
			run(f);
		}
		assert_int_equal(f->worker->state, WORKER_GONE);
		assert_int_equal(f->killed, 1);
		assert_int_equal(f->gone, 1);
		assert_int_equal(f->results, 1);
		assert_int_equal(f->outcome, READER_DIED);
		assert_string_equal(f->error, "reader: bad frame");
		assert_int_equal(f->articles, 0);
		assert_int_equal(tear_down(state), 0);
	}
}

/* A reader that talks before it has a document. */
static void test_idle_talk(void **state)
{
	struct fixture *f = *state;

	put_ready(f);
	put_article(f, false);
	send_out(f);
	run(f);
	if (f->gone == 0) {
		run(f);
	}
	assert_int_equal(f->gone, 1);
	assert_int_equal(f->results, 0);
	assert_int_equal(f->killed, 1);
}

static void test_ends(void **state)
{
	static const struct {
		int status;
		const char *error;
	} cases[] = {
		{BY_SIGNAL(SIGPROF), "reader: killed after 500 ms of CPU time (readers.cpu_limit)"},
		{BY_SIGNAL(SIGSYS), "reader: killed by the jail (SIGSYS)"},
		{BY_SIGNAL(SIGSEGV), "reader: SIGSEGV"},
		{BY_SIGNAL(SIGKILL), "reader: SIGKILL"},
		{BY_EXIT(JAIL_EXIT_MEMORY), "reader: out of memory at 0 MiB (readers.memory)"},
		{BY_EXIT(JAIL_EXIT_ABORT), "reader: SIGABRT"},
		{BY_EXIT(JAIL_EXIT_JAIL), "reader: the jail cannot be entered"},
		{BY_EXIT(JAIL_EXIT_FRAME), "reader: ended with status 80"},
		{BY_EXIT(0), "reader: ended with status 0"},
	};

	for (size_t i = 0; i < 2 * sizeof(cases) / sizeof(cases[0]); i++) {
		struct fixture *f;

		assert_int_equal(set_up(state), 0);
		f = *state;
		make_busy(f);
		/* Which of the two is seen first does not matter. */
		if (i % 2) {
			worker_on_exit(f->worker, cases[i / 2].status);
			assert_int_equal(f->results, 0);
		}
		(void)close(f->peer);
		f->peer = -1;
		if (i % 2 == 0) {
			worker_on_exit(f->worker, cases[i / 2].status);
		}
		run(f);
		assert_int_equal(f->results, 1);
		assert_int_equal(f->outcome, READER_DIED);
		assert_string_equal(f->error, cases[i / 2].error);
		assert_int_equal(f->gone, 1);
		assert_int_equal(tear_down(state), 0);
	}
}

/* Its end was reported, but what it had sent before is whole. */
static void test_last_result(void **state)
{
	struct fixture *f = *state;

	make_busy(f);
	put_article(f, false);
	put_end(f, 1);
	send_out(f);
	(void)close(f->peer);
	f->peer = -1;
	worker_on_exit(f->worker, BY_SIGNAL(SIGKILL));
	run(f);
	assert_int_equal(f->results, 1);
	assert_int_equal(f->outcome, READER_OK);
	assert_int_equal(f->articles, 1);
	assert_int_equal(f->idle, 1); /* the first time only */
	assert_int_equal(f->gone, 1);
}

static void test_deadline(void **state)
{
	struct fixture *f = *state;

	f->worker->config.deadline_ms = 50;
	make_busy(f);
	while (f->killed == 0) {
		loop_defer(f->loop, (loop_fn *)loop_stop, f->loop);
		loop_run(f->loop);
	}
	assert_int_equal(f->results, 0);
	(void)close(f->peer);
	f->peer = -1;
	worker_on_exit(f->worker, BY_SIGNAL(SIGKILL));
	run(f);
	assert_int_equal(f->outcome, READER_DIED);
	assert_string_equal(f->error, "reader: killed after 50 ms (readers.deadline)");
}

/* The rules process is gone, too: nobody will say why. */
static void test_orphan(void **state)
{
	struct fixture *f = *state;

	make_busy(f);
	worker_on_orphaned(f->worker);
	assert_int_equal(f->gone, 0);
	(void)close(f->peer);
	f->peer = -1;
	run(f);
	assert_int_equal(f->gone, 1);
	assert_string_equal(f->error, "reader: ended, and nobody saw why");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_result, set_up, tear_down),
		cmocka_unit_test(test_bad_frames),
		cmocka_unit_test_setup_teardown(test_idle_talk, set_up, tear_down),
		cmocka_unit_test(test_ends),
		cmocka_unit_test_setup_teardown(test_last_result, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_deadline, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_orphan, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
