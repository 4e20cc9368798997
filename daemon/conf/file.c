/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reads a file whole. Opens without blocking and refuses what is no regular file, so that a FIFO in the place of a file
 * cannot stop the daemon; looks at the opened file, never at its name a second time.
 */
#include "conf/file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PIECE 65536

static int check(int fd, bool is_secret)
{
	struct stat st;

	if (fstat(fd, &st) < 0) {
		return -errno;
	}
	if (S_ISDIR(st.st_mode)) {
		return -EISDIR;
	}
	if (!S_ISREG(st.st_mode)) {
		return -EINVAL;
	}
	return is_secret && (st.st_mode & S_IRWXO) != 0 ? -EACCES : 0;
}

static int read_all(int fd, struct buf *out)
{
	char piece[PIECE];

	for (;;) {
		ssize_t n = read(fd, piece, sizeof(piece));

		if (n < 0 && errno == EINTR) {
			continue;
		}
		if (n <= 0) {
			return n < 0 ? -errno : 0;
		}
		buf_add(out, piece, (size_t)n);
		if (out->full) {
			return -E2BIG;
		}
	}
}

int file_read(const char *path, bool is_secret, struct buf *out)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	int r;

	if (fd < 0) {
		return -errno;
	}
	r = check(fd, is_secret);
	if (r == 0) {
		r = read_all(fd, out);
	}
	close(fd);
	return r;
}

const char *file_error_text(int error)
{
	switch (-error) {
	case E2BIG:
		return "it is too large";
	case EINVAL:
		return "it is not a regular file";
	default:
		return strerror(-error);
	}
}
