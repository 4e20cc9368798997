/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One document from the web for a subcommand, asked for as the daemon asks: with the guard against addresses that are nobody's
 * business, its limits and its manners. Waits for it.
 */
#ifndef NUNCIO_CTL_FETCHED_H
#define NUNCIO_CTL_FETCHED_H

#include <stdbool.h>

#include "base/attr.h"
#include "base/buf.h"
#include "conf/conf.h"
#include "ctl/ctl.h"

struct fetched {
	struct buf bytes;   /* owned */
	char *url;          /* owned: where redirects led to */
	char *content_type; /* owned */
};

struct fetched_wish {
	const char *command; /* for messages */
	const struct conf *conf;
	const char *url;
	bool as_feed; /* as a feed is asked for, which is subscribed to: robots.txt is not */
};

/* A page, or a feed when the server says that it is one. False: `why` says why. `ret` is to be done away with in any case. */
MUST_CHECK bool fetched_get(const struct ctl *ctl, const struct fetched_wish *wish,
	struct fetched *ret, struct buf *why);
void fetched_done(struct fetched *fetched);

#endif
