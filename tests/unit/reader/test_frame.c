/* SPDX-License-Identifier: BSD-2-Clause */
#include "reader/frame.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

struct fixture {
	int ends[2];
	struct frame_input input;
	struct buf out;
};

static int set_up(void **state)
{
	static struct fixture f;

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, f.ends) < 0) {
		return -1;
	}
	frame_input_init(&f.input);
	buf_init(&f.out, 2 * (size_t)FRAME_BUFFER_MAX);
	*state = &f;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;

	frame_input_done(&f->input);
	buf_done(&f->out);
	(void)close(f->ends[0]);
	(void)close(f->ends[1]);
	return 0;
}

static void put(struct buf *out, uint8_t type, const char *payload)
{
	size_t begin = frame_begin(out, type);

	buf_add_str(out, str_from(payload));
	frame_end(out, begin);
}

/* Three frames, whatever the pieces in which they arrive. */
static void test_pieces(void **state)
{
	struct fixture *f = *state;
	struct str bytes;

	put(&f->out, 1, "one");
	put(&f->out, 2, "");
	put(&f->out, 3, "three");
	bytes = buf_str(&f->out);
	for (size_t piece = 1; piece <= bytes.len; piece++) {
		static const char *const payloads[] = {"one", "", "three"};
		size_t seen = 0;

		for (size_t at = 0; at < bytes.len; at += piece) {
			struct frame *frame = NULL;

			assert_int_equal(
				frame_send(f->ends[0], str_slice(bytes, at, piece), -1), 0);
			assert_true(frame_input_fill(&f->input, f->ends[1]) > 0);
			while (seen < 3 && frame_input_next(&f->input, &frame) == 1) {
				assert_int_equal(frame->type, seen + 1);
				assert_true(str_eq(frame->payload, str_from(payloads[seen])));
				assert_int_equal(frame->fd, -1);
				seen++;
			}
		}
		assert_int_equal(seen, 3);
	}
}

static void test_bad_lengths(void **state)
{
	static const struct {
		unsigned char bytes[FRAME_HEADER];
		int rc;
	} cases[] = {
		{{0, 0, 0, 0, 1}, -EPROTO}, {{1, 0, 0x40, 0, 1}, -EPROTO}, /* 4 MiB and one byte */
		{{0xff, 0xff, 0xff, 0xff, 1}, -EPROTO},
		{{0, 0, 0x40, 0, 1}, 0}, /* 4 MiB: more has to come */
		{{1, 0, 0, 0, 1}, 1},
		{{1, 0, 0, 0, 1 | FRAME_WITH_FD}, -EPROTO}, /* but there is none */
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct fixture *f;
		struct frame *frame;

		assert_int_equal(set_up(state), 0);
		f = *state;
		assert_int_equal(frame_send(f->ends[0],
					 str_make((const char *)cases[i].bytes, FRAME_HEADER), -1),
			0);
		assert_int_equal(frame_input_fill(&f->input, f->ends[1]), FRAME_HEADER);
		assert_int_equal(frame_input_next(&f->input, &frame), cases[i].rc);
		assert_int_equal(tear_down((void **)&f), 0);
	}
}

static void test_descriptor(void **state)
{
	struct fixture *f = *state;
	struct frame *frame;
	char text[10] = "";
	int pipe_ends[2];
	int kept;

	assert_int_equal(pipe2(pipe_ends, O_CLOEXEC), 0);
	put(&f->out, 1, "without");
	assert_int_equal(frame_send(f->ends[0], buf_str(&f->out), -1), 0);
	buf_clear(&f->out);
	put(&f->out, 2 | FRAME_WITH_FD, "with");
	assert_int_equal(frame_send(f->ends[0], buf_str(&f->out), pipe_ends[1]), 0);

	assert_int_equal(frame_receive(&f->input, f->ends[1], &frame), 1);
	assert_int_equal(frame->fd, -1);
	assert_int_equal(frame_receive(&f->input, f->ends[1], &frame), 1);
	assert_int_equal(frame->type, 2 | FRAME_WITH_FD);
	assert_true(frame->fd >= 0);
	kept = frame->fd;
	frame->fd = -1;
	assert_int_equal(write(kept, "hello", 5), 5);
	assert_int_equal(read(pipe_ends[0], text, sizeof(text)), 5);
	assert_string_equal(text, "hello");
	assert_true(fcntl(kept, F_GETFD) & FD_CLOEXEC);
	(void)close(kept);
	(void)close(pipe_ends[0]);
	(void)close(pipe_ends[1]);
}

/* What nobody takes is closed. */
static void test_descriptor_dropped(void **state)
{
	struct fixture *f = *state;
	struct frame *frame;
	char byte;
	int pipe_ends[2];

	assert_int_equal(pipe2(pipe_ends, O_CLOEXEC), 0);
	put(&f->out, 1 | FRAME_WITH_FD, "");
	put(&f->out, 2, "");
	assert_int_equal(frame_send(f->ends[0], buf_str(&f->out), pipe_ends[1]), 0);
	(void)close(pipe_ends[1]);
	assert_int_equal(frame_receive(&f->input, f->ends[1], &frame), 1);
	assert_true(frame->fd >= 0);
	assert_int_equal(frame_receive(&f->input, f->ends[1], &frame), 1);
	assert_int_equal(frame->fd, -1);
	/* No writer is left. */
	assert_int_equal(read(pipe_ends[0], &byte, 1), 0);
	(void)close(pipe_ends[0]);
}

static void test_too_many_descriptors(void **state)
{
	struct fixture *f = *state;
	int rc = 1;

	put(&f->out, 1, "no descriptor is announced");
	for (int i = 0; i <= FRAME_FDS_MAX && rc > 0; i++) {
		struct frame *frame;

		assert_int_equal(frame_send(f->ends[0], buf_str(&f->out), STDIN_FILENO), 0);
		rc = frame_input_fill(&f->input, f->ends[1]);
		if (rc > 0) {
			assert_int_equal(frame_input_next(&f->input, &frame), 1);
			assert_int_equal(frame->fd, -1);
		}
	}
	assert_int_equal(rc, -EPROTO);
}

static void test_end(void **state)
{
	struct fixture *f = *state;
	struct frame *frame;

	put(&f->out, 1, "last");
	buf_add(&f->out, "\x05", 1);
	assert_int_equal(frame_send(f->ends[0], buf_str(&f->out), -1), 0);
	assert_int_equal(shutdown(f->ends[0], SHUT_WR), 0);
	assert_int_equal(frame_receive(&f->input, f->ends[1], &frame), 1);
	assert_int_equal(frame_receive(&f->input, f->ends[1], &frame), 0);
	(void)close(f->ends[1]);
	assert_int_equal(frame_send(f->ends[0], STR("x"), -1), -EPIPE);
}

static void test_too_large(void **state)
{
	struct fixture *f = *state;
	size_t begin = frame_begin(&f->out, 1);

	assert_non_null(buf_extend(&f->out, LIMIT_FRAME - 1));
	frame_end(&f->out, begin);
	assert_false(f->out.full);
	begin = frame_begin(&f->out, 1);
	assert_non_null(buf_extend(&f->out, LIMIT_FRAME));
	frame_end(&f->out, begin);
	assert_true(f->out.full);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_pieces, set_up, tear_down),
		cmocka_unit_test(test_bad_lengths),
		cmocka_unit_test_setup_teardown(test_descriptor, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_descriptor_dropped, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_too_many_descriptors, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_end, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_too_large, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
