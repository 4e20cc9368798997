/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Documents that wait. It never looks into the bytes. Invariant: `budget->used` is the sum of the sizes of all spools; a
 * memfd that is given away is sealed, so that the reader that maps it cannot be cut off from under.
 */
#include "fetch/spool.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/mem.h"
#include "text/hash.h"

/* First allocation: most feeds fit without another. */
enum { FIRST_BYTES = 16 << 10 };

struct spool {
	struct spool_budget *budget; /* borrowed */
	uint64_t max;
	char *bytes; /* owned; NULL when in the memfd */
	size_t cap;
	size_t size;
	int fd; /* owned memfd, -1 when in memory or given away */
	bool in_file;
	uint64_t hash;
};

struct spool *spool_new(struct spool_budget *budget, uint64_t max_bytes)
{
	struct spool *spool = mem_zalloc(sizeof(*spool));

	spool->budget = budget;
	spool->max = max_bytes;
	spool->fd = -1;
	return spool;
}

void spool_free(struct spool *spool)
{
	if (spool == NULL) {
		return;
	}
	struct spool_budget *budget = spool->budget;
	budget->used -= spool->size;
	free(spool->bytes);
	if (spool->fd >= 0) {
		close(spool->fd);
	}
	free(spool);
	if (budget->on_free != NULL) {
		budget->on_free(budget->arg);
	}
}

static int write_all(int fd, const char *bytes, size_t len)
{
	while (len > 0) {
		ssize_t done = write(fd, bytes, len);
		if (done < 0) {
			if (errno == EINTR) {
				continue;
			}
			return -errno;
		}
		bytes += done;
		len -= (size_t)done;
	}
	return 0;
}

static int move_to_file(struct spool *spool)
{
	int fd = memfd_create("document", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	if (fd < 0) {
		return -errno;
	}
	int result = write_all(fd, spool->bytes, spool->size);
	if (result != 0) {
		close(fd);
		return result;
	}
	free(spool->bytes);
	spool->bytes = NULL;
	spool->cap = 0;
	spool->fd = fd;
	spool->in_file = true;
	return 0;
}

static int add_in_memory(struct spool *spool, struct str bytes)
{
	size_t need = spool->size + bytes.len;

	if (need > spool->cap) {
		size_t cap = spool->cap == 0 ? FIRST_BYTES : spool->cap;
		while (cap < need) {
			cap *= 2;
		}
		char *grown = realloc(spool->bytes, cap);
		if (grown == NULL) {
			return -ENOMEM;
		}
		spool->bytes = grown;
		spool->cap = cap;
	}
	memcpy(spool->bytes + spool->size, bytes.ptr, bytes.len);
	return 0;
}

int spool_add(struct spool *spool, struct str bytes)
{
	int result = 0;

	if (bytes.len == 0) {
		return 0;
	}
	if (bytes.len > spool->max || spool->size > spool->max - bytes.len) {
		return -EFBIG;
	}
	if (spool->budget->used + bytes.len > spool->budget->max) {
		return -ENOBUFS;
	}
	if (!spool->in_file && spool->size + bytes.len > LIMIT_DOCUMENT_IN_MEMORY) {
		result = move_to_file(spool);
	}
	if (result == 0) {
		result = spool->in_file ? write_all(spool->fd, bytes.ptr, bytes.len)
					: add_in_memory(spool, bytes);
	}
	if (result == 0) {
		spool->size += bytes.len;
		spool->budget->used += bytes.len;
	}
	return result;
}

static int seal_and_hash(struct spool *spool)
{
	if (fcntl(spool->fd, F_ADD_SEALS,
		    F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE | F_SEAL_SEAL) != 0) {
		return -errno;
	}
	void *mapped = mmap(NULL, spool->size, PROT_READ, MAP_PRIVATE, spool->fd, 0);
	if (mapped == MAP_FAILED) {
		return -errno;
	}
	spool->hash = hash64(0, str_make(mapped, spool->size));
	munmap(mapped, spool->size);
	return 0;
}

/* The room that was kept for more: the budget does not count it, and a document may wait for long. */
static void give_back(struct spool *spool)
{
	char *shrunk = spool->size > 0 ? realloc(spool->bytes, spool->size) : NULL;

	if (shrunk != NULL) {
		spool->bytes = shrunk;
		spool->cap = spool->size;
	}
}

int spool_finish(struct spool *spool)
{
	if (spool->in_file) {
		int result = seal_and_hash(spool);
		if (result != 0) {
			return result;
		}
	} else {
		give_back(spool);
		spool->hash = hash64(0, str_make(spool->bytes, spool->size));
	}
	if (spool->hash == 0) {
		spool->hash = 1; /* 0 means none */
	}
	return 0;
}

size_t spool_size(const struct spool *spool)
{
	return spool->size;
}

uint64_t spool_hash(const struct spool *spool)
{
	return spool->hash;
}

struct str spool_bytes(const struct spool *spool)
{
	if (spool->in_file) {
		return (struct str){NULL, 0};
	}
	return spool->size == 0 ? STR("") : str_make(spool->bytes, spool->size);
}

int spool_take_fd(struct spool *spool)
{
	int fd = spool->fd;

	spool->fd = -1;
	return fd;
}
