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
		/* Seven bits, and EBCDIC: they have no such bytes, or no such letters. */
		if (strncmp(name, "ISO-2022", 8) != 0 && strncmp(name, "HZ", 2) != 0 &&
			strcmp(name, "IBM037") != 0) {
			assert_string_equal(verdict.name, name);
		}
		assert_true(str_starts(text, STR("abc ")) && str_ends(text, STR(" xyz")));
		buf_done(&scratch);
	}
	assert_int_equal(count, 51);
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
	{"a mark, and one byte that is none", STR_INIT("\xef\xbb\xbf<a>\xff"), "",
		CHARSET_BY_FALLBACK, "windows-1252", STR_INIT("<a>ÿ"), 0, true, false},
	{"a mark, mostly UTF-8", STR_INIT("\xef\xbb\xbf<a>ééé\x92"), "", CHARSET_BY_BOM, "UTF-8",
		STR_INIT("<a>ééé’"), 0, false, false},
	{"a mark, written three times", STR_INIT("\xef\xbb\xbf\xef\xbb\xbf\xef\xbb\xbf<a>"), "",
		CHARSET_BY_BOM, "UTF-8", STR_INIT("<a>"), 0, false, true},
	{"a mark of UTF-16 before ASCII", STR_INIT("\xff\xfe<?xml version='1.0'?><a>é"), "",
		CHARSET_BY_UTF8, "UTF-8", STR_INIT("?><a>é"), 0, false, true},
	{"a mark of UTF-16 before CJK", STR_INIT("\xff\xfe\x16\x4e\x4c\x75"), "", CHARSET_BY_BOM,
		"UTF-16LE", STR_INIT("世界"), 0, false, false},
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
		"utf-8", CHARSET_BY_HEADER, "UTF-8", STR_INIT("ééééÿé"), 0, false, false},
	{"UTF-8 with a stray byte, latin1 said", STR_INIT("<a>éééééééééééééééé\x92"), "latin1",
		CHARSET_BY_UTF8, "UTF-8", STR_INIT("é’"), 0, true, false},
	{"two bytes of latin1 beside one sequence", STR_INIT("<a>é\xe9 \xe9"), "",
		CHARSET_BY_FALLBACK, "windows-1252", STR_INIT("<a>Ã©é é"), 0, false, false},
	{"UTF-8 cut short, nothing said", STR_INIT("<a>éé€\xe2\x82"), "", CHARSET_BY_UTF8, "UTF-8",
		STR_INIT("éé€\xef\xbf\xbd"), 1, false, false},
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
		"UTF-8", STR_INIT("é"), 0, true, true},
	{"a declaration in capitals, behind junk",
		STR_INIT("\n junk <?XML VERSION='1.0' ENCODING='KOI8-R'?><a>" KOI8_TEXT_A), "",
		CHARSET_BY_DECLARATION, "KOI8-R", STR_INIT(UTF8_TEXT_A), 0, false, false},
	{"HTML's meta", STR_INIT("<html><meta charset=windows-1251><p>" CP1251_TEXT_A), "",
		CHARSET_BY_META, "windows-1251", STR_INIT(UTF8_TEXT_A), 0, false, false},
	{"HTML's older meta",
		STR_INIT(
			"<HTML><META HTTP-EQUIV='Content-Type' CONTENT='text/html; charset=koi8-r'><p>" KOI8_TEXT_A),
		"", CHARSET_BY_META, "KOI8-R", STR_INIT(UTF8_TEXT_A), 0, false, false},
	{"a meta inside a feed is another document's",
		STR_INIT("<rss><meta charset='koi8-r'>caf\xe9"), "", CHARSET_BY_FALLBACK,
		"windows-1252", STR_INIT("café"), 0, false, false},
	{"the header before the meta", STR_INIT("<html><meta charset='koi8-r'><p>" CP1251_TEXT_A),
		"windows-1251", CHARSET_BY_HEADER, "windows-1251", STR_INIT(UTF8_TEXT_A), 0, true,
		false},
	{"ISO-2022-JP, nothing said", STR_INIT("<a>\x1b$BF|K\\\x1b(B"), "", CHARSET_BY_GUESS,
		"ISO-2022-JP", STR_INIT("<a>日本"), 0, false, false},
	{"ISO-2022-JP, UTF-8 said", STR_INIT("<a>\x1b$BF|K\\\x1b(B"), "utf-8", CHARSET_BY_GUESS,
		"ISO-2022-JP", STR_INIT("<a>日本"), 0, true, false},
	{"an escape that is none", STR_INIT("<a>\x1b[2Jé"), "", CHARSET_BY_UTF8, "UTF-8",
		STR_INIT("<a>\x1b[2Jé"), 0, false, true},
	{"EBCDIC said of ASCII", STR_INIT(DECLARED("cp037") "caf\xe9"), "ibm500",
		CHARSET_BY_FALLBACK, "windows-1252", STR_INIT("<a>café"), 0, true, false},
	{"EBCDIC without a declaration, by the header", STR_INIT("\x4c\x99\xa2\xa2\x6e\x81\x4a"),
		"ibm500", CHARSET_BY_HEADER, "IBM500", STR_INIT("<rss>a["), 0, false, false},
	{"EBCDIC, nothing said", STR_INIT("\x40\x25\x4c\x99\xa2\xa2\x6e\x81"), "", CHARSET_BY_GUESS,
		"IBM037", STR_INIT("<rss>a"), 0, false, false},
	{"Russian, nothing said",
		STR_INIT(
			"<a>\xcf\xf0\xe0\xe2\xe8\xf2\xe5\xeb\xfc\xf1\xf2\xe2\xee \xee\xe1\xfa\xff\xe2\xe8\xeb\xee"),
		"", CHARSET_BY_GUESS, "windows-1251", STR_INIT("<a>Правительство объявило"), 0,
		false, false},
	{"Russian, the header says UTF-8",
		STR_INIT(
			"<a>\xcf\xf0\xe0\xe2\xe8\xf2\xe5\xeb\xfc\xf1\xf2\xe2\xee \xee\xe1\xfa\xff\xe2\xe8\xeb\xee"),
		"utf-8", CHARSET_BY_GUESS, "windows-1251", STR_INIT("<a>Правительство объявило"), 0,
		true, false},
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

