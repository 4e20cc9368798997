/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The side of OPML that stays outside the jail: starts the child, reads its frames within limits and a deadline, checks
 * every text in them, and makes feeds of them. Never parses XML. Leaves no child behind.
 */
#include "conf/opml.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/limits.h"
#include "base/pack.h"
#include "conf/opml_child.h"
#include "feed/list.h"
#include "feed/list_file.h"
#include "reader/frame.h"
#include "text/utf8.h"

struct reading {
	struct place place;
	struct feed_specs *specs;
	struct diags *diags;
	struct arena *arena;
	size_t outlines;
	bool is_whole; /* the last frame has come */
};

/* One line of text in the arena; NULL when it is empty. */
static const char *clean(const struct reading *reading, struct str text)
{
	struct str line = utf8_clean(reading->arena, text, UTF8_LINE, LIMIT_FEED_TEXT);

	return line.len > 0 ? arena_str(reading->arena, line).ptr : NULL;
}

static uint8_t fulltext_of(const struct reading *reading, struct str said, const char *url)
{
	if (str_eq_nocase(said, STR("true"))) {
		return FEED_FULLTEXT_ALWAYS;
	}
	if (str_eq_nocase(said, STR("false"))) {
		return FEED_FULLTEXT_NEVER;
	}
	if (said.len > 0) {
		diags_warning(
			reading->diags, reading->place, "%s: fulltext must be true or false", url);
	}
	return FEED_FULLTEXT_UNSAID;
}

static int on_outline(struct reading *reading, struct str payload)
{
	struct unpack in = unpack_start(payload);
	struct str url = unpack_str(&in, LIMIT_FEED_TEXT);
	struct str name = unpack_str(&in, LIMIT_FEED_TEXT);
	struct str tags = unpack_str(&in, LIMIT_FEED_TEXT);
	struct str language = unpack_str(&in, LIMIT_FEED_TEXT);
	struct str fulltext = unpack_str(&in, LIMIT_FEED_TEXT);
	struct feed_spec spec = {0};
	const char *wrong;

	if (!unpack_is_whole(&in) || ++reading->outlines > LIMIT_OUTLINES) {
		return -EPROTO;
	}
	url = str_trim(url);
	spec.name = clean(reading, name);
	wrong = list_file_check_url(url);
	if (wrong) {
		diags_warning(reading->diags, reading->place, "outline \"%s\": %s",
			spec.name ? spec.name : "without text", wrong);
		arena_clear(reading->arena);
		return 0;
	}
	spec.url = arena_str(reading->arena, url).ptr;
	spec.tags = clean(reading, tags);
	spec.language = clean(reading, language);
	spec.fulltext = fulltext_of(reading, fulltext, spec.url);
	if (!feed_specs_add(reading->specs, &spec)) {
		diags_warning(reading->diags, reading->place,
			"%s is listed already, and only the first entry counts", spec.url);
	}
	arena_clear(reading->arena);
	return 0;
}

static int on_end(struct reading *reading, struct str payload)
{
	struct unpack in = unpack_start(payload);
	struct place place = reading->place;

	place.line = unpack_u32(&in);
	struct str error = unpack_str(&in, LIMIT_FEED_TEXT);
	if (!unpack_is_whole(&in)) {
		return -EPROTO;
	}
	if (error.len > 0) {
		diags_error(reading->diags, place, "%.*s", STR_ARG(error));
	}
	reading->is_whole = true;
	return 0;
}

static int on_frame(struct reading *reading, const struct frame *frame)
{
	if (reading->is_whole) {
		return -EPROTO;
	}
	switch (frame->type) {
	case OPML_FRAME_OUTLINE:
		return on_outline(reading, frame->payload);
	case OPML_FRAME_END:
		return on_end(reading, frame->payload);
	default:
		return -EPROTO;
	}
}

