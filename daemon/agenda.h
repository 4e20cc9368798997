/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Which feed is to be polled when: the feeds that wait, in the order of their due times, and the pause while a budget is used
 * up. Takes over feed lists and gives feeds what the journal has learned of them before. Starts nothing itself.
 */
#ifndef NUNCIO_AGENDA_H
#define NUNCIO_AGENDA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/metric.h"
#include "feed/list.h"
#include "journal/journal.h"
#include "net/loop.h"
#include "report.h"

struct agenda;

/* All borrowed for the life of the agenda. */
struct agenda_parts {
	struct loop *loop;
	struct feed_list *feeds;
	struct journal *journal;
	const struct report *report;
	struct metrics *metrics;
	/* A feed is due: it is no longer on the agenda. */
	void (*on_due)(struct feed *feed, void *arg);
	/* Why no feed may start now; NULL: they may. Static text. */
	const char *(*why_pause)(void *arg);
	void *arg;
};

struct agenda *agenda_new(const struct agenda_parts *parts);
void agenda_free(struct agenda *agenda);
/* on_due is called only between start and stop. */
void agenda_start(struct agenda *agenda);
void agenda_stop(struct agenda *agenda);

/* Due after so long; moves a feed that is on the agenda. */
void agenda_set(struct agenda *agenda, struct feed *feed, int64_t wait_ms);
/* Due when its state says. */
void agenda_set_by_state(struct agenda *agenda, struct feed *feed);
/* Makes these the feeds; empties `specs`. Feeds that are under way are not touched. */
struct feed_list_changes agenda_take_feeds(struct agenda *agenda, struct feed_specs *specs);

/* Any number; it only spreads load. */
uint32_t agenda_random(void);

struct agenda_status {
	bool running;
	const char *paused; /* why; NULL: not paused */
	int64_t paused_for_ms;
	size_t waiting; /* feeds on the agenda */
};
void agenda_get_status(const struct agenda *agenda, struct agenda_status *ret);

#endif
