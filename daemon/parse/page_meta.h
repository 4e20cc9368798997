/* SPDX-License-Identifier: BSD-2-Clause */
/* What a page says of its article: title, authors, dates, address, language, from JSON-LD, meta tags and the page itself. */
#ifndef NUNCIO_PARSE_PAGE_META_H
#define NUNCIO_PARSE_PAGE_META_H

#include "base/arena.h"
#include "parse/page.h"
#include "parse/page_data.h"
#include "parse/page_tree.h"

/* Fills all of *ret but is_article, error, text and is_cut. */
void page_meta_read(struct arena *arena, const struct page_tree *tree, const struct page_data *data,
	struct str url, struct page *ret);
/* The first meta tag of one of these names (NULL-terminated, the best first), references decoded; empty when none. */
struct str page_meta_find(
	struct arena *arena, const struct page_tree *tree, const char *const *names);

#endif
