/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Watches folders with inotify(7) and filters by file name. Never looks into files. Keeps true: after each call of `fn`, and
 * before it, every folder that exists is watched, so that a change between the look and the watch is not lost.
 */
#include "net/watch.h"

#include <errno.h>
#include <fnmatch.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"

#define FOLDER_EVENTS                                                                              \
	(IN_CLOSE_WRITE | IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO | IN_ATTRIB |        \
		IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR)

struct pattern {
	char *folder; /* owned; without the last slash */
	char *name;   /* owned; pattern of the last part */
	int wd;       /* of the folder, or of the nearest one above it; -1: none */
	char *missing; /* owned; NULL: the folder is there; else the part of its path that the watched one lacks */
};

struct watch {
	struct loop_io *io;       /* owned */
	struct loop_timer *timer; /* owned */
	loop_fn *fn;
	void *arg;
	int fd;
	int64_t latest;           /* monotonic ms; when the call must come; 0: no change waits */
	struct pattern *patterns; /* owned */
	size_t count;
};

static void clear_patterns(struct watch *watch)
{
	for (size_t i = 0; i < watch->count; i++) {
		free(watch->patterns[i].folder);
		free(watch->patterns[i].name);
		free(watch->patterns[i].missing);
	}
	free(watch->patterns);
	watch->patterns = NULL;
	watch->count = 0;
}

/* Of the folder itself any matching name; of one above it only the next part of the path: others write there, too. */
static bool is_name_meant(const struct pattern *pattern, const char *name)
{
	return pattern->missing ? strcmp(name, pattern->missing) == 0
				: fnmatch(pattern->name, name, FNM_PERIOD) == 0;
}

/* Cuts the last part off; "/" stays. */
static void cut_last_part(char *path)
{
	char *slash = strrchr(path, '/');

	if (!slash) {
		memcpy(path, ".", 2);
	} else if (slash == path) {
		path[1] = '\0';
	} else {
		*slash = '\0';
	}
}

static void watch_folder(struct watch *watch, struct pattern *pattern)
{
	char path[PATH_MAX];

	free(pattern->missing);
	pattern->missing = NULL;
	pattern->wd = -1;
	if ((size_t)snprintf(path, sizeof(path), "%s", pattern->folder) >= sizeof(path)) {
		return;
	}
	for (;;) {
		/* IN_MASK_ADD is not wanted: the mask is always the same. */
		pattern->wd = inotify_add_watch(watch->fd, path, FOLDER_EVENTS);
		if (pattern->wd >= 0 || strcmp(path, "/") == 0 || strcmp(path, ".") == 0) {
			return;
		}
		const char *slash = strrchr(path, '/');

		free(pattern->missing);
		pattern->missing = mem_strdup(slash ? slash + 1 : path);
		cut_last_part(path);
	}
}

static void watch_all(struct watch *watch)
{
	for (size_t i = 0; i < watch->count; i++) {
		watch_folder(watch, &watch->patterns[i]);
	}
}

static bool is_meant(const struct watch *watch, const struct inotify_event *event)
{
	if (event->mask & (IN_Q_OVERFLOW | IN_DELETE_SELF | IN_MOVE_SELF)) {
		return true;
	}
	for (size_t i = 0; i < watch->count; i++) {
		const struct pattern *pattern = &watch->patterns[i];

		if (pattern->wd == event->wd && event->len && is_name_meant(pattern, event->name)) {
			return true;
		}
	}
	return false;
}

static void arm(struct watch *watch)
{
	int64_t now = clock_mono_ms();

	if (watch->latest == 0) {
		watch->latest = now + WATCH_LATEST_MS;
	}
	loop_timer_set(watch->timer, watch->latest - now < WATCH_QUIET_MS
					     ? (watch->latest > now ? watch->latest - now : 0)
					     : WATCH_QUIET_MS);
}

static void on_events(int fd, unsigned events, void *arg)
{
	struct watch *watch = arg;
	_Alignas(struct inotify_event) char bytes[16384];
	bool meant = false;
	ssize_t got;

	(void)events;
	while ((got = read(fd, bytes, sizeof(bytes))) > 0) {
		for (char *at = bytes; at < bytes + got;) {
			const struct inotify_event *event =
				(const struct inotify_event *)(void *)at;

			meant = is_meant(watch, event) || meant;
			at += sizeof(*event) + event->len;
		}
	}
	if (meant) {
		arm(watch);
	}
}

static void on_quiet(void *arg)
{
	struct watch *watch = arg;

	watch->latest = 0;
	watch_all(watch);
	watch->fn(watch->arg);
}

struct watch *watch_new(struct loop *loop, loop_fn *fn, void *arg)
{
	int fd = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
	struct watch *watch;

	if (fd < 0) {
		return NULL;
	}
	watch = mem_zalloc(sizeof(*watch));
	watch->fd = fd;
	watch->fn = fn;
	watch->arg = arg;
	watch->io = loop_io_new(loop, fd, on_events, watch);
	watch->timer = loop_timer_new(loop, on_quiet, watch);
	loop_io_set(watch->io, LOOP_READ);
	return watch;
}

void watch_set(struct watch *watch, const char *const *patterns, size_t count)
{
	clear_patterns(watch);
	watch->patterns = mem_zalloc(count * sizeof(struct pattern));
	watch->count = count;
	for (size_t i = 0; i < count; i++) {
		const char *slash = strrchr(patterns[i], '/');

		watch->patterns[i].name = mem_strdup(slash ? slash + 1 : patterns[i]);
		watch->patterns[i].folder = mem_strdup(patterns[i]);
		cut_last_part(watch->patterns[i].folder);
	}
	watch_all(watch);
}

void watch_free(struct watch *watch)
{
	if (!watch) {
		return;
	}
	loop_io_free(watch->io);
	loop_timer_free(watch->timer);
	(void)close(watch->fd);
	clear_patterns(watch);
	free(watch);
}
