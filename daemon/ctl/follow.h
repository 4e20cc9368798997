/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Follows the streams of channels in Redis from a position: every entry once, in order, whatever restarts. Two connections:
 * one reads, the other is subscribed and says when there is something to read, and of which channels.
 *
 *   WAITING --timer--> CONNECTING --both ready--> PLACING --positions known--> READING <--> IDLE
 *      ^                   |lost                     |lost                        |lost
 *      +-------------------+-------------------------+----------------------------+    (back-off 50 ms … 5 s)
 *
 * Reads without blocking: a connection that blocks in XREAD cannot be told of a new channel. What a lost subscription does
 * not tell, a look every second finds.
 */
#ifndef NUNCIO_CTL_FOLLOW_H
#define NUNCIO_CTL_FOLLOW_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"
#include "net/loop.h"
#include "store/redis.h"
#include "text/json.h"

struct follow;

struct follow_handlers {
	/* Where the store is now; asked before each connection. False: not known, try later. Texts are borrowed until the next
	 * call. */
	bool (*on_locate)(struct redis_address *ret, void *arg);
	/* Calls follow_add for each channel there is. False: they are not known now. */
	bool (*on_list)(struct follow *follow, void *arg);
	/* One entry: `json` as it stands in the stream, `alert` the same parsed, NULL when it is no JSON. False ends. */
	bool (*on_alert)(
		struct str channel, struct str json, const struct json_value *alert, void *arg);
	/* `count` alerts between two that were given out are not in the stream any more. */
	void (*on_gap)(struct str channel, int64_t count, void *arg);
	/* The store cannot be reached since a moment (`reason`), or can again (NULL). */
	void (*on_change)(const char *reason, void *arg);
	void *arg;
};

/* `from`: the stream id behind which to begin; "0" for the beginning, empty for what comes from now on. `any`: all channels,
 * those that appear later too; otherwise only those added before the loop runs. */
struct follow *follow_new(
	struct loop *loop, struct str from, bool any, const struct follow_handlers *handlers);
void follow_free(struct follow *follow);
/* A channel to follow; one that is known already is left alone. */
void follow_add(struct follow *follow, struct str channel);

#endif
