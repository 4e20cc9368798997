/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Bounded binary records. Reading never goes past the end and never allocates.
 */
#include "base/pack.h"

static void pack_number(struct buf *out, uint64_t number, size_t bytes)
{
	char *end = buf_extend(out, bytes);

	if (!end) {
		return;
	}
	for (size_t i = 0; i < bytes; i++) {
		end[i] = (char)(unsigned char)(number >> (8 * i));
	}
}

void pack_u8(struct buf *out, uint8_t number)
{
	pack_number(out, number, 1);
}

void pack_u32(struct buf *out, uint32_t number)
{
	pack_number(out, number, 4);
}

void pack_u64(struct buf *out, uint64_t number)
{
	pack_number(out, number, 8);
}

void pack_i64(struct buf *out, int64_t number)
{
	pack_number(out, (uint64_t)number, 8);
}

void pack_str(struct buf *out, struct str s)
{
	pack_u32(out, (uint32_t)s.len);
	buf_add_str(out, s);
}

struct unpack unpack_start(struct str bytes)
{
	return (struct unpack){.rest = bytes};
}

static uint64_t unpack_number(struct unpack *in, size_t bytes)
{
	uint64_t number = 0;

	if (in->bad || in->rest.len < bytes) {
		in->bad = true;
		return 0;
	}
	for (size_t i = 0; i < bytes; i++) {
		number |= (uint64_t)(unsigned char)in->rest.ptr[i] << (8 * i);
	}
	in->rest = str_slice(in->rest, bytes, in->rest.len);
	return number;
}

uint8_t unpack_u8(struct unpack *in)
{
	return (uint8_t)unpack_number(in, 1);
}

uint32_t unpack_u32(struct unpack *in)
{
	return (uint32_t)unpack_number(in, 4);
}

uint64_t unpack_u64(struct unpack *in)
{
	return unpack_number(in, 8);
}

int64_t unpack_i64(struct unpack *in)
{
	return (int64_t)unpack_number(in, 8);
}

struct str unpack_str(struct unpack *in, size_t max_bytes)
{
	size_t len = unpack_u32(in);
	struct str s;

	if (in->bad || len > max_bytes || len > in->rest.len) {
		in->bad = true;
		return (struct str){NULL, 0};
	}
	s = str_slice(in->rest, 0, len);
	in->rest = str_slice(in->rest, len, in->rest.len);
	return s;
}

uint32_t unpack_count(struct unpack *in, uint32_t max)
{
	uint32_t count = unpack_u32(in);

	if (in->bad || count > max || count > in->rest.len) {
		in->bad = true;
		return 0;
	}
	return count;
}

bool unpack_is_whole(const struct unpack *in)
{
	return !in->bad && in->rest.len == 0;
}
