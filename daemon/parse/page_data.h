/* SPDX-License-Identifier: BSD-2-Clause */
/* What a page says of its article in JSON-LD (schema.org). Text is as written there: mark-up and references may be in it. */
#ifndef NUNCIO_PARSE_PAGE_DATA_H
#define NUNCIO_PARSE_PAGE_DATA_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/str.h"
#include "parse/page_tree.h"

struct page_data {
	bool is_article; /* an Article, NewsArticle, BlogPosting … stands there */
	bool is_closed;  /* isAccessibleForFree is false */
	struct str headline;
	struct str author; /* several are separated by ", " */
	struct str published;
	struct str updated;
	struct str url;
	struct str lang;
	struct str site;
	struct str body; /* articleBody */
};

/* Fields live in the arena. */
void page_data_read(struct arena *arena, const struct page_tree *tree, struct page_data *ret);

#endif
