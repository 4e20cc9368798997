/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A child that works in a jail, and the parent that prints what it sends. Never opens anything for it. Keeps true: no byte
 * of the child's reaches a terminal unless it is printable, or a line end.
 */
#include "ctl/jailed.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/pack.h"
#include "ctl/input.h"
#include "ctl/show.h"
#include "parse/document.h"
#include "reader/frame.h"
#include "reader/jail.h"

#define MEMORY_BYTES                                                                               \
	((size_t)2 << 30) /* beyond what is there: text, articles and hits of one file */
#define CPU_MS 20000      /* of one document */
#define OUT_MAX ((size_t)1 << 30)
#define SEND_AT (64u << 10)
#define PIECE (1u << 20) /* of one frame */

enum jailed_frame { FRAME_OUT = 1, FRAME_ERR = 2, FRAME_STATUS = 3 };

/* --- the child --- */

static void send_frame(const struct jailed *jailed, enum jailed_frame type, struct str bytes)
{
	struct buf frame;
	size_t begin;

	buf_init(&frame, FRAME_BUFFER_MAX);
	begin = frame_begin(&frame, (uint8_t)type);
	buf_add_str(&frame, bytes);
	frame_end(&frame, begin);
	if (frame_send(jailed->socket, buf_str(&frame), -1) < 0) {
		_exit(JAIL_EXIT_FRAME);
	}
	buf_done(&frame);
}

static void send_all(const struct jailed *jailed, enum jailed_frame type, struct buf *buf)
{
	if (buf->full) {
		_exit(JAIL_EXIT_MEMORY);
	}
	for (size_t at = 0; at < buf->len; at += PIECE) {
		send_frame(jailed, type, str_slice(buf_str(buf), at, PIECE));
	}
	buf_clear(buf);
}

void jailed_flush(struct jailed *jailed)
{
	if (jailed->out.len >= SEND_AT || jailed->err.len > 0) {
		send_all(jailed, FRAME_OUT, &jailed->out);
		send_all(jailed, FRAME_ERR, &jailed->err);
	}
}

void jailed_begin_document(const struct jailed *jailed)
{
	if (jailed->socket == JAIL_SOCKET && jail_set_cpu_limit(CPU_MS) < 0) {
		_exit(JAIL_EXIT_JAIL);
	}
}

static void run_child(int socket, jailed_fn *work, void *arg)
{
	struct jailed jailed = {.socket = JAIL_SOCKET};
	struct jail *jail = jail_new();
	struct buf status;

	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
	parse_warm_up();
	buf_init(&jailed.out, OUT_MAX);
	buf_init(&jailed.err, OUT_MAX);
	buf_init(&status, 64);
	if (!jail || jail_enter(jail, socket, MEMORY_BYTES) < 0) {
		_exit(JAIL_EXIT_JAIL);
	}
	pack_u32(&status, (uint32_t)work(&jailed, arg));
	send_all(&jailed, FRAME_OUT, &jailed.out);
	send_all(&jailed, FRAME_ERR, &jailed.err);
	send_all(&jailed, FRAME_STATUS, &status);
	_exit(JAIL_EXIT_DONE);
}

/* --- the parent --- */

struct printing {
	const struct ctl *ctl;
	bool is_text;
	struct buf *collected; /* NULL: it is printed */
	struct buf line;       /* of text: what has no line end yet */
	struct buf err;
	int status; /* of the work; -1: it has not ended */
};

/* Text for standard error, made safe, whole lines only. */
static void print_errors(struct buf *text)
{
	struct str rest = buf_str(text);
	ptrdiff_t end;

	while ((end = str_find_byte(rest, '\n')) >= 0) {
		show_error(str_slice(rest, 0, (size_t)end));
		rest = str_slice(rest, (size_t)end + 1, rest.len);
	}
	buf_consume(text, text->len - rest.len);
}

static int print_text(struct printing *printing, struct str bytes)
{
	struct str rest;
	ptrdiff_t end;

	buf_add_str(&printing->line, bytes);
	rest = buf_str(&printing->line);
	while ((end = str_find_byte(rest, '\n')) >= 0) {
		show_text(printing->ctl, SHOW_PLAIN, str_slice(rest, 0, (size_t)end));
		(void)putchar('\n');
		rest = str_slice(rest, (size_t)end + 1, rest.len);
	}
	buf_consume(&printing->line, printing->line.len - rest.len);
	return printing->line.full ? -EPROTO : 0;
}

static int print_json(struct str bytes)
{
	for (size_t i = 0; i < bytes.len; i++) {
		unsigned char byte = (unsigned char)bytes.ptr[i];

		if ((byte < 0x20 && byte != '\n') || byte == 0x7f) {
			return -EPROTO;
		}
	}
	return fwrite(bytes.ptr, 1, bytes.len, stdout) == bytes.len ? 0 : -EIO;
}

