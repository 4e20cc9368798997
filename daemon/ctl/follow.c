/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reads streams: connects, finds channels, asks, gives out in the order of places. Never asks for an entry a second time once
 * it was given out, and never skips one: a channel's position moves with the entries that were given out, and with nothing
 * else.
 */
#include "ctl/follow.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/limits.h"
#include "base/map.h"
#include "base/mem.h"
#include "ctl/place.h"
#include "store/keys.h"

#define RETRY_FIRST_MS 50
#define RETRY_MOST_MS 5000
#define IDLE_MS 1000
#define LIST_MS 5000
#define TELL_AFTER_MS 2000 /* of an outage */
#define SLICE 1000         /* channels of one XREAD */
#define ENTRIES 2048       /* of one reply: LIMIT_ALERT each, half of LIMIT_REDIS_INPUT */
#define ENTRIES_OF_ONE 256 /* of one channel in it */

enum follow_state {
	FOLLOW_WAITING,
	FOLLOW_CONNECTING,
	FOLLOW_PLACING,
	FOLLOW_READING,
	FOLLOW_IDLE
};

struct channel {
	char *name;        /* owned */
	char *key;         /* owned: its stream */
	struct place last; /* of the entry given out last */
	bool is_placed;    /* `last` is known */
	int64_t seq;       /* of that entry; 0: none yet */
	struct follow *follow;
};

struct follow {
	struct loop *loop;
	struct follow_handlers handlers;
	struct place from;
	bool from_now; /* `from` is not set: the end of each stream at the first look */
	bool any;
	struct map *by_name;       /* of struct channel */
	struct channel **channels; /* owned, each owned */
	size_t count;
	size_t cap;

	enum follow_state state;
	struct redis *reader;
	struct redis *watcher;
	bool reader_ready;
	bool watcher_ready;
	size_t placing;           /* positions that were asked for */
	bool is_listed;           /* a first list is known: what appears later is new */
	bool is_ended;            /* a handler said so */
	bool again;               /* something came while a read was under way */
	bool found;               /* entries, in this round of slices */
	size_t slice;             /* where the read under way begins */
	size_t asked;             /* channels in it */
	size_t limit;             /* entries of one channel in it */
	struct loop_timer *timer; /* to connect, or to look again */
	struct loop_timer *list_timer;
	int64_t retry_ms;
	int64_t lost_at;
	bool told; /* of the outage */
};

static void start_reading(struct follow *follow);
static void on_timer(void *arg);
static void lose(struct follow *follow, const char *reason);

/* --- channels --- */

static struct channel *add_channel(struct follow *follow, struct str name)
{
	struct channel *channel = mem_zalloc(sizeof(*channel));
	struct buf key;

	buf_init(&key, LIMIT_CHANNEL + 64);
	keys_add_alerts(&key, name);
	channel->name = str_dupz(name);
	channel->key = buf_take(&key, NULL);
	channel->follow = follow;
	follow->channels = mem_grow(
		follow->channels, &follow->cap, follow->count + 1, sizeof(struct channel *));
	follow->channels[follow->count++] = channel;
	map_put(follow->by_name, str_from(channel->name), channel);
	return channel;
}

static void channel_free(struct channel *channel)
{
	free(channel->name);
	free(channel->key);
	free(channel);
}

void follow_add(struct follow *follow, struct str name)
{
	struct channel *channel;

	if (name.len == 0 || name.len > LIMIT_CHANNEL || map_get(follow->by_name, name)) {
		return;
	}
	channel = add_channel(follow, name);
	/* One that was not in the first list is new from its first entry; of the others only what comes now is. */
	if (!follow->from_now || follow->is_listed) {
		channel->last = follow->from;
		channel->is_placed = true;
	}
}

/* --- giving out --- */

static struct str field_of(const struct redis_reply *fields, const char *name)
{
	for (size_t i = 0; i + 1 < redis_get_count(fields); i += 2) {
		if (str_eq(redis_get_text(redis_at(fields, i)), str_from(name))) {
			return redis_get_text(redis_at(fields, i + 1));
		}
	}
	return STR("");
}

