/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The feeds that wait for their next poll. Never fetches. Keeps true: a feed is on the agenda, under way or gone; while a
 * budget is used up nothing starts and nothing is forgotten.
 */
#include "agenda.h"

#include <stdlib.h>
#include <sys/random.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/heap.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/mem.h"
#include "feed/schedule.h"

#define PAUSE_LOOK_MS 50                /* how often a pause is looked at */
#define PAUSE_SAY_MS 2000               /* a pause as long as this is worth a line in the log */
#define TURN 256                        /* feeds that start in one pass of the loop */
#define FORGET_AFTER_S INT64_C(7776000) /* the state of a feed that no list names any more */

struct agenda {
	struct agenda_parts parts;
	struct heap due;          /* borrowed feeds, by monotonic ms */
	struct loop_timer *timer; /* owned; the next due time, or the next look at a pause */
	bool running;
	const char *paused;  /* reason; NULL: not paused */
	int64_t paused_at;   /* monotonic ms */
	bool pause_was_said; /* the log has it */
	struct metric *pauses;
};

static void arm(struct agenda *agenda)
{
	const struct heap_node *first = heap_min(&agenda->due);
	int64_t wait;

	if (!agenda->running || (!first && !agenda->paused)) {
		loop_timer_clear(agenda->timer);
		return;
	}
	wait = agenda->paused ? PAUSE_LOOK_MS : first->key - clock_mono_ms();
	loop_timer_set(agenda->timer, wait > 0 ? wait : 0);
}

void agenda_set(struct agenda *agenda, struct feed *feed, int64_t wait_ms)
{
	heap_set(&agenda->due, &feed->due, clock_mono_ms() + wait_ms);
	arm(agenda);
}

void agenda_set_by_state(struct agenda *agenda, struct feed *feed)
{
	agenda_set(agenda, feed, schedule_wait(&feed->state, clock_wall_s()) * 1000);
}

/* --- pauses --- */

static bool may_start(struct agenda *agenda)
{
	const char *reason = agenda->parts.why_pause(agenda->parts.arg);
	int64_t now = clock_mono_ms();

	if (reason && !agenda->paused) {
		agenda->paused_at = now;
		agenda->pauses->value++;
	}
	if (reason && !agenda->pause_was_said && now - agenda->paused_at >= PAUSE_SAY_MS) {
		report_paused(agenda->parts.report, reason);
		agenda->pause_was_said = true;
	}
	if (!reason && agenda->pause_was_said) {
		report_resumed(agenda->parts.report, agenda->paused, now - agenda->paused_at);
		agenda->pause_was_said = false;
	}
	agenda->paused = reason;
	return !reason;
}

static void start_due(void *arg)
{
	struct agenda *agenda = arg;
	bool may = may_start(agenda);
	struct heap_node *first;

	for (int started = 0; may && started < TURN && (first = heap_min(&agenda->due)) &&
			      first->key <= clock_mono_ms();
		started++) {
		heap_del(&agenda->due, first);
		agenda->parts.on_due(HEAP_ENTRY(first, struct feed, due), agenda->parts.arg);
		may = agenda->running && may_start(agenda);
	}
	arm(agenda);
}

/* --- new feed lists --- */

uint32_t agenda_random(void)
{
	uint32_t number = 0;

	/* Only spreads load: zero would do. */
	if (getrandom(&number, sizeof(number), GRND_NONBLOCK) < 0) {
		number = (uint32_t)clock_mono_us();
	}
	return number;
}

/* When it is due is told by restore or spread. */
static void on_added(struct feed *feed, void *arg)
{
	struct agenda *agenda = arg;

	heap_set(&agenda->due, &feed->due, clock_mono_ms());
}

/* A new address or credential is tried at once. */
static void on_changed(struct feed *feed, void *arg)
{
	if (feed->stage == FEED_WAITING) {
		agenda_set(arg, feed, 0);
	}
}

static void on_removed(struct feed *feed, void *arg)
{
	struct agenda *agenda = arg;

	heap_del(&agenda->due, &feed->due);
}

static void give_state(struct agenda *agenda, struct feed *feed, struct feed_state *state)
{
	feed_state_done(&feed->state);
	feed->state = *state;
	agenda_set_by_state(agenda, feed);
}

