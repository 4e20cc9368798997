/* SPDX-License-Identifier: BSD-2-Clause */
/* URLs: parts, resolution by the examples of RFC 3986, and the forms that make two addresses one. */
#include "text/url.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/limits.h"

static void splitting(void **state)
{
	static const struct {
		const char *url;
		const char *scheme, *userinfo, *host, *port, *path, *query, *fragment;
	} cases[] = {
		{"http://x.org/a?b#c", "http", "", "x.org", "", "/a", "b", "c"},
		{"HTTP://u:p@X.org:80", "HTTP", "u:p", "X.org", "80", "", "", ""},
		{"http://a@b@x.org/", "http", "a@b", "x.org", "", "/", "", ""},
		{"http://[::1]:8080/a", "http", "", "::1", "8080", "/a", "", ""},
		{"http://[::1/a", "http", "", "[", ":1", "/a", "", ""},
		{"//x.org?q", "", "", "x.org", "", "", "q", ""},
		{"/a/b?c?d#e#f", "", "", "", "", "/a/b", "c?d", "e#f"},
		{"mailto:a@x.org", "mailto", "", "", "", "a@x.org", "", ""},
		{"1http://x", "", "", "", "", "1http://x", "", ""},
		{"a/b:c", "", "", "", "", "a/b:c", "", ""},
		{"", "", "", "", "", "", "", ""},
		{"http:", "http", "", "", "", "", "", ""},
		{"?", "", "", "", "", "", "", ""},
		{"http://x.org:", "http", "", "x.org", "", "", "", ""},
		{"http://x.org#a?b", "http", "", "x.org", "", "", "", "a?b"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct url url;

		url_split(str_from(cases[i].url), &url);
		if (!str_eq(url.scheme, str_from(cases[i].scheme)) ||
			!str_eq(url.userinfo, str_from(cases[i].userinfo)) ||
			!str_eq(url.host, str_from(cases[i].host)) ||
			!str_eq(url.port, str_from(cases[i].port)) ||
			!str_eq(url.path, str_from(cases[i].path)) ||
			!str_eq(url.query, str_from(cases[i].query)) ||
			!str_eq(url.fragment, str_from(cases[i].fragment))) {
			fail_msg("%s", cases[i].url);
		}
		assert_int_equal(
			url.has_query, strchr(cases[i].url, '?') && !strstr(cases[i].url, "#a?b"));
		assert_int_equal(url.has_fragment, strchr(cases[i].url, '#') != NULL);
	}
}

static void web(void **state)
{
	static const struct {
		struct str url;
		bool is_web;
		uint16_t port;
	} cases[] = {
		{STR_INIT("http://x.org"), true, 80},
		{STR_INIT("HTTPS://x.org/"), true, 443},
		{STR_INIT("http://x.org:8080/"), true, 8080},
		{STR_INIT("http://x.org:0080/"), true, 80},
		{STR_INIT("http://x.org:/"), true, 80},
		{STR_INIT("http://[::1]/"), true, 80},
		{STR_INIT("http://пример.рф/é"), true, 80},
		{STR_INIT("http://x.org:0/"), false, 0},
		{STR_INIT("http://x.org:65536/"), false, 0},
		{STR_INIT("http://x.org:99999999999999999999/"), false, 0},
		{STR_INIT("http://x.org:-1/"), false, 0},
		{STR_INIT("http://x.org:8a/"), false, 0},
		{STR_INIT("http:///a"), false, 80},
		{STR_INIT("http:x.org"), false, 80},
		{STR_INIT("//x.org/"), false, 80},
		{STR_INIT("ftp://x.org/"), false, 80},
		{STR_INIT("javascript://x.org/%0aalert(1)"), false, 80},
		{STR_INIT("file:///etc/passwd"), false, 80},
		{STR_INIT("http://x.org/a b"), false, 80},
		{STR_INIT("http://x.org/a\nb"), false, 80},
		{STR_INIT("http://x.org/a\0b"), false, 80},
		{STR_INIT("http://x.org/\xff"), false, 80},
		{STR_INIT("http://x.org/\xe2\x80\xae"), false, 80},
		{STR_INIT("http://x.org/\xc2\xa0"), false, 80},
		{STR_INIT("http://x.org\\@y.org/"), false, 80},
		{STR_INIT("http://x.org\\a"), false, 80},
		{STR_INIT("http://<b>/"), false, 80},
		{STR_INIT("http://x{y}.org/"), false, 80},
		{STR_INIT("http://x.org/a\\b?{c}|<d>"), true, 80},
		{STR_INIT("http://u:p@x.org/"), true, 80},
		{STR_INIT("http://[2001:db8::1]:8080/"), true, 8080},
		{STR_INIT("http://127.0.0.1/"), true, 80},
		{STR_INIT("JAVASCRIPT:alert(1)"), false, 80},
		{STR_INIT("data:text/html,x"), false, 80},
		{STR_INIT("vbscript:x"), false, 80},
		{STR_INIT("feed://x.org/"), false, 80},
		{STR_INIT(""), false, 80},
	};
	char url[LIMIT_URL + 2] = "http://x.org/";
	struct arena *arena = arena_new(0);

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct url parts;

		if (url_is_web(cases[i].url) != cases[i].is_web) {
			fail_msg("%.*s", STR_ARG(cases[i].url));
		}
		url_split(cases[i].url, &parts);
		assert_int_equal(url_port(&parts), cases[i].port);
		if (!cases[i].is_web) {
			assert_ptr_equal(url_canonical(arena, cases[i].url).ptr, cases[i].url.ptr);
			assert_ptr_equal(url_loose(arena, cases[i].url).ptr, cases[i].url.ptr);
		}
	}
	memset(url + strlen(url), 'a', sizeof(url) - strlen(url));
	assert_true(url_is_web(str_make(url, LIMIT_URL)));
	assert_false(url_is_web(str_make(url, LIMIT_URL + 1)));
	arena_free(arena);
}

