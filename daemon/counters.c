/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The counters of the pipeline. Decides nothing.
 */
#include "counters.h"

#include <stdio.h>

static void add_families(struct counters *counters, struct metrics *metrics)
{
	static const char *const articles[] = {[IDENTITY_NEW] = "status=\"new\"",
		[IDENTITY_KNOWN] = "status=\"known\"",
		[IDENTITY_CHANGED] = "status=\"changed\"",
		[IDENTITY_MOVED] = "status=\"moved\""};

	for (enum fetch_kind kind = FETCH_DOCUMENT; kind <= FETCH_DEFERRED; kind++) {
		char label[64];

		(void)snprintf(label, sizeof(label), "result=\"%s\"", fetch_kind_name(kind));
		counters->polls[kind] = metrics_add(metrics, METRIC_COUNTER, "nuncio_polls_total",
			label, "Polls by what came of them.");
	}
	for (size_t i = 0; i <= IDENTITY_MOVED; i++) {
		counters->articles[i] =
			metrics_add(metrics, METRIC_COUNTER, "nuncio_articles_total", articles[i],
				"Articles in documents that were read.");
	}
}

void counters_init(struct counters *counters, struct metrics *metrics)
{
	add_families(counters, metrics);
	counters->records = metrics_add(metrics, METRIC_COUNTER, "nuncio_records_total", NULL,
		"Records given to the journal.");
	counters->left_out = metrics_add(metrics, METRIC_COUNTER, "nuncio_hits_left_out_total",
		NULL, "Hits beyond what one article may have.");
	counters->in_part = metrics_add(metrics, METRIC_COUNTER, "nuncio_articles_in_part_total",
		NULL, "Articles so long that not all of them was looked at.");
	counters->missed =
		metrics_add(metrics, METRIC_COUNTER, "nuncio_polls_without_overlap_total", NULL,
			"Polls that shared no article with the one before.");
	counters->reader_deaths = metrics_add(metrics, METRIC_COUNTER, "nuncio_reader_deaths_total",
		NULL, "Readers that a document killed.");
	counters->commit_errors = metrics_add(metrics, METRIC_COUNTER, "nuncio_commit_errors_total",
		NULL, "Batches that the journal did not take.");
}

void counters_add_articles(struct counters *counters, const struct lesson_tally *tally)
{
	for (size_t i = 0; i <= IDENTITY_MOVED; i++) {
		counters->articles[i]->value += tally->of[i];
	}
	counters->left_out->value += (int64_t)tally->left_out;
	counters->in_part->value += (int64_t)tally->in_part;
}
