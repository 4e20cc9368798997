/* SPDX-License-Identifier: BSD-2-Clause */
/* What documents say of their encoding, in all the ways in which they say it. */
#include "text/charset_said.h"

#include <string.h>

#include "check.h"

static void check_name(const char *got, const char *want, struct str bytes)
{
	if (!got != !want || (got && strcmp(got, want) != 0)) {
		fail_msg("%.*s: got %s, want %s", STR_ARG(bytes), got ? got : "none",
			want ? want : "none");
	}
}

static void marks(void **state)
{
	static const struct {
		struct str bytes;
		const char *name;
		size_t len;
	} cases[] = {
		{STR_INIT("\xef\xbb\xbf<a>"), "UTF-8", 3},
		{STR_INIT("\xef\xbb\xbf"), "UTF-8", 3},
		{STR_INIT("\xff\xfe<\0"), "UTF-16LE", 2},
		{STR_INIT("\xfe\xff\0<"), "UTF-16BE", 2},
		{STR_INIT("\xff\xfe\0\0<\0\0\0"), "UTF-32LE", 4},
		{STR_INIT("\0\0\xfe\xff\0\0\0<"), "UTF-32BE", 4},
		{STR_INIT("\xff\xfe"), "UTF-16LE", 2},
		{STR_INIT("\xff\xfe<"), "UTF-16LE", 2},
		/* no wide text follows */
		{STR_INIT("\xff\xfe<?xml"), NULL, 2},
		{STR_INIT("\xfe\xff<rss>"), NULL, 2},
		{STR_INIT("\xff\xfe{\"ver"), NULL, 2},
		/* it may: characters of China, a blank, an emoji */
		{STR_INIT("\xff\xfe\x2d\x4e\x87\x65"), "UTF-16LE", 2},
		{STR_INIT("\xff\xfe \0<\0"), "UTF-16LE", 2},
		{STR_INIT("\xff\xfe<\0\x2d\x4e"), "UTF-16LE", 2},
		{STR_INIT("\xef\xbb<a>"), NULL, 0},
		{STR_INIT("<a>"), NULL, 0},
		{STR_INIT(""), NULL, 0},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		size_t len = 99;

		check_name(
			charset_said_by_mark(cases[i].bytes, &len), cases[i].name, cases[i].bytes);
		assert_int_equal(len, cases[i].len);
	}
}

static void zeros(void **state)
{
	static const struct {
		struct str bytes;
		const char *name;
	} cases[] = {
		{STR_INIT("<\0?\0"), "UTF-16LE"},
		{STR_INIT("\0<\0?"), "UTF-16BE"},
		{STR_INIT("<\0\0\0"), "UTF-32LE"},
		{STR_INIT("\0\0\0<"), "UTF-32BE"},
		{STR_INIT("\0\0<\0"), NULL}, /* the orders of machines that are gone */
		{STR_INIT("\0<\0\0"), NULL},
		{STR_INIT("\0\0\0\0"), NULL},
		{STR_INIT("<a>\0"), NULL},
		{STR_INIT("<\0?"), NULL},
		{STR_INIT("<?xml"), NULL},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		check_name(charset_said_by_zeros(cases[i].bytes), cases[i].name, cases[i].bytes);
	}
}

static void escapes(void **state)
{
	static const struct {
		struct str bytes;
		const char *name;
	} cases[] = {
		{STR_INIT("<a>\x1b$B"), "ISO-2022-JP"},
		{STR_INIT("<a>\x1b$@"), "ISO-2022-JP"},
		{STR_INIT("\x1b(J"), "ISO-2022-JP"},
		{STR_INIT("\x1b$)C<a>"), "ISO-2022-KR"},
		{STR_INIT("\x1b$)A<a>"), "ISO-2022-CN"},
		{STR_INIT("\x1b[2J"), NULL},
		{STR_INIT("<a>\x1b$"), NULL},
		{STR_INIT("<a>$B"), NULL},
		{STR_INIT(""), NULL},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		check_name(charset_said_by_escape(cases[i].bytes), cases[i].name, cases[i].bytes);
	}
}

