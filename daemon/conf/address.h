/* SPDX-License-Identifier: BSD-2-Clause */
/* Addresses as options hold them: host[:port], [IPv6]:port, paths of sockets, networks. Resolves nothing. */
#ifndef NUNCIO_CONF_ADDRESS_H
#define NUNCIO_CONF_ADDRESS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/buf.h"
#include "base/str.h"
#include "conf/conf.h"

#define ADDRESS_REDIS_PORT 6379

/* "private", "/path", "unix:/path", "host", "host:port", "[IPv6]:port". The name is copied into the arena. */
MUST_CHECK int address_parse_server(struct arena *arena, struct str s, struct conf_address *ret);
/* "off", or an IP address with a port; port 0: any free one. */
MUST_CHECK int address_parse_listen(struct arena *arena, struct str s, struct conf_address *ret);
/* The text of it; `none` for CONF_ADDRESS_NONE. */
void address_format(const struct conf_address *address, const char *none, struct buf *out);

/* "192.0.2.0/24", "2001:db8::/32", or one address. */
bool address_is_network(struct str s);
/* An IP address, with a port or without. */
bool address_is_nameserver(struct str s);

#endif
