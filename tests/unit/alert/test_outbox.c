/* SPDX-License-Identifier: BSD-2-Clause */
/* From a real journal to a real Redis: whatever happens to either, each record is in the stream once, in order. */
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
	struct outbox_status status;
	char reason[400];
};

static int warnings;

static void count_warnings(
	enum log_level level, const char *kind, const char *name, const char *message)
{
	(void)kind;
	(void)name;
	(void)message;
	warnings += level <= LOG_LEVEL_WARN;
}

static void on_change(bool up, const char *reason, void *arg)
{
	struct fixture *f = arg;
	(void)reason;
	f->up = up;
	f->changes++;
}

static void open_journal(struct fixture *f)
{
	const struct journal_config config = {.path = f->path};
	struct buf error;
	buf_init(&error, 1024);
	assert_int_equal(journal_open(f->loop, &config, &error, &f->journal), 0);
	buf_done(&error);
}

static void open_outbox(struct fixture *f)
{
	f->config.address.socket = f->server.socket;
	f->config.address.timeout_ms = 500;
	f->config.on_change = on_change;
	f->config.arg = f;
	f->config.metrics = f->metrics;
	f->outbox = outbox_new(f->loop, f->journal, &f->config);
}

static void close_both(struct fixture *f)
{
	outbox_free(f->outbox);
	journal_close(f->journal);
	f->outbox = NULL;
	f->journal = NULL;
}

static int set_up_stopped(void **state)
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

static int set_up(void **state)
{
	set_up_stopped(state);
	struct fixture *f = *state;
	redis_server_start(&f->server, NULL);
	open_outbox(f);
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;
	close_both(f);
	loop_free(f->loop);
	metrics_free(f->metrics);
	redis_server_remove(&f->server);
	free(f);
	return 0;
}

/* --- submitting and waiting --- */

static void on_durable(int error, const struct journal_place *places, size_t count, void *arg)
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

static void submit(struct fixture *f, const char *channel, int number, uint64_t mark)
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

static uint64_t mark_of(int number)
{
	return (uint64_t)(number + 1) * UINT64_C(0x9e3779b97f4a7c15);
}

static void submit_many(struct fixture *f, const char *channel, int from, int to)
{
	for (int i = from; i < to; i++) {
		submit(f, channel, i, mark_of(i));
	}
}

static void on_timer(void *arg)
{
	struct fixture *f = arg;
	if (f->until(f) || clock_mono_ms() > f->give_up_at) {
		loop_stop(f->loop);
		return;
	}
	loop_timer_set(f->timer, 2);
}

static void wait_until(struct fixture *f, bool (*until)(struct fixture *f))
{
	f->until = until;
	f->give_up_at = clock_mono_ms() + GIVE_UP_MS;
	f->timer = loop_timer_new(f->loop, on_timer, f);
	loop_timer_set(f->timer, 0);
	loop_run(f->loop);
	loop_timer_free(f->timer);
	outbox_get_status(f->outbox, &f->status);
	if (!until(f)) {
		fail_msg("gave up waiting: %s", f->status.reason);
	}
}

static bool is_idle(struct fixture *f)
{
	return f->durable == f->submitted && f->up && outbox_is_idle(f->outbox);
}

static bool is_durable(struct fixture *f)
{
	return f->durable == f->submitted;
}

static bool is_up(struct fixture *f)
{
	return f->up;
}

static bool is_down(struct fixture *f)
{
	return !f->up;
}

static bool is_held(struct fixture *f)
{
	outbox_get_status(f->outbox, &f->status);
	return f->status.held_channels > 0;
}

static bool has_reason(struct fixture *f)
{
	outbox_get_status(f->outbox, &f->status);
	return strstr(f->status.reason, f->reason) != NULL;
}

/* The numbers in the stream, from first to last; each must be the one before plus one. */
static int count_in_order(struct fixture *f, const char *channel, int first)
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

/* --- the normal way --- */

static void records_arrive_in_order(void **state)
{
	struct fixture *f = *state;
	submit_many(f, "a", 0, 600);
	submit_many(f, "b", 1000, 1300);
	wait_until(f, is_idle);
	assert_int_equal(count_in_order(f, "a", 0), 600);
	assert_int_equal(count_in_order(f, "b", 1000), 300);
	assert_int_equal(f->status.published, 900);
	assert_int_equal(f->status.pending, 0);
	assert_int_equal(metrics_get(f->metrics, "nuncio_alerts_published_total"), 900);
	assert_int_equal(f->changes, 1);
	assert_string_equal(f->status.reason, "");
	assert_int_equal(warnings, 0);
}

