/* SPDX-License-Identifier: BSD-2-Clause */
#include "check.h"

#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "control/client.h"

static char dir[] = "/tmp/nuncio-test-client-XXXXXX";
static char path[96];

static int set_up(void **state)
{
	(void)state;
	assert_non_null(mkdtemp(dir));
	(void)snprintf(path, sizeof(path), "%s/s", dir);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	unlink(path);
	rmdir(dir);
	return 0;
}

static int listen_here(void)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	unlink(path);
	memcpy(address.sun_path, path, strlen(path));
	assert_int_equal(bind(fd, (struct sockaddr *)&address, sizeof(address)), 0);
	assert_int_equal(listen(fd, 1), 0);
	return fd;
}

/* One connection: reads a line, sends the answer in pieces of `piece` bytes, and closes, or waits for the other side. */
static pid_t serve(int listening, struct str answer, size_t piece, bool closes)
{
	pid_t pid = fork();

	if (pid == 0) {
		char byte = 0;
		int fd = accept(listening, NULL, NULL);

		(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
		while (byte != '\n' && read(fd, &byte, 1) == 1) {
		}
		while (answer.len > 0) {
			struct str part = str_slice(answer, 0, piece);

			if (write(fd, part.ptr, part.len) < 0) {
				_exit(1);
			}
			answer = str_slice(answer, part.len, answer.len);
		}
		while (!closes && read(fd, &byte, 1) > 0) {
		}
		_exit(0);
	}
	assert_true(pid > 0);
	close(listening);
	return pid;
}

static void test_answers(void **state)
{
	static const struct {
		const char *answer;
		size_t piece;
		bool closes;
		int64_t timeout_ms;
		size_t max;
		int result;
		const char *got;
	} rows[] = {
		{"{\"ok\":true}\n", 100, false, 5000, 1000, 0, "{\"ok\":true}"},
		{"{\"ok\":true}\n", 1, true, 5000, 1000, 0, "{\"ok\":true}"},
		{"\n", 1, true, 5000, 1000, 0, ""},
		{"{\"ok\":tr", 100, true, 5000, 1000, -EPROTO, NULL},
		{"", 1, true, 5000, 1000, -EPROTO, NULL},
		{"{\"ok\":tr", 100, false, 100, 1000, -ETIMEDOUT, NULL},
		{"", 1, false, 100, 1000, -ETIMEDOUT, NULL},
		{"0123456789\n", 100, false, 5000, 5, -E2BIG, NULL},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		pid_t pid = serve(
			listen_here(), str_from(rows[i].answer), rows[i].piece, rows[i].closes);
		struct buf got;

		buf_init(&got, rows[i].max);
		check_int(control_client_ask(path, STR("{}"), rows[i].timeout_ms, &got),
			rows[i].result, rows[i].answer);
		if (rows[i].got) {
			check_str(buf_str(&got), rows[i].got, rows[i].answer);
		}
		buf_done(&got);
		assert_int_equal(waitpid(pid, NULL, 0), pid);
	}
}

static void test_nobody_there(void **state)
{
	struct buf got;
	char long_path[200];

	(void)state;
	buf_init(&got, 100);
	unlink(path);
	assert_int_equal(control_client_ask(path, STR("{}"), 1000, &got), -ENOENT);
	close(listen_here());
	assert_int_equal(control_client_ask(path, STR("{}"), 1000, &got), -ECONNREFUSED);
	memset(long_path, 'x', sizeof(long_path) - 1);
	long_path[sizeof(long_path) - 1] = '\0';
	assert_int_equal(control_client_ask(long_path, STR("{}"), 1000, &got), -ENAMETOOLONG);
	buf_done(&got);
}

static void test_a_socket_that_is_not_ours(void **state)
{
	struct buf got;
	int fd = listen_here();
	pid_t pid;
	int status = 0;

	(void)state;
	if (geteuid() != 0) {
		close(fd);
		skip();
	}
	assert_int_equal(chmod(path, 0600), 0);
	assert_int_equal(chmod(dir, 0755), 0);
	buf_init(&got, 100);
	pid = fork();
	if (pid == 0) {
		_exit(setgid(65534) == 0 && setuid(65534) == 0 &&
					control_client_ask(path, STR("{}"), 1000, &got) == -EACCES
				? 0
				: 1);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
	buf_done(&got);
	close(fd);
}

/* A daemon that hangs: its queue is full, or it takes nothing. */
static void test_the_deadline_holds_before_the_answer(void **state)
{
	int fd = listen_here();
	int queued[64];
	size_t count = 0;
	struct buf got;
	int64_t began = clock_mono_ms();

	(void)state;
	for (; count < COUNT(queued); count++) {
		struct sockaddr_un address = {.sun_family = AF_UNIX};

		memcpy(address.sun_path, path, strlen(path));
		queued[count] = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
		if (connect(queued[count], (struct sockaddr *)&address, sizeof(address)) < 0) {
			close(queued[count]);
			break;
		}
	}
	buf_init(&got, 100);
	assert_int_equal(control_client_ask(path, STR("{}"), 200, &got), -ETIMEDOUT);
	assert_in_range(clock_mono_ms() - began, 150, 5000);
	buf_done(&got);
	while (count > 0) {
		close(queued[--count]);
	}
	close(fd);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_answers),
		cmocka_unit_test(test_nobody_there),
		cmocka_unit_test(test_a_socket_that_is_not_ours),
		cmocka_unit_test(test_the_deadline_holds_before_the_answer),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
