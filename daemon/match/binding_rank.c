/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Scores bindings and keeps the best of them. Never looks for one. The invariant: what is kept is in order, the best first,
 * and no two of it capture the same.
 */
#include "match/binding_rank.h"

#include <string.h>

#include "match/pick.h"

#define OFF_TITLE_NONE 0u  /* everything is in the title */
#define OFF_TITLE_EVENT 1u /* the event is, and so many other captures are not */
#define OFF_TITLE_ALL (OFF_TITLE_EVENT + LIMIT_CAPTURES)

static bool is_in_title(const struct matcher *matcher, struct span span)
{
	return span.end <= matcher->field_places[FIELD_TITLE].end;
}

/* How far the binding is from being in the title: not at all, only what is not captured, some captures, or the event. */
static uint32_t off_title(const struct binding_ranking *ranking, const struct binding *binding)
{
	const struct matcher *matcher = ranking->matcher;
	uint32_t picks = 0;
	uint32_t captures = 0;
	for (uint32_t i = 0; i < binding->pick_count; i++) {
		picks += !is_in_title(matcher, binding->picks[i].span);
	}
	if (picks == 0) {
		return OFF_TITLE_NONE;
	}
	if (ranking->event == UINT32_MAX || !binding->captured.bound[ranking->event] ||
		!is_in_title(matcher, binding->captured.spans[ranking->event])) {
		return OFF_TITLE_ALL;
	}
	for (uint32_t i = 0; i < ranking->rule->capture_count; i++) {
		captures += binding->captured.bound[i] &&
			    !is_in_title(matcher, binding->captured.spans[i]);
	}
	return OFF_TITLE_EVENT + captures;
}

static struct binding_score score_of(
	const struct binding_ranking *ranking, const struct binding *binding)
{
	const struct matcher *matcher = ranking->matcher;
	struct binding_score score = {
		.off_title = off_title(ranking, binding), .start = UINT32_MAX};
	struct interval extent = {0};
	uint32_t others = 0;
	for (uint32_t i = 0; i < ranking->rule->capture_count; i++) {
		score.unbound += !binding->captured.bound[i];
	}
	for (uint32_t i = 0; i < binding->pick_count; i++) {
		struct span span = binding->picks[i].span;
		others += pick_growth(matcher, &extent, span) == PICK_OTHER_FIELD;
		pick_grow(matcher, &extent, span);
		score.start = span.start < score.start ? span.start : score.start;
	}
	score.extent = extent.end - extent.start + others * PICK_OTHER_FIELD;
	return score;
}

static bool is_better(struct binding_score a, struct binding_score b)
{
	if (a.off_title != b.off_title) {
		return a.off_title < b.off_title;
	}
	if (a.unbound != b.unbound) {
		return a.unbound < b.unbound;
	}
	if (a.extent != b.extent) {
		return a.extent < b.extent;
	}
	return a.start < b.start;
}

void binding_clear(struct binding *binding)
{
	binding->pick_count = 0;
	memset(&binding->captured, 0, sizeof(binding->captured));
}

void binding_copy(struct binding *to, const struct binding *from)
{
	memcpy(to->picks, from->picks, from->pick_count * sizeof(from->picks[0]));
	to->pick_count = from->pick_count;
	to->captured = from->captured;
}

static bool captures_same(const struct binding_ranking *ranking, const struct binding_captures *a,
	const struct binding *b)
{
	for (uint32_t i = 0; i < ranking->rule->capture_count; i++) {
		if (i == ranking->event) {
			continue; /* another place of the event is no other binding */
		}
		if (a->bound[i] != b->captured.bound[i] ||
			(a->bound[i] &&
				!binding_is_same_thing(a->spans[i], b->captured.spans[i]))) {
			return false;
		}
	}
	return true;
}

static void rank_captures(
	struct binding_ranking *ranking, const struct binding *binding, struct binding_score score)
{
	uint32_t at = ranking->count;
	for (uint32_t i = 0; i < ranking->count; i++) {
		if (captures_same(ranking, &ranking->captures[i], binding)) {
			if (!is_better(score, ranking->scores[i])) {
				return;
			}
			at = i;
			break;
		}
	}
	if (at > LIMIT_BINDINGS) {
		if (!is_better(score, ranking->scores[--at])) {
			return;
		}
	} else if (at == ranking->count) {
		ranking->count++;
	}
	for (; at > 0 && is_better(score, ranking->scores[at - 1]); at--) {
		ranking->scores[at] = ranking->scores[at - 1];
		ranking->captures[at] = ranking->captures[at - 1];
	}
	ranking->scores[at] = score;
	ranking->captures[at] = binding->captured;
}

/* The leftmost ones are kept, so that title and lead are among them. */
static void note_event(struct binding_ranking *ranking, const struct binding *binding)
{
	struct binding_survey *survey = ranking->survey;
	struct span event = binding->captured.spans[ranking->event];
	uint32_t at = 0;
	while (at < survey->event_count && (survey->events[at].start < event.start ||
						   (survey->events[at].start == event.start &&
							   survey->events[at].end < event.end))) {
		at++;
	}
	bool known = at < survey->event_count && survey->events[at].start == event.start &&
		     survey->events[at].end == event.end;
	if (known || at == LIMIT_EVENTS) {
		return;
	}
	survey->event_count += survey->event_count < LIMIT_EVENTS;
	for (uint32_t i = survey->event_count - 1; i > at; i--) {
		survey->events[i] = survey->events[i - 1];
	}
	survey->events[at] = event;
}

void binding_rank_add(struct binding_ranking *ranking, const struct binding *binding)
{
	struct binding_score score = score_of(ranking, binding);
	rank_captures(ranking, binding, score);
	if (ranking->event != UINT32_MAX && binding->captured.bound[ranking->event]) {
		note_event(ranking, binding);
	}
	if (!ranking->found || is_better(score, ranking->best_score)) {
		ranking->best_score = score;
		binding_copy(ranking->best, binding);
	}
	ranking->found = true;
}

static uint32_t find_event(const struct rule *rule)
{
	for (uint32_t i = 0; i < rule->capture_count; i++) {
		if (str_eq(rule->captures[i], STR("event"))) {
			return i;
		}
	}
	return UINT32_MAX;
}

void binding_rank_init(struct binding_ranking *ranking, const struct matcher *matcher,
	const struct rule *rule, struct binding *best, struct binding_survey *survey)
{
	/* Member by member: most of it is room. */
	ranking->matcher = matcher;
	ranking->rule = rule;
	ranking->event = find_event(rule);
	ranking->best = best;
	ranking->survey = survey;
	ranking->found = false;
	ranking->count = 0;
	survey->other_count = 0;
	survey->event_count = 0;
	binding_clear(best);
}

void binding_rank_finish(struct binding_ranking *ranking)
{
	struct binding_survey *survey = ranking->survey;
	for (uint32_t i = 0; i < ranking->count && survey->other_count < LIMIT_BINDINGS; i++) {
		if (!captures_same(ranking, &ranking->captures[i], ranking->best)) {
			survey->others[survey->other_count++] = ranking->captures[i];
		}
	}
}
