/* SPDX-License-Identifier: BSD-2-Clause */
/* From a real journal to a real Redis: whatever happens to either, each record is in the stream once, in order. */
#include "alert/outbox_scene.h"

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

/* --- many --- */

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
		cmocka_unit_test_setup_teardown(many_records_arrive_in_order, set_up, tear_down),
	};
	if (!redis_server_is_installed()) {
		print_message("skipped: no " REDIS_SERVER_BINARY "\n");
		return 0;
	}
	return cmocka_run_group_tests_name("alert/outbox", tests, NULL, NULL);
}
