/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Which addresses we may connect to. Feeds and redirects name hosts that strangers choose, so that without this anybody
 * could make us ask our own network. Looked at twice: for each answer of the resolver, and for the very address that a
 * socket is about to be connected to. Pure.
 */
#ifndef NUNCIO_NET_GUARD_H
#define NUNCIO_NET_GUARD_H

#include <stdbool.h>
#include <stddef.h>

#include "base/attr.h"
#include "base/str.h"
#include "net/ip.h"

struct guard_network {
	struct ip ip;
	unsigned bits; /* of `ip` that count */
};

struct guard {
	bool allow_private;             /* loopback, private and link-local addresses too */
	struct guard_network *networks; /* owned; allowed whatever they are */
	size_t network_count;
};

void guard_init(struct guard *guard, bool allow_private);
void guard_done(struct guard *guard);
/* Allows a network: "10.1.0.0/16", "fd00::/8", or one address. -EINVAL when it is none. */
MUST_CHECK int guard_allow(struct guard *guard, struct str network);

/* NULL when the address may be reached, else what it is: "loopback", "private", "link-local", "multicast", "reserved". */
const char *guard_check(const struct guard *guard, const struct ip *ip);
/* What the address is, allowed or not; NULL for a public one. An IPv4 address inside an IPv6 one is looked at as such. */
const char *guard_kind(const struct ip *ip);

#endif
