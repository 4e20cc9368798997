/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Takes over what people have edited: configuration, feed lists, rules. Each of the three is taken whole or not at all; what
 * is refused leaves the old one at work, and says where the fault is in the log, on the control channel and to who asked.
 */
#ifndef NUNCIO_RELOAD_H
#define NUNCIO_RELOAD_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

struct daemon;
struct reload;

/* What is to be read again. */
enum reload_scope {
	RELOAD_RULES = 1,
	RELOAD_FEEDS = 2,
	RELOAD_CONF = 4,
	RELOAD_ALL = 7,
	RELOAD_AT_START = 8, /* what has errors comes from the last good set */
	RELOAD_FIRST = RELOAD_AT_START | RELOAD_FEEDS | RELOAD_RULES
};

/* `ok`: all that was asked for was taken. `text`: diagnostics, errors and warnings, possibly empty. */
typedef void reload_done_fn(bool ok, struct str text, void *arg);

/* Also starts to watch the files. */
struct reload *reload_new(struct daemon *daemon);
void reload_free(struct reload *reload);
/* `fn` may be NULL. While a reload runs, another one waits and takes along all that were asked for meanwhile. */
void reload_start(struct reload *reload, unsigned scope, reload_done_fn *fn, void *arg);
/* Nothing is taken over any more; who waits is told so now, who asks later at once. */
void reload_stop(struct reload *reload);

/* What the last attempt at one of the three said. */
struct reload_part {
	bool refused;
	bool from_last_good; /* the site's files are broken since before the start */
	struct str text;     /* diagnostics; borrowed for the call */
};

/* For status: the rules at work and what the last attempts said. */
struct reload_status {
	uint64_t rules;
	uint64_t entities;
	uint64_t terms;
	uint32_t generation; /* 0: none yet */
	int64_t loaded_at;   /* wall s */
	int64_t tried_at;    /* wall s; any of the three */
	struct reload_part of_conf;
	struct reload_part of_feeds;
	struct reload_part of_rules;
};
void reload_get_status(const struct reload *reload, struct reload_status *ret);

#endif
