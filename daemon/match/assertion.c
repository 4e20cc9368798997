/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reads the cues around an event, in its sentence, as the NegEx and ConText family does: a cue has a direction, a reach in
 * words, and a unit that it does not leave. Never decides whether a rule matches. The invariant: an event without a cue
 * is affirmed.
 */
#include "match/assertion.h"

#include "match/cue.h"

/* An article without a date is of this century: feeds are no older. */
#define YEAR_UNDATED 2000
/* In January the December before is no history yet. */
#define RECENT_S (31 * INT64_C(86400))
#define DAYS_A_CYCLE 146097 /* four hundred years */

/* The year of a moment (the proleptic Gregorian calendar, counted from March 1 of the year 0). */
static int32_t year_of(int64_t seconds)
{
	int64_t days = seconds / 86400 - (seconds % 86400 < 0) + 719468;
	int64_t cycle = (days >= 0 ? days : days - (DAYS_A_CYCLE - 1)) / DAYS_A_CYCLE;
	int64_t day = days - cycle * DAYS_A_CYCLE;
	int64_t year = (day - day / 1460 + day / 36524 - day / 146096) / 365;
	int64_t day_of_year = day - (365 * year + year / 4 - year / 100);
	return (int32_t)(year + cycle * 400 + (day_of_year >= 306));
}

/* What does not change from hit to hit of an article. */
static void look_at_article(struct matcher *matcher)
{
	struct assertion_memo *memo = &matcher->assertion;
	const struct token_list *tokens = &matcher->tokens;
	uint32_t end = matcher->field_places[FIELD_BODY].end;
	if (memo->article == matcher->article) {
		return;
	}
	memo->article = matcher->article;
	memo->language = matcher->language.len > 0 ? matcher->language
						   : cue_set_guess(matcher->set->cues, tokens, end);
	memo->has_cues = cue_set_has(matcher->set->cues, memo->language);
	if (!memo->has_cues) {
		return;
	}
	if (matcher->date != 0) {
		memo->year = year_of(matcher->date - RECENT_S);
		return;
	}
	memo->year = cue_latest_year(tokens, 0, end);
	memo->year = memo->year > YEAR_UNDATED ? memo->year : YEAR_UNDATED;
}

bool assertion_can_read(struct matcher *matcher)
{
	look_at_article(matcher);
	return matcher->assertion.has_cues;
}

/* --- one event --- */

struct around {
	struct span event;
	struct cue_match matches[CUE_MATCHES_MAX];
	uint32_t distances[CUE_MATCHES_MAX]; /* words to the event */
	bool speaks[CUE_MATCHES_MAX];        /* of the event */
	uint32_t count;
};

static uint32_t first_place(const struct cue_match *match)
{
	return match->places[0];
}

static uint32_t last_place(const struct cue_match *match)
{
	return match->places[match->count - 1];
}

/* True when a phrase or clause, as the cue minds it, ends between the places `from` and `to`. */
static bool is_cut(
	const struct around *around, const struct book_cue *cue, uint32_t from, uint32_t to)
{
	for (uint32_t i = 0; i < around->count; i++) {
		const struct cue_match *end = &around->matches[i];
		/* A mark stands before its place, a word at it. */
		bool between = end->places[0] > from && end->places[0] < to + (end->count == 0);
		if (end->cue->role == CUE_ENDS && end->cue->within >= cue->within && between) {
			return true;
		}
	}
	return false;
}

/* True when the cue speaks of the event; *ret_distance is in words, 0 for one in it. */
static bool reaches(
	const struct around *around, const struct cue_match *match, uint32_t *ret_distance)
{
	const struct book_cue *cue = match->cue;
	struct span event = around->event;
	uint32_t first = first_place(match);
	uint32_t last = last_place(match);
	*ret_distance = 0;
	if (last < event.start) {
		*ret_distance = event.start - last - 1;
		return cue->event != CUE_EVENT_BEFORE && *ret_distance <= cue->words &&
		       !is_cut(around, cue, last, event.start);
	}
	if (first >= event.end) {
		*ret_distance = first - event.end;
		return cue->event != CUE_EVENT_AFTER && *ret_distance <= cue->words &&
		       !is_cut(around, cue, event.end - 1, first);
	}
	/* Among the event's own words, it speaks of those on the side that it looks to: "will open", but not "agreed to". */
	return (cue->event != CUE_EVENT_BEFORE && (first < event.start || last + 1 < event.end)) ||
	       (cue->event != CUE_EVENT_AFTER && (first > event.start || last >= event.end));
}

