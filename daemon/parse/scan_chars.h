/* SPDX-License-Identifier: BSD-2-Clause */
/* The characters that XML mark-up is made of, ASCII only: names with others are left as text. */
#ifndef NUNCIO_PARSE_SCAN_CHARS_H
#define NUNCIO_PARSE_SCAN_CHARS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"

static inline bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* 0 behind the end. */
static inline char byte_at(struct str s, size_t at)
{
	if (at < s.len) {
		return s.ptr[at];
	}
	return 0;
}

static inline bool is_name_start(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static inline bool is_name_char(char c)
{
	return is_name_start(c) || (c >= '0' && c <= '9') || c == '-' || c == '.';
}

#endif
