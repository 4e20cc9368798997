/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Answers the control socket from what the parts of the daemon tell of themselves. Changes nothing but by asking for a
 * reload. The answers are what `nuncio … --json` prints: keys are only ever added.
 */
#include "commands.h"

#include <limits.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/mem.h"
#include "daemon.h"
#include "parse/document.h"
#include "reload.h"
#include "text/date.h"

#define ANSWER_MAX (256u << 20)

/* An answer begins without its brace: the server adds those around it. */
static struct json_writer start_answer(struct buf *out)
{
	buf_init(out, ANSWER_MAX);
	return json_writer_start(out);
}

static void end_answer(struct control_call *call, struct buf *out)
{
	if (out->full) {
		control_refuse(call, STR("the answer is too long"));
	} else {
		control_answer(call, buf_str(out));
	}
	buf_done(out);
}

/* Left out when it never was. */
static void write_time(struct json_writer *w, const char *key, int64_t wall_s)
{
	char text[DATE_RFC3339_SIZE];

	if (wall_s > 0) {
		json_key_str(w, key, str_make(text, date_format(wall_s, text)));
	}
}

static void write_text(struct json_writer *w, const char *key, const char *text)
{
	if (text && text[0]) {
		json_key_str(w, key, str_from(text));
	}
}

/* --- status --- */

/* What the last attempt to take over an edit said. */
static void write_part(struct json_writer *w, const struct reload_part *part)
{
	json_key_bool(w, "refused", part->refused);
	json_key_bool(w, "from_last_good", part->from_last_good);
	if (part->text.len) {
		json_key_str(w, "diagnostics", part->text);
	}
}

static void write_path(struct json_writer *w, const char *path)
{
	char *whole = realpath(path, NULL);

	json_str(w, str_from(whole ? whole : path));
	free(whole);
}

static void write_conf(struct json_writer *w, struct daemon *daemon)
{
	struct reload_status status;

	reload_get_status(daemon->reload, &status);
	json_key(w, "configuration");
	json_open_object(w);
	if (daemon->conf_file) {
		json_key(w, "file");
		write_path(w, daemon->conf_file);
	}
	write_part(w, &status.of_conf);
	json_close_object(w);
}

/* Where the rules at work are: the site's files, or while these are broken their last good copy. */
static void write_rule_paths(
	struct json_writer *w, const struct conf *conf, const struct reload_part *part)
{
	json_key(w, "paths");
	json_open_array(w);
	if (part->refused || part->from_last_good) {
		struct buf copy;

		buf_init(&copy, PATH_MAX);
		buf_printf(&copy, "%s/" RULES_LAST_GOOD, conf->state_dir);
		write_path(w, buf_cstr(&copy));
		buf_done(&copy);
	} else {
		for (size_t i = 0; i < conf->rules.count; i++) {
			write_path(w, conf->rules.items[i]);
		}
	}
	json_close_array(w);
}

static void write_rules(struct json_writer *w, struct daemon *daemon)
{
	struct reload_status rules;
	struct readers_status readers;

	reload_get_status(daemon->reload, &rules);
	readers_get_status(daemon->readers, &readers);
	json_key(w, "rules");
	json_open_object(w);
	json_key_int(w, "generation", rules.generation);
	json_key_int(w, "rules", (int64_t)rules.rules);
	json_key_int(w, "entities", (int64_t)rules.entities);
	write_time(w, "loaded", rules.loaded_at);
	write_time(w, "tried", rules.tried_at);
	write_part(w, &rules.of_rules);
	write_rule_paths(w, daemon->conf, &rules.of_rules);
	json_close_object(w);
	json_key(w, "readers");
	json_open_object(w);
	json_key_int(w, "count", (int64_t)readers.readers);
	json_key_int(w, "busy", (int64_t)readers.busy);
	json_key_int(w, "queued", (int64_t)readers.queued);
	json_key_int(w, "deaths", metrics_get(daemon->metrics, "nuncio_reader_deaths_total"));
	json_close_object(w);
}

static void write_feeds_summary(struct json_writer *w, struct daemon *daemon)
{
	struct reload_status lists;
	size_t failing = 0;
	size_t cursor = 0;
	struct feed *feed;

	while ((feed = feed_list_next(daemon->feeds, &cursor))) {
		failing += feed->state.error != NULL;
	}
	json_key(w, "feeds");
	json_open_object(w);
	json_key_int(w, "count", (int64_t)feed_list_count(daemon->feeds));
	json_key_int(w, "failing", (int64_t)failing);
	json_key_int(w, "polls", metrics_get(daemon->metrics, "nuncio_polls_total"));
	json_key_int(w, "articles", metrics_get(daemon->metrics, "nuncio_articles_total"));
	json_key_int(w, "in_part", metrics_get(daemon->metrics, "nuncio_articles_in_part_total"));
	reload_get_status(daemon->reload, &lists);
	write_part(w, &lists.of_feeds);
	json_close_object(w);
}

