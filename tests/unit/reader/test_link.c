/* SPDX-License-Identifier: BSD-2-Clause */
#include "reader/link.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/mem.h"

struct side {
	struct loop *loop;
	struct link *link;
	size_t frames;
	size_t bytes;
	size_t stop_at; /* frames */
	bool close_at_first;
	int fd;
	bool closed;
	int error;
};

static void on_frame(struct link *link, struct frame *frame, void *arg)
{
	struct side *side = arg;

	side->frames++;
	side->bytes += frame->payload.len;
	if (frame->fd >= 0) {
		side->fd = frame->fd;
		frame->fd = -1;
	}
	if (side->close_at_first) {
		link_close(link);
		loop_stop(side->loop);
	}
	if (side->frames == side->stop_at) {
		loop_stop(side->loop);
	}
}

static void on_closed(struct link *link, int error, void *arg)
{
	struct side *side = arg;

	(void)link;
	side->closed = true;
	side->error = error;
	loop_stop(side->loop);
}

struct fixture {
	struct loop *loop;
	struct side a;
	struct side b;
	int raw[2]; /* the descriptors of both */
};

static int set_up(void **state)
{
	struct fixture *f = mem_zalloc(sizeof(*f));
	struct link_handlers handlers = {.on_frame = on_frame, .on_closed = on_closed};

	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, f->raw), 0);
	f->loop = loop_new();
	f->a = (struct side){.loop = f->loop, .fd = -1};
	f->b = f->a;
	handlers.arg = &f->a;
	f->a.link = link_new(f->loop, f->raw[0], &handlers);
	handlers.arg = &f->b;
	f->b.link = link_new(f->loop, f->raw[1], &handlers);
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;

	link_free(f->a.link);
	link_free(f->b.link);
	loop_free(f->loop);
	free(f);
	return 0;
}

static void send_frame(struct link *link, uint8_t type, size_t size, int fd)
{
	struct buf out;
	size_t begin;
	char *bytes;

	buf_init(&out, FRAME_BUFFER_MAX);
	begin = frame_begin(&out, type);
	bytes = buf_extend(&out, size);
	assert_non_null(bytes);
	memset(bytes, 'x', size);
	frame_end(&out, begin);
	link_send(link, &out, fd);
	buf_done(&out);
}

/* More than the socket holds, in both directions at once. */
static void test_large_frames(void **state)
{
	struct fixture *f = *state;

	f->b.stop_at = 40;
	for (int i = 0; i < 20; i++) {
		send_frame(f->a.link, 1, LIMIT_FRAME - 1, -1);
		send_frame(f->a.link, 2, 1, -1);
		send_frame(f->b.link, 3, 1000, -1);
	}
	loop_run(f->loop);
	assert_int_equal(f->b.frames, 40);
	assert_int_equal(f->b.bytes, 20 * (size_t)LIMIT_FRAME);
	assert_int_equal(f->a.frames, 20);
	assert_false(f->a.closed || f->b.closed);
}

static void test_descriptor(void **state)
{
	struct fixture *f = *state;
	int ends[2];
	char byte = 0;

	assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
	f->b.stop_at = 2;
	send_frame(f->a.link, 1, 300000, -1);
	send_frame(f->a.link, 2 | FRAME_WITH_FD, 300000, ends[1]);
	loop_run(f->loop);
	assert_true(f->b.fd >= 0);
	assert_int_equal(write(f->b.fd, "x", 1), 1);
	(void)close(f->b.fd);
	assert_int_equal(read(ends[0], &byte, 1), 1);
	/* Ours was closed when it had gone. */
	assert_int_equal(read(ends[0], &byte, 1), 0);
	(void)close(ends[0]);
}

static void test_closed(void **state)
{
	struct fixture *f = *state;

	send_frame(f->a.link, 1, 10, -1);
	link_close(f->a.link);
	loop_run(f->loop);
	assert_int_equal(f->b.frames, 1);
	assert_true(f->b.closed);
	assert_int_equal(f->b.error, 0);
	assert_false(f->a.closed);
	send_frame(f->a.link, 1, 10, -1); /* into nothing */
}

static void test_not_a_frame(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(send(f->raw[0], "\0\0\0\0\0", 5, MSG_NOSIGNAL), 5);
	loop_run(f->loop);
	assert_true(f->b.closed);
	assert_int_equal(f->b.error, -EPROTO);
}

static void test_close_in_callback(void **state)
{
	struct fixture *f = *state;

	f->b.close_at_first = true;
	send_frame(f->a.link, 1, 10, -1);
	send_frame(f->a.link, 1, 10, -1);
	loop_run(f->loop);
	assert_int_equal(f->b.frames, 1);
	assert_false(f->b.closed);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_large_frames, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_descriptor, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_closed, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_not_a_frame, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_close_in_callback, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
