/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * UTF-8 as RFC 3629 section 4 has it. Never reads past the end of its input and never gives out a byte sequence that is
 * not valid. Cleaning runs the same pass twice, first only counting, so that a copy is made only when it is needed and
 * is then exactly as large as it has to be.
 */
#include "text/utf8.h"

#include <endian.h>
#include <string.h>

#include "text/bytes.h"

#define REPLACEMENT 0xfffdu

static bool is_continuation(unsigned char byte)
{
	return (byte & 0xc0) == 0x80;
}

/* Bytes of the code point at p, 0 when they are invalid. The second byte's range is what rules out overlong forms,
 * surrogates and values above U+10FFFF. */
static size_t decode(const unsigned char *p, size_t left, uint32_t *ret)
{
	if (p[0] < 0x80) {
		*ret = p[0];
		return 1;
	}
	if (p[0] < 0xc2 || p[0] > 0xf4 || left < 2 || !is_continuation(p[1])) {
		return 0;
	}
	if (p[0] < 0xe0) {
		*ret = (uint32_t)(p[0] & 0x1f) << 6 | (p[1] & 0x3f);
		return 2;
	}
	if (left < 3 || !is_continuation(p[2])) {
		return 0;
	}
	if (p[0] < 0xf0) {
		if ((p[0] == 0xe0 && p[1] < 0xa0) || (p[0] == 0xed && p[1] > 0x9f)) {
			return 0;
		}
		*ret = (uint32_t)(p[0] & 0x0f) << 12 | (uint32_t)(p[1] & 0x3f) << 6 | (p[2] & 0x3f);
		return 3;
	}
	if (left < 4 || !is_continuation(p[3]) || (p[0] == 0xf0 && p[1] < 0x90) ||
		(p[0] == 0xf4 && p[1] > 0x8f)) {
		return 0;
	}
	*ret = (uint32_t)(p[0] & 0x07) << 18 | (uint32_t)(p[1] & 0x3f) << 12 |
	       (uint32_t)(p[2] & 0x3f) << 6 | (p[3] & 0x3f);
	return 4;
}

bool utf8_is_valid(struct str s)
{
	const unsigned char *p = (const unsigned char *)s.ptr;
	size_t at = 0;

	while (at < s.len) {
		uint32_t point;

		if (p[at] < 0x80) {
			at += bytes_ascii(str_slice(s, at, s.len - at));
			continue;
		}
		size_t step = decode(p + at, s.len - at, &point);
		if (step == 0) {
			return false;
		}
		at += step;
	}
	return true;
}

uint32_t utf8_next(struct str s, size_t *at)
{
	uint32_t point = REPLACEMENT;
	size_t step = decode((const unsigned char *)s.ptr + *at, s.len - *at, &point);

	*at += step > 0 ? step : 1;
	return point;
}

size_t utf8_encode(uint32_t point, char out[4])
{
	if (point > 0x10ffff || (point >= 0xd800 && point <= 0xdfff)) {
		point = REPLACEMENT;
	}
	if (point < 0x80) {
		out[0] = (char)point;
		return 1;
	}
	if (point < 0x800) {
		out[0] = (char)(0xc0 | point >> 6);
		out[1] = (char)(0x80 | (point & 0x3f));
		return 2;
	}
	if (point < 0x10000) {
		out[0] = (char)(0xe0 | point >> 12);
		out[1] = (char)(0x80 | (point >> 6 & 0x3f));
		out[2] = (char)(0x80 | (point & 0x3f));
		return 3;
	}
	out[0] = (char)(0xf0 | point >> 18);
	out[1] = (char)(0x80 | (point >> 12 & 0x3f));
	out[2] = (char)(0x80 | (point >> 6 & 0x3f));
	out[3] = (char)(0x80 | (point & 0x3f));
	return 4;
}

