/* SPDX-License-Identifier: BSD-2-Clause */
/* Streams over real sockets: order of events, ceilings, pauses, connects that fail, frees in callbacks. */
#include "net/stream.h"

#include <errno.h>
#include <netinet/in.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/un.h>
#include <unistd.h>

#include <cmocka.h>

struct scene {
	struct loop *loop;
	struct stream *a;
	struct stream *b;
	char order[64]; /* events of b: i input, c connected, d drained, e end, f failed */
	size_t count;
	size_t want;     /* stop when so many bytes have come */
	size_t got;      /* bytes taken */
	size_t most;     /* most bytes seen waiting */
	uint64_t sum;    /* of the bytes taken */
	int error;       /* of FAILED */
	bool free_in_it; /* free b in its first callback */
};

static void note(struct scene *scene, char letter)
{
	if (scene->count == 0 || scene->order[scene->count - 1] != letter) {
		assert_true(scene->count < sizeof(scene->order) - 1);
		scene->order[scene->count++] = letter;
	}
}

static void on_input(struct stream *stream, void *arg)
{
	struct scene *scene = arg;

	note(scene, 'i');
	if (scene->free_in_it) {
		stream_free(stream);
		scene->b = NULL;
		loop_stop(scene->loop);
		return;
	}
	struct str input = stream_input(stream);
	assert_int_equal(input.len, stream_input_length(stream));
	if (input.len > scene->most) {
		scene->most = input.len;
	}
	for (size_t i = 0; i < input.len; i++) {
		scene->sum += (unsigned char)input.ptr[i] * (scene->got + i + 1);
	}
	scene->got += input.len;
	stream_consume(stream, input.len);
	if (scene->got == scene->want) {
		loop_stop(scene->loop);
	}
}

static void on_event(struct stream *stream, enum stream_event event, int error, void *arg)
{
	struct scene *scene = arg;
	static const char letters[] = {'c', 'e', 'f', 'd'};

	note(scene, letters[event]);
	scene->error = error;
	if (event == STREAM_CLOSED || event == STREAM_FAILED) {
		stream_free(stream);
		scene->b = NULL;
		loop_stop(scene->loop);
	}
}

static void ignore_input(struct stream *stream, void *arg)
{
	(void)arg;
	stream_consume(stream, stream_input_length(stream));
}

static void ignore_event(struct stream *stream, enum stream_event event, int error, void *arg)
{
	(void)stream;
	(void)event;
	(void)error;
	(void)arg;
}

static const struct stream_handlers deaf = {ignore_input, ignore_event, NULL};

static void open_pair(struct scene *scene)
{
	int fds[2];
	struct stream_handlers handlers = {on_input, on_event, scene};

	scene->loop = loop_new();
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds), 0);
	scene->a = stream_new(scene->loop, fds[0], &deaf);
	scene->b = stream_new(scene->loop, fds[1], &handlers);
}

static void close_pair(struct scene *scene)
{
	stream_free(scene->a);
	stream_free(scene->b);
	loop_free(scene->loop);
}

static void run_passes(struct loop *loop, int passes)
{
	for (int i = 0; i < passes; i++) {
		loop_defer(loop, (loop_fn *)loop_stop, loop);
		loop_run(loop);
	}
}

static void test_large_frame_arrives_whole(void **state)
{
	(void)state;
	struct scene scene = {.want = 3u << 20};
	char *bytes = malloc(scene.want);
	uint64_t sum = 0;

	assert_non_null(bytes);
	for (size_t i = 0; i < scene.want; i++) {
		bytes[i] = (char)(i * 7 + (i >> 10));
		sum += (unsigned char)bytes[i] * (i + 1);
	}
	open_pair(&scene);
	stream_write(scene.a, str_make(bytes, scene.want));
	assert_int_equal(stream_output_length(scene.a), scene.want);
	assert_int_equal(scene.count, 0);
	loop_run(scene.loop);
	assert_int_equal(scene.got, scene.want);
	assert_true(scene.sum == sum);
	close_pair(&scene);
	free(bytes);
}

static void test_input_comes_before_end_of_file(void **state)
{
	(void)state;
	struct scene scene = {.want = SIZE_MAX};

	open_pair(&scene);
	assert_int_equal(write(stream_fd(scene.a), "last words", 10), 10);
	stream_free(scene.a);
	scene.a = NULL;
	loop_run(scene.loop);
	assert_string_equal(scene.order, "ie");
	assert_int_equal(scene.got, 10);
	close_pair(&scene);
}

