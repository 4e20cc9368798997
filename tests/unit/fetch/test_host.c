/* SPDX-License-Identifier: BSD-2-Clause */
/* The queues of hosts under a clock of our own: gaps, ceilings, holds, fairness, and a random run against the rules. */
#include "fetch/host.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void add(struct hosts *hosts, struct host_wait *wait, const char *host, int64_t now)
{
	hosts_add(hosts, wait, str_from(host), false, now);
}

static void test_gap_and_order(void **state)
{
	(void)state;
	struct hosts *hosts =
		hosts_new(&(struct hosts_config){.gap_ms = 100, .per_host = 2, .total = 10});
	struct host_wait a[3] = {0};
	struct host_wait b = {0};

	for (size_t i = 0; i < 3; i++) {
		add(hosts, &a[i], "a", 1000);
	}
	add(hosts, &b, "b", 1000);
	assert_int_equal(hosts_waiting(hosts), 4);
	assert_ptr_equal(hosts_take(hosts, 1000), &a[0]);
	assert_ptr_equal(hosts_take(hosts, 1000), &b);
	assert_null(hosts_take(hosts, 1000));
	assert_int_equal(hosts_next_at(hosts), 1100);
	assert_null(hosts_take(hosts, 1099));
	assert_ptr_equal(hosts_take(hosts, 1100), &a[1]);
	/* Two are under way: the third waits for one of them, not for the clock. */
	assert_int_equal(hosts_next_at(hosts), INT64_MAX);
	assert_null(hosts_take(hosts, 9999));
	hosts_del(hosts, &a[0], 1150);
	assert_int_equal(hosts_next_at(hosts), 1200);
	assert_ptr_equal(hosts_take(hosts, 1200), &a[2]);
	hosts_del(hosts, &a[1], 1300);
	hosts_del(hosts, &a[2], 1300);
	hosts_del(hosts, &b, 1300);
	hosts_del(hosts, &b, 1300); /* nothing happens */
	assert_int_equal(hosts_active(hosts), 0);
	hosts_free(hosts);
}

static void test_front_and_cancel(void **state)
{
	(void)state;
	struct hosts *hosts = hosts_new(&(struct hosts_config){.per_host = 1, .total = 10});
	struct host_wait waits[3] = {0};

	add(hosts, &waits[0], "a", 0);
	add(hosts, &waits[1], "a", 0);
	hosts_add(hosts, &waits[2], STR("a"), true, 0);
	hosts_del(hosts, &waits[0], 0);
	assert_ptr_equal(hosts_take(hosts, 0), &waits[2]);
	assert_null(hosts_take(hosts, 0));
	hosts_del(hosts, &waits[2], 0);
	assert_ptr_equal(hosts_take(hosts, 0), &waits[1]);
	hosts_del(hosts, &waits[1], 0);
	/* Remembered for a while, and forgotten. */
	assert_int_equal(hosts_count(hosts), 1);
	add(hosts, &waits[0], "b", 30001);
	assert_int_equal(hosts_count(hosts), 1);
	hosts_del(hosts, &waits[0], 30001);
	assert_int_equal(hosts_count(hosts), 0);
	hosts_free(hosts);
}

static void test_gap_is_remembered_and_forgotten(void **state)
{
	(void)state;
	struct hosts *hosts =
		hosts_new(&(struct hosts_config){.gap_ms = 1000, .per_host = 1, .total = 10});
	struct host_wait wait = {0};
	struct host_wait other = {0};

	add(hosts, &wait, "a", 0);
	assert_ptr_equal(hosts_take(hosts, 0), &wait);
	hosts_del(hosts, &wait, 10);
	assert_int_equal(hosts_count(hosts), 1);
	add(hosts, &wait, "a", 20);
	assert_null(hosts_take(hosts, 999));
	assert_ptr_equal(hosts_take(hosts, 1000), &wait);
	hosts_del(hosts, &wait, 1010);
	add(hosts, &other, "b", 31001);
	assert_int_equal(hosts_count(hosts), 1);
	hosts_del(hosts, &other, 31001);
	hosts_free(hosts);
}

static void test_hold(void **state)
{
	(void)state;
	struct hosts *hosts = hosts_new(&(struct hosts_config){.per_host = 2, .total = 10});
	struct host_wait waits[3] = {0};

	for (size_t i = 0; i < 3; i++) {
		add(hosts, &waits[i], "a", 0);
	}
	assert_ptr_equal(hosts_take(hosts, 0), &waits[0]);
	assert_int_equal(hosts_holds(&waits[0]), 0);
	assert_int_equal(hosts_hold(hosts, &waits[0], 60000), 1);
	hosts_del(hosts, &waits[0], 1);
	assert_null(hosts_take(hosts, 59999));
	assert_int_equal(hosts_next_at(hosts), 60000);
	assert_ptr_equal(hosts_take(hosts, 60000), &waits[1]);
	assert_int_equal(hosts_hold(hosts, &waits[1], 90000), 2);
	hosts_del(hosts, &waits[1], 60001);
	assert_ptr_equal(hosts_take(hosts, 90000), &waits[2]);
	hosts_answered(&waits[2]);
	assert_int_equal(hosts_holds(&waits[2]), 0);
	hosts_del(hosts, &waits[2], 90001);
	hosts_free(hosts);
}

