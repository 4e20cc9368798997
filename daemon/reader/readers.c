/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * All readers. Never blocks, and never gives a document to two of them. Keeps true: at most one generation takes documents
 * (`active`), at most one is being loaded, and every document that was taken has one result or was cancelled.
 */
#include "reader/readers.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/limits.h"
#include "base/list.h"
#include "base/log.h"
#include "base/mem.h"
#include "reader/generation.h"

#define QUEUE_DEFAULT 1000
#define LOAD_TIMEOUT_MS INT64_C(600000)
#define REBUILD_FIRST_MS 100
#define REBUILD_MOST_MS 60000
/* After so long at work, the next end of a rules process is a new matter. */
#define REBUILD_FORGET_MS 60000

/* Someone who waits for a load. */
struct waiting {
	readers_loaded_fn *fn; /* may be NULL */
	void *arg;
};

/* A load that was asked for: those who wait for it. */
struct load {
	struct waiting *waiting; /* owned array */
	size_t count;
	size_t cap;
	bool is_wanted;
	bool fall_back;
	bool is_rebuild; /* nobody asked: the rules process had died */
};

struct counters {
	struct metric *documents;
	struct metric *restarts;
	struct metric *cpu_us;
	struct metric *queued;
	struct metric *generation;
	struct metric *rules;
	struct metric *loads_good;
	struct metric *loads_bad;
};

struct readers {
	struct loop *loop;
	char *program; /* owned */
	char **paths;  /* owned */
	struct str *path_strs;
	size_t path_count;
	char *last_good; /* owned, "" when none */
	struct readers_config config;
	struct counters counters;

	struct list queue; /* of struct pending */
	size_t queued;

	struct generation *active;  /* owned through `generations`; may be orphaned */
	struct generation *loading; /* likewise */
	struct list generations;    /* owned: all, those that drain included */
	struct list gone;           /* owned: to be freed by the sweeper */
	struct loop_timer *sweeper;
	uint32_t last_number;
	struct load now;  /* for `loading` */
	struct load next; /* asked for meanwhile */

	struct loop_timer *fail_timer; /* to say later that a process could not be started */
	struct loop_timer *rebuild_timer;
	int64_t rebuild_ms; /* the next pause */
	int64_t working_since_ms;
	struct waiting on_rebuilt;
};

/* --- documents --- */

static void dispatch(struct readers *readers)
{
	while (readers->active && !list_is_empty(&readers->queue)) {
		struct worker *worker = generation_find_idle(readers->active);

		if (!worker) {
			break;
		}
		readers->queued--;
		worker_start(worker, LIST_ENTRY(list_first(&readers->queue), struct pending, list));
	}
	readers->counters.queued->value = (int64_t)readers->queued;
}

/* A memfd that can change under a reader's eyes would end it with SIGBUS. */
static bool is_sealed(int fd, size_t size)
{
	int seals = fcntl(fd, F_GET_SEALS);
	struct stat info;

	return seals >= 0 && (seals & F_SEAL_SHRINK) && (seals & F_SEAL_WRITE) &&
	       fstat(fd, &info) == 0 && (uint64_t)info.st_size >= size;
}

int readers_submit(struct readers *readers, const struct reader_job *job,
	reader_result_fn *on_result, void *arg)
{
	struct pending *pending;

	if (!readers_has_room(readers)) {
		return -EAGAIN;
	}
	if (job->body_fd >= 0 && !is_sealed(job->body_fd, job->body_size)) {
		return -EINVAL;
	}
	if (job->known_count > LIMIT_KNOWN || job->body.len > LIMIT_DOCUMENT ||
		(job->body_fd >= 0 && job->body_size > LIMIT_DOCUMENT)) {
		return -EMSGSIZE;
	}
	pending = pending_new(job, on_result, arg);
	if (!pending) {
		return -EMSGSIZE;
	}
	list_add_tail(&readers->queue, &pending->list);
	readers->queued++;
	readers->counters.documents->value++;
	dispatch(readers);
	return 0;
}

bool readers_has_room(const struct readers *readers)
{
	return readers->queued < readers->config.queue_max;
}

void readers_cancel(struct readers *readers, const void *arg)
{
	struct list *at = readers->queue.next;

	while (at != &readers->queue) {
		struct pending *pending = LIST_ENTRY(at, struct pending, list);

		at = at->next;
		if (pending->arg == arg) {
			readers->queued--;
			pending_free(pending);
		}
	}
	for (at = readers->generations.next; at != &readers->generations; at = at->next) {
		struct generation *generation = LIST_ENTRY(at, struct generation, list);

		for (struct list *w = generation->workers.next; w != &generation->workers;
			w = w->next) {
			struct pending *pending =
				worker_pending(LIST_ENTRY(w, struct worker, list));

			if (pending && pending->arg == arg) {
				pending->on_result = NULL;
			}
		}
	}
}

