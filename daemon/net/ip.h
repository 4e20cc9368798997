/* SPDX-License-Identifier: BSD-2-Clause */
/* An IPv4 or IPv6 address as a value. Pure. */
#ifndef NUNCIO_NET_IP_H
#define NUNCIO_NET_IP_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>

#include "base/attr.h"
#include "base/str.h"

/* Bytes of the longest address as text, and a NUL. */
#define IP_TEXT_SIZE 48

struct ip {
	bool v6;
	uint8_t bytes[16]; /* network order; the first 4 when not v6, the rest zero */
};

/* Dotted or colon form, without brackets and zone. -EINVAL when it is not one. */
MUST_CHECK int ip_parse(struct str text, struct ip *ret);
/* As ip_parse, and also the old spellings of IPv4 that URLs may hold: "0x7f.1", "2130706433", "0". */
MUST_CHECK int ip_parse_url_host(struct str text, struct ip *ret);
/* -EAFNOSUPPORT when it is neither IPv4 nor IPv6. */
MUST_CHECK int ip_from_sockaddr(const struct sockaddr *address, struct ip *ret);
bool ip_eq(const struct ip *a, const struct ip *b);
/* Terminated. Returns its length. */
size_t ip_format(const struct ip *ip, char out[IP_TEXT_SIZE]);

#endif
