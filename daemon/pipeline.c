/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One round of one feed, stage by stage, in the order of the file. Never parses, matches or writes anything itself. Keeps
 * true: a feed has one round at most; the state in the feed is what the journal has or is about to have; whatever ends a
 * round, the feed is due again or gone.
 *
 *   start_due --> begin_round --> on_fetched --> read_document --> on_read --> on_durable --> end_round
 *                                     |                |               |
 *                                     +--- conclude ---+---------------+   (no article: only the state is kept)
 */
#include "pipeline.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "agenda.h"
#include "alert/record.h"
#include "base/clock.h"
#include "base/limits.h"
#include "base/list.h"
#include "base/log.h"
#include "base/mem.h"
#include "dedup/identity.h"
#include "report.h"

#define KNOWN_MAX 20000        /* articles remembered of a feed, beyond those in its document */
#define DEATHS_MAX 3           /* readers one document may kill before it is left alone */
#define RETRY_COMMIT_S 10      /* after the journal refused */
#define RETRY_DEFERRED_MS 1000 /* after our own budget was full */
#define FIRST_SPREAD_MAX_S 60  /* new feeds start spread over so long at most */
#define RECORD_ARENA (16u << 20)

struct pipeline {
	struct pipeline_parts parts;
	struct pipeline_config config;
	struct agenda *agenda; /* owned */
	struct report report;
	struct list rounds; /* all that are under way */
	struct list unread; /* those whose document waits for a reader, in order */
	size_t round_count;
	size_t unread_count;
	loop_fn *on_stopped; /* NULL: no stop was asked for */
	void *stop_arg;
	struct metric *polls[FETCH_DEFERRED + 1];
	struct metric *articles[IDENTITY_MOVED + 1];
	struct metric *records;
	struct metric *left_out;
	struct metric *missed;
	struct metric *reader_deaths;
	struct metric *commit_errors;
};

struct round {
	struct list link;   /* on pipeline.rounds */
	struct list unread; /* on pipeline.unread while its document waits */
	struct pipeline *pipeline;
	struct feed *feed;
	struct fetch *fetch;    /* while FETCHING */
	struct spool *document; /* owned, from on_fetched to on_read */
	char *final_url;        /* owned */
	char *content_type;     /* owned */
	struct known *known;    /* owned: before this document */
	size_t known_count;
	struct schedule_poll poll;
	struct feed_state next; /* owned: what the state is once durable */
};

static struct str text_or_empty(const char *text)
{
	return str_from(text ? text : "");
}

/* --- the end of a round, however it went --- */

static void round_free(struct round *round)
{
	list_del(&round->link);
	if (!list_is_empty(&round->unread)) {
		list_del(&round->unread);
		round->pipeline->unread_count--;
	}
	round->pipeline->round_count--;
	spool_free(round->document);
	feed_state_done(&round->next);
	free(round->final_url);
	free(round->content_type);
	free(round->known);
	free(round);
}

static void end_round(struct round *round, int64_t wait_ms)
{
	struct pipeline *pipeline = round->pipeline;
	struct feed *feed = round->feed;

	round_free(round);
	feed->stage = FEED_WAITING;
	if (!feed_list_release(pipeline->parts.feeds, feed)) {
		if (wait_ms >= 0) {
			agenda_set(pipeline->agenda, feed, wait_ms);
		} else {
			agenda_set_by_state(pipeline->agenda, feed);
		}
	}
	if (pipeline->on_stopped && pipeline->round_count == 0) {
		loop_defer(pipeline->parts.loop, pipeline->on_stopped, pipeline->stop_arg);
		pipeline->on_stopped = NULL;
	}
}

static void take_state(struct feed *feed, struct feed_state *next)
{
	feed_state_done(&feed->state);
	feed->state = *next;
	*next = (struct feed_state){0};
}

/* --- feed to fetch --- */

/* A copy of the state that owns its text. */
static struct feed_state state_copy(const struct feed_state *state)
{
	struct feed_state copy = *state;

