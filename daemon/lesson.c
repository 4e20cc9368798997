/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What is learned of a feed, rule by rule. Keeps true: validators are kept only for a document of which nothing is left to be
 * read, so what was not read comes again.
 */
#include "lesson.h"

#include "base/limits.h"
#include "parse/document.h"

#define DEATHS_MAX 3 /* readers one document may kill before it is left alone */

/* --- of a fetch --- */

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

struct schedule_poll lesson_of_fetch(const struct fetch_outcome *outcome)
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

void lesson_keep_answer(struct feed_state *next, const struct fetch_outcome *outcome)
{
	next->http_status = (uint16_t)outcome->status;
	if (outcome->status != 0) {
		feed_state_set(&next->moved_to, outcome->permanent_url, LIMIT_URL);
	}
}

void lesson_keep_validators(
	struct feed_state *next, const struct fetch_outcome *outcome, int64_t now_s)
{
	feed_state_set(&next->etag, outcome->etag, LIMIT_VALIDATOR);
	feed_state_set(&next->last_modified, outcome->last_modified, LIMIT_VALIDATOR);
	if (outcome->kind != FETCH_NOT_MODIFIED) {
		next->validators_at = now_s;
		next->body_hash = outcome->body_hash;
	}
}

static void restore_validators(struct feed_state *next, const struct feed_state *before)
{
	feed_state_set(&next->etag, str_from(before->etag), LIMIT_VALIDATOR);
	feed_state_set(&next->last_modified, str_from(before->last_modified), LIMIT_VALIDATOR);
	next->validators_at = before->validators_at;
	next->body_hash = before->body_hash;
}

static uint32_t seconds_of(int64_t wall_s)
{
	return wall_s > 0 && wall_s < UINT32_MAX ? (uint32_t)wall_s : 0;
}

void lesson_note_failing(struct feed_state *next, const struct feed_state *before, int64_t now_s)
{
	bool failed_before = before->error && before->failing_since != 0;

	next->failing_since = !next->error    ? 0
			      : failed_before ? before->failing_since
					      : seconds_of(now_s);
}

/* --- of a document --- */

struct lesson_tally lesson_count(const struct lesson_reading *reading)
{
	struct lesson_tally tally = {.left_out = 0};

	for (size_t i = 0; i < reading->taken; i++) {
		tally.of[reading->result->articles[i].status]++;
		tally.left_out += reading->result->articles[i].hits.left_out;
		tally.in_part += reading->result->articles[i].hits.in_part;
	}
	return tally;
}

struct str lesson_fault(const struct lesson_reading *reading, struct buf *text)
{
	const struct reader_result *result = reading->result;

	if (reading->taken < result->article_count) {
		return STR(
			"the alerts of one document fill 64 MiB; the rest of it comes with the next poll");
	}
	/* A document that is whole although its response was not is all that there is to read. */
	if (reading->cut.len && (result->error.len || result->repair_set & REPAIR_CUT)) {
		buf_printf(text, "%.*s; %s%.*s", STR_ARG(reading->cut),
			result->error.len ? "" : "what was whole of the document is read",
			STR_ARG(result->error));
		return buf_str(text);
	}
	if (result->error.len || result->article_count || !result->repairs.len) {
		return result->error;
	}
	buf_printf(text, "no article in it: %.*s", STR_ARG(result->repairs));
	return buf_str(text);
}

static void note_fault(struct feed_state *next, const struct lesson_reading *reading)
{
	struct buf text;
	struct str fault;

	buf_init(&text, LIMIT_FEED_ERROR);
	fault = lesson_fault(reading, &text);
	feed_state_set(&next->error, fault, LIMIT_FEED_ERROR);
	feed_state_set(&next->document_error, fault, LIMIT_FEED_ERROR);
	next->errors += fault.len ? 1 : 0;
	buf_done(&text);
}

/* A rest that another reading would not reach either is none: each reading must bring something. */
static bool has_rest(const struct lesson_reading *reading, const struct lesson_tally *tally)
{
	bool whole = reading->result->outcome != READER_LIMIT &&
		     reading->taken == reading->result->article_count;

	return !whole && tally->of[IDENTITY_KNOWN] < reading->taken;
}

void lesson_of_document(struct feed_state *next, const struct feed_state *before,
	const struct lesson_reading *reading, struct schedule_poll *poll)
{
	struct lesson_tally tally = lesson_count(reading);
	uint32_t new_articles = tally.of[IDENTITY_NEW];
	uint32_t changed_articles = tally.of[IDENTITY_CHANGED];

	poll->first = !before->known;
	poll->new_articles = poll->first ? 0 : new_articles;
	poll->overlap = poll->first || reading->taken == 0 || reading->known_count == 0 ||
			new_articles < reading->taken;
	feed_state_set(&next->title, reading->result->feed.title, LIMIT_URL);
	note_fault(next, reading);
	next->known = true;
	next->format = feed_format_of(reading->result->format);
	next->repair_set = reading->result->repair_set;
	feed_state_set(&next->proposals, STR(""), LIMIT_URL);
	if (new_articles + changed_articles > 0) {
		next->changed_at = seconds_of(reading->now_s);
	}
	next->reader_deaths = 0;
	next->missed += poll->overlap ? 0 : 1;
	next->articles += new_articles;
	next->in_part += (uint32_t)tally.in_part;
	next->polls++;
	if (next->repair_set & REPAIR_CUT) {
		/* Its end may come yet, under the same validators. */
		feed_state_set(&next->etag, STR(""), LIMIT_VALIDATOR);
		feed_state_set(&next->last_modified, STR(""), LIMIT_VALIDATOR);
	}
	if (has_rest(reading, &tally)) {
		restore_validators(next, before);
		/* The rest of a first document belongs to the first poll, too. */
		next->known = before->known;
	}
}

bool lesson_of_no_document(struct feed_state *next, const struct feed_state *before,
	const struct lesson_reading *reading)
{
	const struct reader_result *result = reading->result;
	struct feed_state answer = *next;

	*next = feed_state_copy(before);
	next->http_status = answer.http_status;
	feed_state_set(&next->moved_to, str_from(answer.moved_to), LIMIT_URL);
	uint64_t hash = answer.body_hash;
	feed_state_done(&answer);
	if (result->outcome != READER_DIED) {
		feed_state_set(&next->proposals, result->proposals, READER_PROPOSALS_MAX + 1);
		return false;
	}
	next->reader_deaths++;
	if (next->reader_deaths < DEATHS_MAX) {
		return false;
	}
	next->body_hash = hash;
	feed_state_set(&next->document_error, result->error, LIMIT_FEED_ERROR);
	next->reader_deaths = 0;
	return true;
}
