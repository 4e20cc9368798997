/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The connection to Redis and the order in which lanes use it: who is checked, when to try again, how much is in flight. It
 * never keeps a record and never looks into one.
 * Invariant: nothing is sent before the server has passed the checks on this very connection.
 */
#include "alert/outbox_inside.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/mem.h"
#include "store/check.h"

#define DEFAULT_MAX_LENGTH 100000
#define DEFAULT_MAX_AGE_MS (INT64_C(30) * 24 * 3600 * 1000)
#define WAIT_MIN_MS 50 /* before connecting again */
#define WAIT_MAX_MS 10000
#define REFUSED_MIN_MS 1000 /* the same, when someone has to change something first */
#define REFUSED_MAX_MS 30000
#define HELD_NEWS_MS 60000 /* a channel held after so long a peace is said again */
#define QUIET_MS 2000      /* a server that is only starting is not worth a warning */
#define TURN 32            /* records a lane sends before the next lane's turn */

/* --- lanes and the window --- */

static void wake_pump(struct outbox *outbox)
{
	if (!outbox->pump_waits && outbox->state == OUTBOX_UP) {
		outbox->pump_waits = true;
		loop_timer_set(outbox->pump_timer, 0);
	}
}

static void feed_lane(struct outbox *outbox, struct lane *lane)
{
	if (lane_is_hungry(lane)) {
		list_del(&lane->link);
		list_add_tail(&outbox->hungry, &lane->link);
		wake_pump(outbox);
	}
}

static struct lane *find_lane(struct outbox *outbox, struct str channel)
{
	struct lane *lane = map_get(outbox->lanes, channel);
	if (lane == NULL) {
		lane = lane_new(&outbox->links, channel);
		map_put(outbox->lanes, str_from(lane->channel), lane);
	}
	return lane;
}

static void each_lane(struct outbox *outbox, void (*fn)(struct outbox *, struct lane *))
{
	size_t cursor = 0;
	struct str name;
	void *value = NULL;
	while (map_next(outbox->lanes, &cursor, &name, &value)) {
		fn(outbox, value);
	}
}

static void pump(void *arg)
{
	struct outbox *outbox = arg;
	struct list *link = NULL;
	outbox->pump_waits = false;
	while (outbox->state == OUTBOX_UP && outbox->in_flight < LIMIT_WINDOW &&
		redis_output_length(outbox->links.redis) < LIMIT_WINDOW_BYTES &&
		(link = list_first(&outbox->hungry)) != NULL) {
		struct lane *lane = LIST_ENTRY(link, struct lane, link);
		size_t room = LIMIT_WINDOW - outbox->in_flight;
		list_del(link);
		outbox->in_flight += lane_work(lane, room < TURN ? room : TURN);
		if (lane_is_hungry(lane)) {
			list_add_tail(&outbox->hungry, link);
		}
	}
}

static void on_answer(struct lane *lane, bool delivered, enum commit_outcome outcome, void *arg)
{
	struct outbox *outbox = arg;
	outbox->in_flight--;
	if (delivered && outcome == COMMIT_PUBLISHED) {
		outbox->status.published++;
		if (outbox->metric_published != NULL) {
			outbox->metric_published->value++;
		}
	} else if (delivered && outcome == COMMIT_DUPLICATE) {
		outbox->status.duplicates++;
		if (outbox->metric_duplicates != NULL) {
			outbox->metric_duplicates->value++;
		}
	}
	feed_lane(outbox, lane);
	if (!list_is_empty(&outbox->hungry)) {
		wake_pump(outbox);
	}
}

/* Said once; a lane that was held again and again is no news. */
static void on_held(struct lane *lane, void *arg)
{
	struct outbox *outbox = arg;
	int64_t now = clock_mono_ms();
	if (outbox->held_at == 0 || now - outbox->held_at > HELD_NEWS_MS) {
		log_warn("channel", str_from(lane->channel), "cannot be delivered: %s",
			lane->reason);
		outbox->held_wait_ms = REFUSED_MIN_MS;
	}
	outbox->held_at = now;
	if (outbox->held == 0) {
		loop_timer_set(outbox->held_timer, outbox->held_wait_ms);
	}
	outbox->held++;
}