size_t utf8_length(struct str s)
{
	size_t points = 0;

	for (size_t i = 0; i < s.len; i++) {
		points += !is_continuation((unsigned char)s.ptr[i]);
	}
	return points;
}

size_t utf8_offset(struct str s, size_t points)
{
	size_t at = 0;

	while (at < s.len && points > 0) {
		size_t run = bytes_ascii(str_slice(s, at, points));

		at += run;
		points -= run;
		if (at < s.len && points > 0) {
			points--;
			do {
				at++;
			} while (at < s.len && is_continuation((unsigned char)s.ptr[at]));
		}
	}
	return at;
}

struct str utf8_truncate(struct str s, size_t points)
{
	/* A code point has at least one byte: most text is short enough at a glance. */
	return s.len <= points ? s : str_slice(s, 0, utf8_offset(s, points));
}

bool utf8_is_unsafe(uint32_t point)
{
	if (point < 0xa0) {
		return point < 0x20 || point >= 0x7f;
	}
	if (point < 0x2028) {
		return false;
	}
	return (point >= 0x2028 && point <= 0x202e) || (point >= 0x2066 && point <= 0x2069) ||
	       (point >= 0xfdd0 && point <= 0xfdef) || (point & 0xfffe) == 0xfffe ||
	       (point >= 0xe0000 && point <= 0xe007f);
}

bool utf8_is_ascii(struct str s)
{
	uint64_t all = 0;
	size_t at = 0;

	for (; at + 8 <= s.len; at += 8) {
		uint64_t eight;

		memcpy(&eight, s.ptr + at, 8);
		all |= eight;
	}
	for (; at < s.len; at++) {
		all |= (unsigned char)s.ptr[at];
	}
	return (all & UINT64_C(0x8080808080808080)) == 0;
}

/* True for printable ASCII with single spaces, none at either end: what UTF8_LINE leaves as it is, and a byte a code point. */
static bool is_plain_line(struct str s)
{
	const uint64_t ones = UINT64_C(0x0101010101010101);
	const uint64_t highs = ones << 7;
	uint64_t bad = 0;
	uint64_t before = 1; /* the byte before was a space: so is the beginning */
	size_t at = 0;

	for (; at + 8 <= s.len; at += 8) {
		uint64_t eight;
		uint64_t spaces;

		memcpy(&eight, s.ptr + at, 8);
		eight = le64toh(eight);
		bad |= eight & highs;
		/* Below 0x20, and 0x7f; no byte has its high bit, or it is bad already. */
		bad |= ~(eight + ones * 0x60) & highs;
		bad |= (eight + ones) & highs;
		spaces = ~((eight ^ ones * 0x20) + ones * 0x7f) & highs;
		spaces >>= 7;
		bad |= spaces & (spaces << 8 | before);
		before = spaces >> 56;
	}
	for (; at < s.len; at++) {
		unsigned char byte = (unsigned char)s.ptr[at];

		bad |= byte < 0x20 || byte > 0x7e || (byte == ' ' && before);
		before = byte == ' ';
	}
	return !bad && (s.len == 0 || !before);
}

bool utf8_is_white(uint32_t point)
{
	if (point < 0x80) {
		return point == ' ' || (point >= '\t' && point <= '\r');
	}
	return point == 0x85 || point == 0xa0 || point == 0x1680 ||
	       (point >= 0x2000 && point <= 0x200a) || point == 0x2028 || point == 0x2029 ||
	       point == 0x202f || point == 0x205f || point == 0x3000;
}

/* One pass of cleaning. */
struct cleaning {
	enum utf8_clean_mode mode;
	struct str in;
	size_t points_left;
	bool has_limit;  /* else there are surely fewer code points than may go */
	bool space_due;  /* UTF8_LINE: white space was seen after text */
	char *out;       /* NULL while counting */
	size_t len;      /* bytes given out */
	bool is_changed; /* what was given out is not the start of the input */
};

