/* SPDX-License-Identifier: BSD-2-Clause */
/* How a generation fails to come to life; that it works is in test_readers. */
#include "reader/generation.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/mem.h"
#include "reader/rules_process.h"

#define PATIENCE_MS 30000

struct fixture {
	struct loop *loop;
	struct loop_timer *guard;
	size_t loaded;
	size_t gone;
	bool ok;
	char diagnostics[200];
	bool timed_out;
};

static void on_loaded(struct generation *generation, const struct notice_loaded *notice, void *arg)
{
	struct fixture *f = arg;

	(void)generation;
	f->loaded++;
	f->ok = notice->ok;
	(void)snprintf(
		f->diagnostics, sizeof(f->diagnostics), "%.*s", STR_ARG(notice->diagnostics));
}

static void on_gone(struct generation *generation, void *arg)
{
	struct fixture *f = arg;

	(void)generation;
	f->gone++;
	loop_stop(f->loop);
}

static void on_guard(void *arg)
{
	struct fixture *f = arg;

	f->timed_out = true;
	loop_stop(f->loop);
}

static int set_up(void **state)
{
	struct fixture *f = mem_zalloc(sizeof(*f));

	f->loop = loop_new();
	f->guard = loop_timer_new(f->loop, on_guard, f);
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;

	loop_timer_free(f->guard);
	loop_free(f->loop);
	free(f);
	return 0;
}

static struct generation *start(struct fixture *f, const char *program, int64_t timeout_ms)
{
	static const struct str path = STR_INIT("/nonexistent");
	struct generation_handlers handlers = {
		.on_loaded = on_loaded, .on_gone = on_gone, .arg = f};
	struct generation_config config = {.program = program,
		.reader_count = 2,
		.load_timeout_ms = timeout_ms,
		.start = {.generation = 1, .paths = &path, .path_count = 1}};

	return generation_new(f->loop, &config, &handlers);
}

static void test_failures(void **state)
{
	static const struct {
		const char *program;
		int64_t timeout_ms;
		const char *said;
	} cases[] = {
		{"/bin/false", 0, "the rules process ended with status 1"},
		{"/bin/true", 0, "the rules process ended with status 0"},
		/* This program: it reads no orders and never ends by itself. */
		{"/proc/self/exe", 50, "the rules took too long to load (timeout)"},
	};
	struct fixture *f = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct generation *generation = start(f, cases[i].program, cases[i].timeout_ms);

		assert_non_null(generation);
		f->loaded = 0;
		f->gone = 0;
		loop_timer_set(f->guard, PATIENCE_MS);
		loop_run(f->loop);
		assert_false(f->timed_out);
		assert_int_equal(f->loaded, 1);
		assert_false(f->ok);
		assert_string_equal(f->diagnostics, cases[i].said);
		assert_int_equal(f->gone, 1);
		assert_int_equal(generation->state, GENERATION_FAILED);
		assert_int_equal(generation->pid, 0);
		generation_free(generation);
	}
}

static void test_no_program(void **state)
{
	struct fixture *f = *state;

	assert_null(start(f, "/nonexistent/program", 0));
	assert_int_equal(errno, ENOENT);
}

/* Given up while it loads: nothing is left of it. */
static void test_given_up(void **state)
{
	struct fixture *f = *state;
	struct generation *generation = start(f, "/proc/self/exe", 0);
	char path[40];
	pid_t pid;
	FILE *file;

	assert_non_null(generation);
	pid = generation->pid;
	generation_free(generation);
	assert_int_equal(f->loaded, 0);
	(void)snprintf(path, sizeof(path), "/proc/%d/stat", (int)pid);
	file = fopen(path, "r");
	assert_null(file);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_failures, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_no_program, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_given_up, set_up, tear_down),
	};

	if (rules_process_is_asked(argc, argv)) {
		return pause();
	}
	return cmocka_run_group_tests(tests, NULL, NULL);
}
