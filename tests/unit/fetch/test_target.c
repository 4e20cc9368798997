/* SPDX-License-Identifier: BSD-2-Clause */
/* Where URLs lead. */
#include "fetch/target.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void test_parse(void **state)
{
	(void)state;
	static const struct {
		const char *url;
		const char *host; /* NULL: refused */
		unsigned port;
		bool https;
		bool is_address;
	} cases[] = {
		{"http://Example.ORG/feed", "example.org", 80, false, false},
		{"HTTPS://example.org", "example.org", 443, true, false},
		{"https://example.org:8443/x?y#z", "example.org", 8443, true, false},
		{"http://user:pass@example.org/", "example.org", 80, false, false},
		{"http://a@b@c/", "c", 80, false, false},
		{"http://[2001:DB8::1]:81/", "2001:db8::1", 81, false, true},
		{"http://127.0.0.1/", "127.0.0.1", 80, false, true},
		{"http://0x7f.1/", "0x7f.1", 80, false, true},
		{"http://under_score.example/", "under_score.example", 80, false, false},
		{"http://b\303\274cher.example/", "xn--bcher-kva.example", 80, false, false},
		{"http://ex%61mple.org/", "example.org", 80, false, false},
		{"http://example.org./", "example.org.", 80, false, false},
		{"http://example.org:0/", NULL, 0, false, false},
		{"http://example.org:70000/", NULL, 0, false, false},
		{"http://example.org:x/", NULL, 0, false, false},
		{"http:///path", NULL, 0, false, false},
		{"http://", NULL, 0, false, false},
		{"//example.org/", NULL, 0, false, false},
		{"ftp://example.org/", NULL, 0, false, false},
		{"http://exa mple.org/", NULL, 0, false, false},
		{"http://example.org/\n", NULL, 0, false, false},
		{"", NULL, 0, false, false},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct target target;
		char *plain = target_plain_url(cases[i].url);
		bool ok = plain != NULL && target_parse(plain, &target) == 0;
		if (ok != (cases[i].host != NULL)) {
			fail_msg("%s: %s", cases[i].url, ok ? target.host : "refused");
		}
		if (ok) {
			assert_string_equal(target.host, cases[i].host);
			assert_int_equal(target.port, cases[i].port);
			assert_int_equal(target.https, cases[i].https);
			assert_int_equal(target.is_address, cases[i].is_address);
		}
		free(plain);
	}
}

static void test_origin(void **state)
{
	(void)state;
	static const struct {
		const char *a;
		const char *b;
		bool same;
	} cases[] = {
		{"http://a/x", "http://A:80/y", true},
		{"http://a/", "https://a/", false},
		{"http://a/", "http://a:81/", false},
		{"http://a/", "http://b/", false},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct target a;
		struct target b;
		assert_int_equal(target_parse(cases[i].a, &a), 0);
		assert_int_equal(target_parse(cases[i].b, &b), 0);
		assert_int_equal(target_same_origin(&a, &b), cases[i].same);
	}
}

static void test_strip_user(void **state)
{
	(void)state;
	static const char *const cases[][2] = {
		{"http://a/b", "http://a/b"},
		{"http://u@a/b", "http://a/b"},
		{"https://u:p@a:1/b?c@d", "https://a:1/b?c@d"},
		{"http://a/b@c", "http://a/b@c"},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		char *got = target_strip_user(cases[i][0]);
		assert_string_equal(got, cases[i][1]);
		free(got);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_parse),
		cmocka_unit_test(test_origin),
		cmocka_unit_test(test_strip_user),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