	copy.etag = state->etag ? mem_strdup(state->etag) : NULL;
	copy.last_modified = state->last_modified ? mem_strdup(state->last_modified) : NULL;
	copy.error = state->error ? mem_strdup(state->error) : NULL;
	copy.document_error = state->document_error ? mem_strdup(state->document_error) : NULL;
	copy.title = state->title ? mem_strdup(state->title) : NULL;
	return copy;
}

static void on_fetched(const struct fetch_outcome *outcome, void *arg);

static void begin_round(struct pipeline *pipeline, struct feed *feed)
{
	struct round *round = mem_zalloc(sizeof(*round));
	bool trusted = schedule_trusts_validators(&feed->state, clock_wall_s());

	round->pipeline = pipeline;
	round->feed = feed;
	round->next = state_copy(&feed->state);
	list_init(&round->unread);
	list_add_tail(&pipeline->rounds, &round->link);
	pipeline->round_count++;
	feed->stage = FEED_FETCHING;
	round->fetch = fetcher_start(pipeline->parts.fetcher,
		&(struct fetch_request){
			.feed_id = feed->id,
			.url = str_from(feed->spec.url),
			.etag = text_or_empty(trusted ? feed->state.etag : NULL),
			.last_modified = text_or_empty(trusted ? feed->state.last_modified : NULL),
			.body_hash = feed->state.body_hash,
			.user = text_or_empty(feed->spec.user),
			.password = text_or_empty(feed->spec.password),
			.header = text_or_empty(feed->spec.header),
			.suspect = feed->state.failures > 0,
		},
		on_fetched, round);
}

/* --- fetch to read --- */

static void keep_validators(struct feed_state *next, const struct fetch_outcome *outcome)
{
	feed_state_set(&next->etag, outcome->etag, LIMIT_VALIDATOR);
	feed_state_set(&next->last_modified, outcome->last_modified, LIMIT_VALIDATOR);
	if (outcome->kind != FETCH_NOT_MODIFIED) {
		next->validators_at = clock_wall_s();
		next->body_hash = outcome->body_hash;
	}
}

static enum schedule_result result_of_fault(const struct fetch_outcome *outcome)
{
	switch (outcome->fault) {
	case FETCH_FAULT_REQUEST:
	case FETCH_FAULT_ADDRESS:
	case FETCH_FAULT_LIMIT:
		return SCHEDULE_HARD;
	case FETCH_FAULT_DNS:
		return SCHEDULE_TEMPORARY;
	default:
		return SCHEDULE_SOFT;
	}
}

static struct schedule_poll poll_of(const struct fetch_outcome *outcome)
{
	static const enum schedule_result results[] = {
		[FETCH_DOCUMENT] = SCHEDULE_NEW,
		[FETCH_NOT_MODIFIED] = SCHEDULE_UNCHANGED,
		[FETCH_SAME] = SCHEDULE_UNCHANGED,
		[FETCH_GONE] = SCHEDULE_GONE,
		[FETCH_THROTTLED] = SCHEDULE_THROTTLED,
		[FETCH_FAILED] = SCHEDULE_SOFT,
		[FETCH_DEFERRED] = SCHEDULE_TEMPORARY,
	};

	return (struct schedule_poll){
		.result = outcome->kind == FETCH_FAILED ? result_of_fault(outcome)
							: results[outcome->kind],
		.overlap = true,
		.validators = outcome->etag.len || outcome->last_modified.len,
		.freshness_s = outcome->freshness_s,
		.retry_after_s = outcome->retry_after_s,
	};
}

static int submit(
	struct round *round, struct journal_batch *batch, journal_durable_fn *fn, void *arg)
{
	struct buf state;
	int result;

	buf_init(&state, LIMIT_FRAME);
	feed_state_pack(&round->next, &state);
	batch->feed_id = round->feed->id;
	batch->state = buf_str(&state);
	result = journal_submit(round->pipeline->parts.journal, batch, fn, arg);
	buf_done(&state);
	return result;
}

