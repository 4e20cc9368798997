/* SPDX-License-Identifier: BSD-2-Clause */
#include "talk.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/un.h>

#include "base/clock.h"
#include "base/limits.h"
#include "base/mem.h"
#include "control/server.h"

struct fixture {
	char dir[64];
	char path[96];
	struct loop *loop;
	struct control_server *server;
	struct control_call *held; /* a call that was not answered yet */
	int runs;
};

static void run_echo(struct control_call *call, const struct json_value *request, void *arg)
{
	struct fixture *f = arg;
	struct json_writer w;
	struct buf out;

	f->runs++;
	buf_init(&out, 1u << 20);
	w = json_writer_start(&out);
	json_key_str(&w, "text", json_get_str(json_get(request, "text")));
	control_answer(call, buf_str(&out));
	buf_done(&out);
}

static void run_refuse(struct control_call *call, const struct json_value *request, void *arg)
{
	(void)arg;
	control_refuse(call, json_get_str(json_get(request, "text")));
}

static void run_long_refusal(struct control_call *call, const struct json_value *request, void *arg)
{
	size_t len = LIMIT_DIAGNOSTICS;
	char *text = mem_alloc(len);

	(void)request;
	(void)arg;
	memset(text, '\n', len);
	control_refuse(call, str_make(text, len));
	free(text);
}

static void run_hold(struct control_call *call, const struct json_value *request, void *arg)
{
	struct fixture *f = arg;

	(void)request;
	f->held = call;
	loop_stop(f->loop);
}

/* An answer that does not fit into the socket's buffers. */
static void run_large(struct control_call *call, const struct json_value *request, void *arg)
{
	struct fixture *f = arg;
	size_t len = 4u << 20;
	char *text = mem_alloc(len);

	(void)request;
	f->runs++;
	memset(text, ' ', len);
	control_answer(call, str_make(text, len));
	free(text);
}

static const struct control_command commands[] = {{"echo", run_echo}, {"refuse", run_refuse},
	{"long", run_long_refusal}, {"hold", run_hold}, {"large", run_large}, {NULL, NULL}};

static int set_up(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	(void)snprintf(f->dir, sizeof(f->dir), "/tmp/nuncio-test-control-XXXXXX");
	assert_non_null(mkdtemp(f->dir));
	(void)snprintf(f->path, sizeof(f->path), "%s/s", f->dir);
	f->loop = loop_new();
	assert_int_equal(control_server_new(f->loop, f->path, "", commands, f, &f->server), 0);
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;

	control_server_free(f->server);
	loop_free(f->loop);
	assert_int_equal(access(f->path, F_OK), -1);
	rmdir(f->dir);
	free(f);
	return 0;
}

static int dial(const struct fixture *f)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	memcpy(address.sun_path, f->path, strlen(f->path));
	assert_int_equal(connect(fd, (struct sockaddr *)&address, sizeof(address)), 0);
	return fd;
}

static void test_answers(void **state)
{
	static const struct {
		const char *request;
		const char *answer;
	} rows[] = {
		{"{\"command\":\"echo\",\"text\":\"x\"}\n", "{\"ok\":true,\"text\":\"x\"}\n"},
		{"{\"command\":\"echo\"}\n", "{\"ok\":true,\"text\":\"\"}\n"},
		{"{\"command\":\"refuse\",\"text\":\"a\\nb \\\"c\\\"\"}\n",
			"{\"ok\":false,\"error\":\"a\\nb \\\"c\\\"\"}\n"},
		{"{\"command\":\"nope\"}\n", "{\"ok\":false,\"error\":\"no such command\"}\n"},
		{"{\"command\":7}\n", "{\"ok\":false,\"error\":\"no such command\"}\n"},
		{"[]\n", "{\"ok\":false,\"error\":\"no such command\"}\n"},
		{"\n", "{\"ok\":false,\"error\":\"the request is not JSON\"}\n"},
		{"status\n", "{\"ok\":false,\"error\":\"the request is not JSON\"}\n"},
		{"{\"command\":\"echo\"\n",
			"{\"ok\":false,\"error\":\"the request is not JSON\"}\n"},
	};
	struct fixture *f = *state;

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct talk talk;

		talk_init(&talk, f->loop, dial(f));
		check_str(talk_say(&talk, str_from(rows[i].request), 1), rows[i].answer,
			rows[i].request);
		talk_done(&talk);
	}
}

