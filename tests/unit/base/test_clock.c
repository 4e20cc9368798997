/* SPDX-License-Identifier: BSD-2-Clause */
/* The clocks against the kernel's own: each is the one that its name says, in its unit, and does not step back. */
#include "base/clock.h"

#include <time.h>

#include "check.h"

static int64_t kernel_us(clockid_t clock)
{
	struct timespec now;

	assert_int_equal(clock_gettime(clock, &now), 0);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static int64_t mono_ms_in_us(void)
{
	return clock_mono_ms() * 1000;
}

static int64_t wall_ms_in_us(void)
{
	return clock_wall_ms() * 1000;
}

static int64_t wall_s_in_us(void)
{
	return clock_wall_s() * 1000000;
}

static void test_units(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		int64_t (*read)(void);
		clockid_t clock;
		int64_t grain_us;
	} rows[] = {
		{"mono ms", mono_ms_in_us, CLOCK_BOOTTIME, 1000},
		{"mono us", clock_mono_us, CLOCK_BOOTTIME, 1},
		{"wall ms", wall_ms_in_us, CLOCK_REALTIME, 1000},
		{"wall s", wall_s_in_us, CLOCK_REALTIME, 1000000},
		{"cpu", clock_cpu_us, CLOCK_PROCESS_CPUTIME_ID, 1},
		{"thread cpu", clock_thread_cpu_us, CLOCK_THREAD_CPUTIME_ID, 1},
	};
	for (size_t i = 0; i < COUNT(rows); i++) {
		int64_t before = kernel_us(rows[i].clock);
		int64_t got = rows[i].read();
		int64_t after = kernel_us(rows[i].clock);

		if (got <= before - rows[i].grain_us || got > after) {
			fail_msg("%s: %lld is not between %lld and %lld", rows[i].name,
				(long long)got, (long long)before, (long long)after);
		}
	}
}

static void test_cpu_time_is_used_time(void **state)
{
	(void)state;
	int64_t start = clock_thread_cpu_us();
	int64_t last = start;

	/* Ends when work has been counted: a clock that stands still would never let it. */
	while (last - start < 2000) {
		int64_t now = clock_thread_cpu_us();

		assert_true(now >= last);
		last = now;
	}
	assert_true(clock_cpu_us() >= last - start);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_units),
		cmocka_unit_test(test_cpu_time_is_used_time),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
