/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Host names to addresses, without ever blocking the loop: addresses as names, the hosts file, a cache, and name servers
 * (evdns). At most RESOLVE_IN_FLIGHT names are asked for at a time; who asks for a name that is being asked for waits
 * for the same answer. Addresses that the guard refuses are never given out.
 */
#ifndef NUNCIO_NET_RESOLVE_H
#define NUNCIO_NET_RESOLVE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"
#include "net/guard.h"
#include "net/ip.h"
#include "net/loop.h"

enum {
	RESOLVE_ADDRESSES = 8, /* of one name that are kept */
	RESOLVE_IN_FLIGHT = 64
};

struct resolver;
struct resolve_query;

struct resolver_config {
	const struct guard *guard;      /* borrowed for life; NULL: every address is given out */
	const char *const *nameservers; /* "192.0.2.1", "[2001:db8::1]:53"; copied */
	size_t nameserver_count;        /* none: those of resolv_conf */
	const char *resolv_conf; /* copied; NULL: /etc/resolv.conf; read again when it changes */
	const char *hosts;       /* copied; NULL: /etc/hosts; read again when it changes */
};

enum resolve_status {
	RESOLVE_OK,
	RESOLVE_NO_HOST, /* the name does not exist or has no address */
	RESOLVE_REFUSED, /* it has addresses, and the guard refuses all of them */
	RESOLVE_FAILED   /* no answer, or none that can be used */
};

struct resolve_answer {
	enum resolve_status status;
	struct ip addresses[RESOLVE_ADDRESSES];
	size_t count;
	struct ip refused;        /* REFUSED: the first one */
	const char *refused_kind; /* REFUSED: what it is ("private"); static */
	const char *error;        /* FAILED, NO_HOST: a few words; static */
};

typedef void resolve_fn(const struct resolve_answer *answer, void *arg);

/* NULL when a name server is no address; *ret_error says which (owned by the caller). */
struct resolver *resolver_new(
	struct loop *loop, const struct resolver_config *config, char **ret_error);
/* Open queries are dropped without a callback. */
void resolver_free(struct resolver *resolver);

/* What is known now: true, and the answer, borrowed until the next call for this resolver. */
bool resolver_find(struct resolver *resolver, struct str host, const struct resolve_answer **ret);
/* Asks, for a host that resolver_find does not know. `fn` is called once, never inside this call. */
struct resolve_query *resolver_start(
	struct resolver *resolver, struct str host, resolve_fn *fn, void *arg);
/* No callback comes for it. */
void resolve_cancel(struct resolve_query *query);
/* Forgets what is cached of a name: nothing answered at its addresses. */
void resolver_forget(struct resolver *resolver, struct str host);

#endif