static void resolution(void **state)
{
#define BASE "http://a/b/c/d;p?q"
	static const struct {
		const char *base;
		const char *reference;
		const char *url;
	} cases[] = {
		/* RFC 3986 5.4.1 */
		{BASE, "g:h", "g:h"},
		{BASE, "g", "http://a/b/c/g"},
		{BASE, "./g", "http://a/b/c/g"},
		{BASE, "g/", "http://a/b/c/g/"},
		{BASE, "/g", "http://a/g"},
		{BASE, "//g", "http://g"},
		{BASE, "?y", "http://a/b/c/d;p?y"},
		{BASE, "g?y", "http://a/b/c/g?y"},
		{BASE, "#s", "http://a/b/c/d;p?q#s"},
		{BASE, "g#s", "http://a/b/c/g#s"},
		{BASE, "g?y#s", "http://a/b/c/g?y#s"},
		{BASE, ";x", "http://a/b/c/;x"},
		{BASE, "g;x", "http://a/b/c/g;x"},
		{BASE, "g;x?y#s", "http://a/b/c/g;x?y#s"},
		{BASE, "", "http://a/b/c/d;p?q"},
		{BASE, ".", "http://a/b/c/"},
		{BASE, "./", "http://a/b/c/"},
		{BASE, "..", "http://a/b/"},
		{BASE, "../", "http://a/b/"},
		{BASE, "../g", "http://a/b/g"},
		{BASE, "../..", "http://a/"},
		{BASE, "../../", "http://a/"},
		{BASE, "../../g", "http://a/g"},
		/* RFC 3986 5.4.2 */
		{BASE, "../../../g", "http://a/g"},
		{BASE, "../../../../g", "http://a/g"},
		{BASE, "/./g", "http://a/g"},
		{BASE, "/../g", "http://a/g"},
		{BASE, "g.", "http://a/b/c/g."},
		{BASE, ".g", "http://a/b/c/.g"},
		{BASE, "g..", "http://a/b/c/g.."},
		{BASE, "..g", "http://a/b/c/..g"},
		{BASE, "./../g", "http://a/b/g"},
		{BASE, "./g/.", "http://a/b/c/g/"},
		{BASE, "g/./h", "http://a/b/c/g/h"},
		{BASE, "g/../h", "http://a/b/c/h"},
		{BASE, "g;x=1/./y", "http://a/b/c/g;x=1/y"},
		{BASE, "g;x=1/../y", "http://a/b/c/y"},
		{BASE, "g?y/./x", "http://a/b/c/g?y/./x"},
		{BASE, "g?y/../x", "http://a/b/c/g?y/../x"},
		{BASE, "g#s/./x", "http://a/b/c/g#s/./x"},
		{BASE, "http:g", "http://a/b/c/g"}, /* for backward compatibility */
		/* what feeds do */
		{"https://x.org", "a", "https://x.org/a"},
		{"https://x.org?q", "a", "https://x.org/a"},
		{"https://u@x.org:8443/f/", "a", "https://u@x.org:8443/f/a"},
		{"https://x.org/f#x", "", "https://x.org/f"},
		{"https://x.org/f", "//y.org/a/../b?c#d", "https://y.org/b?c#d"},
		{"https://x.org/f", " \n /a\tb c\n", "https://x.org/ab%20c"},
		{"https://x.org/f", "http://y.org/a b", "http://y.org/a%20b"},
		{"https://x.org/f", "a//b", "https://x.org/a//b"},
		/* what browsers understand */
		{"https://x.org/f/g", "\\a\\b?c\\d#e\\f", "https://x.org/a/b?c\\d#e\\f"},
		{"https://x.org/f/g", "\\\\y.org\\a", "https://y.org/a"},
		{"https://x.org/f/g", "..\\a", "https://x.org/a"},
		{"https://x.org/f", "https:\\\\y.org\\a", "https://y.org/a"},
		{"https://x.org/f", "http:/y.org/a", "http://y.org/a"},
		{"https://x.org/f", "http:y.org/a", "http://y.org/a"},
		{"https://x.org/f", "https:/y/a", "https://x.org/y/a"},
		{"https://x.org/f/", "https:a", "https://x.org/f/a"},
		{"https://x.org/f", "https:///y.org/a", "https://y.org/a"},
		{"https://x.org/f", "https://///y.org/a", "https://y.org/a"},
		{"", "https:/y.org/a", "https://y.org/a"},
		{"", "http:///y.org", "http://y.org"},
		{"https://x.org/f", "HTTP://Y.org/a", "HTTP://Y.org/a"},
		{"https://x.org/f", "HTTPS:a", "https://x.org/a"},
		{"https://x.org/f", "ht\ntp://y.org/a", "http://y.org/a"},
		{"https://x.org/f", "www.y.org/a", "https://www.y.org/a"},
		{"http://x.org/f/", "WWW.y.org", "http://WWW.y.org"},
		{"", "www.y.org/a?b", "http://www.y.org/a?b"},
		{"https://x.org/f/", "www.html", "https://x.org/f/www.html"},
		{"https://x.org/f/", "y.org/a", "https://x.org/f/y.org/a"},
		{"https://x.org/f", "//y.org", "https://y.org"},
		{"https://x.org/f", "//y.org:8443/a", "https://y.org:8443/a"},
		{"https://x.org/f", "//u:p@[2001:db8::1]:80/a", "https://u:p@[2001:db8::1]:80/a"},
		{"https://[2001:db8::1]:8443/f", "/a", "https://[2001:db8::1]:8443/a"},
		{"https://пример.рф/f", "é", "https://пример.рф/é"},
		{"https://x.org/f", "?", "https://x.org/f?"},
		{"https://x.org/f?q", "#", "https://x.org/f?q#"},
		{"https://x.org/f", "/a/./b/.././c", "https://x.org/a/c"},
		{"https://x.org/a/b/", "...", "https://x.org/a/b/..."},
		{"https://x.org/a/b", "a:b", "a:b"},
		{"https://x.org/a/b", "./a:b", "https://x.org/a/a:b"},
		{"https://x.org/a/b", "1:b", "https://x.org/a/1:b"},
		{"file:///a/b", "c\\d", "file:///a/c\\d"},
		/* for url_is_web to refuse */
		{"https://x.org/f", "javascript:alert(1)", "javascript:alert(1)"},
		{"https://x.org/f", " java\nscript:alert(1)", "javascript:alert(1)"},
		{"https://x.org/f", "JavaScript:alert(1)", "JavaScript:alert(1)"},
		{"https://x.org/f", "data:text/html,a b", "data:text/html,a%20b"},
		{"https://x.org/f", "file:///etc/passwd", "file:///etc/passwd"},
		{"https://x.org/f", "mailto:a@x.org", "mailto:a@x.org"},
		{"https://x.org/f", "http:", "http:"},
		{"https://x.org/f", "http://", "http://"},
		{"https://x.org/f", "https:////", "https://"},
		{"", "a/b", "a/b"},
		{"not a URL", "/a", "/a"},
		{"mailto:x", "a", "a"},
		{"", "http://x.org/../a", "http://x.org/../a"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct arena *arena = arena_new(1 << 16);
		struct str url =
			url_resolve(arena, str_from(cases[i].base), str_from(cases[i].reference));

		if (!str_eq(url, str_from(cases[i].url))) {
			fail_msg("%s + %s: %.*s", cases[i].base, cases[i].reference, STR_ARG(url));
		}
		arena_free(arena);
	}
	/* A full arena gives nothing, never something else. */
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		for (size_t max = 16; max <= 48; max += 16) {
			struct arena *arena = arena_new(max);
			struct str url = url_resolve(
				arena, str_from(cases[i].base), str_from(cases[i].reference));

			assert_true(url.len == 0 || str_eq(url, str_from(cases[i].url)));
			arena_free(arena);
		}
	}
}

