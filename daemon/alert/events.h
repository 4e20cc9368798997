/* SPDX-License-Identifier: BSD-2-Clause */
/* Control events on their way to Redis: the newest few wait while there is no connection. Part of the outbox. */
#ifndef NUNCIO_ALERT_EVENTS_H
#define NUNCIO_ALERT_EVENTS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/limits.h"
#include "base/str.h"
#include "store/redis.h"

struct events {
	char *waiting[LIMIT_CONTROL_WAITING]; /* owned ring */
	size_t first;
	size_t count;
	bool failed; /* said already, for this connection */
};

void events_init(struct events *events);
void events_done(struct events *events);
/* Sends the event, or keeps it when `redis` is NULL; then the oldest goes when there are too many. */
void events_put(struct events *events, struct redis *redis, struct str json);
/* A connection works: sends what waits. */
void events_flush(struct events *events, struct redis *redis);

#endif
