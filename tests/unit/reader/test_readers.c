/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The readers with real processes: this program is also the rules process that it starts. Documents that make a reader
 * misbehave need a build with NUNCIO_SPIN.
 */
#include "reader/readers_scene.h"

static void test_broken_rules(void **state)
{
	struct fixture *f = *state;

	load_good(f);
	write_rules(f, BROKEN_RULES);
	load(f, false);
	assert_false(f->loaded.ok);
	assert_int_equal(f->loaded.generation, 1);
	assert_true(f->loaded.errors > 0);
	assert_non_null(strstr(f->loaded.diagnostics, "10-test.yaml:2:"));
	assert_reads_two_items(f);
	assert_int_equal(f->got.generation, 1);
	write_rules(f, GOOD_RULES);
	load_good(f);
	assert_reads_two_items(f);
	assert_int_equal(f->got.generation, f->loaded.generation);
	assert_true(f->got.generation > 1);
	assert_int_equal(metrics_get(f->metrics, "nuncio_rules_loads_total"), 3);
}

static bool exists(const char *directory, const char *name)
{
	char path[300];

	(void)snprintf(path, sizeof(path), "%s/%s", directory, name);
	return access(path, F_OK) == 0;
}

static void on_poll(void *arg)
{
	struct fixture *f = arg;

	loop_stop(f->loop);
}

/* Lets the loop run until `name` is there. */
static void wait_for_file(struct fixture *f, const char *directory, const char *name)
{
	struct loop_timer *timer = loop_timer_new(f->loop, on_poll, f);
	int64_t end_ms = clock_mono_ms() + PATIENCE_MS;

	while (!exists(directory, name) && clock_mono_ms() < end_ms) {
		loop_timer_set(timer, 5);
		loop_run(f->loop);
	}
	loop_timer_free(timer);
	assert_true(exists(directory, name));
}

/* Lets the loop run until both readers wait for work, and `restarts` readers have been replaced. */
static void settle(struct fixture *f, int64_t restarts)
{
	struct loop_timer *timer = loop_timer_new(f->loop, on_poll, f);
	int64_t end_ms = clock_mono_ms() + PATIENCE_MS;
	struct readers_status status;

	for (;;) {
		readers_get_status(f->readers, &status);
		if ((status.idle == 2 &&
			    metrics_get(f->metrics, "nuncio_reader_restarts_total") == restarts) ||
			clock_mono_ms() > end_ms) {
			break;
		}
		loop_timer_set(timer, 1);
		loop_run(f->loop);
	}
	loop_timer_free(timer);
	assert_int_equal(status.idle, 2);
}

static void test_last_good(void **state)
{
	struct fixture *f = *state;

	load_good(f);
	wait_for_file(f, f->last_good, "0001-10-test.yaml");
	readers_free(f->readers);
	write_rules(f, BROKEN_RULES);
	make_readers(f);
	load(f, false);
	assert_false(f->loaded.ok);
	assert_int_equal(f->loaded.generation, 0);
	load(f, true);
	assert_true(f->loaded.ok);
	assert_true(f->loaded.from_last_good);
	assert_true(f->loaded.errors > 0);
	assert_non_null(strstr(f->loaded.diagnostics, "10-test.yaml:2:"));
	assert_reads_two_items(f);
}

static void test_rules_process_killed(void **state)
{
	struct fixture *f = *state;
	struct readers_status status;

	load_good(f);
	settle(f, 0);
	readers_on_rebuilt(f->readers, on_loaded, f);
	readers_get_status(f->readers, &status);
	assert_int_equal(status.readers, 2);
	assert_true(status.rules_pid > 0);
	assert_int_equal(kill(status.rules_pid, SIGKILL), 0);
	assert_reads_two_items(f);
	assert_int_equal(f->got.generation, 1);
	if (f->loaded.times < 2) {
		run(f);
	}
	assert_true(f->loaded.ok);
	assert_false(f->loaded.from_last_good);
	assert_int_equal(f->loaded.generation, 2);
	assert_reads_two_items(f);
	assert_int_equal(f->got.generation, 2);
}

