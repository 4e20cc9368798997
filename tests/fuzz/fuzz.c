/* SPDX-License-Identifier: BSD-2-Clause */
/* The promises, checked byte by byte: no function of text/utf8.c is used here, since it is one of those that are tested. */
#include "fuzz.h"

#include <stdio.h>
#include <stdlib.h>

/* Asked by LeakSanitizer at its start. libfyaml 0.7.12 forgets the text of a scalar with some dozens of escapes
 * (fy_token_get_text grows it by realloc), as ten lines without our code show. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
	return "leak:libfyaml\n";
}

void fuzz_must(bool holds, const char *what, struct str text)
{
	if (holds) {
		return;
	}
	(void)fprintf(stderr, "broken promise: %s: \"", what);
	for (size_t i = 0; i < text.len && i < 400; i++) {
		unsigned char byte = (unsigned char)text.ptr[i];

		(void)fprintf(stderr, byte < 0x20 || byte > 0x7e ? "\\x%02x" : "%c", byte);
	}
	(void)fprintf(stderr, "\"\n");
	abort();
}

/* One code point at *at (RFC 3629 4); -1 when there is none. */
static int32_t take_point(struct str s, size_t *at)
{
	static const int32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
	unsigned char first = (unsigned char)s.ptr[*at];
	size_t len = first < 0x80 ? 1 : first < 0xc0 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
	int32_t point = len == 1 ? first : first & (0x7f >> len);

	if (len == 0 || first > 0xf4 || len > s.len - *at) {
		return -1;
	}
	for (size_t i = 1; i < len; i++) {
		unsigned char byte = (unsigned char)s.ptr[*at + i];

		if ((byte & 0xc0) != 0x80) {
			return -1;
		}
		point = (point << 6) | (byte & 0x3f);
	}
	*at += len;
	return point < least[len] || point > 0x10ffff || (point >= 0xd800 && point <= 0xdfff)
		       ? -1
		       : point;
}

static bool is_control(int32_t point)
{
	return point < 0x20 || (point >= 0x7f && point <= 0x9f) ||
	       (point >= 0x202a && point <= 0x202e) || (point >= 0x2066 && point <= 0x2069) ||
	       point == 0x2028 || point == 0x2029;
}

static bool is_forbidden(int32_t point)
{
	return is_control(point) || (point >= 0xe0000 && point <= 0xe007f) ||
	       (point >= 0xfdd0 && point <= 0xfdef) || (point & 0xfffe) == 0xfffe;
}

static void check(struct str text, size_t max_points, bool has_lines, const char *what)
{
	size_t points = 0;
	size_t at = 0;

	while (at < text.len) {
		int32_t point = take_point(text, &at);

		fuzz_must(point >= 0, what, text);
		fuzz_must(!is_forbidden(point) || (has_lines && point == '\n'), what, text);
		points++;
	}
	fuzz_must(points <= max_points, what, text);
}

void fuzz_must_be_line(struct str text, size_t max_points, const char *what)
{
	check(text, max_points, false, what);
}

void fuzz_must_be_text(struct str text, size_t max_points, const char *what)
{
	check(text, max_points, true, what);
}

void fuzz_must_be_printable(struct str text, const char *what)
{
	size_t at = 0;

	while (at < text.len) {
		int32_t point = take_point(text, &at);

		fuzz_must(point >= 0 && (point == '\n' || !is_control(point)), what, text);
	}
}

void fuzz_must_be_utf8(struct str text, const char *what)
{
	size_t at = 0;

	while (at < text.len) {
		fuzz_must(take_point(text, &at) >= 0, what, text);
	}
}

void fuzz_must_be_inside(struct str part, struct str whole, const char *what)
{
	uintptr_t begin = (uintptr_t)part.ptr;

	fuzz_must(part.len == 0 || (begin >= (uintptr_t)whole.ptr &&
					   begin + part.len <= (uintptr_t)whole.ptr + whole.len),
		what, part);
}

struct arena *fuzz_arena(void)
{
	static struct arena *arena;

	if (!arena) {
		arena = arena_new((size_t)256 << 20);
	}
	arena_clear(arena);
	return arena;
}

uint8_t fuzz_take_byte(struct str *input)
{
	uint8_t byte = input->len > 0 ? (uint8_t)input->ptr[0] : 0;

	*input = str_slice(*input, 1, input->len);
	return byte;
}

struct str fuzz_take_until(struct str *input, char byte)
{
	ptrdiff_t at = str_find_byte(*input, byte);
	struct str taken = str_slice(*input, 0, at < 0 ? input->len : (size_t)at);

	*input = str_slice(*input, at < 0 ? input->len : (size_t)at + 1, input->len);
	return taken;
}