static void duplicates_are_counted(void **state)
{
	struct fixture *f = *state;
	for (int i = 0; i < 5; i++) {
		submit(f, "a", i, 77);
	}
	wait_until(f, is_idle);
	assert_int_equal(count_in_order(f, "a", 0), 1);
	assert_int_equal(f->status.duplicates, 4);
}

static void what_was_there_before_the_start_goes_first(void **state)
{
	struct fixture *f = *state;
	submit_many(f, "a", 0, 10);
	wait_until(f, is_idle);
	close_both(f);
	f->up = false;
	open_journal(f);
	submit_many(f, "a", 10, 500);
	open_outbox(f);
	wait_until(f, is_idle);
	assert_int_equal(count_in_order(f, "a", 0), 500);
}

static void control_events_wait_for_redis(void **state)
{
	struct fixture *f = *state;
	char event[32];
	for (int i = 0; i < 70; i++) {
		(void)snprintf(event, sizeof(event), "{\"event\":%d}", i);
		outbox_control(f->outbox, str_from(event));
	}
	wait_until(f, is_up);
	outbox_control(f->outbox, STR("{\"event\":70}"));
	submit(f, "a", 0, 1);
	wait_until(f, is_idle);
	assert_int_equal(redis_server_number(&f->server, "XLEN nuncio-control"), 65);
	redis_server_ask(
		&f->server, "XRANGE nuncio-control - + COUNT 1", f->reply, sizeof(f->reply));
	assert_non_null(strstr(f->reply, "{\"event\":6}"));
}

/* --- Redis goes away --- */

static void redis_away_loses_and_doubles_nothing(void **state)
{
	struct fixture *f = *state;
	int done = 0;
	for (int round = 0; round < 5; round++) {
		submit_many(f, "a", done, done + 400);
		done += 400;
		wait_until(f, is_durable);
		redis_server_kill(&f->server, round % 2 == 0 ? SIGKILL : SIGTERM);
		wait_until(f, is_down);
		submit_many(f, "a", done, done + 100);
		done += 100;
		wait_until(f, is_durable);
		redis_server_mend_file(&f->server);
		redis_server_start(&f->server, NULL);
		wait_until(f, is_idle);
	}
	assert_int_equal(count_in_order(f, "a", 0), done);
}

/*
 * A server killed while it writes leaves part of a commit at the end of its file. Redis 7 cuts that behind the last whole
 * command (aof-load-truncated), not before the MULTI; so what is left of the commit is done with the next one, when the
 * file is read again, after that record was sent again. No record may be pushed out of the stream by that.
 */
static void a_file_cut_inside_a_commit_loses_nothing(void **state)
{
	struct fixture *f = *state;
	char path[160];
	struct stat file;
	submit_many(f, "a", 0, 50);
	wait_until(f, is_idle);
	redis_server_kill(&f->server, SIGKILL);
	wait_until(f, is_down);
	(void)snprintf(
		path, sizeof(path), "%s/appendonlydir/appendonly.aof.1.incr.aof", f->server.dir);
	assert_int_equal(stat(path, &file), 0);
	assert_int_equal(truncate(path, file.st_size - 20), 0);
	redis_server_start(&f->server, NULL);
	submit_many(f, "a", 50, 60);
	wait_until(f, is_idle);
	assert_int_equal(count_in_order(f, "a", 0), 60);
	redis_server_kill(&f->server, SIGTERM);
	wait_until(f, is_down);
	redis_server_start(&f->server, NULL);
	wait_until(f, is_idle);
	redis_server_ask(
		&f->server, "XRANGE nuncio:{a}:alerts - + COUNT 1", f->reply, sizeof(f->reply));
	assert_non_null(strstr(f->reply, "{\"n\":0,\"seq\":1,"));
	assert_true(redis_server_number(&f->server, "XLEN nuncio:{a}:alerts") >= 60);
}

