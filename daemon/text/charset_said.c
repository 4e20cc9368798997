/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Looks for what a document says of its encoding: byte order mark, the pattern of its first bytes, XML declaration, HTML's
 * meta, language. Looks at the start of a document only, and never decides who is right. All that is given out is part of
 * the document itself or constant.
 */
#include "text/charset_said.h"

#include <stdint.h>
#include <string.h>

/* Where an XML declaration is looked for: it stands at the very start (XML 1.0 2.8), but junk is found before it. */
#define DECLARATION_WITHIN 512
/* Browsers look at 1,024 bytes (WHATWG HTML 13.2.3.2), and people put scripts before it. */
#define META_WITHIN 4096
#define LANGUAGE_WITHIN 8192
#define ESCAPE_WITHIN 65536

/* --- by pattern --- */

/* The first character behind a mark, as far as a document can begin with it. */
static bool begins_document(uint32_t point)
{
	return point == '<' || point == '{' || point == '[' || point == ' ' || point == 0xfeff ||
	       (point >= '\t' && point <= '\r');
}

/* A mark of two or four bytes before text of single bytes: whoever wrote it did not know what it means. */
static bool is_false_mark(struct str rest, size_t width, bool is_little)
{
	const unsigned char *p = (const unsigned char *)rest.ptr;
	uint32_t point = 0;

	if (rest.len < 4 || !begins_document(p[0])) {
		return false;
	}
	for (size_t i = 0; i < width; i++) {
		point |= (uint32_t)p[i] << (8 * (is_little ? i : width - 1 - i));
	}
	/* "<?xm" is no pair of characters that anything begins with. */
	return !begins_document(point) && p[1] != 0 && p[2] != 0 && p[3] != 0 && p[1] < 0x80 &&
	       p[2] < 0x80 && p[3] < 0x80;
}

const char *charset_said_by_mark(struct str bytes, size_t *ret_len)
{
	static const struct {
		struct str mark;
		const char *name;
		size_t width;
		bool is_little;
	} marks[] = {
		{STR_INIT("\xef\xbb\xbf"), "UTF-8", 1, false},
		{STR_INIT("\xff\xfe\0\0"), "UTF-32LE", 4, true},
		{STR_INIT("\0\0\xfe\xff"), "UTF-32BE", 4, false},
		{STR_INIT("\xff\xfe"), "UTF-16LE", 2, true},
		{STR_INIT("\xfe\xff"), "UTF-16BE", 2, false},
	};

	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
		if (!str_starts(bytes, marks[i].mark)) {
			continue;
		}
		*ret_len = marks[i].mark.len;
		if (marks[i].width > 1 && is_false_mark(str_slice(bytes, *ret_len, SIZE_MAX),
						  marks[i].width, marks[i].is_little)) {
			return NULL;
		}
		return marks[i].name;
	}
	*ret_len = 0;
	return NULL;
}

/* XML 1.0 appendix F.1, RFC 4627 3. */
const char *charset_said_by_zeros(struct str bytes)
{
	const unsigned char *p = (const unsigned char *)bytes.ptr;

	if (bytes.len < 4) {
		return NULL;
	}
	switch ((p[0] != 0) << 3 | (p[1] != 0) << 2 | (p[2] != 0) << 1 | (p[3] != 0)) {
	case 0x1:
		return "UTF-32BE";
	case 0x8:
		return "UTF-32LE";
	case 0x5:
		return "UTF-16BE";
	case 0xa:
		return "UTF-16LE";
	default:
		return NULL;
	}
}

const char *charset_said_by_escape(struct str bytes)
{
	static const struct {
		struct str sequence;
		const char *name;
	} escapes[] = {
		{STR_INIT("\x1b$B"), "ISO-2022-JP"},
		{STR_INIT("\x1b$@"), "ISO-2022-JP"},
		{STR_INIT("\x1b(J"), "ISO-2022-JP"},
		{STR_INIT("\x1b$)C"), "ISO-2022-KR"},
		{STR_INIT("\x1b$)A"), "ISO-2022-CN"},
		{STR_INIT("\x1b$)G"), "ISO-2022-CN"},
	};
	ptrdiff_t at;

	bytes = str_slice(bytes, 0, ESCAPE_WITHIN);
	at = str_find_byte(bytes, '\x1b');
	for (size_t i = 0; at >= 0 && i < sizeof(escapes) / sizeof(escapes[0]); i++) {
		if (str_starts(str_slice(bytes, (size_t)at, SIZE_MAX), escapes[i].sequence)) {
			return escapes[i].name;
		}
	}
	return NULL;
}

