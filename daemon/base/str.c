/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Text as pointer and length. Looks only at bytes; knows no locale and no encoding.
 */
#include "base/str.h"

#include <assert.h>
#include <errno.h>
#include <string.h>

#include "base/mem.h"

static bool is_space(char byte)
{
	return byte == ' ' || (byte >= '\t' && byte <= '\r');
}

static char to_lower(char byte)
{
	return (char)(byte >= 'A' && byte <= 'Z' ? byte + ('a' - 'A') : byte);
}

struct str str_from(const char *text)
{
	return (struct str){text, text ? strlen(text) : 0};
}

bool str_is_empty(struct str s)
{
	return s.len == 0;
}

bool str_eq_nocase(struct str a, struct str b)
{
	/* Mostly they are the same. */
	return a.len == b.len && (str_eq(a, b) || str_starts_nocase(a, b));
}

int str_cmp(struct str a, struct str b)
{
	size_t shared = a.len < b.len ? a.len : b.len;
	int order = shared ? memcmp(a.ptr, b.ptr, shared) : 0;

	if (order != 0) {
		return order;
	}
	return (a.len > b.len) - (a.len < b.len);
}

bool str_starts(struct str s, struct str prefix)
{
	return s.len >= prefix.len && str_eq(str_slice(s, 0, prefix.len), prefix);
}

bool str_starts_nocase(struct str s, struct str prefix)
{
	if (s.len < prefix.len) {
		return false;
	}
	for (size_t i = 0; i < prefix.len; i++) {
		if (to_lower(s.ptr[i]) != to_lower(prefix.ptr[i])) {
			return false;
		}
	}
	return true;
}

bool str_ends(struct str s, struct str suffix)
{
	return s.len >= suffix.len && str_eq(str_slice(s, s.len - suffix.len, suffix.len), suffix);
}

ptrdiff_t str_find(struct str s, struct str needle)
{
	const char *found;

	if (needle.len == 0) {
		return 0;
	}
	if (s.len < needle.len) {
		return -1;
	}
	found = memmem(s.ptr, s.len, needle.ptr, needle.len);
	return found ? found - s.ptr : -1;
}

ptrdiff_t str_find_byte(struct str s, char byte)
{
	const char *found = s.len ? memchr(s.ptr, byte, s.len) : NULL;

	return found ? found - s.ptr : -1;
}

struct str str_trim(struct str s)
{
	while (s.len && is_space(s.ptr[0])) {
		s.ptr++;
		s.len--;
	}
	while (s.len && is_space(s.ptr[s.len - 1])) {
		s.len--;
	}
	return s;
}

bool str_cut(struct str *rest, char separator, struct str *ret_head)
{
	ptrdiff_t at;

	if (!rest->ptr) {
		return false;
	}
	at = str_find_byte(*rest, separator);
	if (at < 0) {
		*ret_head = *rest;
		*rest = (struct str){NULL, 0};
		return true;
	}
	*ret_head = str_slice(*rest, 0, (size_t)at);
	*rest = str_slice(*rest, (size_t)at + 1, rest->len);
	return true;
}

int str_to_int64(struct str s, int64_t *ret)
{
	bool negative = s.len && s.ptr[0] == '-';
	size_t at = s.len && (s.ptr[0] == '-' || s.ptr[0] == '+') ? 1 : 0;
	int64_t number = 0;

	if (at == s.len) {
		return -EINVAL;
	}
	for (; at < s.len; at++) {
		int digit = s.ptr[at] - '0';

		if (digit < 0 || digit > 9) {
			return -EINVAL;
		}
		/* Counted downwards, so that INT64_MIN needs no case of its own. */
		if (__builtin_mul_overflow(number, 10, &number) ||
			__builtin_sub_overflow(number, digit, &number)) {
			return -ERANGE;
		}
	}
	if (!negative && number == INT64_MIN) {
		return -ERANGE;
	}
	*ret = negative ? number : -number;
	return 0;
}

char *str_dupz(struct str s)
{
	return mem_strndup(s.ptr, s.len);
}
