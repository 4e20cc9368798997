/* SPDX-License-Identifier: BSD-2-Clause */
/* Which servers are good enough. */
#include "store/check.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define GOOD "# Server\r\nredis_version:7.0.15\r\nloading:0\r\n# Replication\r\nrole:master\r\n"

static void verdicts(void **state)
{
	(void)state;
	static const struct {
		const char *info;
		enum check_verdict verdict;
		const char *reason;
	} rows[] = {
		{GOOD "maxmemory:0\r\nmaxmemory_policy:allkeys-lru\r\n", CHECK_GOOD, ""},
		{GOOD "maxmemory:1000\r\nmaxmemory_policy:noeviction\r\n", CHECK_GOOD, ""},
		{GOOD, CHECK_GOOD, ""},
		{GOOD "maxmemory:1000\r\nmaxmemory_policy:volatile-ttl\r\n", CHECK_REFUSE,
			"it throws data away when memory is short (maxmemory-policy volatile-ttl):"
			" set maxmemory-policy noeviction"},
		{"redis_version:6.2.1\r\nrole:master\r\n", CHECK_REFUSE,
			"version 6.2.1 is too old: at least 7.0 is needed"},
		{"redis_version:10.0.1\r\nrole:master\r\n", CHECK_GOOD, ""},
		{"", CHECK_REFUSE, "version  is too old: at least 7.0 is needed"},
		{"redis_version:7.2.4\r\nrole:slave\r\n", CHECK_WAIT,
			"it is a replica: alerts can only be written to a master"},
		{"redis_version:7.2.4\r\nrole:sentinel\r\n", CHECK_WAIT,
			"it is a sentinel: alerts can only be written to a master"},
		{"redis_version:7.2.4\r\nloading:1\r\nrole:master\r\n", CHECK_WAIT,
			"it is loading its data"},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct buf reason;
		buf_init(&reason, 1024);
		assert_int_equal(check_info(str_from(rows[i].info), &reason), rows[i].verdict);
		assert_string_equal(buf_cstr(&reason), rows[i].reason);
		buf_done(&reason);
	}
}

static void fields(void **state)
{
	(void)state;
	struct str info = STR("# A\r\nab:1\r\nabc:2:3\r\nlast:x");
	assert_true(str_eq(check_get(info, "ab"), STR("1")));
	assert_true(str_eq(check_get(info, "abc"), STR("2:3")));
	assert_true(str_eq(check_get(info, "last"), STR("x")));
	assert_true(str_is_empty(check_get(info, "b")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(verdicts),
		cmocka_unit_test(fields),
	};
	return cmocka_run_group_tests_name("store/check", tests, NULL, NULL);
}
