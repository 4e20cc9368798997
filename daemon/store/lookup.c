/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Addresses are turned into targets as they are; a name is asked of a resolver made for this one question (connections to Redis
 * are rare). It never connects and never blocks.
 */
#include "store/lookup.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

struct lookup {
	struct loop *loop;
	lookup_fn *fn;
	void *arg;
	struct loop_timer *timer;  /* for answers that are known at once */
	struct resolver *resolver; /* owned, NULL until a name is asked for */
	char *host;                /* owned, NULL: a socket */
	uint16_t port;
	struct lookup_result result;
};

static void answer(struct lookup *lookup)
{
	if (lookup->fn != NULL) {
		lookup->fn(&lookup->result, lookup->arg);
	}
}

static void find_socket(struct lookup *lookup, const char *path)
{
	struct lookup_target *target = &lookup->result.targets[0];
	struct sockaddr_un *local = &target->address.local;
	size_t len = strlen(path);
	if (len >= sizeof(local->sun_path)) {
		lookup->result.error = "the path of the socket is too long";
		return;
	}
	local->sun_family = AF_UNIX;
	memcpy(local->sun_path, path, len + 1);
	target->length = sizeof(*local);
	lookup->result.count = 1;
}

static void add_ip(struct lookup *lookup, const struct ip *ip)
{
	struct lookup_target *target = &lookup->result.targets[lookup->result.count++];
	if (ip->v6) {
		struct sockaddr_in6 *to = (struct sockaddr_in6 *)&target->address.inet;
		to->sin6_family = AF_INET6;
		to->sin6_port = htons(lookup->port);
		memcpy(&to->sin6_addr, ip->bytes, sizeof(to->sin6_addr));
		target->length = sizeof(*to);
	} else {
		struct sockaddr_in *to = (struct sockaddr_in *)&target->address.inet;
		to->sin_family = AF_INET;
		to->sin_port = htons(lookup->port);
		memcpy(&to->sin_addr, ip->bytes, sizeof(to->sin_addr));
		target->length = sizeof(*to);
	}
}

static void take_answer(struct lookup *lookup, const struct resolve_answer *found)
{
	if (found->status != RESOLVE_OK) {
		lookup->result.error = found->error != NULL ? found->error : "unknown host";
		return;
	}
	for (size_t i = 0; i < found->count; i++) {
		add_ip(lookup, &found->addresses[i]);
	}
}

static void on_answer(const struct resolve_answer *found, void *arg)
{
	struct lookup *lookup = arg;
	take_answer(lookup, found);
	answer(lookup);
}

static void ask(struct lookup *lookup)
{
	const struct resolver_config config = {.guard = NULL};
	const struct resolve_answer *known = NULL;
	struct str host = str_from(lookup->host);
	char *error = NULL;
	lookup->resolver = resolver_new(lookup->loop, &config, &error);
	free(error);
	if (lookup->resolver == NULL) {
		lookup->result.error = "no name servers";
		answer(lookup);
	} else if (resolver_find(lookup->resolver, host, &known)) {
		on_answer(known, lookup);
	} else {
		(void)resolver_start(lookup->resolver, host, on_answer, lookup);
	}
}

static void on_timer(void *arg)
{
	struct lookup *lookup = arg;
	struct ip ip;
	if (lookup->host == NULL) {
		answer(lookup);
	} else if (ip_parse(str_from(lookup->host), &ip) == 0) {
		add_ip(lookup, &ip);
		answer(lookup);
	} else {
		ask(lookup);
	}
}

struct lookup *lookup_start(struct loop *loop, const char *socket_path, const char *host,
	uint16_t port, lookup_fn *fn, void *arg)
{
	struct lookup *lookup = mem_zalloc(sizeof(*lookup));
	lookup->loop = loop;
	lookup->fn = fn;
	lookup->arg = arg;
	lookup->port = port;
	if (socket_path != NULL) {
		find_socket(lookup, socket_path);
	} else {
		lookup->host = mem_strdup(host);
	}
	lookup->timer = loop_timer_new(loop, on_timer, lookup);
	loop_timer_set(lookup->timer, 0);
	return lookup;
}

static void destroy(void *arg)
{
	struct lookup *lookup = arg;
	resolver_free(lookup->resolver);
	free(lookup->host);
	free(lookup);
}

/* A resolver must not go in its own callback. */
void lookup_free(struct lookup *lookup)
{
	if (lookup != NULL) {
		lookup->fn = NULL;
		loop_timer_free(lookup->timer);
		lookup->timer = NULL;
		loop_defer(lookup->loop, destroy, lookup);
	}
}