static void ebcdic(void **state)
{
	static const struct {
		struct str bytes;
		bool is_ebcdic;
	} cases[] = {
		{STR_INIT("\x4c\x6f\xa7\x94\x93"), true},
		{STR_INIT("\x25\x40\x4c\x99\xa2\xa2\x40"), true},
		{STR_INIT("\x4c\x86\x85\x85\x84"), true},
		{STR_INIT("\x4c\x5a\x60\x60"), true},
		{STR_INIT("\x4c\x4f\x60\x60"), true},
		{STR_INIT("L is a letter"), false},
		{STR_INIT("<?xml"), false},
		{STR_INIT("\x4c\x6f\xa7"), false},
		{STR_INIT("\x40\x40\x40"), false},
		{STR_INIT(""), false},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		assert_int_equal(charset_said_is_ebcdic(cases[i].bytes), cases[i].is_ebcdic);
	}
}

static void declarations(void **state)
{
	static const struct {
		const char *bytes;
		const char *encoding;
	} cases[] = {
		{"<?xml version=\"1.0\" encoding=\"koi8-r\"?>", "koi8-r"},
		{"<?xml version='1.0' encoding='koi8-r' standalone='yes'?>", "koi8-r"},
		{"<?xml encoding = \"koi8-r\"?>", "koi8-r"},
		{"<?xml\nversion='1.0'\n\tencoding\n=\n'koi8-r'\n?>", "koi8-r"},
		{"<?XML ENCODING='KOI8-R'?>", "KOI8-R"},
		{"<?xml encoding=koi8-r?>", "koi8-r"},
		{"<?xml encoding=koi8-r version=1?>", "koi8-r"},
		{"<?xml encoding=\"koi8-r\">", "koi8-r"},
		{"\n\n <?xml encoding=\"koi8-r\"?>", "koi8-r"},
		{"<!-- a --><?xml encoding=\"koi8-r\"?>", "koi8-r"},
		{"<?xml encoding=\"\"?>", ""},
		{"<?xml encoding=\"koi8-r?>", ""},
		{"<?xml encoding?>", ""},
		{"<?xml encoding", ""},
		{"<?xml version=\"1.0\"?><a encoding=\"koi8-r\">", ""},
		{"<a encoding=\"koi8-r\">", ""},
		{"<?xml", ""},
		{"", ""},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		check_str(charset_said_in_declaration(str_from(cases[i].bytes)), cases[i].encoding,
			cases[i].bytes);
	}
}

static void metas(void **state)
{
	static const struct {
		const char *bytes;
		const char *charset;
	} cases[] = {
		{"<meta charset=\"koi8-r\">", "koi8-r"},
		{"<!DOCTYPE html><html><head><META CHARSET=koi8-r>", "koi8-r"},
		{"<meta charset='koi8-r' />", "koi8-r"},
		{"<meta http-equiv=\"Content-Type\" content=\"text/html; charset=koi8-r\">",
			"koi8-r"},
		{"<meta content='text/html;charset=koi8-r' http-equiv='content-type'/>", "koi8-r"},
		{"<meta name=a content=b><title>x</title><meta charset=koi8-r>", "koi8-r"},
		{"<meta name=\"charset\">", ""},
		{"<meta charset>", ""},
		{"<meta charset=koi8-r", ""},
		{"<p charset=koi8-r>", ""},
		{"<rss><item><meta charset=koi8-r>", ""},
		{"<feed><meta charset=koi8-r>", ""},
		{"<rdf:RDF><meta charset=koi8-r>", ""},
		{"", ""},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		check_str(charset_said_in_meta(str_from(cases[i].bytes)), cases[i].charset,
			cases[i].bytes);
	}
}

static void languages(void **state)
{
	static const struct {
		const char *bytes;
		const char *language;
	} cases[] = {
		{"<rss><channel><language>he-IL</language>", "he-IL"},
		{"<rss><channel><language> ru </language>", "ru"},
		{"<dc:language>pl</dc:language>", "pl"},
		{"<feed xml:lang=\"ja\">", "ja"},
		{"<html LANG='zh-TW'>", "zh-TW"},
		{"<html lang=\"he\"><language>ru</language>", "ru"},
		{"<language></language>", ""},
		{"<language>", ""},
		{"<html lang=", ""},
		{"<rss>", ""},
		{"", ""},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		check_str(charset_said_language(str_from(cases[i].bytes)), cases[i].language,
			cases[i].bytes);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(marks),
		cmocka_unit_test(zeros),
		cmocka_unit_test(escapes),
		cmocka_unit_test(ebcdic),
		cmocka_unit_test(declarations),
		cmocka_unit_test(metas),
		cmocka_unit_test(languages),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