static void test_lines_are_answered_in_order_and_once(void **state)
{
	struct fixture *f = *state;
	struct talk talk;
	struct buf request;
	struct str got;
	struct str line;

	buf_init(&request, 1u << 20);
	for (int i = 0; i < 1000; i++) {
		buf_printf(&request, "{\"command\":\"echo\",\"text\":\"%d\"}\n", i);
	}
	talk_init(&talk, f->loop, dial(f));
	got = talk_say(&talk, buf_str(&request), 1000);
	for (int i = 0; i < 1000; i++) {
		char want[64];

		(void)snprintf(want, sizeof(want), "{\"ok\":true,\"text\":\"%d\"}", i);
		assert_true(str_cut(&got, '\n', &line));
		check_str(line, want, "in order");
	}
	assert_int_equal(f->runs, 1000);
	talk_done(&talk);
	buf_done(&request);
}

static void test_a_line_in_pieces(void **state)
{
	struct fixture *f = *state;
	const struct str request = STR("{\"command\":\"echo\",\"text\":\"whole\"}\n");
	struct talk talk;

	talk_init(&talk, f->loop, dial(f));
	for (size_t i = 0; i + 1 < request.len; i++) {
		assert_int_equal(send(talk.fd, request.ptr + i, 1, 0), 1);
	}
	check_str(talk_say(&talk, STR("\n"), 1), "{\"ok\":true,\"text\":\"whole\"}\n", "pieces");
	talk_done(&talk);
}

static void test_a_line_without_end_is_cut_off(void **state)
{
	struct fixture *f = *state;
	size_t len = LIMIT_CONTROL_LINE + 10;
	char *line = mem_alloc(len);
	struct talk talk;

	memset(line, 'x', len);
	talk_init(&talk, f->loop, dial(f));
	check_str(talk_say(&talk, str_make(line, len), 0), "", "nothing but the end");
	talk_done(&talk);
	free(line);
}

static void test_a_long_refusal_is_whole(void **state)
{
	struct fixture *f = *state;
	struct json_error error;
	struct json_doc *doc;
	struct talk talk;

	talk_init(&talk, f->loop, dial(f));
	doc = json_parse(talk_say(&talk, STR("{\"command\":\"long\"}\n"), 1), &error);
	assert_non_null(doc);
	assert_int_equal(json_get_str(json_get(json_root(doc), "error")).len, LIMIT_DIAGNOSTICS);
	json_doc_free(doc);
	talk_done(&talk);
}

static void test_a_call_waits_and_others_do_not(void **state)
{
	struct fixture *f = *state;
	struct talk waiting;
	struct talk other;

	talk_init(&waiting, f->loop, dial(f));
	talk_init(&other, f->loop, dial(f));
	(void)talk_say(&waiting,
		STR("{\"command\":\"hold\"}\n{\"command\":\"echo\",\"text\":\"2\"}\n"), 1);
	assert_non_null(f->held);
	check_str(talk_say(&other, STR("{\"command\":\"echo\",\"text\":\"o\"}\n"), 1),
		"{\"ok\":true,\"text\":\"o\"}\n", "other");
	assert_int_equal(f->runs, 1);
	control_answer(f->held, STR(""));
	check_str(talk_say(&waiting, STR(""), 2), "{\"ok\":true}\n{\"ok\":true,\"text\":\"2\"}\n",
		"the held one, then the one behind it");
	talk_done(&waiting);
	talk_done(&other);
}

static void test_an_answer_to_nobody(void **state)
{
	struct fixture *f = *state;
	struct talk gone;
	struct talk other;

	talk_init(&gone, f->loop, dial(f));
	(void)talk_say(&gone, STR("{\"command\":\"hold\"}\n"), 1);
	talk_done(&gone);
	talk_init(&other, f->loop, dial(f));
	(void)talk_say(&other, STR("{\"command\":\"echo\"}\n"), 1);
	control_answer(f->held, STR("\"a\":1"));
	(void)talk_say(&other, STR("{\"command\":\"echo\"}\n"), 1);
	talk_done(&other);
}

/* Who asks and does not read makes nothing pile up: the next command runs when the answer has gone. */
static void test_answers_do_not_pile_up(void **state)
{
	static const char large[] = "{\"command\":\"large\"}\n";
	struct fixture *f = *state;
	struct talk lazy;
	struct talk other;

	talk_init(&lazy, f->loop, dial(f));
	for (int i = 0; i < 10; i++) {
		assert_int_equal(send(lazy.fd, large, strlen(large), 0), strlen(large));
	}
	talk_init(&other, f->loop, dial(f));
	for (int i = 0; i < 50; i++) {
		(void)talk_say(&other, STR("{\"command\":\"refuse\"}\n"), 1);
	}
	assert_int_equal(f->runs, 1);
	(void)talk_say(&lazy, STR(""), 10);
	assert_int_equal(f->runs, 10);
	talk_done(&lazy);
	talk_done(&other);
}

