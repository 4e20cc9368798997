/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Frames on a Unix stream socket: a length (u32, of what follows), a type (u8) and the payload. A type with FRAME_WITH_FD
 * in it brings one descriptor along (SCM_RIGHTS). Works on blocking and non-blocking sockets alike.
 */
#ifndef NUNCIO_READER_FRAME_H
#define NUNCIO_READER_FRAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/buf.h"
#include "base/limits.h"
#include "base/str.h"

#define FRAME_HEADER 5
#define FRAME_WITH_FD 0x80
/* Bytes of a buffer that holds one frame. */
#define FRAME_BUFFER_MAX (LIMIT_FRAME + FRAME_HEADER)
/* Descriptors that may wait for the frames they belong to. */
#define FRAME_FDS_MAX 4

struct frame {
	uint8_t type;
	struct str payload; /* borrowed until the next call with the input */
	int fd;             /* -1: none; closed by the next call with the input unless set to -1 */
};

/* What has arrived and is not yet taken. */
struct frame_input {
	struct buf bytes;
	size_t at; /* bytes of frames that were taken */
	int fds[FRAME_FDS_MAX];
	size_t fd_count;
	struct frame frame; /* the one given out last */
};

void frame_input_init(struct frame_input *input);
void frame_input_done(struct frame_input *input);
/* One recvmsg. > 0: bytes came; 0: end of file; -EAGAIN, -EPROTO (more descriptors than frames for them) or another errno. */
MUST_CHECK int frame_input_fill(struct frame_input *input, int socket);
/* 1 with *ret set, 0 when the next frame is not whole yet, -EPROTO when the bytes are no frame. */
MUST_CHECK int frame_input_next(struct frame_input *input, struct frame **ret);

/* Begins a frame in `out` and returns where; frame_end puts the length in. A frame that does not fit leaves out->full set. */
size_t frame_begin(struct buf *out, uint8_t type);
void frame_end(struct buf *out, size_t begin);

/* One sendmsg, `fd` (-1: none) along with the first byte. Returns the bytes that went, or a negative errno. */
MUST_CHECK int64_t frame_send_some(int socket, struct str bytes, int fd);
/* For blocking sockets. 0 or a negative errno. */
MUST_CHECK int frame_send(int socket, struct str bytes, int fd);
/* For blocking sockets: waits for one whole frame. 1, 0 at the end of file, or a negative errno. */
MUST_CHECK int frame_receive(struct frame_input *input, int socket, struct frame **ret);

#endif
