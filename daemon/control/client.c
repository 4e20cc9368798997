/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Asks the daemon one thing. Blocking, with one deadline for the whole exchange.
 */
#include "control/client.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/clock.h"

/* Connecting to a full queue and sending block for as long as this. */
static int set_timeout(int fd, int64_t timeout_ms)
{
	struct timeval timeout = {.tv_sec = (time_t)(timeout_ms / 1000),
		.tv_usec = (suseconds_t)(timeout_ms % 1000 * 1000)};

	return setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &timeout, sizeof(timeout)) < 0 ? -errno : 0;
}

static int connect_to(int fd, const struct sockaddr_un *address)
{
	if (connect(fd, (const struct sockaddr *)address, sizeof(*address)) < 0) {
		return errno == EAGAIN ? -ETIMEDOUT : -errno;
	}
	return 0;
}

static int open_socket(const char *path, int64_t timeout_ms)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int fd;
	int result;

	if (strlen(path) >= sizeof(address.sun_path)) {
		return -ENAMETOOLONG;
	}
	memcpy(address.sun_path, path, strlen(path));
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0) {
		return -errno;
	}
	result = set_timeout(fd, timeout_ms);
	if (result == 0) {
		result = connect_to(fd, &address);
	}
	if (result < 0) {
		(void)close(fd);
		return result;
	}
	return fd;
}

static int send_all(int fd, struct str bytes)
{
	while (bytes.len) {
		ssize_t sent = send(fd, bytes.ptr, bytes.len, MSG_NOSIGNAL);

		if (sent < 0 && errno != EINTR) {
			return errno == EAGAIN ? -ETIMEDOUT : -errno;
		}
		if (sent > 0) {
			bytes = str_slice(bytes, (size_t)sent, bytes.len);
		}
	}
	return 0;
}

/* Reads up to the newline, which is left out. */
static int read_line(int fd, int64_t deadline_ms, struct buf *line)
{
	for (;;) {
		struct pollfd poll_fd = {.fd = fd, .events = POLLIN};
		int64_t left = deadline_ms - clock_mono_ms();
		char piece[4096];
		ssize_t got;

		if (left <= 0) {
			return -ETIMEDOUT;
		}
		if (poll(&poll_fd, 1, (int)left) <= 0) {
			continue;
		}
		got = read(fd, piece, sizeof(piece));
		if (got < 0 && errno == EINTR) {
			continue;
		}
		if (got <= 0) {
			return got < 0 ? -errno : -EPROTO;
		}
		buf_add(line, piece, (size_t)got);
		if (line->full) {
			return -E2BIG;
		}
		if (piece[got - 1] == '\n') {
			line->len--;
			return 0;
		}
	}
}

int control_client_ask(
	const char *path, struct str request, int64_t timeout_ms, struct buf *ret_answer)
{
	int64_t deadline = clock_mono_ms() + timeout_ms;
	int fd = open_socket(path, timeout_ms);
	int result;

	if (fd < 0) {
		return fd;
	}
	result = send_all(fd, request);
	if (result == 0) {
		result = send_all(fd, STR("\n"));
	}
	if (result == 0) {
		result = read_line(fd, deadline, ret_answer);
	}
	(void)close(fd);
	return result;
}
