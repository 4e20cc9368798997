/* SPDX-License-Identifier: BSD-2-Clause */
/* Looks at a file by its time and size. It never holds it open and never fails: what cannot be read is empty. */
#include "net/system_file.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"

void system_file_init(struct system_file *file, const char *path)
{
	*file = (struct system_file){.path = mem_strdup(path)};
}

void system_file_done(struct system_file *file)
{
	free(file->path);
	file->path = NULL;
}

bool system_file_has_changed(struct system_file *file)
{
	struct stat st;

	if (stat(file->path, &st) != 0) {
		bool went = file->seen;
		file->seen = false;
		return went;
	}
	if (file->seen && st.st_mtim.tv_sec == file->changed.tv_sec &&
		st.st_mtim.tv_nsec == file->changed.tv_nsec && st.st_size == file->size) {
		return false;
	}
	file->seen = true;
	file->changed = st.st_mtim;
	file->size = st.st_size;
	return true;
}

void system_file_read(const struct system_file *file, struct buf *out)
{
	char bytes[4096];
	ssize_t got;
	int fd = open(file->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

	if (fd < 0) {
		return;
	}
	while (!out->full && (got = read(fd, bytes, sizeof(bytes))) > 0) {
		buf_add(out, bytes, (size_t)got);
	}
	close(fd);
}
