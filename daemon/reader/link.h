/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The main process' end of a socket to a child: frames in both directions on the loop, with descriptors. (net/stream
 * passes none.) What waits to be written is bounded by its users: one document for a reader, small orders for the rules
 * process.
 */
#ifndef NUNCIO_READER_LINK_H
#define NUNCIO_READER_LINK_H

#include "base/buf.h"
#include "net/loop.h"
#include "reader/frame.h"

struct link;

struct link_handlers {
	/* The frame is valid during the call; taking its descriptor means setting frame->fd to -1. */
	void (*on_frame)(struct link *link, struct frame *frame, void *arg);
	/* The other end has closed or died (0), sent what is no frame (-EPROTO), or an error; nothing comes after it. */
	void (*on_closed)(struct link *link, int error, void *arg);
	void *arg;
};

/* Takes the connected descriptor and makes it non-blocking. Handlers are copied. */
struct link *link_new(struct loop *loop, int fd, const struct link_handlers *handlers);
/* Stops everything and closes the descriptor; allowed in a callback. No callback comes any more. */
void link_close(struct link *link);
/* Not allowed in a callback of the same link. */
void link_free(struct link *link);
/* Moves the bytes (whole frames) out of `frames`, and takes `fd` (-1: none), which goes with the first of them. */
void link_send(struct link *link, struct buf *frames, int fd);

#endif
