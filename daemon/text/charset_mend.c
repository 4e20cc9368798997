/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Mends text that is UTF-8 but for some bytes: a lone byte is windows-1252, which is what people paste; a sequence without
 * its end is a character that was cut; a pair of surrogates is one character (CESU-8). And the text of a field that went
 * through the wrong converter on its way, when all of it says so. Never touches what is valid and may be meant.
 */
#include "text/charset_mend.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>

#include "text/charset.h"
#include "text/utf8.h"

/* WHATWG Encoding, index windows-1252; 0: no character. */
static const uint16_t windows_1252[32] = {0x20ac, 0, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021,
	0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0, 0x017d, 0, 0, 0x2018, 0x2019, 0x201c, 0x201d,
	0x2022, 0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0, 0x017e, 0x0178};

/* The character of a byte in windows-1252, 0 for the five that are none. */
static uint32_t point_of(unsigned char byte)
{
	return byte >= 0x80 && byte <= 0x9f ? windows_1252[byte - 0x80] : byte;
}

static bool is_tail(unsigned char byte)
{
	return (byte & 0xc0) == 0x80;
}

/* The end of the ASCII that begins at `at`. */
static size_t skip_ascii(struct str s, size_t at)
{
	uint64_t eight;

	for (; at + sizeof(eight) <= s.len; at += sizeof(eight)) {
		memcpy(&eight, s.ptr + at, sizeof(eight));
		if (eight & UINT64_C(0x8080808080808080)) {
			break;
		}
	}
	while (at < s.len && (unsigned char)s.ptr[at] < 0x80) {
		at++;
	}
	return at;
}

/* Decodes at *at; false, with *at one on, when the bytes are not valid UTF-8. */
static bool is_next_valid(struct str s, size_t *at)
{
	size_t from = *at;

	return utf8_next(s, at) != 0xfffd || *at != from + 1;
}

void charset_mend_count(struct str bytes, struct charset_census *ret)
{
	size_t at = 0;

	memset(ret, 0, sizeof(*ret));
	while ((at = skip_ascii(bytes, at)) < bytes.len) {
		size_t from = at;

		if (is_next_valid(bytes, &at)) {
			ret->valid += at - from;
			ret->sequences++;
			ret->longer += at - from > 2;
		}
		ret->high += at - from;
	}
}

/* --- strays --- */

/* CESU-8: two surrogates of three bytes each; 0 when they are not. */
static uint32_t surrogate_pair(struct str s, size_t at)
{
	const unsigned char *p = (const unsigned char *)s.ptr + at;

	if (s.len - at < 6 || p[0] != 0xed || (p[1] & 0xf0) != 0xa0 || !is_tail(p[2]) ||
		p[3] != 0xed || (p[4] & 0xf0) != 0xb0 || !is_tail(p[5])) {
		return 0;
	}
	return 0x10000 + ((uint32_t)(p[1] & 0x0f) << 16) + ((uint32_t)(p[2] & 0x3f) << 10) +
	       ((uint32_t)(p[4] & 0x0f) << 6) + (p[5] & 0x3f);
}

static void add_point(struct buf *out, uint32_t point)
{
	char bytes[4];

	buf_add(out, bytes, utf8_encode(point, bytes));
}

/* Mends what begins at *at, which is not valid, and moves behind it. */
static void mend_stray(struct str s, size_t *at, struct buf *out, struct charset_strays *strays)
{
	unsigned char byte = (unsigned char)s.ptr[*at];
	uint32_t point = surrogate_pair(s, *at);
	size_t room = byte >= 0xf0 ? 3 : byte >= 0xe0 ? 2 : 1;
	size_t tails = 0;

	if (point != 0) {
		add_point(out, point);
		*at += 6;
		return;
	}
	while (byte >= 0xc0 && tails < room && *at + 1 + tails < s.len &&
		is_tail((unsigned char)s.ptr[*at + 1 + tails])) {
		tails++;
	}
	point = point_of(byte);
	if (tails > 0 || point == 0 || (byte >= 0xc0 && *at + 1 == s.len)) {
		strays->replaced++;
		point = 0xfffd;
	} else {
		strays->mixed++;
	}
	add_point(out, point);
	*at += 1 + tails;
}

int charset_mend_strays(struct str bytes, struct buf *out, struct charset_strays *ret)
{
	struct charset_strays strays = {0};
	size_t good = 0; /* start of what is not yet copied */
	size_t at = 0;

	buf_clear(out);
	while ((at = skip_ascii(bytes, at)) < bytes.len) {
		size_t from = at;

		if (is_next_valid(bytes, &at)) {
			continue;
		}
		buf_add(out, bytes.ptr + good, from - good);
		at = from;
		mend_stray(bytes, &at, out, &strays);
		good = at;
	}
	buf_add(out, bytes.ptr + good, at - good);
	*ret = strays;
	return out->full ? -E2BIG : 0;
}

