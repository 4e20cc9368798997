/* SPDX-License-Identifier: BSD-2-Clause */
/* For the tests of the outbox: a journal, a real Redis, and records between them. */
#ifndef NUNCIO_TESTS_ALERT_OUTBOX_SCENE_H
#define NUNCIO_TESTS_ALERT_OUTBOX_SCENE_H

#include "alert/outbox.h"

#include <inttypes.h>
#include <netinet/in.h>
#include <sys/stat.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "store/redis_server.h"

#define GIVE_UP_MS 20000

struct fixture {
	struct redis_server server;
	struct loop *loop;
	struct journal *journal;
	struct outbox *outbox;
	struct outbox_config config;
	struct metrics *metrics;
	struct loop_timer *timer;
	char path[96];
	char copy_path[96];
	char reply[1 << 16];
	int submitted;
	int durable;
	int changes;
	bool up;
	bool (*until)(struct fixture *f);
	int64_t give_up_at;
	bool reached; /* `until` held */
	struct outbox_status status;
	char reason[400];
};

static int warnings;

static inline void count_warnings(
	enum log_level level, const char *kind, const char *name, const char *message)
{
	(void)kind;
	(void)name;
	(void)message;
	warnings += level <= LOG_LEVEL_WARN;
}

static inline void on_change(bool up, const char *reason, void *arg)
{
	struct fixture *f = arg;
	(void)reason;
	f->up = up;
	f->changes++;
}

static inline void open_journal(struct fixture *f)
{
	const struct journal_config config = {.path = f->path};
	struct buf error;
	buf_init(&error, 1024);
	assert_int_equal(journal_open(f->loop, &config, &error, &f->journal), 0);
	buf_done(&error);
}

static inline void open_outbox(struct fixture *f)
{
	f->config.address.socket = f->server.socket;
	f->config.address.timeout_ms = 500;
	f->config.on_change = on_change;
	f->config.arg = f;
	f->config.metrics = f->metrics;
	f->outbox = outbox_new(f->loop, f->journal, &f->config);
}

static inline void close_both(struct fixture *f)
{
	outbox_free(f->outbox);
	journal_close(f->journal);
	f->outbox = NULL;
	f->journal = NULL;
}

static inline int set_up_stopped(void **state)
{
	struct fixture *f = mem_zalloc(sizeof(*f));
	redis_server_make_dir(&f->server);
	(void)snprintf(f->path, sizeof(f->path), "%s/journal.db", f->server.dir);
	(void)snprintf(f->copy_path, sizeof(f->copy_path), "%s/copy.db", f->server.dir);
	f->loop = loop_new();
	f->metrics = metrics_new();
	log_set_sink(count_warnings);
	warnings = 0;
	open_journal(f);
	*state = f;
	return 0;
}

static inline int set_up(void **state)
{
	set_up_stopped(state);
	struct fixture *f = *state;
	redis_server_start(&f->server, NULL);
	open_outbox(f);
	return 0;
}

static inline int tear_down(void **state)
{
	struct fixture *f = *state;
	close_both(f);
	loop_free(f->loop);
	metrics_free(f->metrics);
	redis_server_remove(&f->server);
	free(f);
	return 0;
}

static inline void on_durable(
	int error, const struct journal_place *places, size_t count, void *arg)
{
	struct fixture *f = arg;
	assert_int_equal(error, 0);
	for (size_t i = 0; i < count; i++) {
		if (f->outbox != NULL) {
			outbox_notify(f->outbox, places[i].channel);
		}
	}
	f->durable += (int)count;
}

static inline void submit(struct fixture *f, const char *channel, int number, uint64_t mark)
{
	char id[24];
	char alert[64];
	(void)snprintf(id, sizeof(id), "id%d", number);
	(void)snprintf(alert, sizeof(alert), "{\"n\":%d}", number);
	const struct journal_record record = {
		.channel = str_from(channel),
		.id = str_from(id),
		.alert = str_from(alert),
		.source = STR("example.org"),
		.marks = &mark,
		.mark_count = 1,
		.detected_ms = clock_wall_ms(),
	};
	const struct journal_batch batch = {.feed_id = 1, .records = &record, .record_count = 1};
	f->submitted++;
	assert_int_equal(journal_submit(f->journal, &batch, on_durable, f), 0);
}

static inline uint64_t mark_of(int number)
{
	return (uint64_t)(number + 1) * UINT64_C(0x9e3779b97f4a7c15);
}

static inline void submit_many(struct fixture *f, const char *channel, int from, int to)
{
	for (int i = from; i < to; i++) {
		submit(f, channel, i, mark_of(i));
	}
}

static inline void on_timer(void *arg)
{
	struct fixture *f = arg;
	f->reached = f->until(f);
	if (f->reached || clock_mono_ms() > f->give_up_at) {
		loop_stop(f->loop);
		return;
	}
	loop_timer_set(f->timer, 2);
}

static inline void wait_until(struct fixture *f, bool (*until)(struct fixture *f))
{
	f->until = until;
	f->give_up_at = clock_mono_ms() + GIVE_UP_MS;
	f->timer = loop_timer_new(f->loop, on_timer, f);
	loop_timer_set(f->timer, 0);
	loop_run(f->loop);
	loop_timer_free(f->timer);
	outbox_get_status(f->outbox, &f->status);
	/* Before the loop stops something else may begin. */
	if (!f->reached) {
		fail_msg("gave up waiting: %s", f->status.reason);
	}
}

static inline bool is_idle(struct fixture *f)
{
	return f->durable == f->submitted && f->up && outbox_is_idle(f->outbox);
}

static inline bool is_durable(struct fixture *f)
{
	return f->durable == f->submitted;
}

static inline bool is_up(struct fixture *f)
{
	return f->up;
}

static inline bool is_down(struct fixture *f)
{
	return !f->up;
}

static inline bool is_held(struct fixture *f)
{
	outbox_get_status(f->outbox, &f->status);
	return f->status.held_channels > 0;
}

static inline bool has_reason(struct fixture *f)
{
	outbox_get_status(f->outbox, &f->status);
	return strstr(f->status.reason, f->reason) != NULL;
}

/* The numbers in the stream, from first to last; each must be the one before plus one. */
static inline int count_in_order(struct fixture *f, const char *channel, int first)
{
	char start[64] = "-";
	char command[160];
	int expected = first;
	bool more = true;
	while (more) {
		(void)snprintf(command, sizeof(command), "XRANGE nuncio:{%s}:alerts %s + COUNT 200",
			channel, start);
		redis_server_ask(&f->server, command, f->reply, sizeof(f->reply));
		more = false;
		for (const char *at = f->reply; (at = strstr(at, "{\"n\":")) != NULL; at++) {
			int number = -1;
			int seq = -1;
			assert_int_equal(sscanf(at, "{\"n\":%d,\"seq\":%d,", &number, &seq), 2);
			if (number != expected || seq != expected - first + 1) {
				fail_msg("found %d seq %d, expected %d, in: %.600s", number, seq,
					expected, f->reply);
			}
			expected++;
			more = true;
		}
		for (const char *at = f->reply; (at = strstr(at, "\r\n*2\r\n$")) != NULL; at++) {
			char id[48];
			if (sscanf(at, "\r\n*2\r\n$%*d\r\n%47[0-9-]\r\n", id) == 1) {
				(void)snprintf(start, sizeof(start), "(%s", id);
			}
		}
	}
	return expected - first;
}

#endif
