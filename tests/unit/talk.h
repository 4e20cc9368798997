/* SPDX-License-Identifier: BSD-2-Clause */
/* A client in the loop of the server under test: sends bytes, keeps what comes back, until enough or the end. */
#ifndef NUNCIO_TESTS_TALK_H
#define NUNCIO_TESTS_TALK_H

#include "check.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/buf.h"
#include "net/loop.h"

#define TALK_GIVE_UP_MS 10000

struct talk {
	struct loop *loop;
	int fd;
	struct loop_io *io;
	struct loop_timer *timer;
	struct str rest; /* to send */
	struct buf got;
	size_t lines;  /* that have come */
	size_t wanted; /* lines; 0: until the end */
	bool ended;
	bool late;
};

static inline void talk_check(struct talk *talk)
{
	if (talk->ended || talk->late || (talk->wanted && talk->lines >= talk->wanted)) {
		loop_stop(talk->loop);
	}
}

static inline void talk_on_io(int fd, unsigned events, void *arg)
{
	struct talk *talk = arg;
	char piece[65536];

	if ((events & LOOP_WRITE) && talk->rest.len > 0) {
		ssize_t sent =
			send(fd, talk->rest.ptr, talk->rest.len, MSG_NOSIGNAL | MSG_DONTWAIT);

		if (sent > 0) {
			talk->rest = str_slice(talk->rest, (size_t)sent, talk->rest.len);
		} else if (sent < 0 && errno != EAGAIN) {
			talk->rest.len = 0;
		}
		loop_io_set(talk->io, talk->rest.len > 0 ? LOOP_READ | LOOP_WRITE : LOOP_READ);
	}
	if (events & LOOP_READ) {
		ssize_t got = recv(fd, piece, sizeof(piece), MSG_DONTWAIT);

		talk->ended = got == 0 || (got < 0 && errno != EAGAIN);
		for (ssize_t i = 0; i < got; i++) {
			talk->lines += piece[i] == '\n';
		}
		buf_add(&talk->got, piece, got > 0 ? (size_t)got : 0);
	}
	talk_check(talk);
}

static inline void talk_on_timer(void *arg)
{
	struct talk *talk = arg;

	talk->late = true;
	talk_check(talk);
}

/* Takes a connected descriptor. */
static inline void talk_init(struct talk *talk, struct loop *loop, int fd)
{
	*talk = (struct talk){.loop = loop, .fd = fd};
	assert_true(fd >= 0);
	buf_init(&talk->got, 64u << 20);
	talk->io = loop_io_new(loop, fd, talk_on_io, talk);
	talk->timer = loop_timer_new(loop, talk_on_timer, talk);
}

static inline void talk_done(struct talk *talk)
{
	loop_timer_free(talk->timer);
	loop_io_free(talk->io);
	close(talk->fd);
	buf_done(&talk->got);
}

/* Sends and runs the loop until `lines` more lines are there, 0: until the other side closes. What has come is borrowed. */
static inline struct str talk_say(struct talk *talk, struct str bytes, size_t lines)
{
	talk->rest = bytes;
	talk->wanted = lines ? talk->lines + lines : 0;
	loop_io_set(talk->io, bytes.len > 0 ? LOOP_READ | LOOP_WRITE : LOOP_READ);
	loop_timer_set(talk->timer, TALK_GIVE_UP_MS);
	loop_run(talk->loop);
	loop_timer_clear(talk->timer);
	loop_io_set(talk->io, 0);
	if (talk->late) {
		fail_msg("no answer in time; so far: %.*s", STR_ARG(buf_str(&talk->got)));
	}
	return buf_str(&talk->got);
}

#endif
