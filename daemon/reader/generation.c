/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One generation of the rules. Never reads a rule or a document. Keeps true: while it works there are as many readers as
 * were asked for, or about to be; a reader that ended is replaced at once when it had worked, after a pause when it had not.
 */
#include "reader/generation.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/mem.h"
#include "reader/launch.h"
#include "reader/link.h"

/* Before the next try to fork a reader when the last one did not come to work. */
#define SPAWN_PAUSE_MS 1000
/* Patience with a process that was told to end. */
#define END_MS 2000
/* The same when we end, too. It kills its readers first. */
#define END_FREE_MS 500

struct generation_private {
	struct loop *loop;
	struct generation_handlers handlers;
	size_t reader_count;
	size_t worker_count;
	size_t asked; /* readers asked for and not yet there */
	uint32_t next_number;
	struct worker_config worker_config;
	struct link *link;        /* owned: to the rules process */
	struct loop_io *end_io;   /* owned: on end_fd */
	int end_fd;               /* owned: pidfd, -1 when reaped */
	struct loop_timer *timer; /* owned: LOADING, the timeout; later, the pause */
	struct list dead;         /* workers to be freed by `sweeper` */
	struct loop_timer *sweeper;
	struct buf out;
	bool is_timed_out;
	char *loaded_text; /* owned: the diagnostics of a good load, until the readers work */
	struct notice_loaded loaded; /* its diagnostics are loaded_text */
};

/* --- telling --- */

/* Never kill(0, ...): that would be our own process group. */
static void kill_process(const struct generation *generation)
{
	if (generation->pid > 0) {
		(void)kill(generation->pid, SIGKILL);
	}
}

static void tell(struct generation *generation, enum order_type type, uint32_t number)
{
	struct generation_private *p = generation->private;

	order_put_number(&p->out, type, number, 0);
	link_send(p->link, &p->out, -1);
}

static void fail(struct generation *generation, const char *why)
{
	struct generation_private *p = generation->private;
	struct notice_loaded notice = {.ok = false, .diagnostics = str_from(why)};

	generation->state = GENERATION_FAILED;
	loop_timer_clear(p->timer);
	link_close(p->link);
	p->handlers.on_loaded(generation, &notice, p->handlers.arg);
}

static bool is_forking(const struct generation *generation)
{
	return generation->state == GENERATION_STARTING || generation->state == GENERATION_WORKING;
}

static void top_up(struct generation *generation)
{
	struct generation_private *p = generation->private;

	while (is_forking(generation) && p->worker_count + p->asked < p->reader_count) {
		p->asked++;
		tell(generation, ORDER_SPAWN, p->next_number++);
	}
}

/* DRAINING or FAILED, and nothing left. */
static void check_gone(struct generation *generation)
{
	struct generation_private *p = generation->private;
	bool is_ending =
		generation->state == GENERATION_DRAINING || generation->state == GENERATION_FAILED;

	if (!is_ending || p->worker_count > 0) {
		return;
	}
	link_close(p->link);
	if (generation->pid == 0) {
		p->handlers.on_gone(generation, p->handlers.arg);
	} else {
		loop_timer_set(p->timer, END_MS);
	}
}

/* --- readers --- */

/* Takes it out of the list; freed in the next pass. */
static void bury(struct generation *generation, struct worker *worker)
{
	struct generation_private *p = generation->private;

	list_del(&worker->list);
	list_add_tail(&p->dead, &worker->list);
	p->worker_count--;
	loop_timer_set(p->sweeper, 0);
}

static void on_sweep(void *arg)
{
	struct generation *generation = arg;
	struct list *first;

	while ((first = list_first(&generation->private->dead))) {
		worker_free(LIST_ENTRY(first, struct worker, list));
	}
}

static void start_working(struct generation *generation)
{
	struct generation_private *p = generation->private;

	generation->state = GENERATION_WORKING;
	p->handlers.on_loaded(generation, &p->loaded, p->handlers.arg);
	free(p->loaded_text);
	p->loaded_text = NULL;
	p->loaded.diagnostics = STR("");
}

