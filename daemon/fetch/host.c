/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The queues of the hosts. It never starts anything itself.
 *
 *   IDLE (heap `idle`, until its times are over) --hosts_add--> READY (heap `ready`, by when it may be asked)
 *     ^                                                           | hosts_take
 *     +---- nobody waits, nothing under way <---- hosts_del ------+--> FULL (in no heap, per_host are under way)
 *
 * Invariant: a host is in `ready` exactly when somebody waits and fewer than per_host are under way there.
 */
#include "fetch/host.h"

#include <assert.h>
#include <stdlib.h>

#include "base/heap.h"
#include "base/map.h"
#include "base/mem.h"

/* How long a host is remembered after its last start: servers close connections that idle for longer. */
enum { REMEMBER_MS = 30 * 1000 };
/* A host that held us off is remembered so much longer, to tell a second time from a first. */
enum { REMEMBER_HELD_MS = 3600 * 1000 };

/* Suspects wait in a heap of their own, so that one look tells whether anybody of a kind may start. */
enum lane { LANE_GOOD, LANE_SUSPECT, LANE_COUNT };

struct host {
	char *name; /* owned; the key in `by_name` */
	struct list queue;
	struct heap_node node; /* in ready[lane] or in idle */
	struct heap *heap;     /* which one; NULL: none */
	unsigned active;
	unsigned holds;     /* in a row */
	int64_t started_at; /* the last start */
	bool again;         /* and there was one shortly before */
	int64_t gap_until;  /* the next start, as the gap has it */
	int64_t held_until; /* the next start, as the host has it */
};

struct hosts {
	struct hosts_config config;
	struct map *by_name; /* owns the hosts */
	struct heap ready[LANE_COUNT];
	struct heap idle;
	size_t waiting;
	size_t active[LANE_COUNT];
};

struct hosts *hosts_new(const struct hosts_config *config)
{
	struct hosts *hosts = mem_zalloc(sizeof(*hosts));

	hosts->config = *config;
	hosts->by_name = map_new();
	for (size_t i = 0; i < LANE_COUNT; i++) {
		heap_init(&hosts->ready[i]);
	}
	heap_init(&hosts->idle);
	return hosts;
}

static void host_free(struct host *host)
{
	free(host->name);
	free(host);
}

void hosts_free(struct hosts *hosts)
{
	size_t cursor = 0;
	struct str key;
	void *value;

	if (hosts == NULL) {
		return;
	}
	while (map_next(hosts->by_name, &cursor, &key, &value)) {
		host_free(value);
	}
	map_free(hosts->by_name);
	for (size_t i = 0; i < LANE_COUNT; i++) {
		heap_done(&hosts->ready[i]);
	}
	heap_done(&hosts->idle);
	free(hosts);
}

void hosts_configure(struct hosts *hosts, const struct hosts_config *config)
{
	hosts->config = *config;
}

static int64_t may_start_at(const struct host *host)
{
	return host->held_until > host->gap_until ? host->held_until : host->gap_until;
}

static void move_to(struct host *host, struct heap *heap, int64_t key)
{
	if (host->heap != NULL && host->heap != heap) {
		heap_del(host->heap, &host->node);
	}
	host->heap = heap;
	if (heap != NULL) {
		heap_set(heap, &host->node, key);
	}
}

/* Puts the host where it belongs after any change, or forgets it. */
static void settle(struct hosts *hosts, struct host *host, int64_t now_ms)
{
	struct list *first = list_first(&host->queue);

	if (first != NULL) {
		const struct host_wait *wait = LIST_ENTRY(first, struct host_wait, link);
		if (host->active < hosts->config.per_host) {
			move_to(host, &hosts->ready[wait->suspect ? LANE_SUSPECT : LANE_GOOD],
				may_start_at(host));
		} else {
			move_to(host, NULL, 0);
		}
		return;
	}
	if (host->active > 0) {
		move_to(host, NULL, 0);
		return;
	}
	int64_t until = may_start_at(host);
	if (until < host->started_at + REMEMBER_MS) {
		until = host->started_at + REMEMBER_MS;
	}
	if (host->holds > 0 && until < host->held_until + REMEMBER_HELD_MS) {
		until = host->held_until + REMEMBER_HELD_MS;
	}
	if (until > now_ms) {
		move_to(host, &hosts->idle, until);
		return;
	}
	move_to(host, NULL, 0);
	(void)map_del(hosts->by_name, str_from(host->name));
	host_free(host);
}

