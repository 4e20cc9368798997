/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One round of one feed, stage by stage, in the order of the file. Never parses, matches, learns or writes anything itself.
 * Keeps true: a feed has one round at most; the state in the feed is what the journal has or is about to have; whatever ends
 * a round, the feed is due again or gone.
 *
 *   start_due --> begin_round --> on_fetched --> read_document --> on_read --> on_durable --> round_end
 *                                     |                |             |   |            ^
 *                                     |                |             |   +-- wait_for_pages --> on_settled, part by part
 *                                     +-- round_conclude (no article: only the state is kept)
 */
#include "pipeline.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "alert/record.h"
#include "base/clock.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/mem.h"
#include "conf/conf.h"
#include "lesson.h"
#include "report.h"
#include "round.h"

#define KNOWN_MAX 20000        /* articles remembered of a feed */
#define UNREAD_MAX 10000       /* documents that wait for a reader */
#define RETRY_COMMIT_S 10      /* after the journal refused */
#define RETRY_DEFERRED_MS 1000 /* after our own budget was full */

/* --- feed to fetch --- */

static void on_fetched(const struct fetch_outcome *outcome, void *arg);

static void begin_round(struct pipeline *pipeline, struct feed *feed)
{
	struct round *round = mem_zalloc(sizeof(*round));
	bool trusted = schedule_trusts_validators(&feed->state, clock_wall_s());

	round->pipeline = pipeline;
	round->feed = feed;
	round->next = feed_state_copy(&feed->state);
	list_init(&round->unread);
	list_add_tail(&pipeline->rounds, &round->link);
	pipeline->round_count++;
	feed->stage = FEED_FETCHING;
	round->fetch = fetcher_start(pipeline->parts.fetcher,
		&(struct fetch_request){
			.feed_id = feed->id,
			.url = str_from(feed->spec.url),
			.etag = str_from(trusted ? feed->state.etag : NULL),
			.last_modified = str_from(trusted ? feed->state.last_modified : NULL),
			.body_hash = feed->state.body_hash,
			.user = str_from(feed->spec.user),
			.password = str_from(feed->spec.password),
			.header = str_from(feed->spec.header),
			.suspect = feed->state.failures > 0,
		},
		on_fetched, round);
}

/* --- fetch to read --- */

static void read_document(struct round *round);

static void on_fetched(const struct fetch_outcome *outcome, void *arg)
{
	struct round *round = arg;

	round->fetch = NULL;
	round->pipeline->counters.polls[outcome->kind]->value++;
	round->poll = lesson_of_fetch(outcome);
	lesson_keep_answer(&round->next, outcome);
	switch (outcome->kind) {
	case FETCH_DOCUMENT:
		lesson_keep_validators(&round->next, outcome, clock_wall_s());
		round->document = outcome->document;
		round->final_url = str_dupz(outcome->final_url);
		round->content_type = str_dupz(outcome->content_type);
		round->cut = str_dupz(outcome->error);
		read_document(round);
		return;
	case FETCH_NOT_MODIFIED:
	case FETCH_SAME:
		lesson_keep_validators(&round->next, outcome, clock_wall_s());
		/* What was wrong with these bytes still is. */
		round_conclude(round, str_from(round->feed->state.document_error));
		return;
	case FETCH_DEFERRED:
		round_end(round, RETRY_DEFERRED_MS);
		return;
	default:
		round_conclude(round, outcome->error);
		return;
	}
}

/* --- read: a document to a reader, articles and hits back --- */

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

static enum reader_pages wanted_pages(const struct pipeline *pipeline, const struct feed *feed)
{
	if (feed->spec.fulltext == FEED_FULLTEXT_NEVER) {
		return READER_PAGES_NEVER;
	}
	return feed->spec.fulltext == FEED_FULLTEXT_ALWAYS || pipeline->config.pages_by_default
		       ? READER_PAGES_ALWAYS
		       : READER_PAGES_AS_RULES_ASK;
}

static int submit_job(struct round *round)
{
	struct pipeline *pipeline = round->pipeline;
	const struct feed *feed = round->feed;
	int64_t now = clock_wall_s();
	struct reader_job job = {
		.feed_id = feed->id,
		.feed_name = feed_label(feed),
		.feed_country = str_from(feed->spec.country),
		.feed_language = str_from(feed->spec.language),
		.url = str_from(round->final_url),
		.content_type = str_from(round->content_type),
		.now = now,
		.first_poll = !feed->state.known,
		.backlog_since = conf_backlog_since(pipeline->config.backlog_ms, now),
		.known = round->known,
		.known_count = round->known_count,
		.pages = wanted_pages(pipeline, feed),
		.body = spool_bytes(round->document),
		.body_fd = -1,
		.body_size = spool_size(round->document),
	};

	int result;

	if (!readers_has_room(pipeline->parts.readers)) {
		return -EAGAIN;
	}
	if (!job.body.ptr) {
		job.body_fd = spool_take_fd(round->document);
	}
	result = readers_submit(pipeline->parts.readers, &job, on_read, round);
	if (result < 0 && job.body_fd >= 0) {
		(void)close(job.body_fd);
	}
	return result;
}