bool charset_said_is_ebcdic(struct str bytes)
{
	/* "<?xm", "<rss", "<fee", "<rdf", "<!--", "<!DO" in the letters that all EBCDIC code pages share; "!" is two. */
	static const struct str starts[] = {STR_INIT("\x4c\x6f\xa7\x94"),
		STR_INIT("\x4c\x99\xa2\xa2"), STR_INIT("\x4c\x86\x85\x85"),
		STR_INIT("\x4c\x99\x84\x86"), STR_INIT("\x4c\xd9\xc4\xc6"),
		STR_INIT("\x4c\x5a\x60\x60"), STR_INIT("\x4c\x4f\x60\x60"),
		STR_INIT("\x4c\x5a\xc4\xd6"), STR_INIT("\x4c\x4f\xc4\xd6")};
	size_t at = 0;

	/* space, line feed, next line, return */
	while (at < bytes.len && str_find_byte(STR("\x40\x25\x15\x0d"), bytes.ptr[at]) >= 0) {
		at++;
	}
	bytes = str_slice(bytes, at, SIZE_MAX);
	for (size_t i = 0; i < sizeof(starts) / sizeof(starts[0]); i++) {
		if (str_starts(bytes, starts[i])) {
			return true;
		}
	}
	return false;
}

/* --- in words --- */

/* Offset of `word` in whatever case, behind `from`; s.len when it is not there. */
static size_t find_nocase(struct str s, struct str word, size_t from)
{
	for (size_t i = from; i + word.len <= s.len; i++) {
		if (str_starts_nocase(str_slice(s, i, word.len), word)) {
			return i;
		}
	}
	return s.len;
}

/* What stands behind "name =", with or without quotes; empty when that is not there. */
static struct str value_of(struct str tag, struct str name)
{
	size_t at = find_nocase(tag, name, 0);
	struct str rest = str_trim(str_slice(tag, at + name.len, SIZE_MAX));
	size_t len = 0;
	char quote;

	if (at == tag.len || !str_starts(rest, STR("="))) {
		return (struct str){0};
	}
	rest = str_trim(str_slice(rest, 1, SIZE_MAX));
	quote = '\0';
	if (rest.len > 0) {
		quote = rest.ptr[0];
	}
	if (quote == '"' || quote == '\'') {
		ptrdiff_t end = str_find_byte(str_slice(rest, 1, SIZE_MAX), quote);

		return end >= 0 ? str_slice(rest, 1, (size_t)end) : (struct str){0};
	}
	while (len < rest.len && str_find_byte(STR(" \t\n\r\"';/?>"), rest.ptr[len]) < 0) {
		len++;
	}
	return str_slice(rest, 0, len);
}

struct str charset_said_in_declaration(struct str bytes)
{
	struct str head = str_slice(bytes, 0, DECLARATION_WITHIN);
	size_t from = find_nocase(head, STR("<?xml"), 0);
	ptrdiff_t end;

	head = str_slice(head, from, SIZE_MAX);
	end = str_find_byte(head, '>');
	return end >= 0 ? value_of(str_slice(head, 0, (size_t)end), STR("encoding"))
			: (struct str){0};
}

struct str charset_said_in_meta(struct str bytes)
{
	static const struct str feeds[] = {STR_INIT("<rss"), STR_INIT("<feed"), STR_INIT("<rdf")};
	struct str head = str_slice(bytes, 0, META_WITHIN);
	size_t at = 0;

	while ((at = find_nocase(head, STR("<"), at)) < head.len) {
		struct str tag = str_slice(head, at, SIZE_MAX);
		ptrdiff_t end = str_find_byte(tag, '>');
		struct str charset = {0};

		for (size_t i = 0; i < sizeof(feeds) / sizeof(feeds[0]); i++) {
			if (str_starts_nocase(tag, feeds[i])) {
				return (struct str){0};
			}
		}
		if (str_starts_nocase(tag, STR("<meta")) && end > 0) {
			/* <meta charset=…>, or inside <meta content="text/html; charset=…"> */
			charset = value_of(str_slice(tag, 0, (size_t)end), STR("charset"));
		}
		if (charset.len > 0) {
			return str_trim(charset);
		}
		at++;
	}
	return (struct str){0};
}

/* The letters, digits and hyphens that `s` begins with. */
static struct str take_tag(struct str s)
{
	size_t len = 0;

	s = str_trim(s);
	while (len < s.len &&
		((s.ptr[len] >= 'a' && s.ptr[len] <= 'z') ||
			(s.ptr[len] >= 'A' && s.ptr[len] <= 'Z') || s.ptr[len] == '-')) {
		len++;
	}
	return str_slice(s, 0, len);
}

struct str charset_said_language(struct str bytes)
{
	static const struct str elements[] = {STR_INIT("<language>"), STR_INIT("<dc:language>")};
	struct str head = str_slice(bytes, 0, LANGUAGE_WITHIN);
	size_t at;

	for (size_t i = 0; i < sizeof(elements) / sizeof(elements[0]); i++) {
		at = find_nocase(head, elements[i], 0);
		if (at < head.len) {
			return take_tag(str_slice(head, at + elements[i].len, 32));
		}
	}
	at = find_nocase(head, STR("lang="), 0);
	if (at == head.len) {
		return (struct str){0};
	}
	return take_tag(str_slice(head, at + strlen("lang=\""), 32));
}
