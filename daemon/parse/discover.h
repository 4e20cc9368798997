/* SPDX-License-Identifier: BSD-2-Clause */
/* An HTML page that was served in the place of a feed: what it calls itself, and which feeds it names. */
#ifndef NUNCIO_PARSE_DISCOVER_H
#define NUNCIO_PARSE_DISCOVER_H

#include <stddef.h>

#include "base/arena.h"
#include "base/str.h"
#include "parse/document.h"

/* Writes up to PARSE_PROPOSALS absolute web addresses, the likeliest first, and returns how many: those of the page's
 * <link rel="alternate"> (rssboard.org/rss-autodiscovery), and when there are none, links whose address looks like a feed's.
 * *ret_title is one short line, empty when the page has none. All in the arena. */
size_t discover_feeds(struct arena *arena, struct str html, struct str url,
	struct str ret[PARSE_PROPOSALS], struct str *ret_title);

#endif
