/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One channel's way to Redis. It sends records in order, many at once, and moves on only by answers. It never decides about
 * the connection, never waits, and keeps no record: what must be sent again is read from the journal again.
 * Invariant: off + in_flight = sent while OPEN and in step.
 */
#include "alert/lane.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "store/keys.h"

/* More than so many times out of step in a row is no race: someone else writes under our name. */
#define STUMBLES_MAX 3

struct lane *lane_new(const struct lane_links *links, struct str channel)
{
	struct lane *lane = mem_zalloc(sizeof(*lane));
	list_init(&lane->link);
	lane->links = links;
	lane->channel = str_dupz(channel);
	return lane;
}

void lane_free(struct lane *lane)
{
	if (lane != NULL) {
		list_del(&lane->link);
		free(lane->channel);
		free(lane);
	}
}

void lane_reset(struct lane *lane)
{
	lane->state = LANE_CLOSED;
	lane->in_flight = 0;
	lane->out_of_step = false;
	lane->stumbles = 0;
}

void lane_retry(struct lane *lane)
{
	if (lane->state == LANE_HELD && lane->in_flight == 0) {
		lane_reset(lane);
	}
}

static struct journal_channel channel_of(const struct lane *lane)
{
	struct journal_channel channel = {.head = 0};
	(void)journal_get_channel(lane->links->journal, str_from(lane->channel), &channel);
	return channel;
}

int64_t lane_pending(const struct lane *lane)
{
	struct journal_channel channel = channel_of(lane);
	int64_t off = lane->state == LANE_OPEN ? lane->off : channel.acked;
	return channel.head > off ? channel.head - off : 0;
}

bool lane_is_settled(const struct lane *lane)
{
	return lane->state == LANE_OPEN && lane->in_flight == 0 && lane_pending(lane) == 0;
}

bool lane_is_hungry(const struct lane *lane)
{
	switch (lane->state) {
	case LANE_CLOSED:
		return lane->in_flight == 0;
	case LANE_OPEN:
		return !lane->out_of_step && channel_of(lane).head > lane->sent;
	case LANE_ASKING:
	case LANE_HELD:
		break;
	}
	return false;
}

static void hold(struct lane *lane, const char *what, struct str detail)
{
	lane->state = LANE_HELD;
	(void)snprintf(lane->reason, sizeof(lane->reason), "%s%.*s", what, STR_ARG(detail));
	lane->links->on_held(lane, lane->links->arg);
}

/* --- asking where to go on --- */

struct comparison {
	int64_t pseq;
	struct str id; /* what Redis has there */
	bool differs;
};

static bool compare_id(int64_t pseq, const struct journal_record *record, void *arg)
{
	struct comparison *comparison = arg;
	comparison->differs = pseq == comparison->pseq && !str_eq(record->id, comparison->id);
	return false;
}

/* Redis has more than we, or something else: the journal was put back from a copy, and its numbers are used twice. */
static bool is_old_journal(const struct lane *lane, const struct resume_result *result)
{
	struct comparison comparison = {result->off, result->text, false};
	if (result->off > channel_of(lane).head) {
		return true;
	}
	if (result->off == 0 || str_is_empty(result->text)) {
		return false;
	}
	int error = journal_read(lane->links->journal, str_from(lane->channel), result->off - 1, 1,
		compare_id, &comparison);
	return error == 0 && comparison.differs;
}

static void open_lane(struct lane *lane, const struct resume_result *result)
{
	lane->state = LANE_OPEN;
	lane->off = result->off;
	lane->sent = result->off;
	lane->level = result->level;
	lane->level_since = result->off + 1;
	journal_ack(lane->links->journal, str_from(lane->channel), result->off, result->seq);
}

static void on_resume(struct redis *redis, const struct redis_reply *reply, void *arg)
{
	struct lane *lane = arg;
	struct resume_result result = scripts_read_resume(reply);
	(void)redis;
	lane->in_flight--;
	lane->state = LANE_CLOSED;
	switch (result.outcome) {
	case RESUME_OK:
		if (is_old_journal(lane, &result)) {
			lane->links->on_old_journal(lane, lane->links->arg);
			return;
		}
		open_lane(lane, &result);
		break;
	case RESUME_DENIED:
		hold(lane, "the Redis user may not run for this channel: ", result.text);
		break;
	case RESUME_LOST:
		hold(lane,
			"Redis has lost data: it does not know all that it had acknowledged. If that is"
			" right, start once with redis.accept_lost_data=true",
			STR(""));
		break;
	case RESUME_SERVER_CHANGED:
		lane->links->on_server_changed(result.text, lane->links->arg);
		return;
	case RESUME_FAILED:
		hold(lane, "", result.text);
		break;
	}
	lane->links->on_answer(lane, false, COMMIT_FAILED, lane->links->arg);
}

/* -1: refuse. */
static int64_t lost_off(
	const struct lane *lane, const struct journal_channel *channel, int64_t oldest)
{
	switch (lane->links->lost) {
	case OUTBOX_LOST_RESUME:
		return channel->acked > oldest - 1 ? channel->acked : oldest - 1;
	case OUTBOX_LOST_REPLAY:
		return oldest - 1;
	case OUTBOX_LOST_REFUSE:
		break;
	}
	return -1;
}

