/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Group commit. The thread owns the writing connection and the channels' heads; the mutex guards only the two lists. It never
 * logs, never calls back, and never keeps a job: what it takes comes back, done or failed.
 * Invariant: heads in memory are those of the last commit; a rolled back transaction leaves no trace in them.
 */
#include "journal/writer.h"

#include <errno.h>
#include <inttypes.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/limits.h"
#include "base/map.h"
#include "base/mem.h"

/* Rows that a sweep deletes and channels that it visits in one transaction, so that it delays no record by more than some
 * milliseconds. */
#define SWEEP_ROWS 2000
#define SWEEP_CHANNELS 1000
/* Idle for so long: time to copy the write-ahead log into the file. */
#define IDLE_S 2
/* A probe must need new pages, or it would succeed on a full disk. */
#define PROBE_BYTES 16384

struct writer_channel {
	struct list link; /* in `touched` when it differs from its row */
	char *name;       /* owned */
	int64_t id;       /* 0: not in the file yet */
	int64_t head;
	int64_t acked;
	int64_t acked_seq;
	/* what the open transaction makes of it */
	int64_t new_id;
	int64_t new_head;
	bool acks_changed;
};

struct writer {
	struct database *db;        /* owned; the thread's once it runs */
	struct map *channels;       /* owned, of owned struct writer_channel; the thread's */
	struct list touched;        /* those of them that the transaction changes */
	size_t sweep_cursor;        /* the channel where the next sweep goes on */
	struct loop_wakeup *wakeup; /* owned */
	pthread_t thread;
	bool unsaved; /* the write-ahead log holds what the file does not */
	pthread_mutex_t mutex;
	pthread_cond_t has_work;
	struct list queue; /* guarded by the mutex, as are the next two */
	struct list done;
	bool stop;
};

struct writer_job *writer_job_new(enum writer_kind kind)
{
	struct writer_job *job = mem_zalloc(sizeof(*job));
	list_init(&job->link);
	job->kind = kind;
	buf_init(&job->bytes, SIZE_MAX);
	return job;
}

void writer_job_free(struct writer_job *job)
{
	if (job == NULL) {
		return;
	}
	list_del(&job->link);
	buf_done(&job->bytes);
	free(job->records);
	free(job->acks);
	free(job);
}

static void free_list(struct list *list)
{
	struct list *link = NULL;
	while ((link = list_first(list)) != NULL) {
		writer_job_free(LIST_ENTRY(link, struct writer_job, link));
	}
}

/* --- channels --- */

static struct writer_channel *channel_add(struct writer *writer, struct str name)
{
	struct writer_channel *channel = mem_zalloc(sizeof(*channel));
	list_init(&channel->link);
	channel->name = str_dupz(name);
	map_put(writer->channels, str_from(channel->name), channel);
	return channel;
}

static void load_channel(const struct database_channel *row, void *arg)
{
	struct writer_channel *channel = channel_add(arg, row->name);
	channel->id = row->id;
	channel->new_id = row->id;
	channel->head = row->head;
	channel->new_head = row->head;
	channel->acked = row->acked;
	channel->acked_seq = row->acked_seq;
}

static void touch(struct writer *writer, struct writer_channel *channel)
{
	list_del(&channel->link);
	list_add_tail(&writer->touched, &channel->link);
}

/* The transaction has ended: what it did holds, or has never been. Acks are true either way and wait for the next. */
static void settle_channels(struct writer *writer, bool committed)
{
	struct list *next = NULL;
	for (struct list *link = writer->touched.next; link != &writer->touched; link = next) {
		struct writer_channel *channel = LIST_ENTRY(link, struct writer_channel, link);
		next = link->next;
		if (committed) {
			channel->id = channel->new_id;
			channel->head = channel->new_head;
			channel->acks_changed = false;
		} else {
			channel->new_id = channel->id;
			channel->new_head = channel->head;
		}
		if (!channel->acks_changed) {
			list_del(link);
		}
	}
}

static int put_channels(struct writer *writer)
{
	int result = 0;
	for (struct list *link = writer->touched.next; result == 0 && link != &writer->touched;
		link = link->next) {
		struct writer_channel *channel = LIST_ENTRY(link, struct writer_channel, link);
		if (channel->new_head != channel->head) {
			result = database_put_head(writer->db, channel->new_id, channel->new_head);
		}
		if (result == 0 && channel->acks_changed) {
			result = database_put_acked(
				writer->db, channel->new_id, channel->acked, channel->acked_seq);
		}
	}
	return result;
}

/* --- jobs --- */

