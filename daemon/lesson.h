/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What one poll teaches of its feed: from what came of the fetch and of the reading to the state that the journal is to
 * keep. Pure: no clock, no I/O; whoever calls commits the state or throws it away.
 */
#ifndef NUNCIO_LESSON_H
#define NUNCIO_LESSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "dedup/identity.h"
#include "feed/feed.h"
#include "feed/schedule.h"
#include "fetch/fetch.h"
#include "reader/job.h"

/* How the schedule sees what came of a fetch. */
struct schedule_poll lesson_of_fetch(const struct fetch_outcome *outcome);
/* What the server said of the feed itself, whatever came of it: the status, and whether it has moved for good. */
void lesson_keep_answer(struct feed_state *next, const struct fetch_outcome *outcome);
/* What to send next time. For DOCUMENT, SAME and NOT_MODIFIED. */
void lesson_keep_validators(
	struct feed_state *next, const struct fetch_outcome *outcome, int64_t now_s);

/* A document that was read, at least in part. */
struct lesson_reading {
	const struct reader_result *result;
	size_t taken; /* articles that are kept, from the first on: all, or as many as there was room for */
	size_t known_count; /* articles known of the feed before */
	struct str cut;     /* how the response broke off; empty: it did not */
	int64_t now_s;
};

struct lesson_tally {
	uint32_t of[IDENTITY_MOVED + 1];
	uint64_t left_out; /* hits */
	uint64_t in_part;  /* articles of which not all was looked at */
};

/* What is wrong with a document: its fault, or why nothing was left of it; in `text` or borrowed. Empty when all is well. */
struct str lesson_fault(const struct lesson_reading *reading, struct buf *text);
/* Of the articles that are taken. */
struct lesson_tally lesson_count(const struct lesson_reading *reading);
/* Both states are owned by the caller, `next` began as a copy of `before`. When a rest of the document is left, the next
 * poll has to bring it again: the old validators stay. */
void lesson_of_document(struct feed_state *next, const struct feed_state *before,
	const struct lesson_reading *reading, struct schedule_poll *poll);
/* Since when it fails, once it is known whether it does. */
void lesson_note_failing(struct feed_state *next, const struct feed_state *before, int64_t now_s);
/* A document that could not be read leaves no trace but the readers it killed; true when it has killed too many and is left
 * alone until it changes. */
bool lesson_of_no_document(struct feed_state *next, const struct feed_state *before,
	const struct lesson_reading *reading);

#endif