static void daemon_killed_at_any_point(void **state)
{
	struct fixture *f = *state;
	int done = 0;
	close_both(f);
	for (int round = 0; round < 8; round++) {
		pid_t pid = fork();
		if (pid == 0) {
			f->loop = loop_new();
			open_journal(f);
			struct journal_channel channel = {.head = 0};
			(void)journal_get_channel(f->journal, STR("a"), &channel);
			open_outbox(f);
			submit_many(f, "a", (int)channel.head, (int)channel.head + 3000);
			loop_run(f->loop);
			_exit(1);
		}
		/* Killed as soon as more is in the stream than before: in the middle of the window. */
		while (redis_server_number(&f->server, "XLEN nuncio:{a}:alerts") <= done) {
			poll(NULL, 0, 1);
		}
		kill(pid, SIGKILL);
		waitpid(pid, NULL, 0);
		done = (int)redis_server_number(&f->server, "XLEN nuncio:{a}:alerts");
	}
	open_journal(f);
	open_outbox(f);
	wait_until(f, is_idle);
	struct journal_channel channel = {.head = 0};
	(void)journal_get_channel(f->journal, STR("a"), &channel);
	assert_true(channel.head >= done);
	assert_int_equal(count_in_order(f, "a", 0), channel.head);
}

static void a_frozen_redis_is_given_up_and_found_again(void **state)
{
	struct fixture *f = *state;
	submit_many(f, "a", 0, 50);
	wait_until(f, is_idle);
	kill(f->server.pid, SIGSTOP);
	submit_many(f, "a", 50, 400);
	wait_until(f, is_down);
	kill(f->server.pid, SIGCONT);
	wait_until(f, is_idle);
	assert_int_equal(count_in_order(f, "a", 0), 400);
}

static void scripts_that_are_gone_are_loaded_again(void **state)
{
	struct fixture *f = *state;
	submit_many(f, "a", 0, 5);
	wait_until(f, is_idle);
	redis_server_ask(&f->server, "SCRIPT FLUSH", f->reply, sizeof(f->reply));
	submit_many(f, "a", 5, 300);
	wait_until(f, is_idle);
	assert_int_equal(count_in_order(f, "a", 0), 300);
}

/* A port that was free a moment ago. */
static void find_port(char out[8])
{
	struct sockaddr_in address = {.sin_family = AF_INET};
	socklen_t length = sizeof(address);
	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_int_equal(bind(fd, (struct sockaddr *)&address, sizeof(address)), 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)&address, &length), 0);
	close(fd);
	(void)snprintf(out, 8, "%u", (unsigned)ntohs(address.sin_port));
}

static void ask_until(const struct redis_server *server, const char *command, const char *reply)
{
	char got[8192] = "";
	for (int i = 0; i < 2000 && strstr(got, reply) == NULL; i++) {
		redis_server_ask(server, command, got, sizeof(got));
		poll(NULL, 0, 5);
	}
	assert_non_null(strstr(got, reply));
}

/* A replica that lags is promoted: what it has not is sent again, although it was acknowledged. */
static void a_failover_loses_and_doubles_nothing(void **state)
{
	struct fixture *f = *state;
	char ports[2][8];
	find_port(ports[0]);
	const char *const master_args[] = {
		"--port", ports[0], "--bind", "127.0.0.1", "--repl-diskless-sync-delay", "0", NULL};
	redis_server_start(&f->server, master_args);
	find_port(ports[1]);
	const char *const replica_args[] = {"--port", ports[1], "--bind", "127.0.0.1",
		"--replicaof", "127.0.0.1", ports[0], NULL};
	struct redis_server replica = {.pid = 0};
	redis_server_make_dir(&replica);
	redis_server_start(&replica, replica_args);
	ask_until(&replica, "INFO replication", "master_link_status:up");
	open_outbox(f);
	submit_many(f, "a", 0, 500);
	wait_until(f, is_idle);
	ask_until(&replica, "XLEN nuncio:{a}:alerts", ":500\r\n");
	kill(replica.pid, SIGSTOP);
	redis_server_ask(&f->server, "CLIENT KILL TYPE replica", f->reply, sizeof(f->reply));
	submit_many(f, "a", 500, 2000);
	wait_until(f, is_idle);
	assert_int_equal(f->status.published, 2000);
	redis_server_kill(&f->server, SIGKILL);
	wait_until(f, is_down);
	kill(replica.pid, SIGCONT);
	redis_server_ask(&replica, "REPLICAOF NO ONE", f->reply, sizeof(f->reply));
	assert_int_equal(redis_server_number(&replica, "XLEN nuncio:{a}:alerts"), 500);
	assert_int_equal(rename(replica.socket, f->server.socket), 0);
	submit_many(f, "a", 2000, 2100);
	wait_until(f, is_idle);
	assert_int_equal(count_in_order(f, "a", 0), 2100);
	redis_server_remove(&replica);
}

/* --- servers that are refused --- */

