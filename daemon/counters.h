/* SPDX-License-Identifier: BSD-2-Clause */
/* What the pipeline counts, by name (see the metrics in nunciod(8)). */
#ifndef NUNCIO_COUNTERS_H
#define NUNCIO_COUNTERS_H

#include "base/metric.h"
#include "dedup/identity.h"
#include "fetch/fetch.h"
#include "lesson.h"

/* All borrowed from the metrics. */
struct counters {
	struct metric *polls[FETCH_DEFERRED + 1];
	struct metric *articles[IDENTITY_MOVED + 1];
	struct metric *records;
	struct metric *left_out;
	struct metric *in_part;
	struct metric *missed;
	struct metric *reader_deaths;
	struct metric *commit_errors;
};

void counters_init(struct counters *counters, struct metrics *metrics);
void counters_add_articles(struct counters *counters, const struct lesson_tally *tally);

#endif
