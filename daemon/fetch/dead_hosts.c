/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A table of hosts and a list of them in the order in which they were last heard of, so that what is over is at its front.
 * Never looks through all of them.
 */
#include "fetch/dead_hosts.h"

#include <stdlib.h>

#include "base/list.h"
#include "base/map.h"
#include "base/mem.h"

#define DEAD_MS (INT64_C(60) * 1000)         /* how long nobody waits for it */
#define SUSPECT_MS (INT64_C(15) * 60 * 1000) /* how long it is told from hosts that answer */

struct dead_host {
	struct list link; /* on dead_hosts.list */
	int64_t at_ms;
	int kind;
	char *name;  /* owned; the key */
	char *error; /* owned */
};

struct dead_hosts {
	struct map *by_name; /* owns the hosts */
	struct list list;
	size_t max;
};

struct dead_hosts *dead_hosts_new(size_t max)
{
	struct dead_hosts *hosts = mem_zalloc(sizeof(*hosts));

	hosts->by_name = map_new();
	list_init(&hosts->list);
	hosts->max = max;
	return hosts;
}

static void del(struct dead_hosts *hosts, struct dead_host *host)
{
	list_del(&host->link);
	(void)map_del(hosts->by_name, str_from(host->name));
	free(host->name);
	free(host->error);
	free(host);
}

void dead_hosts_free(struct dead_hosts *hosts)
{
	struct list *first;

	if (!hosts) {
		return;
	}
	while ((first = list_first(&hosts->list))) {
		del(hosts, LIST_ENTRY(first, struct dead_host, link));
	}
	map_free(hosts->by_name);
	free(hosts);
}

void dead_hosts_del(struct dead_hosts *hosts, struct str name)
{
	struct dead_host *host = map_get(hosts->by_name, name);

	if (host) {
		del(hosts, host);
	}
}

static void forget(struct dead_hosts *hosts, int64_t now_ms)
{
	struct list *first;

	while ((first = list_first(&hosts->list))) {
		struct dead_host *host = LIST_ENTRY(first, struct dead_host, link);

		if (host->at_ms + SUSPECT_MS > now_ms && map_count(hosts->by_name) <= hosts->max) {
			return;
		}
		del(hosts, host);
	}
}

void dead_hosts_put(
	struct dead_hosts *hosts, struct str name, int kind, struct str error, int64_t now_ms)
{
	struct dead_host *host = mem_zalloc(sizeof(*host));

	host->at_ms = now_ms;
	host->kind = kind;
	host->error = str_dupz(error);
	host->name = str_dupz(name);
	dead_hosts_del(hosts, str_from(host->name));
	list_add_tail(&hosts->list, &host->link);
	map_put(hosts->by_name, str_from(host->name), host);
	forget(hosts, now_ms);
}

enum dead_hosts_state dead_hosts_find(const struct dead_hosts *hosts, struct str name,
	int64_t now_ms, int *ret_kind, struct str *ret_error)
{
	const struct dead_host *host = map_get(hosts->by_name, name);

	if (!host || host->at_ms + SUSPECT_MS <= now_ms) {
		return DEAD_HOSTS_FINE;
	}
	if (host->at_ms + DEAD_MS <= now_ms) {
		return DEAD_HOSTS_SUSPECT;
	}
	*ret_kind = host->kind;
	*ret_error = str_from(host->error);
	return DEAD_HOSTS_DEAD;
}

size_t dead_hosts_count(const struct dead_hosts *hosts)
{
	return map_count(hosts->by_name);
}
