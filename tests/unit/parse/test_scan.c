/* SPDX-License-Identifier: BSD-2-Clause */
/* The scanner: documents against the tokens that come out, written one behind the other. */
#include "parse/scan.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "check.h"

static void write_start(struct buf *out, const struct scan_token *token)
{
	buf_printf(out, "<%.*s", STR_ARG(token->name));
	for (size_t i = 0; i < token->attribute_count; i++) {
		buf_printf(out, " %.*s={%.*s}", STR_ARG(token->attributes[i].name),
			STR_ARG(token->attributes[i].value));
	}
	buf_add_str(out, token->is_empty ? STR("/>") : STR(">"));
}

/* Text in [], start tags with values in {}, end tags as </name>, "!" for a ceiling. */
static void write_tokens(struct scanner *scanner, struct buf *out)
{
	struct scan_token token = {0};

	for (;;) {
		scan_next(scanner, &token);
		switch (token.kind) {
		case SCAN_TEXT:
			buf_printf(out, "[%.*s]", STR_ARG(token.text));
			break;
		case SCAN_START:
			write_start(out, &token);
			break;
		case SCAN_END:
			buf_printf(out, "</%.*s>", STR_ARG(token.name));
			break;
		case SCAN_LIMIT:
			buf_add_byte(out, '!');
			return;
		case SCAN_FINISHED:
			return;
		}
	}
}

