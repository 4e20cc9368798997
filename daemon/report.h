/* SPDX-License-Identifier: BSD-2-Clause */
/* What is said of feeds and of the daemon when their state changes: each once, in the log and as an event. */
#ifndef NUNCIO_REPORT_H
#define NUNCIO_REPORT_H

#include <stddef.h>
#include <stdint.h>

#include "alert/outbox.h"
#include "base/str.h"
#include "feed/feed.h"

struct report {
	struct outbox *outbox; /* borrowed; NULL: the log only */
	struct str instance;   /* borrowed */
};

/* Before `next` becomes the state of the feed: a first or a new error, or the end of one; what is mended in it, when that is
 * not what it was; that it has moved. */
void report_change(
	const struct report *report, const struct feed *feed, const struct feed_state *next);
/* Two polls shared no article: some may have come and gone between them. */
void report_missed(const struct report *report, const struct feed *feed, size_t articles);
/* Its document has killed reader after reader and is left alone until it changes. */
void report_quarantine(const struct report *report, const struct feed *feed, struct str error);
void report_paused(const struct report *report, const char *reason);
void report_resumed(const struct report *report, const char *reason, int64_t lasted_ms);

#endif