static void write_fetching(struct json_writer *w, struct daemon *daemon)
{
	struct pipeline_status pipeline;

	pipeline_get_status(daemon->pipeline, &pipeline);
	json_key(w, "fetching");
	json_open_object(w);
	json_key_bool(w, "running", pipeline.agenda.running && !pipeline.agenda.paused);
	write_text(w, "paused", pipeline.agenda.paused);
	json_key_int(w, "under_way", (int64_t)pipeline.rounds);
	json_key_int(w, "waiting_for_reader", (int64_t)pipeline.waiting_for_reader);
	json_key(w, "pages");
	json_open_object(w);
	json_key_int(w, "taken", pipeline.fulltext.taken);
	json_key_int(w, "missed", pipeline.fulltext.missed);
	json_key_int(w, "under_way", (int64_t)pipeline.fulltext.under_way);
	json_key_int(w, "waiting", (int64_t)pipeline.fulltext.waiting);
	json_close_object(w);
	json_close_object(w);
}

static void write_journal(struct json_writer *w, struct daemon *daemon)
{
	struct journal_stats stats;

	journal_get_stats(daemon->journal, &stats);
	json_key(w, "journal");
	json_open_object(w);
	json_key_int(w, "records", (int64_t)stats.records);
	json_key_int(w, "bytes", (int64_t)stats.record_bytes);
	json_key_int(w, "max_bytes", (int64_t)stats.max_bytes);
	json_key_int(w, "last_commit_us", stats.last_commit_us);
	write_text(w, "full", journal_room_reason(daemon->journal));
	json_close_object(w);
}

static void write_delivery(struct json_writer *w, struct daemon *daemon)
{
	struct outbox_status delivery;

	outbox_get_status(daemon->outbox, &delivery);
	json_key(w, "redis");
	json_open_object(w);
	json_key_bool(w, "up", delivery.up);
	write_text(w, "reason", delivery.reason);
	write_time(w, "since", delivery.since / 1000);
	json_key_bool(w, "private", daemon->private_redis != NULL);
	json_key_int(w, "published", (int64_t)delivery.published);
	json_key_int(w, "duplicates", (int64_t)delivery.duplicates);
	json_key_int(w, "pending", (int64_t)delivery.pending);
	json_key_int(w, "lag_ms", delivery.lag_ms);
	json_key_int(w, "held_channels", (int64_t)delivery.held_channels);
	json_close_object(w);
}

static void run_status(struct control_call *call, const struct json_value *request, void *arg)
{
	struct daemon *daemon = arg;
	struct buf out;
	struct json_writer w = start_answer(&out);

	(void)request;
	json_key_str(&w, "version", STR(NUNCIO_VERSION));
	json_key_str(&w, "instance", str_from(daemon->conf->instance));
	write_time(&w, "started", daemon->started_at);
	json_key_bool(&w, "stopping", daemon->stopping);
	write_conf(&w, daemon);
	write_feeds_summary(&w, daemon);
	write_fetching(&w, daemon);
	write_rules(&w, daemon);
	write_journal(&w, daemon);
	write_delivery(&w, daemon);
	end_answer(call, &out);
}

/* --- feeds --- */

static void write_repairs(struct json_writer *w, const char *key, uint32_t repair_set)
{
	if (!repair_set) {
		return;
	}
	json_key(w, key);
	json_open_array(w);
	for (uint32_t bit = 0; bit < 32; bit++) {
		const char *words = parse_repair_words(repair_set & (uint32_t)1 << bit);

		if (words) {
			json_str(w, str_from(words));
		}
	}
	json_close_array(w);
}

static void write_proposals(struct json_writer *w, const char *proposals)
{
	struct str rest = str_from(proposals);
	struct str url;

	if (!proposals) {
		return;
	}
	json_key(w, "proposals");
	json_open_array(w);
	while (rest.len && str_cut(&rest, '\n', &url)) {
		json_str(w, url);
	}
	json_close_array(w);
}

/* What its documents and its server are like. */
static void write_manners(struct json_writer *w, const struct feed_state *state)
{
	write_text(w, "format", feed_format_name(state->format));
	if (state->http_status) {
		json_key_int(w, "http_status", state->http_status);
	}
	write_text(w, "etag", state->etag);
	write_text(w, "last_modified", state->last_modified);
	write_repairs(w, "repairs", state->repair_set & ~REPAIR_LOSSES);
	write_repairs(w, "losses", state->repair_set & REPAIR_LOSSES);
	write_text(w, "moved_to", state->moved_to);
	write_proposals(w, state->proposals);
}