/* Gives out as many of the characters in `text` as may still go. */
static void clean_give(struct cleaning *c, struct str text)
{
	if (c->has_limit) {
		text.len = utf8_offset(text, c->points_left);
		c->points_left -= utf8_length(text);
	}
	if (c->out) {
		memcpy(c->out + c->len, text.ptr, text.len);
	} else if (!c->is_changed && text.ptr != c->in.ptr + c->len) {
		c->is_changed = !str_eq(text, str_slice(c->in, c->len, text.len));
	}
	c->len += text.len;
}

/* Text that is not white, after the space that is due before it. A space that nothing could follow is not given. */
static void clean_text(struct cleaning *c, struct str text)
{
	if (c->space_due) {
		c->space_due = false;
		if (c->points_left < 2) {
			c->points_left = 0;
			return;
		}
		clean_give(c, STR(" "));
	}
	clean_give(c, text);
}

/* White space at byte `from`. */
static void clean_white(struct cleaning *c, size_t from, uint32_t point)
{
	if (c->mode == UTF8_LINE) {
		c->space_due = c->len > 0;
		return;
	}
	if (point == '\r' && from + 1 < c->in.len && c->in.ptr[from + 1] == '\n') {
		return;
	}
	clean_give(c, point == '\n' || point == '\r' || point == 0x2028 || point == 0x2029
			      ? STR("\n")
			      : STR(" "));
}

/* Bytes of printable ASCII at the start that stay as they are. */
static size_t clean_ascii_run(const struct cleaning *c, struct str s)
{
	size_t at = 0;

	if (c->mode == UTF8_TEXT) {
		return bytes_printable(s);
	}
	while (at < s.len && s.ptr[at] > ' ' && s.ptr[at] < 0x7f) {
		at++;
	}
	return at;
}

/* The characters at `from` that stay as they are. */
static struct str clean_plain_run(const struct cleaning *c, size_t from)
{
	const unsigned char *p = (const unsigned char *)c->in.ptr;
	size_t at = from;

	while (at < c->in.len) {
		struct str rest = str_slice(c->in, at, c->in.len - at);
		uint32_t point = 0;
		size_t step =
			p[at] < 0x80 ? clean_ascii_run(c, rest) : decode(p + at, rest.len, &point);

		if (step == 0 ||
			(p[at] >= 0x80 && (utf8_is_white(point) || utf8_is_unsafe(point)))) {
			break;
		}
		at += step;
	}
	return str_slice(c->in, from, at - from);
}

static void clean_run(struct cleaning *c)
{
	size_t at = 0;

	while (at < c->in.len && c->points_left > 0) {
		uint32_t point = REPLACEMENT;
		size_t from = at;
		struct str plain = clean_plain_run(c, at);

		if (plain.len > 0) {
			clean_text(c, plain);
			at += plain.len;
			continue;
		}
		size_t step = decode((const unsigned char *)c->in.ptr + at, c->in.len - at, &point);
		at += step > 0 ? step : 1;
		if (step == 0) {
			clean_text(c, STR("\xef\xbf\xbd"));
		} else if (utf8_is_white(point)) {
			clean_white(c, from, point);
		}
	}
}

struct str utf8_clean(
	struct arena *arena, struct str s, enum utf8_clean_mode mode, size_t max_points)
{
	struct cleaning c = {
		.mode = mode, .points_left = max_points, .has_limit = max_points < s.len};
	size_t len;

	if (mode == UTF8_LINE && s.len <= max_points && is_plain_line(s)) {
		return s;
	}
	c.in = mode == UTF8_LINE ? str_trim(s) : s;
	clean_run(&c);
	if (!c.is_changed) {
		return str_slice(c.in, 0, c.len);
	}
	len = c.len;
	c.out = arena_alloc(arena, len);
	if (!c.out) {
		return str_make(NULL, 0);
	}
	c.len = 0;
	c.points_left = max_points;
	c.space_due = false;
	clean_run(&c);
	return str_make(c.out, len);
}