static int put_record(
	struct writer *writer, struct writer_job *job, struct writer_record *record, int64_t now)
{
	const char *bytes = job->bytes.ptr;
	struct str name = str_make(bytes + record->channel, record->channel_len);
	struct writer_channel *channel = map_get(writer->channels, name);
	if (channel == NULL) {
		channel = channel_add(writer, name);
	}
	if (channel->new_id == 0) {
		int result = database_add_channel(writer->db, name, &channel->new_id);
		touch(writer, channel);
		if (result != 0) {
			return result;
		}
	}
	touch(writer, channel);
	record->pseq = channel->new_head + 1;
	int result = database_put_record(writer->db, channel->new_id, record->pseq, now,
		str_make(bytes + record->body, record->body_len));
	if (result == 0) {
		channel->new_head = record->pseq;
	}
	return result;
}

static int put_batch(struct writer *writer, struct writer_job *job)
{
	const char *bytes = job->bytes.ptr;
	int64_t now = clock_wall_ms();
	int result = 0;
	if (job->has_state) {
		result = database_put_state(
			writer->db, job->feed_id, str_make(bytes, job->state_len));
	}
	if (result == 0 && job->has_known) {
		result = database_put_known(writer->db, job->feed_id,
			str_slice(buf_str(&job->bytes), job->state_len, job->known_len));
	}
	for (size_t i = 0; result == 0 && i < job->record_count; i++) {
		result = put_record(writer, job, &job->records[i], now);
	}
	return result;
}

static int put_acks(struct writer *writer, const struct writer_job *job)
{
	for (size_t i = 0; i < job->ack_count; i++) {
		const struct writer_ack *ack = &job->acks[i];
		struct writer_channel *channel = map_get(writer->channels,
			str_make(job->bytes.ptr + ack->channel, ack->channel_len));
		if (channel != NULL && ack->acked > channel->acked) {
			/* Right whether the transaction holds or not: Redis said so. */
			channel->acked = ack->acked;
			channel->acked_seq = ack->acked_seq;
			channel->acks_changed = true;
			touch(writer, channel);
		}
	}
	return 0;
}

/* Goes on where the last one stopped; `more` until it has been through all channels. */
static int sweep(struct writer *writer, struct writer_job *job)
{
	struct str name;
	void *value = NULL;
	for (size_t i = 0; i < SWEEP_CHANNELS && job->swept.rows < SWEEP_ROWS; i++) {
		size_t here = writer->sweep_cursor;
		if (!map_next(writer->channels, &writer->sweep_cursor, &name, &value)) {
			writer->sweep_cursor = 0;
			return 0;
		}
		const struct writer_channel *channel = value;
		if (channel->id == 0 || channel->acked == 0) {
			continue;
		}
		uint64_t before = job->swept.rows;
		int result = database_sweep(
			writer->db, channel->id, channel->acked, job->before_ms, &job->swept);
		if (result != 0) {
			return result;
		}
		if (job->swept.rows - before == DATABASE_SWEEP_ROWS) {
			writer->sweep_cursor = here;
		}
	}
	job->more = true;
	return 0;
}

static int put_epoch(struct writer *writer, const struct writer_job *job)
{
	char text[24];
	(void)snprintf(text, sizeof(text), "%" PRIu64, job->epoch);
	return database_put_text(writer->db, "epoch", text);
}

static int probe(struct writer *writer)
{
	char *text = mem_alloc(PROBE_BYTES + 1);
	memset(text, '.', PROBE_BYTES);
	text[PROBE_BYTES] = '\0';
	int result = database_put_text(writer->db, "probe", text);
	free(text);
	return result != 0 ? result : database_put_text(writer->db, "probed", "1");
}

static int apply(struct writer *writer, struct writer_job *job)
{
	switch (job->kind) {
	case WRITER_BATCH:
		return put_batch(writer, job);
	case WRITER_FORGET:
		return database_delete_feed(writer->db, job->feed_id);
	case WRITER_ACKS:
		return put_acks(writer, job);
	case WRITER_EPOCH:
		return put_epoch(writer, job);
	case WRITER_SWEEP:
		return sweep(writer, job);
	case WRITER_PROBE:
		return probe(writer);
	}
	return -EINVAL;
}

static int apply_all(struct writer *writer, struct list *group)
{
	int result = database_begin(writer->db);
	for (struct list *link = group->next; result == 0 && link != group; link = link->next) {
		result = apply(writer, LIST_ENTRY(link, struct writer_job, link));
	}
	if (result == 0) {
		result = put_channels(writer);
	}
	return result != 0 ? result : database_commit(writer->db);
}

/* All of the group becomes durable, or none of it. */
static void commit_group(struct writer *writer, struct list *group)
{
	int64_t start = clock_mono_us();
	char reason[96] = "";
	int result = apply_all(writer, group);
	if (result != 0) {
		(void)snprintf(reason, sizeof(reason), "%s", database_error(writer->db));
		database_rollback(writer->db);
	}
	settle_channels(writer, result == 0);
	writer->unsaved = true;
	int64_t took = clock_mono_us() - start;
	for (struct list *link = group->next; link != group; link = link->next) {
		struct writer_job *job = LIST_ENTRY(link, struct writer_job, link);
		job->error = result;
		job->commit_us = took;
		memcpy(job->reason, reason, sizeof(reason));
		if (result != 0) {
			job->swept = (struct database_swept){0};
		}
	}
}

