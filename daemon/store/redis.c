/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Redis over a net/stream: hiredis formats commands and reads replies, all else is ours (its asynchronous interface has no
 * deadlines and frees under our feet). It never reconnects, never logs, and knows no key.
 * Invariant: the n-th reply answers the n-th command; so whatever cannot be matched ends the connection.
 */
#include "store/redis.h"

#include <assert.h>
#include <errno.h>
#include <hiredis/hiredis.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "base/clock.h"
#include "base/limits.h"
#include "base/mem.h"
#include "net/stream.h"
#include "store/lookup.h"

#define DEFAULT_TIMEOUT_MS 5000
#define DEFAULT_PORT 6379
/* Words of a command made of constant text. */
#define WORDS_MAX 16

enum state { CONNECTING, LOGGING_IN, READY, LOST };

/* A command that waits for its reply. */
struct waiting {
	redis_reply_fn *fn; /* NULL: nobody cares */
	void *arg;
	int64_t timeout_ms;
};

struct redis {
	struct loop *loop;
	struct redis_handlers handlers;
	struct lookup *lookup; /* owned; NULL when it is answered */
	struct lookup_result targets;
	size_t next_target;
	struct stream *stream; /* owned; NULL when lost */
	redisReader *reader;   /* owned */
	struct loop_timer *tick;
	enum state state;
	char *user;     /* owned, NULL: none */
	char *password; /* owned, NULL: none */
	char *name;     /* owned, NULL: none */
	char *where;    /* owned: for reasons */
	int64_t timeout_ms;
	int64_t deadline;     /* mono ms: of connecting, then of the reply that is next; 0: none */
	int64_t heard_at;     /* mono ms of the last sign of life */
	struct waiting *ring; /* owned queue */
	size_t ring_cap;      /* a power of two */
	size_t ring_head;
	size_t ring_count;
	const char **argv; /* owned scratch */
	size_t *lengths;   /* owned scratch */
	size_t argv_cap;
	size_t lengths_cap;
	bool subscribed;
	unsigned depth; /* of our own callbacks on the stack */
	bool freed;     /* redis_free was called in one of them */
};

/* --- the queue of commands that wait --- */

static void ring_push(struct redis *redis, struct waiting waiting)
{
	if (redis->ring_count == redis->ring_cap) {
		size_t cap = redis->ring_cap != 0 ? redis->ring_cap * 2 : 64;
		struct waiting *ring = mem_alloc(cap * sizeof(*ring));
		for (size_t i = 0; i < redis->ring_count; i++) {
			ring[i] = redis->ring[(redis->ring_head + i) & (redis->ring_cap - 1)];
		}
		free(redis->ring);
		redis->ring = ring;
		redis->ring_cap = cap;
		redis->ring_head = 0;
	}
	redis->ring[(redis->ring_head + redis->ring_count) & (redis->ring_cap - 1)] = waiting;
	redis->ring_count++;
}

static struct waiting ring_pop(struct redis *redis)
{
	struct waiting waiting = redis->ring[redis->ring_head];
	redis->ring_head = (redis->ring_head + 1) & (redis->ring_cap - 1);
	redis->ring_count--;
	return waiting;
}

/* The next reply is due its own time after the server could turn to it. */
static void set_deadline(struct redis *redis, int64_t now)
{
	redis->deadline =
		redis->ring_count > 0 ? now + redis->ring[redis->ring_head].timeout_ms : 0;
}

/* --- ending --- */

static void destroy(struct redis *redis)
{
	lookup_free(redis->lookup);
	stream_free(redis->stream);
	loop_timer_free(redis->tick);
	redisReaderFree(redis->reader);
	free(redis->ring);
	free(redis->argv);
	free(redis->lengths);
	free(redis->user);
	if (redis->password != NULL) {
		explicit_bzero(redis->password, strlen(redis->password));
	}
	free(redis->password);
	free(redis->name);
	free(redis->where);
	free(redis);
}

static void enter(struct redis *redis)
{
	redis->depth++;
}

/* Frees what was freed meanwhile. */
static void leave(struct redis *redis)
{
	redis->depth--;
	if (redis->freed && redis->depth == 0) {
		destroy(redis);
	}
}

static void lose(struct redis *redis, const char *reason, bool refused)
{
	if (redis->state == LOST || redis->freed) {
		return;
	}
	redis->state = LOST;
	redis->ring_count = 0;
	redis->deadline = 0;
	stream_free(redis->stream);
	redis->stream = NULL;
	loop_timer_clear(redis->tick);
	char text[320];
	(void)snprintf(text, sizeof(text), "%s: %s", redis->where, reason);
	redis->handlers.on_lost(redis, text, refused, redis->handlers.arg);
}

