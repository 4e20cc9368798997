/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Starts the parts of the daemon in order, lets the loop run, stops them in the reverse order. Does none of the work. Keeps
 * true: a part is started only when all those above it in the table are, and what was started is stopped.
 */
#include "daemon.h"

#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "alert/event.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "commands.h"
#include "conf/fetching.h"
#include "pages.h"
#include "reload.h"

#define HEARTBEAT_MS 30000
#define STOP_ROUNDS_MS 2000 /* for rounds that are under way */
#define STOP_DELIVER_MS                                                                            \
	2000 /* for records that Redis has not got yet; with the rest, an end within 5 s */
#define STOP_LOOK_MS 10
#define ERROR_TEXT_MAX 4096
#define READER_QUEUE 64 /* documents copied for readers; the rest waits in the fetcher's budget */

/* A row of the start table. */
struct part {
	const char *what;
	/* False when it cannot be; the reason was logged. */
	bool (*start)(struct daemon *daemon);
	void (*stop)(struct daemon *daemon);
};

static bool fail(const char *what, struct str name, struct buf *error)
{
	log_error(what, name, "%.*s", STR_ARG(str_trim(buf_str(error))));
	buf_done(error);
	return false;
}

static const char *or_null(const char *text)
{
	return text[0] ? text : NULL;
}

/* --- folders and the journal --- */

static bool make_folder(const char *path, mode_t mode)
{
	if (mkdir(path, mode) < 0 && errno != EEXIST) {
		log_error(NULL, STR(""), "cannot make the folder %s: %s", path, strerror(errno));
		return false;
	}
	return true;
}

static bool start_folders(struct daemon *daemon)
{
	return make_folder(daemon->conf->state_dir, 0700) &&
	       make_folder(daemon->conf->runtime_dir, 0755);
}

static bool start_journal(struct daemon *daemon)
{
	const struct conf *conf = daemon->conf;
	struct buf path;
	struct buf error;
	int result;

	buf_init(&path, ERROR_TEXT_MAX);
	buf_init(&error, ERROR_TEXT_MAX);
	buf_printf(&path, "%s/journal.sqlite", conf->state_dir);
	result = journal_open(daemon->loop,
		&(struct journal_config){
			.path = buf_cstr(&path),
			.retention_ms = conf->journal.retention_ms,
			.max_bytes = (uint64_t)conf->journal.max_bytes,
			.metrics = daemon->metrics,
		},
		&error, &daemon->journal);
	buf_done(&path);
	if (result < 0) {
		return fail("journal", str_from(conf->state_dir), &error);
	}
	buf_done(&error);
	return true;
}

static void stop_journal(struct daemon *daemon)
{
	journal_close(daemon->journal);
}

/* --- Redis and delivery --- */

static bool start_redis(struct daemon *daemon)
{
	const struct conf *conf = daemon->conf;
	struct buf error;
	int result;

	if (conf->redis.server.kind != CONF_ADDRESS_NONE) {
		result = conf_read_password(conf, &daemon->redis_password);
		if (result < 0) {
			log_error("redis", str_from(conf->redis.password_file),
				"cannot read the password: %s", strerror(-result));
		}
		return result == 0;
	}
	buf_init(&error, ERROR_TEXT_MAX);
	result = private_start(daemon->loop,
		&(struct private_config){
			.binary = conf->redis.private.program,
			.state_dir = conf->state_dir,
			.runtime_dir = conf->runtime_dir,
			.group = or_null(conf->redis.private.group),
		},
		&error, &daemon->private_redis);
	if (result < 0) {
		return fail("redis", str_from(conf->redis.private.program), &error);
	}
	buf_done(&error);
	return true;
}

static void stop_redis(struct daemon *daemon)
{
	private_stop(daemon->private_redis);
	free(daemon->redis_password);
}

struct redis_address daemon_redis_address(const struct daemon *daemon)
{
	const struct conf *conf = daemon->conf;
	bool is_socket = conf->redis.server.kind == CONF_ADDRESS_SOCKET;

	if (daemon->private_redis) {
		return private_address(daemon->private_redis);
	}
	return (struct redis_address){
		.socket = is_socket ? conf->redis.server.name : NULL,
		.host = is_socket ? NULL : conf->redis.server.name,
		.port = conf->redis.server.port,
		.user = or_null(conf->redis.user),
		.password = daemon->redis_password,
		.name = "nunciod",
	};
}

