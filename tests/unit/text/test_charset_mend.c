/* SPDX-License-Identifier: BSD-2-Clause */
/* Text that is nearly UTF-8, and text that was made UTF-8 twice: what is mended, and what is left alone. */
#include "text/charset_mend.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "check.h"
#include "text/charset.h"
#include "text/utf8.h"

#define LOST "\xef\xbf\xbd"

static void counting(void **state)
{
	static const struct {
		struct str bytes;
		struct charset_census want;
	} cases[] = {
		{STR_INIT(""), {0, 0, 0, 0}},
		{STR_INIT("plain text of more than eight bytes"), {0, 0, 0, 0}},
		{STR_INIT("é€𝒓"), {9, 9, 3, 2}},
		{STR_INIT("\xe9"), {1, 0, 0, 0}},
		{STR_INIT("longer than eight é\xe9"), {3, 2, 1, 0}},
		{STR_INIT("\xe2\x82"), {2, 0, 0, 0}},
		{STR_INIT("\xef\xbf\xbd"), {3, 3, 1, 1}},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct charset_census census;

		charset_mend_count(cases[i].bytes, &census);
		assert_memory_equal(&census, &cases[i].want, sizeof(census));
	}
}

static void strays(void **state)
{
	static const struct {
		struct str bytes;
		const char *text;
		size_t replaced;
		size_t mixed;
	} cases[] = {
		{STR_INIT(""), "", 0, 0},
		{STR_INIT("é"), "é", 0, 0},
		{STR_INIT("\xef\xbf\xbd"), LOST, 0, 0},
		/* lone bytes are windows-1252 */
		{STR_INIT("caf\xe9 é"), "café é", 0, 1},
		{STR_INIT("don\x92t, \x93so\x94"), "don’t, “so”", 0, 3},
		{STR_INIT("\x80 5 \xa9"), "€ 5 ©", 0, 2},
		{STR_INIT("a\xff\xfe\xc0z"), "aÿþÀz", 0, 3},
		{STR_INIT("\xe9\xe8\xea and more of it"), "éèê and more of it", 0, 3},
		/* but five of them are nothing */
		{STR_INIT("\x81\x8d\x8f\x90\x9d"), LOST LOST LOST LOST LOST, 5, 0},
		/* characters that were cut are one each */
		{STR_INIT("é\xe2\x82"), "é" LOST, 1, 0},
		{STR_INIT("\xe2\x82 \xf0\x9d\x92!"), LOST " " LOST "!", 2, 0},
		{STR_INIT("the end \xe2"), "the end " LOST, 1, 0},
		{STR_INIT("\xc0\x80\xe0\x80\x80\xf5\x80\x80\x80"), LOST LOST LOST, 3, 0},
		/* surrogates: a pair is a character, one alone is none */
		{STR_INIT("\xed\xa0\xbd\xed\xb8\x80"), "😀", 0, 0},
		{STR_INIT("\xed\xa0\xbd!"), LOST "!", 1, 0},
		{STR_INIT("\xed\xb8\x80\xed\xa0\xbd"), LOST LOST, 2, 0},
		{STR_INIT("\xed\xaf\xbf\xed\xbf\xbf"), "\xf4\x8f\xbf\xbf", 0, 0},
	};
	struct buf out;

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct charset_strays count;

		buf_init(&out, 1024);
		assert_int_equal(charset_mend_strays(cases[i].bytes, &out, &count), 0);
		check_str(buf_str(&out), cases[i].text, cases[i].text);
		check_int((int64_t)count.replaced, (int64_t)cases[i].replaced, cases[i].text);
		check_int((int64_t)count.mixed, (int64_t)cases[i].mixed, cases[i].text);
		assert_true(utf8_is_valid(buf_str(&out)));
		buf_done(&out);
	}
	struct charset_strays count;

	buf_init(&out, 4);
	assert_int_equal(charset_mend_strays(STR("\x80\x80"), &out, &count), -E2BIG);
	buf_done(&out);
}

