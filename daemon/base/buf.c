/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A growing byte buffer. Keeps true: len ≤ cap, len ≤ max, and `full` once something was left out.
 */
#include "base/buf.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

void buf_init(struct buf *buf, size_t max_bytes)
{
	*buf = (struct buf){.max = max_bytes};
}

void buf_done(struct buf *buf)
{
	free(buf->ptr);
	*buf = (struct buf){.max = buf->max};
}

void buf_clear(struct buf *buf)
{
	buf->len = 0;
	buf->full = false;
}

char *buf_extend(struct buf *buf, size_t len)
{
	char *end;

	if (buf->full || len > buf->max - buf->len) {
		buf->full = true;
		return NULL;
	}
	/* One byte more, so that buf_cstr always has room for its NUL. */
	if (buf->len + len >= buf->cap) {
		buf->ptr = mem_grow(buf->ptr, &buf->cap, buf->len + len + 1, 1);
	}
	end = buf->ptr + buf->len;
	buf->len += len;
	return end;
}

void buf_add(struct buf *buf, const void *bytes, size_t len)
{
	char *end = buf_extend(buf, len);

	if (end && len) {
		memcpy(end, bytes, len);
	}
}

void buf_add_str(struct buf *buf, struct str s)
{
	buf_add(buf, s.ptr, s.len);
}

void buf_add_byte(struct buf *buf, char byte)
{
	buf_add(buf, &byte, 1);
}

void buf_vprintf(struct buf *buf, const char *format, va_list args)
{
	va_list again;
	int len;
	char *end;

	va_copy(again, args);
	len = vsnprintf(NULL, 0, format, again);
	va_end(again);
	if (len < 0) {
		buf->full = true;
		return;
	}
	end = buf_extend(buf, (size_t)len);
	if (end) {
		(void)vsnprintf(end, (size_t)len + 1, format, args);
	}
}

void buf_printf(struct buf *buf, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	buf_vprintf(buf, format, args);
	va_end(args);
}

void buf_consume(struct buf *buf, size_t len)
{
	if (len >= buf->len) {
		buf->len = 0;
		return;
	}
	memmove(buf->ptr, buf->ptr + len, buf->len - len);
	buf->len -= len;
}

struct str buf_str(const struct buf *buf)
{
	return (struct str){buf->ptr, buf->len};
}

const char *buf_cstr(struct buf *buf)
{
	buf->ptr = mem_grow(buf->ptr, &buf->cap, buf->len + 1, 1);
	buf->ptr[buf->len] = '\0';
	return buf->ptr;
}

char *buf_take(struct buf *buf, size_t *ret_len)
{
	char *taken;

	(void)buf_cstr(buf);
	taken = buf->ptr;
	if (ret_len) {
		*ret_len = buf->len;
	}
	*buf = (struct buf){.max = buf->max};
	return taken;
}
