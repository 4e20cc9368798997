/* SPDX-License-Identifier: BSD-2-Clause */
/* Which blocks of a page are its article. */
#ifndef NUNCIO_PARSE_PAGE_BODY_H
#define NUNCIO_PARSE_PAGE_BODY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"
#include "parse/page_tree.h"

struct page_body {
	struct str text;  /* paragraphs separated by a blank line, in the arena */
	uint32_t words;   /* of it */
	uint32_t prose;   /* words of it in sentences */
	uint32_t longest; /* words of its longest paragraph */
	uint32_t teasers; /* headings of the page that are links */
	bool has_paywall; /* an element says that it keeps readers out */
};

/* `title` of the page and `summary` (meta description), both may be empty, help to find where the article begins. */
void page_body_find(struct arena *arena, const struct page_tree *tree, struct str title,
	struct str summary, struct page_body *ret);

#endif
