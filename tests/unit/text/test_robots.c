/* SPDX-License-Identifier: BSD-2-Clause */
/* robots.txt: which rules a robot is given (RFC 9309 2.2.1), and which addresses they let it ask for (2.2.2, 2.2.3). */
#include "text/robots.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/mem.h"
#include "check.h"

static void take(struct str file, struct buf *rules)
{
	buf_init(rules, LIMIT_ROBOTS_RULES);
	robots_take_rules(file, STR("nuncio"), rules);
	assert_false(rules->full);
	assert_true(robots_is_rules(buf_str(rules)));
}

static void test_groups(void **state)
{
	static const struct {
		const char *file;
		const char *rules;
	} rows[] = {
		{"", ""},
		{"User-agent: *\nDisallow: /a\n", "-/a\n"},
		{"User-agent: *\nDisallow: /a", "-/a\n"},
		{"\xef\xbb\xbfUser-agent: *\r\nDisallow: /a\r\n", "-/a\n"},
		{"User-agent: *\rDisallow: /a\rAllow: /b\r", "-/a\n+/b\n"},
		{"  user-AGENT :  *  # all\n\tdisallow\t:/a # why\n", "-/a\n"},
		/* Our own group stands for that of all, wherever it is. */
		{"User-agent: nuncio\nDisallow: /a\nUser-agent: *\nDisallow: /\n", "-/a\n"},
		{"User-agent: *\nDisallow: /\n\nUser-agent: NunCio/1.0 (x)\nAllow: /\n", "+/\n"},
		{"User-agent: *\nDisallow: /\n\nUser-agent: nuncio\n", ""},
		{"User-agent: *\nDisallow: /\n\nUser-agent: nuncio\nDisallow:\n", ""},
		{"User-agent: nuncios\nDisallow: /\nUser-agent: nunci\nDisallow: /b\n", ""},
		{"User-agent: my-nuncio\nDisallow: /\n", ""},
		{"User-agent: nuncio*\nDisallow: /a\n", "-/a\n"},
		/* Groups of several robots, and several of one (RFC 9309 5.1). */
		{"User-agent: a\nUser-agent: nuncio\nUser-agent: b\nDisallow: /a\n", "-/a\n"},
		{"User-agent: a\nDisallow: /a\nUser-agent: nuncio\nDisallow: /b\n"
		 "User-agent: c\nDisallow: /c\n\nUser-agent: nuncio\nAllow: /d\n",
			"-/b\n+/d\n"},
		/* Empty lines and other lines are no part of the structure. */
		{"User-agent: nuncio\n\n\nDisallow: /a\n\nDisallow: /b\n", "-/a\n-/b\n"},
		{"User-agent: nuncio\nCrawl-delay: 5\nUser-agent: b\nDisallow: /a\n", "-/a\n"},
		{"User-agent: a\nDisallow: /a\nSitemap: http://x.example/\nAllow: /b\n", ""},
		{"Sitemap: http://x.example/\nUser-agent: *\nDisallow: /a\n", "-/a\n"},
		/* Rules of nobody. */
		{"Disallow: /\nUser-agent: b\nDisallow: /\n", ""},
		{"Disallow: /\n", ""},
		/* Slips. */
		{"useragent: *\nDissallow: /a\ndisalow: /b\n", "-/a\n-/b\n"},
		{"User-agent: *\nDisallow: private/\nDisallow: *.php$\n", "-/private/\n-*.php$\n"},
		{"<!doctype html>\n<title>Not found</title>\n<p>User-agent: *\n", ""},
		{"User-agent: *\nDisallow /a\nDisallow; /b\n: /c\n:\n", ""},
		/* One form. */
		{"User-agent: *\nDisallow: /%7eA/%2a/*%24***/b$c/%e3%83%84/\xe3\x83\x84/%zz%4$\n",
			"-/~A/%2A/*%24*/b%24c/%E3%83%84/%E3%83%84/%25zz%254$\n"},
		{"User-agent: *\nDisallow: /a b%0a%20\n", "-/a%20b%0A%20\n"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct buf rules;

		take(str_from(rows[i].file), &rules);
		check_str(buf_str(&rules), rows[i].rules, rows[i].file);
		buf_done(&rules);
	}
}

#define ALL "User-agent: *\n"

static void test_addresses(void **state)
{
	static const struct {
		const char *file;
		const char *path; /* of http://site.example */
		bool allow;
	} rows[] = {
		{"", "/a", true},
		{ALL "Disallow: /", "/a", false},
		{ALL "Disallow: /", "", false},
		{ALL "Disallow: /", "?a", false},
		{ALL "Disallow:", "/a", true},
		{ALL "Disallow: /a", "/a", false},
		{ALL "Disallow: /a", "/abc?d", false},
		{ALL "Disallow: /a", "/b/a", true},
		{ALL "Disallow: /a", "/A", true},
		{ALL "Disallow: /a/", "/a", true},
		/* RFC 9309 5.2: the longest match. */
		{ALL "Allow: /example/page/\nDisallow: /example/page/disallowed.gif",
			"/example/page/disallowed.gif", false},
		{ALL "Allow: /example/page/\nDisallow: /example/page/disallowed.gif",
			"/example/page/other.gif", true},
		{ALL "Disallow: /a\nAllow: /a/b\nDisallow: /a/b/c", "/a/b/d", true},
		{ALL "Disallow: /a\nAllow: /a/b\nDisallow: /a/b/c", "/a/b/c", false},
		/* RFC 9309 2.2.2: of two that are as long, the one that allows. */
		{ALL "Disallow: /a\nAllow: /a", "/a", true},
		{ALL "Allow: /a\nDisallow: /a", "/a", true},
		{ALL "Allow: /p*\nDisallow: /pa", "/page", true},
		/* RFC 9309 2.2.2, the table. */
		{ALL "Disallow: /foo/bar?baz=quux", "/foo/bar?baz=quux", false},
		{ALL "Disallow: /foo/bar?baz=https://foo.bar", "/foo/bar?baz=https%3A%2F%2Ffoo.bar",
			false},
		{ALL "Disallow: /foo/bar/\xe3\x83\x84", "/foo/bar/%E3%83%84", false},
		{ALL "Disallow: /foo/bar/%E3%83%84", "/foo/bar/%e3%83%84", false},
		{ALL "Disallow: /foo/bar/%E3%83%84", "/foo/bar/\xe3\x83\x84", false},
		{ALL "Disallow: /foo/bar/%62%61%7A", "/foo/bar/baz", false},
		/* RFC 9309 2.2.3: special characters, and the same octets without their meaning. */
		{ALL "Disallow: /this/path/exactly$", "/this/path/exactly", false},
		{ALL "Disallow: /this/path/exactly$", "/this/path/exactly/", true},
		{ALL "Disallow: /this/*/exactly", "/this/path/exactly", false},
		{ALL "Disallow: /this/*/exactly", "/this/path/and/exactly?a", false},
		{ALL "Disallow: /this/*/exactly", "/this/exactly", true},
		{ALL "Disallow: /path/file-with-a-%2A.html", "/path/file-with-a-*.html", false},
		{ALL "Disallow: /path/file-with-a-%2A.html", "/path/file-with-a-b.html", true},
		{ALL "Disallow: /path/foo-%24", "/path/foo-$", false},
		{ALL "Disallow: /path/foo-%24", "/path/foo-", true},
		{ALL "Disallow: /path/foo-$", "/path/foo-$", true},
		{ALL "Disallow: *.gif$", "/a/b.gif", false},
		{ALL "Disallow: *.gif$", "/a/b.gif?c", true},
		{ALL "Disallow: /example/\nAllow: *.gif$", "/example/a.gif", false},
		{ALL "Disallow: /ex\nAllow: *.gif$", "/example/a.gif", true},
		{ALL "Disallow: /*?", "/a", true},
		{ALL "Disallow: /*?", "/a?", false},
		{ALL "Disallow: /a*$", "/abc", false},
		{ALL "Disallow: /$", "/", false},
		{ALL "Disallow: /$", "", false},
		{ALL "Disallow: /$", "/a", true},
		{ALL "Disallow: $", "/", false},
		{ALL "Disallow: *", "/a", false},
		{ALL "Disallow: /a*b*b$", "/ab", true},
		{ALL "Disallow: /a*b*b$", "/abb", false},
		{ALL "Disallow: /a*b*c", "/acb", true},
		{ALL "Disallow: /a*bc*bcd$", "/abcbcbcd", false},
		/* What comes behind # is not sent. */
		{ALL "Disallow: /*b", "/a#b", true},
		{ALL "Disallow: /a%23b", "/a%23b", false},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct buf rules;
		char url[256];

		(void)snprintf(url, sizeof(url), "http://site.example%s", rows[i].path);
		take(str_from(rows[i].file), &rules);
		if (robots_allow(buf_str(&rules), str_from(url)) != rows[i].allow) {
			fail_msg("\"%s\" and %s", rows[i].file, rows[i].path);
		}
		buf_done(&rules);
	}
}

static void test_what_is_no_rules(void **state)
{
	static const struct {
		const char *rules;
		bool good;
	} rows[] = {
		{"", true},
		{"+/a\n-*b$\n", true},
		{"-/a", false},
		{"-\n", false},
		{"/a\n", false},
		{"-a\n", false},
		{"-/a\n\n", false},
		{"-/a b\n", false},
		{"-/\xc3\xa9\n", false},
		{"-/\x01\n", false},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		if (robots_is_rules(str_from(rows[i].rules)) != rows[i].good) {
			fail_msg("row %zu", i);
		}
	}
}

static void put(char *to, const char *text)
{
	while (*text) {
		*to++ = *text++;
	}
}

/* All of the first 500 KiB counts, and nothing behind them; and there is room for what comes of any of it. */
static void test_length(void **state)
{
	size_t size = LIMIT_ROBOTS + 1000;
	char *file = mem_alloc(size);
	struct buf rules;

	(void)state;
	memset(file, '\n', size);
	put(file, ALL);
	put(file + LIMIT_ROBOTS - 12, "Disallow: /a");
	put(file + LIMIT_ROBOTS + 1, "Disallow: /b");
	take(str_make(file, size), &rules);
	check_str(buf_str(&rules), "-/a\n", "at the end");
	buf_done(&rules);

	for (size_t at = sizeof(ALL) - 1; at + LIMIT_URL + 8 < size; at += LIMIT_URL + 7) {
		memset(file + at, 0xff, LIMIT_URL + 6);
		put(file + at, "allow:");
	}
	take(str_make(file, size), &rules);
	assert_true(rules.len > LIMIT_ROBOTS * 5 / 2);
	buf_done(&rules);

	memset(file, 0xff, size);
	put(file, ALL "Disallow: /");
	take(str_make(file, size), &rules);
	assert_int_equal(rules.len, 0);
	buf_done(&rules);
	free(file);
}

/* A file made to take long, for an address made for it: what cannot be decided in the work of LIMIT_ROBOTS_WORK is forbidden. */
static void test_work(void **state)
{
	char *file = mem_alloc(LIMIT_ROBOTS);
	size_t len = sizeof(ALL) - 1;
	char url[LIMIT_URL + 1] = "http://site.example/";
	struct buf rules;

	(void)state;
	put(file, ALL);
	while (len + 32 < LIMIT_ROBOTS) {
		len += (size_t)sprintf(file + len, "Allow: /*aaaaaaaaab\n");
	}
	take(str_make(file, len), &rules);
	assert_true(robots_allow(buf_str(&rules), STR("http://site.example/a/storm.html")));
	memset(url + strlen(url), 'a', LIMIT_URL - strlen(url));
	assert_false(robots_allow(buf_str(&rules), str_make(url, LIMIT_URL)));
	buf_done(&rules);
	free(file);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_groups),
		cmocka_unit_test(test_addresses),
		cmocka_unit_test(test_what_is_no_rules),
		cmocka_unit_test(test_length),
		cmocka_unit_test(test_work),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
