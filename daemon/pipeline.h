/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The spine: takes each feed, when it is due, through fetch, read, journal and delivery. Stages know nothing of each other;
 * only this module calls them, in this order:
 *
 *   feed --due--> fetch --document--> read --articles and hits--> records --> journal --durable--> outbox
 *                                      |                            ^
 *                                      +--wanted--> pages --settled-+
 *
 * Keeps true: a feed's state changes only with the transaction that holds its records; when a budget is used up, feeds wait
 * and nothing is dropped.
 */
#ifndef NUNCIO_PIPELINE_H
#define NUNCIO_PIPELINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "agenda.h"
#include "alert/outbox.h"
#include "base/metric.h"
#include "base/str.h"
#include "feed/list.h"
#include "feed/schedule.h"
#include "fetch/fetch.h"
#include "fulltext.h"
#include "journal/journal.h"
#include "net/loop.h"
#include "reader/readers.h"

struct pipeline;

/* All borrowed for the life of the pipeline. */
struct pipeline_parts {
	struct loop *loop;
	struct feed_list *feeds;
	struct fetcher *fetcher;
	struct readers *readers;
	struct journal *journal;
	struct outbox *outbox;
	struct metrics *metrics;
	struct str instance; /* its name, in events */
};

struct pipeline_config {
	struct schedule_config schedule;
	int64_t backlog_ms; /* of a first poll, as conf_backlog_since takes it */
	struct fulltext_config fulltext;
	bool pages_by_default; /* of feeds whose list does not say: the pages of all new articles */
};

struct pipeline *pipeline_new(
	const struct pipeline_parts *parts, const struct pipeline_config *config);
/* Drops what is under way: it is repeated after the next start. */
void pipeline_free(struct pipeline *pipeline);
/* Takes over what a reload may change; feeds keep the due times they have. */
void pipeline_configure(struct pipeline *pipeline, const struct pipeline_config *config);

/* Feeds are fetched only while the pipeline runs: from the first good set of rules until the stop, behind which this does
 * nothing. */
void pipeline_start(struct pipeline *pipeline);
/* Starts no more rounds, for good. Documents that are there are still read and committed; `fn` is called when the last round
 * has ended, possibly inside this call. */
void pipeline_stop(struct pipeline *pipeline, loop_fn *fn, void *arg);

/* Makes these the feeds that are watched; what was learned of them before comes from the journal. Empties `specs`. */
struct feed_list_changes pipeline_take_feeds(struct pipeline *pipeline, struct feed_specs *specs);
struct pipeline_status {
	struct agenda_status agenda;
	size_t rounds; /* feeds under way */
	size_t waiting_for_reader;
	struct fulltext_status fulltext;
};
void pipeline_get_status(const struct pipeline *pipeline, struct pipeline_status *ret);

#endif