/* --- fields --- */

/* The byte that windows-1252 has for a character, as it is where it has none below U+0100; -1 when there is no such byte. */
static int byte_of(uint32_t point)
{
	if (point < 0x100) {
		return (int)point;
	}
	for (size_t i = 0; i < 32; i++) {
		if (windows_1252[i] == point) {
			return 0x80 + (int)i;
		}
	}
	return -1;
}

/* How surely nobody wrote these characters, as bytes, side by side: 2 needs no second one. */
static size_t weigh_sequence(const char *bytes, size_t len)
{
	unsigned char lead = (unsigned char)bytes[0];
	unsigned char tail = (unsigned char)bytes[1];

	if (len > 2) {
		return 2;
	}
	/* "Ã" before a quotation mark, a dash or a no-break space is the end of a Portuguese word. */
	bool ends_word = tail == 0xa0 || tail == 0xab || tail == 0xbb || tail == 0x85 ||
			 (tail >= 0x91 && tail <= 0x97);
	return lead == 0xc3 && !ends_word ? 2 : 1;
}

/* True when the bytes are UTF-8 that nobody would have written as windows-1252. */
static bool is_surely_doubled(struct str bytes)
{
	size_t weight = 0;
	size_t at = 0;

	while ((at = skip_ascii(bytes, at)) < bytes.len) {
		size_t from = at;

		if (!is_next_valid(bytes, &at)) {
			return false;
		}
		weight += weigh_sequence(bytes.ptr + from, at - from);
	}
	return weight >= 2;
}

/* `text` as the bytes of windows-1252; empty when it has characters beyond. */
static struct str to_1252(struct arena *arena, struct str text, size_t from)
{
	char *out = arena_alloc(arena, text.len);
	size_t len = from;

	if (!out) {
		return (struct str){0};
	}
	memcpy(out, text.ptr, from);
	for (size_t at = from; at < text.len;) {
		int byte = byte_of(utf8_next(text, &at));

		if (byte < 0) {
			return (struct str){0};
		}
		out[len++] = (char)byte;
	}
	return str_make(out, len);
}

/* True when all characters from `at` on can have been bytes of UTF-8: nothing is copied for text that is not. */
static bool may_be_doubled(struct str text, size_t at)
{
	size_t expected = 0; /* tails that must follow */

	while (at < text.len) {
		int byte = (unsigned char)text.ptr[at] < 0x80 ? (unsigned char)text.ptr[at++]
							      : byte_of(utf8_next(text, &at));

		if (byte < 0 || (expected > 0) != (byte >= 0x80 && byte <= 0xbf)) {
			return false;
		}
		if (expected > 0) {
			expected--;
		} else if (byte >= 0xc2) {
			expected = byte >= 0xf0 ? 3 : byte >= 0xe0 ? 2 : 1;
		}
	}
	return expected == 0;
}

/* The character that the C1 control at `at` was in windows-1252; 0 when there is none. */
static uint32_t control_at(struct str text, size_t at)
{
	bool is_control = at + 1 < text.len && text.ptr[at] == '\xc2' &&
			  (unsigned char)text.ptr[at + 1] < 0xa0;

	return is_control ? point_of((unsigned char)text.ptr[at + 1]) : 0;
}

/* C1 controls as the characters of windows-1252 that were meant; `text` itself when it has none. */
static struct str mend_controls(struct arena *arena, struct str text, size_t from)
{
	const char *lead = memchr(text.ptr + from, '\xc2', text.len - from);
	size_t count = 0;
	size_t len = 0;
	char *out;

	while (lead) {
		size_t at = (size_t)(lead - text.ptr);

		count += control_at(text, at) != 0;
		lead = memchr(lead + 1, '\xc2', text.len - at - 1);
	}
	/* Two bytes become three at most. */
	out = count > 0 ? arena_alloc(arena, text.len + count) : NULL;
	if (!out) {
		return text;
	}
	for (size_t at = 0; at < text.len;) {
		uint32_t point = control_at(text, at);

		if (point != 0) {
			len += utf8_encode(point, out + len);
			at += 2;
		} else {
			out[len++] = text.ptr[at++];
		}
	}
	return str_make(out, len);
}

struct str charset_mend_field(struct arena *arena, struct str text, bool *ret_doubled)
{
	size_t from = skip_ascii(text, 0);

	*ret_doubled = false;
	if (from == text.len) {
		return text;
	}
	if (may_be_doubled(text, from)) {
		struct str bytes = to_1252(arena, text, from);

		if (bytes.len > 0 && is_surely_doubled(bytes)) {
			*ret_doubled = true;
			return bytes;
		}
	}
	return mend_controls(arena, text, from);
}