static void forget_idle(struct hosts *hosts, int64_t now_ms)
{
	struct heap_node *node;

	while ((node = heap_min(&hosts->idle)) != NULL && node->key <= now_ms) {
		struct host *host = HEAP_ENTRY(node, struct host, node);
		heap_del(&hosts->idle, node);
		(void)map_del(hosts->by_name, str_from(host->name));
		host_free(host);
	}
}

void hosts_add(
	struct hosts *hosts, struct host_wait *wait, struct str name, bool front, int64_t now_ms)
{
	assert(wait->host == NULL);
	forget_idle(hosts, now_ms);
	struct host *host = map_get(hosts->by_name, name);
	if (host == NULL) {
		host = mem_zalloc(sizeof(*host));
		host->name = str_dupz(name);
		host->started_at = now_ms - REMEMBER_MS;
		host->gap_until = now_ms; /* the order of strangers is that of their coming */
		list_init(&host->queue);
		heap_node_init(&host->node);
		map_put(hosts->by_name, str_from(host->name), host);
	}
	wait->host = host;
	wait->active = false;
	if (front) {
		list_add_head(&host->queue, &wait->link);
	} else {
		list_add_tail(&host->queue, &wait->link);
	}
	hosts->waiting++;
	settle(hosts, host, now_ms);
}

static size_t lane_max(const struct hosts *hosts, enum lane lane)
{
	size_t half = hosts->config.total / 2;

	return lane == LANE_GOOD ? hosts->config.total : half > 0 ? half : 1;
}

/* The lane whose first host may start soonest, of those that may use another connection. */
static struct heap_node *first_ready(const struct hosts *hosts)
{
	struct heap_node *first = NULL;

	if (hosts->active[LANE_GOOD] + hosts->active[LANE_SUSPECT] >= hosts->config.total) {
		return NULL;
	}
	for (enum lane lane = LANE_GOOD; lane < LANE_COUNT; lane++) {
		struct heap_node *node = heap_min(&hosts->ready[lane]);
		if (node != NULL && hosts->active[lane] < lane_max(hosts, lane) &&
			(first == NULL || node->key < first->key)) {
			first = node;
		}
	}
	return first;
}

struct host_wait *hosts_take(struct hosts *hosts, int64_t now_ms)
{
	struct heap_node *node = first_ready(hosts);

	if (node == NULL || node->key > now_ms) {
		return NULL;
	}
	struct host *host = HEAP_ENTRY(node, struct host, node);
	struct host_wait *wait = LIST_ENTRY(list_first(&host->queue), struct host_wait, link);
	list_del(&wait->link);
	wait->active = true;
	hosts->waiting--;
	hosts->active[wait->suspect ? LANE_SUSPECT : LANE_GOOD]++;
	host->active++;
	host->again = now_ms - host->started_at < REMEMBER_MS;
	host->started_at = now_ms;
	host->gap_until = now_ms + hosts->config.gap_ms;
	settle(hosts, host, now_ms);
	return wait;
}

int64_t hosts_next_at(const struct hosts *hosts)
{
	const struct heap_node *node = first_ready(hosts);

	return node != NULL ? node->key : INT64_MAX;
}

void hosts_del(struct hosts *hosts, struct host_wait *wait, int64_t now_ms)
{
	struct host *host = wait->host;

	if (host == NULL) {
		return;
	}
	wait->host = NULL;
	if (wait->active) {
		wait->active = false;
		host->active--;
		hosts->active[wait->suspect ? LANE_SUSPECT : LANE_GOOD]--;
	} else {
		list_del(&wait->link);
		hosts->waiting--;
	}
	settle(hosts, host, now_ms);
}

unsigned hosts_hold(struct hosts *hosts, const struct host_wait *wait, int64_t until_ms)
{
	struct host *host = wait->host;

	assert(host != NULL && wait->active);
	if (until_ms > host->held_until) {
		host->held_until = until_ms;
	}
	if (host->heap != NULL) {
		heap_set(host->heap, &host->node, may_start_at(host));
	}
	(void)hosts;
	return ++host->holds;
}

unsigned hosts_holds(const struct host_wait *wait)
{
	return wait->host->holds;
}

void hosts_answered(const struct host_wait *wait)
{
	wait->host->holds = 0;
}

bool hosts_is_busy(const struct host_wait *wait)
{
	const struct host *host = wait->host;

	return host->again || host->active > 1 || !list_is_empty(&host->queue);
}

size_t hosts_waiting(const struct hosts *hosts)
{
	return hosts->waiting;
}

size_t hosts_active(const struct hosts *hosts)
{
	return hosts->active[LANE_GOOD] + hosts->active[LANE_SUSPECT];
}

size_t hosts_count(const struct hosts *hosts)
{
	return map_count(hosts->by_name);
}
