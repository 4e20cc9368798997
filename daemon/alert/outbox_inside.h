/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The inside of the outbox, shared by its two halves: outbox.c delivers, outbox_status.c tells how that goes. Nobody else
 * includes this.
 */
#ifndef NUNCIO_ALERT_OUTBOX_INSIDE_H
#define NUNCIO_ALERT_OUTBOX_INSIDE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "alert/events.h"
#include "alert/lane.h"
#include "alert/outbox.h"
#include "base/list.h"
#include "base/map.h"
#include "base/metric.h"
#include "net/loop.h"
#include "store/scripts.h"

enum outbox_state {
	OUTBOX_WAITING,
	OUTBOX_CONNECTING,
	OUTBOX_CHECKING,
	OUTBOX_UP,
	OUTBOX_CHANGING_EPOCH
};

/* Outlives the outbox when the journal has not answered yet. */
struct epoch_ticket {
	struct outbox *outbox; /* NULL: gone */
};

struct outbox {
	struct loop *loop;
	struct outbox_config config; /* its address owns copies of its strings */
	struct lane_links links;
	char producers[LANE_PRODUCERS][JOURNAL_PRODUCER_SIZE];
	struct scripts scripts;
	struct map *lanes;  /* owned, of owned lanes */
	struct list hungry; /* of lanes */
	enum outbox_state state;
	size_t in_flight;
	size_t held;
	struct loop_timer *connect_timer;
	struct loop_timer *pump_timer;
	struct loop_timer *held_timer;
	struct loop_timer *gauge_timer;
	struct epoch_ticket *ticket; /* owned by the journal's callback */
	bool pump_waits;
	int64_t wait_ms;      /* the last pause between connections */
	int64_t held_wait_ms; /* the next pause before held lanes ask again */
	int64_t held_at;      /* mono ms of the last lane that was held; 0: none */
	int64_t down_since;   /* mono ms */
	struct events events;
	char reason[360]; /* why not up */
	char logged[360];
	struct outbox_status status;
	struct metric *metric_published; /* borrowed; NULL: none */
	struct metric *metric_duplicates;
	struct metric *metric_connections;
	struct metric *metric_up;
	struct metric *metric_pending;
	struct metric *metric_lag;
	struct metric *metric_held;
};

/* outbox_status.c: begins to keep the metrics; NULL: there are none to keep. */
void outbox_add_metrics(struct outbox *outbox, struct metrics *metrics);

#endif
