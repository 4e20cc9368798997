/* SPDX-License-Identifier: BSD-2-Clause */
/* The loop against real timers, pipes, signals and a thread. A watchdog timer ends a test that hangs. */
#include "net/loop.h"

#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

struct scene {
	struct loop *loop;
	char order[16]; /* which callbacks ran, one letter each */
	size_t count;
	struct loop_timer *timer;
	struct loop_wakeup *wakeup;
	int pipe[2];
	struct loop_io *io;
};

static void note(struct scene *scene, char letter)
{
	assert_true(scene->count < sizeof(scene->order) - 1);
	scene->order[scene->count++] = letter;
}

static void note_a(void *arg)
{
	note(arg, 'a');
}

static void note_b(void *arg)
{
	note(arg, 'b');
}

static void stop(void *arg)
{
	struct scene *scene = arg;
	note(scene, '.');
	loop_stop(scene->loop);
}

static void defer_chain(void *arg)
{
	struct scene *scene = arg;
	note(scene, 'c');
	loop_defer(scene->loop, note_a, scene);
	loop_defer(scene->loop, note_b, scene);
	loop_defer(scene->loop, stop, scene);
}

static void test_deferred_calls_run_in_order_and_later(void **state)
{
	(void)state;
	struct scene scene = {.loop = loop_new()};

	loop_defer(scene.loop, defer_chain, &scene);
	loop_defer(scene.loop, note_b, &scene);
	assert_int_equal(scene.count, 0);
	loop_run(scene.loop);
	assert_string_equal(scene.order, "cbab.");
	loop_free(scene.loop);
}

static void free_timer(void *arg)
{
	struct scene *scene = arg;
	note(scene, 'f');
	loop_timer_free(scene->timer);
	scene->timer = NULL;
}

static void test_timers(void **state)
{
	(void)state;
	struct scene scene = {.loop = loop_new()};
	struct loop_timer *never = loop_timer_new(scene.loop, note_a, &scene);
	struct loop_timer *late = loop_timer_new(scene.loop, stop, &scene);
	struct loop_timer *moved = loop_timer_new(scene.loop, note_b, &scene);

	scene.timer = loop_timer_new(scene.loop, free_timer, &scene);
	loop_timer_set(never, 1);
	loop_timer_clear(never);
	loop_timer_set(late, 30);
	loop_timer_set(moved, 100000);
	loop_timer_set(moved, 10);
	loop_timer_set(scene.timer, 0);
	assert_int_equal(scene.count, 0);
	loop_run(scene.loop);
	assert_string_equal(scene.order, "fb.");
	loop_timer_free(never);
	loop_timer_free(late);
	loop_timer_free(moved);
	loop_free(scene.loop);
}

static void on_io(int fd, unsigned events, void *arg)
{
	struct scene *scene = arg;
	char byte;

	assert_int_equal(events, LOOP_READ);
	assert_int_equal(fd, scene->pipe[0]);
	assert_int_equal(read(fd, &byte, 1), 1);
	note(scene, byte);
	if (byte == 'y') {
		loop_io_free(scene->io);
		scene->io = NULL;
		loop_stop(scene->loop);
	}
}

static void test_io_is_level_triggered(void **state)
{
	(void)state;
	struct scene scene = {.loop = loop_new()};

	assert_int_equal(pipe(scene.pipe), 0);
	scene.io = loop_io_new(scene.loop, scene.pipe[0], on_io, &scene);
	loop_io_set(scene.io, LOOP_READ);
	loop_io_set(scene.io, 0);
	loop_io_set(scene.io, LOOP_READ);
	assert_int_equal(write(scene.pipe[1], "xyz", 3), 3);
	loop_run(scene.loop);
	assert_string_equal(scene.order, "xy");
	close(scene.pipe[0]);
	close(scene.pipe[1]);
	loop_free(scene.loop);
}

static void test_signal(void **state)
{
	(void)state;
	struct scene scene = {.loop = loop_new()};
	struct loop_signal *usr1 = loop_signal_new(scene.loop, SIGUSR1, stop, &scene);

	assert_int_equal(raise(SIGUSR1), 0);
	loop_run(scene.loop);
	assert_string_equal(scene.order, ".");
	loop_signal_free(usr1);
	loop_free(scene.loop);
}

static void *send_many(void *arg)
{
	struct scene *scene = arg;
	for (int i = 0; i < 1000; i++) {
		loop_wakeup_send(scene->wakeup);
	}
	return NULL;
}

static void test_wakeup_from_a_thread_comes_once(void **state)
{
	(void)state;
	struct scene scene = {.loop = loop_new()};
	pthread_t thread;

	scene.wakeup = loop_wakeup_new(scene.loop, stop, &scene);
	assert_non_null(scene.wakeup);
	assert_int_equal(pthread_create(&thread, NULL, send_many, &scene), 0);
	assert_int_equal(pthread_join(thread, NULL), 0);
	loop_run(scene.loop);
	assert_string_equal(scene.order, ".");
	loop_wakeup_free(scene.wakeup);
	loop_free(scene.loop);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_deferred_calls_run_in_order_and_later),
		cmocka_unit_test(test_timers),
		cmocka_unit_test(test_io_is_level_triggered),
		cmocka_unit_test(test_signal),
		cmocka_unit_test(test_wakeup_from_a_thread_comes_once),
	};
	alarm(30);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
