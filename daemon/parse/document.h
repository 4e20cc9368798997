/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reads one document as a feed of whatever format it is and hands out its articles one by one, in document order. Parses
 * chunk by chunk; knows limits, not clocks. Must run in a reader when the document comes from outside.
 */
#ifndef NUNCIO_PARSE_DOCUMENT_H
#define NUNCIO_PARSE_DOCUMENT_H

#include <stdbool.h>
#include <stddef.h>

#include "article.h"
#include "base/arena.h"
#include "base/attr.h"
#include "base/buf.h"
#include "base/str.h"

struct document {
	struct str bytes;
	struct str content_type; /* of the response, may be empty */
	struct str url;          /* final URL, may be empty */
};

enum parse_outcome {
	PARSE_OK,
	PARSE_PARTIAL,   /* articles were handed out, then something ended it: see error */
	PARSE_LIMIT,     /* as PARTIAL, and it was a ceiling of base/limits.h */
	PARSE_NOT_A_FEED /* nothing was handed out; see error */
};

struct parse_report {
	enum parse_outcome outcome;
	char format[32]; /* "RSS 2.0" */
	char error[200]; /* "line 12: …", empty when PARSE_OK */
	char repairs
		[200]; /* "charset windows-1252 (fallback); 2 undefined entities", empty when nothing was mended */
	struct feed_info feed; /* complete when parse_document returns, in its arena */
	size_t articles;
};

/* Called for each article; it and its text are valid during the call. Return false to stop (the outcome stays OK). */
typedef bool parse_article_fn(struct article *article, struct arena *article_arena, void *arg);

/* `arena` holds the feed's own text and dies with the document; the arena that the callback gets is cleared between
 * articles. Always fills *ret. */
void parse_document(struct arena *arena, const struct document *document,
	parse_article_fn *on_article, void *arg, struct parse_report *ret);
/* Fills title, summary and text of an article from its raw fields, in `arena` (ALERT.md caps for title and summary). */
void parse_read_text(struct article *article, struct arena *arena);
/* Everything that libraries set up on first use, to be done before a process is jailed. */
void parse_warm_up(void);

#endif