static void on_worker_idle(struct worker *worker, void *arg)
{
	struct generation *generation = arg;
	struct generation_private *p = generation->private;

	if (generation->state == GENERATION_DRAINING) {
		worker_retire(worker);
		bury(generation, worker);
		check_gone(generation);
		return;
	}
	if (generation->state == GENERATION_STARTING) {
		start_working(generation);
	}
	p->handlers.on_idle(generation, worker, p->handlers.arg);
}

static bool on_worker_kill(struct worker *worker, void *arg)
{
	struct generation *generation = arg;

	if (generation->pid == 0) {
		return false;
	}
	tell(generation, ORDER_KILL, worker->config.number);
	return true;
}

static void on_worker_gone(struct worker *worker, void *arg)
{
	struct generation *generation = arg;
	struct generation_private *p = generation->private;

	bury(generation, worker);
	if (generation->state == GENERATION_STARTING && p->worker_count + p->asked == 0) {
		fail(generation, worker->error);
	}
	if (is_forking(generation) || generation->state == GENERATION_ORPHANED) {
		p->handlers.on_death(generation, worker, p->handlers.arg);
	}
	if (worker->was_ready) {
		top_up(generation);
	} else if (is_forking(generation)) {
		loop_timer_set(p->timer, SPAWN_PAUSE_MS);
	}
	check_gone(generation);
}

static struct worker *find_worker(const struct generation *generation, uint32_t number)
{
	for (struct list *at = generation->workers.next; at != &generation->workers;
		at = at->next) {
		struct worker *worker = LIST_ENTRY(at, struct worker, list);

		if (worker->config.number == number) {
			return worker;
		}
	}
	return NULL;
}

static void on_reader(
	struct generation *generation, const struct order_number *notice, struct frame *frame)
{
	struct generation_private *p = generation->private;
	struct worker_handlers handlers = {.on_idle = on_worker_idle,
		.kill = on_worker_kill,
		.on_gone = on_worker_gone,
		.arg = generation};
	struct worker *worker;

	if (p->asked > 0) {
		p->asked--;
	}
	if (!is_forking(generation)) {
		return; /* its socket is closed with the frame, which ends it */
	}
	p->worker_config.number = notice->number;
	p->worker_config.pid = notice->value;
	worker = worker_new(p->loop, frame->fd, &p->worker_config, &handlers);
	frame->fd = -1;
	list_add_tail(&generation->workers, &worker->list);
	p->worker_count++;
}

static void on_refused(struct generation *generation, const struct order_number *notice)
{
	struct generation_private *p = generation->private;
	char why[100];

	if (p->asked > 0) {
		p->asked--;
	}
	if (generation->state == GENERATION_STARTING && p->worker_count + p->asked == 0) {
		(void)snprintf(
			why, sizeof(why), "no reader can be forked: %s", strerror(notice->value));
		fail(generation, why);
		check_gone(generation);
	} else {
		loop_timer_set(p->timer, SPAWN_PAUSE_MS);
	}
}

/* --- the rules process --- */

/* LOADING -> STARTING or FAILED */
static int on_loaded(struct generation *generation, struct str payload)
{
	struct generation_private *p = generation->private;
	struct notice_loaded notice;

	if (generation->state != GENERATION_LOADING || order_get_loaded(payload, &notice) < 0) {
		return -EPROTO;
	}
	loop_timer_clear(p->timer);
	if (!notice.ok) {
		generation->state = GENERATION_FAILED;
		p->handlers.on_loaded(generation, &notice, p->handlers.arg);
		check_gone(generation);
		return 0;
	}
	p->loaded = notice;
	p->loaded_text = str_dupz(notice.diagnostics);
	p->loaded.diagnostics = str_make(p->loaded_text, notice.diagnostics.len);
	generation->state = GENERATION_STARTING;
	top_up(generation);
	return 0;
}

