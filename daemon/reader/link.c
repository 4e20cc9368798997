/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The main process' end of a socket to a child. Never blocks and never trusts what arrives beyond handing it on. Keeps
 * true: after link_close, or after on_closed was called, no callback is made.
 */
#include "reader/link.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/list.h"
#include "base/mem.h"

/* Fills in one go before the loop gets its turn again: a talkative child must not keep the others out. */
#define LINK_TURNS 16

struct chunk {
	struct list list;
	char *bytes; /* owned */
	size_t len;
	size_t sent;
	int fd; /* owned, -1 when none or gone */
};

struct link {
	struct loop_io *io; /* owned */
	int fd;             /* owned, -1 when closed */
	struct link_handlers handlers;
	struct frame_input input;
	struct list chunks; /* of struct chunk, owned */
};

static void chunk_free(struct chunk *chunk)
{
	list_del(&chunk->list);
	if (chunk->fd >= 0) {
		(void)close(chunk->fd);
	}
	free(chunk->bytes);
	free(chunk);
}

void link_close(struct link *link)
{
	if (link->fd < 0) {
		return;
	}
	loop_io_set(link->io, 0);
	(void)close(link->fd);
	link->fd = -1;
}

static void fail(struct link *link, int error)
{
	link_close(link);
	link->handlers.on_closed(link, error, link->handlers.arg);
}

/* Hands out the frames that are whole; false when the link is closed. */
static bool hand_out(struct link *link)
{
	for (;;) {
		struct frame *frame;
		int rc = frame_input_next(&link->input, &frame);

		if (rc < 0) {
			fail(link, rc);
			return false;
		}
		if (rc == 0) {
			return true;
		}
		link->handlers.on_frame(link, frame, link->handlers.arg);
		if (link->fd < 0) {
			return false;
		}
	}
}

static void receive(struct link *link)
{
	for (int i = 0; i < LINK_TURNS; i++) {
		int rc = frame_input_fill(&link->input, link->fd);

		if (rc == -EAGAIN) {
			return;
		}
		if (rc <= 0) {
			fail(link, rc == -ECONNRESET ? 0 : rc);
			return;
		}
		if (!hand_out(link)) {
			return;
		}
	}
}

/* Writes what the socket takes. An error is left to the reading side, which finds out in the same pass why. */
static void transmit(struct link *link)
{
	struct list *first = list_first(&link->chunks);

	while (first) {
		struct chunk *chunk = LIST_ENTRY(first, struct chunk, list);
		int64_t sent = frame_send_some(link->fd,
			str_make(chunk->bytes + chunk->sent, chunk->len - chunk->sent), chunk->fd);

		if (sent < 0) {
			break;
		}
		chunk->sent += (size_t)sent;
		if (chunk->fd >= 0) {
			(void)close(chunk->fd);
			chunk->fd = -1;
		}
		if (chunk->sent < chunk->len) {
			continue;
		}
		chunk_free(chunk);
		first = list_first(&link->chunks);
	}
	loop_io_set(link->io, list_is_empty(&link->chunks) ? LOOP_READ : LOOP_READ | LOOP_WRITE);
}

static void on_io(int fd, unsigned events, void *arg)
{
	struct link *link = arg;

	(void)fd;
	if (events & LOOP_READ) {
		receive(link);
	}
	if (link->fd >= 0 && (events & LOOP_WRITE)) {
		transmit(link);
	}
}

struct link *link_new(struct loop *loop, int fd, const struct link_handlers *handlers)
{
	struct link *link = mem_zalloc(sizeof(*link));
	int flags = fcntl(fd, F_GETFL);

	/* Cannot fail for a socket that is open. */
	(void)fcntl(fd, F_SETFL, flags | O_NONBLOCK);
	link->fd = fd;
	link->handlers = *handlers;
	frame_input_init(&link->input);
	list_init(&link->chunks);
	link->io = loop_io_new(loop, fd, on_io, link);
	loop_io_set(link->io, LOOP_READ);
	return link;
}

void link_free(struct link *link)
{
	struct list *first;

	if (!link) {
		return;
	}
	link_close(link);
	loop_io_free(link->io);
	frame_input_done(&link->input);
	while ((first = list_first(&link->chunks))) {
		chunk_free(LIST_ENTRY(first, struct chunk, list));
	}
	free(link);
}

void link_send(struct link *link, struct buf *frames, int fd)
{
	struct chunk *chunk;

	if (link->fd < 0) {
		buf_clear(frames);
		if (fd >= 0) {
			(void)close(fd);
		}
		return;
	}
	chunk = mem_zalloc(sizeof(*chunk));
	chunk->bytes = buf_take(frames, &chunk->len);
	chunk->fd = fd;
	list_add_tail(&link->chunks, &chunk->list);
	transmit(link);
}
