/* SPDX-License-Identifier: BSD-2-Clause */
/* A build with its arenas and report, that writes down each article it hands over as one line. */
#ifndef NUNCIO_TESTS_PARSE_BUILT_H
#define NUNCIO_TESTS_PARSE_BUILT_H

#include "check.h"

#include <string.h>

#include "base/buf.h"
#include "parse/build.h"
#include "text/date.h"

struct built {
	struct build build;
	struct parse_report report;
	struct buf lines;
	size_t stop_after; /* articles; 0: never */
};

static inline void built_add(struct buf *out, const char *key, struct str value)
{
	if (value.len > 0) {
		buf_printf(out, "%s=%.*s;", key, STR_ARG(value));
	}
}

static inline void built_add_raw(struct buf *out, const char *key, struct raw_text text)
{
	static const char *const kinds[] = {"?", "plain", "html"};

	if (text.bytes.len > 0) {
		buf_printf(out, "%s(%s)=%.*s;", key, kinds[text.markup], STR_ARG(text.bytes));
	}
}

static inline void built_add_date(struct buf *out, const char *key, int64_t seconds)
{
	char text[DATE_RFC3339_SIZE];

	if (seconds != DATE_NONE) {
		built_add(out, key, str_make(text, date_format(seconds, text)));
	}
}

static inline bool built_on_article(struct article *article, struct arena *arena, void *arg)
{
	struct built *built = arg;
	struct buf *out = &built->lines;

	(void)arena;
	built_add(out, "id", article->guid);
	built_add(out, "link", article->link);
	built_add_raw(out, "title", article->raw_title);
	built_add_raw(out, "summary", article->raw_summary);
	built_add_raw(out, "content", article->raw_content);
	built_add(out, "author", article->author);
	for (size_t i = 0; i < article->category_count; i++) {
		built_add(out, "tag", article->categories[i]);
	}
	built_add_date(out, "published", article->published);
	built_add_date(out, "updated", article->updated);
	built_add(out, "lang", article->lang);
	buf_add_byte(out, '\n');
	return built->report.articles != built->stop_after;
}

static inline void built_init(struct built *built)
{
	memset(built, 0, sizeof(*built));
	buf_init(&built->lines, 1 << 20);
	built->build.feed_arena = arena_new(0);
	built->build.article_arena = arena_new(0);
	built->build.on_article = built_on_article;
	built->build.arg = built;
	built->build.report = &built->report;
}

static inline void built_done(struct built *built)
{
	arena_free(built->build.feed_arena);
	arena_free(built->build.article_arena);
	buf_done(&built->lines);
}

/* Compares what was handed over since the last look. */
static inline void built_check(struct built *built, const char *want, const char *what)
{
	check_str(buf_str(&built->lines), want, what);
	buf_clear(&built->lines);
}

#endif
