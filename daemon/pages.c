/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Metrics and health over HTTP. Health is 200 while articles can become alerts, 503 with the reason otherwise.
 */
#include "pages.h"

#include "daemon.h"
#include "reload.h"

#define STATUS_OK 200
#define STATUS_UNAVAILABLE 503

static void set_gauges(struct daemon *daemon)
{
	struct outbox_status delivery;
	struct reload_status rules;
	struct pipeline_status pipeline;

	outbox_get_status(daemon->outbox, &delivery);
	reload_get_status(daemon->reload, &rules);
	pipeline_get_status(daemon->pipeline, &pipeline);
	metrics_add(daemon->metrics, METRIC_GAUGE, "nuncio_feeds", NULL, "Feeds in the lists.")
		->value = (int64_t)feed_list_count(daemon->feeds);
	metrics_add(daemon->metrics, METRIC_GAUGE, "nuncio_rules", NULL, "Rules at work.")->value =
		(int64_t)rules.rules;
	metrics_add(daemon->metrics, METRIC_GAUGE, "nuncio_rounds", NULL, "Feeds under way.")
		->value = (int64_t)pipeline.rounds;
	metrics_add(daemon->metrics, METRIC_GAUGE, "nuncio_redis_up", NULL,
		"1 while alerts are delivered.")
		->value = delivery.up;
}

static int write_metrics(struct buf *out, void *arg)
{
	struct daemon *daemon = arg;

	set_gauges(daemon);
	metrics_render(daemon->metrics, out);
	return STATUS_OK;
}

static int write_health(struct buf *out, void *arg)
{
	struct daemon *daemon = arg;
	struct outbox_status delivery;
	struct pipeline_status pipeline;

	outbox_get_status(daemon->outbox, &delivery);
	pipeline_get_status(daemon->pipeline, &pipeline);
	if (!pipeline.agenda.running) {
		buf_printf(out, "not fetching: there are no rules\n");
	} else if (pipeline.agenda.paused) {
		buf_printf(out, "not fetching: %s\n", pipeline.agenda.paused);
	} else if (!delivery.up) {
		buf_printf(out, "not delivering: %s\n", delivery.reason);
	} else {
		buf_printf(out, "ok\n");
		return STATUS_OK;
	}
	return STATUS_UNAVAILABLE;
}

const struct http_page daemon_pages[] = {
	{"/metrics", "text/plain; version=0.0.4; charset=utf-8", write_metrics},
	{"/health", "text/plain; charset=utf-8", write_health},
	{NULL, NULL, NULL},
};
