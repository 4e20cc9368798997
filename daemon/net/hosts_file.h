/* SPDX-License-Identifier: BSD-2-Clause */
/* The names of a hosts file (hosts(5)). Pure: reads text, opens nothing. */
#ifndef NUNCIO_NET_HOSTS_FILE_H
#define NUNCIO_NET_HOSTS_FILE_H

#include <stddef.h>

#include "base/str.h"
#include "net/ip.h"

/* Up to `max` addresses of `name` (ASCII, any case) in the order of the text; how many there were. "localhost" and names
 * that end in ".localhost" are loopback even when the text does not say so (RFC 6761 6.3). */
size_t hosts_file_find(struct str text, struct str name, struct ip *ret, size_t max);

#endif
