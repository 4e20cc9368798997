/* SPDX-License-Identifier: BSD-2-Clause */
/* Encodings: what is said of a document, what it is, and the text that must come out. */
#include "text/charset.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "text/charset_name.h"
#include "text/utf8.h"

static void content_types(void **state)
{
	static const struct {
		const char *content_type;
		const char *charset;
	} cases[] = {
		{"", ""},
		{"text/xml", ""},
		{"charset=utf-8", ""},
		{"text/xml; charset=utf-8", "utf-8"},
		{"text/xml;charset=UTF-8", "UTF-8"},
		{"text/xml; CharSet = \"utf-8\" ; x=y", "utf-8"},
		{"text/xml; charset='utf-8'", "utf-8"},
		{"text/xml; x=charset; charset=koi8-r", "koi8-r"},
		{"text/xml; charset=", ""},
		{"text/xml; charset=\"", ""},
		{"text/xml; charset=utf-8,", "utf-8"},
		{"text/xml; notcharset=a; charset=b", "b"},
		{"text/xml; charset=a; charset=b", "a"},
		{"application/rss+xml; ; charset=utf-8", "utf-8"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct str charset = charset_of_content_type(str_from(cases[i].content_type));

		if (!str_eq(charset, str_from(cases[i].charset))) {
			fail_msg("%s: %.*s", cases[i].content_type, STR_ARG(charset));
		}
	}
}

static void names(void **state)
{
	static const struct {
		const char *label;
		const char *name;
	} cases[] = {
		{"utf-8", "UTF-8"},
		{"UTF8", "UTF-8"},
		{" utf_8 ", "UTF-8"},
		{"utf-16", "UTF-16LE"},
		{"UTF-16BE", "UTF-16BE"},
		{"iso-8859-1", "windows-1252"},
		{"ISO8859-1", "windows-1252"},
		{"latin1", "windows-1252"},
		{"us-ascii", "windows-1252"},
		{"ascii", "windows-1252"},
		{"cp1252", "windows-1252"},
		{"x-cp1251", "windows-1251"},
		{"win-1251", "windows-1251"},
		{"Windows-1251", "windows-1251"},
		{"cp-1251", "windows-1251"},
		{"windows-cp1251", "windows-1251"},
		{"iso-8859-9", "windows-1254"},
		{"iso_8859-15:1999", NULL},
		{"ISO_8859-15", "ISO-8859-15"},
		{"iso-8859-8-i", "ISO-8859-8"},
		{"koi8-r", "KOI8-R"},
		{"cp866", "IBM866"},
		{"IBM-866", "IBM866"},
		{"gb2312", "GB18030"},
		{"GBK", "GB18030"},
		{"cp936", NULL},
		{"big5", "Big5"},
		{"x-x-big5", "Big5"},
		{"x-sjis", "Shift_JIS"},
		{"shift-jis", "Shift_JIS"},
		{"Windows-31J", "Shift_JIS"},
		{"euc-jp", "EUC-JP"},
		{"iso-2022-jp", "ISO-2022-JP"},
		{"euc-kr", "windows-949"},
		{"ks_c_5601-1987", "windows-949"},
		{"cp949", "windows-949"},
		{"tis-620", "windows-874"},
		{"macintosh", "macintosh"},
		{"", NULL},
		{"-", NULL},
		{"none", NULL},
		{"binary", NULL},
		{"utf-7", NULL},
		{"unicode-1-1-utf-7", NULL},
		{"scsu", NULL},
		{"bocu-1", NULL},
		{"cesu-8", NULL},
		{"ibm037", NULL},
		{"ebcdic-us", NULL},
		{"hz-gb-2312", NULL},
		{"iso-2022-kr", NULL},
		{"iso-2022-cn", NULL},
		{"../../etc/passwd", NULL},
		{"windows-", NULL},
		{"a label that is far too long to be the name of any encoding", NULL},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *name = charset_name_find(str_from(cases[i].label));

		if (!name != !cases[i].name || (name && strcmp(name, cases[i].name) != 0)) {
			fail_msg("%s: %s", cases[i].label, name ? name : "none");
		}
	}
}

/* Every name finds itself, and ICU has it: a byte of ASCII goes through all of them. */
static void all_names_work(void **state)
{
	const char *name;
	size_t count = 0;

	(void)state;
	for (; (name = charset_name_at(count)) != NULL; count++) {
		struct charset_verdict verdict;
		struct str text;
		struct buf scratch;

		assert_ptr_equal(charset_name_find(str_from(name)), name);
		if (strncmp(name, "UTF-", 4) == 0) {
			continue;
		}
		buf_init(&scratch, 4096);
		/* Not UTF-8, so it has to be converted; nearly all read it without a fault. */
		assert_int_equal(charset_to_utf8(STR("abc \xe4\xe6 xyz"), str_from(name), &scratch,
					 &verdict, &text),
			0);
		if (strcmp(name, "ISO-2022-JP") != 0) {
			assert_string_equal(verdict.name, name);
		}
		assert_true(str_starts(text, STR("abc ")) && str_ends(text, STR(" xyz")));
		buf_done(&scratch);
	}
	assert_int_equal(count, 40);
}

#define UTF8_TEXT_A "\xd0\x9a\xd0\xb0\xd0\xb1\xd1\x83\xd0\xbb" /* Kabul in Cyrillic */
#define CP1251_TEXT_A "\xca\xe0\xe1\xf3\xeb"
#define KOI8_TEXT_A "\xeb\xc1\xc2\xd5\xcc"
#define DECLARED(encoding) "<?xml version=\"1.0\" encoding=\"" encoding "\"?><a>"

/* The fields stand in the order in which a row is read. */
/* NOLINTNEXTLINE(clang-analyzer-optin.performance.Padding) */
static const struct {
	const char *name;
	struct str bytes;
	const char *header;
	enum charset_rule rule;
	const char *charset;
	struct str text; /* the end of it */
	size_t replaced;
	bool contradicts;
	bool is_borrowed; /* the bytes themselves */
} documents_said[] = {
	{"ASCII, nothing said", STR_INIT("<a>"), "", CHARSET_BY_UTF8, "UTF-8", STR_INIT("<a>"), 0,
		false, true},
	{"empty", STR_INIT(""), "", CHARSET_BY_UTF8, "UTF-8", STR_INIT(""), 0, false, true},
	{"UTF-8, nothing said", STR_INIT("<a>é"), "", CHARSET_BY_UTF8, "UTF-8", STR_INIT("<a>é"), 0,
		false, true},
	{"UTF-8 by header", STR_INIT("<a>é"), "utf8", CHARSET_BY_HEADER, "UTF-8", STR_INIT("<a>é"),
		0, false, true},
	{"UTF-8 by declaration", STR_INIT(DECLARED("utf-8") "é"), "", CHARSET_BY_DECLARATION,
		"UTF-8", STR_INIT("<a>é"), 0, false, true},
	{"a mark", STR_INIT("\xef\xbb\xbf<a>é"), "koi8-r", CHARSET_BY_BOM, "UTF-8",
		STR_INIT("<a>é"), 0, true, true},
	{"a mark, broken text", STR_INIT("\xef\xbb\xbf<a>\xff"), "", CHARSET_BY_BOM, "UTF-8",
		STR_INIT("<a>\xef\xbf\xbd"), 1, false, false},
	{"header before declaration", STR_INIT(DECLARED("koi8-r") CP1251_TEXT_A), "windows-1251",
		CHARSET_BY_HEADER, "windows-1251", STR_INIT(UTF8_TEXT_A), 0, true, false},
	{"declaration", STR_INIT(DECLARED("koi8-r") KOI8_TEXT_A), "", CHARSET_BY_DECLARATION,
		"KOI8-R", STR_INIT(UTF8_TEXT_A), 0, false, false},
	{"declaration in single quotes",
		STR_INIT(" <?xml version='1.0' encoding = 'win-1251' ?><a>" CP1251_TEXT_A), "",
		CHARSET_BY_DECLARATION, "windows-1251", STR_INIT(UTF8_TEXT_A), 0, false, false},
	{"UTF-8 claimed by the header, and is not", STR_INIT(DECLARED("koi8-r") KOI8_TEXT_A),
		"utf-8", CHARSET_BY_DECLARATION, "KOI8-R", STR_INIT(UTF8_TEXT_A), 0, true, false},
	{"latin1 header over declared UTF-8", STR_INIT(DECLARED("utf-8") "é"), "iso-8859-1",
		CHARSET_BY_DECLARATION, "UTF-8", STR_INIT("<a>é"), 0, true, true},
	{"latin1 header over UTF-8", STR_INIT("<a>é"), "iso-8859-1", CHARSET_BY_UTF8, "UTF-8",
		STR_INIT("<a>é"), 0, true, true},
	{"us-ascii declared, UTF-8 inside", STR_INIT(DECLARED("us-ascii") "é"), "", CHARSET_BY_UTF8,
		"UTF-8", STR_INIT("<a>é"), 0, true, true},
	{"windows-1251 declared, UTF-8 inside", STR_INIT(DECLARED("windows-1251") UTF8_TEXT_A), "",
		CHARSET_BY_UTF8, "UTF-8", STR_INIT(UTF8_TEXT_A), 0, true, true},
	{"a GBK word that is also UTF-8", STR_INIT("<a>\xc4\xa3\xc4\xa3"), "gbk", CHARSET_BY_HEADER,
		"GB18030", STR_INIT("\xe6\xa8\xa1\xe6\xa8\xa1"), 0, false, false},
	{"GBK claimed, much UTF-8", STR_INIT("<a>" UTF8_TEXT_A UTF8_TEXT_A), "gbk", CHARSET_BY_UTF8,
		"UTF-8", STR_INIT(UTF8_TEXT_A), 0, true, true},
	{"ASCII, another claim", STR_INIT("<a>abc"), "koi8-r", CHARSET_BY_HEADER, "KOI8-R",
		STR_INIT("<a>abc"), 0, false, true},
	{"latin1 is windows-1252", STR_INIT("<a>\x93\xe9\x94"), "latin1", CHARSET_BY_HEADER,
		"windows-1252", STR_INIT("<a>“é”"), 0, false, false},
	{"nothing said, not UTF-8", STR_INIT("<a>\x93\xe9\x94"), "", CHARSET_BY_FALLBACK,
		"windows-1252", STR_INIT("<a>“é”"), 0, false, false},
	{"UTF-8 said twice, not UTF-8", STR_INIT(DECLARED("utf-8") "caf\xe9"), "utf-8",
		CHARSET_BY_FALLBACK, "windows-1252", STR_INIT("<a>café"), 0, true, false},
	{"UTF-8 with one bad byte",
		STR_INIT("<a>éééé\xff"
			 "é"),
		"utf-8", CHARSET_BY_HEADER, "UTF-8", STR_INIT("éééé\xef\xbf\xbdé"), 1, false,
		false},
	{"UTF-8 cut short, nothing said", STR_INIT("<a>éé€\xe2\x82"), "", CHARSET_BY_UTF8, "UTF-8",
		STR_INIT("éé€\xef\xbf\xbd\xef\xbf\xbd"), 2, false, false},
	{"Shift_JIS", STR_INIT("<a>\x93\xfa\x96{"), "x-sjis", CHARSET_BY_HEADER, "Shift_JIS",
		STR_INIT("<a>日本"), 0, false, false},
	{"EUC-JP with one bad byte", STR_INIT("<a>\xc6\xfc\xcb\xdc\xc6\xfc\xcb\xdc\xff"), "euc-jp",
		CHARSET_BY_HEADER, "EUC-JP", STR_INIT("日本日本\xef\xbf\xbd"), 1, false, false},
	{"ISO-2022-JP", STR_INIT("<a>\x1b$BF|K\\\x1b(B"), "iso-2022-jp", CHARSET_BY_HEADER,
		"ISO-2022-JP", STR_INIT("<a>日本"), 0, false, false},
	{"EUC-KR", STR_INIT("<a>\xc7\xd1\xb1\xb9"), "ks_c_5601-1987", CHARSET_BY_HEADER,
		"windows-949", STR_INIT("<a>한국"), 0, false, false},
	{"Big5", STR_INIT("<a>\xa4\xa4\xa4\xe5"), "big5", CHARSET_BY_HEADER, "Big5",
		STR_INIT("<a>中文"), 0, false, false},
	{"UTF-7 is not decoded", STR_INIT("<a>+ADw-b+AD4-"), "utf-7", CHARSET_BY_UTF8, "UTF-8",
		STR_INIT("<a>+ADw-b+AD4-"), 0, false, true},
	{"UTF-16LE with a mark", STR_INIT("\xff\xfe<\0\xe9\0"), "", CHARSET_BY_BOM, "UTF-16LE",
		STR_INIT("<é"), 0, false, false},
	{"UTF-16BE with a mark, header without an order", STR_INIT("\xfe\xff\0<\0\xe9"), "utf-16",
		CHARSET_BY_BOM, "UTF-16BE", STR_INIT("<é"), 0, false, false},
	{"UTF-16 mark, header says UTF-8", STR_INIT("\xff\xfe<\0\xe9\0"), "utf-8", CHARSET_BY_BOM,
		"UTF-16LE", STR_INIT("<é"), 0, true, false},
	{"UTF-16LE without a mark", STR_INIT("<\0?\0\xe9\0"), "", CHARSET_BY_DECLARATION,
		"UTF-16LE", STR_INIT("<?é"), 0, false, false},
	{"UTF-16BE without a mark, by header", STR_INIT("\0<\0?\0\xe9"), "utf-16be",
		CHARSET_BY_HEADER, "UTF-16BE", STR_INIT("<?é"), 0, false, false},
	{"UTF-16 with a lone surrogate", STR_INIT("\xff\xfe<\0\0\xd8x\0"), "", CHARSET_BY_BOM,
		"UTF-16LE", STR_INIT("<\xef\xbf\xbdx"), 1, false, false},
	{"UTF-16 of odd length", STR_INIT("\xff\xfe<\0x"), "", CHARSET_BY_BOM, "UTF-16LE",
		STR_INIT("<\xef\xbf\xbd"), 1, false, false},
	{"UTF-32LE with a mark", STR_INIT("\xff\xfe\0\0<\0\0\0\xe9\0\0\0"), "", CHARSET_BY_BOM,
		"UTF-32LE", STR_INIT("<é"), 0, false, false},
	{"UTF-32BE without a mark", STR_INIT("\0\0\0<\0\0\0\xe9"), "", CHARSET_BY_DECLARATION,
		"UTF-32BE", STR_INIT("<é"), 0, false, false},
	{"UTF-16 declared in plain bytes", STR_INIT(DECLARED("utf-16") "é"), "", CHARSET_BY_UTF8,
		"UTF-8", STR_INIT("<a>é"), 0, true, true},
	{"UTF-16 in the header of plain bytes", STR_INIT("<abc>é"), "utf-16", CHARSET_BY_UTF8,
		"UTF-8", STR_INIT("<abc>é"), 0, true, true},
	{"an unknown name", STR_INIT(DECLARED("x-none") "é"), "unknown", CHARSET_BY_UTF8, "UTF-8",
		STR_INIT("<a>é"), 0, false, true},
	{"a declaration without an end", STR_INIT("<?xml encoding=\"koi8-r\" é"), "",
		CHARSET_BY_UTF8, "UTF-8", STR_INIT("é"), 0, false, true},
	{"a declaration without a value", STR_INIT("<?xml encoding?>é"), "", CHARSET_BY_UTF8,
		"UTF-8", STR_INIT("é"), 0, false, true},
	{"a declaration without quotes", STR_INIT("<?xml encoding=koi8-r?>é"), "", CHARSET_BY_UTF8,
		"UTF-8", STR_INIT("é"), 0, false, true},
};

static void documents(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(documents_said) / sizeof(documents_said[0]); i++) {
		size_t len = documents_said[i].bytes.len;
		char *copy = mem_alloc(len > 0 ? len : 1);
		struct charset_verdict verdict;
		struct str text;
		struct buf scratch;

		memcpy(copy, documents_said[i].bytes.ptr, len);
		buf_init(&scratch, 4096);
		assert_int_equal(
			charset_to_utf8(str_make(copy, len), str_from(documents_said[i].header),
				&scratch, &verdict, &text),
			0);
		if (verdict.rule != documents_said[i].rule ||
			strcmp(verdict.name, documents_said[i].charset) != 0 ||
			!str_ends(text, documents_said[i].text) ||
			verdict.replaced != documents_said[i].replaced ||
			verdict.contradicts != documents_said[i].contradicts) {
			fail_msg("%s: rule %d, %s, %zu replaced, contradicts %d: %.*s",
				documents_said[i].name, verdict.rule, verdict.name,
				verdict.replaced, verdict.contradicts, STR_ARG(text));
		}
		assert_true(utf8_is_valid(text));
		assert_int_equal(
			text.ptr >= copy && text.ptr <= copy + len, documents_said[i].is_borrowed);
		buf_done(&scratch);
		free(copy);
	}
}

