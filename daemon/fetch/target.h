/* SPDX-License-Identifier: BSD-2-Clause */
/* Where a URL leads: scheme, host and port as they matter for a connection. Pure. */
#ifndef NUNCIO_FETCH_TARGET_H
#define NUNCIO_FETCH_TARGET_H

#include <stdbool.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/str.h"
#include "net/ip.h"

struct target {
	bool https;
	uint16_t port;
	bool is_address; /* the host is an address, not a name */
	struct ip ip;    /* when it is */
	char host[256];  /* small letters, ASCII, without brackets */
};

/* -EINVAL when it is no http(s) URL with a host in plain letters. `url` is NUL-terminated. */
MUST_CHECK int target_parse(const char *url, struct target *ret);
/* The same URL with a host in plain letters, NUL-terminated, owned by the caller; NULL when it has none. */
char *target_plain_url(const char *url);
bool target_same_origin(const struct target *a, const struct target *b);
/* The URL without user and password, NUL-terminated, owned by the caller. */
char *target_strip_user(const char *url);

#endif