/* The outbox has logged it. */
static void on_delivery_change(bool up, const char *reason, void *arg)
{
	struct daemon *daemon = arg;
	const struct event_field fields[] = {
		EVENT_TEXT("reason", str_from(reason ? reason : "")), EVENT_END};

	event_send(
		daemon->outbox, daemon->report.instance, up ? "redis_back" : "redis_lost", fields);
}

static bool start_outbox(struct daemon *daemon)
{
	const struct conf *conf = daemon->conf;

	daemon->outbox = outbox_new(daemon->loop, daemon->journal,
		&(struct outbox_config){
			.address = daemon_redis_address(daemon),
			.stream_max_length = (uint64_t)conf->redis.retention.count,
			.stream_max_age_ms = conf->redis.retention.age_ms,
			.lost = conf->redis.accept_lost_data ? OUTBOX_LOST_RESUME
							     : OUTBOX_LOST_REFUSE,
			.metrics = daemon->metrics,
			.on_change = on_delivery_change,
			.arg = daemon,
		});
	daemon->report = (struct report){daemon->outbox, str_from(conf->instance)};
	return true;
}

static void stop_outbox(struct daemon *daemon)
{
	outbox_free(daemon->outbox);
}

/* --- fetching and reading --- */

static bool start_fetcher(struct daemon *daemon)
{
	struct fetch_config config = conf_fetch_config(daemon->conf);
	char *error = NULL;

	daemon->fetcher = fetcher_new(&config, daemon->loop, daemon->metrics, &error);
	if (!daemon->fetcher) {
		log_error(NULL, STR(""), "fetching cannot start: %s", error);
		free(error);
	}
	return daemon->fetcher != NULL;
}

static void stop_fetcher(struct daemon *daemon)
{
	fetcher_free(daemon->fetcher);
}

static bool start_readers(struct daemon *daemon)
{
	const struct conf *conf = daemon->conf;
	struct buf last_good;

	buf_init(&last_good, ERROR_TEXT_MAX);
	buf_printf(&last_good, "%s/" RULES_LAST_GOOD, conf->state_dir);
	daemon->readers = readers_new(
		&(struct readers_config){
			.rule_paths = conf->rules.items,
			.rule_path_count = conf->rules.count,
			.last_good = buf_cstr(&last_good),
			.reader_count = (size_t)conf->readers.count,
			.cpu_limit_ms = conf->readers.cpu_limit_ms,
			.deadline_ms = conf->readers.deadline_ms,
			.arena_bytes = (size_t)conf->readers.memory_bytes / 2,
			.data_bytes = (size_t)conf->readers.memory_bytes,
			.queue_max = READER_QUEUE,
		},
		daemon->loop, daemon->metrics);
	buf_done(&last_good);
	return true;
}

static void stop_readers(struct daemon *daemon)
{
	readers_free(daemon->readers);
}

/* --- the pipeline --- */

static struct pipeline_config pipeline_config_of(const struct conf *conf)
{
	return (struct pipeline_config){
		.schedule =
			{
				.interval_s = conf->fetch.interval_ms / 1000,
				.min_interval_s = conf->fetch.min_interval_ms / 1000,
				.max_interval_s = conf->fetch.max_interval_ms / 1000,
				.jitter_percent = (unsigned)conf->fetch.jitter_percent,
			},
		.backlog_ms = conf->backlog_ms,
		.fulltext =
			{
				.timeout_ms = conf->fulltext.timeout_ms,
				.max_wait_ms = conf->fulltext.max_wait_ms,
				.max_page_bytes = (uint64_t)conf->fulltext.max_page_bytes,
				/* The other half is for feeds. */
				.at_once = (size_t)conf->fetch.connections / 2,
				.robots = conf->fulltext.robots,
			},
		.pages_by_default = conf->fulltext.enabled,
	};
}

