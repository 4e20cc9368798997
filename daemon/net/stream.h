/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A connected byte stream on the loop, buffered in both directions (a libevent bufferevent). Used by the Redis
 * transport, the control socket and the sockets of the readers. No callback runs inside a call of these functions.
 */
#ifndef NUNCIO_NET_STREAM_H
#define NUNCIO_NET_STREAM_H

#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>

#include "base/attr.h"
#include "base/str.h"
#include "net/loop.h"

struct stream;

enum stream_event {
	STREAM_CONNECTED,
	STREAM_CLOSED, /* end of file */
	STREAM_FAILED, /* error; see `error` */
	STREAM_DRAINED /* all that was written has gone to the kernel */
};

struct stream_handlers {
	/* Bytes have arrived: look with stream_input, take with stream_consume. */
	void (*on_input)(struct stream *stream, void *arg);
	/* `error` is an errno, 0 when there is none. The stream is dead after CLOSED and FAILED: free it. */
	void (*on_event)(struct stream *stream, enum stream_event event, int error, void *arg);
	void *arg;
};

/* Takes the connected descriptor. Handlers are copied. */
struct stream *stream_new(struct loop *loop, int fd, const struct stream_handlers *handlers);
/* Starts to connect; the outcome comes as an event, also when it is known at once. NULL: no socket (errno says why). */
struct stream *stream_connect(struct loop *loop, const struct sockaddr *address, socklen_t length,
	const struct stream_handlers *handlers);
/* May be called in a callback of the stream: no further callback comes, the memory goes at the end of the pass. */
void stream_free(struct stream *stream);

/* What has arrived, as one piece; borrowed until stream_consume. */
struct str stream_input(struct stream *stream);
size_t stream_input_length(const struct stream *stream);
void stream_consume(struct stream *stream, size_t len);
/* Stops and resumes reading and on_input; on resume, what already waits is announced again. */
void stream_pause(struct stream *stream);
void stream_resume(struct stream *stream);
/* No more than this many bytes wait in the input; reading goes on as they are consumed. */
void stream_set_input_max(struct stream *stream, size_t bytes);

/* Copies the bytes into the output. */
void stream_write(struct stream *stream, struct str bytes);
/* Bytes written but not yet in the kernel. */
size_t stream_output_length(const struct stream *stream);
int stream_fd(const struct stream *stream);

#endif