/* No article came of it: the state is all there is to keep, and nothing waits for it. */
static void conclude(struct round *round, struct str error)
{
	struct pipeline *pipeline = round->pipeline;
	struct feed *feed = round->feed;

	feed_state_set(&round->next.error, error, LIMIT_FEED_ERROR);
	round->next.polls++;
	round->next.errors += error.len ? 1 : 0;
	(void)schedule_next(&pipeline->config.schedule, feed->spec.interval_s, &round->next,
		&round->poll, clock_wall_s(), agenda_random());
	report_change(&pipeline->report, feed, &round->next);
	if (submit(round, &(struct journal_batch){0}, NULL, NULL) < 0) {
		pipeline->commit_errors->value++;
	}
	take_state(feed, &round->next);
	end_round(round, -1);
}

static void read_document(struct round *round);

static void on_fetched(const struct fetch_outcome *outcome, void *arg)
{
	struct round *round = arg;

	round->fetch = NULL;
	round->pipeline->polls[outcome->kind]->value++;
	round->poll = poll_of(outcome);
	switch (outcome->kind) {
	case FETCH_DOCUMENT:
		keep_validators(&round->next, outcome);
		round->document = outcome->document;
		round->final_url = str_dupz(outcome->final_url);
		round->content_type = str_dupz(outcome->content_type);
		read_document(round);
		return;
	case FETCH_NOT_MODIFIED:
	case FETCH_SAME:
		keep_validators(&round->next, outcome);
		/* What was wrong with these bytes still is. */
		conclude(round, text_or_empty(round->feed->state.document_error));
		return;
	case FETCH_DEFERRED:
		end_round(round, RETRY_DEFERRED_MS);
		return;
	default:
		conclude(round, outcome->error);
		return;
	}
}

/* --- read: a document to a reader, articles and hits back --- */

static int64_t backlog_since(const struct pipeline *pipeline, int64_t now_s)
{
	int64_t backlog_ms = pipeline->config.backlog_ms;

	return backlog_ms == INT64_MAX ? INT64_MIN
	       : backlog_ms < 0        ? INT64_MAX
				       : now_s - backlog_ms / 1000;
}

static int load_known(struct round *round)
{
	struct buf packed;
	int result;

	if (round->known) {
		return 0;
	}
	buf_init(&packed, LIMIT_KNOWN_BYTES);
	result = journal_get_known(round->pipeline->parts.journal, round->feed->id, &packed);
	if (result == 0 && packed.len) {
		result = known_unpack(buf_str(&packed), &round->known, &round->known_count);
	}
	buf_done(&packed);
	return result;
}

static void on_read(const struct reader_result *result, void *arg);

static int submit_job(struct round *round)
{
	struct pipeline *pipeline = round->pipeline;
	const struct feed *feed = round->feed;
	int64_t now = clock_wall_s();
	struct reader_job job = {
		.feed_id = feed->id,
		.feed_name = feed_name(feed),
		.feed_country = text_or_empty(feed->spec.country),
		.feed_language = text_or_empty(feed->spec.language),
		.url = str_from(round->final_url),
		.content_type = str_from(round->content_type),
		.now = now,
		.first_poll = !feed->state.known,
		.backlog_since = backlog_since(pipeline, now),
		.known = round->known,
		.known_count = round->known_count,
		.body = spool_bytes(round->document),
		.body_fd = -1,
		.body_size = spool_size(round->document),
	};

	if (!readers_has_room(pipeline->parts.readers)) {
		return -EAGAIN;
	}
	if (!job.body.ptr) {
		job.body_fd = spool_take_fd(round->document);
	}
	return readers_submit(pipeline->parts.readers, &job, on_read, round);
}

static void read_document(struct round *round)
{
	struct pipeline *pipeline = round->pipeline;
	int result = load_known(round);

	round->feed->stage = FEED_READING;
	if (result == 0) {
		result = submit_job(round);
	}
	if (result == -EAGAIN) {
		list_add_tail(&pipeline->unread, &round->unread);
		pipeline->unread_count++;
	} else if (result < 0) {
		round->poll.result = SCHEDULE_TEMPORARY;
		feed_state_done(&round->next);
		round->next = state_copy(&round->feed->state);
		conclude(round,
			STR("the articles known of this feed cannot be read from the journal"));
	}
}

