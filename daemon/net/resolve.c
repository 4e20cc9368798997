/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The resolver on evdns. It never blocks, never hands out an address the guard refuses, and never trusts a time to live
 * beyond its bounds.
 *
 *   name: WAITING --slot free--> ASKING --both answers, or one and the grace over--> KNOWN --expired, forgotten--> freed
 *
 * Invariants: `in_flight` counts the names that are ASKING; a KNOWN name is in the heap `expiries` and has no queries.
 */
#include "net/resolve.h"

#include <assert.h>
#include <errno.h>
#include <event2/dns.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/heap.h"
#include "base/limits.h"
#include "base/list.h"
#include "base/map.h"
#include "base/mem.h"
#include "net/hosts_file.h"
#include "net/system_file.h"

enum {
	TTL_MIN_S = 60,     /* fewer: a name would be asked for at every poll */
	TTL_MAX_S = 3600,   /* more: a moved host would be lost for long */
	TTL_NO_HOST_S = 60, /* RFC 2308 allows hours; a new name should be found soon */
	TTL_FAILED_S = 15,  /* so that the feeds of one host do not each wait for a dead server */
	GRACE_MS = 500,     /* for the second address family once the first has come */
	FILES_LOOKED_AT_MS = 10000 /* how often resolv.conf and hosts are looked at */
};

/* One of the two questions for a name. Lives until evdns has called back, also when nobody waits any more. */
struct question {
	struct list link;  /* on `questions` of the resolver */
	struct name *name; /* NULL: nobody waits */
	bool v6;
	bool open;  /* evdns will call back */
	int result; /* of evdns */
	int ttl_s;
	struct ip addresses[RESOLVE_ADDRESSES];
	size_t count;
};

enum name_state { NAME_WAITING, NAME_ASKING, NAME_KNOWN };

struct name {
	char *host; /* owned, small letters; the key in `names` */
	struct resolver *resolver;
	enum name_state state;
	struct list link;         /* on `backlog` when WAITING */
	struct list queries;      /* who waits for the answer */
	struct heap_node expiry;  /* KNOWN; key: monotonic ms */
	struct question *v4;      /* while ASKING; NULL: not asked */
	struct question *v6;      /* likewise */
	struct loop_timer *grace; /* owned, while ASKING */
	struct resolve_answer answer;
};

struct resolve_query {
	struct list link;
	resolve_fn *fn;
	void *arg;
};

struct resolver {
	struct loop *loop; /* borrowed */
	const struct guard *guard;
	struct evdns_base *dns; /* owned */
	struct map *names;      /* host -> struct name, owned */
	struct heap expiries;
	struct list backlog;
	struct list questions; /* all that there are */
	unsigned in_flight;
	bool own_servers; /* name servers are given by the configuration */
	bool has_v6;      /* there is a route to the IPv6 world */
	int64_t looked_at_ms;
	struct system_file resolv_conf;
	struct system_file hosts;
	struct buf hosts_text;
	char key[256];                /* of the last look-up, small letters */
	struct resolve_answer answer; /* what resolver_find lends out for names outside the cache */
};

static void ask_next(struct resolver *resolver);

/* ---- files of the system ---- */

static void read_resolv_conf(struct resolver *resolver)
{
	evdns_base_clear_nameservers_and_suspend(resolver->dns);
	evdns_base_search_clear(resolver->dns);
	(void)evdns_base_resolv_conf_parse(
		resolver->dns, DNS_OPTIONS_ALL & ~DNS_OPTION_HOSTSFILE, resolver->resolv_conf.path);
	evdns_base_resume(resolver->dns);
}

static void set_dns_options(struct evdns_base *dns)
{
	/* Three tries of three seconds: a fetch has twenty. */
	(void)evdns_base_set_option(dns, "timeout:", "3");
	(void)evdns_base_set_option(dns, "attempts:", "3");
	/* Two questions a name; we count for ourselves. */
	(void)evdns_base_set_option(dns, "max-inflight:", "256");
}