static void note_seq(struct channel *channel, const struct json_value *alert)
{
	const struct follow *follow = channel->follow;
	int64_t seq = json_get_int(json_get(alert, "seq"));

	if (channel->seq > 0 && seq > channel->seq + 1) {
		follow->handlers.on_gap(
			str_from(channel->name), seq - channel->seq - 1, follow->handlers.arg);
	}
	channel->seq = seq;
}

static void give_out(struct channel *channel, const struct redis_reply *entry)
{
	struct follow *follow = channel->follow;
	struct str json = field_of(redis_at(entry, 1), "alert");
	struct json_error error;
	struct json_doc *doc = json_parse(json, &error);

	channel->last = place_parse(redis_get_text(redis_at(entry, 0)));
	if (doc) {
		note_seq(channel, json_root(doc));
	}
	if (!follow->handlers.on_alert(str_from(channel->name), json, doc ? json_root(doc) : NULL,
		    follow->handlers.arg)) {
		follow->is_ended = true;
	}
	json_doc_free(doc);
}

/* The channels of a reply come in the order asked for. */
static struct channel *next_channel(const struct follow *follow, size_t *at, struct str key)
{
	while (*at < follow->slice + follow->asked) {
		struct channel *channel = follow->channels[(*at)++];

		if (str_eq(str_from(channel->key), key)) {
			return channel;
		}
	}
	return NULL;
}

static void give_out_all(struct follow *follow, const struct redis_reply *streams)
{
	size_t at = follow->slice;
	size_t count = redis_get_count(streams);
	struct place_batch *batches = mem_zalloc((count + 1) * sizeof(*batches));
	struct place_batch *batch;
	size_t used = 0;

	for (size_t i = 0; i < count; i++) {
		const struct redis_reply *stream = redis_at(streams, i);
		struct channel *channel =
			next_channel(follow, &at, redis_get_text(redis_at(stream, 0)));

		if (channel) {
			batches[used].channel = channel;
			batches[used].entries = redis_at(stream, 1);
			batches[used].is_cut =
				redis_get_count(batches[used].entries) >= follow->limit;
			used++;
		}
	}
	while (!follow->is_ended && (batch = place_oldest(batches, used))) {
		give_out(batch->channel, redis_at(batch->entries, batch->next++));
		follow->found = true;
	}
	free(batches);
}

/* --- reading --- */

static void idle(struct follow *follow)
{
	follow->state = FOLLOW_IDLE;
	loop_timer_set(follow->timer, IDLE_MS);
}

static void on_read(struct redis *redis, const struct redis_reply *reply, void *arg)
{
	struct follow *follow = arg;

	(void)redis;
	if (redis_type_of(reply) == REDIS_ERROR) {
		struct str text = redis_get_text(reply);
		char reason[256];

		(void)snprintf(reason, sizeof(reason), "%.*s", STR_ARG(text));
		lose(follow, reason);
		return;
	}
	give_out_all(follow, reply);
	if (follow->is_ended) {
		loop_stop(follow->loop);
		return;
	}
	follow->slice += follow->asked;
	if (follow->slice >= follow->count) {
		bool more = follow->found || follow->again;

		follow->slice = 0;
		follow->found = false;
		follow->again = false;
		if (!more) {
			idle(follow);
			return;
		}
	}
	start_reading(follow);
}

static void send_read(struct follow *follow)
{
	size_t rest = follow->count - follow->slice;
	size_t count = rest < SLICE ? rest : SLICE;
	struct str *args = mem_alloc((2 * count + 4) * sizeof(*args));
	char(*ids)[PLACE_SIZE] = mem_alloc((count + 1) * sizeof(*ids));
	char limit[24];

	follow->asked = count;
	follow->limit = ENTRIES / count < ENTRIES_OF_ONE ? ENTRIES / count : ENTRIES_OF_ONE;
	(void)snprintf(limit, sizeof(limit), "%zu", follow->limit);
	args[0] = STR("XREAD");
	args[1] = STR("COUNT");
	args[2] = str_from(limit);
	args[3] = STR("STREAMS");
	for (size_t i = 0; i < count; i++) {
		const struct channel *channel = follow->channels[follow->slice + i];

		place_format(channel->last, ids[i]);
		args[4 + i] = str_from(channel->key);
		args[4 + count + i] = str_from(ids[i]);
	}
	redis_send(follow->reader, args, 2 * count + 4, 0, on_read, follow);
	free(ids);
	free(args);
}

