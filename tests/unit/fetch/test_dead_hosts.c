/* SPDX-License-Identifier: BSD-2-Clause */
/* Hosts that did not answer: for how long, and how many. */
#include "fetch/dead_hosts.h"

#include <stdio.h>

#include "check.h"

#define MINUTE INT64_C(60000)

static enum dead_hosts_state find(struct dead_hosts *hosts, const char *name, int64_t now_ms)
{
	struct str error;
	int kind;

	return dead_hosts_find(hosts, str_from(name), now_ms, &kind, &error);
}

static void test_times(void **state)
{
	struct dead_hosts *hosts = dead_hosts_new(100);
	struct str error = STR("");
	int kind = 0;

	(void)state;
	assert_int_equal(find(hosts, "a", 0), DEAD_HOSTS_FINE);
	dead_hosts_put(hosts, STR("a"), 7, STR("timeout"), 0);
	assert_int_equal(
		dead_hosts_find(hosts, STR("a"), MINUTE - 1, &kind, &error), DEAD_HOSTS_DEAD);
	assert_int_equal(kind, 7);
	check_str(error, "timeout", "error");
	assert_int_equal(find(hosts, "b", 0), DEAD_HOSTS_FINE);
	assert_int_equal(find(hosts, "a", MINUTE), DEAD_HOSTS_SUSPECT);
	assert_int_equal(find(hosts, "a", 15 * MINUTE), DEAD_HOSTS_FINE);

	/* Again; what it was told before may be what it is told now. */
	dead_hosts_put(hosts, STR("a"), 8, error, MINUTE);
	assert_int_equal(find(hosts, "a", 2 * MINUTE - 1), DEAD_HOSTS_DEAD);
	assert_int_equal(dead_hosts_count(hosts), 1);
	dead_hosts_put(hosts, STR("b"), 8, STR(""), 16 * MINUTE);
	assert_int_equal(dead_hosts_count(hosts), 1);
	dead_hosts_del(hosts, STR("b"));
	dead_hosts_del(hosts, STR("c"));
	assert_int_equal(find(hosts, "b", 16 * MINUTE), DEAD_HOSTS_FINE);
	dead_hosts_free(hosts);
	dead_hosts_free(NULL);
}

static void test_bound(void **state)
{
	struct dead_hosts *hosts = dead_hosts_new(10);
	char name[16];

	(void)state;
	for (int i = 0; i < 100; i++) {
		(void)snprintf(name, sizeof(name), "%d", i);
		dead_hosts_put(hosts, str_from(name), 0, STR("x"), 0);
		dead_hosts_put(hosts, STR("first"), 0, STR("x"), 0);
	}
	assert_int_equal(dead_hosts_count(hosts), 10);
	assert_int_equal(find(hosts, "first", 0), DEAD_HOSTS_DEAD);
	assert_int_equal(find(hosts, "91", 0), DEAD_HOSTS_DEAD);
	assert_int_equal(find(hosts, "90", 0), DEAD_HOSTS_FINE);
	dead_hosts_free(hosts);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_times),
		cmocka_unit_test(test_bound),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