static void tokens(void **state)
{
	static const struct {
		const char *document;
		const char *want;
	} cases[] = {
		{"", ""},
		{"text", "[text]"},
		{"<a>b</a>", "<a>[b]</a>"},
		{"<a/><b />", "<a/><b/>"},
		{"<RSS Version='2.0'>", "<RSS Version={2.0}>"},
		{"<a b = 'c' d=\"e'f\">", "<a b={c} d={e'f}>"},
		{"<a b=c d>", "<a b={c} d={}>"},
		{"<a b='\"<&>'>", "<a b={\"<&>}>"},
		{"<a b='&eacute;&amp;&#38;&x;'>", "<a b={é&&&x;}>"},
		{"<a b='&amp;c' d='&lt;e'>", "<a b={&c} d={<e}>"},
		{"<a b='1\n2&#9;3'>", "<a b={1 2 3}>"},
		{"<dc:date xmlns:dc=' u '>", "<dc:date xmlns:dc={ u }>"},
		{"<a xmlns:b=''>", "<a xmlns:b={}>"},
		{"<a 1='x' b='y' =z>", "<a x={} b={y} z={}>"},
		{"<a:b:c d='e'>", "<a:b c={} d={e}>"},
		{"<a b='no end>text</a>", "<a b={no end}>[text]</a>"},
		{"<a b='c", ""},
		{"</a", "</a>"},
		{"</a <b>", "</a><b>"},
		{"</a b='c'>", "</a>"},
		{"1 < 2 <3 <é", "[1 ][< 2 ][<3 ][<é]"},
		{"a & b &c d", "[a & b &c d]"},
		{"&lt;&gt;&amp;&quot;&apos;", "[<>&\"']"},
		{"&nbsp;&mdash;&eacute;&nosuch;", "[\xc2\xa0—é&nosuch;]"},
		{"&copy=2", "[&copy=2]"},
		{"&#65;&#x42;&#0;", "[AB\xef\xbf\xbd]"},
		{"<![CDATA[a & <b> ]] ]>x]]>y", "[a & <b> ]] ]>x][y]"},
		{"<![CDATA[]]>", ""},
		{"<![CDATA[cut", "[cut]"},
		{"a<!-- <b> -->c", "[a][c]"},
		{"a<!-- cut", "[a]"},
		{"<?xml version='1.0' encoding='x'?>a<?php echo ?>b", "[a][b]"},
		{"<?p a > b ?>c<?p 'd>' ?\?>e", "[c][e]"},
		{"<?p a>b<?q ?>c", "[b][c]"},
		{"<?p a>b", "[b]"},
		{"<?xml version='1.0'>a?>b", "[a?>b]"},
		{"<?>a?>b", "[a?>b]"},
		{"<!DOCTYPE a [<!ENTITY b 'c &#100;'>]>&b;", "[c d]"},
		{"<!doctype html><html>", "<html>"},
		{"<!x", "[<!x]"},
		{"<", "[<]"},
		{"</", "[</]"},
		{"<a><", "<a>[<]"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		size_t len = strlen(cases[i].document);
		char *exact = mem_alloc(len > 0 ? len : 1);
		struct scanner scanner;
		struct buf out;

		memcpy(exact, cases[i].document, len);
		buf_init(&out, 1u << 20);
		scan_init(&scanner, str_make(exact, len));
		write_tokens(&scanner, &out);
		check_str(buf_str(&out), cases[i].want, cases[i].document);
		scan_done(&scanner);
		buf_done(&out);
		free(exact);
	}
}

/* Text that is not copied is said to be stable, and lies in the document. */
static void stable_text(void **state)
{
	struct str document = STR("plain<a><![CDATA[raw]]>with &amp;");
	const bool want[] = {true, true, false};
	struct scan_token token = {0};
	struct scanner scanner;
	size_t texts = 0;

	(void)state;
	scan_init(&scanner, document);
	for (scan_next(&scanner, &token); token.kind != SCAN_FINISHED;
		scan_next(&scanner, &token)) {
		if (token.kind == SCAN_TEXT && texts < COUNT(want)) {
			bool is_inside = token.text.ptr >= document.ptr &&
					 token.text.ptr < document.ptr + document.len;

			assert_int_equal(token.is_stable, want[texts]);
			assert_int_equal(is_inside, want[texts]);
			texts++;
		}
	}
	assert_int_equal(texts, 3);
	scan_done(&scanner);
}

/* Long runs come in pieces, and nothing is lost between them. */
static void pieces(void **state)
{
	struct buf document;
	struct buf got;
	struct scanner scanner;
	struct scan_token token = {0};
	size_t calls = 0;

	(void)state;
	buf_init(&document, 1u << 22);
	buf_init(&got, 1u << 22);
	for (size_t i = 0; i < 30000; i++) {
		buf_printf(&document, "%zu &amp; ", i);
	}
	scan_init(&scanner, buf_str(&document));
	for (scan_next(&scanner, &token); token.kind == SCAN_TEXT; scan_next(&scanner, &token)) {
		buf_add_str(&got, token.text);
		calls++;
	}
	assert_true(calls > 3);
	struct str rest = buf_str(&got);
	for (size_t i = 0; i < 30000; i++) {
		char want[32];
		int len = snprintf(want, sizeof(want), "%zu & ", i);

		assert_true(str_starts(rest, str_make(want, (size_t)len)));
		rest = str_slice(rest, (size_t)len, rest.len);
	}
	assert_int_equal(rest.len, 0);
	scan_done(&scanner);
	buf_done(&got);
	buf_done(&document);
}

/* What stands before a reference that is far away is handed out at once, not looked through again for each piece. */
static void far_reference(void **state)
{
	struct scan_token token = {0};
	struct scanner scanner;
	struct buf document;

	(void)state;
	buf_init(&document, 1u << 22);
	buf_printf(&document, "%0100000d&amp;1<a/>", 0);
	scan_init(&scanner, buf_str(&document));
	scan_next(&scanner, &token);
	assert_int_equal(token.text.len, 100000);
	assert_true(token.is_stable);
	scan_next(&scanner, &token);
	check_str(token.text, "&1", "behind it");
	scan_next(&scanner, &token);
	assert_int_equal(token.kind, SCAN_START);
	scan_done(&scanner);
	buf_done(&document);
}

static void lines(void **state)
{
	struct scanner scanner;

	(void)state;
	scan_init(&scanner, STR("a\nb\n\nc"));
	assert_int_equal(scan_line(&scanner, 0), 1);
	assert_int_equal(scan_line(&scanner, 1), 1);
	assert_int_equal(scan_line(&scanner, 2), 2);
	assert_int_equal(scan_line(&scanner, 6), 4);
	scan_done(&scanner);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tokens),
		cmocka_unit_test(stable_text),
		cmocka_unit_test(pieces),
		cmocka_unit_test(far_reference),
		cmocka_unit_test(lines),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
