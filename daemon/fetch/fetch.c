/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The fetcher: what is configured, what waits, and whose turn it is. It never calls back inside fetcher_start or
 * fetch_cancel.
 *
 *   QUEUED --its host's turn--> RESOLVING --address--> ASKING --response--> on_done, freed
 *     ^                            (at once when the address is known)  |
 *     +---------------------- redirect, retry: in front of the queue ---+
 *
 * Invariant: a fetch holds a turn of its host exactly while RESOLVING or ASKING.
 */
#include "fetch/fetch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/limits.h"
#include "base/mem.h"
#include "fetch/exchange.h"
#include "text/url.h"

/* Idle connections that are kept: more would rarely be met again before their server closes them. */
enum { KEPT_CONNECTIONS = 512 };

static const char *const kind_names[] = {
	[FETCH_DOCUMENT] = "document",
	[FETCH_NOT_MODIFIED] = "not_modified",
	[FETCH_SAME] = "same",
	[FETCH_GONE] = "gone",
	[FETCH_THROTTLED] = "throttled",
	[FETCH_FAILED] = "failed",
	[FETCH_DEFERRED] = "deferred",
	[FETCH_REDIRECTED] = "redirected",
};

static const char *const fault_names[] = {
	[FETCH_FAULT_NONE] = "none",
	[FETCH_FAULT_REQUEST] = "request",
	[FETCH_FAULT_DNS] = "dns",
	[FETCH_FAULT_NO_HOST] = "no_host",
	[FETCH_FAULT_ADDRESS] = "address",
	[FETCH_FAULT_CONNECT] = "connect",
	[FETCH_FAULT_TLS] = "tls",
	[FETCH_FAULT_TIMEOUT] = "timeout",
	[FETCH_FAULT_PROTOCOL] = "protocol",
	[FETCH_FAULT_STATUS] = "status",
	[FETCH_FAULT_LIMIT] = "limit",
};

/* RFC 9309 2.3.1.2 and 2.3.1.3: there is none, or it is where nobody can follow. */
bool fetch_is_no_robots(const struct fetch_outcome *outcome)
{
	bool is_good = outcome->status >= 200 && outcome->status < 300;

	return (outcome->status >= 300 && outcome->status < 400) ||
	       (outcome->status >= 400 && outcome->status < 500 &&
		       outcome->kind != FETCH_THROTTLED && outcome->fault == FETCH_FAULT_STATUS) ||
	       (is_good && outcome->fault == FETCH_FAULT_STATUS) ||
	       (is_good && outcome->fault == FETCH_FAULT_PROTOCOL && outcome->bytes == 0);
}

const char *fetch_kind_name(enum fetch_kind kind)
{
	return kind_names[kind];
}

const char *fetch_fault_name(enum fetch_fault fault)
{
	return fault_names[fault];
}

static bool has_memory(const struct fetcher *fetcher)
{
	/* The rest is for the documents that are on their way. */
	return fetcher->budget.used <= fetcher->budget.max / 4 * 3;
}

bool fetcher_has_room(const struct fetcher *fetcher)
{
	return has_memory(fetcher) && hosts_waiting(fetcher->hosts) < LIMIT_FETCHES_WAITING;
}

static void dispatch(void *arg)
{
	struct fetcher *fetcher = arg;
	struct host_wait *wait;

	fetcher->dispatching = false;
	if (fetcher->freeing) {
		return;
	}
	int64_t now_ms = clock_mono_ms();
	while (has_memory(fetcher) && (wait = hosts_take(fetcher->hosts, now_ms)) != NULL) {
		exchange_begin(LIST_ENTRY(wait, struct fetch, wait));
	}
	fetcher->active->value = (int64_t)hosts_active(fetcher->hosts);
	fetcher->waiting->value = (int64_t)hosts_waiting(fetcher->hosts);
	int64_t next_ms = has_memory(fetcher) ? hosts_next_at(fetcher->hosts) : INT64_MAX;
	if (next_ms == INT64_MAX) {
		loop_timer_clear(fetcher->timer);
	} else {
		loop_timer_set(fetcher->timer, next_ms - now_ms);
	}
}

void fetcher_schedule_dispatch(struct fetcher *fetcher)
{
	if (!fetcher->dispatching && !fetcher->freeing) {
		fetcher->dispatching = true;
		loop_defer(fetcher->loop, dispatch, fetcher);
	}
}

static void on_spool_free(void *arg)
{
	struct fetcher *fetcher = arg;

	fetcher->spooled->value = (int64_t)fetcher->budget.used;
	fetcher_schedule_dispatch(fetcher);
}

size_t fetcher_waiting(const struct fetcher *fetcher)
{
	return hosts_waiting(fetcher->hosts);
}

size_t fetcher_active(const struct fetcher *fetcher)
{
	return hosts_active(fetcher->hosts);
}

/* ---- start and end of a fetch ---- */

/* Copies `s` with a NUL to *at, which moves on. */
static struct str put(char **at, struct str s)
{
	char *start = *at;

