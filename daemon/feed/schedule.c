/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The schedule of one feed. It never looks at a clock and never gives a feed up for good: a surprising number come back.
 * Invariant: min_interval_s <= state.interval_s <= the wished interval, and a due time is at least the interval away,
 * unless the poll was deferred.
 */
#include "feed/schedule.h"

enum {
	MINUTE_S = 60,
	DAY_S = 86400,
	BACKOFF_MAX_S = DAY_S,
	BACKOFF_DEAD_MAX_S = 30 * DAY_S,
	DEAD_AFTER = 30, /* failures in a row */
	GONE_AGAIN_S = 30 * DAY_S,
	RETRY_DEFAULT_S = 15 * MINUTE_S,
	RETRY_MIN_S = MINUTE_S,
	RETRY_MAX_S = DAY_S,
	DEFERRED_S = 10,
	WAIT_MAX_S = 40 * DAY_S, /* more than any plan */
	FIRST_GAP_MS = 20,       /* new feeds begin so far from each other, on the average, */
	FIRST_SPREAD_MS = 60000, /* but all of them within a minute */
	VALIDATORS_MAX_S = 8 * DAY_S,
	/* A feed with this many new articles in one poll is asked sooner, with none later. */
	BUSY_ARTICLES = 2,
};

static int64_t clamp(int64_t value, int64_t low, int64_t high)
{
	return value < low ? low : value > high ? high : value;
}

/* The longest interval of the feed while all is well, and the one it starts with. */
static int64_t base_interval(const struct schedule_config *config, int32_t wished_s)
{
	int64_t base = wished_s > 0 ? wished_s : config->interval_s;

	return base > config->min_interval_s ? base : config->min_interval_s;
}

/* Steps of at most 0.4: larger ones swing. Who wished an interval gets it, unless articles may be lost. */
static int64_t adapt(const struct schedule_config *config, int64_t base, bool wished,
	int64_t interval, const struct schedule_poll *poll)
{
	int64_t floor = config->min_interval_s;

	if (poll->first) {
		return base;
	}
	bool missed = poll->result == SCHEDULE_NEW && poll->new_articles > 0 && !poll->overlap;
	if (missed) {
		return clamp(interval / 2, floor, base);
	}
	if (wished || !poll->validators) {
		/* Without validators each poll costs a whole document: not sooner than configured. */
		return clamp(interval * 13 / 10 + 1, floor, base);
	}
	if (poll->result == SCHEDULE_NEW && poll->new_articles >= BUSY_ARTICLES) {
		return clamp(interval * 6 / 10, floor, base);
	}
	if (poll->result == SCHEDULE_NEW && poll->new_articles > 0) {
		return interval;
	}
	return clamp(interval * 13 / 10 + 1, floor, base);
}

/* Linear in the failures, by how little the failure says about the feed. */
static int64_t back_off(int64_t base, uint32_t failures, unsigned quarters)
{
	int64_t cap = failures > DEAD_AFTER ? BACKOFF_DEAD_MAX_S : BACKOFF_MAX_S;
	int64_t delay = base * (int64_t)failures / 4 * quarters;

	return clamp(delay, base, cap > base ? cap : base);
}

static int64_t delay_after_failure(const struct feed_state *state, const struct schedule_poll *poll,
	int64_t base, int64_t now_s)
{
	int64_t wait;

	switch (poll->result) {
	case SCHEDULE_GONE:
		/* Believed when it is said twice, a day apart; then one look a month. */
		return state->failures > 1 && now_s - state->last_poll_at >= DAY_S - DAY_S / 8
			       ? GONE_AGAIN_S
			       : DAY_S;
	case SCHEDULE_THROTTLED:
		wait = poll->retry_after_s > 0 ? poll->retry_after_s : RETRY_DEFAULT_S;
		wait = clamp(wait, RETRY_MIN_S, RETRY_MAX_S);
		return wait > base ? wait : base;
	case SCHEDULE_HARD:
		return back_off(base, state->failures, 4);
	case SCHEDULE_TEMPORARY:
		return back_off(base, state->failures, 1);
	default:
		return back_off(base, state->failures, 2);
	}
}

static int64_t lower_bounds(
	const struct schedule_config *config, int64_t delay, const struct schedule_poll *poll)
{
	int64_t asked = poll->freshness_s > poll->ttl_s ? poll->freshness_s : poll->ttl_s;

	if (asked > config->max_interval_s) {
		asked = config->max_interval_s;
	}
	return asked > delay ? asked : delay;
}

int64_t schedule_next(const struct schedule_config *config, int32_t wished_interval_s,
	struct feed_state *state, const struct schedule_poll *poll, int64_t now_s, uint32_t random)
{
	int64_t base = base_interval(config, wished_interval_s);
	int64_t interval = state->interval_s > 0 ? state->interval_s : base;
	int64_t delay;

	interval = clamp(interval, config->min_interval_s, base);
	if (poll->result == SCHEDULE_DEFERRED) {
		delay = DEFERRED_S;
	} else if (poll->result == SCHEDULE_NEW || poll->result == SCHEDULE_UNCHANGED) {
		interval = adapt(config, base, wished_interval_s > 0, interval, poll);
		state->failures = 0;
		state->last_success_at = now_s;
		state->last_poll_at = now_s;
		delay = lower_bounds(config, interval, poll);
	} else {
		if (state->failures < UINT32_MAX) {
			state->failures++;
		}
		delay = delay_after_failure(state, poll, base, now_s);
		state->last_poll_at = now_s;
	}
	int64_t jitter = delay * config->jitter_percent / 100;
	state->interval_s = (uint32_t)interval;
	state->next_due_at = now_s + delay + (jitter > 0 ? (int64_t)(random % (jitter + 1)) : 0);
	return state->next_due_at;
}

int64_t schedule_first(size_t feeds, uint32_t random)
{
	int64_t spread = FIRST_SPREAD_MS;

	if (feeds <= FIRST_SPREAD_MS / FIRST_GAP_MS) {
		spread = feeds > 0 ? ((int64_t)feeds - 1) * FIRST_GAP_MS : 0;
	}
	return random % (spread + 1);
}

int64_t schedule_wait(const struct feed_state *state, int64_t now_s)
{
	int64_t wait = state->next_due_at - now_s;
	int64_t planned = state->next_due_at - state->last_poll_at;

	return clamp(state->last_poll_at > 0 && planned < wait ? planned : wait, 0, WAIT_MAX_S);
}

bool schedule_trusts_validators(const struct feed_state *state, int64_t now_s)
{
	int64_t age_s = now_s - state->validators_at;

	/* A clock that was set back must not make them good for ever. */
	return state->validators_at > 0 && age_s < VALIDATORS_MAX_S && age_s > -DAY_S;
}
