/* SPDX-License-Identifier: BSD-2-Clause */
/* Header lines in, facts out. */
#include "fetch/response.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/limits.h"

enum { NOW = 1900000000 }; /* Sun, 17 Mar 2030 17:46:40 GMT */

/* Feeds the lines, separated by "\n". */
static void feed_lines(struct response *response, const char *lines)
{
	struct str rest = str_from(lines);
	struct str line;

	response_clear(response);
	while (str_cut(&rest, '\n', &line)) {
		assert_true(response_add_line(response, line));
	}
}

static void test_fields(void **state)
{
	(void)state;
	static const struct {
		const char *lines;
		int status;
		const char *etag;
		const char *last_modified;
	} cases[] = {
		{"HTTP/1.1 200 OK\nETag: \"a\"\nLast-Modified: Mon", 200, "\"a\"", "Mon"},
		{"HTTP/1.1 200 OK\netag:\"a\"\nLAST-MODIFIED:\tx\t", 200, "\"a\"", "x"},
		{"HTTP/2 304\nETag: W/\"a b\"  ", 304, "W/\"a b\"", ""},
		{"HTTP/1.1 103 Early\nETag: \"early\"\n\nHTTP/1.1 200 OK", 200, "", ""},
		{"HTTP/1.1 200 OK\nETag: \"one\"\nETag: \"two\"", 200, "\"two\"", ""},
		{"HTTP/1.1 200 OK\nETag: \"a\rX: b\"", 200, "", ""},
		{"HTTP/1.1 200 OK\nETag: \"a\001\"", 200, "", ""},
		{"HTTP/1.1 200 OK\nETag: \"\xc3\xa9\xff\"", 200, "\"\xc3\xa9\xff\"", ""},
		{"HTTP/1.1 200 OK\nETag:", 200, "", ""},
		{"HTTP/1.1 200 OK\nETag", 200, "", ""},
		{"HTTP/1.1\nETag: \"a\"", 0, "\"a\"", ""},
		{"HTTP/1.1 2x0 OK", 0, "", ""},
		{"HTTP/1.1 200 OK\nX-ETag: no\nETa: no", 200, "", ""},
	};
	struct response response;

	response_init(&response);
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		feed_lines(&response, cases[i].lines);
		assert_int_equal(response.status, cases[i].status);
		assert_true(
			str_eq(response_get(&response, RESPONSE_ETAG), str_from(cases[i].etag)));
		assert_true(str_eq(response_get(&response, RESPONSE_LAST_MODIFIED),
			str_from(cases[i].last_modified)));
	}
	response_done(&response);
}

static void test_freshness(void **state)
{
	(void)state;
	static const struct {
		const char *lines;
		int64_t seconds;
	} cases[] = {
		{"X: y", 0},
		{"Cache-Control: max-age=60", 60},
		{"cache-control: PUBLIC, Max-Age = 60 , must-revalidate", 60},
		{"Cache-Control: max-age=\"60\"", 60},
		{"Cache-Control: public\nCache-Control: max-age=60", 60},
		{"Cache-Control: max-age=60\nAge: 50", 10},
		{"Cache-Control: max-age=60\nAge: 70", 0},
		{"Cache-Control: max-age=60\nAge: x", 60},
		{"Cache-Control: max-age=60, no-cache", 0},
		{"Cache-Control: no-store, max-age=60", 0},
		{"Cache-Control: max-age=-5", 0},
		{"Cache-Control: max-age=", 0},
		{"Cache-Control: max-age", 0},
		{"Cache-Control: s-maxage=60", 0},
		{"Cache-Control: max-age=99999999999999999999999999", 86400},
		{"Expires: Sun, 17 Mar 2030 17:56:40 GMT", 600},
		{"Expires: Sun, 17 Mar 2030 17:56:40 GMT\nDate: Sun, 17 Mar 2030 17:51:40 GMT",
			300},
		{"Expires: Sun, 17 Mar 2030 17:56:40 GMT\nCache-Control: max-age=5", 5},
		{"Expires: Sun, 17 Mar 2030 17:56:40 GMT\nAge: 100", 500},
		{"Expires: Thu, 01 Jan 1970 00:00:00 GMT", 0},
		{"Expires: 0", 0},
		{"Expires: Thu, 17 Mar 2050 17:56:40 GMT", 86400},
	};
	struct response response;

	response_init(&response);
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		feed_lines(&response, cases[i].lines);
		int64_t got = response_freshness(&response, NOW);
		if (got != cases[i].seconds) {
			fail_msg("%s: %lld", cases[i].lines, (long long)got);
		}
	}
	response_done(&response);
}

