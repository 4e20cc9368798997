/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Whose turn it is: the requests that wait, in one queue a host. A host is asked at most so often and by so many at a
 * time, and not before it wants to be; all hosts share the connections, of which requests that are suspect (their feed
 * failed last time) get at most half. Knows no clock and no network: the caller says what time it is (monotonic ms).
 */
#ifndef NUNCIO_FETCH_HOST_H
#define NUNCIO_FETCH_HOST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/list.h"
#include "base/str.h"

struct hosts;
struct host;

/* Lives in what waits. Zero it before its first use. */
struct host_wait {
	struct list link;
	struct host *host; /* NULL: neither waits nor is under way */
	bool active;       /* its turn has come and is not over */
	bool suspect;
};

struct hosts_config {
	int64_t gap_ms;    /* from one start to the next on a host */
	unsigned per_host; /* under way on a host */
	unsigned total;    /* under way in all */
};

struct hosts *hosts_new(const struct hosts_config *config);
/* All waits must have been deleted. */
void hosts_free(struct hosts *hosts);
void hosts_configure(struct hosts *hosts, const struct hosts_config *config);

/* Queues at the end, or in front (a request that goes on: a redirect, a retry). `host` in small letters. */
void hosts_add(
	struct hosts *hosts, struct host_wait *wait, struct str host, bool front, int64_t now_ms);
/* The one whose turn it is, active from now on; NULL: nobody's. */
struct host_wait *hosts_take(struct hosts *hosts, int64_t now_ms);
/* When hosts_take may have another one: INT64_MAX when only hosts_del or hosts_add can bring it about. */
int64_t hosts_next_at(const struct hosts *hosts);
/* Gives the turn back, or leaves the queue. Nothing happens when it does neither. */
void hosts_del(struct hosts *hosts, struct host_wait *wait, int64_t now_ms);

/* The host of an active wait wants to be left alone until then. Returns how often in a row it said so, from 1. */
unsigned hosts_hold(struct hosts *hosts, const struct host_wait *wait, int64_t until_ms);
/* How often in a row the host of an active wait has wanted to be left alone. */
unsigned hosts_holds(const struct host_wait *wait);
/* The host of an active wait has answered: it is held no more. */
void hosts_answered(const struct host_wait *wait);

/* Whether its host is asked so often that a connection is worth keeping: more wait, or it was asked a short while ago. */
bool hosts_is_busy(const struct host_wait *wait);

size_t hosts_waiting(const struct hosts *hosts);
size_t hosts_active(const struct hosts *hosts);
/* Hosts that are remembered. */
size_t hosts_count(const struct hosts *hosts);

#endif
