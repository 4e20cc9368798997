/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One connection to Redis on the loop: our own transport with hiredis' formatter and reply reader, RESP2. It logs in, names
 * itself, keeps a deadline per command and asks for a sign of life when idle. It never reconnects: its owner makes a new one.
 *
 *   redis_connect --> connecting --> AUTH, CLIENT SETNAME --> on_ready ... on_lost (once; then redis_free)
 */
#ifndef NUNCIO_STORE_REDIS_H
#define NUNCIO_STORE_REDIS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/str.h"
#include "net/loop.h"

struct redis;
struct redis_reply; /* borrowed for the callback */

/* Where and who. Strings are owned by whoever fills it; copied by redis_connect. */
struct redis_address {
	const char *socket;   /* path of a Unix socket; NULL: TCP */
	const char *host;     /* an IP address or a name */
	uint16_t port;        /* 0: 6379 */
	const char *user;     /* NULL: the default user */
	const char *password; /* NULL: none; with a user, AUTH is sent also with an empty one */
	const char *name;     /* for CLIENT SETNAME: no spaces; NULL: none */
	int64_t timeout_ms;   /* for connecting, for each command and for signs of life; 0: 5,000 */
};

struct redis_handlers {
	void (*on_ready)(struct redis *redis, void *arg);
	/* `reason` in words. `refused`: the server is there but does not want us (a wrong password), which does not pass by itself.
	 * Commands that wait for replies get none any more. Comes also when connecting fails. */
	void (*on_lost)(struct redis *redis, const char *reason, bool refused, void *arg);
	/* What subscriptions bring: an array, its first element the kind ("message", "pmessage", "subscribe" …). May be NULL. */
	void (*on_push)(struct redis *redis, const struct redis_reply *push, void *arg);
	void *arg;
};

/* Never NULL; what goes wrong at once is told by on_lost in the next pass of the loop. */
struct redis *redis_connect(struct loop *loop, const struct redis_address *address,
	const struct redis_handlers *handlers);
/* May be called in a callback; no further callback comes. */
void redis_free(struct redis *redis);

/* An error reply has the type REDIS_ERROR. */
typedef void redis_reply_fn(struct redis *redis, const struct redis_reply *reply, void *arg);

/* Sends one command; `fn` NULL: the reply does not matter. Replies come in the order of commands. `timeout_ms` 0: that of
 * the address; for commands that block, their own time and some more. Nothing happens before on_ready and on a lost
 * connection. */
void redis_send(struct redis *redis, const struct str *args, size_t count, int64_t timeout_ms,
	redis_reply_fn *fn, void *arg);
/* The same for "WORD text text": the words of `command` split at spaces, no quoting. For constant text only. */
void redis_send_words(struct redis *redis, const char *command, redis_reply_fn *fn, void *arg);
/* SUBSCRIBE or PSUBSCRIBE (`patterns`). From the first one on only these two, and PING by itself, may be sent. */
void redis_subscribe(struct redis *redis, bool patterns, const struct str *names, size_t count);
/* Commands that wait for their replies, and bytes that the kernel has not taken yet: for windows. */
size_t redis_pending(const struct redis *redis);
size_t redis_output_length(const struct redis *redis);

/* --- replies --- */

enum redis_type { REDIS_NIL, REDIS_TEXT, REDIS_NUMBER, REDIS_ARRAY, REDIS_ERROR };

/* REDIS_NIL for NULL. Text: bulk and status replies. */
enum redis_type redis_type_of(const struct redis_reply *reply);
/* Of a text or an error; else empty. */
struct str redis_get_text(const struct redis_reply *reply);
/* Of a number, or of a text that is one; else 0. */
int64_t redis_get_int(const struct redis_reply *reply);
size_t redis_get_count(const struct redis_reply *reply);
/* NULL when there is none. */
const struct redis_reply *redis_at(const struct redis_reply *reply, size_t index);
/* True for an error whose first word is `code` ("NOSCRIPT"). */
bool redis_is_error(const struct redis_reply *reply, const char *code);

#endif
