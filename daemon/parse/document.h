/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reads one document as a feed of whatever format it is and hands out its articles one by one, in document order. Knows
 * limits, not clocks. Must run in a reader when the document comes from outside.
 */
#ifndef NUNCIO_PARSE_DOCUMENT_H
#define NUNCIO_PARSE_DOCUMENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "article.h"
#include "base/arena.h"
#include "base/attr.h"
#include "base/buf.h"
#include "base/str.h"

struct document {
	struct str bytes;
	struct str content_type; /* of the response, may be empty */
	struct str url;          /* final URL, may be empty */
	bool is_mapped; /* privately from a file: what has been read is forgotten (base/mapping.h) */
};

enum parse_outcome {
	PARSE_OK,
	PARSE_PARTIAL,   /* articles were handed out, then something ended it: see error */
	PARSE_LIMIT,     /* as PARTIAL, and it was a ceiling of base/limits.h */
	PARSE_NOT_A_FEED /* nothing was handed out; see error */
};

/* What was mended in a document, as a set of bits. They go into the records of feeds: a bit never changes its meaning. */
enum parse_repair {
	REPAIR_CHARSET_GUESSED = 1 << 0, /* no usable encoding was named */
	REPAIR_CHARSET_WRONG = 1 << 1,   /* another encoding than the one that was named */
	REPAIR_MALFORMED = 1 << 2,       /* bytes that are none in the encoding */
	REPAIR_CONTROLS = 1 << 3,        /* NUL bytes and other characters that XML forbids */
	REPAIR_JUNK_BEFORE = 1 << 4,     /* characters before the root element */
	REPAIR_JUNK_AFTER = 1 << 5,      /* characters or elements after it */
	REPAIR_CUT = 1 << 6,             /* the document ends before its root element does */
	REPAIR_UNCLOSED = 1 << 7,        /* elements without their end tag */
	REPAIR_UNOPENED = 1 << 8,        /* end tags without an element */
	REPAIR_TAG = 1 << 9,             /* tags and attributes that are not well-formed */
	REPAIR_STRAY = 1 << 10,          /* "&" and "<" that stand for themselves */
	REPAIR_ENTITY_HTML = 1 << 11,    /* HTML's names for characters, not declared */
	REPAIR_ENTITY_UNKNOWN = 1 << 12, /* names that nobody knows, left as they were */
	REPAIR_ENTITY_REFUSED = 1 << 13, /* declared entities that are no plain text */
	REPAIR_NAMESPACE = 1 << 14,      /* prefixes without a declaration, known by custom */
	REPAIR_DATE = 1 << 15,           /* dates that could not be read */
	REPAIR_LINK = 1 << 16            /* addresses of articles that are none */
};
#define REPAIR_COUNT 17
/* By these something is missing; all others are mended. */
#define REPAIR_LOSSES ((uint32_t)(REPAIR_CUT | REPAIR_LINK))

#define PARSE_PROPOSALS 5

struct parse_report {
	enum parse_outcome outcome;
	char format[32]; /* "RSS 2.0" */
	char error[512]; /* "line 12: …", empty when PARSE_OK */
	/* "charset windows-1252 (fallback); 2 unclosed elements", empty when nothing was mended */
	char repairs[300];
	uint32_t repair_set;   /* the same as bits of enum parse_repair */
	struct feed_info feed; /* complete when parse_document returns, in its arena */
	size_t articles;
	/* Of a document that is no feed but names some: their addresses, the likeliest first; in the arena. */
	struct str proposals[PARSE_PROPOSALS];
	size_t proposal_count;
};

/* Called for each article; it and its text are valid during the call. Return false to stop (the outcome stays OK). */
typedef bool parse_article_fn(struct article *article, struct arena *article_arena, void *arg);

/* `arena` holds the feed's own text and dies with the document; the arena that the callback gets is cleared between
 * articles. Always fills *ret. */
void parse_document(struct arena *arena, const struct document *document,
	parse_article_fn *on_article, void *arg, struct parse_report *ret);
/* Fills title, summary and text of an article from its raw fields, in `arena` (ALERT.md caps for title and summary). */
void parse_read_text(struct article *article, struct arena *arena);
/* The words of one bit ("unclosed elements"), which are constant; NULL for one that means nothing. */
const char *parse_repair_words(enum parse_repair repair);
/* Adds the words of a set, ", " between them. */
void parse_add_repairs(struct buf *out, uint32_t repair_set);
/* Everything that libraries set up on first use, to be done before a process is jailed. */
void parse_warm_up(void);

#endif
