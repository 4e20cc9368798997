/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The main thread's side of the journal: it packs what comes in, moves the heads of the channels when it is durable, reads with a connection
 * of its own, and decides when there is no room. It never writes to the file and never waits for the disk, but at open and close.
 * Invariant: a head here is never ahead of the file, so whoever reads up to it finds the records.
 */
#include "journal/journal.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/map.h"
#include "base/mem.h"
#include "journal/channels.h"
#include "journal/database.h"
#include "journal/lock.h"
#include "journal/record.h"
#include "journal/writer.h"

#define DEFAULT_RETENTION_MS (INT64_C(24) * 3600 * 1000)
#define DEFAULT_MAX_BYTES (UINT64_C(4) << 30)
#define ACKS_MS 1000     /* acks are hints: gathered for so long */
#define SWEEP_MS 30000   /* between sweeps for old records, at most */
#define SWEEP_MORE_MS 10 /* when the last one left some */
#define PROBE_MS 2000    /* between trials while the disk refuses writes */

struct journal {
	struct loop *loop;
	char *path;              /* owned */
	int lock_fd;             /* owned; -1: none */
	struct database *reader; /* owned */
	struct writer *writer;   /* owned */
	struct map *channels;    /* owned; see journal/channels.h */
	struct loop_timer *ack_timer;
	struct loop_timer *sweep_timer;
	struct loop_timer *probe_timer;
	int64_t retention_ms;
	size_t queued_bytes; /* of batches that the writer has */
	struct journal_stats stats;
	char installation[17];
	uint64_t epoch;
	bool refused; /* the disk takes no writes */
	bool acks_wait;
	char refusal[128];
	struct metric *metric_bytes; /* borrowed; NULL: no metrics */
	struct metric *metric_records;
	struct metric *metric_commits;
	struct metric *metric_errors;
};

static void load_channel(const struct database_channel *row, void *arg)
{
	const struct journal *journal = arg;

	channels_load(journal->channels, row);
}

/* --- jobs that come back --- */

static void set_refused(struct journal *journal, const struct writer_job *job)
{
	if (!journal->refused) {
		(void)snprintf(journal->refusal, sizeof(journal->refusal),
			"the disk refuses writes: %s", job->reason);
		log_error("journal", str_from(journal->path),
			"cannot write: %s; fetching pauses until it works", job->reason);
	}
	journal->refused = true;
	if (journal->metric_errors != NULL) {
		journal->metric_errors->value++;
	}
	loop_timer_set(journal->probe_timer, PROBE_MS);
}

static void set_accepted(struct journal *journal)
{
	if (journal->refused) {
		log_info("journal", str_from(journal->path), "writes work again");
	}
	journal->refused = false;
}

static void finish_batch(struct journal *journal, struct writer_job *job)
{
	struct journal_place *places = NULL;
	if (job->error == 0 && job->record_count > 0) {
		places = mem_alloc(job->record_count * sizeof(*places));
	}
	for (size_t i = 0; places != NULL && i < job->record_count; i++) {
		const struct writer_record *record = &job->records[i];
		struct str name = str_make(job->bytes.ptr + record->channel, record->channel_len);
		struct channel *channel = channels_get(journal->channels, name);
		channel->public.head = record->pseq;
		channel->public.last_at = clock_wall_ms();
		places[i] = (struct journal_place){channel->public.name, record->pseq};
		journal->stats.record_bytes += record->body_len;
		journal->stats.records++;
	}
	journal->queued_bytes -= job->bytes.len;
	journal->stats.queued--;
	if (job->durable != NULL) {
		job->durable(job->error, places, places != NULL ? job->record_count : 0, job->arg);
	}
	free(places);
}

static int64_t sweep_interval(const struct journal *journal)
{
	int64_t quarter = journal->retention_ms / 4 + 1;
	return quarter < SWEEP_MS ? quarter : SWEEP_MS;
}

static void finish_sweep(struct journal *journal, const struct writer_job *job)
{
	journal->stats.record_bytes -= job->swept.bytes;
	journal->stats.records -= job->swept.rows;
	loop_timer_set(journal->sweep_timer,
		job->error == 0 && job->more ? SWEEP_MORE_MS : sweep_interval(journal));
}