static void describing(void **state)
{
	static const struct {
		struct charset_verdict verdict;
		bool is_guessed;
		const char *words;
	} cases[] = {
		{{CHARSET_BY_HEADER, "UTF-8", 0, 0, false, 0}, false, ""},
		{{CHARSET_BY_UTF8, "UTF-8", 0, 0, false, 0}, false, ""},
		{{CHARSET_BY_UTF8, "UTF-8", 0, 0, true, 0}, false,
			"charset UTF-8 (not what was said)"},
		{{CHARSET_BY_FALLBACK, "windows-1252", 0, 0, true, 0}, true,
			"charset windows-1252 (fallback)"},
		{{CHARSET_BY_GUESS, "Big5", 3, 0, false, 0}, true,
			"charset Big5 (guessed), 3 malformed"},
		{{CHARSET_BY_BOM, "UTF-8", 1, 2, false, 0}, false,
			"charset UTF-8, 1 malformed, 2 bytes of windows-1252"},
	};
	char words[100];

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		size_t len = charset_describe(&cases[i].verdict, words, sizeof(words));

		assert_string_equal(words, cases[i].words);
		assert_int_equal(len, strlen(words));
		assert_int_equal(charset_is_guessed(&cases[i].verdict), cases[i].is_guessed);
	}
	assert_int_equal(charset_describe(&cases[4].verdict, words, 10), 9);
	assert_string_equal(words, "charset B");
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

		name = charset_name_at(i % 52); /* none is one of them */
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
		cmocka_unit_test(all_names_work),
		cmocka_unit_test(documents),
		cmocka_unit_test(describing),
		cmocka_unit_test(long_documents),
		cmocka_unit_test(any_bytes),
	};

	return cmocka_run_group_tests(tests, set_up, NULL);
}
