/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Bounded binary records: little-endian numbers and length-prefixed text. Reading never goes past the end: the first
 * thing that does not fit sets `bad`, and everything read after that is zero or empty; one check at the end is enough.
 */
#ifndef NUNCIO_BASE_PACK_H
#define NUNCIO_BASE_PACK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/str.h"

void pack_u8(struct buf *out, uint8_t number);
void pack_u32(struct buf *out, uint32_t number);
void pack_u64(struct buf *out, uint64_t number);
void pack_i64(struct buf *out, int64_t number);
void pack_str(struct buf *out, struct str s);

struct unpack {
	struct str rest; /* borrowed */
	bool bad;
};

struct unpack unpack_start(struct str bytes);
uint8_t unpack_u8(struct unpack *in);
uint32_t unpack_u32(struct unpack *in);
uint64_t unpack_u64(struct unpack *in);
int64_t unpack_i64(struct unpack *in);
/* Borrowed from the input; longer than `max_bytes` is bad. */
struct str unpack_str(struct unpack *in, size_t max_bytes);
/* A number of elements that follow, each of at least one byte; more than `max` is bad and gives 0. */
uint32_t unpack_count(struct unpack *in, uint32_t max);
/* True when all was read and nothing was bad. */
bool unpack_is_whole(const struct unpack *in);

#endif
