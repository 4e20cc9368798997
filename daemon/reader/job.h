/* SPDX-License-Identifier: BSD-2-Clause */
/* What goes to a reader and what comes back, as the main process sees it; reader/wire.c turns both into frames. */
#ifndef NUNCIO_READER_JOB_H
#define NUNCIO_READER_JOB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "article.h"
#include "base/str.h"
#include "dedup/identity.h"
#include "match/hit.h"

/* Of which new articles the pages are wanted. */
enum reader_pages { READER_PAGES_AS_RULES_ASK, READER_PAGES_NEVER, READER_PAGES_ALWAYS };

/* One document to read: a feed, the page behind one of its articles, or the robots.txt of such a page. All borrowed for the call of readers_submit, except
 * `body_fd`, which it takes. */
struct reader_job {
	uint64_t feed_id;
	struct str feed_name;
	struct str feed_country;
	struct str feed_language; /* from the feed list; goes before the document's own */
	struct str url;           /* final URL, the base of relative ones */
	struct str content_type;
	int64_t now; /* wall s, for dates in the future and the backlog */
	bool first_poll;
	int64_t backlog_since; /* first poll: only articles published at or after this may alert; INT64_MAX: none, INT64_MIN: all */
	const struct known *known; /* articles known of this feed */
	size_t known_count;
	enum reader_pages pages;
	const struct read_article *article; /* the document is its page; NULL: it is a feed */
	bool robots;                        /* neither: it is a robots.txt */
	struct str body;                    /* when body_fd is -1 */
	int body_fd;                        /* a sealed memfd, or -1 */
	bool is_mapped;                     /* `body` is the mapping of that: set by the reader */
	size_t body_size;
};

enum reader_outcome {
	READER_OK,         /* articles may be fewer than in the document: see `error` */
	READER_NOT_A_FEED, /* nothing could be read; `error` says why */
	READER_NO_ARTICLE, /* a page that is not read in the place of the feed's text; `error` says why */
	READER_LIMIT, /* a ceiling was reached; what was whole before it is there */
	READER_DIED   /* the process was killed; `error` names the limit or the signal */
};

struct read_article {
	enum identity_status status;
	struct known identity;
	bool backlog; /* of a first poll, and young enough to alert */
	bool alerts;  /* hits may become records */
	bool has_detail; /* the fields below are filled: only when there are hits or the page is wanted */
	bool wants_page;
	uint32_t text_points; /* of the feed's text, when the page is wanted */
	struct article article;
	struct hits hits;
	/* Said by the main process, which asked for the page. */
	bool from_page;        /* the page's text was matched */
	struct str page_error; /* why it was not, although it was wanted; empty otherwise */
};

#define READER_PROPOSALS_MAX 4000 /* bytes; they are kept with the state of the feed */

/* Valid during the callback. Every text in it has been checked: valid UTF-8, no controls, within the caps. Of a page comes
 * the article of the job, as the page has it, or none; its identity and status are not to be looked at. */
struct reader_result {
	enum reader_outcome outcome;
	struct str error;    /* empty when all was well: "line 12: …" */
	struct str format;   /* "RSS 2.0" */
	struct str repairs;  /* what was mended, empty when nothing */
	uint32_t repair_set; /* the same as bits of enum parse_repair */
	struct str
		proposals; /* of a document that is no feed but names some: their addresses, one a line */
	struct str robots; /* of a robots.txt: what it says to us (text/robots.h) */
	struct feed_info feed;
	const struct read_article *articles; /* in document order */
	size_t article_count;
	int64_t cpu_us;      /* spent by the reader */
	uint32_t generation; /* of the rules that were used */
};

#endif