static void test_free_in_own_callback(void **state)
{
	(void)state;
	struct scene scene = {.free_in_it = true};

	open_pair(&scene);
	assert_int_equal(write(stream_fd(scene.a), "x", 1), 1);
	stream_free(scene.a); /* the end of file behind it must not be told to a freed stream */
	scene.a = NULL;
	loop_run(scene.loop);
	assert_string_equal(scene.order, "i");
	close_pair(&scene);
}

static void test_drained_is_told(void **state)
{
	(void)state;
	struct scene scene = {.want = SIZE_MAX};

	open_pair(&scene);
	stream_write(scene.b, STR("to a"));
	run_passes(scene.loop, 4);
	stream_free(scene.a);
	scene.a = NULL;
	loop_run(scene.loop);
	assert_string_equal(scene.order, "de");
	close_pair(&scene);
}

struct pause {
	struct scene *scene;
	struct loop_timer *timer;
};

static void resume(void *arg)
{
	struct pause *pause = arg;
	assert_int_equal(pause->scene->got, 0);
	stream_resume(pause->scene->b);
	assert_int_equal(pause->scene->got, 0); /* not inside the call */
}

static void test_pause_and_resume(void **state)
{
	(void)state;
	struct scene scene = {.want = 5};
	struct pause pause = {&scene, NULL};

	open_pair(&scene);
	pause.timer = loop_timer_new(scene.loop, resume, &pause);
	stream_pause(scene.b);
	assert_int_equal(write(stream_fd(scene.a), "hello", 5), 5);
	loop_timer_set(pause.timer, 10);
	loop_run(scene.loop);
	assert_int_equal(scene.got, 5);
	loop_timer_free(pause.timer);
	close_pair(&scene);
}

static void test_input_max_holds(void **state)
{
	(void)state;
	struct scene scene = {.want = 1u << 20};
	char *bytes = calloc(1, scene.want);

	assert_non_null(bytes);
	open_pair(&scene);
	stream_set_input_max(scene.b, 10000);
	stream_write(scene.a, str_make(bytes, scene.want));
	loop_run(scene.loop);
	assert_int_equal(scene.got, scene.want);
	assert_in_range(scene.most, 4096, 10000);
	close_pair(&scene);
	free(bytes);
}

static void test_connect(void **state)
{
	(void)state;
	struct scene scene = {.loop = loop_new(), .want = SIZE_MAX};
	struct stream_handlers handlers = {on_input, on_event, &scene};
	struct sockaddr_in address = {
		.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t length = sizeof(address);
	int server = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	assert_int_equal(bind(server, (struct sockaddr *)&address, length), 0);
	assert_int_equal(getsockname(server, (struct sockaddr *)&address, &length), 0);
	assert_int_equal(listen(server, 4), 0);
	scene.b = stream_connect(scene.loop, (struct sockaddr *)&address, length, &handlers);
	assert_non_null(scene.b);
	stream_write(scene.b, STR("early")); /* before the connection stands */
	int peer = accept(server, NULL, NULL);
	char bytes[8];
	run_passes(scene.loop, 4);
	assert_int_equal(read(peer, bytes, sizeof(bytes)), 5);
	close(peer);
	if (scene.b != NULL) {
		loop_run(scene.loop);
	}
	assert_int_equal(scene.order[0], 'c');
	assert_int_equal(scene.order[scene.count - 1], 'e');

	/* Nobody listens any more: the refusal is an event. */
	close(server);
	memset(scene.order, 0, sizeof(scene.order));
	scene.count = 0;
	scene.b = stream_connect(scene.loop, (struct sockaddr *)&address, length, &handlers);
	assert_non_null(scene.b);
	assert_int_equal(scene.count, 0);
	loop_run(scene.loop);
	assert_string_equal(scene.order, "f");
	assert_int_equal(scene.error, ECONNREFUSED);

	/* A Unix socket that is not there is known at once, and is an event all the same. */
	struct sockaddr_un nowhere = {.sun_family = AF_UNIX, .sun_path = "/nonexistent/socket"};
	memset(scene.order, 0, sizeof(scene.order));
	scene.count = 0;
	scene.b =
		stream_connect(scene.loop, (struct sockaddr *)&nowhere, sizeof(nowhere), &handlers);
	assert_non_null(scene.b);
	assert_int_equal(scene.count, 0);
	loop_run(scene.loop);
	assert_string_equal(scene.order, "f");
	assert_int_equal(scene.error, ENOENT);
	loop_free(scene.loop);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_large_frame_arrives_whole),
		cmocka_unit_test(test_input_comes_before_end_of_file),
		cmocka_unit_test(test_free_in_own_callback),
		cmocka_unit_test(test_drained_is_told),
		cmocka_unit_test(test_pause_and_resume),
		cmocka_unit_test(test_input_max_holds),
		cmocka_unit_test(test_connect),
	};
	alarm(30);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