/* A reader is free again. */
static void read_waiting(struct pipeline *pipeline)
{
	struct list *first;

	while (readers_has_room(pipeline->parts.readers) &&
		(first = list_first(&pipeline->unread))) {
		list_del(first);
		pipeline->unread_count--;
		read_document(LIST_ENTRY(first, struct round, unread));
	}
}

/* What is remembered when a document could not be read: its old validators, so that it is asked for again, and of one that
 * kills readers, in the end its hash, so that it is left alone until it changes. */
static void forget_document(struct round *round, const struct reader_result *result)
{
	uint64_t hash = round->next.body_hash;

	feed_state_done(&round->next);
	round->next = state_copy(&round->feed->state);
	if (result->outcome != READER_DIED) {
		return;
	}
	round->pipeline->reader_deaths->value++;
	round->next.reader_deaths++;
	if (round->next.reader_deaths >= DEATHS_MAX) {
		round->next.body_hash = hash;
		feed_state_set(&round->next.document_error, result->error, LIMIT_FEED_ERROR);
		round->next.reader_deaths = 0;
		report_quarantine(&round->pipeline->report, round->feed, result->error);
	}
}

struct tally {
	uint32_t of[IDENTITY_MOVED + 1];
	size_t left_out;
};

static struct tally count_articles(
	const struct pipeline *pipeline, const struct reader_result *result)
{
	struct tally tally = {{0}, 0};

	for (size_t i = 0; i < result->article_count; i++) {
		tally.of[result->articles[i].status]++;
		tally.left_out += result->articles[i].hits.left_out;
	}
	for (size_t i = 0; i <= IDENTITY_MOVED; i++) {
		pipeline->articles[i]->value += tally.of[i];
	}
	pipeline->left_out->value += (int64_t)tally.left_out;
	return tally;
}

/* What is said of a document that was read: its fault, or why nothing was left of it. Empty when all is well. */
static struct str fault_of(const struct reader_result *result, struct buf *text)
{
	if (result->error.len || result->article_count || !result->repairs.len) {
		return result->error;
	}
	buf_printf(text, "no article in it: %.*s", STR_ARG(result->repairs));
	return buf_str(text);
}

static void note_fault(struct feed_state *next, const struct reader_result *result)
{
	struct buf text;
	struct str fault;

	buf_init(&text, LIMIT_FEED_ERROR);
	fault = fault_of(result, &text);
	feed_state_set(&next->error, fault, LIMIT_FEED_ERROR);
	feed_state_set(&next->document_error, fault, LIMIT_FEED_ERROR);
	next->errors += fault.len ? 1 : 0;
	buf_done(&text);
}

static void learn(struct round *round, const struct reader_result *result)
{
	struct feed_state *next = &round->next;
	bool first = !round->feed->state.known;
	struct tally tally = count_articles(round->pipeline, result);

	round->poll.first = first;
	round->poll.new_articles = first ? 0 : tally.of[IDENTITY_NEW];
	round->poll.overlap = first || result->article_count == 0 || round->known_count == 0 ||
			      tally.of[IDENTITY_NEW] < result->article_count;
	if (!round->poll.overlap) {
		next->missed++;
		round->pipeline->missed->value++;
		report_missed(&round->pipeline->report, round->feed, result->article_count);
	}
	feed_state_set(&next->title, result->feed.title, LIMIT_URL);
	note_fault(next, result);
	next->known = true;
	next->reader_deaths = 0;
	next->articles += tally.of[IDENTITY_NEW];
	next->polls++;
	(void)schedule_next(&round->pipeline->config.schedule, round->feed->spec.interval_s, next,
		&round->poll, clock_wall_s(), agenda_random());
	report_change(&round->pipeline->report, round->feed, next);
}

/* --- read to journal --- */