	if (s.len > 0) {
		memcpy(start, s.ptr, s.len);
	}
	start[s.len] = 0;
	*at += s.len + 1;
	return str_make(start, s.len);
}

static void copy_request(struct fetch *fetch, const struct fetch_request *request)
{
	size_t size = request->url.len + request->etag.len + request->last_modified.len +
		      request->user.len + request->password.len + request->header.len + 6;
	char *at = mem_alloc(size);

	fetch->text = at;
	fetch->url = put(&at, request->url);
	fetch->etag = put(&at, request->etag);
	fetch->last_modified = put(&at, request->last_modified);
	fetch->user = put(&at, request->user);
	fetch->password = put(&at, request->password);
	fetch->header = put(&at, request->header);
	fetch->feed_id = request->feed_id;
	fetch->body_hash = request->body_hash;
	fetch->subject = request->subject;
	fetch->max_bytes = request->subject == FETCH_SUBJECT_FEED
				   ? fetch->fetcher->max_document_bytes
				   : request->max_bytes;
}

struct fetch *fetcher_start(
	struct fetcher *fetcher, const struct fetch_request *request, fetch_fn *fn, void *arg)
{
	struct fetch *fetch = mem_zalloc(sizeof(*fetch));

	fetch->fetcher = fetcher;
	fetch->fn = fn;
	fetch->arg = arg;
	copy_request(fetch, request);
	response_init(&fetch->response);
	list_add_tail(&fetcher->fetches, &fetch->link);
	fetch->identity = set64_has(fetcher->identity_feeds, fetch->feed_id);
	/* What cannot be used is told in its turn, for nobody is called from here. */
	fetch->unusable = target_parse(fetch->url.ptr, &fetch->target) != 0;
	if (fetch->unusable) {
		fetch->current = target_plain_url(fetch->url.ptr);
		fetch->unusable =
			fetch->current == NULL || target_parse(fetch->current, &fetch->target) != 0;
	}
	fetch->origin = fetch->target;
	fetch->wait.suspect = request->suspect;
	hosts_add(
		fetcher->hosts, &fetch->wait, str_from(fetch->target.host), false, clock_mono_ms());
	fetcher_schedule_dispatch(fetcher);
	return fetch;
}

void fetch_cancel(struct fetch *fetch)
{
	if (fetch != NULL) {
		struct fetcher *fetcher = fetch->fetcher;
		exchange_free(fetch);
		fetcher_schedule_dispatch(fetcher);
	}
}

/* ---- the fetcher ---- */

static void add_metrics(struct fetcher *fetcher, struct metrics *metrics)
{
	char label[64];

	for (size_t i = 0; i <= FETCH_DEFERRED; i++) {
		(void)snprintf(label, sizeof(label), "result=\"%s\"", kind_names[i]);
		fetcher->by_kind[i] = metrics_add(metrics, METRIC_COUNTER, "nuncio_fetches_total",
			label, "Requests for feeds that have ended, by what came of them.");
	}
	for (size_t i = FETCH_FAULT_NONE + 1; i < FETCH_FAULT_COUNT; i++) {
		(void)snprintf(label, sizeof(label), "fault=\"%s\"", fault_names[i]);
		fetcher->by_fault[i] =
			metrics_add(metrics, METRIC_COUNTER, "nuncio_fetch_faults_total", label,
				"Requests for feeds that brought no document, by what was wrong.");
	}
	fetcher->bytes = metrics_add(metrics, METRIC_COUNTER, "nuncio_fetch_bytes_total", NULL,
		"Bytes of bodies, decoded.");
	fetcher->redirects = metrics_add(metrics, METRIC_COUNTER, "nuncio_fetch_redirects_total",
		NULL, "Redirects that were followed.");
	fetcher->spooled = metrics_add(metrics, METRIC_GAUGE, "nuncio_fetch_spooled_bytes", NULL,
		"Bytes of documents that are received or wait for a reader.");
	fetcher->active = metrics_add(
		metrics, METRIC_GAUGE, "nuncio_fetch_active", NULL, "Requests under way.");
	fetcher->waiting = metrics_add(metrics, METRIC_GAUGE, "nuncio_fetch_waiting", NULL,
		"Requests that wait for their host.");
}

static char *make_error(const char *format, const char *text)
{
	struct buf words;

	buf_init(&words, 512);
	buf_printf(&words, "%s\"%s\"", format, text);
	char *error = buf_take(&words, NULL);
	buf_done(&words);
	return error;
}

static int set_guard(struct fetcher *fetcher, const struct fetch_config *config, char **ret_error)
{
	guard_init(&fetcher->guard, config->allow_private);
	for (size_t i = 0; i < config->allow_network_count; i++) {
		if (guard_allow(&fetcher->guard, str_from(config->allow_networks[i])) != 0) {
			*ret_error = make_error("not a network: ", config->allow_networks[i]);
			return -1;
		}
	}
	return 0;
}