static int on_number(struct generation *generation, struct frame *frame)
{
	struct generation_private *p = generation->private;
	struct order_number notice;
	struct worker *worker;

	if (order_get_number(frame->payload, &notice) < 0) {
		return -EPROTO;
	}
	switch (frame->type) {
	case NOTICE_READER:
		on_reader(generation, &notice, frame);
		return 0;
	case NOTICE_REFUSED:
		on_refused(generation, &notice);
		return 0;
	case NOTICE_EXIT:
		worker = find_worker(generation, notice.number);
		if (worker) {
			worker_on_exit(worker, notice.value);
		}
		return 0;
	case NOTICE_SAVED:
		p->handlers.on_saved(generation, notice.value, p->handlers.arg);
		return 0;
	default:
		return -EPROTO;
	}
}

static void on_frame(struct link *link, struct frame *frame, void *arg)
{
	struct generation *generation = arg;
	int rc;

	rc = frame->type == NOTICE_LOADED ? on_loaded(generation, frame->payload)
					  : on_number(generation, frame);
	if (rc < 0) {
		/* Not the process we started any more. */
		link_close(link);
		kill_process(generation);
	}
}

/* It has ended, which is seen at end_fd, or it can do nothing for us any more. */
static void on_closed(struct link *link, int error, void *arg)
{
	(void)link;
	(void)error;
	kill_process(arg);
}

static void describe_end(const siginfo_t *info, char *out, size_t size)
{
	const char *name = info->si_code == CLD_EXITED ? NULL : sigabbrev_np(info->si_status);

	if (name) {
		(void)snprintf(out, size, "the rules process was ended by SIG%s", name);
	} else {
		(void)snprintf(
			out, size, "the rules process ended with status %d", info->si_status);
	}
}

static void orphan_workers(struct generation *generation)
{
	struct list *at = generation->workers.next;

	while (at != &generation->workers) {
		struct worker *worker = LIST_ENTRY(at, struct worker, list);

		at = at->next;
		worker_on_orphaned(worker);
	}
}

static void on_ended(struct generation *generation, const char *why)
{
	struct generation_private *p = generation->private;

	link_close(p->link);
	p->asked = 0;
	if (generation->state == GENERATION_LOADING || generation->state == GENERATION_STARTING) {
		fail(generation,
			p->is_timed_out ? "the rules took too long to load (timeout)" : why);
	} else if (generation->state == GENERATION_WORKING) {
		generation->state = GENERATION_ORPHANED;
		p->handlers.on_orphaned(generation, why, p->handlers.arg);
	}
	orphan_workers(generation);
	check_gone(generation);
}

static void on_end_fd(int fd, unsigned events, void *arg)
{
	struct generation *generation = arg;
	struct generation_private *p = generation->private;
	siginfo_t info = {.si_pid = 0};
	char why[100];

	(void)events;
	if (waitid(P_PIDFD, (id_t)fd, &info, WEXITED | WNOHANG) == 0 && info.si_pid == 0) {
		return;
	}
	loop_io_set(p->end_io, 0);
	(void)close(p->end_fd);
	p->end_fd = -1;
	generation->pid = 0;
	describe_end(&info, why, sizeof(why));
	on_ended(generation, why);
}

static void on_timer(void *arg)
{
	struct generation *generation = arg;
	struct generation_private *p = generation->private;

	if (is_forking(generation) && generation->pid > 0) {
		top_up(generation);
		return;
	}
	p->is_timed_out = generation->state == GENERATION_LOADING;
	kill_process(generation);
}

/* --- start and end --- */

/* Starts the process; *ret_fd is our end of its socket. */
static int start_process(struct generation *generation, const char *program, int *ret_fd)
{
	struct generation_private *p = generation->private;
	int ends[2];
	int rc;

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) < 0) {
		return -errno;
	}
	rc = launch_rules_process(program, generation->number, ends[1], &generation->pid);
	(void)close(ends[1]);
	if (rc == 0) {
		p->end_fd = pidfd_open(generation->pid, 0);
		rc = p->end_fd < 0 ? -errno : 0;
	}
	if (rc < 0) {
		(void)close(ends[0]);
		return rc;
	}
	*ret_fd = ends[0];
	return 0;
}

