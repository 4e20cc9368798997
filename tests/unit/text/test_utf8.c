/* SPDX-License-Identifier: BSD-2-Clause */
/* UTF-8: what is valid, what is cut where, and what cleaning leaves. */
#include "text/utf8.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"

/* Memory of exactly the text's size, so that a read past its end is seen. */
static struct str exact_copy(struct str s)
{
	char *copy = mem_alloc(s.len > 0 ? s.len : 1);

	memcpy(copy, s.ptr, s.len);
	return str_make(copy, s.len);
}

static void validity(void **state)
{
	static const struct {
		struct str text;
		bool is_valid;
	} cases[] = {
		{STR_INIT(""), true},
		{STR_INIT("plain ASCII that is longer than eight bytes"), true},
		{STR_INIT("a\0b"), true},
		{STR_INIT("\xc2\x80"), true},
		{STR_INIT("\xdf\xbf"), true},
		{STR_INIT("\xe0\xa0\x80"), true},
		{STR_INIT("\xed\x9f\xbf"), true},
		{STR_INIT("\xee\x80\x80"), true},
		{STR_INIT("\xef\xbf\xbf"), true},
		{STR_INIT("\xf0\x90\x80\x80"), true},
		{STR_INIT("\xf4\x8f\xbf\xbf"), true},
		{STR_INIT("12345678\xc3\xa9"), true},
		{STR_INIT("\x80"), false},
		{STR_INIT("\xbf"), false},
		{STR_INIT("\xc0\x80"), false},         /* overlong */
		{STR_INIT("\xc1\xbf"), false},         /* overlong */
		{STR_INIT("\xe0\x9f\xbf"), false},     /* overlong */
		{STR_INIT("\xf0\x8f\xbf\xbf"), false}, /* overlong */
		{STR_INIT("\xed\xa0\x80"), false},     /* surrogate */
		{STR_INIT("\xed\xbf\xbf"), false},     /* surrogate */
		{STR_INIT("\xf4\x90\x80\x80"), false}, /* above U+10FFFF */
		{STR_INIT("\xf5\x80\x80\x80"), false},
		{STR_INIT("\xff"), false},
		{STR_INIT("\xfe"), false},
		{STR_INIT("\xc3"), false}, /* cut short */
		{STR_INIT("\xe2\x82"), false},
		{STR_INIT("\xf0\x9f\x98"), false},
		{STR_INIT("\xc3("), false},
		{STR_INIT("\xe2(\xa1"), false},
		{STR_INIT("\xe2\x82("), false},
		{STR_INIT("\xf0\x9f\x98("), false},
		{STR_INIT("12345678\xe9"), false},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct str text = exact_copy(cases[i].text);

		if (utf8_is_valid(text) != cases[i].is_valid) {
			fail_msg("case %zu", i);
		}
		/* The decoder agrees: it replaces something exactly when the text is not valid. */
		for (size_t at = 0, bad = 0;;) {
			size_t from = at;

			if (at == text.len) {
				assert_int_equal(bad == 0, cases[i].is_valid);
				break;
			}
			bad += utf8_next(text, &at) == 0xfffd && at == from + 1;
		}
		free((void *)text.ptr);
	}
}

/* Every code point there and back. */
static void round_trip(void **state)
{
	(void)state;
	for (uint32_t point = 0; point <= 0x110010; point++) {
		bool is_scalar = point <= 0x10ffff && (point < 0xd800 || point > 0xdfff);
		char bytes[4];
		size_t at = 0;
		struct str s = str_make(bytes, utf8_encode(point, bytes));
		uint32_t back = utf8_next(s, &at);

		if (back != (is_scalar ? point : 0xfffd) || at != s.len || !utf8_is_valid(s)) {
			fail_msg("U+%04X gave U+%04X", point, back);
		}
	}
}

