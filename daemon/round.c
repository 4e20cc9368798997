/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How a round ends, and what the journal is given of its feed. Keeps true: whatever ends a round, its feed is due again or
 * gone, and a state that the journal did not take is not kept.
 */
#include "round.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/limits.h"
#include "lesson.h"

void round_free(struct round *round)
{
	list_del(&round->link);
	if (!list_is_empty(&round->unread)) {
		list_del(&round->unread);
		round->pipeline->unread_count--;
	}
	round->pipeline->round_count--;
	fulltext_set_free(round->pages);
	spool_free(round->document);
	feed_state_done(&round->next);
	free(round->final_url);
	free(round->content_type);
	free(round->cut);
	free(round->known);
	free(round);
}

void round_end(struct round *round, int64_t wait_ms)
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
		loop_fn *on_stopped = pipeline->on_stopped;

		pipeline->on_stopped = NULL;
		on_stopped(pipeline->stop_arg);
	}
}

void round_take_state(struct round *round)
{
	feed_state_done(&round->feed->state);
	round->feed->state = round->next;
	round->next = (struct feed_state){0};
}

void round_plan(struct round *round)
{
	struct pipeline *pipeline = round->pipeline;
	int64_t now_s = clock_wall_s();

	lesson_note_failing(&round->next, &round->feed->state, now_s);
	(void)schedule_next(&pipeline->config.schedule, round->feed->spec.interval_s, &round->next,
		&round->poll, now_s, agenda_random());
	report_change(&pipeline->report, round->feed, &round->next);
}

int round_submit(
	struct round *round, struct journal_batch *batch, journal_durable_fn *fn, void *arg)
{
	struct buf state;
	int result;

	batch->feed_id = round->feed->id;
	if (!round->is_last) {
		return journal_submit(round->pipeline->parts.journal, batch, fn, arg);
	}

	buf_init(&state, LIMIT_FRAME);
	feed_state_pack(&round->next, &state);
	batch->state = buf_str(&state);
	result = journal_submit(round->pipeline->parts.journal, batch, fn, arg);
	buf_done(&state);
	return result;
}

void round_conclude(struct round *round, struct str error)
{
	struct pipeline *pipeline = round->pipeline;

	feed_state_set(&round->next.error, error, LIMIT_FEED_ERROR);
	round->next.polls++;
	round->next.errors += error.len ? 1 : 0;
	round_plan(round);
	round->is_last = true;
	if (round_submit(round, &(struct journal_batch){0}, NULL, NULL) < 0) {
		pipeline->counters.commit_errors->value++;
	}
	round_take_state(round);
	round_end(round, -1);
}

void round_conclude_anew(struct round *round, enum schedule_result result, struct str error)
{
	feed_state_done(&round->next);
	round->next = feed_state_copy(&round->feed->state);
	round->poll.result = result;
	round_conclude(round, error);
}