static void canonical(void **state)
{
	static const struct {
		const char *url;
		const char *canonical;
		const char *loose;
	} cases[] = {
		{"http://x.org", "http://x.org/", "https://x.org/"},
		{"HTTP://WWW.X.org/A%2f?B=C", "http://www.x.org/A%2f?B=C",
			"https://x.org/A%2f?B=C"},
		{"http://x.org:80/a", "http://x.org/a", "https://x.org/a"},
		{"https://x.org:443/a", "https://x.org/a", "https://x.org/a"},
		{"https://x.org:80/a", "https://x.org:80/a", "https://x.org:80/a"},
		{"https://x.org:08443/a", "https://x.org:8443/a", "https://x.org:8443/a"},
		{"https://x.org:/a", "https://x.org/a", "https://x.org/a"},
		{"https://x.org./a", "https://x.org/a", "https://x.org/a"},
		{"https://[2001:DB8::1]/a", "https://[2001:db8::1]/a", "https://[2001:db8::1]/a"},
		{"https://User:P@x.org/a", "https://User:P@x.org/a", "https://x.org/a"},
		{"https://x.org/a#b", "https://x.org/a", "https://x.org/a"},
		{"https://x.org/#!/a/1", "https://x.org/#!/a/1", "https://x.org/#!/a/1"},
		{"https://x.org/#/a/1", "https://x.org/#/a/1", "https://x.org/#/a/1"},
		{"https://x.org/?", "https://x.org/", "https://x.org/"},
		{"https://x.org/a?utm_source=x", "https://x.org/a", "https://x.org/a"},
		{"https://x.org/a?utm_source=x&id=5", "https://x.org/a?id=5",
			"https://x.org/a?id=5"},
		{"https://x.org/a?id=5&UTM_Anything=x&b=6", "https://x.org/a?id=5&b=6",
			"https://x.org/a?id=5&b=6"},
		{"https://x.org/a?b=2&a=1", "https://x.org/a?b=2&a=1", "https://x.org/a?b=2&a=1"},
		{"https://x.org/a?utm=1&xutm_a=2", "https://x.org/a?utm=1&xutm_a=2",
			"https://x.org/a?utm=1&xutm_a=2"},
		{"https://x.org/a?id=5;utm_source=x", "https://x.org/a?id=5;utm_source=x",
			"https://x.org/a?id=5;utm_source=x"},
		{"https://x.org/a/?x=", "https://x.org/a/?x=", "https://x.org/a?x="},
		{"https://x.org/a/../b", "https://x.org/a/../b", "https://x.org/a/../b"},
		{"https://m.x.org/a", "https://m.x.org/a", "https://x.org/a"},
		{"https://amp.x.org/a", "https://amp.x.org/a", "https://x.org/a"},
		{"https://www.m.x.org/a", "https://www.m.x.org/a", "https://x.org/a"},
		{"https://www.org/a", "https://www.org/a", "https://www.org/a"},
		{"https://news.x.org/a", "https://news.x.org/a", "https://news.x.org/a"},
		{"https://x.org/a/amp", "https://x.org/a/amp", "https://x.org/a"},
		{"https://x.org/a/amp/", "https://x.org/a/amp/", "https://x.org/a"},
		{"https://x.org/amp/a", "https://x.org/amp/a", "https://x.org/a"},
		{"https://x.org/a.amp", "https://x.org/a.amp", "https://x.org/a"},
		{"https://x.org/a.amp.html", "https://x.org/a.amp.html", "https://x.org/a"},
		{"https://x.org/a?amp", "https://x.org/a?amp", "https://x.org/a"},
		{"https://x.org/a?amp=1&b=2", "https://x.org/a?amp=1&b=2", "https://x.org/a?b=2"},
		{"https://x.org/a?amp=27", "https://x.org/a?amp=27", "https://x.org/a?amp=27"},
		{"https://x.org/a?outputType=amp", "https://x.org/a?outputType=amp",
			"https://x.org/a"},
		{"https://x.org/a?outputType=pdf", "https://x.org/a?outputType=pdf",
			"https://x.org/a?outputType=pdf"},
		{"https://x.org/swamp", "https://x.org/swamp", "https://x.org/swamp"},
		{"https://x.org/amp", "https://x.org/amp", "https://x.org/amp"},
		{"https://x.org//", "https://x.org//", "https://x.org/"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct arena *arena = arena_new(1 << 16);
		struct str one = url_canonical(arena, str_from(cases[i].url));
		struct str loose = url_loose(arena, str_from(cases[i].url));

		if (!str_eq(one, str_from(cases[i].canonical)) ||
			!str_eq(loose, str_from(cases[i].loose))) {
			fail_msg(
				"%s: %.*s, loose %.*s", cases[i].url, STR_ARG(one), STR_ARG(loose));
		}
		assert_true(str_eq(url_canonical(arena, one), one));
		assert_true(str_eq(url_loose(arena, loose), loose));
		assert_true(str_eq(url_loose(arena, one), loose));
		arena_free(arena);
	}
}

/* Every entry of the list, in the letters in which it is found in the wild. */
static const char *const gone[] = {"fbclid", "_openstat", "fb_action_ids", "fb_action_types",
	"fb_ref", "fb_source", "fb_comment_id", "hmb_campaign", "hmb_medium", "hmb_source",
	"itm_campaign", "itm_medium", "itm_source", "gclid", "dclid", "gbraid", "wbraid", "gclsrc",
	"campaign_id", "campaign_medium", "campaign_name", "campaign_source", "campaign_term",
	"campaign_content", "srsltid", "yclid", "ysclid", "twclid", "msclkid", "mc_cid", "mc_eid",
	"mc_tc", "wickedid", "hsa_cam", "_hsenc", "__hssc", "__hstc", "__hsfp", "_hsmi",
	"hsCtaTracking", "rb_clickid", "oly_anon_id", "oly_enc_id", "vero_id", "vero_conv",
	"mkt_tok", "sc_cid", "_bhlid", "_branch_match_id", "_branch_referrer", "__readwiseLocation",
	"utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content", "utm_id", "utm_",
	"mtm_campaign", "mtm_kwd", "mtm_"};
static const char *const kept[] = {"cid", "sid", "source", "ref", "ir", "sort", "id", "p", "page",
	"campaign", "fbclid2", "xfbclid", "gclid.", "utm", "amp_x", "PHPSESSID", "feedName", "ITO",
	"mtm", "_", "nk", "story_fbid"};

/* The parameter alone, and between two others. */
static void check_parameter(const char *name, bool stays)
{
	struct arena *arena = arena_new(0);
	char url[160];
	struct str one;

	(void)snprintf(url, sizeof(url), "https://x.org/?a=1&%s=v&b=2", name);
	one = url_canonical(arena, str_from(url));
	if (!str_eq(one, stays ? str_from(url) : STR("https://x.org/?a=1&b=2"))) {
		fail_msg("%s: %.*s", url, STR_ARG(one));
	}
	(void)snprintf(url, sizeof(url), "https://x.org/?%s", name);
	one = url_canonical(arena, str_from(url));
	if (!str_eq(one, stays ? str_from(url) : STR("https://x.org/"))) {
		fail_msg("%s: %.*s", url, STR_ARG(one));
	}
	arena_free(arena);
}

static void check_in_both_cases(const char *name, bool stays)
{
	char capitals[64] = "";

	for (size_t i = 0; name[i] && i + 1 < sizeof(capitals); i++) {
		bool is_small = name[i] >= 'a' && name[i] <= 'z';

		capitals[i] = (char)(name[i] - (is_small ? 'a' - 'A' : 0));
	}
	check_parameter(name, stays);
	check_parameter(capitals, stays);
}

static void tracking(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(gone) / sizeof(gone[0]); i++) {
		check_in_both_cases(gone[i], false);
	}
	for (size_t i = 0; i < sizeof(kept) / sizeof(kept[0]); i++) {
		check_in_both_cases(kept[i], true);
	}
}

