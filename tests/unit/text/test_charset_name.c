/* SPDX-License-Identifier: BSD-2-Clause */
#include "text/charset_name.h"

#include <string.h>

#include "check.h"

static void test_labels(void **state)
{
	(void)state;
	static const struct {
		const char *label;
		const char *name; /* NULL: not known or not wanted */
	} rows[] = {
		{"utf-8", "UTF-8"},
		{"UTF8", "UTF-8"},
		{" \"utf_8\" ", "UTF-8"},
		{"unicode-1-1-utf-8", "UTF-8"},
		{"utf-16", "UTF-16LE"},
		{"utf-16be", "UTF-16BE"},
		/* WHATWG Encoding Standard 4.2: what the web means by these */
		{"iso-8859-1", "windows-1252"},
		{"us-ascii", "windows-1252"},
		{"latin1", "windows-1252"},
		{"ISO_8859-9", "windows-1254"},
		{"iso-8859-11", "windows-874"},
		{"gb2312", "GB18030"},
		{"GBK", "GB18030"},
		{"shift-jis", "Shift_JIS"},
		{"x-sjis", "Shift_JIS"},
		{"ks_c_5601-1987", "windows-949"},
		{"euc-kr", "windows-949"},
		/* one encoding, many ways to write it */
		{"ISO_8859-15", "ISO-8859-15"},
		{"iso8859-15", "ISO-8859-15"},
		{"windows-1251", "windows-1251"},
		{"cp1251", "windows-1251"},
		{"win-1251", "windows-1251"},
		{"x-cp1251", "windows-1251"},
		{"cp866", "IBM866"},
		{"cp-850", "IBM850"},
		{"csISOLatin2", "ISO-8859-2"},
		{"csKOI8R", "KOI8-R"},
		{"cp936", "GB18030"},
		{"cp932", "Shift_JIS"},
		{"windows-31j", "Shift_JIS"},
		{"macintosh", "macintosh"},
		{"unicode", "UTF-16LE"},
		{"iso_8859-15:1999", "ISO-8859-15"},
		{"ISO_8859-1:1987", "windows-1252"},
		{"x-x-big5", "Big5"},
		{"hz-gb-2312", "HZ-GB-2312"},
		{"iso-2022-kr", "ISO-2022-KR"},
		{"cesu-8", "UTF-8"},
		/* a number is a code page */
		{"1251", "windows-1251"},
		{"866", "IBM866"},
		{"437", "IBM437"},
		/* names that only ICU knows */
		{"cp037", "IBM037"},
		{"ibm037", "IBM037"},
		{"ebcdic-cp-us", "IBM037"},
		{"ebcdic_cp_he", "IBM424"},
		{"cp500", "IBM500"},
		{"csIBM857", "IBM857"},
		{"cspc8codepage437", "IBM437"},
		{"cp_is", "IBM861"},
		{"cp1140", "IBM01140"},
		/* ways to smuggle mark-up, and no encodings at all */
		{"imap-mailbox-name", NULL},
		{"lmbcs-1", NULL},
		{"../../etc/passwd", NULL},
		{"ibm-37,swaplfnl", NULL},
		{"none", NULL},
		{"binary", NULL},
		{"utf-7", NULL},
		{"unicode-1-1-utf-7", NULL},
		{"scsu", NULL},
		{"bocu-1", NULL},
		{"cp", NULL},
		{"win", NULL},
		{"", NULL},
		{"-_-", NULL},
		{"utf-88", NULL},
		{"windows-1252-and-a-tail-that-is-longer-than-any-name", NULL},
	};
	for (size_t i = 0; i < COUNT(rows); i++) {
		const char *name = charset_name_find(str_from(rows[i].label));

		if (!name != !rows[i].name || (name && strcmp(name, rows[i].name) != 0)) {
			fail_msg("%s: got %s, want %s", rows[i].label, name ? name : "nothing",
				rows[i].name ? rows[i].name : "nothing");
		}
	}
}

/* What is given out is found again under its own name, and the list ends. */
static void test_names(void **state)
{
	(void)state;
	size_t count = 0;

	for (const char *name; (name = charset_name_at(count)) != NULL; count++) {
		assert_string_equal(charset_name_find(str_from(name)), name);
	}
	assert_true(count > 30);
	assert_null(charset_name_at(count + 1));
	assert_null(charset_name_at(SIZE_MAX));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_labels),
		cmocka_unit_test(test_names),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
