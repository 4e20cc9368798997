/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What happens to the daemon itself, told on the stream and channel `nuncio-control` (ALERT.md): {v, time, instance, event, …}.
 * Best effort: never journaled, never in the way of an alert.
 */
#ifndef NUNCIO_ALERT_EVENT_H
#define NUNCIO_ALERT_EVENT_H

#include <stdint.h>

#include "alert/outbox.h"
#include "base/str.h"

struct event_field {
	const char *key; /* NULL ends the list */
	struct str text; /* the value, unless is_number */
	int64_t number;
	bool is_number;
};

#define EVENT_TEXT(key, text)                                                                      \
	{                                                                                          \
		(key), (text), 0, false                                                            \
	}
#define EVENT_NUMBER(key, number)                                                                  \
	{                                                                                          \
		(key), {NULL, 0}, (int64_t)(number), true                                          \
	}
#define EVENT_END                                                                                  \
	{                                                                                          \
		NULL, {NULL, 0}, 0, false                                                          \
	}

/* `outbox` NULL: nothing happens. `fields` NULL: none. */
void event_send(struct outbox *outbox, struct str instance, const char *event,
	const struct event_field *fields);

#endif
