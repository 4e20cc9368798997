/* SPDX-License-Identifier: BSD-2-Clause */
#include "check.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "conf/opml.h"
#include "feed/list.h"

#define HEAD "<?xml version=\"1.0\"?>\n<opml version=\"2.0\"><head><title>t</title></head><body>\n"
#define TAIL "</body></opml>\n"

struct row {
	const char *text;
	const char *feeds;    /* "url|name|tags|language" a line, and what is said of fulltext */
	const char *problems; /* what the diagnostics must hold, NULL: none */
	size_t errors;
};

static const struct row rows[] = {
	{HEAD "<outline type='rss' text='A &amp; B' xmlUrl='https://a.example/?x=1&amp;y=2'/>" TAIL,
		"https://a.example/?x=1&y=2|A & B|-|-\n", NULL, 0},
	{HEAD "<outline text='World'><outline title='Asia, East'>\n"
	      "<outline text='' title='One' xmlURL='https://a.example/' language='en-gb'/>\n"
	      "</outline><outline xmlUrl='http://b.example/' "
	      "category='/Boston/Weather,/Harvard'/></outline>\n"
	      "<outline xmlUrl='http://c.example/'/>" TAIL,
		"https://a.example/|One|World,Asia East|en-gb\n"
		"http://b.example/|-|World,Boston,Weather,Harvard|-\n"
		"http://c.example/|-|-|-\n",
		NULL, 0},
	{HEAD "<outline xmlUrl='https://a.example/' fullText='TRUE'/>"
	      "<outline xmlUrl='https://b.example/' fulltext='false'/>" TAIL,
		"https://a.example/|-|-|- pages\nhttps://b.example/|-|-|- feed\n", NULL, 0},
	{HEAD "<outline xmlUrl='https://a.example/' fulltext='1'/>" TAIL,
		"https://a.example/|-|-|-\n", "fulltext must be true or false", 0},
	{HEAD TAIL, "", NULL, 0},
	{"\xef\xbb\xbf" HEAD "<outline text='caf\xc3\xa9' xmlUrl='https://a.example/'/>" TAIL,
		"https://a.example/|caf\xc3\xa9|-|-\n", NULL, 0},
	{"<?xml version='1.0' encoding='iso-8859-1'?><opml><body>"
	 "<outline text='caf\xe9' xmlUrl='https://a.example/'/></body></opml>",
		"https://a.example/|caf\xc3\xa9|-|-\n", NULL, 0},
	{HEAD "<outline text='x' xmlUrl='feed://a.example/'/>"
	      "<outline text='y' xmlUrl='https://u:p@b.example/'/>"
	      "<outline text='z' xmlUrl='https://c.example/'/>" TAIL,
		"https://c.example/|z|-|-\n", "outline \"x\": a feed needs an http or https URL",
		0},
	{HEAD "<outline xmlUrl='https://c.example/'/><outline xmlUrl='https://c.example/'/>" TAIL,
		"https://c.example/|-|-|-\n", "listed already", 0},
	{"<rss version='2.0'><channel/></rss>", "", "is not OPML: it begins with <rss>", 1},
	{"", "", "is not OPML", 1},
	{"- url: https://a.example/\n", "", "is not OPML", 1},
	{HEAD "<outline xmlUrl='https://a.example/'/><outline te", "https://a.example/|-|-|-\n",
		"ends before all its elements do", 1},
	{"<!DOCTYPE opml [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>" HEAD
	 "<outline text='&e;' xmlUrl='https://a.example/'/>" TAIL,
		NULL, NULL, 0},
};

static const char *or_dash(const char *text)
{
	return text ? text : "-";
}

static void test_parse(void **state)
{
	static const char *const fulltext[] = {[FEED_FULLTEXT_UNSAID] = "",
		[FEED_FULLTEXT_NEVER] = " feed",
		[FEED_FULLTEXT_ALWAYS] = " pages"};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct feed_specs specs;
		struct diags diags;
		struct buf out;

		buf_init(&out, 65536);
		diags_init(&diags);
		feed_specs_init(&specs);
		opml_parse("f.opml", str_from(rows[i].text), &specs, &diags);
		diags_format(&diags, &out);
		assert_null(strstr(buf_cstr(&out), "root:"));
		if (rows[i].feeds) {
			check_int((int64_t)diags.errors, (int64_t)rows[i].errors, buf_cstr(&out));
			if (rows[i].problems) {
				assert_non_null(strstr(buf_cstr(&out), rows[i].problems));
			} else {
				assert_string_equal(buf_cstr(&out), "");
			}
			buf_clear(&out);
			for (size_t j = 0; j < specs.count; j++) {
				const struct feed_spec *spec = &specs.items[j];

				buf_printf(&out, "%s|%s|%s|%s%s\n", spec->url, or_dash(spec->name),
					or_dash(spec->tags), or_dash(spec->language),
					fulltext[spec->fulltext]);
			}
			check_str(buf_str(&out), rows[i].feeds, rows[i].text);
		}
		buf_done(&out);
		diags_done(&diags);
		feed_specs_done(&specs);
		/* No child is left. */
		assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
		assert_int_equal(errno, ECHILD);
	}
}

/* A large export takes a while and a lot of frames; nesting without end takes neither down. */
static void test_large(void **state)
{
	(void)state;
	struct feed_specs specs;
	struct diags diags;
	struct buf text;
	const size_t count = 20000;

	buf_init(&text, 64u << 20);
	diags_init(&diags);
	feed_specs_init(&specs);
	buf_printf(&text, HEAD);
	for (size_t i = 0; i < count; i++) {
		buf_printf(&text, "<outline text='Feed %zu' xmlUrl='https://f%zu.example/rss'/>\n",
			i, i);
	}
	buf_printf(&text, TAIL);
	opml_parse("f.opml", buf_str(&text), &specs, &diags);
	check_int((int64_t)diags.errors, 0, "errors");
	check_int((int64_t)specs.count, (int64_t)count, "feeds");

	buf_clear(&text);
	buf_printf(&text, HEAD);
	for (size_t i = 0; i < 100000; i++) {
		buf_printf(&text, "<outline text='deep'>");
	}
	opml_parse("f.opml", buf_str(&text), &specs, &diags);
	check_int((int64_t)diags.errors, 1, "too deep");
	buf_done(&text);
	diags_done(&diags);
	feed_specs_done(&specs);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_parse),
		cmocka_unit_test(test_large),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
