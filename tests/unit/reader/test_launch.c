/* SPDX-License-Identifier: BSD-2-Clause */
/* This program is what it launches: as the rules process it tells what it has inherited. */
#include "reader/launch.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "reader/rules_process.h"

/* In the child: one line on the socket. */
static int report(const char *name)
{
	char text[300];
	sigset_t mask;
	int fds = 0;
	int len;

	for (int fd = 0; fd < 100; fd++) {
		fds += fcntl(fd, F_GETFD) >= 0;
	}
	(void)sigprocmask(SIG_SETMASK, NULL, &mask);
	len = snprintf(text, sizeof(text), "%s|fds %d|secret %s|usr1 %d|int %d", name, fds,
		getenv("NUNCIO_TEST_SECRET") ? "seen" : "not seen", sigismember(&mask, SIGUSR1),
		signal(SIGINT, SIG_DFL) == SIG_IGN);
	return write(RULES_PROCESS_SOCKET, text, (size_t)len) == len ? 0 : 1;
}

static void test_inherits_nothing(void **state)
{
	char text[300] = "";
	sigset_t usr1;
	int ends[2];
	int status = 0;
	int secret = open("/dev/null", O_RDONLY); /* without close-on-exec: the worst case */
	pid_t pid = 0;

	(void)state;
	assert_true(secret >= 0);
	assert_int_equal(setenv("NUNCIO_TEST_SECRET", "x", 1), 0);
	(void)sigemptyset(&usr1);
	(void)sigaddset(&usr1, SIGUSR1);
	assert_int_equal(sigprocmask(SIG_BLOCK, &usr1, NULL), 0);
	(void)signal(SIGINT, SIG_IGN);
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), 0);
	assert_int_equal(launch_rules_process("/proc/self/exe", 5, ends[1], &pid), 0);
	(void)close(ends[1]);
	assert_true(read(ends[0], text, sizeof(text) - 1) > 0);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	assert_string_equal(text, "nunciod: rules 5|fds 4|secret not seen|usr1 0|int 0");
	(void)close(ends[0]);
	(void)close(secret);
}

static void test_no_program(void **state)
{
	pid_t pid = 0;

	(void)state;
	assert_int_equal(launch_rules_process("/nonexistent", 1, STDERR_FILENO, &pid), -ENOENT);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_inherits_nothing),
		cmocka_unit_test(test_no_program),
	};

	if (rules_process_is_asked(argc, argv)) {
		return report(argv[0]);
	}
	return cmocka_run_group_tests(tests, NULL, NULL);
}
