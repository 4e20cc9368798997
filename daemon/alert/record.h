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

struct record_list {
	struct journal_record *records;
	size_t count;
	/* Of the document, from the first on, whose records these are: fewer than it has when the arena is full. */
	size_t articles;
};

/* The records of one document, article by article, of each the channel with the highest priority first. They and their text
 * are in `arena`. */
struct record_list record_make_all(struct arena *arena, const struct record_source *source,
	const struct reader_result *result);

#endif
