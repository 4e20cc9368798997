/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Copies articles by the form in which they came: what a frame holds is all that there is of them. Keeps nothing that is not
 * in the arena.
 */
#include "reader/keep.h"

#include <errno.h>

#include "base/buf.h"
#include "reader/wire.h"

static int keep_detail(
	struct arena *arena, const struct read_article *article, struct read_article *ret)
{
	struct arena *scratch = arena_new(0);
	struct buf frame;
	int rc = -ENOMEM;

	buf_init(&frame, FRAME_BUFFER_MAX);
	wire_put_article(&frame, scratch, article);
	if (!frame.full) {
		rc = wire_get_article(str_slice(buf_str(&frame), FRAME_HEADER, SIZE_MAX),
			article->identity.seen_at, arena, ret);
	}
	buf_done(&frame);
	arena_free(scratch);
	return rc < 0 ? -ENOMEM : 0;
}

int read_article_keep(
	struct arena *arena, const struct read_article *article, struct read_article *ret)
{
	if (article->has_detail) {
		return keep_detail(arena, article, ret);
	}
	*ret = *article;
	return 0;
}

static struct str keep_text(struct arena *arena, struct str text, int *rc)
{
	struct str copy = arena_str(arena, text);

	if (!copy.ptr) {
		*rc = -ENOMEM;
	}
	return copy;
}

int reader_result_keep(
	struct arena *arena, const struct reader_result *result, struct reader_result *ret)
{
	size_t size = (result->article_count + 1) * sizeof(struct read_article);
	struct read_article *articles = arena_zalloc(arena, size);
	struct reader_result kept = *result;
	int rc = articles ? 0 : -ENOMEM;

	kept.error = keep_text(arena, result->error, &rc);
	kept.feed = (struct feed_info){.title = {NULL, 0}};
	kept.feed.title = keep_text(arena, result->feed.title, &rc);
	kept.feed.link = keep_text(arena, result->feed.link, &rc);
	kept.feed.language = keep_text(arena, result->feed.language, &rc);
	kept.repairs = keep_text(arena, result->repairs, &rc);
	kept.proposals = keep_text(arena, result->proposals, &rc);
	kept.format = keep_text(arena, result->format, &rc);
	for (size_t i = 0; i < result->article_count && rc == 0; i++) {
		rc = read_article_keep(arena, &result->articles[i], &articles[i]);
	}
	kept.articles = articles;
	if (rc == 0) {
		*ret = kept;
	}
	return rc;
}
