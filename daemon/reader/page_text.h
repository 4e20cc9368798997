/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What an article becomes when the page behind it has been read: the page's text in the place of the feed's, and of what
 * else the page says that which the feed does not. The feed decides who the article is; nothing of that is touched.
 */
#ifndef NUNCIO_READER_PAGE_TEXT_H
#define NUNCIO_READER_PAGE_TEXT_H

#include "base/arena.h"
#include "base/str.h"
#include "parse/document.h"
#include "reader/job.h"

/* `article` is that of the job as the feed has it, with its text read but for the body. Empty when the page's text is in it;
 * else why the feed's has to serve (and nothing was changed): a page without an article, or with less text. */
struct str page_text_take(struct arena *arena, const struct document *document,
	const struct reader_job *job, struct article *article);

#endif