/* A channel that has no position yet gets one first. */
static void on_last(struct redis *redis, const struct redis_reply *reply, void *arg)
{
	struct channel *channel = arg;
	struct follow *follow = channel->follow;

	(void)redis;
	if (redis_type_of(reply) == REDIS_ERROR) {
		struct str text = redis_get_text(reply);
		char reason[256];

		(void)snprintf(reason, sizeof(reason), "%.*s", STR_ARG(text));
		lose(follow, reason);
		return;
	}
	channel->last = place_parse(redis_get_text(redis_at(redis_at(reply, 0), 0)));
	channel->is_placed = true;
	if (--follow->placing == 0) {
		start_reading(follow);
	}
}

static void ask_place(struct follow *follow, struct channel *channel)
{
	const struct str args[] = {STR("XREVRANGE"), str_from(channel->key), STR("+"), STR("-"),
		STR("COUNT"), STR("1")};

	follow->placing++;
	redis_send(follow->reader, args, 6, 0, on_last, channel);
}

static void start_reading(struct follow *follow)
{
	follow->placing = 0;
	for (size_t i = 0; i < follow->count; i++) {
		if (!follow->channels[i]->is_placed) {
			ask_place(follow, follow->channels[i]);
		}
	}

	if (follow->placing > 0) {
		follow->state = FOLLOW_PLACING;
	} else if (follow->count == 0) {
		idle(follow);
	} else {
		follow->state = FOLLOW_READING;
		send_read(follow);
	}
}

static void look(struct follow *follow)
{
	if (follow->state == FOLLOW_IDLE) {
		loop_timer_clear(follow->timer);
		start_reading(follow);
	} else {
		follow->again = true;
	}
}

/* --- new channels --- */

static void list(struct follow *follow)
{
	if (follow->handlers.on_list(follow, follow->handlers.arg)) {
		follow->is_listed = true;
	}
}

static void on_list_timer(void *arg)
{
	struct follow *follow = arg;
	size_t count = follow->count;

	if (follow->any && follow->state >= FOLLOW_PLACING) {
		list(follow);
		if (follow->count > count) {
			look(follow);
		}
	}
	loop_timer_set(follow->list_timer, LIST_MS);
}

/* The message that made it known is the first that is new: what was published before we were subscribed is in the list. */
static void add_from_message(struct follow *follow, struct str name, struct str message)
{
	struct json_error error;
	struct json_doc *doc;
	struct channel *channel;

	if (name.len == 0 || name.len > LIMIT_CHANNEL) {
		return;
	}
	channel = add_channel(follow, name);
	channel->last = follow->from;
	channel->is_placed = true;
	if (follow->from_now && (doc = json_parse(message, &error))) {
		channel->last = place_before(
			place_parse(json_get_str(json_get(json_root(doc), "stream_id"))));
		json_doc_free(doc);
	}
}

static void on_push(struct redis *redis, const struct redis_reply *push, void *arg)
{
	static const char prefix[] = "nuncio:";
	struct follow *follow = arg;
	struct str kind = redis_get_text(redis_at(push, 0));
	struct str name;

	(void)redis;
	if (str_eq(kind, STR("psubscribe"))) {
		follow->watcher_ready = true;
		on_timer(follow);
		return;
	}
	name = redis_get_text(redis_at(push, 2));
	if (!str_eq(kind, STR("pmessage")) || !str_starts(name, str_from(prefix))) {
		return;
	}
	name = str_slice(name, sizeof(prefix) - 1, name.len);
	if (!map_get(follow->by_name, name)) {
		if (!follow->any) {
			return;
		}
		add_from_message(follow, name, redis_get_text(redis_at(push, 3)));
	}
	look(follow);
}

