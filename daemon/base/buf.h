/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A growing byte buffer with a ceiling. Adding beyond the ceiling adds nothing and sets `full`, which stays
 * set until buf_clear: a chain of additions needs one check at its end.
 */
#ifndef NUNCIO_BASE_BUF_H
#define NUNCIO_BASE_BUF_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/attr.h"
#include "base/str.h"

struct buf {
	char *ptr;  /* owned */
	size_t len; /* bytes in use */
	size_t cap; /* bytes allocated */
	size_t max; /* ceiling in bytes */
	bool full;  /* something did not fit */
};

void buf_init(struct buf *buf, size_t max_bytes);
void buf_done(struct buf *buf);
/* Empties; keeps the memory. */
void buf_clear(struct buf *buf);

void buf_add(struct buf *buf, const void *bytes, size_t len);
void buf_add_str(struct buf *buf, struct str s);
void buf_add_byte(struct buf *buf, char byte);
void buf_printf(struct buf *buf, const char *format, ...) PRINTF_LIKE(2, 3);
void buf_vprintf(struct buf *buf, const char *format, va_list args) PRINTF_LIKE(2, 0);
/* `len` bytes at the end for the caller to write; NULL when they do not fit. */
char *buf_extend(struct buf *buf, size_t len);
/* Drops the first `len` bytes. */
void buf_consume(struct buf *buf, size_t len);

/* Borrowed until the next change of the buffer. */
struct str buf_str(const struct buf *buf);
/* The contents with a NUL behind them (not counted); borrowed as above. */
const char *buf_cstr(struct buf *buf);
/* Moves the contents, NUL-terminated, to the caller, who frees them; the buffer is empty afterwards. */
char *buf_take(struct buf *buf, size_t *ret_len);

#endif