/* --- loads --- */

static void start_load(struct readers *readers);

static void load_clear(struct load *load)
{
	free(load->waiting);
	*load = (struct load){.is_wanted = false};
}

/* Tells everybody who waits for `load`, and empties it first: they may ask for the next one. */
static void tell_loaded(
	struct readers *readers, struct load *load, const struct readers_loaded *loaded)
{
	struct load told = *load;

	*load = (struct load){.is_wanted = false};
	if (told.is_rebuild && readers->on_rebuilt.fn) {
		readers->on_rebuilt.fn(loaded, readers->on_rebuilt.arg);
	}
	for (size_t i = 0; i < told.count; i++) {
		if (told.waiting[i].fn) {
			told.waiting[i].fn(loaded, told.waiting[i].arg);
		}
	}
	load_clear(&told);
}

static bool is_orphaned(const struct readers *readers)
{
	return readers->active && readers->active->state == GENERATION_ORPHANED;
}

static void schedule_rebuild(struct readers *readers)
{
	loop_timer_set(readers->rebuild_timer, readers->rebuild_ms);
	readers->rebuild_ms *= 4;
	if (readers->rebuild_ms > REBUILD_MOST_MS) {
		readers->rebuild_ms = REBUILD_MOST_MS;
	}
}

/* After a load, whether good or not: the next one that is wanted. */
static void go_on(struct readers *readers)
{
	if (readers->loading) {
		return;
	}
	if (readers->next.is_wanted) {
		readers->now = readers->next;
		readers->next = (struct load){.is_wanted = false};
		start_load(readers);
	} else if (is_orphaned(readers)) {
		schedule_rebuild(readers);
	}
}

/* New documents go to the new generation from here on. */
static void change_over(struct readers *readers, struct generation *generation)
{
	struct generation *old = readers->active;

	readers->active = generation;
	readers->working_since_ms = clock_mono_ms();
	loop_timer_clear(readers->rebuild_timer);
	if (old) {
		generation_drain(old);
	}
}

static void on_loaded(struct generation *generation, const struct notice_loaded *notice, void *arg)
{
	struct readers *readers = arg;
	struct readers_loaded loaded = {
		.ok = notice->ok,
		.from_last_good = notice->from_last_good,
		.errors = notice->errors,
		.warnings = notice->warnings,
		.files = notice->files,
		.tests = notice->tests,
		.rules = notice->rules,
		.entities = notice->entities,
		.terms = notice->terms,
		.cpu_us = notice->cpu_us,
		.diagnostics = notice->diagnostics,
	};

	readers->loading = NULL;
	if (notice->ok) {
		change_over(readers, generation);
		readers->counters.loads_good->value++;
		readers->counters.generation->value = generation->number;
		readers->counters.rules->value = (int64_t)notice->rules;
	} else {
		readers->counters.loads_bad->value++;
	}
	loaded.generation = readers->active ? readers->active->number : 0;
	tell_loaded(readers, &readers->now, &loaded);
	go_on(readers);
}

static void on_idle(struct generation *generation, struct worker *worker, void *arg)
{
	struct readers *readers = arg;

	(void)generation;
	readers->counters.cpu_us->value += worker->cpu_us;
	worker->cpu_us = 0;
	dispatch(readers);
}

static void on_death(struct generation *generation, const struct worker *worker, void *arg)
{
	struct readers *readers = arg;

	(void)generation;
	readers->counters.restarts->value++;
	/* Of a document it is the feed's error, and said there. */
	log_event(worker->was_told ? LOG_LEVEL_DEBUG : LOG_LEVEL_WARN, "readers", STR("pool"),
		"%s (process %d)", worker->error, (int)worker->config.pid);
}

static void on_orphaned(struct generation *generation, const char *why, void *arg)
{
	struct readers *readers = arg;

	log_warn("rules", STR("process"),
		"%s; its readers go on while it is built anew (generation %u)", why,
		generation->number);
	if (clock_mono_ms() - readers->working_since_ms > REBUILD_FORGET_MS) {
		readers->rebuild_ms = REBUILD_FIRST_MS;
	}
	if (generation == readers->active && !readers->loading) {
		schedule_rebuild(readers);
	}
}

