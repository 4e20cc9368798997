/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The rules process. Never sees a document. Keeps true: each reader that was forked is reported, and so is its end; when
 * the main process is gone, nothing of this one is left behind but readers that finish what they have.
 *   started -> START -> loads -> LOADED(bad) -> ends
 *                             -> LOADED(good) -> SPAWN, KILL, ends of children ... -> socket closed -> ends
 */
#include "reader/rules_process.h"

#include <errno.h>
#include <malloc.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/mem.h"
#include "reader/jail.h"
#include "reader/orders.h"
#include "reader/reader.h"
#include "reader/rules_load.h"
#include "reader/title.h"

struct child {
	uint32_t number;
	pid_t pid;
};

struct rules_process {
	struct title title;
	struct frame_input input;
	struct buf out;
	struct arena *start_arena; /* the order to start */
	struct order_start start;
	struct rules_load load;
	struct jail *jail;
	struct reader_setup setup;
	struct child *children; /* owned array: readers that live */
	size_t child_count;
	size_t child_cap;
	pid_t saver;  /* writes the kept copy; 0: none */
	int child_fd; /* a signalfd for SIGCHLD */
};

bool rules_process_is_asked(int argc, char **argv)
{
	return argc == 2 && strcmp(argv[1], RULES_PROCESS_ARGUMENT) == 0;
}

/* Says something to the main process. False when it is gone. */
static bool tell(struct rules_process *rules, int fd)
{
	int rc = frame_send(RULES_PROCESS_SOCKET, buf_str(&rules->out), fd);

	buf_clear(&rules->out);
	return rc == 0;
}

static bool tell_number(
	struct rules_process *rules, enum order_type type, uint32_t number, int32_t value)
{
	order_put_number(&rules->out, type, number, value);
	return tell(rules, -1);
}

/* The terminal's and the service manager's signals are for the main process, which ends us by closing the socket. */
static int set_signals(struct rules_process *rules)
{
	static const int ignored[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE, SIGTSTP};
	sigset_t set;

	for (size_t i = 0; i < sizeof(ignored) / sizeof(ignored[0]); i++) {
		if (signal(ignored[i], SIG_IGN) == SIG_ERR) {
			return -errno;
		}
	}
	(void)sigemptyset(&set);
	(void)sigaddset(&set, SIGCHLD);
	if (sigprocmask(SIG_SETMASK, &set, NULL) < 0) {
		return -errno;
	}
	rules->child_fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	return rules->child_fd < 0 ? -errno : 0;
}

static _Noreturn void be_reader(struct rules_process *rules, uint32_t number, int socket)
{
	sigset_t none;

	(void)sigemptyset(&none);
	(void)sigprocmask(SIG_SETMASK, &none, NULL);
	title_set(&rules->title, "nunciod: reader %u", number);
	reader_run(&rules->setup, socket);
}

static bool spawn(struct rules_process *rules, uint32_t number)
{
	int ends[2];
	pid_t pid;
	bool told;

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) < 0) {
		return tell_number(rules, NOTICE_REFUSED, number, errno);
	}
	pid = fork();
	if (pid == 0) {
		be_reader(rules, number, ends[1]);
	}
	if (pid < 0) {
		int error = errno;

		(void)close(ends[0]);
		(void)close(ends[1]);
		return tell_number(rules, NOTICE_REFUSED, number, error);
	}
	(void)close(ends[1]);
	rules->children = mem_grow(rules->children, &rules->child_cap, rules->child_count + 1,
		sizeof(*rules->children));
	rules->children[rules->child_count++] = (struct child){number, pid};
	order_put_number(&rules->out, NOTICE_READER, number, pid);
	told = tell(rules, ends[0]);
	(void)close(ends[0]);
	return told;
}

/* By number, so that a pid that was given to somebody else is never hit: a child that has ended is no longer listed. */
static void kill_reader(const struct rules_process *rules, uint32_t number)
{
	for (size_t i = 0; i < rules->child_count; i++) {
		if (rules->children[i].number == number) {
			(void)kill(rules->children[i].pid, SIGKILL);
		}
	}
}

static bool on_order(struct rules_process *rules, const struct frame *frame)
{
	struct order_number order;

	if (order_get_number(frame->payload, &order) < 0) {
		return false;
	}
	switch (frame->type) {
	case ORDER_SPAWN:
		return spawn(rules, order.number);
	case ORDER_KILL:
		kill_reader(rules, order.number);
		return true;
	default:
		return false;
	}
}

static bool on_child_end(struct rules_process *rules, pid_t pid, int status)
{
	if (pid == rules->saver) {
		rules->saver = 0;
		return tell_number(
			rules, NOTICE_SAVED, 0, WIFEXITED(status) ? WEXITSTATUS(status) : EIO);
	}
	for (size_t i = 0; i < rules->child_count; i++) {
		struct child child = rules->children[i];

		if (child.pid == pid) {
			rules->children[i] = rules->children[--rules->child_count];
			return tell_number(rules, NOTICE_EXIT, child.number, status);
		}
	}
	return true;
}