/* The words of the event's sentence that are near enough. */
static struct cue_text sentence_of(const struct matcher *matcher, struct span event)
{
	const struct token_list *tokens = &matcher->tokens;
	struct cue_text text = {.tokens = tokens,
		.text = matcher->fields[positions_field(matcher, event.start)],
		.year = matcher->assertion.year};
	uint32_t low = event.start > LIMIT_CUE_REACH ? event.start - LIMIT_CUE_REACH : 0;
	uint32_t high = event.end + LIMIT_CUE_REACH;
	text.start = token_sentence_start(tokens, tokens->tokens[event.start].sentence);
	text.end = token_sentence_start(tokens, tokens->tokens[event.end - 1].sentence + 1);
	text.start = text.start > low ? text.start : low;
	text.end = text.end < high ? text.end : high;
	return text;
}

/* Leaves of the matches those that speak of the event; of two that share a word only the longer one. */
static void keep_those_that_reach(struct around *around)
{
	bool reaching[CUE_MATCHES_MAX] = {false};
	for (uint32_t i = 0; i < around->count; i++) {
		const struct cue_match *match = &around->matches[i];
		reaching[i] = match->cue->role == CUE_SPEAKS &&
			      match->cue->assertion != ASSERTION_UNDETERMINED &&
			      reaches(around, match, &around->distances[i]);
	}
	for (uint32_t i = 0; i < around->count; i++) {
		bool longest = reaching[i];
		for (uint32_t k = 0; k < around->count && longest; k++) {
			longest = !reaching[k] ||
				  around->matches[k].count <= around->matches[i].count ||
				  !cue_overlaps(&around->matches[k], &around->matches[i]);
		}
		around->speaks[i] = longest;
	}
}

/* "Will not visit" is negated, "had refused in 1931" is background; of cues that say the same the nearest is shown. */
static bool outweighs(const struct around *around, uint32_t i, uint32_t k)
{
	enum assertion a = around->matches[i].cue->assertion;
	enum assertion b = around->matches[k].cue->assertion;
	return a > b || (a == b && around->distances[i] < around->distances[k]);
}

static struct assertion_reading read_event(struct matcher *matcher, struct span event)
{
	struct around around;
	struct cue_text text = sentence_of(matcher, event);
	struct assertion_reading reading = {.assertion = ASSERTION_AFFIRMED, .event = event};
	uint32_t best = UINT32_MAX;
	around.event = event;
	around.count = cue_set_find(
		matcher->set->cues, matcher->assertion.language, &text, around.matches);
	keep_those_that_reach(&around);
	for (uint32_t i = 0; i < around.count; i++) {
		if (around.speaks[i] && (best == UINT32_MAX || outweighs(&around, i, best))) {
			best = i;
		}
	}
	if (best != UINT32_MAX) {
		const struct cue_match *match = &around.matches[best];
		reading.assertion = match->cue->assertion;
		reading.by = match->cue;
		reading.cue = (struct span){.start = first_place(match),
			.end = last_place(match) + 1,
			.entity = ID_NONE};
	}
	return reading;
}

/* --- all events --- */

enum rank { RANK_TITLE, RANK_LEAD, RANK_BODY, RANK_NOWHERE };

static bool holds(struct interval interval, struct span span)
{
	return span.start >= interval.start && span.end <= interval.end && span.start < span.end;
}

static enum rank rank_of(const struct matcher *matcher, struct span event)
{
	if (holds(matcher->field_places[FIELD_TITLE], event)) {
		return RANK_TITLE;
	}
	if (holds(matcher->field_places[FIELD_LEAD], event)) {
		return RANK_LEAD;
	}
	return holds(matcher->field_places[FIELD_BODY], event) ? RANK_BODY : RANK_NOWHERE;
}

struct assertion_reading assertion_read(
	struct matcher *matcher, const struct span *events, uint32_t count)
{
	struct assertion_reading best = {.assertion = ASSERTION_UNDETERMINED};
	enum rank place = RANK_NOWHERE;
	if (!assertion_can_read(matcher)) {
		return best;
	}
	for (uint32_t i = 0; i < count; i++) {
		enum rank rank = rank_of(matcher, events[i]);
		if (rank > place || rank == RANK_NOWHERE) {
			continue;
		}
		struct assertion_reading reading = read_event(matcher, events[i]);
		/* Within one place: affirmed, prospective, negated, background. */
		if (rank < place || reading.assertion < best.assertion) {
			best = reading;
		}
		place = rank;
	}
	return best;
}