static void on_saved(struct generation *generation, int error, void *arg)
{
	const struct readers *readers = arg;

	(void)generation;
	if (error != 0) {
		log_warn("rules", str_from(readers->last_good),
			"the copy of the good rule files could not be written: %s",
			strerror(error));
	}
}

static void on_gone(struct generation *generation, void *arg)
{
	struct readers *readers = arg;

	list_del(&generation->list);
	list_add_tail(&readers->gone, &generation->list);
	loop_timer_set(readers->sweeper, 0);
}

static void on_sweep(void *arg)
{
	struct readers *readers = arg;
	struct list *first;

	while ((first = list_first(&readers->gone))) {
		generation_free(LIST_ENTRY(first, struct generation, list));
	}
}

/* The process cannot even be started: said in the next pass, as every outcome. */
static void fail_start(void *arg)
{
	struct readers *readers = arg;
	struct readers_loaded loaded = {.ok = false,
		.generation = readers->active ? readers->active->number : 0,
		.diagnostics = STR("the rules process cannot be started")};

	readers->counters.loads_bad->value++;
	tell_loaded(readers, &readers->now, &loaded);
	go_on(readers);
}

static void start_load(struct readers *readers)
{
	struct generation_handlers handlers = {.on_loaded = on_loaded,
		.on_idle = on_idle,
		.on_death = on_death,
		.on_orphaned = on_orphaned,
		.on_saved = on_saved,
		.on_gone = on_gone,
		.arg = readers};
	struct generation_config config = {
		.program = readers->program,
		.reader_count = readers->config.reader_count,
		.deadline_ms = readers->config.deadline_ms,
		.load_timeout_ms = readers->config.load_timeout_ms,
		.start = {.generation = ++readers->last_number,
			.cpu_limit_ms = readers->config.cpu_limit_ms,
			.arena_bytes = readers->config.arena_bytes,
			.data_bytes = readers->config.data_bytes,
			.fall_back = readers->now.fall_back,
			.last_good = str_from(readers->last_good),
			.paths = readers->path_strs,
			.path_count = readers->path_count},
	};

	loop_timer_clear(readers->rebuild_timer);
	readers->loading = generation_new(readers->loop, &config, &handlers);
	if (!readers->loading) {
		log_error("rules", STR("process"), "the rules process cannot be started: %s",
			strerror(errno));
		loop_timer_set(readers->fail_timer, 0);
		return;
	}
	list_add_tail(&readers->generations, &readers->loading->list);
}

void readers_load(struct readers *readers, bool fall_back, readers_loaded_fn *fn, void *arg)
{
	struct load *load = readers->now.is_wanted ? &readers->next : &readers->now;

	load->waiting =
		mem_grow(load->waiting, &load->cap, load->count + 1, sizeof(*load->waiting));
	load->waiting[load->count++] = (struct waiting){fn, arg};
	load->fall_back = load->fall_back || fall_back;
	load->is_wanted = true;
	if (load == &readers->now) {
		start_load(readers);
	}
}

static void on_rebuild(void *arg)
{
	struct readers *readers = arg;

	if (readers->now.is_wanted || !is_orphaned(readers)) {
		return;
	}
	readers->now.is_wanted = true;
	readers->now.fall_back = true;
	readers->now.is_rebuild = true;
	start_load(readers);
}

void readers_on_rebuilt(struct readers *readers, readers_loaded_fn *fn, void *arg)
{
	readers->on_rebuilt = (struct waiting){fn, arg};
}

/* --- all of them --- */

static size_t count_cpus(void)
{
	cpu_set_t set;
	int count = sched_getaffinity(0, sizeof(set), &set) == 0 ? CPU_COUNT(&set) : 1;

	return count < 2 ? 2 : (size_t)count;
}

static void copy_config(struct readers *readers, const struct readers_config *config)
{
	struct readers_config *own = &readers->config;

	*own = *config;
	readers->program = mem_strdup(config->program ? config->program : "/proc/self/exe");
	readers->last_good = mem_strdup(config->last_good ? config->last_good : "");
	readers->path_count = config->rule_path_count;
	readers->paths = mem_zalloc((readers->path_count + 1) * sizeof(*readers->paths));
	readers->path_strs = mem_zalloc((readers->path_count + 1) * sizeof(*readers->path_strs));
	for (size_t i = 0; i < readers->path_count; i++) {
		readers->paths[i] = mem_strdup(config->rule_paths[i]);
		readers->path_strs[i] = str_from(readers->paths[i]);
	}
	own->reader_count = own->reader_count ? own->reader_count : count_cpus();
	own->load_timeout_ms = own->load_timeout_ms ? own->load_timeout_ms : LOAD_TIMEOUT_MS;
	own->arena_bytes = own->arena_bytes ? own->arena_bytes : LIMIT_READER_ARENA;
	own->data_bytes = own->data_bytes ? own->data_bytes : 2 * (size_t)LIMIT_READER_ARENA;
	own->queue_max = own->queue_max ? own->queue_max : QUEUE_DEFAULT;
}