static int take_frame(struct printing *printing, const struct frame *frame)
{
	struct unpack in = unpack_start(frame->payload);

	switch (frame->type) {
	case FRAME_OUT:
		if (printing->collected) {
			buf_add_str(printing->collected, frame->payload);
			return printing->collected->full ? -EPROTO : 0;
		}
		return printing->is_text ? print_text(printing, frame->payload)
					 : print_json(frame->payload);
	case FRAME_ERR:
		buf_add_str(&printing->err, frame->payload);
		print_errors(&printing->err);
		return printing->err.full ? -EPROTO : 0;
	case FRAME_STATUS:
		printing->status = (int)unpack_u32(&in);
		return unpack_is_whole(&in) && printing->status <= CTL_NO_DAEMON ? 0 : -EPROTO;
	default:
		return -EPROTO;
	}
}

static int take_frames(struct printing *printing, int socket)
{
	struct frame_input input;
	struct frame *frame;
	int result;

	frame_input_init(&input);
	do {
		result = frame_receive(&input, socket, &frame);
		if (result > 0) {
			int taken = take_frame(printing, frame);

			result = taken < 0 ? taken : result;
		}
	} while (result > 0);
	frame_input_done(&input);
	return result;
}

static void explain_end(const char *command, int status)
{
	const char *what = "its reader ended unexpectedly";

	if (WIFSIGNALED(status) && WTERMSIG(status) == SIGPROF) {
		what = "a document took more than 20 s of CPU time";
	} else if (WIFSIGNALED(status)) {
		(void)fprintf(stderr, "nuncio %s: its reader was killed by signal %d (%s)\n",
			command, WTERMSIG(status), strsignal(WTERMSIG(status)));
		return;
	} else if (WEXITSTATUS(status) == JAIL_EXIT_MEMORY) {
		what = "its reader reached its memory limit";
	} else if (WEXITSTATUS(status) == JAIL_EXIT_JAIL) {
		what = "its reader could not be jailed (is seccomp forbidden here?)";
	}
	(void)fprintf(stderr, "nuncio %s: %s\n", command, what);
}

static int finish(const char *command, const struct printing *printing, pid_t pid, int result)
{
	int status = 0;

	if (result < 0) {
		(void)kill(pid, SIGKILL);
	}
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {
	}
	if (result == -EIO) {
		return CTL_FAILED; /* standard output is gone; main says so */
	}
	if (result == -EPROTO) {
		(void)fprintf(stderr, "nuncio %s: its reader sent what it must not\n", command);
		return CTL_FAILED;
	}
	if (printing->status < 0) {
		explain_end(command, status);
		return CTL_FAILED;
	}
	return printing->status;
}

static int run_jailed(const char *command, const struct printing *how, jailed_fn *work, void *arg)
{
	struct printing printing = *how;
	int pair[2];
	int result;
	pid_t pid;

	(void)fflush(NULL);
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) < 0 || (pid = fork()) < 0) {
		(void)fprintf(stderr, "nuncio %s: no process for the work: %s\n", command,
			strerror(errno));
		return CTL_FAILED;
	}
	if (pid == 0) {
		run_child(pair[1], work, arg);
	}
	(void)close(pair[1]);
	buf_init(&printing.line, OUT_MAX);
	buf_init(&printing.err, OUT_MAX);
	result = take_frames(&printing, pair[0]);
	(void)close(pair[0]);
	buf_done(&printing.line);
	buf_done(&printing.err);
	return finish(command, &printing, pid, result);
}

int jailed_run(const struct ctl *ctl, const char *command, bool is_text, jailed_fn *work, void *arg)
{
	const struct printing printing = {.ctl = ctl, .is_text = is_text, .status = -1};

	return run_jailed(command, &printing, work, arg);
}

int jailed_collect(
	const struct ctl *ctl, const char *command, jailed_fn *work, void *arg, struct buf *out)
{
	const struct printing printing = {.ctl = ctl, .collected = out, .status = -1};

	return run_jailed(command, &printing, work, arg);
}

int jailed_run_file(const struct ctl *ctl, const char *command, const struct jailed_file *file,
	jailed_fn *work, void *arg)
{
	struct buf bytes;
	int result = input_load(file->path, &bytes);
	int status = CTL_FAILED;

	if (result < 0) {
		(void)fprintf(
			stderr, "nuncio %s: %s: %s\n", command, file->path, strerror(-result));
	} else {
		*file->bytes = buf_str(&bytes);
		status = jailed_run(ctl, command, file->is_text, work, arg);
	}
	buf_done(&bytes);
	return status;
}
