/* SPDX-License-Identifier: BSD-2-Clause */
/* A small file of the system that others change now and then (resolv.conf, hosts): looked at, and read when it is new. */
#ifndef NUNCIO_NET_SYSTEM_FILE_H
#define NUNCIO_NET_SYSTEM_FILE_H

#include <stdbool.h>
#include <sys/types.h>
#include <time.h>

#include "base/buf.h"

struct system_file {
	char *path; /* owned */
	struct timespec changed;
	off_t size;
	bool seen;
};

void system_file_init(struct system_file *file, const char *path);
void system_file_done(struct system_file *file);
/* True when it came, went or changed since the last call. */
bool system_file_has_changed(struct system_file *file);
/* As much as `out` takes; nothing when it cannot be read. */
void system_file_read(const struct system_file *file, struct buf *out);

#endif
