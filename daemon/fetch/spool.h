/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The bytes of one document while it waits: small ones in memory, larger ones in a memfd that is sealed when whole. All
 * spools share one budget of bytes, given back when a spool is freed.
 */
#ifndef NUNCIO_FETCH_SPOOL_H
#define NUNCIO_FETCH_SPOOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/str.h"

struct spool_budget {
	uint64_t used; /* bytes held by all spools */
	uint64_t max;
	void (*on_free)(void *arg); /* called whenever bytes were given back; NULL: nobody asks */
	void *arg;
};

struct spool;

/* Outlived by `budget`. `max_bytes` is the ceiling of this document. */
struct spool *spool_new(struct spool_budget *budget, uint64_t max_bytes);
/* Gives the bytes back to the budget. */
void spool_free(struct spool *spool);

/* -EFBIG: the document is too long, -ENOBUFS: the budget is used up, or the errno of the kernel. */
MUST_CHECK int spool_add(struct spool *spool, struct str bytes);
/* No more comes: seals the memfd and hashes the bytes. */
MUST_CHECK int spool_finish(struct spool *spool);

size_t spool_size(const struct spool *spool);
/* Of all bytes, never 0; after spool_finish. */
uint64_t spool_hash(const struct spool *spool);
/* The bytes when they are in memory, else the empty string with ptr NULL: then there is a descriptor. Borrowed. */
struct str spool_bytes(const struct spool *spool);
/* The sealed memfd, now the caller's, or -1. The budget still counts it until spool_free. */
int spool_take_fd(struct spool *spool);

#endif
