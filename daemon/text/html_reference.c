/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * HTML character references (WHATWG HTML 13.2.5.72 to 80). Never reads beyond the text it is given and never yields a
 * surrogate or a value above U+10FFFF.
 */
#include "text/html.h"

#include <string.h>

#include "text/html_entities.h"
#include "text/utf8.h"

#define POINT_REPLACEMENT 0xfffdu
#define POINT_MASK 0x1fffffu
#define POINT_MAX 0x10ffffu

/* Numbers 128 to 159 mean windows-1252 (WHATWG HTML 13.2.5.80); 0: as they are. */
static const uint16_t windows_1252[32] = {0x20ac, 0, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021,
	0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0, 0x017d, 0, 0, 0x2018, 0x2019, 0x201c, 0x201d,
	0x2022, 0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0, 0x017e, 0x0178};

static bool is_alnum(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

static int digit_value(char c, unsigned base)
{
	if (c >= '0' && c <= '9') {
		return c - '0';
	}
	if (base == 16 && c >= 'a' && c <= 'f') {
		return c - 'a' + 10;
	}
	if (base == 16 && c >= 'A' && c <= 'F') {
		return c - 'A' + 10;
	}
	return -1;
}

static uint32_t number_to_point(uint32_t number)
{
	if (number == 0 || number > POINT_MAX || (number >= 0xd800 && number <= 0xdfff)) {
		return POINT_REPLACEMENT;
	}
	if (number >= 0x80 && number <= 0x9f && windows_1252[number - 0x80] != 0) {
		return windows_1252[number - 0x80];
	}
	return number;
}

static size_t read_number(struct str s, uint32_t points[2])
{
	unsigned base = 10;
	size_t at = 2;
	uint32_t number = 0;

	if (at < s.len && (s.ptr[at] == 'x' || s.ptr[at] == 'X')) {
		base = 16;
		at++;
	}
	size_t digits_at = at;
	for (; at < s.len && digit_value(s.ptr[at], base) >= 0; at++) {
		if (number <= POINT_MAX) {
			number = number * base + (uint32_t)digit_value(s.ptr[at], base);
		}
	}
	if (at == digits_at) {
		return 0;
	}
	points[0] = number_to_point(number);
	points[1] = 0;
	return at < s.len && s.ptr[at] == ';' ? at + 1 : at;
}

/* The number of the entity of exactly that name, or -1. */
static int find_name(struct str name)
{
	int low = 0;
	int high = HTML_ENTITIES - 1;

	while (low <= high) {
		int middle = (low + high) / 2;
		size_t at = html_entity_offsets[middle];
		struct str known = str_make(
			html_entity_names + at, (size_t)html_entity_offsets[middle + 1] - at - 1);
		int order = str_cmp(name, known);

		if (order == 0) {
			return middle;
		}
		if (order < 0) {
			high = middle - 1;
		} else {
			low = middle + 1;
		}
	}
	return -1;
}

static void name_to_points(int entity, uint32_t points[2])
{
	points[0] = html_entity_points[entity] & POINT_MASK;
	points[1] = html_entity_seconds[html_entity_points[entity] >> 24];
}

/* The names that most references have; 0 when it is none of them. */
static size_t read_frequent(struct str s, uint32_t points[2])
{
	static const struct {
		struct str written;
		uint32_t point;
	} names[] = {{STR_INIT("&amp;"), '&'}, {STR_INIT("&nbsp;"), 0xa0}, {STR_INIT("&lt;"), '<'},
		{STR_INIT("&gt;"), '>'}, {STR_INIT("&quot;"), '"'}};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (s.ptr[1] == names[i].written.ptr[1] && str_starts(s, names[i].written)) {
			points[0] = names[i].point;
			points[1] = 0;
			return names[i].written.len;
		}
	}
	return 0;
}

static size_t read_name(struct str s, uint32_t points[2])
{
	size_t end = 1;
	size_t frequent = read_frequent(s, points);

	if (frequent > 0) {
		return frequent;
	}
	while (end < s.len && end <= HTML_ENTITY_MAX && is_alnum(s.ptr[end])) {
		end++;
	}
	if (end < s.len && s.ptr[end] == ';') {
		int entity = find_name(str_slice(s, 1, end));

		if (entity >= 0) {
			name_to_points(entity, points);
			return end + 1;
		}
	}
	size_t len = end - 1 < HTML_ENTITY_LEGACY_MAX ? end - 1 : HTML_ENTITY_LEGACY_MAX;
	for (; len >= 2; len--) {
		int entity = find_name(str_slice(s, 1, len));

		if (entity >= 0) {
			name_to_points(entity, points);
			return len + 1;
		}
	}
	return 0;
}

size_t html_reference(struct str s, uint32_t points[2])
{
	if (s.len < 3 || s.ptr[0] != '&') {
		return 0;
	}
	return s.ptr[1] == '#' ? read_number(s, points) : read_name(s, points);
}

struct str html_unescape(struct arena *arena, struct str s)
{
	ptrdiff_t first = str_find_byte(s, '&');
	/* No reference makes more than 6 bytes out of 5 ("&nGt;"). */
	char *out = first < 0 ? NULL : arena_alloc(arena, s.len + s.len / 5 + 8);
	size_t out_len = 0;

	if (out == NULL) {
		return first < 0 ? s : str_make(NULL, 0);
	}
	for (size_t at = 0; at < s.len;) {
		const char *amp = memchr(s.ptr + at, '&', s.len - at);
		size_t plain = amp == NULL ? s.len - at : (size_t)(amp - s.ptr) - at;
		uint32_t points[2];

		memcpy(out + out_len, s.ptr + at, plain);
		out_len += plain;
		at += plain;
		if (at >= s.len) {
			break;
		}
		size_t used = html_reference(str_slice(s, at, s.len - at), points);
		if (used == 0) {
			out[out_len++] = '&';
			at++;
			continue;
		}
		for (size_t i = 0; i < 2 && (i == 0 || points[i] != 0); i++) {
			out_len += utf8_encode(points[i], out + out_len);
		}
		at += used;
	}
	return str_make(out, out_len);
}