void redis_free(struct redis *redis)
{
	if (redis == NULL || redis->freed) {
		return;
	}
	redis->freed = true;
	stream_free(redis->stream);
	redis->stream = NULL;
	if (redis->depth == 0) {
		destroy(redis);
	}
}

/* --- sending --- */

static void send_command(struct redis *redis, const struct str *args, size_t count)
{
	char *command = NULL;
	redis->argv = mem_grow(redis->argv, &redis->argv_cap, count, sizeof(*redis->argv));
	redis->lengths =
		mem_grow(redis->lengths, &redis->lengths_cap, count, sizeof(*redis->lengths));
	for (size_t i = 0; i < count; i++) {
		redis->argv[i] = args[i].ptr != NULL ? args[i].ptr : "";
		redis->lengths[i] = args[i].len;
	}
	long long len = redisFormatCommandArgv(&command, (int)count, redis->argv, redis->lengths);
	if (len < 0) {
		abort(); /* out of memory, as base/mem */
	}
	stream_write(redis->stream, str_make(command, (size_t)len));
	redisFreeCommand(command);
}

static void send_and_wait(
	struct redis *redis, const struct str *args, size_t count, struct waiting waiting)
{
	if (waiting.timeout_ms == 0) {
		waiting.timeout_ms = redis->timeout_ms;
	}
	send_command(redis, args, count);
	ring_push(redis, waiting);
	if (redis->ring_count == 1) {
		set_deadline(redis, clock_mono_ms());
	}
}

void redis_send(struct redis *redis, const struct str *args, size_t count, int64_t timeout_ms,
	redis_reply_fn *fn, void *arg)
{
	if (redis->state != READY || redis->freed) {
		return;
	}
	assert(!redis->subscribed);
	send_and_wait(redis, args, count, (struct waiting){fn, arg, timeout_ms});
}

void redis_send_words(struct redis *redis, const char *command, redis_reply_fn *fn, void *arg)
{
	struct str words[WORDS_MAX];
	struct str rest = str_from(command);
	size_t count = 0;
	while (count < WORDS_MAX && str_cut(&rest, ' ', &words[count])) {
		count++;
	}
	redis_send(redis, words, count, 0, fn, arg);
}

void redis_subscribe(struct redis *redis, bool patterns, const struct str *names, size_t count)
{
	if (redis->state != READY || redis->freed) {
		return;
	}
	struct str *args = mem_alloc((count + 1) * sizeof(*args));
	args[0] = patterns ? STR("PSUBSCRIBE") : STR("SUBSCRIBE");
	for (size_t i = 0; i < count; i++) {
		args[i + 1] = names[i];
	}
	send_command(redis, args, count + 1);
	redis->subscribed = true;
	free(args);
}

size_t redis_pending(const struct redis *redis)
{
	return redis->ring_count;
}

size_t redis_output_length(const struct redis *redis)
{
	return redis->stream != NULL ? stream_output_length(redis->stream) : 0;
}

/* --- logging in --- */

static void become_ready(struct redis *redis)
{
	redis->state = READY;
	redis->handlers.on_ready(redis, redis->handlers.arg);
}

static void on_named(struct redis *redis, const struct redis_reply *reply, void *arg)
{
	(void)arg;
	if (redis_is_error(reply, "NOAUTH")) {
		lose(redis, "it wants a password", true);
		return;
	}
	/* A user that may not name itself is still a good one. */
	become_ready(redis);
}

static void on_authenticated(struct redis *redis, const struct redis_reply *reply, void *arg)
{
	(void)arg;
	if (redis_type_of(reply) == REDIS_ERROR) {
		char reason[200];
		(void)snprintf(reason, sizeof(reason), "login refused: %.*s",
			STR_ARG(redis_get_text(reply)));
		lose(redis, reason, true);
	}
}

static void log_in(struct redis *redis)
{
	const struct str name[] = {STR("CLIENT"), STR("SETNAME"),
		str_from(redis->name != NULL ? redis->name : "nuncio")};
	redis->state = LOGGING_IN;
	if (redis->user != NULL) {
		const struct str args[] = {
			STR("AUTH"), str_from(redis->user), str_from(redis->password)};
		send_and_wait(redis, args, 3, (struct waiting){on_authenticated, NULL, 0});
	} else if (redis->password != NULL) {
		const struct str args[] = {STR("AUTH"), str_from(redis->password)};
		send_and_wait(redis, args, 2, (struct waiting){on_authenticated, NULL, 0});
	}
	send_and_wait(redis, name, 3, (struct waiting){on_named, NULL, 0});
}

