/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Streams on libevent's bufferevents. It never interprets bytes, never calls a handler inside a call of its own, and
 * never calls one after CLOSED, FAILED or stream_free.
 * Invariant: bytes that arrived before the end of file are announced before it.
 */
#include "net/stream.h"

#include <errno.h>
#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/mem.h"

/* Bytes taken from or given to the kernel in one call: libevent's own 4 and 16 KiB make large frames slow. */
enum { PIECE = 256 << 10 };

struct stream {
	struct bufferevent *bev; /* owned; it owns the descriptor */
	struct loop *loop;
	struct stream_handlers handlers;
	int connect_error; /* errno of a connect that failed at once */
	size_t input_max;  /* 0: none */
	bool paused;
	bool unsent; /* something was written since the last DRAINED */
	bool dead;   /* closed, failed or freed: no handler is called any more */
};

/* The library reads 4 KiB in one pass. When there was that much, take what else is there. */
static void read_more(struct stream *stream, struct evbuffer *input)
{
	size_t have = evbuffer_get_length(input);
	size_t want = PIECE;

	if (stream->input_max != 0) {
		if (have >= stream->input_max) {
			return;
		}
		if (want > stream->input_max - have) {
			want = stream->input_max - have;
		}
	}
	evbuffer_unfreeze(input, 0);
	struct evbuffer_iovec piece;
	if (evbuffer_reserve_space(input, (ev_ssize_t)want, &piece, 1) == 1) {
		size_t room = piece.iov_len < want ? piece.iov_len : want;
		/* End of file and errors are met again, and told, by the library's own next read. */
		ssize_t got = read(bufferevent_getfd(stream->bev), piece.iov_base, room);
		if (got > 0) {
			piece.iov_len = (size_t)got;
			evbuffer_commit_space(input, &piece, 1);
		}
	}
	evbuffer_freeze(input, 0);
}

static void on_read(struct bufferevent *bev, void *arg)
{
	struct stream *stream = arg;
	struct evbuffer *input = bufferevent_get_input(bev);

	if (stream->dead || stream->paused) {
		return;
	}
	if (evbuffer_get_length(input) >= 4096) {
		read_more(stream, input);
	}
	if (evbuffer_get_length(input) > 0) {
		stream->handlers.on_input(stream, stream->handlers.arg);
	}
}

static void on_written(struct bufferevent *bev, void *arg)
{
	(void)bev;
	struct stream *stream = arg;

	/* The library also says so when there was nothing to write. */
	if (!stream->dead && stream->unsent && stream_output_length(stream) == 0) {
		stream->unsent = false;
		stream->handlers.on_event(stream, STREAM_DRAINED, 0, stream->handlers.arg);
	}
}

static void on_bev_event(struct bufferevent *bev, short what, void *arg)
{
	int error = errno; /* set by the library for this call */
	struct stream *stream = arg;

	if (stream->dead) {
		return;
	}
	if (what & BEV_EVENT_CONNECTED) {
		stream->handlers.on_event(stream, STREAM_CONNECTED, 0, stream->handlers.arg);
		return;
	}
	enum stream_event event = (what & BEV_EVENT_ERROR) ? STREAM_FAILED : STREAM_CLOSED;
	stream->dead = true;
	bufferevent_disable(bev, LOOP_READ | LOOP_WRITE);
	stream->handlers.on_event(
		stream, event, event == STREAM_FAILED ? error : 0, stream->handlers.arg);
}

static void tell_connect_error(void *arg)
{
	struct stream *stream = arg;

	if (!stream->dead) {
		stream->dead = true;
		stream->handlers.on_event(
			stream, STREAM_FAILED, stream->connect_error, stream->handlers.arg);
	}
}

