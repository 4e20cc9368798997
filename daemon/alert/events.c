/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Control events go to one stream and one channel of the same name. They are hints for people, not records: they are never
 * journaled, and a failure is said once and otherwise ignored.
 */
#include "alert/events.h"

#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "store/keys.h"

#define STREAM_LENGTH "10000"

void events_init(struct events *events)
{
	memset(events, 0, sizeof(*events));
}

static char *take(struct events *events)
{
	char *json = events->waiting[events->first];
	events->first = (events->first + 1) % LIMIT_CONTROL_WAITING;
	events->count--;
	return json;
}

void events_done(struct events *events)
{
	while (events->count > 0) {
		free(take(events));
	}
}

static void on_reply(struct redis *redis, const struct redis_reply *reply, void *arg)
{
	struct events *events = arg;
	(void)redis;
	if (redis_type_of(reply) == REDIS_ERROR && !events->failed) {
		events->failed = true;
		log_warn("redis", STR(KEYS_CONTROL), "control events cannot be written: %.*s",
			STR_ARG(redis_get_text(reply)));
	}
}

static void send_event(struct events *events, struct redis *redis, struct str json)
{
	const struct str entry[] = {STR("XADD"), STR(KEYS_CONTROL), STR("MAXLEN"), STR("~"),
		STR(STREAM_LENGTH), STR("*"), STR("event"), json};
	const struct str message[] = {STR("PUBLISH"), STR(KEYS_CONTROL), json};
	redis_send(redis, entry, sizeof(entry) / sizeof(entry[0]), 0, on_reply, events);
	redis_send(redis, message, sizeof(message) / sizeof(message[0]), 0, on_reply, events);
}

void events_put(struct events *events, struct redis *redis, struct str json)
{
	if (redis != NULL) {
		send_event(events, redis, json);
		return;
	}
	if (events->count == LIMIT_CONTROL_WAITING) {
		free(take(events));
	}
	events->waiting[(events->first + events->count) % LIMIT_CONTROL_WAITING] = str_dupz(json);
	events->count++;
}

void events_flush(struct events *events, struct redis *redis)
{
	events->failed = false;
	while (events->count > 0) {
		char *json = take(events);
		send_event(events, redis, str_from(json));
		free(json);
	}
}
