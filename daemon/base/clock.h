/* SPDX-License-Identifier: BSD-2-Clause */
/* The only source of time. Scheduling uses the monotonic clock, articles and logs the wall clock. */
#ifndef NUNCIO_BASE_CLOCK_H
#define NUNCIO_BASE_CLOCK_H

#include <stdint.h>

/* Milliseconds since an arbitrary start; never steps back; does not stop during suspend (CLOCK_BOOTTIME). */
int64_t clock_mono_ms(void);
int64_t clock_mono_us(void);
/* Since 1970-01-01 UTC. */
int64_t clock_wall_ms(void);
int64_t clock_wall_s(void);
/* CPU time of this process in microseconds. */
int64_t clock_cpu_us(void);
/* CPU time of this thread; exact also while an interval timer runs, when Linux counts that of the process in ticks. */
int64_t clock_thread_cpu_us(void);

#endif