/* Longer than any buffer inside, with characters across their borders. */
static void long_documents(void **state)
{
	struct charset_verdict verdict;
	struct buf scratch;
	struct buf bytes;
	struct buf want;
	struct str text;

	(void)state;
	buf_init(&scratch, 1 << 20);
	buf_init(&bytes, 1 << 20);
	buf_init(&want, 1 << 20);
	for (size_t i = 0; i < 30000; i++) {
		buf_add_str(&bytes, i % 7 ? STR("\x93\xfa") : STR("x"));
		buf_add_str(&want, i % 7 ? STR("日") : STR("x"));
	}
	assert_int_equal(
		charset_to_utf8(buf_str(&bytes), STR("shift_jis"), &scratch, &verdict, &text), 0);
	assert_true(str_eq(text, buf_str(&want)));
	/* The buffer may be used again, and its ceiling holds. */
	assert_int_equal(
		charset_to_utf8(buf_str(&bytes), STR("shift_jis"), &scratch, &verdict, &text), 0);
	assert_true(str_eq(text, buf_str(&want)));
	buf_done(&scratch);
	buf_init(&scratch, want.len);
	assert_int_equal(
		charset_to_utf8(buf_str(&bytes), STR("shift_jis"), &scratch, &verdict, &text), 0);
	buf_done(&scratch);
	buf_init(&scratch, want.len - 1);
	assert_int_equal(
		charset_to_utf8(buf_str(&bytes), STR("shift_jis"), &scratch, &verdict, &text),
		-E2BIG);
	buf_done(&scratch);
	buf_init(&scratch, 4);
	assert_int_equal(
		charset_to_utf8(STR("éééé\xff"), STR("utf-8"), &scratch, &verdict, &text), -E2BIG);
	buf_done(&scratch);
	buf_done(&bytes);
	buf_done(&want);
}

/* Whatever comes in, what comes out is valid UTF-8. */
static void any_bytes(void **state)
{
	const char *name;
	uint32_t random = 7;

	(void)state;
	for (size_t i = 0; i < 4100; i++) {
		struct charset_verdict verdict;
		struct buf scratch;
		struct str text;
		char bytes[300];

		name = charset_name_at(i % 41); /* none is one of them */
		for (size_t j = 0; j < sizeof(bytes); j++) {
			random = random * 1103515245 + 12345;
			bytes[j] = (char)(random >> 16);
		}
		buf_init(&scratch, 4096);
		assert_int_equal(
			charset_to_utf8(str_make(bytes, sizeof(bytes)),
				name ? str_from(name) : STR(""), &scratch, &verdict, &text),
			0);
		assert_true(utf8_is_valid(text));
		buf_done(&scratch);
	}
}

static int set_up(void **state)
{
	(void)state;
	charset_warm_up();
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(content_types),
		cmocka_unit_test(names),
		cmocka_unit_test(all_names_work),
		cmocka_unit_test(documents),
		cmocka_unit_test(long_documents),
		cmocka_unit_test(any_bytes),
	};

	return cmocka_run_group_tests(tests, set_up, NULL);
}
