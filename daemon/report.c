/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Puts changes of state into the log and onto the control channel. Keeps nothing.
 */
#include "report.h"

#include <inttypes.h>
#include <stdbool.h>
#include <string.h>

#include "alert/event.h"
#include "base/buf.h"
#include "base/log.h"
#include "parse/document.h"

static void send_feed_event(const struct report *report, const struct feed *feed, const char *event,
	const struct event_field more)
{
	const struct event_field fields[] = {EVENT_TEXT("feed", feed_name(feed)),
		EVENT_TEXT("url", str_from(feed->spec.url)), more, EVENT_END};

	event_send(report->outbox, report->instance, event, fields);
}

/* Whoever makes the feed may want to know; each set is said once. */
static void note_repairs(const struct feed *feed, uint32_t repair_set)
{
	struct buf words;

	if (repair_set == feed->state.repair_set) {
		return;
	}
	buf_init(&words, 1024);
	parse_add_repairs(&words, repair_set);
	if (words.len) {
		log_info("feed", feed_name(feed), "mended: %.*s", STR_ARG(buf_str(&words)));
	} else {
		log_info("feed", feed_name(feed), "nothing has to be mended any more");
	}
	buf_done(&words);
}

void report_change(
	const struct report *report, const struct feed *feed, const struct feed_state *next)
{
	const char *before = feed->state.error;
	const struct event_field error = EVENT_TEXT("error", str_from(next->error));

	if (next->error && !(before && strcmp(before, next->error) == 0)) {
		log_warn("feed", feed_name(feed), "%s", next->error);
	}
	if (next->error && !before) {
		send_feed_event(report, feed, "feed_failing", error);
	}
	if (!next->error && before) {
		log_info("feed", feed_name(feed), "works again");
		send_feed_event(report, feed, "feed_recovered", (struct event_field)EVENT_END);
	}
	note_repairs(feed, next->repair_set);
	if (next->moved_to &&
		!(feed->state.moved_to && strcmp(feed->state.moved_to, next->moved_to) == 0)) {
		log_info("feed", feed_name(feed), "its server says that it has moved to %s",
			next->moved_to);
	}
}

void report_missed(const struct report *report, const struct feed *feed, size_t articles)
{
	log_info("feed", feed_name(feed),
		"no article in common with the last poll: some may have been missed");
	send_feed_event(report, feed, "articles_missed",
		(struct event_field)EVENT_NUMBER("articles", articles));
}

void report_quarantine(const struct report *report, const struct feed *feed, struct str error)
{
	log_warn("feed", feed_name(feed),
		"its document kills readers and is left alone until it changes");
	send_feed_event(report, feed, "quarantine", (struct event_field)EVENT_TEXT("error", error));
}

void report_paused(const struct report *report, const char *reason)
{
	const struct event_field fields[] = {EVENT_TEXT("reason", str_from(reason)), EVENT_END};

	log_warn(NULL, STR(""), "fetching pauses: %s", reason);
	event_send(report->outbox, report->instance, "paused", fields);
}

void report_resumed(const struct report *report, const char *reason, int64_t lasted_ms)
{
	const struct event_field fields[] = {EVENT_TEXT("reason", str_from(reason)),
		EVENT_NUMBER("lasted_ms", lasted_ms), EVENT_END};

	log_info(NULL, STR(""), "fetching goes on after %" PRId64 " ms", lasted_ms);
	event_send(report->outbox, report->instance, "resumed", fields);
}