/* --- what comes --- */

static void take_push(struct redis *redis, const struct redis_reply *push)
{
	if (redis_type_of(push) == REDIS_ERROR) {
		char reason[200];
		(void)snprintf(reason, sizeof(reason), "subscription refused: %.*s",
			STR_ARG(redis_get_text(push)));
		lose(redis, reason, true);
		return;
	}
	redis->deadline = 0;
	if (str_eq(redis_get_text(redis_at(push, 0)), STR("pong"))) {
		return;
	}
	if (redis->handlers.on_push != NULL) {
		redis->handlers.on_push(redis, push, redis->handlers.arg);
	}
}

static void take_reply(struct redis *redis, const struct redis_reply *reply)
{
	if (redis->ring_count == 0) {
		if (redis->subscribed) {
			take_push(redis, reply);
		} else {
			lose(redis, "a reply that nothing asked for", false);
		}
		return;
	}
	struct waiting waiting = ring_pop(redis);
	set_deadline(redis, redis->heard_at);
	if (waiting.fn != NULL) {
		waiting.fn(redis, reply, waiting.arg);
	}
}

static void on_input(struct stream *stream, void *arg)
{
	struct redis *redis = arg;
	struct str input = stream_input(stream);
	enter(redis);
	redis->heard_at = clock_mono_ms();
	bool fed = redisReaderFeed(redis->reader, input.ptr, input.len) == REDIS_OK;
	stream_consume(stream, input.len);
	while (fed && redis->state != LOST && !redis->freed) {
		void *reply = NULL;
		if (redisReaderGetReply(redis->reader, &reply) != REDIS_OK) {
			fed = false;
			break;
		}
		if (reply == NULL) {
			break;
		}
		take_reply(redis, reply);
		freeReplyObject(reply);
	}
	if (!fed) {
		lose(redis, "it does not speak the Redis protocol", false);
	} else if (redis->reader->len > LIMIT_REDIS_INPUT) {
		lose(redis, "a reply larger than any that was asked for", false);
	}
	leave(redis);
}

static void try_next(struct redis *redis, const char *failure);

static void fail(struct redis *redis, const char *reason)
{
	if (redis->state == CONNECTING) {
		try_next(redis, reason);
	} else {
		lose(redis, reason, false);
	}
}

