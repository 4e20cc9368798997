/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Text as pointer and length: never owned, never NUL-terminated unless a function says so. A `struct str`
 * is valid as long as what it points into.
 */
#ifndef NUNCIO_BASE_STR_H
#define NUNCIO_BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/attr.h"

struct str {
	const char *ptr; /* borrowed; may be NULL only when len is 0 */
	size_t len;      /* bytes */
};

/* A string literal as a constant expression, and as a value. */
#define STR_INIT(literal)                                                                          \
	{                                                                                          \
		"" literal, sizeof(literal) - 1                                                    \
	}
#define STR(literal) ((struct str)STR_INIT(literal))
/* For "%.*s". */
#define STR_ARG(s) (int)(s).len, ((s).ptr ? (s).ptr : "")

/* NULL gives the empty string. */
struct str str_from(const char *text);
static inline struct str str_make(const char *ptr, size_t len)
{
	return (struct str){.ptr = ptr, .len = len};
}
/* The part from byte `from` (clamped) of at most `len` bytes. */
static inline struct str str_slice(struct str s, size_t from, size_t len)
{
	if (from > s.len) {
		from = s.len;
	}
	if (len > s.len - from) {
		len = s.len - from;
	}
	return (struct str){.ptr = from > 0 ? s.ptr + from : s.ptr, .len = len};
}

bool str_is_empty(struct str s);
static inline bool str_eq(struct str a, struct str b)
{
	return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}
/* ASCII letters compare without case. */
bool str_eq_nocase(struct str a, struct str b);
/* Order of bytes, as memcmp. */
int str_cmp(struct str a, struct str b);
bool str_starts(struct str s, struct str prefix);
bool str_starts_nocase(struct str s, struct str prefix);
bool str_ends(struct str s, struct str suffix);
/* Offset of the first occurrence, or -1. */
ptrdiff_t str_find(struct str s, struct str needle);
ptrdiff_t str_find_byte(struct str s, char byte);

/* Without the ASCII white space (space, \t \n \v \f \r) at both ends. */
struct str str_trim(struct str s);
/* Splits off what stands before the first `separator` into *ret_head and leaves the rest in *rest; false when
 * *rest is at its end (ptr NULL). "a,b" gives "a", "b"; "a," gives "a", "". */
bool str_cut(struct str *rest, char separator, struct str *ret_head);

/* The whole of `s` as a decimal number. -EINVAL when it is not one, -ERANGE when it does not fit. */
MUST_CHECK int str_to_int64(struct str s, int64_t *ret);

/* A NUL-terminated copy on the heap, owned by the caller. */
char *str_dupz(struct str s);

#endif
