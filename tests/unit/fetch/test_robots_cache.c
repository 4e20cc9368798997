/* SPDX-License-Identifier: BSD-2-Clause */
/* What is remembered of robots.txt, of whom, for how long, and how much of it. */
#include "fetch/robots_cache.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "check.h"

#define MINUTE INT64_C(60000)
#define DAY (INT64_C(24) * 60 * MINUTE)
#define SITE "https://a.example/x"

static enum robots_answer ask(struct robots_cache *cache, const char *url, int64_t now_ms)
{
	struct str error;

	return robots_cache_ask(cache, str_from(url), now_ms, &error);
}

static void test_sites(void **state)
{
	static const struct {
		const char *url;
		const char *robots;
		bool same; /* as SITE */
	} rows[] = {
		{SITE, "https://a.example:443/robots.txt", true},
		{"HTTPS://u:p@A.example:443?q#f", "https://a.example:443/robots.txt", true},
		{"http://a.example/x", "http://a.example:80/robots.txt", false},
		{"https://a.example:8443/x", "https://a.example:8443/robots.txt", false},
		{"https://www.a.example/x", "https://www.a.example:443/robots.txt", false},
		{"http://[2001:DB8::1]/x", "http://[2001:db8::1]:80/robots.txt", false},
	};
	struct robots_cache *cache = robots_cache_new(1000, 10);

	(void)state;
	robots_cache_put(cache, STR(SITE), STR("-/x\n"), 0);
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct buf url;

		buf_init(&url, 1000);
		robots_cache_url(str_from(rows[i].url), &url);
		check_str(buf_str(&url), rows[i].robots, rows[i].url);
		check_int(ask(cache, rows[i].url, 0) != ROBOTS_UNKNOWN, rows[i].same, rows[i].url);
		buf_done(&url);
	}
	robots_cache_free(cache);
	robots_cache_free(NULL);
}

static void test_times(void **state)
{
	struct robots_cache *cache = robots_cache_new(1000, 10);
	struct str error = STR("");

	(void)state;
	assert_int_equal(ask(cache, SITE, 0), ROBOTS_UNKNOWN);
	robots_cache_put_unreachable(cache, STR(SITE), STR("HTTP 500"), 0);
	assert_int_equal(robots_cache_ask(cache, STR(SITE), INT64_C(10) * MINUTE - 1, &error),
		ROBOTS_UNREACHABLE);
	check_str(error, "HTTP 500", "error");
	assert_int_equal(ask(cache, SITE, INT64_C(10) * MINUTE), ROBOTS_UNKNOWN);

	robots_cache_put(cache, STR(SITE), STR("-/x\n"), 0);
	assert_int_equal(ask(cache, SITE, DAY - 1), ROBOTS_FORBIDDEN);
	assert_int_equal(ask(cache, "https://a.example/y", DAY - 1), ROBOTS_ALLOWED);
	assert_int_equal(ask(cache, SITE, DAY), ROBOTS_UNKNOWN);
	/* What it said holds on for a month. */
	robots_cache_put_unreachable(cache, STR(SITE), STR("HTTP 500"), DAY);
	assert_int_equal(ask(cache, SITE, DAY), ROBOTS_FORBIDDEN);
	assert_int_equal(ask(cache, "https://a.example/y", DAY), ROBOTS_ALLOWED);
	assert_int_equal(ask(cache, SITE, DAY + INT64_C(10) * MINUTE), ROBOTS_UNKNOWN);
	robots_cache_put_unreachable(cache, STR(SITE), STR("HTTP 500"), INT64_C(30) * DAY);
	assert_int_equal(ask(cache, "https://a.example/y", INT64_C(30) * DAY), ROBOTS_UNREACHABLE);
	robots_cache_put(cache, STR(SITE), STR(""), INT64_C(31) * DAY);
	assert_int_equal(ask(cache, SITE, INT64_C(31) * DAY), ROBOTS_ALLOWED);
	assert_int_equal(robots_cache_sites(cache), 1);
	robots_cache_free(cache);
}

/* Whom nobody asks about goes first, by bytes and by number; nothing is counted twice or not at all. */
static void test_bounds(void **state)
{
	static char rules[3000];
	struct robots_cache *cache = robots_cache_new(10000, 20);
	char url[64];
	size_t empty;

	(void)state;
	memset(rules, 'x', sizeof(rules));
	rules[0] = '-';
	rules[1] = '/';
	rules[sizeof(rules) - 1] = '\n';
	for (int i = 0; i < 100; i++) {
		(void)snprintf(url, sizeof(url), "http://%d.example/", i);
		robots_cache_put(cache, str_from(url), str_make(rules, sizeof(rules)), 0);
		assert_true(robots_cache_bytes(cache) <= 10000);
		assert_int_equal(ask(cache, "http://0.example/", 0), ROBOTS_ALLOWED);
	}
	assert_int_equal(robots_cache_sites(cache), 3);
	assert_int_equal(ask(cache, "http://98.example/", 0), ROBOTS_ALLOWED);
	assert_int_equal(ask(cache, "http://97.example/", 0), ROBOTS_UNKNOWN);
	for (int i = 0; i < 100; i++) {
		(void)snprintf(url, sizeof(url), "http://%02d.example/", i);
		robots_cache_put_unreachable(cache, str_from(url), STR("HTTP 500"), 0);
		robots_cache_put(cache, str_from(url), STR("+/\n"), 0);
	}
	assert_int_equal(robots_cache_sites(cache), 20);
	empty = robots_cache_bytes(cache);
	for (int i = 0; i < 100; i++) {
		(void)snprintf(url, sizeof(url), "http://%02d.example/", i);
		robots_cache_put(cache, str_from(url), STR("-/\n"), DAY);
		robots_cache_put_unreachable(cache, str_from(url), STR("HTTP 500"), DAY);
		robots_cache_put_unreachable(
			cache, str_from(url), STR("HTTP 5000"), INT64_C(99) * DAY);
		robots_cache_put(cache, str_from(url), STR("-/\n"), INT64_C(100) * DAY);
	}
	assert_int_equal(robots_cache_bytes(cache), empty);
	robots_cache_free(cache);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sites),
		cmocka_unit_test(test_times),
		cmocka_unit_test(test_bounds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
