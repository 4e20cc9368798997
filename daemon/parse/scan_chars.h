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

/* 2 begins a name, 1 goes on in it. */
static const unsigned char name_class[256] = {
	['a' ... 'z'] = 2, ['A' ... 'Z'] = 2, ['_'] = 2, ['0' ... '9'] = 1, ['-'] = 1, ['.'] = 1};

static inline bool is_name_start(char c)
{
	return name_class[(unsigned char)c] == 2;
}

static inline bool is_name_char(char c)
{
	return name_class[(unsigned char)c] != 0;
}

#endif