static bool gather_records(struct round *round, const struct reader_result *result,
	struct arena *arena, struct journal_record **ret, size_t *ret_count)
{
	const struct record_source source = {
		.feed = feed_name(round->feed),
		.title = result->feed.title,
		.url = str_from(round->feed->spec.url),
		.country = text_or_empty(round->feed->spec.country),
		.detected_ms = clock_wall_ms(),
	};

	if (record_make_all(arena, &source, result, ret, ret_count) < 0) {
		return false;
	}
	round->pipeline->records->value += (int64_t)*ret_count;
	return true;
}

static void pack_known(struct round *round, const struct reader_result *result, struct buf *out)
{
	struct known *document = mem_alloc(result->article_count * sizeof(*document));
	struct known *merged;
	size_t count = 0;

	for (size_t i = 0; i < result->article_count; i++) {
		document[i] = result->articles[i].identity;
	}
	merged = known_merge(round->known, round->known_count, document, result->article_count,
		KNOWN_MAX, &count);
	known_pack(merged, count, out);
	free(merged);
	free(document);
}

static void on_durable(
	int error, const struct journal_place *places, size_t place_count, void *arg);

/* The new state, the known articles and the records: all or nothing. */
static int commit(struct round *round, const struct reader_result *result)
{
	struct arena *arena = arena_new(RECORD_ARENA);
	struct journal_record *records = NULL;
	size_t record_count = 0;
	struct buf known;
	int error = -ENOBUFS;

	buf_init(&known, LIMIT_KNOWN_BYTES);
	pack_known(round, result, &known);
	if (gather_records(round, result, arena, &records, &record_count) && !known.full) {
		error = submit(round,
			&(struct journal_batch){.known = buf_str(&known),
				.records = records,
				.record_count = record_count},
			on_durable, round);
	}
	buf_done(&known);
	arena_free(arena);
	return error;
}

static void on_read(const struct reader_result *result, void *arg)
{
	struct round *round = arg;
	struct pipeline *pipeline = round->pipeline;
	int error;

	spool_free(round->document);
	round->document = NULL;
	if (result->outcome == READER_DIED || result->outcome == READER_NOT_A_FEED) {
		forget_document(round, result);
		round->poll.result = SCHEDULE_HARD;
		conclude(round, result->error);
	} else {
		round->feed->stage = FEED_COMMITTING;
		learn(round, result);
		error = commit(round, result);
		if (error < 0) {
			on_durable(error, NULL, 0, round);
		}
	}
	read_waiting(pipeline);
}

/* --- journal to outbox --- */

static void on_durable(int error, const struct journal_place *places, size_t place_count, void *arg)
{
	struct round *round = arg;
	struct pipeline *pipeline = round->pipeline;

	if (error < 0) {
		/* The feed keeps the state it had: the same document is read again. */
		pipeline->commit_errors->value++;
		log_error("feed", feed_name(round->feed),
			"the journal does not take its articles: %s", strerror(-error));
		end_round(round, (int64_t)RETRY_COMMIT_S * 1000);
		return;
	}
	for (size_t i = 0; i < place_count; i++) {
		outbox_notify(pipeline->parts.outbox, places[i].channel);
	}
	take_state(round->feed, &round->next);
	end_round(round, -1);
}

/* --- life --- */

