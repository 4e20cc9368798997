/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * From the hits of one article to records: one for each channel, each with its alert as the journal keeps it (ALERT.md
 * without what only Redis can know: seq, producer, kind, story). Pure: the same article gives the same bytes.
 */
#ifndef NUNCIO_ALERT_RECORD_H
#define NUNCIO_ALERT_RECORD_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"
#include "journal/journal.h"
#include "reader/job.h"

/* Where the article comes from. All borrowed. */
struct record_source {
	struct str feed;     /* its name in the lists */
	struct str title;    /* what the document calls it */
	struct str url;      /* of the feed */
	struct str country;  /* empty when not given */
	int64_t detected_ms; /* wall ms */
};

/* The records of an article, highest priority first, in `arena`. Returns how many there are; 0 also when the arena is
 * full, then *ret_full is true. */
size_t record_make(struct arena *arena, const struct record_source *source,
	const struct read_article *article, struct journal_record **ret, bool *ret_full);

#endif