/* --- the thread --- */

/* What waits, up to the size of one transaction. The mutex is held. */
static void take_group(struct writer *writer, struct list *group)
{
	size_t bytes = 0;
	struct list *link = NULL;
	while (bytes < LIMIT_GROUP_COMMIT && (link = list_first(&writer->queue)) != NULL) {
		bytes += LIST_ENTRY(link, struct writer_job, link)->bytes.len;
		list_del(link);
		list_add_tail(group, link);
	}
}

/* Waits for jobs; false when there are none and the thread is to end. The mutex is held. */
static bool wait_for_work(struct writer *writer)
{
	while (list_is_empty(&writer->queue) && !writer->stop) {
		if (!writer->unsaved) {
			pthread_cond_wait(&writer->has_work, &writer->mutex);
			continue;
		}
		struct timespec until;
		(void)clock_gettime(CLOCK_MONOTONIC, &until);
		until.tv_sec += IDLE_S;
		if (pthread_cond_timedwait(&writer->has_work, &writer->mutex, &until) ==
			ETIMEDOUT) {
			pthread_mutex_unlock(&writer->mutex);
			database_checkpoint(writer->db);
			writer->unsaved = false;
			pthread_mutex_lock(&writer->mutex);
		}
	}
	return !list_is_empty(&writer->queue);
}

static void *run(void *arg)
{
	struct writer *writer = arg;
	pthread_mutex_lock(&writer->mutex);
	while (wait_for_work(writer)) {
		struct list group;
		list_init(&group);
		take_group(writer, &group);
		pthread_mutex_unlock(&writer->mutex);
		commit_group(writer, &group);
		pthread_mutex_lock(&writer->mutex);
		struct list *link = NULL;
		while ((link = list_first(&group)) != NULL) {
			list_del(link);
			list_add_tail(&writer->done, link);
		}
		loop_wakeup_send(writer->wakeup);
	}
	pthread_mutex_unlock(&writer->mutex);
	return NULL;
}

static void writer_free(struct writer *writer)
{
	free_list(&writer->queue);
	free_list(&writer->done);
	loop_wakeup_free(writer->wakeup);
	database_close(writer->db);
	size_t cursor = 0;
	struct str name;
	void *value = NULL;
	while (map_next(writer->channels, &cursor, &name, &value)) {
		struct writer_channel *channel = value;
		free(channel->name);
		free(channel);
	}
	map_free(writer->channels);
	pthread_cond_destroy(&writer->has_work);
	pthread_mutex_destroy(&writer->mutex);
	free(writer);
}

/* Signals are the main thread's. */
static int start_thread(struct writer *writer)
{
	sigset_t all;
	sigset_t before;
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	int result = -pthread_create(&writer->thread, NULL, run, writer);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return result;
}

int writer_start(
	struct loop *loop, struct database *db, loop_fn *on_done, void *arg, struct writer **ret)
{
	struct writer *writer = mem_zalloc(sizeof(*writer));
	pthread_condattr_t monotonic;
	writer->db = db;
	writer->channels = map_new();
	list_init(&writer->queue);
	list_init(&writer->done);
	list_init(&writer->touched);
	pthread_mutex_init(&writer->mutex, NULL);
	pthread_condattr_init(&monotonic);
	pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
	pthread_cond_init(&writer->has_work, &monotonic);
	pthread_condattr_destroy(&monotonic);
	writer->wakeup = loop_wakeup_new(loop, on_done, arg);
	int result = database_each_channel(db, load_channel, writer);
	if (result == 0) {
		result = start_thread(writer);
	}
	if (result != 0) {
		writer_free(writer);
		return result;
	}
	*ret = writer;
	return 0;
}

void writer_stop(struct writer *writer)
{
	if (writer == NULL) {
		return;
	}
	pthread_mutex_lock(&writer->mutex);
	writer->stop = true;
	pthread_cond_signal(&writer->has_work);
	pthread_mutex_unlock(&writer->mutex);
	pthread_join(writer->thread, NULL);
	writer_free(writer);
}

void writer_put(struct writer *writer, struct writer_job *job)
{
	pthread_mutex_lock(&writer->mutex);
	list_add_tail(&writer->queue, &job->link);
	pthread_cond_signal(&writer->has_work);
	pthread_mutex_unlock(&writer->mutex);
}

void writer_take_done(struct writer *writer, struct list *done)
{
	struct list *link = NULL;
	pthread_mutex_lock(&writer->mutex);
	while ((link = list_first(&writer->done)) != NULL) {
		list_del(link);
		list_add_tail(done, link);
	}
	pthread_mutex_unlock(&writer->mutex);
}
