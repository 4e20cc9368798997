/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Looks code points up in the generated tables. Never allocates and never depends on a locale. The invariant: folding what
 * is folded changes nothing.
 */
#include "text/fold.h"

#include <string.h>

#include "text/fold_table.h"
#include "text/utf8.h"

#define ENTRY_POINT 0x1fffffu
#define ENTRY_EXPANDS (1u << 21)

uint32_t fold_entry(uint32_t point)
{
	if (point < FOLD_END) {
		return fold_blocks[fold_index[point / FOLD_BLOCK]][point % FOLD_BLOCK];
	}
	/* The ideographs of plane 3; the rest is private or not assigned. */
	return point < 0x40000 ? (uint32_t)FOLD_IDEOGRAPH << 24 : 0;
}

size_t fold_point(uint32_t point, uint32_t entry, char out[FOLD_MAX_BYTES])
{
	enum fold_class class = fold_class(entry);
	if (class != FOLD_WORD && class != FOLD_DIGIT && class != FOLD_IDEOGRAPH) {
		return 0;
	}
	uint32_t target = entry & ENTRY_POINT;
	if (!(entry & ENTRY_EXPANDS)) {
		return utf8_encode(target == 0 ? point : target, out);
	}
	size_t len = 0;
	uint32_t count = fold_expansions[target];
	for (uint32_t i = 1; i <= count; i++) {
		len += utf8_encode(fold_expansions[target + i], out + len);
	}
	return len;
}

size_t fold_text(struct str s, char *out, size_t size)
{
	size_t len = 0;
	size_t at = 0;
	while (at < s.len) {
		size_t from = at;
		uint32_t point = utf8_next(s, &at);
		uint32_t entry = fold_entry(point);
		enum fold_class class = fold_class(entry);
		char folded[FOLD_MAX_BYTES];
		size_t bytes = fold_point(point, entry, folded);
		if (class == FOLD_APOSTROPHE) {
			folded[0] = '\'';
			bytes = 1;
		} else if (bytes == 0 && class != FOLD_MARK && class != FOLD_IGNORED) {
			bytes = at - from;
			memcpy(folded, s.ptr + from, bytes);
		}
		if (len + bytes > size) {
			break;
		}
		memcpy(out + len, folded, bytes);
		len += bytes;
	}
	return len;
}
