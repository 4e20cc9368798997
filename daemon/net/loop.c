/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The event loop on libevent. One thread; only loop_wakeup_send may be called from another. It never runs a callback
 * inside the call that registered it, and never blocks while deferred work waits.
 * Invariant: deferred calls run in the order asked for, after all events of the pass; what they defer in turn runs one
 * pass later, so that no chain of them can keep the events out.
 */
#include "net/loop.h"

#include <errno.h>
#include <event2/event.h>
#include <event2/event_struct.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/log.h"
#include "base/mem.h"

_Static_assert(LOOP_READ == EV_READ && LOOP_WRITE == EV_WRITE, "loop.h promises the same values");

struct deferred {
	loop_fn *fn;
	void *arg; /* borrowed until called */
};

struct loop {
	struct event_base *base;   /* owned */
	struct deferred *deferred; /* owned array, for the end of this pass */
	size_t deferred_count;
	size_t deferred_cap;
	struct deferred *running; /* owned array: being called; swapped with the other one */
	size_t running_cap;
	bool stopping;
};

struct loop_timer {
	struct event event;
	loop_fn *fn;
	void *arg;
};

struct loop_io {
	struct event event;
	struct loop *loop;
	int fd; /* the caller's */
	unsigned events;
	loop_io_fn *fn;
	void *arg;
};

struct loop_signal {
	struct event event;
	loop_fn *fn;
	void *arg;
};

struct loop_wakeup {
	struct event event;
	int fd; /* owned eventfd */
	loop_fn *fn;
	void *arg;
};

static void on_library_message(int severity, const char *message)
{
	if (severity == EVENT_LOG_ERR || severity == EVENT_LOG_WARN) {
		log_warn(NULL, STR(""), "libevent: %s", message);
	}
}

struct loop *loop_new(void)
{
	struct event_base *base = event_base_new();
	if (base == NULL) {
		return NULL;
	}
	struct loop *loop = mem_zalloc(sizeof(*loop));
	loop->base = base;
	event_set_log_callback(on_library_message);
	/* A peer that went away must be an error of the write, not the end of the process. */
	(void)signal(SIGPIPE, SIG_IGN);
	return loop;
}

static void run_deferred(struct loop *loop)
{
	struct deferred *calls = loop->deferred;
	size_t count = loop->deferred_count;
	size_t cap = loop->deferred_cap;

	loop->deferred = loop->running;
	loop->deferred_cap = loop->running_cap;
	loop->deferred_count = 0;
	for (size_t i = 0; i < count; i++) {
		calls[i].fn(calls[i].arg);
	}
	loop->running = calls;
	loop->running_cap = cap;
}

void loop_free(struct loop *loop)
{
	if (loop == NULL) {
		return;
	}
	while (loop->deferred_count > 0) {
		run_deferred(loop);
	}
	event_base_free(loop->base);
	free(loop->deferred);
	free(loop->running);
	free(loop);
}

void loop_run(struct loop *loop)
{
	while (!loop->stopping) {
		int flags = EVLOOP_ONCE | EVLOOP_NO_EXIT_ON_EMPTY;
		if (loop->deferred_count > 0) {
			flags |= EVLOOP_NONBLOCK;
		}
		if (event_base_loop(loop->base, flags) < 0) {
			log_error(
				NULL, STR(""), "event loop: the kernel refuses to wait for events");
			break;
		}
		run_deferred(loop);
	}
	loop->stopping = false;
}

void loop_stop(struct loop *loop)
{
	loop->stopping = true;
}

struct event_base *loop_base(struct loop *loop)
{
	return loop->base;
}

static void on_timer(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	struct loop_timer *timer = arg;
	timer->fn(timer->arg);
}

struct loop_timer *loop_timer_new(struct loop *loop, loop_fn *fn, void *arg)
{
	struct loop_timer *timer = mem_zalloc(sizeof(*timer));
	timer->fn = fn;
	timer->arg = arg;
	event_assign(&timer->event, loop->base, -1, 0, on_timer, timer);
	return timer;
}

void loop_timer_set(struct loop_timer *timer, int64_t delay_ms)
{
	if (delay_ms < 0) {
		delay_ms = 0;
	}
	struct timeval delay = {
		.tv_sec = (time_t)(delay_ms / 1000),
		.tv_usec = (suseconds_t)(delay_ms % 1000) * 1000,
	};
	event_add(&timer->event, &delay);
}