static void retry_lane(struct outbox *outbox, struct lane *lane)
{
	lane_retry(lane);
	if (lane->state == LANE_HELD) {
		outbox->held++;
	} else {
		feed_lane(outbox, lane);
	}
}

static void on_held_timer(void *arg)
{
	struct outbox *outbox = arg;
	if (outbox->state != OUTBOX_UP) {
		return;
	}
	outbox->held_wait_ms *= 2;
	if (outbox->held_wait_ms > REFUSED_MAX_MS) {
		outbox->held_wait_ms = REFUSED_MAX_MS;
	}
	outbox->held = 0;
	each_lane(outbox, retry_lane);
	if (outbox->held > 0) {
		loop_timer_set(outbox->held_timer, outbox->held_wait_ms);
	}
}

/* --- the connection goes --- */

static void reset_lane(struct outbox *outbox, struct lane *lane)
{
	(void)outbox;
	list_del(&lane->link);
	lane_reset(lane);
}

static void drop_connection(struct outbox *outbox)
{
	redis_free(outbox->links.redis);
	outbox->links.redis = NULL;
	outbox->in_flight = 0;
	outbox->held = 0;
	each_lane(outbox, reset_lane);
	loop_timer_clear(outbox->held_timer);
}

static void tell_change(struct outbox *outbox, bool up)
{
	outbox->status.since = clock_wall_ms();
	if (outbox->metric_up != NULL) {
		outbox->metric_up->value = up;
	}
	if (outbox->config.on_change != NULL) {
		outbox->config.on_change(up, up ? NULL : outbox->reason, outbox->config.arg);
	}
}

static struct str server_name(const struct outbox *outbox)
{
	const struct redis_address *address = &outbox->config.address;
	return str_from(address->socket != NULL ? address->socket : address->host);
}

/* Said once for each reason; a server that is just starting is given some time first. */
static void log_reason(struct outbox *outbox, bool at_once)
{
	bool due = at_once || clock_mono_ms() - outbox->down_since >= QUIET_MS;
	if (due && strcmp(outbox->reason, outbox->logged) != 0) {
		log_warn("redis", server_name(outbox), "%s; alerts wait in the journal",
			outbox->reason);
		(void)snprintf(outbox->logged, sizeof(outbox->logged), "%s", outbox->reason);
	}
}

static void give_up(struct outbox *outbox, const char *reason, bool refused)
{
	bool was_up = outbox->state == OUTBOX_UP;
	int64_t least = refused ? REFUSED_MIN_MS : WAIT_MIN_MS;
	int64_t most = refused ? REFUSED_MAX_MS : WAIT_MAX_MS;
	(void)snprintf(outbox->reason, sizeof(outbox->reason), "%s", reason);
	drop_connection(outbox);
	outbox->state = OUTBOX_WAITING;
	if (was_up) {
		outbox->down_since = clock_mono_ms();
		outbox->wait_ms = 0;
	}
	log_reason(outbox, was_up || refused);
	outbox->wait_ms = outbox->wait_ms < least ? least : outbox->wait_ms * 2;
	outbox->wait_ms = outbox->wait_ms > most ? most : outbox->wait_ms;
	loop_timer_set(outbox->connect_timer, outbox->wait_ms);
	if (was_up) {
		tell_change(outbox, false);
	}
}

static void on_lost(struct redis *redis, const char *reason, bool refused, void *arg)
{
	(void)redis;
	give_up(arg, reason, refused);
}

static void on_server_changed(struct str reason, void *arg)
{
	char text[200];
	(void)snprintf(text, sizeof(text), "Redis answers: %.*s", STR_ARG(reason));
	give_up(arg, text, false);
}

/* --- a journal that was put back --- */

static void read_producers(struct outbox *outbox)
{
	outbox->links.producer_count = 0;
	for (unsigned i = 0; i < LANE_PRODUCERS; i++) {
		journal_get_producer(outbox->links.journal, i, outbox->producers[i]);
		outbox->links.producers[i] = outbox->producers[i];
		if (outbox->producers[i][0] != '\0') {
			outbox->links.producer_count = i + 1;
		}
	}
}