static void fields(void **state)
{
	static const struct {
		const char *text;
		const char *want; /* NULL: the text itself */
		bool is_doubled;
	} cases[] = {
		{"", NULL, false},
		{"plain text", NULL, false},
		{"Grüße aus Köln", NULL, false},
		{"Привет", NULL, false},
		{"日本", NULL, false},
		/* twice through the converter */
		{"GrÃ¼Ã\xc2\x9f"
		 "e",
			"Grüße", true},
		{"GrÃ¼ÃŸe", "Grüße", true},
		{"cafÃ©", "café", true},
		{"donâ€™t", "don’t", true},
		{"â€œsoâ€\xc2\x9d", "“so”", true},
		{"â\xc2\x80¦", "…", true},
		{"ÐŸÑ€Ð¸Ð²ÐµÑ‚", "Привет", true},
		{"æ—¥æœ¬", "日本", true},
		{"ðŸ˜€", "😀", true},
		{"100Â\xc2\xa0â‚¬", "100\xc2\xa0€", true},
		{"Â«Ã\xc2\xa0 la carteÂ»", "«à la carte»", true},
		/* not all of it: somebody wrote about it, or half of it is right */
		{"Ã© is how é looks when read wrongly", NULL, false},
		{"cafÃ© in 日本", NULL, false},
		{"donâ€™t – do", NULL, false},
		/* it may be meant */
		{"«IRMû", NULL, false},
		{"CAFɻ", NULL, false},
		{"SÃO PAULO", NULL, false},
		{"É» is a letter", NULL, false},
		{"AÂ B", NULL, false},
		{"NÃO", NULL, false},
		{"Â", NULL, false},
		{"â€", NULL, false},
		/* controls that were quotation marks */
		{"don\xc2\x92t", "don’t", false},
		{"\xc2\x93so\xc2\x94 \xc2\x80", "“so” €", false},
		{"\xc2\x81", NULL, false},
		{"Привет\xc2\x85", "Привет…", false},
		{"\xc2\x80\xc2\x80\xc2\x80\xc2\x80\xc2\x80\xc2\x80\xc2\x80\xc2\x80", "€€€€€€€€",
			false},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct arena *arena = arena_new(1 << 16);
		size_t len = strlen(cases[i].text);
		char *exact = mem_alloc(len > 0 ? len : 1);
		bool is_doubled = !cases[i].is_doubled;
		struct str text;

		memcpy(exact, cases[i].text, len);
		text = charset_mend_field(arena, str_make(exact, len), &is_doubled);
		check_str(text, cases[i].want ? cases[i].want : cases[i].text, cases[i].text);
		check_int(is_doubled, cases[i].is_doubled, cases[i].text);
		assert_int_equal(cases[i].want == NULL, text.ptr == exact);
		free(exact);
		arena_free(arena);
	}
}

/* A full arena mends nothing, and loses nothing. */
static void full_arena(void **state)
{
	struct arena *arena = arena_new(1);
	bool is_doubled = true;

	(void)state;
	check_str(charset_mend_field(arena, STR("cafÃ©cafÃ©cafÃ©cafÃ©"), &is_doubled),
		"cafÃ©cafÃ©cafÃ©cafÃ©", "doubled");
	assert_false(is_doubled);
	check_str(
		charset_mend_field(arena, STR("don\xc2\x92t, longer than the arena"), &is_doubled),
		"don\xc2\x92t, longer than the arena", "controls");
	arena_free(arena);
}

/* Whatever the bytes: what comes out is valid, and what is valid stays as it is. */
static void any_bytes(void **state)
{
	uint32_t random = 11;

	(void)state;
	for (size_t i = 0; i < 20000; i++) {
		struct arena *arena = arena_new(0);
		struct charset_strays count;
		struct buf once;
		struct buf twice;
		bool is_doubled;
		char bytes[24];

		for (size_t j = 0; j < sizeof(bytes); j++) {
			random = random * 1103515245 + 12345;
			/* leads and tails more often than by chance */
			bytes[j] = (char)(random >> 16 | (i % 3 ? 0x80 : 0));
		}
		buf_init(&once, 1024);
		buf_init(&twice, 1024);
		assert_int_equal(
			charset_mend_strays(str_make(bytes, i % sizeof(bytes)), &once, &count), 0);
		assert_true(utf8_is_valid(buf_str(&once)));
		assert_int_equal(charset_mend_strays(buf_str(&once), &twice, &count), 0);
		assert_true(str_eq(buf_str(&once), buf_str(&twice)));
		assert_int_equal(count.replaced + count.mixed, 0);
		assert_true(utf8_is_valid(charset_mend_field(arena, buf_str(&once), &is_doubled)));
		buf_done(&once);
		buf_done(&twice);
		arena_free(arena);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(counting),
		cmocka_unit_test(strays),
		cmocka_unit_test(fields),
		cmocka_unit_test(full_arena),
		cmocka_unit_test(any_bytes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
