/* SPDX-License-Identifier: BSD-2-Clause */
/* Articles that outlive the callback which brought them. */
#ifndef NUNCIO_READER_KEEP_H
#define NUNCIO_READER_KEEP_H

#include "base/arena.h"
#include "base/attr.h"
#include "reader/job.h"

/* A copy with all its text and hits in `arena`. -ENOMEM when that is full; *ret is then untouched. */
MUST_CHECK int read_article_keep(
	struct arena *arena, const struct read_article *article, struct read_article *ret);
/* The same of a result and all its articles. */
MUST_CHECK int reader_result_keep(
	struct arena *arena, const struct reader_result *result, struct reader_result *ret);

#endif
