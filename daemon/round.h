/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The inside of the pipeline: what its stages hand to each other (pipeline.c), and how a round ends (round.c). Nobody else
 * includes this.
 */
#ifndef NUNCIO_ROUND_H
#define NUNCIO_ROUND_H

#include "agenda.h"
#include "base/attr.h"
#include "base/list.h"
#include "counters.h"
#include "dedup/identity.h"
#include "fulltext.h"
#include "pipeline.h"
#include "report.h"

/* See pipeline.h. */
struct pipeline {
	struct pipeline_parts parts;
	struct pipeline_config config;
	struct agenda *agenda;     /* owned */
	struct fulltext *fulltext; /* owned */
	struct report report;
	struct counters counters;
	struct list rounds; /* all that are under way */
	struct list unread; /* those whose document waits for a reader, in order */
	size_t round_count;
	size_t unread_count;
	bool stopping;
	loop_fn *on_stopped; /* NULL: no stop was asked for, or it was told */
	void *stop_arg;
};

/* One poll of one feed, from its due time until what came of it is durable. */
struct round {
	struct list link;   /* on pipeline.rounds */
	struct list unread; /* on pipeline.unread while its document waits */
	struct pipeline *pipeline;
	struct feed *feed;
	struct fetch *fetch;    /* while FETCHING */
	struct spool *document; /* owned, from on_fetched to on_read */
	char *final_url;        /* owned */
	char *content_type;     /* owned */
	char *cut;              /* owned: how the response broke off */
	struct known *known;    /* owned: before this document */
	size_t known_count;
	struct fulltext_set *pages; /* owned: while articles wait for theirs */
	size_t committed;   /* articles of the document, or of `pages`, given to the journal */
	bool is_committing; /* the journal has a part of it */
	bool is_last;       /* and with that part all, the state included */
	struct schedule_poll poll;
	struct feed_state next; /* owned: what the state is once durable */
};

/* Takes it off its pipeline; its feed stays as it is. */
void round_free(struct round *round);
/* And the feed is due after so long; below 0: when its state says. */
void round_end(struct round *round, int64_t wait_ms);
/* The new state is the feed's. */
void round_take_state(struct round *round);
/* When the feed is due again, and what is said of it. */
void round_plan(struct round *round);
/* To the journal, with the new state when it is the last of the round. */
MUST_CHECK int round_submit(
	struct round *round, struct journal_batch *batch, journal_durable_fn *fn, void *arg);
/* No article came of it: the state is all there is to keep, and nothing waits for it. Ends the round. */
void round_conclude(struct round *round, struct str error);
/* The same when it is our own fault: of the document nothing is kept, so that it comes again. */
void round_conclude_anew(struct round *round, enum schedule_result result, struct str error);

#endif