static void read_document(struct round *round)
{
	struct pipeline *pipeline = round->pipeline;
	int result;

	round->feed->stage = FEED_READING;
	if (load_known(round) < 0) {
		round_conclude_anew(round, SCHEDULE_TEMPORARY,
			STR("the articles known of this feed cannot be read from the journal"));
		return;
	}
	result = submit_job(round);
	if (result == -EAGAIN) {
		list_add_tail(&pipeline->unread, &round->unread);
		pipeline->unread_count++;
	} else if (result < 0) {
		round_conclude_anew(
			round, SCHEDULE_HARD, STR("its document cannot be handed to a reader"));
	}
}

/* A reader is free again. */
static void read_waiting(void *arg)
{
	struct pipeline *pipeline = arg;
	struct list *first;

	while (readers_has_room(pipeline->parts.readers) &&
		(first = list_first(&pipeline->unread))) {
		list_del(first);
		pipeline->unread_count--;
		read_document(LIST_ENTRY(first, struct round, unread));
	}
	fulltext_read_waiting(pipeline->fulltext);
}

/* --- read to journal --- */

static struct record_list make_records(
	struct round *round, const struct reader_result *result, struct arena *arena)
{
	const struct record_source source = {
		.feed = feed_name(round->feed),
		.title = result->feed.title,
		.url = str_from(round->feed->spec.url),
		.country = str_from(round->feed->spec.country),
		.detected_ms = clock_wall_ms(),
	};

	return record_make_all(arena, &source, result);
}

static void learn(struct round *round, const struct lesson_reading *reading)
{
	struct pipeline *pipeline = round->pipeline;
	struct lesson_tally tally = lesson_count(reading);

	counters_add_articles(&pipeline->counters, &tally);
	if (tally.in_part > 0) {
		log_info("feed", feed_name(round->feed),
			"%" PRIu64 " articles are so long that not all of them was looked at",
			tally.in_part);
	}
	lesson_of_document(&round->next, &round->feed->state, reading, &round->poll);
	if (!round->poll.overlap) {
		pipeline->counters.missed->value++;
		report_missed(&pipeline->report, round->feed, reading->taken);
	}
	round_plan(round);
}

static void pack_known(struct round *round, const struct lesson_reading *reading, struct buf *out)
{
	struct known *document = mem_alloc(reading->taken * sizeof(*document));
	struct known *merged;
	/* A longer document is remembered whole: what is forgotten alerts again. */
	size_t max = reading->taken > KNOWN_MAX ? reading->taken : KNOWN_MAX;
	size_t count = 0;

	for (size_t i = 0; i < reading->taken; i++) {
		document[i] = reading->result->articles[i].identity;
	}
	merged = known_merge(
		round->known, round->known_count, document, reading->taken, max, &count);
	known_pack(merged, count, out);
	free(merged);
	free(document);
}

static void on_durable(
	int error, const struct journal_place *places, size_t place_count, void *arg);

/* The new state, the known articles and the records: all or nothing. */
static int commit(struct round *round, const struct lesson_reading *reading,
	const struct record_list *records)
{
	struct journal_batch batch = {.records = records->records, .record_count = records->count};
	struct buf known;
	int error;

	buf_init(&known, LIMIT_KNOWN_BYTES);
	pack_known(round, reading, &known);
	batch.known = buf_str(&known);
	error = known.full ? -ENOBUFS : round_submit(round, &batch, on_durable, round);
	buf_done(&known);
	return error;
}

/* The articles that are there and were not committed yet; the state with the last of the document. */
static void take_articles(struct round *round, const struct reader_result *result, bool is_last)
{
	struct arena *arena = arena_new(LIMIT_RECORDS);
	struct reader_result part = *result;
	struct lesson_reading reading = {
		result, 0, round->known_count, str_from(round->cut), clock_wall_s()};
	struct record_list records;
	int error = -ENOBUFS;

	if (round->committed > 0) {
		part.articles += round->committed;
		part.article_count -= round->committed;
	}
	records = make_records(round, &part, arena);
	reading.taken = round->committed + records.articles;
	round->is_last = is_last;
	round->feed->stage = is_last ? FEED_COMMITTING : FEED_PAGES;
	if (records.articles > 0 || part.article_count == 0) {
		if (is_last) {
			learn(round, &reading);
		}
		error = commit(round, &reading, &records);
	}
	arena_free(arena);
	if (error < 0) {
		round->pipeline->counters.commit_errors->value++;
		round_conclude_anew(
			round, SCHEDULE_HARD, STR("its articles do not fit the journal"));
	} else {
		round->committed = reading.taken;
		round->is_committing = true;
		round->pipeline->counters.records->value += (int64_t)records.count;
	}
}