/* --- connecting --- */

static void disconnect(struct follow *follow)
{
	redis_free(follow->reader);
	redis_free(follow->watcher);
	follow->reader = NULL;
	follow->watcher = NULL;
	follow->reader_ready = false;
	follow->watcher_ready = false;
}

static void tell(struct follow *follow, const char *reason)
{
	int64_t now = clock_mono_ms();

	if (follow->lost_at == 0) {
		follow->lost_at = now;
	}
	if (!follow->told && now - follow->lost_at >= TELL_AFTER_MS) {
		follow->told = true;
		follow->handlers.on_change(reason, follow->handlers.arg);
	}
}

static void lose(struct follow *follow, const char *reason)
{
	tell(follow, reason);
	disconnect(follow);
	follow->state = FOLLOW_WAITING;
	follow->slice = 0;
	loop_timer_set(follow->timer, follow->retry_ms);
	follow->retry_ms =
		follow->retry_ms * 2 < RETRY_MOST_MS ? follow->retry_ms * 2 : RETRY_MOST_MS;
}

static void on_lost(struct redis *redis, const char *reason, bool refused, void *arg)
{
	(void)redis;
	(void)refused;
	lose(arg, reason);
}

static void on_ready(struct redis *redis, void *arg)
{
	const struct str pattern = STR("nuncio:*");
	struct follow *follow = arg;

	if (redis == follow->watcher) {
		redis_subscribe(redis, true, &pattern, 1);
		return;
	}
	follow->reader_ready = true;
	on_timer(follow);
}

static void connect_both(struct follow *follow)
{
	const struct redis_handlers reader = {on_ready, on_lost, NULL, follow};
	const struct redis_handlers watcher = {on_ready, on_lost, on_push, follow};
	struct redis_address address = {.name = "nuncio-tail"};

	if (!follow->handlers.on_locate(&address, follow->handlers.arg)) {
		lose(follow, "it is not known where the store is: the daemon does not answer");
		return;
	}
	follow->state = FOLLOW_CONNECTING;
	follow->reader = redis_connect(follow->loop, &address, &reader);
	follow->watcher = redis_connect(follow->loop, &address, &watcher);
}

static void begin(struct follow *follow)
{
	follow->retry_ms = RETRY_FIRST_MS;
	follow->lost_at = 0;
	if (follow->told) {
		follow->told = false;
		follow->handlers.on_change(NULL, follow->handlers.arg);
	}
	if (follow->any) {
		list(follow);
	}
	start_reading(follow);
}

/* What comes next in each state that waits. */
static void on_timer(void *arg)
{
	struct follow *follow = arg;

	if (follow->state == FOLLOW_WAITING) {
		connect_both(follow);
	} else if (follow->state == FOLLOW_CONNECTING) {
		if (follow->reader_ready && follow->watcher_ready) {
			begin(follow);
		}
	} else if (follow->state == FOLLOW_IDLE) {
		start_reading(follow);
	}
}

struct follow *follow_new(
	struct loop *loop, struct str from, bool any, const struct follow_handlers *handlers)
{
	struct follow *follow = mem_zalloc(sizeof(*follow));

	follow->loop = loop;
	follow->handlers = *handlers;
	follow->from_now = from.len == 0;
	follow->from = place_parse(from);
	follow->any = any;
	follow->by_name = map_new();
	follow->retry_ms = RETRY_FIRST_MS;
	follow->timer = loop_timer_new(loop, on_timer, follow);
	follow->list_timer = loop_timer_new(loop, on_list_timer, follow);
	loop_timer_set(follow->timer, 0);
	loop_timer_set(follow->list_timer, LIST_MS);
	return follow;
}

void follow_free(struct follow *follow)
{
	if (!follow) {
		return;
	}
	disconnect(follow);
	loop_timer_free(follow->timer);
	loop_timer_free(follow->list_timer);
	for (size_t i = 0; i < follow->count; i++) {
		channel_free(follow->channels[i]);
	}
	free(follow->channels);
	map_free(follow->by_name);
	free(follow);
}