static void finish_job(struct journal *journal, struct writer_job *job)
{
	if (job->error != 0) {
		set_refused(journal, job);
	} else {
		set_accepted(journal);
	}
	journal->stats.last_commit_us = job->commit_us;
	switch (job->kind) {
	case WRITER_BATCH:
		finish_batch(journal, job);
		break;
	case WRITER_SWEEP:
		finish_sweep(journal, job);
		break;
	case WRITER_EPOCH:
		if (job->error == 0) {
			journal->epoch = job->epoch;
		}
		job->epoch_started(job->error, job->arg);
		break;
	case WRITER_FORGET:
	case WRITER_ACKS:
	case WRITER_PROBE:
		break;
	}
}

static void show_metrics(struct journal *journal)
{
	if (journal->metric_bytes != NULL) {
		journal->metric_bytes->value = (int64_t)journal->stats.record_bytes;
		journal->metric_records->value = (int64_t)journal->stats.records;
		journal->metric_commits->value = (int64_t)journal->stats.commits;
	}
}

static void on_done(void *arg)
{
	struct journal *journal = arg;
	struct list done;
	struct list *link = NULL;
	list_init(&done);
	writer_take_done(journal->writer, &done);
	journal->stats.commits += list_is_empty(&done) ? 0 : 1;
	while ((link = list_first(&done)) != NULL) {
		struct writer_job *job = LIST_ENTRY(link, struct writer_job, link);
		finish_job(journal, job);
		writer_job_free(job);
	}
	show_metrics(journal);
}

/* --- timers --- */

static void on_ack_timer(void *arg)
{
	struct journal *journal = arg;
	struct writer_job *job = writer_job_new(WRITER_ACKS);
	journal->acks_wait = false;
	channels_take_acks(journal->channels, job);
	writer_put(journal->writer, job);
}

static void on_sweep_timer(void *arg)
{
	struct journal *journal = arg;
	struct writer_job *job = writer_job_new(WRITER_SWEEP);
	job->before_ms = clock_wall_ms() - journal->retention_ms;
	writer_put(journal->writer, job);
}

static void on_probe_timer(void *arg)
{
	struct journal *journal = arg;
	if (journal->refused) {
		writer_put(journal->writer, writer_job_new(WRITER_PROBE));
	}
}

/* --- opening and closing --- */

static int read_identity(struct journal *journal)
{
	struct buf text;
	int64_t epoch = 0;
	buf_init(&text, 64);
	int result = database_get_text(journal->reader, "installation", &text);
	if (result == 0 && text.len == sizeof(journal->installation) - 1) {
		memcpy(journal->installation, text.ptr, text.len);
	} else if (result == 0) {
		result = -EBADMSG;
	}
	buf_clear(&text);
	if (result == 0) {
		result = database_get_text(journal->reader, "epoch", &text);
	}
	if (result == 0) {
		result = str_to_int64(buf_str(&text), &epoch);
		journal->epoch = (uint64_t)epoch;
	}
	buf_done(&text);
	return result;
}

static int read_start(struct journal *journal)
{
	int result = read_identity(journal);
	if (result == 0) {
		result = database_each_channel(journal->reader, load_channel, journal);
	}
	if (result == 0) {
		result = database_count_records(
			journal->reader, &journal->stats.records, &journal->stats.record_bytes);
	}
	return result;
}

static int open_all(struct journal *journal, struct buf *error)
{
	struct database *db = NULL;
	struct buf reason;
	int result = lock_take(journal->path, error, &journal->lock_fd);
	if (result != 0) {
		return result;
	}
	buf_init(&reason, 1024);
	result = database_open(journal->path, true, &reason, &db);
	if (result == 0) {
		result = database_open(journal->path, false, &reason, &journal->reader);
	}
	if (result == 0) {
		result = read_start(journal);
		if (result != 0) {
			buf_printf(&reason, "cannot be read: %s", database_error(journal->reader));
		}
	}
	if (result == 0) {
		result = writer_start(journal->loop, db, on_done, journal, &journal->writer);
		db = NULL;
		if (result != 0) {
			buf_printf(&reason, "has no writer: %s", strerror(-result));
		}
	}
	if (result != 0) {
		buf_printf(error, "journal %s %s", journal->path, buf_cstr(&reason));
		database_close(db);
	}
	buf_done(&reason);
	return result;
}