/* Connecting a datagram socket sends nothing: it only asks for the route. */
static bool route_to_v6(void)
{
	struct sockaddr_in6 far = {.sin6_family = AF_INET6,
		.sin6_port = htons(53),
		.sin6_addr.s6_addr = {
			0x20, 0x01, 0x48, 0x60, 0x48, 0x60, [14] = 0x88, [15] = 0x88}};
	int fd = socket(AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	if (fd < 0) {
		return false;
	}
	bool found = connect(fd, (const struct sockaddr *)&far, sizeof(far)) == 0;
	close(fd);
	return found;
}

static void look_at_files(struct resolver *resolver)
{
	int64_t now_ms = clock_mono_ms();

	if (now_ms - resolver->looked_at_ms < FILES_LOOKED_AT_MS) {
		return;
	}
	resolver->looked_at_ms = now_ms;
	resolver->has_v6 = route_to_v6();
	if (system_file_has_changed(&resolver->hosts)) {
		buf_clear(&resolver->hosts_text);
		system_file_read(&resolver->hosts, &resolver->hosts_text);
	}
	if (!resolver->own_servers && system_file_has_changed(&resolver->resolv_conf)) {
		read_resolv_conf(resolver);
		set_dns_options(resolver->dns);
	}
}

/* ---- answers ---- */

/* Keeps of the addresses those that the guard lets pass, or says which one it does not. */
static void fill_answer(const struct resolver *resolver, struct resolve_answer *answer,
	const struct ip *addresses, size_t count)
{
	*answer = (struct resolve_answer){.status = RESOLVE_OK, .error = ""};
	for (size_t i = 0; i < count && answer->count < RESOLVE_ADDRESSES; i++) {
		const char *kind =
			resolver->guard ? guard_check(resolver->guard, &addresses[i]) : NULL;
		if (kind == NULL) {
			answer->addresses[answer->count++] = addresses[i];
		} else if (answer->refused_kind == NULL) {
			answer->refused = addresses[i];
			answer->refused_kind = kind;
		}
	}
	if (answer->count == 0) {
		answer->status = RESOLVE_REFUSED;
	}
}

static void question_free(struct question *question)
{
	if (question != NULL) {
		list_del(&question->link);
		free(question);
	}
}

/* Frees it, now or when evdns has called back. */
static void question_drop(struct question **question)
{
	struct question *dropped = *question;

	*question = NULL;
	if (dropped != NULL && dropped->open) {
		dropped->name = NULL;
	} else {
		question_free(dropped);
	}
}

static void name_free(struct name *name)
{
	list_del(&name->link);
	heap_del(&name->resolver->expiries, &name->expiry);
	loop_timer_free(name->grace);
	question_drop(&name->v4);
	question_drop(&name->v6);
	free(name->host);
	free(name);
}

static void name_forget(struct name *name)
{
	(void)map_del(name->resolver->names, str_from(name->host));
	name_free(name);
}

static const char *words_of(int result)
{
	switch (result) {
	case DNS_ERR_TIMEOUT:
		return "the name server does not answer";
	case DNS_ERR_SERVERFAILED:
		return "the name server failed";
	case DNS_ERR_REFUSED:
		return "the name server refuses to answer";
	case DNS_ERR_TRUNCATED:
		return "the answer of the name server is too long";
	case DNS_ERR_FORMAT:
		return "it is not a host name";
	default:
		return "the name server gives no useful answer";
	}
}

/* Alternating, so that the cap on addresses leaves some of each family. The lower time to live counts. */
static size_t merge(const struct name *name, struct ip all[2 * RESOLVE_ADDRESSES], int *ret_ttl_s)
{
	const struct question *const both[] = {name->v6, name->v4};
	size_t count = 0;

	for (size_t i = 0; i < RESOLVE_ADDRESSES; i++) {
		for (size_t k = 0; k < 2; k++) {
			const struct question *question = both[k];
			if (question != NULL && i < question->count) {
				all[count++] = question->addresses[i];
				*ret_ttl_s =
					question->ttl_s < *ret_ttl_s ? question->ttl_s : *ret_ttl_s;
			}
		}
	}
	return count;
}

/* The results of the questions as one answer; returns for how many seconds it is good. */
static int combine(const struct name *name, struct resolve_answer *answer)
{
	struct ip all[2 * RESOLVE_ADDRESSES];
	int ttl_s = TTL_MAX_S;
	size_t count = merge(name, all, &ttl_s);

	if (count > 0) {
		fill_answer(name->resolver, answer, all, count);
		return ttl_s < TTL_MIN_S ? TTL_MIN_S : ttl_s;
	}
	*answer = (struct resolve_answer){.status = RESOLVE_FAILED};
	int result = name->v4->result;
	if (result == DNS_ERR_NODATA && name->v6 != NULL) {
		result = name->v6->result;
	}
	if (result == DNS_ERR_NOTEXIST || result == DNS_ERR_NODATA) {
		answer->status = RESOLVE_NO_HOST;
		answer->error = result == DNS_ERR_NOTEXIST ? "the name does not exist"
							   : "the name has no address";
		return TTL_NO_HOST_S;
	}
	answer->error = words_of(result);
	return TTL_FAILED_S;
}

/* Drops what has expired, and what expires first while there are too many. */
static void sweep(struct resolver *resolver)
{
	struct heap_node *node;
	int64_t now_ms = clock_mono_ms();

	while ((node = heap_min(&resolver->expiries)) != NULL &&
		(node->key <= now_ms || map_count(resolver->names) > LIMIT_RESOLVED_NAMES)) {
		name_forget(HEAP_ENTRY(node, struct name, expiry));
	}
}

static void name_complete(struct name *name)
{
	struct resolver *resolver = name->resolver;
	struct list queries;
	struct list *link;

	int ttl_s = combine(name, &name->answer);
	question_drop(&name->v4);
	question_drop(&name->v6);
	loop_timer_free(name->grace);
	name->grace = NULL;
	name->state = NAME_KNOWN;
	resolver->in_flight--;
	heap_set(&resolver->expiries, &name->expiry, clock_mono_ms() + (int64_t)ttl_s * 1000);

	/* A callback may forget this very name, or cancel queries that still wait here. */
	struct resolve_answer answer = name->answer;
	list_init(&queries);
	while ((link = list_first(&name->queries)) != NULL) {
		list_del(link);
		list_add_tail(&queries, link);
	}
	while ((link = list_first(&queries)) != NULL) {
		struct resolve_query *query = LIST_ENTRY(link, struct resolve_query, link);
		resolve_fn *fn = query->fn;
		void *arg = query->arg;
		list_del(link);
		free(query);
		fn(&answer, arg);
	}
	ask_next(resolver);
}

/* ---- questions ---- */

static void ask(struct name *name, bool v6);

/* What is still missing? */
static void name_progress(struct name *name)
{
	const struct question *v4 = name->v4;
	const struct question *v6 = name->v6;

	if (v6 == NULL) {
		if (v4->result == DNS_ERR_NODATA) {
			ask(name, true); /* no route to the world, but perhaps to this host */
		} else if (!v4->open) {
			name_complete(name);
		}
	} else if (!v4->open && !v6->open) {
		name_complete(name);
	} else if (v4->count + v6->count > 0) {
		loop_timer_set(name->grace, GRACE_MS);
	}
}

static void on_grace(void *arg)
{
	name_complete(arg);
}

static void keep_addresses(struct question *question, int count, const void *addresses)
{
	size_t size = question->v6 ? 16 : 4;
	const char *bytes = addresses;

	for (int i = 0; i < count && question->count < RESOLVE_ADDRESSES; i++) {
		struct ip *ip = &question->addresses[question->count++];
		*ip = (struct ip){.v6 = question->v6};
		memcpy(ip->bytes, bytes + (size_t)i * size, size);
	}
}

static void on_dns_answer(int result, char type, int count, int ttl_s, void *addresses, void *arg)
{
	struct question *question = arg;

	question->open = false;
	if (question->name == NULL) {
		question_free(question);
		return;
	}
	question->result = result;
	question->ttl_s = ttl_s;
	if (result == DNS_ERR_NONE && type == (question->v6 ? DNS_IPv6_AAAA : DNS_IPv4_A)) {
		keep_addresses(question, count, addresses);
	}
	if (result == DNS_ERR_NONE && question->count == 0) {
		question->result = DNS_ERR_NODATA;
	}
	name_progress(question->name);
}

static void ask(struct name *name, bool v6)
{
	struct resolver *resolver = name->resolver;
	struct question *question = mem_zalloc(sizeof(*question));
	/* The search list of the system is for names without a dot only. */
	int flags = strchr(name->host, '.') != NULL ? DNS_QUERY_NO_SEARCH : 0;

	question->name = name;
	question->v6 = v6;
	question->open = true;
	list_add_tail(&resolver->questions, &question->link);
	if (v6) {
		name->v6 = question;
	} else {
		name->v4 = question;
	}
	const struct evdns_request *request =
		v6 ? evdns_base_resolve_ipv6(
			     resolver->dns, name->host, flags, on_dns_answer, question)
		   : evdns_base_resolve_ipv4(
			     resolver->dns, name->host, flags, on_dns_answer, question);
	if (request == NULL) {
		question->open = false;
		question->result = DNS_ERR_FORMAT;
		loop_timer_set(name->grace, 0);
	}
}

static void ask_next(struct resolver *resolver)
{
	struct list *link;

	while (resolver->in_flight < RESOLVE_IN_FLIGHT &&
		(link = list_first(&resolver->backlog)) != NULL) {
		struct name *name = LIST_ENTRY(link, struct name, link);
		list_del(link);
		name->state = NAME_ASKING;
		name->grace = loop_timer_new(resolver->loop, on_grace, name);
		resolver->in_flight++;
		ask(name, false);
		if (resolver->has_v6) {
			ask(name, true);
		}
	}
}

/* ---- the interface ---- */

/* Small letters, without the dot of the root; the empty string when it is too long for a name. */
static struct str make_key(struct resolver *resolver, struct str host)
{
	if (host.len > 0 && host.ptr[host.len - 1] == '.') {
		host.len--;
	}
	if (host.len >= sizeof(resolver->key)) {
		host.len = 0;
	}
	for (size_t i = 0; i < host.len; i++) {
		char c = host.ptr[i];
		resolver->key[i] = (char)(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c);
	}
	return str_make(resolver->key, host.len);
}

bool resolver_find(struct resolver *resolver, struct str host, const struct resolve_answer **ret)
{
	struct ip ips[RESOLVE_ADDRESSES];

	if (ip_parse_url_host(host, &ips[0]) == 0) {
		fill_answer(resolver, &resolver->answer, ips, 1);
		*ret = &resolver->answer;
		return true;
	}
	struct str key = make_key(resolver, host);
	if (key.len == 0 || key.ptr[0] == '.' || str_find(key, STR("..")) >= 0 ||
		memchr(key.ptr, 0, key.len) != NULL) {
		resolver->answer = (struct resolve_answer){
			.status = RESOLVE_NO_HOST, .error = "it is not a host name"};
		*ret = &resolver->answer;
		return true;
	}
	look_at_files(resolver);
	sweep(resolver);
	const struct name *name = map_get(resolver->names, key);
	if (name != NULL && name->state == NAME_KNOWN) {
		*ret = &name->answer;
		return true;
	}
	size_t count = hosts_file_find(buf_str(&resolver->hosts_text), key, ips, RESOLVE_ADDRESSES);
	if (count > 0) {
		fill_answer(resolver, &resolver->answer, ips, count);
		*ret = &resolver->answer;
		return true;
	}
	return false;
}

struct resolve_query *resolver_start(
	struct resolver *resolver, struct str host, resolve_fn *fn, void *arg)
{
	struct resolve_query *query = mem_zalloc(sizeof(*query));
	struct str key = make_key(resolver, host);
	struct name *name = map_get(resolver->names, key);

	assert(key.len > 0 && (name == NULL || name->state != NAME_KNOWN));
	query->fn = fn;
	query->arg = arg;
	if (name == NULL) {
		name = mem_zalloc(sizeof(*name));
		name->host = mem_strndup(key.ptr, key.len);
		name->resolver = resolver;
		list_init(&name->link);
		list_init(&name->queries);
		heap_node_init(&name->expiry);
		map_put(resolver->names, str_from(name->host), name);
		list_add_tail(&resolver->backlog, &name->link);
	}
	list_add_tail(&name->queries, &query->link);
	ask_next(resolver);
	return query;
}

void resolve_cancel(struct resolve_query *query)
{
	if (query != NULL) {
		list_del(&query->link);
		free(query);
	}
}

void resolver_forget(struct resolver *resolver, struct str host)
{
	struct name *name = map_get(resolver->names, make_key(resolver, host));

	if (name != NULL && name->state == NAME_KNOWN) {
		name_forget(name);
	}
}

static int add_servers(
	struct resolver *resolver, const struct resolver_config *config, char **ret_error)
{
	for (size_t i = 0; i < config->nameserver_count; i++) {
		if (evdns_base_nameserver_ip_add(resolver->dns, config->nameservers[i]) != 0) {
			struct buf words;
			buf_init(&words, 256);
			buf_printf(&words, "\"%s\" is not the address of a name server",
				config->nameservers[i]);
			*ret_error = buf_take(&words, NULL);
			buf_done(&words);
			return -EINVAL;
		}
	}
	return 0;
}

struct resolver *resolver_new(
	struct loop *loop, const struct resolver_config *config, char **ret_error)
{
	struct resolver *resolver = mem_zalloc(sizeof(*resolver));

	resolver->loop = loop;
	resolver->guard = config->guard;
	resolver->names = map_new();
	heap_init(&resolver->expiries);
	list_init(&resolver->backlog);
	list_init(&resolver->questions);
	system_file_init(&resolver->resolv_conf,
		config->resolv_conf ? config->resolv_conf : "/etc/resolv.conf");
	system_file_init(&resolver->hosts, config->hosts ? config->hosts : "/etc/hosts");
	buf_init(&resolver->hosts_text, LIMIT_HOSTS_FILE);
	resolver->looked_at_ms = INT64_MIN / 2;
	resolver->own_servers = config->nameserver_count > 0;
	resolver->dns = evdns_base_new(loop_base(loop), 0);
	if (resolver->dns == NULL) {
		abort(); /* out of memory: as base/mem */
	}
	set_dns_options(resolver->dns);
	if (add_servers(resolver, config, ret_error) != 0) {
		resolver_free(resolver);
		return NULL;
	}
	return resolver;
}

void resolver_free(struct resolver *resolver)
{
	size_t cursor = 0;
	struct str key;
	void *value;
	struct list *link;

	if (resolver == NULL) {
		return;
	}
	/* Calls nobody back: the open questions are freed here. */
	evdns_base_free(resolver->dns, 0);
	while (map_next(resolver->names, &cursor, &key, &value)) {
		struct name *name = value;
		while ((link = list_first(&name->queries)) != NULL) {
			resolve_cancel(LIST_ENTRY(link, struct resolve_query, link));
		}
		name_free(name);
	}
	while ((link = list_first(&resolver->questions)) != NULL) {
		question_free(LIST_ENTRY(link, struct question, link));
	}
	map_free(resolver->names);
	heap_done(&resolver->expiries);
	buf_done(&resolver->hosts_text);
	system_file_done(&resolver->resolv_conf);
	system_file_done(&resolver->hosts);
	free(resolver);
}