static void lengths(void **state)
{
	static const struct {
		const char *text;
		size_t length;
		size_t points;
		size_t offset;
	} cases[] = {
		{"", 0, 0, 0},
		{"", 0, 5, 0},
		{"abc", 3, 0, 0},
		{"abc", 3, 2, 2},
		{"abc", 3, 3, 3},
		{"abc", 3, 4, 3},
		{"é€😀x", 4, 1, 2},
		{"é€😀x", 4, 2, 5},
		{"é€😀x", 4, 3, 9},
		{"é€😀x", 4, 4, 10},
		{"é€😀x", 4, SIZE_MAX, 10},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct str s = str_from(cases[i].text);

		assert_int_equal(utf8_length(s), cases[i].length);
		assert_int_equal(utf8_offset(s, cases[i].points), cases[i].offset);
		assert_int_equal(utf8_truncate(s, cases[i].points).len, cases[i].offset);
		assert_ptr_equal(utf8_truncate(s, cases[i].points).ptr, s.ptr);
	}
}

static void unsafe_points(void **state)
{
	static const struct {
		uint32_t first;
		uint32_t last;
		bool is_unsafe;
	} ranges[] = {
		{0x0, 0x1f, true},
		{0x20, 0x7e, false},
		{0x7f, 0x9f, true},
		{0xa0, 0x2027, false},
		{0x2028, 0x202e, true},
		{0x202f, 0x2065, false},
		{0x2066, 0x2069, true},
		{0x206a, 0xd7ff, false},
		{0xe000, 0xfdcf, false},
		{0xfdd0, 0xfdef, true},
		{0xfdf0, 0xfffd, false},
		{0xfffe, 0xffff, true},
		{0x10000, 0x1fffd, false},
		{0x1fffe, 0x1ffff, true},
		{0xe0000, 0xe007f, true},
		{0xe0100, 0xe01ef, false},
		{0x10fffe, 0x10ffff, true},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(ranges) / sizeof(ranges[0]); i++) {
		uint32_t point = ranges[i].first;

		while (point <= ranges[i].last && utf8_is_unsafe(point) == ranges[i].is_unsafe) {
			point++;
		}
		if (point <= ranges[i].last) {
			fail_msg("U+%04X", point);
		}
	}
}

/* The fields stand in the order in which a row is read. */
/* NOLINTNEXTLINE(clang-analyzer-optin.performance.Padding) */
static const struct {
	struct str text;
	enum utf8_clean_mode mode;
	size_t max;
	struct str clean;
	bool is_same; /* no copy */
} cleanings[] = {
	{STR_INIT(""), UTF8_LINE, 10, STR_INIT(""), true},
	{STR_INIT("one two"), UTF8_LINE, 10, STR_INIT("one two"), true},
	{STR_INIT("é€😀"), UTF8_LINE, 10, STR_INIT("é€😀"), true},
	{STR_INIT("  one two\n"), UTF8_LINE, 10, STR_INIT("one two"), true},
	{STR_INIT("one two three"), UTF8_LINE, 7, STR_INIT("one two"), true},
	{STR_INIT("one two three"), UTF8_LINE, 8, STR_INIT("one two"), true},
	{STR_INIT("one two three"), UTF8_LINE, 9, STR_INIT("one two t"), true},
	{STR_INIT("é€😀"), UTF8_LINE, 2, STR_INIT("é€"), true},
	{STR_INIT("one"), UTF8_LINE, 0, STR_INIT(""), true},
	{STR_INIT("one  two"), UTF8_LINE, 10, STR_INIT("one two"), false},
	{STR_INIT("one\r\n\t two"), UTF8_LINE, 10, STR_INIT("one two"), false},
	{STR_INIT("one\ntwo"), UTF8_LINE, 10, STR_INIT("one two"), false},
	{STR_INIT("one\xc2\xa0two\xe3\x80\x80"), UTF8_LINE, 10, STR_INIT("one two"), false},
	{STR_INIT("\xc2\xa0"), UTF8_LINE, 10, STR_INIT(""), true},
	{STR_INIT("\x1b[31mred"), UTF8_LINE, 10, STR_INIT("[31mred"), false},
	{STR_INIT("a\0b"), UTF8_LINE, 10, STR_INIT("ab"), false},
	{STR_INIT("a\xe2\x80\xae"
		  "b"),
		UTF8_LINE, 10, STR_INIT("ab"), false},
	{STR_INIT("a \xe2\x80\xae b"), UTF8_LINE, 10, STR_INIT("a b"), false},
	{STR_INIT("a\xf3\xa0\x81\x81"), UTF8_LINE, 10, STR_INIT("a"), true},
	{STR_INIT("a\xff"
		  "b"),
		UTF8_LINE, 10,
		STR_INIT("a\xef\xbf\xbd"
			 "b"),
		false},
	{STR_INIT("\xff\xff\xff"), UTF8_LINE, 2, STR_INIT("\xef\xbf\xbd\xef\xbf\xbd"), false},
	{STR_INIT("a\xe2\x82"), UTF8_LINE, 10, STR_INIT("a\xef\xbf\xbd\xef\xbf\xbd"), false},
	{STR_INIT("a\xe2\x80\xa8"
		  "b"),
		UTF8_LINE, 10, STR_INIT("a b"), false},
	{STR_INIT("a\xc2\x85"
		  "b"),
		UTF8_LINE, 10, STR_INIT("a b"), false},
	{STR_INIT("a  b\n\nc "), UTF8_TEXT, 20, STR_INIT("a  b\n\nc "), true},
	{STR_INIT("a\r\nb\rc\td"), UTF8_TEXT, 20, STR_INIT("a\nb\nc d"), false},
	{STR_INIT("a\xe2\x80\xa9"
		  "b\xc2\xa0"
		  "c"),
		UTF8_TEXT, 20, STR_INIT("a\nb c"), false},
	{STR_INIT("a\x7f\xc2\x9b"
		  "b"),
		UTF8_TEXT, 20, STR_INIT("ab"), false},
	{STR_INIT("abc\ndef"), UTF8_TEXT, 5, STR_INIT("abc\nd"), true},
};

