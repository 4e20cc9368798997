/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Tells when files that people edit have changed: written, renamed, moved into place, deleted, their folder made or removed.
 * Many changes at once are one call, made when it has been quiet for a moment.
 */
#ifndef NUNCIO_NET_WATCH_H
#define NUNCIO_NET_WATCH_H

#include <stddef.h>

#include "net/loop.h"

struct watch;

/* Quiet for this long before the call; under constant change the call comes at the latest after WATCH_LATEST_MS. */
#define WATCH_QUIET_MS 200
#define WATCH_LATEST_MS 2000

/* NULL when the kernel gives no inotify descriptor (errno). `fn` may call watch_set. */
struct watch *watch_new(struct loop *loop, loop_fn *fn, void *arg);
/* What to watch from now on: paths whose last part may be a pattern of fnmatch(3) ("rules.d" followed by "*.yaml"). Folders
 * need not exist: then the nearest one above is watched. */
void watch_set(struct watch *watch, const char *const *patterns, size_t count);
void watch_free(struct watch *watch);

#endif
