/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The only file that asks the kernel for the time.
 */
#include "base/clock.h"

#include <time.h>

static int64_t now_us(clockid_t clock)
{
	struct timespec t = {0};

	(void)clock_gettime(clock, &t); /* cannot fail for the clocks below */
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

int64_t clock_mono_ms(void)
{
	return now_us(CLOCK_BOOTTIME) / 1000;
}

int64_t clock_mono_us(void)
{
	return now_us(CLOCK_BOOTTIME);
}

int64_t clock_wall_ms(void)
{
	return now_us(CLOCK_REALTIME) / 1000;
}

int64_t clock_wall_s(void)
{
	return now_us(CLOCK_REALTIME) / 1000000;
}

int64_t clock_cpu_us(void)
{
	return now_us(CLOCK_PROCESS_CPUTIME_ID);
}

int64_t clock_thread_cpu_us(void)
{
	return now_us(CLOCK_THREAD_CPUTIME_ID);
}