static void test_too_many_connections(void **state)
{
	struct fixture *f = *state;
	int fds[LIMIT_CONTROL_CONNECTIONS];
	struct talk talk;

	for (size_t i = 0; i < COUNT(fds); i++) {
		fds[i] = dial(f);
		if (i == COUNT(fds) / 2) {
			/* The queue of the kernel is shorter: let the server take them. */
			talk_init(&talk, f->loop, fds[i]);
			(void)talk_say(&talk, STR("{\"command\":\"refuse\"}\n"), 1);
			loop_timer_free(talk.timer);
			loop_io_free(talk.io);
			buf_done(&talk.got);
		}
	}
	talk_init(&talk, f->loop, dial(f));
	check_str(talk_say(&talk, STR(""), 0), "", "one too many");
	talk_done(&talk);
	for (size_t i = 0; i < COUNT(fds); i++) {
		close(fds[i]);
	}
	/* Some passes of the loop later there is room again. */
	for (int tries = 0; tries < 100; tries++) {
		struct str got;

		talk_init(&talk, f->loop, dial(f));
		talk.lines = 0;
		got = talk_say(&talk, STR("{\"command\":\"refuse\"}\n"), 1);
		bool answered = got.len > 0;
		talk_done(&talk);
		if (answered) {
			return;
		}
	}
	fail_msg("there is no room again");
}

/* Without descriptors left the server waits, and does not eat the processor. */
static void test_without_descriptors(void **state)
{
	struct fixture *f = *state;
	struct rlimit before;
	struct talk talk;
	int64_t cpu_us;
	int last;

	talk_init(&talk, f->loop, dial(f));
	(void)talk_say(&talk, STR("{\"command\":\"refuse\"}\n"), 1);
	int waiting = dial(f);
	last = dup(0);
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &before), 0);
	struct rlimit tight = {.rlim_cur = (rlim_t)last, .rlim_max = before.rlim_max};
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &tight), 0);
	close(last);
	struct loop_timer *stop = loop_timer_new(f->loop, talk_on_timer, &talk);
	loop_timer_set(stop, 300);
	cpu_us = clock_cpu_us();
	loop_run(f->loop);
	cpu_us = clock_cpu_us() - cpu_us;
	talk.late = false;
	loop_timer_free(stop);
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &before), 0);
	assert_in_range(cpu_us, 0, 100000);
	talk_done(&talk);
	talk_init(&talk, f->loop, waiting);
	(void)talk_say(&talk, STR("{\"command\":\"refuse\"}\n"), 1);
	talk_done(&talk);
}

static void test_the_socket(void **state)
{
	struct fixture *f = *state;
	struct control_server *second = NULL;
	struct stat status;
	char path[200];

	assert_int_equal(stat(f->path, &status), 0);
	assert_int_equal(status.st_mode & 07777, 0660);
	assert_int_equal(
		control_server_new(f->loop, f->path, "", commands, f, &second), -EADDRINUSE);
	(void)snprintf(path, sizeof(path), "%s/none/s", f->dir);
	assert_int_equal(control_server_new(f->loop, path, "", commands, f, &second), -ENOENT);
	memset(path, 'x', sizeof(path) - 1);
	path[sizeof(path) - 1] = '\0';
	assert_int_equal(
		control_server_new(f->loop, path, "", commands, f, &second), -ENAMETOOLONG);
	assert_null(second);
}

static void test_an_old_socket_is_taken_over(void **state)
{
	struct fixture *f = *state;
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	struct control_server *second = NULL;
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	(void)snprintf(address.sun_path, sizeof(address.sun_path), "%s/old", f->dir);
	assert_int_equal(bind(fd, (struct sockaddr *)&address, sizeof(address)), 0);
	close(fd);
	assert_int_equal(
		control_server_new(f->loop, address.sun_path, "", commands, f, &second), 0);
	control_server_free(second);
	assert_int_equal(access(address.sun_path, F_OK), -1);
}

static void test_a_group_that_is_not_there(void **state)
{
	struct fixture *f = *state;
	struct control_server *second = NULL;
	char path[96];

	(void)snprintf(path, sizeof(path), "%s/g", f->dir);
	assert_int_equal(
		control_server_new(f->loop, path, "no-such-group-here", commands, f, &second),
		-ESRCH);
	assert_null(second);
	assert_int_equal(access(path, F_OK), -1);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_answers),
		TEST(test_lines_are_answered_in_order_and_once),
		TEST(test_a_line_in_pieces),
		TEST(test_a_line_without_end_is_cut_off),
		TEST(test_a_long_refusal_is_whole),
		TEST(test_a_call_waits_and_others_do_not),
		TEST(test_an_answer_to_nobody),
		TEST(test_answers_do_not_pile_up),
		TEST(test_too_many_connections),
		TEST(test_without_descriptors),
		TEST(test_the_socket),
		TEST(test_an_old_socket_is_taken_over),
		TEST(test_a_group_that_is_not_there),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
