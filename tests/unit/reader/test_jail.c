/* SPDX-License-Identifier: BSD-2-Clause */
/* Each case runs in a child of its own, in the jail; what becomes of the child is the result. */
#include "reader/jail.h"

#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/mem.h"
#include "reader/frame.h"

#define BUDGET ((size_t)32 << 20)
#define ALLOWED 42

static volatile int sink;

/* --- what is allowed --- */

static void use_memory(void)
{
	for (size_t size = 1; size < (8u << 20); size *= 3) {
		char *piece = mem_alloc(size);

		memset(piece, 1, size);
		piece = mem_realloc(piece, size * 2);
		sink += piece[0];
		free(piece);
	}
}

static void use_socket(void)
{
	struct frame_input input;
	struct frame *frame;

	frame_input_init(&input);
	if (frame_receive(&input, JAIL_SOCKET, &frame) != 1 || frame->payload.len != 5 ||
		frame_send(JAIL_SOCKET, frame->payload, -1) != 0) {
		_exit(1);
	}
	frame_input_done(&input);
}

static void use_descriptor(void)
{
	struct frame_input input;
	struct frame *frame;
	char *text;

	frame_input_init(&input);
	if (frame_receive(&input, JAIL_SOCKET, &frame) != 1 || frame->fd < 0) {
		_exit(1);
	}
	text = mmap(NULL, 5, PROT_READ, MAP_PRIVATE, frame->fd, 0);
	if (text == MAP_FAILED || memcmp(text, "hello", 5) != 0 || munmap(text, 5) < 0) {
		_exit(1);
	}
	frame_input_done(&input);
}

static void use_clock(void)
{
	sink = (int)(clock_cpu_us() + clock_thread_cpu_us());
	if (jail_set_cpu_limit(1000) < 0 || jail_set_cpu_limit(0) < 0) {
		_exit(1);
	}
}

static void print_to_buffer(void)
{
	char text[100];

	sink = snprintf(text, sizeof(text), "%d %s %f", 5, "text", 1.5);
}

static int compare_numbers(const void *a, const void *b)
{
	const int *x = a;
	const int *y = b;

	return (*x > *y) - (*x < *y);
}

static void sort_many(void)
{
	int numbers[10000];

	for (int i = 0; i < 10000; i++) {
		numbers[i] = 10000 - i;
	}
	qsort(numbers, 10000, sizeof(numbers[0]), compare_numbers);
	sink = numbers[0];
}

/* --- what is not --- */

static void open_file(void)
{
	sink = open("/etc/hostname", O_RDONLY | O_CLOEXEC);
}

static void open_socket(void)
{
	sink = socket(AF_INET, SOCK_STREAM, 0);
}

static void fork_child(void)
{
	sink = fork();
}

static void run_program(void)
{
	char *const argv[] = {NULL};

	sink = execve("/bin/true", argv, argv);
}

static void map_code(void)
{
	sink = mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) ==
	       MAP_FAILED;
}

static void make_code(void)
{
	void *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	sink = mprotect(page, 4096, PROT_READ | PROT_EXEC);
}

static void signal_parent(void)
{
	sink = kill(getpid() - 1, 0);
}

static void write_to_socket(void)
{
	sink = (int)write(JAIL_SOCKET, "x", 1);
}

static void change_priority(void)
{
	sink = nice(1);
}

/* --- what ends it otherwise --- */

static void give_up(void)
{
	abort();
}

static void eat_memory(void)
{
	for (;;) {
		char *piece = mem_alloc(1u << 20);

		memset(piece, 1, 1u << 20);
		sink += piece[sink & 0xff];
	}
}

static void spin(void)
{
	if (jail_set_cpu_limit(50) < 0) {
		_exit(1);
	}
	for (;;) {
		sink++;
	}
}

enum how { EXITS, SIGNALLED };