static void test_retry_after(void **state)
{
	(void)state;
	static const struct {
		const char *lines;
		int64_t seconds;
	} cases[] = {
		{"X: y", -1},
		{"Retry-After: 120", 120},
		{"Retry-After: 317100", 317100},
		{"Retry-After: soon", -1},
		{"Retry-After: -1", -1},
		{"Retry-After:", -1},
		{"Retry-After: Sun, 17 Mar 2030 17:47:40 GMT", 60},
		{"Retry-After: Sun, 17 Mar 2030 17:40:40 GMT", 0},
	};
	struct response response;

	response_init(&response);
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		feed_lines(&response, cases[i].lines);
		assert_int_equal(response_retry_after(&response, NOW), cases[i].seconds);
	}
	response_done(&response);
}

static void test_ceilings(void **state)
{
	(void)state;
	struct response response;
	char *line = calloc(1, 200000);
	size_t lines = 0;

	assert_non_null(line);
	response_init(&response);
	/* A tag one byte too long is none. */
	for (size_t extra = 0; extra < 2; extra++) {
		memcpy(line, "ETag: ", 6);
		memset(line + 6, 'x', LIMIT_VALIDATOR + extra);
		response_clear(&response);
		assert_true(
			response_add_line(&response, str_make(line, 6 + LIMIT_VALIDATOR + extra)));
		assert_int_equal(
			response_get(&response, RESPONSE_ETAG).len, extra ? 0 : LIMIT_VALIDATOR);
	}
	/* Interim responses count too. */
	response_clear(&response);
	while (response_add_line(&response, STR("HTTP/1.1 100 Continue"))) {
		lines++;
		assert_true(lines < 10000);
	}
	assert_in_range(lines, 1000, LIMIT_RESPONSE_HEADERS / 20);
	response_clear(&response);
	assert_false(response_add_line(&response, str_make(line, 200000)));
	/* Many values of one field may not make the kept text grow without end. */
	response_clear(&response);
	for (size_t i = 0; i < 600; i++) {
		(void)response_add_line(&response,
			STR("ETag: 0123456789012345678901234567890123456789012345678901234567890123456789"));
	}
	assert_true(response.text.len <= response.text.max);
	response_done(&response);
	free(line);
}

static void test_flags(void **state)
{
	(void)state;
	struct response response;

	response_init(&response);
	feed_lines(&response,
		"HTTP/1.1 403 No\nX-RateLimit-Remaining: 0\ncf-mitigated: challenge\nContent-Length: 12");
	assert_true(response.rate_limited);
	assert_true(response.challenged);
	assert_int_equal(response.content_length, 12);
	feed_lines(&response, "HTTP/1.1 403 No\nX-RateLimit-Remaining: 10\nContent-Length: x");
	assert_false(response.rate_limited);
	assert_false(response.challenged);
	assert_int_equal(response.content_length, -1);
	response_done(&response);
}

static void test_page(void **state)
{
	(void)state;
	static const struct {
		const char *type;
		bool is_page;
	} cases[] = {
		{"HTTP/1.1 200 OK", true},
		{"HTTP/1.1 200 OK\nContent-Type: text/html; charset=utf-8", true},
		{"HTTP/1.1 200 OK\nContent-Type: TEXT/HTML", true},
		{"HTTP/1.1 200 OK\nContent-Type: application/xhtml+xml", true},
		{"HTTP/1.1 200 OK\nContent-Type: text/plain", true},
		{"HTTP/1.1 200 OK\nContent-Type: application/pdf", false},
		{"HTTP/1.1 200 OK\nContent-Type: image/jpeg", false},
		{"HTTP/1.1 200 OK\nContent-Type: video/mp4", false},
	};
	struct response response;

	response_init(&response);
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		feed_lines(&response, cases[i].type);
		assert_int_equal(response_is_page(&response), cases[i].is_page);
	}
	response_done(&response);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_fields),
		cmocka_unit_test(test_page),
		cmocka_unit_test(test_freshness),
		cmocka_unit_test(test_retry_after),
		cmocka_unit_test(test_ceilings),
		cmocka_unit_test(test_flags),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
