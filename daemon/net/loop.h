/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The event loop: timers, descriptors, signals, wake-ups from other threads, and work put off to the end of the pass.
 * No callback runs inside the call that registered it, and nothing is freed while its own callback runs: the functions here see
 * to that for what is theirs, and loop_defer does it for all else.
 */
#ifndef NUNCIO_NET_LOOP_H
#define NUNCIO_NET_LOOP_H

#include <stdint.h>

struct event_base;
struct loop;
struct loop_timer;
struct loop_io;
struct loop_signal;
struct loop_wakeup;

/* The values are libevent's own, so that the modules of net/ can hand them on. */
enum { LOOP_READ = 2, LOOP_WRITE = 4 };

typedef void loop_fn(void *arg);
typedef void loop_io_fn(int fd, unsigned events, void *arg);

/* NULL: the kernel gives no descriptor (errno says why). Ignores SIGPIPE in the whole process. */
struct loop *loop_new(void);
/* Runs what is still deferred first. All timers, streams and so on must have been freed before. */
void loop_free(struct loop *loop);
/* Runs until loop_stop, which lets the pass and its deferred calls end. */
void loop_run(struct loop *loop);
void loop_stop(struct loop *loop);
/* For the modules of net/ and http/ that hand it to a library. Borrowed. */
struct event_base *loop_base(struct loop *loop);

/* The free functions below may be called in any callback, the object's own included: no further one comes. */

/* One-shot timers. Setting an armed timer moves it; 0 ms means in the next pass, never inside the call. */
struct loop_timer *loop_timer_new(struct loop *loop, loop_fn *fn, void *arg);
void loop_timer_set(struct loop_timer *timer, int64_t delay_ms);
void loop_timer_clear(struct loop_timer *timer);
void loop_timer_free(struct loop_timer *timer);

/* Watches a descriptor, which stays the caller's. `events` 0 stops watching. Level-triggered. */
struct loop_io *loop_io_new(struct loop *loop, int fd, loop_io_fn *fn, void *arg);
void loop_io_set(struct loop_io *io, unsigned events);
void loop_io_free(struct loop_io *io);

struct loop_signal *loop_signal_new(struct loop *loop, int signal_number, loop_fn *fn, void *arg);
void loop_signal_free(struct loop_signal *signal);

/* Another thread calls loop_wakeup_send; `fn` then runs in the loop, once for any number of calls. NULL: no descriptor. */
struct loop_wakeup *loop_wakeup_new(struct loop *loop, loop_fn *fn, void *arg);
void loop_wakeup_send(struct loop_wakeup *wakeup);
void loop_wakeup_free(struct loop_wakeup *wakeup);

/* Calls fn(arg) at the end of this pass of the loop, in the order asked for. */
void loop_defer(struct loop *loop, loop_fn *fn, void *arg);

#endif