struct generation *generation_new(struct loop *loop, const struct generation_config *config,
	const struct generation_handlers *handlers)
{
	struct generation *generation = mem_zalloc(sizeof(*generation));
	struct generation_private *p = mem_zalloc(sizeof(*p));
	struct link_handlers link_handlers = {
		.on_frame = on_frame, .on_closed = on_closed, .arg = generation};
	int fd = -1;
	int rc;

	list_init(&generation->list);
	list_init(&generation->workers);
	list_init(&p->dead);
	generation->private = p;
	generation->number = config->start.generation;
	p->loop = loop;
	p->handlers = *handlers;
	p->reader_count = config->reader_count;
	p->next_number = 1;
	p->end_fd = -1;
	p->worker_config = (struct worker_config){
		.generation = config->start.generation,
		.cpu_limit_ms = config->start.cpu_limit_ms,
		.deadline_ms = config->deadline_ms,
		.data_bytes = config->start.data_bytes,
	};
	buf_init(&p->out, FRAME_BUFFER_MAX);
	rc = start_process(generation, config->program, &fd);
	if (rc < 0) {
		generation_free(generation);
		errno = -rc;
		return NULL;
	}
	p->timer = loop_timer_new(loop, on_timer, generation);
	p->sweeper = loop_timer_new(loop, on_sweep, generation);
	p->end_io = loop_io_new(loop, p->end_fd, on_end_fd, generation);
	loop_io_set(p->end_io, LOOP_READ);
	p->link = link_new(loop, fd, &link_handlers);
	order_put_start(&p->out, &config->start);
	link_send(p->link, &p->out, -1);
	if (config->load_timeout_ms > 0) {
		loop_timer_set(p->timer, config->load_timeout_ms);
	}
	return generation;
}

/* Closes the socket, on which it ends, and waits for that; kills it when it does not. */
static void end_process(struct generation *generation)
{
	struct generation_private *p = generation->private;
	siginfo_t info;

	if (generation->pid <= 0) {
		return;
	}
	if (p->end_fd >= 0 && generation->state != GENERATION_LOADING) {
		struct pollfd end = {.fd = p->end_fd, .events = POLLIN};

		(void)poll(&end, 1, END_FREE_MS);
	}
	kill_process(generation);
	(void)waitid(P_PID, (id_t)generation->pid, &info, WEXITED);
	generation->pid = 0;
	if (p->end_fd >= 0) {
		(void)close(p->end_fd);
	}
}

void generation_free(struct generation *generation)
{
	struct generation_private *p;
	struct list *first;

	if (!generation) {
		return;
	}
	p = generation->private;
	list_del(&generation->list);
	loop_io_free(p->end_io);
	link_free(p->link);
	end_process(generation);
	while ((first = list_first(&generation->workers))) {
		worker_free(LIST_ENTRY(first, struct worker, list));
	}
	while ((first = list_first(&p->dead))) {
		worker_free(LIST_ENTRY(first, struct worker, list));
	}
	loop_timer_free(p->timer);
	loop_timer_free(p->sweeper);
	buf_done(&p->out);
	free(p->loaded_text);
	free(p);
	free(generation);
}

void generation_drain(struct generation *generation)
{
	struct list *at = generation->workers.next;

	if (generation->state == GENERATION_DRAINING || generation->state == GENERATION_FAILED) {
		return;
	}
	generation->state = GENERATION_DRAINING;
	loop_timer_clear(generation->private->timer);
	while (at != &generation->workers) {
		struct worker *worker = LIST_ENTRY(at, struct worker, list);

		at = at->next;
		if (worker->state == WORKER_IDLE || worker->state == WORKER_STARTING) {
			worker_retire(worker);
			bury(generation, worker);
		}
	}
	check_gone(generation);
}

struct worker *generation_find_idle(const struct generation *generation)
{
	for (struct list *at = generation->workers.next; at != &generation->workers;
		at = at->next) {
		struct worker *worker = LIST_ENTRY(at, struct worker, list);

		if (worker->state == WORKER_IDLE) {
			return worker;
		}
	}
	return NULL;
}