void loop_timer_clear(struct loop_timer *timer)
{
	event_del(&timer->event);
}

void loop_timer_free(struct loop_timer *timer)
{
	if (timer != NULL) {
		event_del(&timer->event);
		free(timer);
	}
}

static void on_io(evutil_socket_t fd, short what, void *arg)
{
	struct loop_io *io = arg;
	unsigned events = 0;

	if (what & EV_READ) {
		events |= LOOP_READ;
	}
	if (what & EV_WRITE) {
		events |= LOOP_WRITE;
	}
	io->fn((int)fd, events, io->arg);
}

struct loop_io *loop_io_new(struct loop *loop, int fd, loop_io_fn *fn, void *arg)
{
	struct loop_io *io = mem_zalloc(sizeof(*io));
	io->loop = loop;
	io->fd = fd;
	io->fn = fn;
	io->arg = arg;
	event_assign(&io->event, loop->base, fd, EV_PERSIST, on_io, io);
	return io;
}

void loop_io_set(struct loop_io *io, unsigned events)
{
	if (events == io->events) {
		return;
	}
	event_del(&io->event);
	io->events = events;
	if (events == 0) {
		return;
	}
	short what = EV_PERSIST;
	if (events & LOOP_READ) {
		what |= EV_READ;
	}
	if (events & LOOP_WRITE) {
		what |= EV_WRITE;
	}
	event_assign(&io->event, io->loop->base, io->fd, what, on_io, io);
	event_add(&io->event, NULL);
}

void loop_io_free(struct loop_io *io)
{
	if (io != NULL) {
		event_del(&io->event);
		free(io);
	}
}

static void on_signal(evutil_socket_t number, short what, void *arg)
{
	(void)number;
	(void)what;
	struct loop_signal *signal = arg;
	signal->fn(signal->arg);
}

struct loop_signal *loop_signal_new(struct loop *loop, int signal_number, loop_fn *fn, void *arg)
{
	struct loop_signal *signal = mem_zalloc(sizeof(*signal));
	signal->fn = fn;
	signal->arg = arg;
	event_assign(&signal->event, loop->base, signal_number, EV_SIGNAL | EV_PERSIST, on_signal,
		signal);
	event_add(&signal->event, NULL);
	return signal;
}

void loop_signal_free(struct loop_signal *signal)
{
	if (signal != NULL) {
		event_del(&signal->event);
		free(signal);
	}
}

static void on_wakeup(evutil_socket_t fd, short what, void *arg)
{
	(void)what;
	struct loop_wakeup *wakeup = arg;
	eventfd_t count;

	/* Read first: a send that comes while fn runs must wake us again. */
	if (eventfd_read((int)fd, &count) == 0) {
		wakeup->fn(wakeup->arg);
	}
}

struct loop_wakeup *loop_wakeup_new(struct loop *loop, loop_fn *fn, void *arg)
{
	int fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (fd < 0) {
		return NULL;
	}
	struct loop_wakeup *wakeup = mem_zalloc(sizeof(*wakeup));
	wakeup->fd = fd;
	wakeup->fn = fn;
	wakeup->arg = arg;
	event_assign(&wakeup->event, loop->base, fd, EV_READ | EV_PERSIST, on_wakeup, wakeup);
	event_add(&wakeup->event, NULL);
	return wakeup;
}

void loop_wakeup_send(struct loop_wakeup *wakeup)
{
	/* Fails only when the counter is full, and then the loop is awake already. */
	(void)eventfd_write(wakeup->fd, 1);
}

void loop_wakeup_free(struct loop_wakeup *wakeup)
{
	if (wakeup != NULL) {
		event_del(&wakeup->event);
		close(wakeup->fd);
		free(wakeup);
	}
}

void loop_defer(struct loop *loop, loop_fn *fn, void *arg)
{
	loop->deferred = mem_grow(loop->deferred, &loop->deferred_cap, loop->deferred_count + 1,
		sizeof(*loop->deferred));
	loop->deferred[loop->deferred_count++] = (struct deferred){fn, arg};
}
