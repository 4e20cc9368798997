/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The work on one document: parse, tell known articles from new ones, make plain text of those, match them. Pure but for
 * the memory it keeps; runs in a reader, in the command line and in tests alike. Knows nothing of processes.
 */
#ifndef NUNCIO_READER_READ_H
#define NUNCIO_READER_READ_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "match/matcher.h"
#include "reader/job.h"

struct read_context;

/* `matcher` is borrowed, NULL: nothing is matched. `arena_bytes` caps the memory of one document. */
struct read_context *read_context_new(struct matcher *matcher, size_t arena_bytes);
void read_context_free(struct read_context *context);

/* Called for each article in document order; it lives during the call, and so does what is put into `scratch`. Its plain
 * text is there when it alerts. False stops. */
typedef bool read_sink_fn(const struct read_article *article, struct arena *scratch, void *arg);

/* Reads job->body (a descriptor is the caller's business). Fills *ret but for its articles (only their count), CPU time and
 * generation; its text lives until the next call with the context. */
void read_document(struct read_context *context, const struct reader_job *job, read_sink_fn *sink,
	void *arg, struct reader_result *ret);

/* An article with its text read, as the matcher takes it; `source` and `country` are those of its feed; `now` is its date when
 * it says none, 0: not known. */
struct match_input read_match_input(const struct article *article, struct str source,
	struct str country, int64_t now, struct arena *arena);

/* True when an article of a first poll is young enough to alert: published at or after job->backlog_since and not in the
 * future by more than a day, which nobody can know yet. Undated ones only when all may. */
bool read_is_backlog(const struct reader_job *job, int64_t published);

#endif