static void on_epoch(int error, void *arg)
{
	struct epoch_ticket *ticket = arg;
	struct outbox *outbox = ticket->outbox;
	free(ticket);
	if (outbox == NULL) {
		return;
	}
	outbox->ticket = NULL;
	outbox->state = OUTBOX_WAITING;
	read_producers(outbox);
	loop_timer_set(outbox->connect_timer, error == 0 ? 0 : REFUSED_MIN_MS);
}

static void on_old_journal(struct lane *lane, void *arg)
{
	struct outbox *outbox = arg;
	log_warn("channel", str_from(lane->channel),
		"Redis has records of this journal that it does not have itself (it was restored from a copy): going on as a new producer");
	give_up(outbox, "the journal is older than Redis", false);
	loop_timer_clear(outbox->connect_timer);
	outbox->state = OUTBOX_CHANGING_EPOCH;
	outbox->ticket = mem_zalloc(sizeof(*outbox->ticket));
	outbox->ticket->outbox = outbox;
	journal_start_epoch(outbox->links.journal, on_epoch, outbox->ticket);
}

/* --- the connection comes --- */

static void go_up(struct outbox *outbox)
{
	outbox->state = OUTBOX_UP;
	outbox->wait_ms = 0;
	outbox->held_at = 0;
	outbox->reason[0] = '\0';
	outbox->logged[0] = '\0';
	log_info("redis", server_name(outbox), "connected: alerts are delivered");
	each_lane(outbox, feed_lane);
	tell_change(outbox, true);
	events_flush(&outbox->events, outbox->links.redis);
}

static void on_loaded(struct redis *redis, const struct redis_reply *reply, void *arg)
{
	struct outbox *outbox = arg;
	enum script which = outbox->scripts.commit[0] == '\0' ? SCRIPT_COMMIT : SCRIPT_RESUME;
	char text[240];
	(void)redis;
	if (!scripts_loaded(&outbox->scripts, which, reply)) {
		(void)snprintf(text, sizeof(text), "Redis takes no scripts: %.*s",
			STR_ARG(redis_get_text(reply)));
		give_up(outbox, text, true);
	} else if (which == SCRIPT_RESUME) {
		go_up(outbox);
	}
}

static void on_info(struct redis *redis, const struct redis_reply *reply, void *arg)
{
	struct outbox *outbox = arg;
	struct buf reason;
	enum check_verdict verdict = CHECK_REFUSE;
	(void)redis;
	buf_init(&reason, 240);
	if (redis_type_of(reply) == REDIS_TEXT) {
		buf_add_str(&reason, STR("Redis cannot be used: "));
		verdict = check_info(redis_get_text(reply), &reason);
	} else {
		buf_printf(&reason, "Redis cannot be checked: %.200s",
			redis_get_text(reply).len > 0 ? redis_get_text(reply).ptr : "");
		verdict = redis_is_error(reply, "LOADING") ? CHECK_WAIT : CHECK_REFUSE;
	}
	if (verdict != CHECK_GOOD) {
		give_up(outbox, buf_cstr(&reason), verdict == CHECK_REFUSE);
	}
	buf_done(&reason);
}

static void on_ready(struct redis *redis, void *arg)
{
	struct outbox *outbox = arg;
	outbox->state = OUTBOX_CHECKING;
	outbox->scripts.commit[0] = '\0';
	outbox->scripts.resume[0] = '\0';
	redis_send_words(redis, "INFO", on_info, outbox);
	scripts_load(redis, SCRIPT_COMMIT, on_loaded, outbox);
	scripts_load(redis, SCRIPT_RESUME, on_loaded, outbox);
}

static void connect_now(void *arg)
{
	struct outbox *outbox = arg;
	const struct redis_handlers handlers = {
		.on_ready = on_ready, .on_lost = on_lost, .arg = outbox};
	if (outbox->state != OUTBOX_WAITING) {
		return;
	}
	outbox->state = OUTBOX_CONNECTING;
	if (outbox->metric_connections != NULL) {
		outbox->metric_connections->value++;
	}
	outbox->links.redis = redis_connect(outbox->loop, &outbox->config.address, &handlers);
}