static void on_event(struct stream *stream, enum stream_event event, int error, void *arg)
{
	struct redis *redis = arg;
	int on = 1;
	enter(redis);
	switch (event) {
	case STREAM_CONNECTED:
		redis->heard_at = clock_mono_ms();
		/* Fails on a Unix socket, which needs none of them. */
		(void)setsockopt(stream_fd(stream), IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
		(void)setsockopt(stream_fd(stream), SOL_SOCKET, SO_KEEPALIVE, &on, sizeof(on));
		log_in(redis);
		break;
	case STREAM_CLOSED:
		lose(redis, "connection closed by the server", false);
		break;
	case STREAM_FAILED:
		fail(redis, error != 0 ? strerror(error) : "connection failed");
		break;
	case STREAM_DRAINED:
		break;
	}
	leave(redis);
}

/* --- time --- */

static void ping(struct redis *redis)
{
	const struct str args[] = {STR("PING")};
	if (redis->subscribed) {
		send_command(redis, args, 1);
		redis->deadline = clock_mono_ms() + redis->timeout_ms;
	} else {
		send_and_wait(redis, args, 1, (struct waiting){NULL, NULL, 0});
	}
}

static int64_t tick_interval(const struct redis *redis)
{
	return redis->timeout_ms / 4 + 1;
}

static void on_tick(void *arg)
{
	struct redis *redis = arg;
	int64_t now = clock_mono_ms();
	char reason[80];
	enter(redis);
	if (redis->deadline != 0 && now >= redis->deadline) {
		(void)snprintf(reason, sizeof(reason), "%s in %.1f s",
			redis->state == CONNECTING ? "no connection" : "no reply",
			(double)redis->timeout_ms / 1000);
		lose(redis, reason, false);
	} else {
		if (redis->state == READY && redis->deadline == 0 &&
			now - redis->heard_at >= redis->timeout_ms) {
			ping(redis);
		}
		loop_timer_set(redis->tick, tick_interval(redis));
	}
	leave(redis);
}

/* --- connecting --- */

/* Tries the next target; gives up when there is none. */
static void try_next(struct redis *redis, const char *failure)
{
	const struct stream_handlers handlers = {on_input, on_event, redis};
	stream_free(redis->stream);
	redis->stream = NULL;
	while (redis->stream == NULL && redis->next_target < redis->targets.count) {
		const struct lookup_target *target = &redis->targets.targets[redis->next_target++];
		redis->stream = stream_connect(
			redis->loop, &target->address.any, target->length, &handlers);
		failure = strerror(errno);
	}
	if (redis->stream == NULL) {
		lose(redis, failure, false);
		return;
	}
	stream_set_input_max(redis->stream, LIMIT_REDIS_INPUT);
}

static void on_found(const struct lookup_result *result, void *arg)
{
	struct redis *redis = arg;
	enter(redis);
	redis->targets = *result;
	lookup_free(redis->lookup);
	redis->lookup = NULL;
	try_next(redis, redis->targets.error != NULL ? redis->targets.error : "no address");
	leave(redis);
}

static char *copy(const char *text)
{
	return text != NULL ? mem_strdup(text) : NULL;
}

struct redis *redis_connect(struct loop *loop, const struct redis_address *address,
	const struct redis_handlers *handlers)
{
	struct redis *redis = mem_zalloc(sizeof(*redis));
	uint16_t port = address->port != 0 ? address->port : DEFAULT_PORT;
	char where[300];
	redis->loop = loop;
	redis->handlers = *handlers;
	redis->user = copy(address->user);
	redis->password =
		copy(address->user != NULL && address->password == NULL ? "" : address->password);
	redis->name = copy(address->name);
	redis->timeout_ms = address->timeout_ms > 0 ? address->timeout_ms : DEFAULT_TIMEOUT_MS;
	redis->reader = redisReaderCreate();
	if (redis->reader == NULL) {
		abort(); /* out of memory, as base/mem */
	}
	redis->tick = loop_timer_new(loop, on_tick, redis);
	redis->deadline = clock_mono_ms() + redis->timeout_ms;
	if (address->socket != NULL) {
		(void)snprintf(where, sizeof(where), "%s", address->socket);
	} else {
		(void)snprintf(where, sizeof(where), "%s:%u", address->host, (unsigned)port);
	}
	redis->where = mem_strdup(where);
	redis->lookup = lookup_start(loop, address->socket, address->host, port, on_found, redis);
	loop_timer_set(redis->tick, tick_interval(redis));
	return redis;
}

/* --- replies --- */

static const redisReply *inner(const struct redis_reply *reply)
{
	return (const redisReply *)(const void *)reply;
}

enum redis_type redis_type_of(const struct redis_reply *reply)
{
	if (reply == NULL) {
		return REDIS_NIL;
	}
	switch (inner(reply)->type) {
	case REDIS_REPLY_STRING:
	case REDIS_REPLY_STATUS:
		return REDIS_TEXT;
	case REDIS_REPLY_INTEGER:
		return REDIS_NUMBER;
	case REDIS_REPLY_ARRAY:
		return REDIS_ARRAY;
	case REDIS_REPLY_ERROR:
		return REDIS_ERROR;
	default:
		return REDIS_NIL;
	}
}

struct str redis_get_text(const struct redis_reply *reply)
{
	enum redis_type type = redis_type_of(reply);
	if (type != REDIS_TEXT && type != REDIS_ERROR) {
		return STR("");
	}
	return str_make(inner(reply)->str, (size_t)inner(reply)->len);
}

int64_t redis_get_int(const struct redis_reply *reply)
{
	int64_t number = 0;
	if (redis_type_of(reply) == REDIS_NUMBER) {
		return inner(reply)->integer;
	}
	return str_to_int64(redis_get_text(reply), &number) == 0 ? number : 0;
}

size_t redis_get_count(const struct redis_reply *reply)
{
	return redis_type_of(reply) == REDIS_ARRAY ? inner(reply)->elements : 0;
}

const struct redis_reply *redis_at(const struct redis_reply *reply, size_t index)
{
	if (index >= redis_get_count(reply)) {
		return NULL;
	}
	return (const struct redis_reply *)(const void *)inner(reply)->element[index];
}

bool redis_is_error(const struct redis_reply *reply, const char *code)
{
	if (redis_type_of(reply) != REDIS_ERROR) {
		return false;
	}
	struct str rest = redis_get_text(reply);
	struct str word = STR("");
	return str_cut(&rest, ' ', &word) && str_eq(word, str_from(code));
}
