/* SPDX-License-Identifier: BSD-2-Clause */
/* URLs: reference resolution (RFC 3986 5), their parts, and the canonical form that makes two addresses of one article equal. */
#ifndef NUNCIO_TEXT_URL_H
#define NUNCIO_TEXT_URL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/str.h"

struct url {
	struct str scheme;   /* as written */
	struct str userinfo; /* without "@" */
	struct str host;     /* without the brackets of an IPv6 literal */
	struct str port;     /* digits, empty when none */
	struct str path;
	struct str query;    /* without "?" */
	struct str fragment; /* without "#" */
	bool has_authority;
	bool has_query;
	bool has_fragment;
};

/* Splits; all parts are borrowed from `s`. Never fails: what is missing is empty (RFC 3986 appendix B). */
void url_split(struct str s, struct url *ret);
/* True for an absolute http or https URL with a host and a port that can be, of at most LIMIT_URL bytes, without white
 * space or controls. */
bool url_is_web(struct str s);
/* `reference` against `base` (RFC 3986 5.2), as leniently as browsers: white space around it is dropped, tabs and line
 * breaks inside too, spaces become %20 and backslashes slashes, a host without its scheme or its slashes is known by
 * "www." or "http:". Empty when the arena is full. Another reference with a scheme (javascript:, data:, mailto:) is
 * returned as it is and is for url_is_web to refuse, and so is any without a usable base. */
struct str url_resolve(struct arena *arena, struct str base, struct str reference);
/* Scheme and host in small letters, default port, fragment (but not "#!…" and "#/…", which choose the page) and tracking
 * parameters gone, path and other parameters kept byte for byte. `s` itself when it is no web URL; empty when the
 * arena is full. */
struct str url_canonical(struct arena *arena, struct str s);
/* As canonical, and in addition one form for http/https, www./m./amp. hosts, AMP paths and a trailing slash: for look-up only. */
struct str url_loose(struct arena *arena, struct str s);
/* The port as a number, 80 or 443 when none is written; 0 when it is no port. */
uint16_t url_port(const struct url *url);

#endif
