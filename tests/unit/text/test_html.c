/* SPDX-License-Identifier: BSD-2-Clause */
/* HTML to text: what is a paragraph, what is left out, what is not mark-up at all, and that nothing takes for ever. */
#include "text/html.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/mem.h"
#include "check.h"
#include "text/utf8.h"

/* Memory of exactly the text's size, so that a read past its end is seen. */
static struct str exact(struct str s)
{
	char *copy = mem_alloc(s.len > 0 ? s.len : 1);

	memcpy(copy, s.ptr, s.len);
	return str_make(copy, s.len);
}

static void text_of_html(void **state)
{
	static const struct {
		const char *html;
		const char *want;
	} cases[] = {
		{"", ""},
		{"plain", "plain"},
		{"  much \n\t space ", "much space"},
		{"<p>one</p><p>two</p>", "one\n\ntwo"},
		{"<p>one<p>two", "one\n\ntwo"},
		{"one<div>two</div>three", "one\n\ntwo\n\nthree"},
		{"one<br>two", "one\ntwo"},
		{"one<br><br />two", "one\n\ntwo"},
		{"one <BR> <br> two", "one\n\ntwo"},
		{"<ul><li>a<li>b</ul>c", "a\n\nb\n\nc"},
		{"<table><tr><td>a</td><td>b</td></tr></table>", "a\n\nb"},
		{"a <b>bold</b>, <a href='x>y'>link</a>.", "a bold, link."},
		{"un<i>broken</i>", "unbroken"},
		{"a<script>if (1 < 2) x('</p>')</script>b", "ab"},
		{"a<style>p { color: red }</style>b", "ab"},
		{"a<SCRIPT SRC=x></SCRIPT >b", "ab"},
		{"a<script>never ends", "a"},
		{"a<noscript><img></noscript>b", "ab"},
		{"a<template><p>no</p></template>b", "a\n\nb"},
		{"a<div hidden>no<div>no</div>no</div>b", "a\n\nb"},
		{"a<span style=\"color:red; display : none\">no</span>b", "ab"},
		{"a<span data-x='hidden'>yes</span>b", "ayesb"},
		{"a<br hidden>b", "a\nb"},
		{"a<!-- no --> b<!-- -- > no -->c", "a bc"},
		{"a<!-- never ends", "a"},
		{"a<!DOCTYPE html>b<?xml version='1.0'?>c</ d>", "abc"},
		{"<![CDATA[kept]]>", "kept]]>"},
		{"1 < 2 and 3 > 2", "1 < 2 and 3 > 2"},
		{"a <3 b", "a <3 b"},
		{"x<y and z", "x<y and z"},
		{"cut off <a href=\"http", "cut off"},
		{"cut off <p", "cut off <p"},
		{"a <!> b", "a <!> b"},
		{"<img alt=\"logo\">a", "a"},
		{"a<img alt='Two men in boats near the pier'/>b",
			"a\n\nTwo men in boats near the pier\n\nb"},
		{"caf&eacute; &amp; bar&nbsp;&nbsp;x", "café & bar x"},
		{"&lt;b&gt; is bold", "<b> is bold"},
		{"AT&T &unknown; & &#;", "AT&T &unknown; & &#;"},
		{"&#8220;q&#x201d; &#146;", "“q” ’"},
		{"a\xc2\x85"
		 "b\xe2\x80\xaeg\x07h&#27;[2J&#x202e;&#x9b;",
			"a bgh[2J›"},
		{"<p title=\"a > b\">t</p>", "t"},
		{"<p title=\"a>t</p>", "t"},
		{"<h1>Head</h1>Text<hr>More", "Head\n\nText\n\nMore"},
		{"<pre>a\n  b</pre>", "a b"},
		{"</p></div>a</b>", "a"},
		{"<svg><desc>chart</desc><circle/></svg>", "chart"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct arena *arena = arena_new(1u << 20);
		struct str html = exact(str_from(cases[i].html));

		check_str(html_to_text(arena, html, 1000), cases[i].want, cases[i].html);
		free((char *)html.ptr);
		arena_free(arena);
	}
}

static void ceiling(void **state)
{
	struct arena *arena = arena_new(1u << 20);

	(void)state;
	check_str(html_to_text(arena, STR("<p>abcdef</p>"), 3), "abc", "bytes");
	check_str(html_to_text(arena, STR("a\xc3\xa9"), 2), "a", "not inside a character");
	check_str(html_to_text(arena, STR("abc"), 0), "", "nothing");
	arena_free(arena);
	arena = arena_new(64);
	char big[1000];
	memset(big, 'x', sizeof(big));
	check_str(html_to_text(arena, str_make(big, sizeof(big)), 1000), "", "a full arena");
	arena_free(arena);
}

static void folded_plain(void **state)
{
	struct arena *arena = arena_new(1u << 20);

	(void)state;
	check_str(html_fold_plain(arena, STR(" a <b>\n c &amp;\n\n\n d\t "), 100),
		"a <b> c &amp;\n\nd", "plain text");
	check_str(html_fold_plain(arena, STR("a\u00a0 b\u2028c \u3000d\n\n\u2003e"), 100),
		"a b c d\n\ne", "other white space");
	check_str(html_to_text(arena, STR("<p>a\u2003\u00a0 b\u2028c</p>\u2003<p>d"), 100),
		"a b\nc\n\nd", "other white space in HTML");
	arena_free(arena);
}

/* Twice the input may not take four times the work: these would be noticed by the test's own time limit. */
static void linear(void **state)
{
	static const char *const pieces[] = {"<", "</", "<a ", "<a \"", "<a '", "<!--", "<!", "&",
		"&#", "&a", "<p hidden>", "<script>", "<a b=\">", "< ", " ",
		"<img alt='a b c d e f'>", "&nGt;", "\xc3", "<style>x</script>", "<a href='"};

	(void)state;
	for (size_t i = 0; i < COUNT(pieces); i++) {
		struct arena *arena = arena_new(16u << 20);
		struct buf html;

		buf_init(&html, 1u << 20);
		while (!html.full) {
			buf_add_str(&html, str_from(pieces[i]));
		}
		struct str text = html_to_text(arena, buf_str(&html), SIZE_MAX);
		assert_true(utf8_is_valid(text));
		(void)html_looks_like_markup(buf_str(&html));
		buf_done(&html);
		arena_free(arena);
	}
}

static void markup_or_not(void **state)
{
	static const struct {
		const char *text;
		bool is_markup;
	} cases[] = {
		{"", false},
		{"plain text", false},
		{"a < b > c", false},
		{"<3 you", false},
		{"x <y> z", false},
		{"Tom & Jerry", false},
		{"?a=1&copy=2", false},
		{"<b>", true},
		{"see <a href='x'>", true},
		{"line<br/>", true},
		{"</p>", true},
		{"<blockquote >", true},
		{"caf&eacute;", true},
		{"&#8217;", true},
		{"<!-- x -->", true},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct str text = exact(str_from(cases[i].text));

		check_int(html_looks_like_markup(text), cases[i].is_markup, cases[i].text);
		free((char *)text.ptr);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(text_of_html),
		cmocka_unit_test(ceiling),
		cmocka_unit_test(folded_plain),
		cmocka_unit_test(linear),
		cmocka_unit_test(markup_or_not),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