/* "http://host:port", "socks5h://host": libcurl reads it again by itself; we only need to know whom to resolve. */
static int set_proxy(struct fetcher *fetcher, const char *proxy, char **ret_error)
{
	struct url parts;

	if (proxy == NULL || proxy[0] == 0) {
		return 0;
	}
	url_split(str_from(proxy), &parts);
	int64_t port = 1080; /* libcurl's default */
	if (parts.port.len > 0 &&
		(str_to_int64(parts.port, &port) != 0 || port < 1 || port > 65535)) {
		port = 0;
	}
	if (port == 0 || parts.host.len == 0 || parts.host.len >= sizeof(fetcher->proxy.host)) {
		*ret_error = make_error("not a proxy: ", proxy);
		return -1;
	}
	memcpy(fetcher->proxy.host, parts.host.ptr, parts.host.len);
	fetcher->proxy.port = (uint16_t)port;
	fetcher->proxy.is_address = ip_parse_url_host(parts.host, &fetcher->proxy.ip) == 0;
	return 0;
}

static int open_network(
	struct fetcher *fetcher, const struct fetch_config *config, char **ret_error)
{
	struct resolver_config resolver = {
		.guard = config->proxy && config->proxy[0] ? NULL : &fetcher->guard,
		.nameservers = config->nameservers,
		.nameserver_count = config->nameserver_count,
	};
	struct curl_loop_config curl = {
		.ca_file = config->ca_file,
		.proxy = config->proxy,
		.guard = &fetcher->guard,
		.kept_connections = KEPT_CONNECTIONS,
	};

	fetcher->resolver = resolver_new(fetcher->loop, &resolver, ret_error);
	if (fetcher->resolver == NULL) {
		return -1;
	}
	fetcher->curl = curl_loop_new(fetcher->loop, &curl, ret_error);
	return fetcher->curl != NULL ? 0 : -1;
}

static struct hosts_config hosts_config(const struct fetch_config *config)
{
	return (struct hosts_config){
		.gap_ms = config->host_gap_ms,
		.per_host = config->host_connections > 0 ? config->host_connections : 1,
		.total = config->connections > 0 ? config->connections : 1,
	};
}

void fetcher_configure(struct fetcher *fetcher, const struct fetch_config *config)
{
	struct hosts_config hosts = hosts_config(config);
	const char *agent = config->user_agent;

	hosts_configure(fetcher->hosts, &hosts);
	free(fetcher->user_agent);
	fetcher->user_agent = mem_strdup(agent && agent[0] ? agent : "nuncio/" NUNCIO_VERSION);
	fetcher->timeout_ms = config->timeout_ms;
	fetcher->connect_timeout_ms = config->connect_timeout_ms;
	fetcher->max_document_bytes = config->max_document_bytes;
	fetcher_schedule_dispatch(fetcher);
}

struct fetcher *fetcher_new(const struct fetch_config *config, struct loop *loop,
	struct metrics *metrics, char **ret_error)
{
	struct fetcher *fetcher = mem_zalloc(sizeof(*fetcher));
	struct hosts_config hosts = hosts_config(config);

	fetcher->loop = loop;
	list_init(&fetcher->fetches);
	fetcher->hosts = hosts_new(&hosts);
	fetcher->scratch = arena_new(64u << 10);
	fetcher->identity_feeds = set64_new();
	fetcher->timer = loop_timer_new(loop, dispatch, fetcher);
	fetcher->budget = (struct spool_budget){
		.max = config->memory_bytes, .on_free = on_spool_free, .arg = fetcher};
	fetcher->port_count = config->port_count;
	if (config->port_count > 0) {
		fetcher->ports = mem_alloc(config->port_count * sizeof(*config->ports));
		memcpy(fetcher->ports, config->ports, config->port_count * sizeof(*config->ports));
	}
	if (metrics == NULL) {
		fetcher->own_metrics = metrics_new();
		metrics = fetcher->own_metrics;
	}
	add_metrics(fetcher, metrics);
	if (set_guard(fetcher, config, ret_error) != 0 ||
		set_proxy(fetcher, config->proxy, ret_error) != 0 ||
		open_network(fetcher, config, ret_error) != 0) {
		fetcher_free(fetcher);
		return NULL;
	}
	fetcher_configure(fetcher, config);
	return fetcher;
}

void fetcher_free(struct fetcher *fetcher)
{
	struct list *link;

	if (fetcher == NULL) {
		return;
	}
	fetcher->freeing = true;
	while ((link = list_first(&fetcher->fetches)) != NULL) {
		exchange_free(LIST_ENTRY(link, struct fetch, link));
	}
	curl_loop_free(fetcher->curl);
	resolver_free(fetcher->resolver);
	hosts_free(fetcher->hosts);
	loop_timer_free(fetcher->timer);
	arena_free(fetcher->scratch);
	set64_free(fetcher->identity_feeds);
	guard_done(&fetcher->guard);
	metrics_free(fetcher->own_metrics);
	free(fetcher->ports);
	free(fetcher->user_agent);
	/* A dispatch may still be deferred. */
	loop_defer(fetcher->loop, free, fetcher);
}
