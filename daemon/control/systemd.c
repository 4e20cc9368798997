/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Talks to systemd: readiness, watchdog, journal. Never decides anything.
 */
#include "control/systemd.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <systemd/sd-daemon.h>
#include <systemd/sd-journal.h>
#include <unistd.h>

#include "base/log.h"
#include "base/mem.h"

struct watchdog {
	struct loop_timer *timer; /* owned */
	int64_t period_ms;
};

static int priority_of(enum log_level level)
{
	static const int priorities[] = {3, 4, 6, 7}; /* syslog(3): err, warning, info, debug */

	return priorities[level];
}

static void journal_sink(
	enum log_level level, const char *kind, const char *name, const char *message)
{
	if (kind) {
		(void)sd_journal_send("PRIORITY=%d", priority_of(level), "NUNCIO_OBJECT=%s", kind,
			"NUNCIO_NAME=%s", name, "MESSAGE=%s=\"%s\" %s", kind, name, message, NULL);
	} else {
		(void)sd_journal_send(
			"PRIORITY=%d", priority_of(level), "MESSAGE=%s", message, NULL);
	}
}

/* systemd names the stream it connected in JOURNAL_STREAM=device:inode (systemd.exec(5)). */
void systemd_log_to_journal(void)
{
	const char *stream = getenv("JOURNAL_STREAM");
	char here[64];
	struct stat stat_buf;

	if (!stream || fstat(STDERR_FILENO, &stat_buf) < 0) {
		return;
	}
	(void)snprintf(here, sizeof(here), "%llu:%llu", (unsigned long long)stat_buf.st_dev,
		(unsigned long long)stat_buf.st_ino);
	if (strcmp(stream, here) == 0) {
		log_set_sink(journal_sink);
	}
}

void systemd_ready(const char *status)
{
	(void)sd_notifyf(0, "READY=1\nSTATUS=%s", status);
}

void systemd_reloading(void)
{
	(void)sd_notify(0, "RELOADING=1");
}

void systemd_stopping(void)
{
	(void)sd_notify(0, "STOPPING=1");
}

static void on_watchdog(void *arg)
{
	struct watchdog *watchdog = arg;

	(void)sd_notify(0, "WATCHDOG=1");
	loop_timer_set(watchdog->timer, watchdog->period_ms);
}

struct watchdog *watchdog_new(struct loop *loop)
{
	uint64_t interval_us = 0;
	struct watchdog *watchdog;

	if (sd_watchdog_enabled(0, &interval_us) <= 0) {
		return NULL;
	}
	watchdog = mem_zalloc(sizeof(*watchdog));
	watchdog->period_ms = (int64_t)(interval_us / 2000);
	watchdog->timer = loop_timer_new(loop, on_watchdog, watchdog);
	loop_timer_set(watchdog->timer, 0);
	return watchdog;
}

void watchdog_free(struct watchdog *watchdog)
{
	if (watchdog) {
		loop_timer_free(watchdog->timer);
		free(watchdog);
	}
}