static bool start_pipeline(struct daemon *daemon)
{
	struct pipeline_config config = pipeline_config_of(daemon->conf);

	daemon->feeds = feed_list_new();
	daemon->pipeline = pipeline_new(
		&(struct pipeline_parts){
			.loop = daemon->loop,
			.feeds = daemon->feeds,
			.fetcher = daemon->fetcher,
			.readers = daemon->readers,
			.journal = daemon->journal,
			.outbox = daemon->outbox,
			.metrics = daemon->metrics,
			.instance = str_from(daemon->conf->instance),
		},
		&config);
	return true;
}

static void stop_pipeline(struct daemon *daemon)
{
	pipeline_free(daemon->pipeline);
	feed_list_free(daemon->feeds);
}

void daemon_take_conf(struct daemon *daemon, struct conf *conf)
{
	struct pipeline_config pipeline = pipeline_config_of(conf);
	struct fetch_config fetch = conf_fetch_config(conf);

	if (daemon->live != daemon->conf) {
		conf_free(daemon->live);
	}
	daemon->live = conf;
	log_set_level(conf->log.level);
	fetcher_configure(daemon->fetcher, &fetch);
	pipeline_configure(daemon->pipeline, &pipeline);
}

/* --- what the outside sees --- */

static bool start_control(struct daemon *daemon)
{
	const char *path = daemon->conf->control.socket;
	int result = control_server_new(daemon->loop, path, daemon->conf->control.group,
		daemon_commands, daemon, &daemon->control);

	if (result < 0) {
		log_error("control", str_from(path), "cannot listen: %s",
			result == -ESRCH ? "no such group" : strerror(-result));
	}
	return result == 0;
}

static void stop_control(struct daemon *daemon)
{
	control_server_free(daemon->control);
}

static bool start_http(struct daemon *daemon)
{
	const struct conf_address *listen = &daemon->conf->http.listen;
	int result;

	if (listen->kind != CONF_ADDRESS_HOST) {
		return true;
	}
	result = http_server_new(
		daemon->loop, listen->name, listen->port, daemon_pages, daemon, &daemon->http);
	if (result < 0) {
		log_error("http", str_from(listen->name), "cannot listen on port %u: %s",
			listen->port, strerror(-result));
	}
	return result == 0;
}

static void stop_http(struct daemon *daemon)
{
	http_server_free(daemon->http);
}

/* --- signals, heartbeat, the end --- */

static void on_all_delivered(void *arg)
{
	struct daemon *daemon = arg;

	if (outbox_is_idle(daemon->outbox) || clock_mono_ms() >= daemon->stop_at) {
		loop_stop(daemon->loop);
	} else {
		loop_timer_set(daemon->stop_deadline, STOP_LOOK_MS);
	}
}

static void on_rounds_ended(void *arg)
{
	struct daemon *daemon = arg;

	daemon->stop_at = clock_mono_ms() + STOP_DELIVER_MS;
	/* Not at once: what was just said on the control socket and to Redis has to go out. */
	loop_timer_set(daemon->stop_deadline, STOP_LOOK_MS);
}

/* Ends what is under way and delivers it; what does not end in time is repeated after the next start. */
static void on_stop_signal(void *arg)
{
	struct daemon *daemon = arg;

	if (daemon->stopping) {
		loop_stop(daemon->loop);
		return;
	}
	daemon->stopping = true;
	systemd_stopping();
	log_info(NULL, STR(""), "stopping");
	event_send(daemon->outbox, daemon->report.instance, "stopping", NULL);
	daemon->stop_at = clock_mono_ms() + STOP_ROUNDS_MS + STOP_DELIVER_MS;
	loop_timer_set(daemon->stop_deadline, STOP_ROUNDS_MS);
	reload_stop(daemon->reload);
	pipeline_stop(daemon->pipeline, on_rounds_ended, daemon);
}

static void on_reload_signal(void *arg)
{
	struct daemon *daemon = arg;

	reload_start(daemon->reload, RELOAD_ALL, NULL, NULL);
}

static bool start_signals(struct daemon *daemon)
{
	daemon->signals[0] = loop_signal_new(daemon->loop, SIGTERM, on_stop_signal, daemon);
	daemon->signals[1] = loop_signal_new(daemon->loop, SIGINT, on_stop_signal, daemon);
	daemon->signals[2] = loop_signal_new(daemon->loop, SIGHUP, on_reload_signal, daemon);
	daemon->stop_deadline = loop_timer_new(daemon->loop, on_all_delivered, daemon);
	return signal(SIGPIPE, SIG_IGN) != SIG_ERR;
}

