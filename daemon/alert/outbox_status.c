/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What is told of the outbox: to those who ask, and to the metrics, every few seconds. It only looks; it never changes what
 * is delivered or when.
 */
#include "alert/outbox_inside.h"

#include "base/clock.h"

#define GAUGES_MS 5000
#define LAG_CHANNELS 64 /* looked at for the oldest record */

static uint64_t count_pending(const struct outbox *outbox)
{
	size_t cursor = 0;
	struct str name;
	void *value = NULL;
	uint64_t pending = 0;
	while (map_next(outbox->lanes, &cursor, &name, &value)) {
		pending += (uint64_t)lane_pending(value);
	}
	return pending;
}

static bool take_detected(int64_t pseq, const struct journal_record *record, void *arg)
{
	int64_t *oldest = arg;
	(void)pseq;
	if (*oldest == 0 || record->detected_ms < *oldest) {
		*oldest = record->detected_ms;
	}
	return false;
}

/* Looks at the next record of each channel that waits, but of no more than a few: it is an indication. */
static int64_t measure_lag(const struct outbox *outbox)
{
	struct journal_channel channel;
	size_t cursor = 0;
	int64_t oldest = 0;
	for (int looked = 0; looked < LAG_CHANNELS &&
			     journal_next_channel(outbox->links.journal, &cursor, &channel);) {
		if (channel.pending > 0) {
			looked++;
			if (journal_read(outbox->links.journal, channel.name, channel.acked, 1,
				    take_detected, &oldest) != 0) {
				break;
			}
		}
	}
	int64_t lag = oldest != 0 ? clock_wall_ms() - oldest : 0;
	return lag > 0 ? lag : 0;
}

static const char *find_reason(const struct outbox *outbox)
{
	size_t cursor = 0;
	struct str name;
	void *value = NULL;
	while (outbox->held > 0 && map_next(outbox->lanes, &cursor, &name, &value)) {
		const struct lane *lane = value;
		if (lane->state == LANE_HELD) {
			return lane->reason;
		}
	}
	return outbox->reason;
}

void outbox_get_status(struct outbox *outbox, struct outbox_status *ret)
{
	*ret = outbox->status;
	ret->up = outbox->state == OUTBOX_UP;
	ret->reason = find_reason(outbox);
	ret->pending = count_pending(outbox);
	ret->in_flight = outbox->in_flight;
	ret->lag_ms = ret->pending > 0 ? measure_lag(outbox) : 0;
	ret->held_channels = outbox->held;
}

static void on_gauge_timer(void *arg)
{
	struct outbox *outbox = arg;
	struct outbox_status status;
	outbox_get_status(outbox, &status);
	outbox->metric_pending->value = (int64_t)status.pending;
	outbox->metric_lag->value = status.lag_ms / 1000;
	outbox->metric_held->value = (int64_t)status.held_channels;
	loop_timer_set(outbox->gauge_timer, GAUGES_MS);
}

void outbox_add_metrics(struct outbox *outbox, struct metrics *metrics)
{
	if (metrics == NULL) {
		return;
	}
	outbox->metric_published = metrics_add(metrics, METRIC_COUNTER,
		"nuncio_alerts_published_total", NULL, "Alerts that Redis has taken.");
	outbox->metric_duplicates =
		metrics_add(metrics, METRIC_COUNTER, "nuncio_records_suppressed_total",
			"reason=\"seen\"", "Records that made no alert.");
	outbox->metric_connections = metrics_add(metrics, METRIC_COUNTER,
		"nuncio_redis_connections_total", NULL, "Connections to Redis that were tried.");
	outbox->metric_up = metrics_add(
		metrics, METRIC_GAUGE, "nuncio_redis_up", NULL, "1 while alerts are delivered.");
	outbox->metric_pending = metrics_add(metrics, METRIC_GAUGE, "nuncio_outbox_records", NULL,
		"Durable records that Redis does not have yet.");
	outbox->metric_lag = metrics_add(metrics, METRIC_GAUGE, "nuncio_outbox_lag_seconds", NULL,
		"Age of the oldest of them.");
	outbox->metric_held = metrics_add(metrics, METRIC_GAUGE, "nuncio_outbox_held_channels",
		NULL, "Channels that cannot be delivered.");
	outbox->gauge_timer = loop_timer_new(outbox->loop, on_gauge_timer, outbox);
	loop_timer_set(outbox->gauge_timer, GAUGES_MS);
}