static void unfit_servers_are_refused_with_the_reason(void **state)
{
	struct fixture *f = *state;
	static const struct {
		const char *set;
		const char *reset;
		const char *reason;
	} rows[] = {
		{"CONFIG SET maxmemory 100mb maxmemory-policy allkeys-lru",
			"CONFIG SET maxmemory-policy noeviction",
			"set maxmemory-policy noeviction"},
		{"REPLICAOF 127.0.0.1 1", "REPLICAOF NO ONE", "it is a replica"},
		{"ACL SETUSER default -info", "ACL SETUSER default +@all",
			"Redis cannot be checked: NOPERM"},
		{"ACL SETUSER default -script", "ACL SETUSER default +@all",
			"Redis takes no scripts: NOPERM"},
	};
	submit_many(f, "a", 0, 5);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		redis_server_ask(&f->server, rows[i].set, f->reply, sizeof(f->reply));
		assert_memory_equal(f->reply, "+OK", 3);
		outbox_free(f->outbox);
		f->up = false;
		open_outbox(f);
		(void)snprintf(f->reason, sizeof(f->reason), "%s", rows[i].reason);
		wait_until(f, has_reason);
		assert_false(f->up);
		assert_int_equal(redis_server_number(&f->server, "XLEN nuncio:{a}:alerts"), 0);
		redis_server_ask(&f->server, rows[i].reset, f->reply, sizeof(f->reply));
	}
	wait_until(f, is_idle);
	assert_int_equal(count_in_order(f, "a", 0), 5);
}

static void a_held_channel_does_not_stop_the_others(void **state)
{
	struct fixture *f = *state;
	redis_server_ask(&f->server, "SET nuncio:{bad}:alerts x", f->reply, sizeof(f->reply));
	submit_many(f, "bad", 0, 5);
	submit_many(f, "a", 0, 5);
	wait_until(f, is_held);
	assert_non_null(strstr(f->status.reason, "WRONGTYPE"));
	assert_int_equal(warnings, 1);
	redis_server_ask(&f->server, "DEL nuncio:{bad}:alerts", f->reply, sizeof(f->reply));
	wait_until(f, is_idle);
	assert_int_equal(count_in_order(f, "a", 0), 5);
	assert_int_equal(count_in_order(f, "bad", 0), 5);
	assert_int_equal(f->status.held_channels, 0);
	assert_int_equal(warnings, 1);
}

static void missing_rights_hold_before_anything_is_written(void **state)
{
	struct fixture *f = *state;
	redis_server_ask(&f->server,
		"ACL SETUSER w on nopass +@all ~nuncio:* ~nuncio-control &nuncio-control", f->reply,
		sizeof(f->reply));
	outbox_free(f->outbox);
	f->config.address.user = "w";
	open_outbox(f);
	submit_many(f, "a", 0, 5);
	wait_until(f, is_held);
	assert_string_equal(
		f->status.reason, "the Redis user may not run for this channel: PUBLISH");
	assert_int_equal(redis_server_number(&f->server, "DBSIZE"), 0);
	redis_server_ask(&f->server, "ACL SETUSER w &nuncio:*", f->reply, sizeof(f->reply));
	wait_until(f, is_idle);
	assert_int_equal(count_in_order(f, "a", 0), 5);
}

/* --- data that are gone, journals that were put back --- */

static void a_lost_data_set_is_not_replayed_blindly(void **state)
{
	struct fixture *f = *state;
	submit_many(f, "a", 0, 20);
	wait_until(f, is_idle);
	redis_server_ask(&f->server, "FLUSHALL", f->reply, sizeof(f->reply));
	submit_many(f, "a", 20, 30);
	wait_until(f, is_durable);
	wait_until(f, is_held);
	assert_non_null(strstr(f->status.reason, "Redis has lost data"));
	assert_int_equal(f->status.pending, 10);
	assert_int_equal(redis_server_number(&f->server, "DBSIZE"), 0);
	/* As people do: they start once with the word that it is right. */
	outbox_free(f->outbox);
	f->config.lost = OUTBOX_LOST_RESUME;
	f->up = false;
	open_outbox(f);
	wait_until(f, is_idle);
	redis_server_ask(
		&f->server, "XRANGE nuncio:{a}:alerts - + COUNT 1", f->reply, sizeof(f->reply));
	assert_non_null(strstr(f->reply, "{\"n\":20,\"seq\":21,"));
	assert_int_equal(redis_server_number(&f->server, "XLEN nuncio:{a}:alerts"), 10);
}

