/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Hosts that did not answer a short while ago, and what those are told who would ask them: nobody waits for a host that has
 * just been waited for in vain. Bounded: the one that was heard of longest ago goes first. Knows no clock.
 */
#ifndef NUNCIO_FETCH_DEAD_HOSTS_H
#define NUNCIO_FETCH_DEAD_HOSTS_H

#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

struct dead_hosts;

enum dead_hosts_state {
	DEAD_HOSTS_FINE,
	DEAD_HOSTS_SUSPECT, /* may be asked again, but may not crowd out others */
	DEAD_HOSTS_DEAD
};

struct dead_hosts *dead_hosts_new(size_t max);
void dead_hosts_free(struct dead_hosts *hosts);

/* It did not answer; `kind` and `error` are for the caller. */
void dead_hosts_put(
	struct dead_hosts *hosts, struct str name, int kind, struct str error, int64_t now_ms);
/* It did. */
void dead_hosts_del(struct dead_hosts *hosts, struct str name);
/* *ret_kind and *ret_error when it is DEAD; borrowed until the next change. */
enum dead_hosts_state dead_hosts_find(const struct dead_hosts *hosts, struct str name,
	int64_t now_ms, int *ret_kind, struct str *ret_error);
size_t dead_hosts_count(const struct dead_hosts *hosts);

#endif