static void add_metrics(struct pipeline *pipeline)
{
	static const char *const articles[] = {[IDENTITY_NEW] = "status=\"new\"",
		[IDENTITY_KNOWN] = "status=\"known\"",
		[IDENTITY_CHANGED] = "status=\"changed\"",
		[IDENTITY_MOVED] = "status=\"moved\""};
	struct metrics *metrics = pipeline->parts.metrics;

	for (enum fetch_kind kind = FETCH_DOCUMENT; kind <= FETCH_DEFERRED; kind++) {
		char label[64];

		(void)snprintf(label, sizeof(label), "result=\"%s\"", fetch_kind_name(kind));
		pipeline->polls[kind] = metrics_add(metrics, METRIC_COUNTER, "nuncio_polls_total",
			label, "Polls by what came of them.");
	}
	for (size_t i = 0; i <= IDENTITY_MOVED; i++) {
		pipeline->articles[i] =
			metrics_add(metrics, METRIC_COUNTER, "nuncio_articles_total", articles[i],
				"Articles in documents that were read.");
	}
	pipeline->records = metrics_add(metrics, METRIC_COUNTER, "nuncio_records_total", NULL,
		"Records given to the journal.");
	pipeline->left_out = metrics_add(metrics, METRIC_COUNTER, "nuncio_hits_left_out_total",
		NULL, "Hits beyond what one article may have.");
	pipeline->missed =
		metrics_add(metrics, METRIC_COUNTER, "nuncio_polls_without_overlap_total", NULL,
			"Polls that shared no article with the one before.");
	pipeline->reader_deaths = metrics_add(metrics, METRIC_COUNTER, "nuncio_reader_deaths_total",
		NULL, "Readers that a document killed.");
	pipeline->commit_errors = metrics_add(metrics, METRIC_COUNTER, "nuncio_commit_errors_total",
		NULL, "Batches that the journal did not take.");
}

static void begin_due_round(struct feed *feed, void *arg)
{
	begin_round(arg, feed);
}

static const char *why_pause(void *arg)
{
	const struct pipeline *pipeline = arg;

	if (!journal_has_room(pipeline->parts.journal)) {
		return journal_room_reason(pipeline->parts.journal);
	}
	if (!fetcher_has_room(pipeline->parts.fetcher)) {
		return "the memory for documents is used up";
	}
	return NULL;
}

struct pipeline *pipeline_new(
	const struct pipeline_parts *parts, const struct pipeline_config *config)
{
	struct pipeline *pipeline = mem_zalloc(sizeof(*pipeline));

	pipeline->parts = *parts;
	pipeline->report = (struct report){parts->outbox, parts->instance};
	list_init(&pipeline->rounds);
	list_init(&pipeline->unread);
	pipeline->agenda = agenda_new(&(struct agenda_parts){
		.loop = parts->loop,
		.feeds = parts->feeds,
		.journal = parts->journal,
		.report = &pipeline->report,
		.metrics = parts->metrics,
		.on_due = begin_due_round,
		.why_pause = why_pause,
		.arg = pipeline,
	});
	add_metrics(pipeline);
	pipeline_configure(pipeline, config);
	return pipeline;
}

void pipeline_configure(struct pipeline *pipeline, const struct pipeline_config *config)
{
	int64_t interval_s = config->schedule.interval_s;

	pipeline->config = *config;
	agenda_set_spread(pipeline->agenda,
		interval_s < FIRST_SPREAD_MAX_S ? interval_s : FIRST_SPREAD_MAX_S);
}

void pipeline_start(struct pipeline *pipeline)
{
	agenda_start(pipeline->agenda);
}

void pipeline_stop(struct pipeline *pipeline, loop_fn *fn, void *arg)
{
	agenda_stop(pipeline->agenda);
	if (pipeline->round_count == 0) {
		loop_defer(pipeline->parts.loop, fn, arg);
		return;
	}
	pipeline->on_stopped = fn;
	pipeline->stop_arg = arg;
}

void pipeline_free(struct pipeline *pipeline)
{
	if (!pipeline) {
		return;
	}
	while (!list_is_empty(&pipeline->rounds)) {
		struct round *round = LIST_ENTRY(list_first(&pipeline->rounds), struct round, link);

		if (round->fetch) {
			fetch_cancel(round->fetch);
		}
		round_free(round);
	}
	agenda_free(pipeline->agenda);
	free(pipeline);
}

struct feed_list_changes pipeline_take_feeds(struct pipeline *pipeline, struct feed_specs *specs)
{
	return agenda_take_feeds(pipeline->agenda, specs);
}

void pipeline_get_status(const struct pipeline *pipeline, struct pipeline_status *ret)
{
	agenda_get_status(pipeline->agenda, &ret->agenda);
	ret->rounds = pipeline->round_count;
	ret->waiting_for_reader = pipeline->unread_count;
}
