/* SPDX-License-Identifier: BSD-2-Clause */
/* Encodings that are ours: letters of the languages that they were made for. */
#include "text/charset_table.h"

#include <errno.h>

#include "check.h"
#include "text/charset.h"

static void letters(void **state)
{
	static const struct {
		const char *label;
		struct str bytes;
		const char *text;
		size_t malformed;
	} cases[] = {
		{"ptcp154",
			STR_INIT(
				"\x8d\xe0\xe7\xe0\x9d\xf1\xf2\xe0\xed \x87\xea\xb3\xec\xe5\xf2\xb3"),
			"Қазақстан Үкіметі", 0},
		{"cyrillic-asian", STR_INIT("\x83\xfb\xeb\xfb\xec \xba\xeb\xe5\xec"), "ғылым әлем",
			0},
		{"kz1048",
			STR_INIT(
				"\x8d\xe0\xe7\xe0\x9d\xf1\xf2\xe0\xed \xaf\xea\xb3\xec\xe5\xf2\xb3"),
			"Қазақстан Үкіметі", 0},
		{"RK1048", STR_INIT("\xb4\xbe\xb3\xf0"), "өңір", 0},
		{"koi8-t", STR_INIT("\xf4\xcf\x8d\xc9\xcb\xc9\xd3\xd4\xcf\xce"), "Тоҷикистон", 0},
		{"iso-8859-16",
			STR_INIT("\xde"
				 "ar\xe3 \xbai \xbatiri \xa5nou\xe3\xb5 \xa4"),
			"Țară și știri „nouă” €", 0},
		{"latin10", STR_INIT("\xcenc\xe3"), "Încă", 0},
		{"maciceland", STR_INIT("\xdeingi\xdd r\xbe\xddir"), "Þingið ræðir", 0},
		{"x-mac-iceland", STR_INIT("\xa0msir \xe3\xa9\xd2"), "Ýmsir „©“", 0},
		{"koi8-t", STR_INIT("\x88!"), "\xef\xbf\xbd!", 1}, /* no letter has that number */
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct charset_verdict verdict;
		struct buf scratch;
		struct str text;
		size_t malformed = 99;

		buf_init(&scratch, 1024);
		assert_int_equal(charset_to_utf8(cases[i].bytes, str_from(cases[i].label), &scratch,
					 &verdict, &text),
			0);
		if (cases[i].malformed == 0) {
			check_str(text, cases[i].text, cases[i].label);
			assert_int_equal(verdict.rule, CHARSET_BY_HEADER);
			assert_true(charset_table_has(verdict.name));
		} else {
			assert_int_equal(charset_table_convert(
						 "KOI8-T", cases[i].bytes, &scratch, &malformed),
				0);
			check_str(buf_str(&scratch), cases[i].text, cases[i].label);
			check_int((int64_t)malformed, (int64_t)cases[i].malformed, cases[i].label);
		}
		buf_done(&scratch);
	}
}

static void failures(void **state)
{
	struct buf out;
	size_t malformed = 7;

	(void)state;
	buf_init(&out, 3);
	assert_false(charset_table_has("UTF-8"));
	assert_int_equal(charset_table_convert("UTF-8", STR("a"), &out, &malformed), -ENOTSUP);
	assert_int_equal(
		charset_table_convert("PTCP154", STR("\xe0\xe0"), &out, &malformed), -E2BIG);
	buf_done(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(letters),
		cmocka_unit_test(failures),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