static void add_metrics(struct journal *journal, struct metrics *metrics)
{
	if (metrics == NULL) {
		return;
	}
	journal->metric_bytes = metrics_add(metrics, METRIC_GAUGE, "nuncio_journal_record_bytes",
		NULL, "Bytes of the records kept, delivered ones included.");
	journal->metric_records =
		metrics_add(metrics, METRIC_GAUGE, "nuncio_journal_records", NULL, "Records kept.");
	journal->metric_commits = metrics_add(metrics, METRIC_COUNTER,
		"nuncio_journal_commits_total", NULL, "Rounds of transactions.");
	journal->metric_errors = metrics_add(metrics, METRIC_COUNTER, "nuncio_journal_errors_total",
		NULL, "Jobs that the disk refused.");
}

int journal_open(struct loop *loop, const struct journal_config *config, struct buf *error,
	struct journal **ret)
{
	struct journal *journal = mem_zalloc(sizeof(*journal));
	journal->loop = loop;
	journal->path = mem_strdup(config->path);
	journal->lock_fd = -1;
	journal->channels = map_new();
	journal->retention_ms =
		config->retention_ms > 0 ? config->retention_ms : DEFAULT_RETENTION_MS;
	journal->stats.max_bytes = config->max_bytes > 0 ? config->max_bytes : DEFAULT_MAX_BYTES;
	journal->ack_timer = loop_timer_new(loop, on_ack_timer, journal);
	journal->sweep_timer = loop_timer_new(loop, on_sweep_timer, journal);
	journal->probe_timer = loop_timer_new(loop, on_probe_timer, journal);
	int result = open_all(journal, error);
	if (result != 0) {
		journal_close(journal);
		return result;
	}
	add_metrics(journal, config->metrics);
	show_metrics(journal);
	loop_timer_set(journal->sweep_timer, sweep_interval(journal));
	*ret = journal;
	return 0;
}

void journal_close(struct journal *journal)
{
	if (journal == NULL) {
		return;
	}
	if (journal->acks_wait && journal->writer != NULL) {
		on_ack_timer(journal);
	}
	/* The reader first: the connection that closes last copies the log into the file, and only the writer can. */
	database_close(journal->reader);
	writer_stop(journal->writer);
	loop_timer_free(journal->ack_timer);
	loop_timer_free(journal->sweep_timer);
	loop_timer_free(journal->probe_timer);
	channels_free(journal->channels);
	if (journal->lock_fd >= 0) {
		close(journal->lock_fd);
	}
	free(journal->path);
	free(journal);
}

/* --- writing --- */

int journal_submit(struct journal *journal, const struct journal_batch *batch,
	journal_durable_fn *fn, void *arg)
{
	for (size_t i = 0; i < batch->record_count; i++) {
		if (!record_is_valid(&batch->records[i])) {
			return -EINVAL;
		}
	}
	struct writer_job *job = writer_job_new(WRITER_BATCH);
	job->feed_id = batch->feed_id;
	job->has_state = batch->state.ptr != NULL;
	job->has_known = batch->known.ptr != NULL;
	job->state_len = batch->state.len;
	job->known_len = batch->known.len;
	job->durable = fn;
	job->arg = arg;
	buf_add_str(&job->bytes, batch->state);
	buf_add_str(&job->bytes, batch->known);
	if (batch->record_count > 0) {
		job->records = mem_zalloc(batch->record_count * sizeof(*job->records));
		job->record_count = batch->record_count;
	}
	for (size_t i = 0; i < batch->record_count; i++) {
		struct writer_record *record = &job->records[i];
		record->channel = job->bytes.len;
		record->channel_len = batch->records[i].channel.len;
		buf_add_str(&job->bytes, batch->records[i].channel);
		record->body = job->bytes.len;
		record_pack(&batch->records[i], &job->bytes);
		record->body_len = job->bytes.len - record->body;
	}
	journal->queued_bytes += job->bytes.len;
	journal->stats.queued++;
	writer_put(journal->writer, job);
	return 0;
}

void journal_delete_feed(struct journal *journal, uint64_t feed_id)
{
	struct writer_job *job = writer_job_new(WRITER_FORGET);
	job->feed_id = feed_id;
	writer_put(journal->writer, job);
}

const char *journal_room_reason(const struct journal *journal)
{
	if (journal->refused) {
		return journal->refusal;
	}
	if (journal->queued_bytes >= LIMIT_JOURNAL_QUEUE) {
		return "the disk is too slow: the queue of the journal is full";
	}
	if (journal->stats.record_bytes + journal->queued_bytes >= journal->stats.max_bytes) {
		return "the journal is full";
	}
	return "";
}