/* Whatever is put together: one form stays one form, and what was resolved stays resolved. */
static void any_text(void **state)
{
	static const char *const pieces[] = {"http", "https", ":", "/", "//", "\\", "x.org", "www.",
		"a", "..", ".", "?", "#", "#!", "@", "[", "]", "::1", ":80", ":443", "&", "=",
		"utm_x=1", "amp", "%", "%20", " ", "\t", "\xff", "é", "m.", "javascript:", "0",
		"//a", "/amp/", ".amp.html"};
	uint32_t random = 3;

	(void)state;
	for (size_t i = 0; i < 50000; i++) {
		struct arena *arena = arena_new(0);
		char text[2][200] = {"", ""};

		for (size_t j = 0; j < i % 14; j++) {
			random = random * 1103515245 + 12345;
			strcat(text[j % 2],
				pieces[(random >> 16) % (sizeof(pieces) / sizeof(pieces[0]))]);
		}
		if (i % 3 == 0) {
			memmove(text[0] + 8, text[0], 190);
			memcpy(text[0], "https://", 8);
		}
		struct str url = url_resolve(arena, str_from(text[0]), str_from(text[1]));
		struct str one = url_canonical(arena, url);
		struct str loose = url_loose(arena, url);

		if (url_is_web(url) != url_is_web(one) ||
			(url_is_web(url) &&
				!str_eq(url_resolve(arena, str_from(text[0]), url), url)) ||
			!str_eq(url_canonical(arena, one), one) ||
			!str_eq(url_loose(arena, loose), loose) ||
			!str_eq(url_loose(arena, one), loose)) {
			fail_msg("\"%s\" + \"%s\": %.*s", text[0], text[1], STR_ARG(url));
		}
		arena_free(arena);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(splitting),
		cmocka_unit_test(web),
		cmocka_unit_test(resolution),
		cmocka_unit_test(canonical),
		cmocka_unit_test(tracking),
		cmocka_unit_test(any_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
