/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A URL in the making. The caller knows beforehand how long it can become; nothing here grows or fails later.
 */
#include "text/url_draft.h"

#include <stdint.h>
#include <string.h>

#include "text/bytes.h"

static char to_lower(char c)
{
	if (c >= 'A' && c <= 'Z') {
		return (char)(c - 'A' + 'a');
	}
	return c;
}

size_t url_find_any(struct str s, const char *bytes)
{
	uint64_t wanted[4] = {0}; /* a bit for each byte */
	size_t count = strlen(bytes);
	size_t at = 0;

	if (count <= 3) {
		return bytes_find3(s, bytes[0], bytes[count / 2], bytes[count - 1]);
	}
	for (; *bytes; bytes++) {
		wanted[(unsigned char)*bytes / 64] |= UINT64_C(1) << ((unsigned char)*bytes % 64);
	}
	for (; at < s.len; at++) {
		unsigned char byte = (unsigned char)s.ptr[at];

		if (wanted[byte / 64] >> (byte % 64) & 1) {
			break;
		}
	}
	return at;
}

bool url_draft_start(struct url_draft *draft, struct arena *arena, size_t room)
{
	draft->ptr = arena_alloc(arena, room);
	draft->len = 0;
	return draft->ptr != NULL;
}

void url_draft_add(struct url_draft *draft, struct str s)
{
	if (s.len > 0) {
		memcpy(draft->ptr + draft->len, s.ptr, s.len);
		draft->len += s.len;
	}
}

void url_draft_add_lower(struct url_draft *draft, struct str s)
{
	for (size_t i = 0; i < s.len; i++) {
		draft->ptr[draft->len++] = to_lower(s.ptr[i]);
	}
}

struct str url_draft_str(const struct url_draft *draft)
{
	return str_make(draft->ptr, draft->len);
}