static void write_feed(struct json_writer *w, const struct feed *feed)
{
	const struct feed_state *state = &feed->state;

	json_open_object(w);
	json_key_str(w, "url", str_from(feed->spec.url));
	json_key_str(w, "name", feed_label(feed));
	write_text(w, "title", state->title);
	json_key_str(w, "stage", str_from(feed_stage_name(feed->stage)));
	json_key_str(w, "state",
		state->error   ? STR("failing")
		: state->polls ? STR("ok")
			       : STR("new"));
	write_text(w, "error", state->error);
	write_time(w, "failing_since", state->failing_since);
	write_time(w, "last_poll", state->last_poll_at);
	write_time(w, "last_success", state->last_success_at);
	write_time(w, "last_change", state->changed_at);
	if (feed->stage == FEED_WAITING) {
		write_time(w, "next_poll", state->next_due_at);
	}
	json_key_int(w, "interval_s", state->interval_s);
	json_key_int(w, "articles", (int64_t)state->articles);
	json_key_int(w, "polls", (int64_t)state->polls);
	json_key_int(w, "errors", (int64_t)state->errors);
	json_key_int(w, "failures", state->failures);
	json_key_int(w, "missed", (int64_t)state->missed);
	if (state->in_part) {
		json_key_int(w, "in_part", (int64_t)state->in_part);
	}
	if (feed->spec.fulltext != FEED_FULLTEXT_UNSAID) {
		json_key_bool(w, "fulltext", feed->spec.fulltext == FEED_FULLTEXT_ALWAYS);
	}
	write_manners(w, state);
	json_close_object(w);
}

static void run_feeds(struct control_call *call, const struct json_value *request, void *arg)
{
	struct daemon *daemon = arg;
	struct str wanted = json_get_str(json_get(request, "url"));
	size_t cursor = 0;
	struct feed *feed;
	struct buf out;
	struct json_writer w = start_answer(&out);

	json_key(&w, "feeds");
	json_open_array(&w);
	while ((feed = feed_list_next(daemon->feeds, &cursor))) {
		if (!wanted.len || str_eq(wanted, str_from(feed->spec.url)) ||
			str_eq(wanted, feed_name(feed)) || str_eq(wanted, feed_label(feed))) {
			write_feed(&w, feed);
		}
	}
	json_close_array(&w);
	end_answer(call, &out);
}

/* --- channels and where they are --- */

static void run_channels(struct control_call *call, const struct json_value *request, void *arg)
{
	struct daemon *daemon = arg;
	struct journal_channel channel;
	size_t cursor = 0;
	struct buf out;
	struct json_writer w = start_answer(&out);

	(void)request;
	json_key(&w, "channels");
	json_open_array(&w);
	while (journal_next_channel(daemon->journal, &cursor, &channel)) {
		json_open_object(&w);
		json_key_str(&w, "channel", channel.name);
		json_key_int(&w, "records", channel.head);
		json_key_int(&w, "seq", channel.acked_seq);
		json_key_int(&w, "pending", (int64_t)channel.pending);
		write_time(&w, "last", channel.last_at / 1000);
		json_close_object(&w);
	}
	json_close_array(&w);
	end_answer(call, &out);
}

/* How a subscriber connects: for a configured server without the daemon's password. */
static void run_redis(struct control_call *call, const struct json_value *request, void *arg)
{
	struct daemon *daemon = arg;
	struct redis_address address = daemon_redis_address(daemon);
	struct buf out;
	struct json_writer w = start_answer(&out);

	(void)request;
	json_key_bool(&w, "private", daemon->private_redis != NULL);
	write_text(&w, "socket", address.socket);
	write_text(&w, "host", address.host);
	if (address.host) {
		json_key_int(&w, "port", address.port ? address.port : 6379);
	}
	write_text(&w, "user", daemon->private_redis ? PRIVATE_SUBSCRIBER : NULL);
	end_answer(call, &out);
}

/* --- reload --- */

static void on_reloaded(bool ok, struct str text, void *arg)
{
	struct control_call *call = arg;
	struct buf out;
	struct json_writer w;

	if (!ok) {
		control_refuse(call, text);
		return;
	}
	w = start_answer(&out);
	json_key_str(&w, "diagnostics", text);
	end_answer(call, &out);
}

static void run_reload(struct control_call *call, const struct json_value *request, void *arg)
{
	struct daemon *daemon = arg;

	(void)request;
	reload_start(daemon->reload, RELOAD_ALL, on_reloaded, call);
}

const struct control_command daemon_commands[] = {
	{"status", run_status},
	{"feeds", run_feeds},
	{"channels", run_channels},
	{"redis", run_redis},
	{"reload", run_reload},
	{NULL, NULL},
};