static bool reap(struct rules_process *rules)
{
	struct signalfd_siginfo info;
	int status;
	pid_t pid;

	while (read(rules->child_fd, &info, sizeof(info)) > 0) {
		/* Several ends may be one signal: waitpid counts. */
	}
	while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
		if (!on_child_end(rules, pid, status)) {
			return false;
		}
	}
	return true;
}

/* Frames that arrived together are all carried out before the next poll. */
static bool take_orders(struct rules_process *rules)
{
	struct frame *frame;
	int rc = frame_input_fill(&rules->input, RULES_PROCESS_SOCKET);

	if (rc <= 0) {
		return false;
	}
	while ((rc = frame_input_next(&rules->input, &frame)) > 0) {
		if (!on_order(rules, frame)) {
			return false;
		}
	}
	return rc == 0;
}

static void serve(struct rules_process *rules)
{
	for (;;) {
		struct pollfd fds[2] = {{.fd = RULES_PROCESS_SOCKET, .events = POLLIN},
			{.fd = rules->child_fd, .events = POLLIN}};

		if (poll(fds, 2, -1) < 0 && errno != EINTR) {
			return;
		}
		if (fds[1].revents && !reap(rules)) {
			return;
		}
		if (fds[0].revents && !take_orders(rules)) {
			return;
		}
	}
}

/* Beside the work: syncing files to a slow disk must not keep readers waiting. */
static void save_copy(struct rules_process *rules)
{
	char *directory;
	int rc;

	if (rules->start.last_good.len == 0 || rules->load.notice.from_last_good) {
		return;
	}
	rules->saver = fork();
	if (rules->saver != 0) {
		return;
	}
	(void)close(RULES_PROCESS_SOCKET);
	title_set(&rules->title, "nunciod: rules copy");
	directory = str_dupz(rules->start.last_good);
	rc = rule_files_save(&rules->load.files, directory);
	_exit(-rc < 255 ? -rc : EIO);
}

static int prepare(struct rules_process *rules)
{
	int rc;

	(void)prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
	frame_input_init(&rules->input);
	buf_init(&rules->out, FRAME_BUFFER_MAX);
	rules->start_arena = arena_new(LIMIT_FRAME);
	rc = set_signals(rules);
	if (rc < 0) {
		return rc;
	}
	rules->jail = jail_new();
	return rules->jail ? 0 : -errno;
}

/* Waits for the order to start, which borrows from its own copy. False when it does not come. */
static bool take_start(struct rules_process *rules)
{
	struct frame *frame;
	struct str payload;

	if (frame_receive(&rules->input, RULES_PROCESS_SOCKET, &frame) <= 0 ||
		frame->type != ORDER_START) {
		return false;
	}
	payload = arena_str(rules->start_arena, frame->payload);
	return payload.ptr && order_get_start(payload, rules->start_arena, &rules->start) == 0;
}

static bool load(struct rules_process *rules)
{
	rules_load_init(&rules->load, &rules->start);
	order_put_loaded(&rules->out, &rules->load.notice);
	if (!rules->load.notice.ok) {
		(void)tell(rules, -1);
		return false;
	}
	reader_warm_up(rules->load.set);
	rules->setup = (struct reader_setup){
		.set = rules->load.set,
		.jail = rules->jail,
		.cpu_limit_ms = rules->start.cpu_limit_ms,
		.arena_bytes = rules->start.arena_bytes,
		.data_bytes = rules->start.data_bytes,
	};
	return tell(rules, -1);
}

static void kill_children(const struct rules_process *rules)
{
	for (size_t i = 0; i < rules->child_count; i++) {
		(void)kill(rules->children[i].pid, SIGKILL);
	}
}

static void done(struct rules_process *rules)
{
	rules_load_done(&rules->load);
	jail_free(rules->jail);
	arena_free(rules->start_arena);
	buf_done(&rules->out);
	frame_input_done(&rules->input);
	free(rules->children);
}

int rules_process_main(int argc, char **argv)
{
	struct rules_process rules = {.child_fd = -1};
	int rc;

	title_init(&rules.title, argc, argv);
	rc = prepare(&rules);
	if (rc == 0 && take_start(&rules)) {
		title_set(&rules.title, "nunciod: rules %u", rules.start.generation);
		if (load(&rules)) {
			save_copy(&rules);
			rule_files_done(&rules.load.files);
			(void)malloc_trim(0);
			serve(&rules);
			kill_children(&rules);
		}
	}
	done(&rules);
	return rc == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
