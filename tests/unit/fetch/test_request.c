/* SPDX-License-Identifier: BSD-2-Clause */
/* What is sent for which validators. */
#include "fetch/request.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static void test_lines(void **state)
{
	(void)state;
	static const struct {
		const char *etag;
		const char *date;
		const char *header;
		const char *expected; /* behind Accept, separated by "|" */
	} cases[] = {
		{"", "", "", ""},
		{"\"a\"", "", "", "If-None-Match: \"a\""},
		{"", "Mon", "", "If-Modified-Since: Mon"},
		{"\"a\"", "Mon", "X-Key: 1",
			"If-None-Match: \"a\"|If-Modified-Since: Mon|X-Key: 1"},
		{"\"a-gzip\"", "Mon", "", "If-Modified-Since: Mon"},
		{"\"a-gzip\"", "", "", "If-None-Match: \"a-gzip\""},
		{"\"a\r\nX: 1\"", "Mon\n", "X: 1\r\nY: 2", ""},
		{"not quoted, but theirs", "", "", "If-None-Match: not quoted, but theirs"},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct request_lines lines;
		char got[1024] = "";
		request_lines_init(&lines, FETCH_SUBJECT_FEED, str_from(cases[i].etag),
			str_from(cases[i].date), str_from(cases[i].header));
		assert_true(lines.count >= 1);
		assert_non_null(strstr(lines.lines[0], "Accept: application/atom+xml"));
		for (size_t k = 1; k < lines.count; k++) {
			strcat(got, k > 1 ? "|" : "");
			strcat(got, lines.lines[k]);
		}
		assert_string_equal(got, cases[i].expected);
		assert_int_equal(lines.conditional, strstr(cases[i].expected, "If-") != NULL);
		request_lines_done(&lines);
	}
}

static void test_page_and_robots(void **state)
{
	struct request_lines lines;

	(void)state;
	request_lines_init(&lines, FETCH_SUBJECT_PAGE, STR(""), STR(""), STR(""));
	assert_int_equal(lines.count, 1);
	assert_false(lines.conditional);
	assert_non_null(strstr(lines.lines[0], "Accept: text/html"));
	request_lines_done(&lines);
	request_lines_init(&lines, FETCH_SUBJECT_ROBOTS, STR(""), STR(""), STR(""));
	assert_int_equal(lines.count, 1);
	assert_string_equal(lines.lines[0], "Accept: text/plain, */*;q=0.1");
	request_lines_done(&lines);
}

static void test_extra_header(void **state)
{
	(void)state;
	static const struct {
		const char *header;
		bool good;
	} cases[] = {
		{"Authorization: Bearer abc", true},
		{"X-Api-Key: 1", true},
		{"Cookie: a=b", true},
		{"", false},
		{"no colon", false},
		{": value", false},
		{"Name:", false},
		{"Name:   ", false},
		{"Na me: x", false},
		{"N\303\244me: x", false},
		{"Name: x\ny", false},
		{"Name: x\ry", false},
		{"Host: evil", false},
		{"content-length: 5", false},
		{"Transfer-Encoding: chunked", false},
		{"If-None-Match: \"a\"", false},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		assert_int_equal(request_header_is_good(str_from(cases[i].header)), cases[i].good);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lines),
		cmocka_unit_test(test_page_and_robots),
		cmocka_unit_test(test_extra_header),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