static void test_busy(void **state)
{
	(void)state;
	struct hosts *hosts = hosts_new(&(struct hosts_config){.per_host = 2, .total = 10});
	struct host_wait waits[2] = {0};

	add(hosts, &waits[0], "a", 0);
	assert_ptr_equal(hosts_take(hosts, 0), &waits[0]);
	assert_false(hosts_is_busy(&waits[0]));
	add(hosts, &waits[1], "a", 0);
	assert_true(hosts_is_busy(&waits[0])); /* another waits */
	hosts_del(hosts, &waits[1], 0);
	assert_false(hosts_is_busy(&waits[0]));
	hosts_del(hosts, &waits[0], 10);
	add(hosts, &waits[0], "a", 5000);
	assert_ptr_equal(hosts_take(hosts, 5000), &waits[0]);
	assert_true(hosts_is_busy(&waits[0])); /* asked shortly before */
	hosts_del(hosts, &waits[0], 5010);
	add(hosts, &waits[0], "a", 40000);
	assert_ptr_equal(hosts_take(hosts, 40000), &waits[0]);
	assert_false(hosts_is_busy(&waits[0]));
	hosts_del(hosts, &waits[0], 40010);
	hosts_free(hosts);
}

static void test_suspects_get_half(void **state)
{
	(void)state;
	struct hosts *hosts = hosts_new(&(struct hosts_config){.per_host = 1, .total = 4});
	struct host_wait bad[10] = {0};
	struct host_wait good[10] = {0};
	char name[16];
	size_t bad_taken = 0;
	struct host_wait *wait;

	for (size_t i = 0; i < 10; i++) {
		bad[i].suspect = true;
		(void)snprintf(name, sizeof(name), "bad%zu", i);
		add(hosts, &bad[i], name, 0);
	}
	for (size_t i = 0; i < 10; i++) {
		(void)snprintf(name, sizeof(name), "good%zu", i);
		add(hosts, &good[i], name, 5);
	}
	struct host_wait *running = NULL;
	while ((wait = hosts_take(hosts, 10)) != NULL) {
		bad_taken += wait->suspect ? 1 : 0;
		running = wait->suspect ? running : wait;
	}
	assert_int_equal(hosts_active(hosts), 4);
	assert_int_equal(bad_taken, 2);
	/* They hang; the good ones go on. */
	for (size_t i = 2; i < 10; i++) {
		assert_non_null(running);
		hosts_del(hosts, running, 20);
		running = hosts_take(hosts, 20);
		assert_true(running != NULL && !running->suspect);
	}
	for (size_t i = 0; i < 10; i++) {
		hosts_del(hosts, &bad[i], 20);
		hosts_del(hosts, &good[i], 20);
	}
	assert_int_equal(hosts_waiting(hosts), 0);
	assert_int_equal(hosts_active(hosts), 0);
	hosts_free(hosts);
}

static void test_busy_host_does_not_starve_others(void **state)
{
	(void)state;
	struct hosts *hosts = hosts_new(&(struct hosts_config){.per_host = 1, .total = 1});
	struct host_wait busy[50] = {0};
	struct host_wait one = {0};

	for (size_t i = 0; i < 50; i++) {
		add(hosts, &busy[i], "busy", (int64_t)i);
	}
	add(hosts, &one, "one", 50);
	struct host_wait *first = hosts_take(hosts, 60);
	assert_ptr_equal(first, &busy[0]);
	hosts_del(hosts, first, 61);
	assert_ptr_equal(hosts_take(hosts, 62), &one);
	hosts_del(hosts, &one, 63);
	for (size_t i = 1; i < 50; i++) {
		hosts_del(hosts, &busy[i], 64);
	}
	hosts_free(hosts);
}

/* Whatever is added, taken and deleted in whatever order: gap, per_host and total hold. */
static void test_random_run(void **state)
{
	(void)state;
	enum { WAITS = 200, HOSTS = 12, GAP = 7, PER_HOST = 2, TOTAL = 9 };
	struct hosts *hosts = hosts_new(
		&(struct hosts_config){.gap_ms = GAP, .per_host = PER_HOST, .total = TOTAL});
	static struct host_wait waits[WAITS];
	unsigned host_of[WAITS];
	int64_t started[HOSTS];
	unsigned active[HOSTS] = {0};
	uint32_t seed = 1;
	size_t taken = 0;

	memset(waits, 0, sizeof(waits));
	for (size_t i = 0; i < HOSTS; i++) {
		started[i] = -1000;
	}
	for (int64_t now = 0; now < 20000; now++) {
		seed = seed * 1664525u + 1013904223u;
		size_t i = (seed >> 8) % WAITS;
		if (waits[i].host == NULL) {
			char name[8];
			host_of[i] = (seed >> 20) % HOSTS;
			waits[i].suspect = (seed & 3) == 0;
			(void)snprintf(name, sizeof(name), "h%u", host_of[i]);
			hosts_add(hosts, &waits[i], str_from(name), (seed & 4) != 0, now);
		} else if ((seed & 7) != 0) {
			active[host_of[i]] -= waits[i].active ? 1 : 0;
			hosts_del(hosts, &waits[i], now);
		}
		struct host_wait *wait;
		while ((wait = hosts_take(hosts, now)) != NULL) {
			unsigned host = host_of[wait - waits];
			assert_true(now - started[host] >= GAP);
			started[host] = now;
			active[host]++;
			assert_true(active[host] <= PER_HOST);
			assert_true(hosts_active(hosts) <= TOTAL);
			taken++;
		}
	}
	for (size_t i = 0; i < WAITS; i++) {
		hosts_del(hosts, &waits[i], 30000);
	}
	assert_true(taken > 500);
	assert_int_equal(hosts_waiting(hosts), 0);
	assert_int_equal(hosts_active(hosts), 0);
	hosts_free(hosts);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_gap_and_order),
		cmocka_unit_test(test_front_and_cancel),
		cmocka_unit_test(test_gap_is_remembered_and_forgotten),
		cmocka_unit_test(test_hold),
		cmocka_unit_test(test_busy),
		cmocka_unit_test(test_suspects_get_half),
		cmocka_unit_test(test_busy_host_does_not_starve_others),
		cmocka_unit_test(test_random_run),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