/* --- starting and stopping --- */

static char *copy(const char *text)
{
	return text != NULL ? mem_strdup(text) : NULL;
}

static void copy_address(struct redis_address *address)
{
	address->socket = copy(address->socket);
	address->host = copy(address->host);
	address->user = copy(address->user);
	address->password = copy(address->password);
	address->name = copy(address->name);
}

static void free_address(struct redis_address *address)
{
	if (address->password != NULL) {
		explicit_bzero((char *)address->password, strlen(address->password));
	}
	free((char *)address->socket);
	free((char *)address->host);
	free((char *)address->user);
	free((char *)address->password);
	free((char *)address->name);
}

static void set_links(struct outbox *outbox, struct journal *journal)
{
	const struct outbox_config *config = &outbox->config;
	outbox->links = (struct lane_links){
		.scripts = &outbox->scripts,
		.journal = journal,
		.stream_max_length = config->stream_max_length > 0 ? config->stream_max_length
								   : DEFAULT_MAX_LENGTH,
		.stream_max_age_ms = config->stream_max_age_ms > 0 ? config->stream_max_age_ms
								   : DEFAULT_MAX_AGE_MS,
		.lost = config->lost,
		.on_answer = on_answer,
		.on_held = on_held,
		.on_server_changed = on_server_changed,
		.on_old_journal = on_old_journal,
		.arg = outbox,
	};
}

struct outbox *outbox_new(
	struct loop *loop, struct journal *journal, const struct outbox_config *config)
{
	struct outbox *outbox = mem_zalloc(sizeof(*outbox));
	struct journal_channel channel;
	size_t cursor = 0;
	outbox->loop = loop;
	outbox->config = *config;
	copy_address(&outbox->config.address);
	outbox->lanes = map_new();
	list_init(&outbox->hungry);
	scripts_init(&outbox->scripts);
	events_init(&outbox->events);
	set_links(outbox, journal);
	read_producers(outbox);
	outbox->connect_timer = loop_timer_new(loop, connect_now, outbox);
	outbox->pump_timer = loop_timer_new(loop, pump, outbox);
	outbox->held_timer = loop_timer_new(loop, on_held_timer, outbox);
	outbox->down_since = clock_mono_ms();
	outbox->status.since = clock_wall_ms();
	outbox_add_metrics(outbox, config->metrics);
	while (journal_next_channel(journal, &cursor, &channel)) {
		(void)find_lane(outbox, channel.name);
	}
	loop_timer_set(outbox->connect_timer, 0);
	return outbox;
}

static void delete_lane(struct outbox *outbox, struct lane *lane)
{
	(void)outbox;
	lane_free(lane);
}

void outbox_free(struct outbox *outbox)
{
	if (outbox == NULL) {
		return;
	}
	redis_free(outbox->links.redis);
	if (outbox->ticket != NULL) {
		outbox->ticket->outbox = NULL;
	}
	each_lane(outbox, delete_lane);
	map_free(outbox->lanes);
	events_done(&outbox->events);
	loop_timer_free(outbox->connect_timer);
	loop_timer_free(outbox->pump_timer);
	loop_timer_free(outbox->held_timer);
	loop_timer_free(outbox->gauge_timer);
	scripts_done(&outbox->scripts);
	free_address(&outbox->config.address);
	free(outbox);
}

void outbox_notify(struct outbox *outbox, struct str channel)
{
	feed_lane(outbox, find_lane(outbox, channel));
}

void outbox_control(struct outbox *outbox, struct str json)
{
	events_put(&outbox->events, outbox->state == OUTBOX_UP ? outbox->links.redis : NULL, json);
}

bool outbox_is_idle(const struct outbox *outbox)
{
	size_t cursor = 0;
	struct str name;
	void *value = NULL;
	bool settled = outbox->state == OUTBOX_UP;
	while (settled && map_next(outbox->lanes, &cursor, &name, &value)) {
		settled = lane_is_settled(value);
	}
	return settled;
}
