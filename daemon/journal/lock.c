/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The lock is a file of its own, because SQLite's locks are lost when any descriptor of the journal is closed. It is never
 * deleted: that would let two processes lock two files of one name.
 */
#include "journal/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

static int explain_busy(int fd, const char *journal_path, struct buf *error)
{
	char pid[16] = "";
	ssize_t len = pread(fd, pid, sizeof(pid) - 1, 0);
	buf_printf(error, "journal %s is in use by another nunciod (process %.*s)", journal_path,
		len > 0 ? (int)strcspn(pid, "\n") : 1, len > 0 ? pid : "?");
	return -EBUSY;
}

/* For people only: the lock holds without it, and a full disk must not stop the start. */
static void write_pid(int fd)
{
	if (ftruncate(fd, 0) == 0) {
		(void)dprintf(fd, "%d\n", (int)getpid());
	}
}

int lock_take(const char *journal_path, struct buf *error, int *ret_fd)
{
	struct buf path;
	int result = 0;
	buf_init(&path, 8192);
	buf_printf(&path, "%s.lock", journal_path);
	int fd = open(buf_cstr(&path), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0) {
		result = -errno;
		buf_printf(error, "%s cannot be opened: %s", buf_cstr(&path), strerror(-result));
	} else if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
		result = explain_busy(fd, journal_path, error);
		close(fd);
	} else {
		write_pid(fd);
		*ret_fd = fd;
	}
	buf_done(&path);
	return result;
}
