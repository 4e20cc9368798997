/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the robots.txt of each site said to us, for as long as that may be believed (RFC 9309 2.4), within bounded memory: the
 * site that was asked about longest ago goes first. A site is scheme, host and port (2.3). Knows no clock and no network.
 */
#ifndef NUNCIO_FETCH_ROBOTS_CACHE_H
#define NUNCIO_FETCH_ROBOTS_CACHE_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/str.h"

struct robots_cache;

enum robots_answer {
	ROBOTS_UNKNOWN, /* the file must be fetched */
	ROBOTS_ALLOWED,
	ROBOTS_FORBIDDEN,
	ROBOTS_UNREACHABLE /* it could not be had: forbidden, too (RFC 9309 2.3.1.4) */
};

struct robots_cache *robots_cache_new(size_t max_bytes, size_t max_sites);
void robots_cache_free(struct robots_cache *cache);

/* Where the file of the URL's site is. */
void robots_cache_url(struct str url, struct buf *ret);
/* *ret_error, when it is UNREACHABLE: why; borrowed until the next change. */
enum robots_answer robots_cache_ask(
	struct robots_cache *cache, struct str url, int64_t now_ms, struct str *ret_error);
/* What the file says, as text/robots.h has it; empty also when there is none. Good for a day. */
void robots_cache_put(struct robots_cache *cache, struct str url, struct str rules, int64_t now_ms);
/* The file cannot be had: what it said before holds on, for a month at most; when that is not known, nothing is allowed. To be
 * asked again in ten minutes. */
void robots_cache_put_unreachable(
	struct robots_cache *cache, struct str url, struct str error, int64_t now_ms);

size_t robots_cache_bytes(const struct robots_cache *cache);
size_t robots_cache_sites(const struct robots_cache *cache);

#endif