static struct stream *make_stream(struct loop *loop, int fd, const struct stream_handlers *handlers)
{
	struct bufferevent *bev = bufferevent_socket_new(
		loop_base(loop), fd, BEV_OPT_CLOSE_ON_FREE | BEV_OPT_DEFER_CALLBACKS);
	if (bev == NULL) {
		return NULL;
	}
	struct stream *stream = mem_zalloc(sizeof(*stream));
	stream->bev = bev;
	stream->loop = loop;
	stream->handlers = *handlers;
	bufferevent_setcb(bev, on_read, on_written, on_bev_event, stream);
	bufferevent_set_max_single_write(bev, PIECE);
	return stream;
}

struct stream *stream_new(struct loop *loop, int fd, const struct stream_handlers *handlers)
{
	int flags = fcntl(fd, F_GETFL);
	if (flags >= 0) {
		(void)fcntl(fd, F_SETFL, flags | O_NONBLOCK);
	}
	struct stream *stream = make_stream(loop, fd, handlers);
	if (stream == NULL) {
		abort(); /* out of memory: as base/mem */
	}
	bufferevent_enable(stream->bev, LOOP_READ | LOOP_WRITE);
	return stream;
}

struct stream *stream_connect(struct loop *loop, const struct sockaddr *address, socklen_t length,
	const struct stream_handlers *handlers)
{
	int fd = socket(address->sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0) {
		return NULL;
	}
	struct stream *stream = make_stream(loop, fd, handlers);
	if (stream == NULL) {
		abort(); /* out of memory: as base/mem */
	}
	if (bufferevent_socket_connect(stream->bev, address, (int)length) == 0) {
		bufferevent_enable(stream->bev, LOOP_READ | LOOP_WRITE);
	} else {
		/* The library tells such a failure by its result only. */
		stream->connect_error = errno;
		loop_defer(loop, tell_connect_error, stream);
	}
	return stream;
}

void stream_free(struct stream *stream)
{
	if (stream == NULL) {
		return;
	}
	stream->dead = true;
	bufferevent_setcb(stream->bev, NULL, NULL, NULL, NULL);
	bufferevent_disable(stream->bev, LOOP_READ | LOOP_WRITE);
	bufferevent_free(stream->bev);
	stream->bev = NULL;
	loop_defer(stream->loop, free, stream);
}

struct str stream_input(struct stream *stream)
{
	struct evbuffer *input = bufferevent_get_input(stream->bev);
	size_t len = evbuffer_get_length(input);

	if (len == 0) {
		return STR("");
	}
	return str_make((const char *)evbuffer_pullup(input, -1), len);
}

size_t stream_input_length(const struct stream *stream)
{
	return evbuffer_get_length(bufferevent_get_input(stream->bev));
}

void stream_consume(struct stream *stream, size_t len)
{
	evbuffer_drain(bufferevent_get_input(stream->bev), len);
}

void stream_pause(struct stream *stream)
{
	stream->paused = true;
	bufferevent_disable(stream->bev, LOOP_READ);
}

void stream_resume(struct stream *stream)
{
	if (!stream->paused || stream->dead) {
		return;
	}
	stream->paused = false;
	bufferevent_enable(stream->bev, LOOP_READ);
	if (stream_input_length(stream) > 0) {
		bufferevent_trigger(stream->bev, LOOP_READ, BEV_TRIG_IGNORE_WATERMARKS);
	}
}

void stream_set_input_max(struct stream *stream, size_t bytes)
{
	stream->input_max = bytes;
	bufferevent_setwatermark(stream->bev, LOOP_READ, 0, bytes);
}

void stream_write(struct stream *stream, struct str bytes)
{
	if (stream->dead || bytes.len == 0) {
		return;
	}
	if (bufferevent_write(stream->bev, bytes.ptr, bytes.len) != 0) {
		abort(); /* out of memory: as base/mem */
	}
	stream->unsent = true;
}

size_t stream_output_length(const struct stream *stream)
{
	return evbuffer_get_length(bufferevent_get_output(stream->bev));
}

int stream_fd(const struct stream *stream)
{
	return bufferevent_getfd(stream->bev);
}
