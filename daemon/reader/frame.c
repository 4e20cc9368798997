/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Frames on a Unix stream socket. Never looks into a payload, and never holds more than one frame of the largest size
 * and what one recvmsg brings behind it. Keeps true: a descriptor belongs to the next frame whose type says that it has
 * one, and whatever nobody took is closed.
 */
#include "reader/frame.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* Bytes asked for in one recvmsg: a document that stays in memory arrives in a few. */
#define FRAME_RECEIVE (128u << 10)

void frame_input_init(struct frame_input *input)
{
	*input = (struct frame_input){.frame.fd = -1};
	buf_init(&input->bytes, FRAME_BUFFER_MAX + FRAME_RECEIVE);
}

static void drop_given(struct frame_input *input)
{
	if (input->frame.fd >= 0) {
		(void)close(input->frame.fd);
	}
	input->frame.fd = -1;
}

void frame_input_done(struct frame_input *input)
{
	drop_given(input);
	for (size_t i = 0; i < input->fd_count; i++) {
		(void)close(input->fds[i]);
	}
	input->fd_count = 0;
	buf_done(&input->bytes);
}

/* Puts the descriptors of one message behind those that wait; -EPROTO when there are too many, which are closed. */
static int keep_fds(struct frame_input *input, struct msghdr *message)
{
	int rc = message->msg_flags & MSG_CTRUNC ? -EPROTO : 0;

	for (struct cmsghdr *c = CMSG_FIRSTHDR(message); c; c = CMSG_NXTHDR(message, c)) {
		size_t count;

		if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_RIGHTS) {
			continue;
		}
		count = (c->cmsg_len - CMSG_LEN(0)) / sizeof(int);
		for (size_t i = 0; i < count; i++) {
			int fd;

			memcpy(&fd, CMSG_DATA(c) + i * sizeof(int), sizeof(fd));
			if (input->fd_count < FRAME_FDS_MAX) {
				input->fds[input->fd_count++] = fd;
			} else {
				(void)close(fd);
				rc = -EPROTO;
			}
		}
	}
	return rc;
}

int frame_input_fill(struct frame_input *input, int socket)
{
	union {
		struct cmsghdr header; /* for its alignment */
		char bytes[CMSG_SPACE(FRAME_FDS_MAX * sizeof(int))];
	} control;
	struct iovec piece = {.iov_len = FRAME_RECEIVE};
	struct msghdr message = {.msg_iov = &piece,
		.msg_iovlen = 1,
		.msg_control = control.bytes,
		.msg_controllen = sizeof(control.bytes)};
	size_t before;
	ssize_t got;
	int rc;

	drop_given(input);
	buf_consume(&input->bytes, input->at);
	input->at = 0;
	before = input->bytes.len;
	piece.iov_base = buf_extend(&input->bytes, FRAME_RECEIVE);
	if (!piece.iov_base) {
		return -EPROTO;
	}
	do {
		got = recvmsg(socket, &message, MSG_CMSG_CLOEXEC);
	} while (got < 0 && errno == EINTR);
	input->bytes.len = before + (got > 0 ? (size_t)got : 0);
	if (got < 0) {
		return -errno;
	}
	rc = keep_fds(input, &message);
	return rc < 0 ? rc : (int)got;
}

static uint32_t length_at(const char *ptr)
{
	const unsigned char *p = (const unsigned char *)ptr;

	return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

int frame_input_next(struct frame_input *input, struct frame **ret)
{
	struct str rest = str_slice(buf_str(&input->bytes), input->at, input->bytes.len);
	struct frame *frame = &input->frame;
	uint32_t length;

	drop_given(input);
	if (rest.len < FRAME_HEADER) {
		return 0;
	}
	length = length_at(rest.ptr);
	if (length == 0 || length > LIMIT_FRAME) {
		return -EPROTO;
	}
	if (rest.len < FRAME_HEADER - 1 + (size_t)length) {
		return 0;
	}
	frame->type = (uint8_t)rest.ptr[4];
	frame->payload = str_slice(rest, FRAME_HEADER, length - 1);
	if (frame->type & FRAME_WITH_FD) {
		if (input->fd_count == 0) {
			return -EPROTO;
		}
		frame->fd = input->fds[0];
		input->fd_count--;
		memmove(input->fds, input->fds + 1, input->fd_count * sizeof(input->fds[0]));
	}
	input->at += FRAME_HEADER - 1 + (size_t)length;
	*ret = frame;
	return 1;
}

size_t frame_begin(struct buf *out, uint8_t type)
{
	size_t begin = out->len;
	char *header = buf_extend(out, FRAME_HEADER);

	if (header) {
		memset(header, 0, FRAME_HEADER - 1);
		header[FRAME_HEADER - 1] = (char)type;
	}
	return begin;
}

void frame_end(struct buf *out, size_t begin)
{
	size_t length;

	if (out->full) {
		return;
	}
	length = out->len - begin - (FRAME_HEADER - 1);
	if (length > LIMIT_FRAME) {
		out->full = true;
		return;
	}
	for (size_t i = 0; i < FRAME_HEADER - 1; i++) {
		out->ptr[begin + i] = (char)(unsigned char)(length >> (8 * i));
	}
}

int64_t frame_send_some(int socket, struct str bytes, int fd)
{
	union {
		struct cmsghdr header; /* for its alignment */
		char bytes[CMSG_SPACE(sizeof(int))];
	} control = {.bytes = {0}};
	/* sendmsg does not write to it. */
	struct iovec piece = {.iov_base = (char *)bytes.ptr, .iov_len = bytes.len};
	struct msghdr message = {.msg_iov = &piece, .msg_iovlen = 1};
	ssize_t sent;

	if (fd >= 0) {
		message.msg_control = control.bytes;
		message.msg_controllen = sizeof(control.bytes);
		struct cmsghdr *c = CMSG_FIRSTHDR(&message);
		c->cmsg_level = SOL_SOCKET;
		c->cmsg_type = SCM_RIGHTS;
		c->cmsg_len = CMSG_LEN(sizeof(int));
		memcpy(CMSG_DATA(c), &fd, sizeof(fd));
	}
	do {
		sent = sendmsg(socket, &message, MSG_NOSIGNAL);
	} while (sent < 0 && errno == EINTR);
	return sent < 0 ? -errno : sent;
}

int frame_send(int socket, struct str bytes, int fd)
{
	while (bytes.len > 0) {
		int64_t sent = frame_send_some(socket, bytes, fd);

		if (sent < 0) {
			return (int)sent;
		}
		bytes = str_slice(bytes, (size_t)sent, bytes.len);
		fd = -1;
	}
	return 0;
}

int frame_receive(struct frame_input *input, int socket, struct frame **ret)
{
	for (;;) {
		int rc = frame_input_next(input, ret);

		if (rc != 0) {
			return rc;
		}
		rc = frame_input_fill(input, socket);
		if (rc <= 0) {
			return rc;
		}
	}
}
