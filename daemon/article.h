/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One article of a feed, as parsed and as read. Parsing fills the raw fields; the plain text is made later, and only for
 * articles that are new or changed. All text is valid UTF-8 and lives as long as the arena of its document.
 */
#ifndef NUNCIO_ARTICLE_H
#define NUNCIO_ARTICLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

enum markup {
	MARKUP_UNKNOWN, /* plain or escaped HTML: to be looked at (RSS descriptions) */
	MARKUP_PLAIN,
	MARKUP_HTML
};

struct raw_text {
	struct str bytes; /* as in the document, entities of the XML level decoded */
	enum markup markup;
};

struct article {
	/* as parsed */
	struct str guid; /* guid, Atom id, JSON id; empty when none */
	struct str link; /* absolute, http(s) when it is one; empty when none */
	struct raw_text raw_title;
	struct raw_text raw_summary; /* description, Atom summary */
	struct raw_text raw_content; /* content:encoded, Atom content, JSON content_html */
	struct str author;
	const struct str *categories; /* arena */
	size_t category_count;
	int64_t published; /* seconds since 1970, DATE_NONE when there is none */
	int64_t updated;   /* likewise */
	struct str lang;   /* BCP 47, empty when unknown */

	/* of its page, when that was read: the address it calls its own, on its own host; else empty */
	struct str canonical;

	/* as read: filled by parse_read_text() */
	struct str title;   /* one line */
	struct str summary; /* plain text */
	struct str
		text; /* the body that is matched: the content, or the summary when there is no content */
};

/* What a document says of its feed. */
struct feed_info {
	struct str title;
	struct str link;
	struct str language;
	/* absolute web addresses, empty when the document names none */
	struct str
		self; /* the feed itself, as it wants to be asked for: a hint, never to be followed blindly */
	struct str hub;  /* WebSub */
	struct str next; /* the next page of a paged feed (RFC 5005 3), JSON Feed's next_url */
	struct str prev_archive; /* RFC 5005 4 */
};

#endif