/* Waits until the child has sent more; 0 at the end of file. */
static int fill(struct frame_input *input, int socket, int64_t deadline)
{
	for (;;) {
		struct pollfd ready = {.fd = socket, .events = POLLIN};
		int64_t left = deadline - clock_mono_ms();
		int r = left > 0 ? poll(&ready, 1, (int)left) : 0;

		if (r == 0) {
			return -ETIMEDOUT;
		}
		if (r < 0 && errno != EINTR) {
			return -errno;
		}
		if (r > 0) {
			r = frame_input_fill(input, socket);
			if (r != -EAGAIN && r != -EINTR) {
				return r;
			}
		}
	}
}

static int read_frames(struct reading *reading, int socket)
{
	int64_t deadline = clock_mono_ms() + OPML_DEADLINE_MS;
	struct frame_input input;
	struct frame *frame;
	int r;

	frame_input_init(&input);
	do {
		r = fill(&input, socket, deadline);
		while (r > 0) {
			r = frame_input_next(&input, &frame);
			if (r <= 0) {
				r = r < 0 ? r : 1;
				break;
			}
			r = on_frame(reading, frame) < 0 ? -EPROTO : 1;
		}
	} while (r > 0);
	frame_input_done(&input);
	return r;
}

/* Never returns. Signals are blocked: a handler of the main process must not run here. */
static void run_child(int socket, struct str bytes)
{
	sigset_t none;

	for (int number = 1; number < NSIG; number++) {
		(void)signal(number, SIG_DFL);
	}
	sigemptyset(&none);
	(void)sigprocmask(SIG_SETMASK, &none, NULL);
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
	(void)prctl(PR_SET_NAME, "nunciod: opml");
	opml_child_run(socket, bytes);
}

static pid_t start_child(struct str bytes, int *ret_socket)
{
	int pair[2];
	sigset_t all;
	sigset_t before;
	pid_t pid;

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) < 0) {
		return -errno;
	}
	sigfillset(&all);
	(void)pthread_sigmask(SIG_SETMASK, &all, &before);
	pid = fork();
	if (pid == 0) {
		run_child(pair[1], bytes);
	}
	pid = pid < 0 ? -errno : pid;
	(void)pthread_sigmask(SIG_SETMASK, &before, NULL);
	(void)close(pair[1]);
	if (pid < 0) {
		(void)close(pair[0]);
		return pid;
	}
	*ret_socket = pair[0];
	return pid;
}

/* What became of the child, for people. */
static void describe_end(pid_t pid, int result, char *out, size_t size)
{
	int status = 0;
	pid_t waited;

	do {
		waited = waitpid(pid, &status, 0);
	} while (waited < 0 && errno == EINTR);
	if (result == -ETIMEDOUT) {
		(void)snprintf(
			out, size, "it took more than %d s to read", OPML_DEADLINE_MS / 1000);
	} else if (waited == pid && WIFSIGNALED(status)) {
		(void)snprintf(out, size, "its reader was killed by signal %d (%s)",
			WTERMSIG(status), strsignal(WTERMSIG(status)));
	} else if (waited == pid && WEXITSTATUS(status) == OPML_EXIT_MEMORY) {
		(void)snprintf(out, size, "its reader reached its memory limit");
	} else {
		(void)snprintf(out, size, "its reader ended unexpectedly");
	}
}

void opml_parse(const char *file, struct str bytes, struct feed_specs *specs, struct diags *diags)
{
	struct reading reading = {
		.place = {.file = file},
		.specs = specs,
		.diags = diags,
		.arena = arena_new(0),
	};
	char end[160];
	int socket = -1;
	pid_t pid = start_child(bytes, &socket);

	if (pid < 0) {
		diags_error(diags, reading.place, "cannot be read: %s", strerror(-pid));
	} else {
		int r = read_frames(&reading, socket);

		/* It may still be at work when we have had enough. */
		if (r < 0) {
			(void)kill(pid, SIGKILL);
		}
		(void)close(socket);
		describe_end(pid, r, end, sizeof(end));
		if (r < 0 || !reading.is_whole) {
			diags_error(diags, reading.place, "cannot be read: %s", end);
		}
	}
	arena_free(reading.arena);
}