static size_t ask(struct lane *lane)
{
	const struct lane_links *links = lane->links;
	struct journal_channel channel = channel_of(lane);
	int64_t oldest = 1;
	int error = journal_get_oldest(links->journal, str_from(lane->channel), &oldest);
	if (error != 0) {
		hold(lane, "the journal cannot be read: ", str_from(strerror(-error)));
		return 0;
	}
	const struct script_resume resume = {
		.producers = links->producers,
		.producer_count = links->producer_count,
		.channel = str_from(lane->channel),
		.acked = channel.acked,
		.acked_seq = channel.acked_seq,
		.lost_off = lost_off(lane, &channel, oldest),
		.oldest = oldest,
		.now_ms = clock_wall_ms(),
	};
	lane->state = LANE_ASKING;
	lane->in_flight++;
	scripts_send_resume(links->scripts, links->redis, &resume, on_resume, lane);
	return 1;
}

/* --- sending --- */

static void take_delivered(struct lane *lane, const struct commit_result *result)
{
	lane->off++;
	lane->stumbles = 0;
	journal_ack(lane->links->journal, str_from(lane->channel), lane->off, result->seq);
	/* Answers to what was sent before the last step up say nothing about the new buckets. */
	if (result->full && lane->off >= lane->level_since && lane->level < KEYS_LEVELS - 1) {
		lane->level++;
		lane->level_since = lane->sent + 1;
	}
}

static void fall_out_of_step(struct lane *lane)
{
	if (!lane->out_of_step) {
		lane->out_of_step = true;
		lane->stumbles++;
	}
}

static void on_commit(struct redis *redis, const struct redis_reply *reply, void *arg)
{
	struct lane *lane = arg;
	struct commit_result result = scripts_read_commit(reply);
	bool counts = lane->state == LANE_OPEN && !lane->out_of_step;
	bool delivered = false;
	(void)redis;
	lane->in_flight--;
	if (counts) {
		switch (result.outcome) {
		case COMMIT_PUBLISHED:
		case COMMIT_DUPLICATE:
		case COMMIT_DONE_BEFORE:
			take_delivered(lane, &result);
			delivered = true;
			break;
		case COMMIT_OUT_OF_STEP:
			fall_out_of_step(lane);
			break;
		case COMMIT_SERVER_CHANGED:
			lane->links->on_server_changed(redis_get_text(reply), lane->links->arg);
			return;
		case COMMIT_FAILED:
			hold(lane, "", redis_get_text(reply));
			break;
		}
	}
	if (lane->state == LANE_OPEN && lane->out_of_step && lane->in_flight == 0) {
		lane->state = LANE_CLOSED;
		lane->out_of_step = false;
		if (lane->stumbles > STUMBLES_MAX) {
			hold(lane, "another daemon writes as ",
				str_from(lane->links->producers[0]));
		}
	}
	lane->links->on_answer(lane, delivered, result.outcome, lane->links->arg);
}

struct sending {
	struct lane *lane;
	int64_t now_ms;
	size_t sent;
};

static bool send_record(int64_t pseq, const struct journal_record *record, void *arg)
{
	struct sending *sending = arg;
	struct lane *lane = sending->lane;
	const struct lane_links *links = lane->links;
	if (pseq != lane->sent + 1) {
		return false;
	}
	const struct script_commit commit = {
		.producer = str_from(links->producers[0]),
		.pseq = pseq,
		.level = lane->level,
		.channel = record->channel,
		.id = record->id,
		.source = record->source,
		.alert = record->alert,
		.marks = record->marks,
		.mark_count = record->mark_count,
		.rules = record->rules,
		.rule_count = record->rule_count,
		.changed = record->changed,
		.detected_ms = record->detected_ms,
		.stream_max_length = links->stream_max_length,
		.stream_min_ms = sending->now_ms - links->stream_max_age_ms,
	};
	scripts_send_commit(links->scripts, links->redis, &commit, on_commit, lane);
	lane->sent = pseq;
	lane->in_flight++;
	sending->sent++;
	return true;
}

static size_t send_records(struct lane *lane, size_t room)
{
	struct sending sending = {lane, clock_wall_ms(), 0};
	int error = journal_read(lane->links->journal, str_from(lane->channel), lane->sent, room,
		send_record, &sending);
	if (error != 0 || sending.sent == 0) {
		char detail[80];
		(void)snprintf(detail, sizeof(detail), "%" PRId64 "%s%s", lane->sent + 1,
			error != 0 ? ": " : " is missing", error != 0 ? strerror(-error) : "");
		hold(lane, "the journal gives no record ", str_from(detail));
	}
	return sending.sent;
}

size_t lane_work(struct lane *lane, size_t room)
{
	if (!lane_is_hungry(lane) || room == 0) {
		return 0;
	}
	if (lane->state == LANE_CLOSED) {
		return ask(lane);
	}
	return send_records(lane, room);
}