static void cleaning(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cleanings) / sizeof(cleanings[0]); i++) {
		struct arena *arena = arena_new(1 << 16);
		struct str text = exact_copy(cleanings[i].text);
		struct str clean = utf8_clean(arena, text, cleanings[i].mode, cleanings[i].max);

		if (!str_eq(clean, cleanings[i].clean)) {
			fail_msg("case %zu: got \"%.*s\"", i, STR_ARG(clean));
		}
		assert_true(utf8_is_valid(clean));
		assert_int_equal(arena_used(arena) == 0, cleanings[i].is_same);
		free((void *)text.ptr);
		arena_free(arena);
	}
}

/* Whatever comes in: valid, safe, short enough, and clean is clean. */
static void cleaning_holds(void **state)
{
	static const char alphabet[] = " \n\tab\xc2\xa0\xe2\x80\xae\xf0\x9f\x98\x80\xff\x01\r";
	uint32_t random = 1;

	(void)state;
	for (size_t round = 0; round < 20000; round++) {
		enum utf8_clean_mode mode = round % 2 ? UTF8_LINE : UTF8_TEXT;
		struct arena *arena = arena_new(1 << 16);
		char bytes[24];
		struct str clean;
		size_t max = round % 12;

		for (size_t i = 0; i < sizeof(bytes); i++) {
			random = random * 1103515245 + 12345;
			bytes[i] = alphabet[(random >> 16) % (sizeof(alphabet) - 1)];
		}
		clean = utf8_clean(arena, str_make(bytes, sizeof(bytes)), mode, max);
		assert_true(utf8_is_valid(clean));
		assert_true(utf8_length(clean) <= max);
		for (size_t at = 0; at < clean.len;) {
			uint32_t point = utf8_next(clean, &at);

			assert_true(!utf8_is_unsafe(point) || (mode == UTF8_TEXT && point == '\n'));
		}
		if (mode == UTF8_LINE) {
			assert_int_equal(str_trim(clean).len, clean.len);
			assert_int_equal(str_find(clean, STR("  ")), -1);
		}
		assert_true(str_eq(utf8_clean(arena, clean, mode, max), clean));
		arena_free(arena);
	}
}

static void cleaning_without_memory(void **state)
{
	struct arena *arena = arena_new(16);

	(void)state;
	assert_int_equal(utf8_clean(arena, STR("a  b"), UTF8_LINE, 10).len, 3);
	assert_int_equal(utf8_clean(arena, STR("a  b"), UTF8_LINE, 10).len, 0);
	arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(validity),
		cmocka_unit_test(round_trip),
		cmocka_unit_test(lengths),
		cmocka_unit_test(unsafe_points),
		cmocka_unit_test(cleaning),
		cmocka_unit_test(cleaning_holds),
		cmocka_unit_test(cleaning_without_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
