/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The article in a web page: its text without what the site puts around it, and what the page says of it. Structure
 * decides, in any language; words of boilerplate only help. Linear in the page, bounded by base/limits.h, no recursion.
 * Must run in a reader when the page comes from outside.
 */
#ifndef NUNCIO_PARSE_PAGE_H
#define NUNCIO_PARSE_PAGE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"
#include "parse/document.h"

/* All text is clean UTF-8 in the arena of the call; what is not known is empty, or DATE_NONE. */
struct page {
	bool is_article;   /* false: do not use `text` in place of the feed's */
	char error[160];   /* why it is none ("paywall: …"); empty when is_article */
	struct str title;  /* one line, without the site's name */
	struct str author; /* one line; several are separated by ", " */
	struct str site;   /* the name of the site */
	struct str
		canonical; /* absolute web URL the page gives as its own; may be of another host */
	struct str lang;   /* BCP 47 */
	struct str
		text; /* paragraphs separated by a blank line; without the title. Best effort when no article */
	int64_t published; /* seconds since 1970 */
	int64_t updated;
	bool is_cut; /* the page was larger than LIMIT_PAGE or had too many elements: its rest is missing */
};

/* Always fills *ret. `document->url` is the address the page came from (after redirects): the base of its links. */
void parse_page(struct arena *arena, const struct document *document, struct page *ret);
/* Plain text, as feeds carry it, without lines of boilerplate ("Advertisement · Scroll to continue", "Share this"), with
 * repetitions of `title` (may be empty) and what comes after "Related stories" gone. `text` itself when nothing is to go,
 * and when nothing would be left: then it is all there is. */
struct str page_clean_text(struct arena *arena, struct str text, struct str title);

#endif