static void add_counters(struct counters *c, struct metrics *metrics)
{
	c->documents = metrics_add(metrics, METRIC_COUNTER, "nuncio_reader_documents_total", NULL,
		"Documents given to the readers.");
	c->restarts = metrics_add(metrics, METRIC_COUNTER, "nuncio_reader_restarts_total", NULL,
		"Readers that ended while they should work.");
	c->cpu_us = metrics_add(metrics, METRIC_COUNTER, "nuncio_reader_cpu_microseconds_total",
		NULL, "CPU time that the readers used for documents.");
	c->queued = metrics_add(metrics, METRIC_GAUGE, "nuncio_reader_queue", NULL,
		"Documents that wait for a reader.");
	c->generation = metrics_add(metrics, METRIC_GAUGE, "nuncio_rules_generation", NULL,
		"Number of the generation of rules at work.");
	c->rules = metrics_add(
		metrics, METRIC_GAUGE, "nuncio_rules", NULL, "Rules of the generation at work.");
	c->loads_good = metrics_add(metrics, METRIC_COUNTER, "nuncio_rules_loads_total",
		"result=\"good\"", "Loads of the rules.");
	c->loads_bad = metrics_add(metrics, METRIC_COUNTER, "nuncio_rules_loads_total",
		"result=\"refused\"", "Loads of the rules.");
}

struct readers *readers_new(
	const struct readers_config *config, struct loop *loop, struct metrics *metrics)
{
	struct readers *readers = mem_zalloc(sizeof(*readers));

	readers->loop = loop;
	copy_config(readers, config);
	add_counters(&readers->counters, metrics);
	list_init(&readers->queue);
	list_init(&readers->generations);
	list_init(&readers->gone);
	readers->sweeper = loop_timer_new(loop, on_sweep, readers);
	readers->fail_timer = loop_timer_new(loop, fail_start, readers);
	readers->rebuild_timer = loop_timer_new(loop, on_rebuild, readers);
	readers->rebuild_ms = REBUILD_FIRST_MS;
	return readers;
}

void readers_free(struct readers *readers)
{
	struct list *first;

	if (!readers) {
		return;
	}
	while ((first = list_first(&readers->generations))) {
		generation_free(LIST_ENTRY(first, struct generation, list));
	}
	while ((first = list_first(&readers->gone))) {
		generation_free(LIST_ENTRY(first, struct generation, list));
	}
	while ((first = list_first(&readers->queue))) {
		pending_free(LIST_ENTRY(first, struct pending, list));
	}
	loop_timer_free(readers->sweeper);
	loop_timer_free(readers->fail_timer);
	loop_timer_free(readers->rebuild_timer);
	load_clear(&readers->now);
	load_clear(&readers->next);
	for (size_t i = 0; i < readers->path_count; i++) {
		free(readers->paths[i]);
	}
	free(readers->paths);
	free(readers->path_strs);
	free(readers->program);
	free(readers->last_good);
	free(readers);
}

void readers_get_status(const struct readers *readers, struct readers_status *ret)
{
	*ret = (struct readers_status){
		.queued = readers->queued, .is_loading = readers->loading != NULL};
	if (!readers->active) {
		return;
	}
	ret->generation = readers->active->number;
	ret->rules_pid = readers->active->pid;
	for (struct list *at = readers->active->workers.next; at != &readers->active->workers;
		at = at->next) {
		const struct worker *worker = LIST_ENTRY(at, struct worker, list);

		ret->readers++;
		ret->idle += worker->state == WORKER_IDLE;
		ret->busy += worker->state == WORKER_BUSY;
	}
}

size_t readers_get_pids(const struct readers *readers, pid_t *pids, size_t max)
{
	size_t count = 0;

	if (!readers->active) {
		return 0;
	}
	for (struct list *at = readers->active->workers.next; at != &readers->active->workers;
		at = at->next) {
		const struct worker *worker = LIST_ENTRY(at, struct worker, list);

		if (count < max) {
			pids[count] = worker->config.pid;
		}
		count++;
	}
	return count;
}