static void leave_document(struct round *round, const struct reader_result *result)
{
	struct pipeline *pipeline = round->pipeline;
	const struct lesson_reading reading = {
		result, 0, round->known_count, str_from(round->cut), clock_wall_s()};
	bool given_up = lesson_of_no_document(&round->next, &round->feed->state, &reading);
	struct buf fault;

	pipeline->counters.reader_deaths->value += result->outcome == READER_DIED;
	if (given_up) {
		report_quarantine(&pipeline->report, round->feed, result->error);
	}
	round->poll.result = SCHEDULE_HARD;
	buf_init(&fault, LIMIT_FEED_ERROR);
	round_conclude(round, lesson_fault(&reading, &fault));
	buf_done(&fault);
}

/* --- read to pages to journal: alerts do not wait for other articles' pages --- */

static bool has_alerts(const struct reader_result *result, size_t from)
{
	for (size_t i = from; i < result->article_count; i++) {
		if (result->articles[i].hits.count > 0) {
			return true;
		}
	}
	return false;
}

static void on_settled(void *arg)
{
	struct round *round = arg;
	const struct reader_result *result = fulltext_set_result(round->pages);
	bool is_whole = fulltext_set_is_whole(round->pages);

	/* One part after the other; what has no alerts waits for the last. */
	if (!round->is_committing && (is_whole || has_alerts(result, round->committed))) {
		take_articles(round, result, is_whole);
	}
}

/* False when there is no memory to wait in. */
static bool wait_for_pages(struct round *round, const struct reader_result *result)
{
	const struct feed *feed = round->feed;
	const struct fulltext_source source = {
		.feed_id = feed->id,
		.feed_name = feed_label(feed),
		.feed_country = str_from(feed->spec.country),
		.feed_language = str_from(feed->spec.language),
		.result = result,
	};

	round->pages = fulltext_set_new(round->pipeline->fulltext, &source, on_settled, round);
	if (round->pages) {
		round->feed->stage = FEED_PAGES;
	}
	return round->pages != NULL;
}

static void on_read(const struct reader_result *result, void *arg)
{
	struct round *round = arg;
	struct pipeline *pipeline = round->pipeline;

	spool_free(round->document);
	round->document = NULL;
	if (result->outcome == READER_DIED || result->outcome == READER_NOT_A_FEED) {
		leave_document(round, result);
	} else if (!fulltext_is_wanted(result) || !wait_for_pages(round, result)) {
		take_articles(round, result, true);
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
		pipeline->counters.commit_errors->value++;
		log_error("feed", feed_name(round->feed),
			"the journal does not take its articles: %s", strerror(-error));
		round_end(round, (int64_t)RETRY_COMMIT_S * 1000);
		return;
	}
	for (size_t i = 0; i < place_count; i++) {
		outbox_notify(pipeline->parts.outbox, places[i].channel);
	}
	round->is_committing = false;
	if (round->is_last) {
		round_take_state(round);
		round_end(round, -1);
	} else if (pipeline->stopping) {
		round_end(round, -1);
	} else {
		on_settled(round);
	}
}

/* --- life --- */

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
	if (pipeline->unread_count >= UNREAD_MAX) {
		return "no reader has time";
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
	pipeline->fulltext = fulltext_new(
		&(struct fulltext_parts){
			.loop = parts->loop,
			.fetcher = parts->fetcher,
			.readers = parts->readers,
			.metrics = parts->metrics,
			.on_read = read_waiting,
			.arg = pipeline,
		},
		&config->fulltext);
	counters_init(&pipeline->counters, parts->metrics);
	pipeline_configure(pipeline, config);
	return pipeline;
}

void pipeline_configure(struct pipeline *pipeline, const struct pipeline_config *config)
{
	pipeline->config = *config;
	fulltext_configure(pipeline->fulltext, &config->fulltext);
}

void pipeline_start(struct pipeline *pipeline)
{
	if (!pipeline->stopping) {
		agenda_start(pipeline->agenda);
	}
}

/* What has no document yet has nothing to lose, and what waits for pages comes again: it is not known yet. */
static void drop_waiting(struct pipeline *pipeline)
{
	struct list *next;

	for (struct list *at = pipeline->rounds.next; at != &pipeline->rounds; at = next) {
		struct round *round = LIST_ENTRY(at, struct round, link);

		next = at->next;
		if (round->fetch) {
			fetch_cancel(round->fetch);
			round_end(round, -1);
		} else if (round->pages && !round->is_committing) {
			round_end(round, -1);
		}
	}
}

void pipeline_stop(struct pipeline *pipeline, loop_fn *fn, void *arg)
{
	pipeline->stopping = true;
	agenda_stop(pipeline->agenda);
	drop_waiting(pipeline);
	if (pipeline->round_count == 0) {
		fn(arg);
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
	fulltext_free(pipeline->fulltext);
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
	fulltext_get_status(pipeline->fulltext, &ret->fulltext);
}
