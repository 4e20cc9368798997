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
		{"a<p hidden=until-found>no</p>b", "a\n\nb"},
		{"a<p style='DISPLAY:NONE!important'>no</p>b", "a\n\nb"},
		{"a<i style=\"color: red; visibility : hidden\">no</i>b", "ab"},
		{"a<b style='display:block'>yes</b>b", "ayesb"},
		{"a<b style='x: display:none'>yes</b>b", "ayesb"},
		{"a<b style=\"background:url(display:none)\">yes</b>b", "ayesb"},
		{"a<span aria-hidden=true>no</span>b<div aria-hidden='true'>yes</div>",
			"ab\n\nyes"},
		{"a<i aria-hidden=false>yes</i>b", "ayesb"},
		{"a<p hidden>no<p>yes", "a\n\nyes"},
		{"<div>a<p hidden>no <b>no</b></div>yes", "a\n\nyes"},
		{"a<div hidden>never ends <p>no", "a"},
		{"a<template>never ends <p>no", "a"},
		{"a<video src=x><p>No video here</p></video>b", "a\n\nb"},
		{"a<video src=x>b<p>c</p>", "a\n\nb\n\nc"},
		{"a<audio>b<canvas>c<object>d<select>e<button>f", "a\n\nb\n\nc\n\nd\n\ne"},
		{"a<!--[if mso]><p>no</p><![endif]-->b<![if !mso]>c<![endif]>", "abc"},
		{"<a title='x > y' href=z>t</a> <p data-a=\"</p>\">u", "t\n\nu"},
		{"<table><caption>T</caption><tr><th>a<th>b<tr><td>1<td>2</table>",
			"T\n\na\n\nb\n\n1\n\n2"},
		{"<dl><dt>a<dd>b</dl><blockquote>c</blockquote>", "a\n\nb\n\nc"},
		{"a&NotEqualTilde;b&fjlig;&amp", "a≂̸bfj&"},
		{"x &lt; y &AMP; z", "x < y & z"},
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

/* The words of an image: kept as a paragraph when they say something that is not said beside it. */
static void images(void **state)
{
	static const struct {
		const char *html;
		const char *want;
	} cases[] = {
		{"<img alt='Two men in boats near the pier'>a",
			"Two men in boats near the pier\n\na"},
		{"<img alt='Two men in boats near the pier' width=1 height=1>a", "a"},
		{"<img height='0px' alt='Two men in boats near the pier'>a", "a"},
		{"<img width=100 alt='Two men in boats near the pier'>",
			"Two men in boats near the pier"},
		{"<img alt='our company logo'>a", "a"},
		{"<img alt='the first photo of the boats.JPG'>a", "a"},
		{"<img alt='<p>one two three four five</p>'>a", "a"},
		{"<img alt='one &amp; two &quot;three&quot; four five'>",
			"one & two \"three\" four five"},
		{"<img alt='東京で両首脳が会談した'>a", "東京で両首脳が会談した\n\na"},
		{"<img alt='東京駅'>a", "a"},
		{"<img hidden alt='one two three four five'>a", "a"},
		{"<img aria-hidden=true alt='one two three four five'>a", "a"},
		{"<figure><img alt='One two three four five.'><figcaption>One two three four five. "
		 "Photo: X</figcaption></figure>b",
			"One two three four five. Photo: X\n\nb"},
		{"<figure><figcaption>One two three four five</figcaption><img alt='One two three "
		 "four five.'></figure>b",
			"One two three four five\n\nb"},
		{"<p>Begin. One two three four five</p><img alt='One two three four five'>b",
			"Begin. One two three four five\n\nOne two three four five\n\nb"},
		{"<img alt='One two three four five'><p>Six</p><p>One two three four five</p>",
			"One two three four five\n\nSix\n\nOne two three four five"},
		{"<img alt='One two three four five'><img alt='One two three four five'>b",
			"One two three four five\n\nb"},
		{"<img alt='One two three four five'>One two three four five",
			"One two three four five"},
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

static void escaped_twice(void **state)
{
	static const struct {
		const char *html;
		bool is_twice;
	} cases[] = {
		{"&lt;p&gt;a&lt;/p&gt;&lt;p&gt;b&lt;/p&gt;", true},
		{"&lt;p&gt;a &lt;a href=&quot;/b&quot;&gt;b&lt;/a&gt;&lt;/p&gt;", true},
		{"&lt;p&gt;a&lt;/p&gt;", false},
		{"a&lt;br /&gt;b", true},
		{"It&amp;#8217;s", true},
		{"Q&amp;amp;A", true},
		{"Q&amp;A", false},
		{"the &lt;b&gt; tag", false},
		{"1 &lt; 2", false},
		{"<p>&lt;p&gt;a&lt;/p&gt;</p>", false},
		{"<i>Q&amp;amp;A</i>", false},
		{"plain", false},
		{"", false},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct arena *arena = arena_new(1u << 20);
		struct str html = str_from(cases[i].html);
		struct str text = html_to_text(arena, html, 1000);

		check_int(html_is_escaped_twice(html, text), cases[i].is_twice, cases[i].html);
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
	check_str(html_fold_plain(arena, STR("a\r\nb\rc\r\n\r\nd\r\re"), 100), "a b c\n\nd\n\ne",
		"line ends of other systems");
	check_str(html_fold_plain(arena, STR("a\u00a0 b\u2028c \u3000d\n\n\u2003e"), 100),
		"a b c d\n\ne", "other white space");
	check_str(html_to_text(arena, STR("<p>a\u2003\u00a0 b\u2028c</p>\u2003<p>d"), 100),
		"a b\nc\n\nd", "other white space in HTML");
	arena_free(arena);
}

/* Twice the input may not take four times the work: these would be noticed by the test's own time limit. */
static void linear(void **state)
{
	/* The last one: each quote closes in the next piece, so that no '>' stands outside of them. */
	static const char *const pieces[] = {"<", "</", "<a ", "<a \"", "<a '", "<!--", "<!", "&",
		"&#", "&a", "<p hidden>", "<script>", "<a b=\">", "< ", " ",
		"<img alt='a b c d e f'>", "&nGt;", "\xc3", "<style>x</script>", "<a href='",
		"=\"<a ='>\"' "};

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
		{"?a=1&copy=2", true},
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
		cmocka_unit_test(images),
		cmocka_unit_test(escaped_twice),
		cmocka_unit_test(ceiling),
		cmocka_unit_test(folded_plain),
		cmocka_unit_test(linear),
		cmocka_unit_test(markup_or_not),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