/* A document that comes when all readers have just been killed. */
static void test_idle_readers_killed(void **state)
{
	struct fixture *f = *state;
	pid_t pids[2];
	int64_t started_us;

	load_good(f);
	for (int i = 0; i < 5; i++) {
		settle(f, (int64_t)i * 2);
		assert_int_equal(readers_get_pids(f->readers, pids, 2), 2);
		started_us = clock_mono_us();
		assert_int_equal(kill(pids[0], SIGKILL), 0);
		assert_int_equal(kill(pids[1], SIGKILL), 0);
		/* It may reach one that is dying. */
		do {
			read_one(f, two_items);
		} while (f->got.outcome == READER_DIED);
		assert_int_equal(f->got.articles, 2);
		print_message("read %lld us after all readers were killed\n",
			(long long)(clock_mono_us() - started_us));
	}
	settle(f, 10);
}

static size_t count_fds(void)
{
	DIR *directory = opendir("/proc/self/fd");
	size_t count = 0;

	assert_non_null(directory);
	while (readdir(directory)) {
		count++;
	}
	(void)closedir(directory);
	return count;
}

static void print_fds(void)
{
	for (int fd = 0; fd < 64; fd++) {
		char path[40];
		char target[200];
		ssize_t len;

		(void)snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
		len = readlink(path, target, sizeof(target));
		if (len > 0) {
			print_error("%d: %.*s\n", fd, (int)len, target);
		}
	}
}

/* Lets the loop run until as many descriptors are open as before. */
static void wait_for_fds(struct fixture *f, size_t fds)
{
	struct loop_timer *timer = loop_timer_new(f->loop, on_poll, f);
	int64_t end_ms = clock_mono_ms() + PATIENCE_MS;

	while (count_fds() != fds && clock_mono_ms() < end_ms) {
		loop_timer_set(timer, 5);
		loop_run(f->loop);
	}
	loop_timer_free(timer);
	if (count_fds() != fds) {
		print_fds();
		fail();
	}
}

static void test_reloads_under_load(void **state)
{
	struct fixture *f = *state;
	size_t fds;

	load_good(f);
	settle(f, 0);
	fds = count_fds();
	f->got = (struct got){.results = 0};
	f->wanted = 250;
	for (size_t i = 0; i < 250; i++) {
		submit(f, two_items);
		if (i % 50 == 0) {
			readers_load(f->readers, false, note_loaded, f);
		}
	}
	run(f);
	assert_int_equal(f->got.results, 250);
	assert_int_equal(f->got.died, 0);
	assert_int_equal(f->got.hits, 1);
	/* The first of the five started a load, the others together asked for one more. */
	while (f->loaded.times < 6) {
		read_one(f, two_items);
	}
	assert_int_equal(f->loaded.generation, 3);
	assert_reads_two_items(f);
	assert_int_equal(f->got.generation, 3);
	/* Those that drain end soon. */
	wait_for_fds(f, fds);
	settle(f, 0);
}

static void test_queue(void **state)
{
	struct fixture *f = *state;
	struct reader_job job = make_job(two_items);
	size_t taken = 0;

	/* Nothing is loaded yet: documents wait, up to queue_max. */
	while (readers_has_room(f->readers)) {
		assert_int_equal(
			readers_submit(f->readers, &job, on_result, taken % 2 ? (void *)f : &job),
			0);
		taken++;
	}
	assert_int_equal(taken, 300);
	assert_int_equal(readers_submit(f->readers, &job, on_result, f), -EAGAIN);
	readers_cancel(f->readers, &job);
	f->wanted = 150;
	readers_load(f->readers, false, note_loaded, f);
	run(f);
	assert_int_equal(f->got.results, 150);
}

static void test_no_program(void **state)
{
	struct fixture *f = *state;
	const char *paths[] = {f->rules};
	struct readers_config config = {
		.program = "/nonexistent/nuncio", .rule_paths = paths, .rule_path_count = 1};

	readers_free(f->readers);
	f->readers = readers_new(&config, f->loop, f->metrics);
	load(f, false);
	assert_false(f->loaded.ok);
	assert_int_equal(f->loaded.generation, 0);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_broken_rules, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_last_good, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_rules_process_killed, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_idle_readers_killed, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_reloads_under_load, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_queue, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_no_program, set_up, tear_down),
	};

	if (rules_process_is_asked(argc, argv)) {
		return rules_process_main(argc, argv);
	}
	return cmocka_run_group_tests(tests, NULL, NULL);
}