static void a_lost_data_set_can_be_replayed(void **state)
{
	struct fixture *f = *state;
	submit_many(f, "a", 0, 20);
	wait_until(f, is_idle);
	close_both(f);
	redis_server_ask(&f->server, "FLUSHALL", f->reply, sizeof(f->reply));
	f->up = false;
	f->config.lost = OUTBOX_LOST_REPLAY;
	open_journal(f);
	open_outbox(f);
	submit_many(f, "a", 20, 30);
	wait_until(f, is_idle);
	assert_int_equal(redis_server_number(&f->server, "XLEN nuncio:{a}:alerts"), 30);
	redis_server_ask(
		&f->server, "XRANGE nuncio:{a}:alerts - + COUNT 1", f->reply, sizeof(f->reply));
	assert_non_null(strstr(f->reply, "{\"n\":0,\"seq\":21,"));
}

static void copy_file(const char *from, const char *to)
{
	char command[256];
	(void)snprintf(command, sizeof(command), "cp '%s' '%s'", from, to);
	assert_int_equal(system(command), 0); /* NOLINT(cert-env33-c): paths of our own making */
}

/* `more`: records journaled after the restore, before Redis is reached. */
static void restore_and_go_on(struct fixture *f, int more)
{
	submit_many(f, "a", 0, 20);
	wait_until(f, is_idle);
	close_both(f);
	copy_file(f->path, f->copy_path);
	open_journal(f);
	f->up = false;
	open_outbox(f);
	submit_many(f, "a", 20, 40);
	wait_until(f, is_idle);
	close_both(f);
	copy_file(f->copy_path, f->path);
	open_journal(f);
	f->up = false;
	submit_many(f, "a", 40, 40 + more);
	open_outbox(f);
	wait_until(f, is_idle);
	submit_many(f, "a", 40 + more, 100);
	wait_until(f, is_idle);
	assert_int_equal(count_in_order(f, "a", 0), 100);
	redis_server_ask(&f->server, "HGETALL nuncio:{a}:meta", f->reply, sizeof(f->reply));
	assert_non_null(strstr(f->reply, "-1\r\n"));
}

static void a_restored_journal_is_a_new_producer(void **state)
{
	restore_and_go_on(*state, 0);
}

static void also_when_it_is_a_little_ahead(void **state)
{
	restore_and_go_on(*state, 10);
}

static void also_when_it_has_overtaken(void **state)
{
	restore_and_go_on(*state, 45);
}

/* More than the window, in batches that overlap with their delivery. */
static void many_records_arrive_in_order(void **state)
{
	struct fixture *f = *state;
	wait_until(f, is_up);
	for (int batch = 0; batch < 5; batch++) {
		submit_many(f, "a", batch * 1000, batch * 1000 + 1000);
	}
	wait_until(f, is_idle);
	assert_int_equal(count_in_order(f, "a", 0), 5000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(records_arrive_in_order, set_up, tear_down),
		cmocka_unit_test_setup_teardown(duplicates_are_counted, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			what_was_there_before_the_start_goes_first, set_up, tear_down),
		cmocka_unit_test_setup_teardown(control_events_wait_for_redis, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			redis_away_loses_and_doubles_nothing, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			a_file_cut_inside_a_commit_loses_nothing, set_up, tear_down),
		cmocka_unit_test_setup_teardown(daemon_killed_at_any_point, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			a_frozen_redis_is_given_up_and_found_again, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			scripts_that_are_gone_are_loaded_again, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			a_failover_loses_and_doubles_nothing, set_up_stopped, tear_down),
		cmocka_unit_test_setup_teardown(
			unfit_servers_are_refused_with_the_reason, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			a_held_channel_does_not_stop_the_others, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			missing_rights_hold_before_anything_is_written, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			a_lost_data_set_is_not_replayed_blindly, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_lost_data_set_can_be_replayed, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			a_restored_journal_is_a_new_producer, set_up, tear_down),
		cmocka_unit_test_setup_teardown(also_when_it_is_a_little_ahead, set_up, tear_down),
		cmocka_unit_test_setup_teardown(also_when_it_has_overtaken, set_up, tear_down),
		cmocka_unit_test_setup_teardown(many_records_arrive_in_order, set_up, tear_down),
	};
	if (!redis_server_is_installed()) {
		print_message("skipped: no " REDIS_SERVER_BINARY "\n");
		return 0;
	}
	return cmocka_run_group_tests_name("alert/outbox", tests, NULL, NULL);
}