static const struct {
	const char *name;
	void (*act)(void);
	enum how how;
	int code;
} cases[] = {
	{"memory", use_memory, EXITS, ALLOWED},
	{"socket", use_socket, EXITS, ALLOWED},
	{"descriptor", use_descriptor, EXITS, ALLOWED},
	{"clock", use_clock, EXITS, ALLOWED},
	{"snprintf", print_to_buffer, EXITS, ALLOWED},
	{"qsort", sort_many, EXITS, ALLOWED},
	{"open", open_file, SIGNALLED, SIGSYS},
	{"socket()", open_socket, SIGNALLED, SIGSYS},
	{"fork", fork_child, SIGNALLED, SIGSYS},
	{"execve", run_program, SIGNALLED, SIGSYS},
	{"mmap PROT_EXEC", map_code, SIGNALLED, SIGSYS},
	{"mprotect", make_code, SIGNALLED, SIGSYS},
	{"kill", signal_parent, SIGNALLED, SIGSYS},
	{"write", write_to_socket, SIGNALLED, SIGSYS},
	{"nice", change_priority, SIGNALLED, SIGSYS},
	{"abort", give_up, EXITS, JAIL_EXIT_ABORT},
	{"memory limit", eat_memory, EXITS, JAIL_EXIT_MEMORY},
	{"cpu limit", spin, SIGNALLED, SIGPROF},
};

/* What the two socket cases wait for. */
static void send_frames(int socket, void (*act)(void))
{
	struct buf out;
	size_t begin;
	int fd = -1;

	buf_init(&out, FRAME_BUFFER_MAX);
	begin = frame_begin(&out, act == use_descriptor ? 1 | FRAME_WITH_FD : 1);
	buf_add_str(&out, STR("hello"));
	frame_end(&out, begin);
	if (act == use_descriptor) {
		fd = memfd_create("test", MFD_CLOEXEC);
		assert_int_equal(write(fd, "hello", 5), 5);
	}
	assert_int_equal(frame_send(socket, buf_str(&out), fd), 0);
	if (fd >= 0) {
		(void)close(fd);
	}
	buf_done(&out);
}

static int run_case(const struct jail *jail, size_t i)
{
	int ends[2];
	int status = 0;
	pid_t pid;

	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), 0);
	send_frames(ends[0], cases[i].act);
	pid = fork();
	if (pid == 0) {
		if (jail_enter(jail, ends[1], BUDGET) < 0) {
			_exit(2);
		}
		cases[i].act();
		_exit(ALLOWED);
	}
	(void)close(ends[1]);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	(void)close(ends[0]);
	return status;
}

static void test_cases(void **state)
{
	struct jail *jail;

	(void)state;
	if (!jail_is_built()) {
		skip();
	}
	jail = jail_new();
	assert_non_null(jail);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		int status = run_case(jail, i);
		bool exited = WIFEXITED(status);
		int code = exited ? WEXITSTATUS(status) : WTERMSIG(status);

		if (exited != (cases[i].how == EXITS) || code != cases[i].code) {
			print_error(
				"%s: %s %d\n", cases[i].name, exited ? "status" : "signal", code);
			fail();
		}
	}
	jail_free(jail);
}

static void close_all_but_socket(const struct jail *jail, int socket)
{
	int open_count = 0;

	if (jail_enter(jail, socket, BUDGET) < 0) {
		_exit(100);
	}
	/* dup2 onto itself fails for a closed one; allowed in builds without a filter only. */
	for (int fd = 0; fd < 64; fd++) {
		open_count += dup2(fd, fd) == fd && fd != STDERR_FILENO;
	}
	_exit(open_count);
}

static void test_descriptors(void **state)
{
	struct jail *jail = jail_new();
	int ends[2];
	int status = 0;
	pid_t pid;

	(void)state;
	if (jail_is_built()) {
		jail_free(jail);
		skip();
	}
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), 0);
	pid = fork();
	if (pid == 0) {
		close_all_but_socket(jail, ends[1]);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 1);
	(void)close(ends[0]);
	(void)close(ends[1]);
	jail_free(jail);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cases),
		cmocka_unit_test(test_descriptors),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
