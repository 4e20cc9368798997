/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The daemon as a whole: what it consists of, how it starts and stops. Each part is made by one row of a table and unmade by
 * the same row, in the reverse order.
 */
#ifndef NUNCIO_DAEMON_H
#define NUNCIO_DAEMON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "alert/outbox.h"
#include "base/attr.h"
#include "base/metric.h"
#include "conf/conf.h"
#include "control/server.h"
#include "control/systemd.h"
#include "feed/list.h"
#include "fetch/fetch.h"
#include "http/server.h"
#include "journal/journal.h"
#include "net/loop.h"
#include "net/watch.h"
#include "pipeline.h"
#include "reader/readers.h"
#include "report.h"
#include "store/private.h"

#define RULES_LAST_GOOD "rules.last-good" /* a directory in that of the state */

struct reload;

/* Shared by the files of this rank; all parts are owned. */
struct daemon {
	struct conf *conf;       /* as of the start: what takes a restart is read from here */
	struct conf *live;       /* as of the last good reload, for the rest; may be `conf` */
	const char *conf_file;   /* borrowed; NULL: the default */
	const char *const *sets; /* borrowed: --set, for reloads */
	size_t set_count;
	struct loop *loop;
	struct metrics *metrics;
	struct journal *journal;
	struct private_redis *private_redis; /* NULL: a configured server is used */
	char *redis_password;
	struct outbox *outbox;
	struct feed_list *feeds;
	struct fetcher *fetcher;
	struct readers *readers;
	struct pipeline *pipeline;
	struct reload *reload;
	struct control_server *control;
	struct http_server *http; /* NULL: off */
	struct watch *rules_watch;
	struct watch *feeds_watch;
	struct watchdog *watchdog; /* NULL: none asked for */
	struct loop_signal *signals[4];
	struct loop_timer *heartbeat;
	struct loop_timer *stop_deadline;
	struct report report;
	int64_t started_at; /* wall s */
	int64_t stop_at;    /* monotonic ms; when to stop waiting for delivery */
	bool stopping;
	bool was_ready; /* systemd was told */
};

/* Runs until it is told to stop; takes `conf`. Returns the exit status. */
int daemon_run(struct conf *conf, const char *conf_file, const char *const *sets, size_t set_count);

/* For the other files of this rank. */
struct redis_address daemon_redis_address(const struct daemon *daemon);
/* Takes `conf` as the live configuration and applies what a reload may change. */
void daemon_take_conf(struct daemon *daemon, struct conf *conf);
void daemon_tell_ready(struct daemon *daemon);

#endif
