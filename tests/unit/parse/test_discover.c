/* SPDX-License-Identifier: BSD-2-Clause */
/* Pages as servers send them in the place of a feed, against the feeds that are to be proposed. */
#include "parse/discover.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/mem.h"
#include "check.h"

static void check_proposals(struct str html, const char *want, const char *want_title)
{
	struct arena *arena = arena_new(0);
	struct str proposals[PARSE_PROPOSALS];
	struct str title;
	struct buf got;
	size_t count = discover_feeds(arena, html, STR("https://h/dir/page"), proposals, &title);

	buf_init(&got, 1 << 16);
	for (size_t i = 0; i < count; i++) {
		buf_printf(&got, "%s%.*s", i > 0 ? " " : "", STR_ARG(proposals[i]));
	}
	check_str(buf_str(&got), want, html.ptr);
	check_str(title, want_title, html.ptr);
	buf_done(&got);
	arena_free(arena);
}

#define RSS "<link rel=alternate type=application/rss+xml "

static void found(void **state)
{
	static const struct {
		const char *html;
		const char *want;
		const char *title;
	} rows[] = {
		{RSS "href=/feed>", "https://h/feed", ""},
		{"<title>A &amp; B\n</title>" RSS "title='x' href='feed?a=1&amp;b'>" RSS "href=/2>",
			"https://h/dir/feed?a=1&b https://h/2", "A & B"},
		{"<LINK REL='Alternate' TYPE='application/atom+xml; charset=utf-8' HREF='a.xml'/>",
			"https://h/dir/a.xml", ""},
		{"<link rel='feed' href='/f'>", "https://h/f", ""},
		{"<link rel='alternate home' type='application/feed+json' href='/f.json'>",
			"https://h/f.json", ""},
		{"<base href='http://b/x/'>" RSS "href=y>", "http://b/x/y", ""},
		{RSS "href=/1>" RSS "href=/1>" RSS "href=/2>" RSS "href=/3>" RSS "href=/4>" RSS
		     "href=/5>" RSS "href=/6>",
			"https://h/1 https://h/2 https://h/3 https://h/4 https://h/5", ""},
		/* announcements of something else */
		{"<link rel=alternate hreflang=fr href=/fr><link rel=stylesheet href=/s.css>"
		 "<link rel=alternate type=application/json href=/wp-json/wp/v2/posts/1>"
		 "<link rel=alternate type=application/json+oembed href=/o>",
			"", ""},
		{RSS "href=javascript:x><" RSS "href=ftp://h/x>", "", ""},
		/* only when nothing is announced */
		{"<a href='/news/'>x</a><a href='/rss.xml'>RSS</a><a href=/blog/feed/>f</a>"
		 "<a href='/?feed=rss2'>f</a>",
			"https://h/rss.xml https://h/blog/feed/ https://h/?feed=rss2", ""},
		{"<a href='/rss.xml'>RSS</a>" RSS "href=/feed>", "https://h/feed", ""},
		/* what is no mark-up */
		{"<script>\"" RSS "href=/no>\"</script><!-- " RSS
		 "href=/no> --><style><a href=/rss>"
		 "</style>" RSS "href=/yes>",
			"https://h/yes", ""},
		{"<title>one</title><svg><title>two</title></svg>", "", "one"},
		{"", "", ""},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		check_proposals(str_from(rows[i].html), rows[i].want, rows[i].title);
	}
}

/* A page is looked through only so far, and what is long is cut. */
static void ceilings(void **state)
{
	size_t len = LIMIT_PAGE_HEAD + 1000;
	char *html = mem_alloc(len + 1);
	static const char late[] = RSS "href=/feed>";

	(void)state;
	memset(html, 'x', len);
	html[len] = 0;
	memcpy(html + LIMIT_PAGE_HEAD + 10, late, sizeof(late) - 1);
	check_proposals(str_make(html, len), "", "");
	memcpy(html, "<title>", 7);
	check_proposals(str_make(html, 200), "",
		"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx");
	free(html);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(found), cmocka_unit_test(ceilings)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
