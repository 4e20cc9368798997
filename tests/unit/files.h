/* SPDX-License-Identifier: BSD-2-Clause */
/* Files that tests write for the code under test to read, and folders that go with all that is in them. */
#ifndef NUNCIO_TESTS_FILES_H
#define NUNCIO_TESTS_FILES_H

#include "check.h"

#include <fcntl.h>
#include <ftw.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* New or instead of what is there, with this mode whatever the umask. */
static inline void write_file_mode(const char *path, const char *text, mode_t mode)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode);

	assert_true(fd >= 0);
	assert_int_equal(fchmod(fd, mode), 0);
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	assert_int_equal(close(fd), 0);
}

static inline void write_file(const char *path, const char *text)
{
	write_file_mode(path, text, 0644);
}

static inline void write_file_in(const char *directory, const char *name, const char *text)
{
	char path[600];
	int len = snprintf(path, sizeof(path), "%s/%s", directory, name);

	assert_true(len > 0 && (size_t)len < sizeof(path));
	write_file(path, text);
}

static inline int remove_entry(
	const char *path, const struct stat *status, int type, struct FTW *place)
{
	(void)status;
	(void)type;
	(void)place;
	return remove(path);
}

/* A file, or a folder with all that is in it; what is not there is gone already. */
static inline void remove_tree(const char *path)
{
	(void)nftw(path, remove_entry, 8, FTW_DEPTH | FTW_PHYS);
}

#endif