bool journal_has_room(const struct journal *journal)
{
	return journal_room_reason(journal)[0] == '\0';
}

/* --- reading --- */

int journal_each_feed(struct journal *journal, journal_feed_fn *fn, void *arg)
{
	return database_each_feed(journal->reader, fn, arg);
}

int journal_get_feed(struct journal *journal, uint64_t feed_id, struct buf *out)
{
	return database_get_state(journal->reader, feed_id, out);
}

int journal_get_known(struct journal *journal, uint64_t feed_id, struct buf *out)
{
	return database_get_known(journal->reader, feed_id, out);
}

struct reading {
	struct str channel;
	size_t left;
	journal_record_fn *fn;
	void *arg;
	int error;
};

static bool read_row(int64_t pseq, struct str body, void *arg)
{
	struct reading *reading = arg;
	struct record_view view;
	reading->error = record_unpack(body, reading->channel, &view);
	if (reading->error != 0) {
		return false;
	}
	reading->left--;
	return reading->fn(pseq, &view.record, reading->arg) && reading->left > 0;
}

/* The row number of a channel that was made after the start is not known yet. */
static int find_row(struct journal *journal, struct channel *channel)
{
	if (channel->id != 0) {
		return 0;
	}
	return database_each_channel(journal->reader, load_channel, journal);
}

int journal_read(struct journal *journal, struct str name, int64_t after, size_t max,
	journal_record_fn *fn, void *arg)
{
	struct channel *channel = channels_find(journal->channels, name);
	if (channel == NULL || max == 0) {
		return 0;
	}
	struct reading reading = {channel->public.name, max, fn, arg, 0};
	int result = find_row(journal, channel);
	if (result == 0) {
		result = database_each_record(
			journal->reader, channel->id, after, read_row, &reading);
	}
	return result != 0 ? result : reading.error;
}

int journal_get_oldest(struct journal *journal, struct str name, int64_t *ret_pseq)
{
	struct channel *channel = channels_find(journal->channels, name);
	int64_t oldest = 0;
	if (channel == NULL) {
		*ret_pseq = 1;
		return 0;
	}
	int result = find_row(journal, channel);
	if (result == 0) {
		result = database_get_oldest(journal->reader, channel->id, &oldest);
	}
	if (result == 0) {
		*ret_pseq = oldest != 0 ? oldest : channel->public.head + 1;
	}
	return result;
}

/* --- channels and delivery --- */

bool journal_next_channel(
	const struct journal *journal, size_t *cursor, struct journal_channel *ret)
{
	const struct channel *channel = channels_next(journal->channels, cursor);
	if (channel == NULL) {
		return false;
	}
	*ret = channel_describe(channel);
	return true;
}

bool journal_get_channel(
	const struct journal *journal, struct str name, struct journal_channel *ret)
{
	const struct channel *channel = channels_find(journal->channels, name);
	if (channel == NULL) {
		return false;
	}
	*ret = channel_describe(channel);
	return true;
}

void journal_ack(struct journal *journal, struct str name, int64_t pseq, int64_t seq)
{
	struct channel *channel = channels_find(journal->channels, name);
	if (channel == NULL || !channel_ack(channel, pseq, seq)) {
		return;
	}
	if (!journal->acks_wait) {
		journal->acks_wait = true;
		loop_timer_set(journal->ack_timer, ACKS_MS);
	}
}

const char *journal_installation(const struct journal *journal)
{
	return journal->installation;
}

void journal_get_producer(
	const struct journal *journal, unsigned epochs_back, char out[JOURNAL_PRODUCER_SIZE])
{
	out[0] = '\0';
	if (epochs_back <= journal->epoch) {
		/* More than 10^14 epochs would not fit, and will not be. */
		(void)snprintf(out, JOURNAL_PRODUCER_SIZE, "%s-%" PRIu64, journal->installation,
			journal->epoch - epochs_back);
	}
}

void journal_start_epoch(struct journal *journal, journal_epoch_fn *fn, void *arg)
{
	struct writer_job *job = writer_job_new(WRITER_EPOCH);
	job->epoch = journal->epoch + 1;
	job->epoch_started = fn;
	job->arg = arg;
	writer_put(journal->writer, job);
}

void journal_get_stats(const struct journal *journal, struct journal_stats *ret)
{
	*ret = journal->stats;
}
