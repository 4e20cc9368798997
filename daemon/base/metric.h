/* SPDX-License-Identifier: BSD-2-Clause */
/* Named counters and gauges, kept by the object that main makes, shown in the Prometheus text format. Knows nothing of HTTP. */
#ifndef NUNCIO_BASE_METRIC_H
#define NUNCIO_BASE_METRIC_H

#include <stdint.h>

#include "base/buf.h"

struct metrics;

enum metric_type { METRIC_COUNTER, METRIC_GAUGE };

struct metric {
	int64_t value; /* may be written directly, from the main thread only */
};

struct metrics *metrics_new(void);
void metrics_free(struct metrics *metrics);
/* Finds or makes a metric: borrowed, good as long as `metrics`. `label` is NULL or `reason="full"` as it is printed;
 * name, help and label are copied. */
struct metric *metrics_add(struct metrics *metrics, enum metric_type type, const char *name,
	const char *label, const char *help);
/* Prometheus text exposition format 0.0.4. */
void metrics_render(const struct metrics *metrics, struct buf *out);
/* The sum over all labels of the metric of that name; 0 when there is none. */
int64_t metrics_get(const struct metrics *metrics, const char *name);

#endif
