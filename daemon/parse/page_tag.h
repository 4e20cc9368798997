/* SPDX-License-Identifier: BSD-2-Clause */
/* The elements that matter in a page, and what their classes, names and roles say of them. Tables and look-ups; pure. */
#ifndef NUNCIO_PARSE_PAGE_TAG_H
#define NUNCIO_PARSE_PAGE_TAG_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

enum page_tag {
	PAGE_INLINE, /* whatever has no row of its own */
	PAGE_A,
	PAGE_BLOCK, /* block-level without a meaning */
	PAGE_ARTICLE,
	PAGE_ASIDE,
	PAGE_BLOCKQUOTE,
	PAGE_BODY,
	PAGE_BR,
	PAGE_CELL,       /* td, th, caption */
	PAGE_CONTROL,    /* button, select, svg …: never text */
	PAGE_DEFINITION, /* dt, dd */
	PAGE_DIV,
	PAGE_FIGCAPTION,
	PAGE_FIGURE,
	PAGE_FOOTER,
	PAGE_HEADER,
	PAGE_HEADING_1,
	PAGE_HEADING_2,
	PAGE_HEADING_3,
	PAGE_HEADING_4,
	PAGE_HEADING_5,
	PAGE_HEADING_6,
	PAGE_HTML,
	PAGE_ITEM_TAG, /* li */
	PAGE_LINK,
	PAGE_LIST, /* ul, ol, dl */
	PAGE_MAIN,
	PAGE_META,
	PAGE_NAV,
	PAGE_P,
	PAGE_PRE,
	PAGE_RAW, /* style, noscript, iframe …: content is no mark-up */
	PAGE_ROW, /* tr, thead, tbody, tfoot */
	PAGE_SCRIPT,
	PAGE_SECTION,
	PAGE_TABLE,
	PAGE_TIME,
	PAGE_TITLE,
	PAGE_BASE,
	PAGE_VOID /* img, input, hr … */
};

/* What an element says it is. */
enum {
	PAGE_HINT_BAD = 1 << 0, /* no part of the article: navigation, sharing, advertisement … */
	PAGE_HINT_WEAK = 1 << 1, /* perhaps none: the text decides */
	PAGE_HINT_COMMENTS = 1 << 2,
	PAGE_HINT_BODY = 1 << 3,   /* the article's body */
	PAGE_HINT_LEAD = 1 << 4,   /* standfirst, summary */
	PAGE_HINT_CREDIT = 1 << 5, /* who took the photograph */
	PAGE_HINT_BYLINE = 1 << 6,
	PAGE_HINT_DATE = 1 << 7,
	PAGE_HINT_TITLE = 1 << 8,
	PAGE_HINT_CAPTION = 1 << 9,
	PAGE_HINT_HIDDEN = 1 << 10,
	PAGE_HINT_AUTHOR = 1 << 11,    /* itemprop or rel=author */
	PAGE_HINT_PUBLISHED = 1 << 12, /* itemprop=datePublished */
	PAGE_HINT_UPDATED = 1 << 13,
	PAGE_HINT_PAYWALL = 1 << 14
};

/* Names in any case. Unknown elements with a hyphen in their names (custom ones) are BLOCK. */
enum page_tag page_tag_of(struct str name);
/* True for what ends a paragraph where it starts and ends. */
bool page_tag_is_block(enum page_tag tag);
/* What words in a class, id or the like say: "c-share_buttons" has the words "share" and "buttons". */
uint32_t page_hints_of_words(struct str value);
/* The role attribute (WAI-ARIA 1.2 5.4). */
uint32_t page_hints_of_role(struct str role);
/* The itemprop attribute, of schema.org. */
uint32_t page_hints_of_property(struct str itemprop);

#endif