static void stop_signals(struct daemon *daemon)
{
	loop_timer_free(daemon->stop_deadline);
	for (size_t i = 0; i < sizeof(daemon->signals) / sizeof(daemon->signals[0]); i++) {
		loop_signal_free(daemon->signals[i]);
	}
}

static void on_heartbeat(void *arg)
{
	struct daemon *daemon = arg;
	struct outbox_status delivery;

	outbox_get_status(daemon->outbox, &delivery);
	const struct event_field fields[] = {EVENT_NUMBER("feeds", feed_list_count(daemon->feeds)),
		EVENT_NUMBER("articles", metrics_get(daemon->metrics, "nuncio_articles_total")),
		EVENT_NUMBER("published", delivery.published),
		EVENT_NUMBER("pending", delivery.pending), EVENT_END};

	event_send(daemon->outbox, daemon->report.instance, "heartbeat", fields);
	loop_timer_set(daemon->heartbeat, HEARTBEAT_MS);
}

static bool start_heartbeat(struct daemon *daemon)
{
	daemon->heartbeat = loop_timer_new(daemon->loop, on_heartbeat, daemon);
	daemon->watchdog = watchdog_new(daemon->loop);
	loop_timer_set(daemon->heartbeat, HEARTBEAT_MS);
	return true;
}

static void stop_heartbeat(struct daemon *daemon)
{
	watchdog_free(daemon->watchdog);
	loop_timer_free(daemon->heartbeat);
}

static bool start_reload(struct daemon *daemon)
{
	daemon->reload = reload_new(daemon);
	reload_start(daemon->reload, RELOAD_FIRST, NULL, NULL);
	return true;
}

static void stop_reload(struct daemon *daemon)
{
	reload_free(daemon->reload);
}

/* --- the table --- */

static const struct part parts[] = {
	{"its folders", start_folders, NULL},
	{"signals", start_signals, stop_signals},
	{"the journal", start_journal, stop_journal},
	{"Redis", start_redis, stop_redis},
	{"delivery", start_outbox, stop_outbox},
	{"fetching", start_fetcher, stop_fetcher},
	{"the readers", start_readers, stop_readers},
	{"the pipeline", start_pipeline, stop_pipeline},
	{"rules and feeds", start_reload, stop_reload},
	{"the control socket", start_control, stop_control},
	{"the HTTP server", start_http, stop_http},
	{"the heartbeat", start_heartbeat, stop_heartbeat},
};

#define PART_COUNT (sizeof(parts) / sizeof(parts[0]))

void daemon_tell_ready(struct daemon *daemon)
{
	char status[128];

	(void)snprintf(
		status, sizeof(status), "watching %zu feeds", feed_list_count(daemon->feeds));
	systemd_ready(status);
	if (!daemon->was_ready) {
		daemon->was_ready = true;
		log_info(NULL, STR(""), "nuncio %s is ready: %s", NUNCIO_VERSION, status);
		event_send(daemon->outbox, daemon->report.instance, "started", NULL);
	}
}

int daemon_run(struct conf *conf, const char *conf_file, const char *const *sets, size_t set_count)
{
	struct daemon daemon = {.conf = conf,
		.live = conf,
		.conf_file = conf_file,
		.sets = sets,
		.set_count = set_count,
		.started_at = clock_wall_s()};
	size_t started = 0;
	int status = EXIT_FAILURE;

	log_set_level(conf->log.level);
	daemon.loop = loop_new();
	daemon.metrics = metrics_new();
	while (started < PART_COUNT && parts[started].start(&daemon)) {
		started++;
	}
	if (started == PART_COUNT) {
		loop_run(daemon.loop);
		status = EXIT_SUCCESS;
	} else {
		log_error(NULL, STR(""), "cannot start %s", parts[started].what);
	}
	while (started > 0) {
		started--;
		if (parts[started].stop) {
			parts[started].stop(&daemon);
		}
	}
	loop_free(daemon.loop);
	metrics_free(daemon.metrics);
	if (daemon.live != daemon.conf) {
		conf_free(daemon.live);
	}
	conf_free(daemon.conf);
	return status;
}
