/* SPDX-License-Identifier: BSD-2-Clause */
/* From raw fields to plain text: what counts as mark-up, which field is the body, and the caps of an alert. */
#include <string.h>

#include "base/limits.h"
#include "check.h"
#include "parse/document.h"
#include "text/utf8.h"

static void fields(void **state)
{
	static const struct {
		enum markup markup;
		const char *raw;
		const char *title;
		const char *text;
	} cases[] = {
		{MARKUP_UNKNOWN, "1 < 2 & 3", "1 < 2 & 3", "1 < 2 & 3"},
		{MARKUP_UNKNOWN, "<p>a</p><p>b</p>", "a b", "a\n\nb"},
		{MARKUP_UNKNOWN, "R&amp;D", "R&D", "R&D"},
		{MARKUP_UNKNOWN, "one\n\ntwo\nthree", "one two three", "one\n\ntwo three"},
		{MARKUP_PLAIN, "<p>a</p>", "<p>a</p>", "<p>a</p>"},
		{MARKUP_PLAIN, "&amp;", "&amp;", "&amp;"},
		{MARKUP_HTML, "&amp;", "&", "&"},
		{MARKUP_HTML, "&lt;p&gt;a&lt;/p&gt;&lt;p&gt;b", "a b", "a\n\nb"},
		{MARKUP_UNKNOWN, "Tom &amp;amp; Jerry&amp;#8217;s", "Tom & Jerry’s",
			"Tom & Jerry’s"},
		{MARKUP_UNKNOWN, "the &lt;b&gt; tag", "the <b> tag", "the <b> tag"},
		{MARKUP_HTML, "a\x1b[2J\x07", "a[2J", "a[2J"},
		/* what converters did to it on its way */
		{MARKUP_PLAIN, "cafÃ©", "café", "café"},
		{MARKUP_UNKNOWN, "<p>cafÃ©</p>", "café", "café"},
		{MARKUP_HTML, "&#226;&#128;&#166;", "…", "…"},
		{MARKUP_HTML, "a &acirc;&#128;&#174;b", "a b", "a b"}, /* an override stays out */
		{MARKUP_HTML, "don\xc2\x92t", "don’t", "don’t"},
		{MARKUP_PLAIN, "Ã© means é", "Ã© means é", "Ã© means é"},
		{MARKUP_UNKNOWN, "", "", ""},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct arena *arena = arena_new(1u << 20);
		struct raw_text raw = {str_from(cases[i].raw), cases[i].markup};
		struct article article = {.raw_title = raw, .raw_summary = raw};

		parse_read_text(&article, arena);
		check_str(article.title, cases[i].title, cases[i].raw);
		check_str(article.summary, cases[i].text, cases[i].raw);
		check_str(article.text, cases[i].text, cases[i].raw);
		arena_free(arena);
	}
}

static void boilerplate(void **state)
{
	struct arena *arena = arena_new(1u << 20);
	struct article article = {.raw_title = {STR("Ferry stops"), MARKUP_PLAIN},
		.raw_summary = {STR("<p>Ferry stops</p><p>It stops at noon.</p><p>Read more</p>"),
			MARKUP_HTML}};

	(void)state;
	parse_read_text(&article, arena);
	check_str(article.text, "It stops at noon.", "the headline once more, and what sites add");
	check_str(article.summary, "It stops at noon.", "summary");
	arena_free(arena);
}

static void body(void **state)
{
	struct arena *arena = arena_new(1u << 20);
	struct article article = {.raw_summary = {STR("short"), MARKUP_PLAIN},
		.raw_content = {STR("<p>long</p>"), MARKUP_HTML}};

	(void)state;
	parse_read_text(&article, arena);
	check_str(article.text, "long", "the content");
	check_str(article.summary, "short", "the summary");
	article.raw_content.bytes = STR("<img src='x'>");
	parse_read_text(&article, arena);
	check_str(article.text, "short", "a content without words");
	arena_free(arena);
}

static void caps(void **state)
{
	struct arena *arena = arena_new(1u << 24);
	struct buf long_text;

	(void)state;
	buf_init(&long_text, 1u << 20);
	for (size_t i = 0; i < 10000; i++) {
		buf_add_str(&long_text, STR("é<b>x</b>"));
	}
	struct raw_text raw = {buf_str(&long_text), MARKUP_HTML};
	struct article article = {.raw_title = raw, .raw_summary = raw};
	parse_read_text(&article, arena);
	assert_int_equal(utf8_length(article.title), LIMIT_TITLE_POINTS);
	assert_int_equal(utf8_length(article.summary), LIMIT_SUMMARY_POINTS);
	assert_int_equal(utf8_length(article.text), 20000);
	buf_done(&long_text);
	arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fields),
		cmocka_unit_test(boilerplate),
		cmocka_unit_test(body),
		cmocka_unit_test(caps),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
