/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Jobs and results as the payloads of frames. Writing cleans every text and cuts it to its cap; reading refuses whatever
 * could not have been written so: counts, enumerators, caps, UTF-8, dates, URLs and offsets are all looked at, because
 * the process that wrote may have been taken over by a document.
 */
#ifndef NUNCIO_READER_WIRE_H
#define NUNCIO_READER_WIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/buf.h"
#include "base/str.h"
#include "reader/frame.h"
#include "reader/job.h"

/* Between the main process and a reader. */
enum wire_type {
	WIRE_JOB = 1,                    /* main to reader: a document follows its description */
	WIRE_JOB_FD = 1 | FRAME_WITH_FD, /* the same; the document is in the descriptor */
	WIRE_ARTICLE = 2,                /* reader to main: one article */
	WIRE_READY = 4, /* reader to main, once, first: the jail is closed behind it; no payload */
	WIRE_END = 3    /* reader to main: the document has been read */
};

/* Adds a whole frame. out->full when it does not fit: too many known articles. */
void wire_put_job(struct buf *out, const struct reader_job *job);
/* *ret borrows from `payload` and `arena`; its body_fd is `fd`. -EPROTO, or -ENOMEM when the arena is full. */
MUST_CHECK int wire_get_job(
	struct str payload, int fd, struct arena *arena, struct reader_job *ret);

/* Adds a whole frame. One that would be too large loses evidence first, then hits, which are counted as left out. The
 * article must have been read when it has hits or its page is wanted. */
void wire_put_article(struct buf *out, struct arena *scratch, const struct read_article *article);
/* *ret lives in `arena`; `now` becomes its seen_at. -EPROTO, or -ENOMEM when the arena is full. */
MUST_CHECK int wire_get_article(
	struct str payload, int64_t now, struct arena *arena, struct read_article *ret);

/* The end of a document: everything of a result but the articles themselves and the generation. */
void wire_put_end(struct buf *out, struct arena *scratch, const struct reader_result *result);
MUST_CHECK int wire_get_end(struct str payload, struct arena *arena, struct reader_result *ret);

#endif