/* Feeds that were just added get what an earlier time has learned; what no list has named for long is forgotten. */
static bool restore(uint64_t feed_id, struct str packed, void *arg)
{
	struct agenda *agenda = arg;
	struct feed *feed = feed_list_find_any(agenda->parts.feeds, feed_id);
	struct feed_state state;

	if (feed && (feed->removed || feed->state.polls > 0 || feed->stage != FEED_WAITING)) {
		return true;
	}
	if (feed_state_unpack(packed, &state) < 0) {
		return true; /* of another version: the feed begins anew */
	}
	if (feed) {
		give_state(agenda, feed, &state);
		return true;
	}
	if (state.last_poll_at + FORGET_AFTER_S < clock_wall_s()) {
		journal_delete_feed(agenda->parts.journal, feed_id);
	}
	feed_state_done(&state);
	return true;
}

static bool is_new(const struct feed *feed)
{
	return feed->stage == FEED_WAITING && feed->state.polls == 0 &&
	       feed->state.next_due_at == 0;
}

/* The same for a few feeds: one look for each. */
static int restore_new(struct agenda *agenda)
{
	const struct feed *feed;
	size_t cursor = 0;
	struct buf state;
	int result = 0;

	buf_init(&state, LIMIT_FRAME);
	while (result == 0 && (feed = feed_list_next(agenda->parts.feeds, &cursor))) {
		if (is_new(feed)) {
			buf_clear(&state);
			result = journal_get_feed(agenda->parts.journal, feed->id, &state);
			if (result == 0 && state.len) {
				(void)restore(feed->id, buf_str(&state), agenda);
			}
		}
	}
	buf_done(&state);
	return result;
}

/* Those that are really new do not all begin at once. */
static void spread_new(struct agenda *agenda)
{
	int64_t now_s = clock_wall_s();
	size_t count = 0;
	size_t cursor = 0;
	struct feed *feed;

	while ((feed = feed_list_next(agenda->parts.feeds, &cursor))) {
		count += is_new(feed);
	}
	cursor = 0;
	while ((feed = feed_list_next(agenda->parts.feeds, &cursor))) {
		if (is_new(feed)) {
			int64_t wait_ms = schedule_first(count, agenda_random());

			feed->state.next_due_at = now_s + wait_ms / 1000;
			agenda_set(agenda, feed, wait_ms);
		}
	}
}

struct feed_list_changes agenda_take_feeds(struct agenda *agenda, struct feed_specs *specs)
{
	const struct feed_list_handlers handlers = {on_added, on_changed, on_removed, agenda};
	struct feed_list_changes changes = feed_list_apply(agenda->parts.feeds, specs, &handlers);

	if (changes.added) {
		/* One walk over all states is cheaper than a look for each of many. */
		bool many = changes.added > feed_list_count(agenda->parts.feeds) / 8;
		int result = many ? journal_each_feed(agenda->parts.journal, restore, agenda)
				  : restore_new(agenda);

		if (result < 0) {
			log_error(NULL, STR(""),
				"the journal does not tell what it knows of the feeds: they begin anew");
		}
		spread_new(agenda);
	}
	arm(agenda);
	return changes;
}

/* --- life --- */

struct agenda *agenda_new(const struct agenda_parts *parts)
{
	struct agenda *agenda = mem_zalloc(sizeof(*agenda));

	agenda->parts = *parts;
	heap_init(&agenda->due);
	agenda->timer = loop_timer_new(parts->loop, start_due, agenda);
	agenda->pauses = metrics_add(parts->metrics, METRIC_COUNTER, "nuncio_pauses_total", NULL,
		"Times that fetching waited for a budget.");
	return agenda;
}

void agenda_free(struct agenda *agenda)
{
	if (agenda) {
		loop_timer_free(agenda->timer);
		heap_done(&agenda->due);
		free(agenda);
	}
}

void agenda_start(struct agenda *agenda)
{
	agenda->running = true;
	arm(agenda);
}

void agenda_stop(struct agenda *agenda)
{
	agenda->running = false;
	arm(agenda);
}

void agenda_get_status(const struct agenda *agenda, struct agenda_status *ret)
{
	*ret = (struct agenda_status){
		.running = agenda->running,
		.paused = agenda->paused,
		.paused_for_ms = agenda->paused ? clock_mono_ms() - agenda->paused_at : 0,
		.waiting = agenda->due.count,
	};
}
