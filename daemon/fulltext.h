/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The pages behind new articles (RULES.md 4): asks for those of one document, politely and within bounds, has them read, and
 * tells for one article after the other which text serves, the page's or the feed's. Every article gets an answer: within
 * max_wait_ms, whatever hosts and readers do.
 */
#ifndef NUNCIO_FULLTEXT_H
#define NUNCIO_FULLTEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/metric.h"
#include "base/str.h"
#include "fetch/fetch.h"
#include "net/loop.h"
#include "reader/readers.h"

struct fulltext;
struct fulltext_set; /* the articles of one document */

/* All borrowed for life. */
struct fulltext_parts {
	struct loop *loop;
	struct fetcher *fetcher;
	struct readers *readers;
	struct metrics *metrics;
	loop_fn *on_read; /* a reader has read a page: others may wait for one */
	void *arg;
};

struct fulltext_config {
	int64_t timeout_ms;  /* of a page, the turns of its host and of a reader included */
	int64_t max_wait_ms; /* of an article, from its document on */
	uint64_t max_page_bytes;
	size_t at_once; /* pages under way in all */
	bool robots;    /* robots.txt may forbid pages */
};

struct fulltext *fulltext_new(
	const struct fulltext_parts *parts, const struct fulltext_config *config);
/* All sets must have been freed. */
void fulltext_free(struct fulltext *fulltext);
void fulltext_configure(struct fulltext *fulltext, const struct fulltext_config *config);
/* Readers have room: pages that wait for one are read. */
void fulltext_read_waiting(struct fulltext *fulltext);

/* True when an article in it wants its page. */
bool fulltext_is_wanted(const struct reader_result *result);

/* What a set is made of; all of it is copied. */
struct fulltext_source {
	uint64_t feed_id;
	struct str feed_name;
	struct str feed_country;
	struct str feed_language;
	const struct reader_result *result;
};

/* `on_settled` is called when more articles are settled, never inside a call of this module; the set may be freed in it. */
struct fulltext_set *fulltext_set_new(struct fulltext *fulltext,
	const struct fulltext_source *source, loop_fn *on_settled, void *arg);
/* Drops what is under way. */
void fulltext_set_free(struct fulltext_set *set);
/* The result with those articles that are settled, in the order in which they were: more are only ever added behind them.
 * Borrowed until on_settled is called again. */
const struct reader_result *fulltext_set_result(const struct fulltext_set *set);
/* True when all articles of the document are settled. */
bool fulltext_set_is_whole(const struct fulltext_set *set);

struct fulltext_status {
	size_t sets;       /* documents that wait for pages */
	size_t kept_bytes; /* of these and what has come for them */
	size_t waiting;    /* pages that wait for their turn */
	size_t under_way;  /* pages that are fetched or read */
	int64_t taken;     /* pages whose text was matched, since the start */
	int64_t missed;    /* pages that were wanted, and the feed's text served */
};
void fulltext_get_status(const struct fulltext *fulltext, struct fulltext_status *ret);

#endif
