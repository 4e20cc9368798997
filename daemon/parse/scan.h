/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Cuts a document into characters and tags, mending on the way what feeds get wrong. Nearly all that is handed out lies in
 * the document itself.
 */
#ifndef NUNCIO_PARSE_SCAN_H
#define NUNCIO_PARSE_SCAN_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/limits.h"
#include "base/str.h"
#include "parse/doctype.h"

/* What the references in the values of one tag may become: an entity of three bytes is a word. */
#define SCAN_VALUES_MAX ((size_t)LIMIT_START_TAG * 6)

struct scan_attribute {
	struct str name;  /* qualified name as written, in the document */
	struct str value; /* references decoded; until the next call */
};

enum scan_kind {
	SCAN_TEXT,
	SCAN_START,    /* <a …> and <a …/> */
	SCAN_END,      /* </a> */
	SCAN_FINISHED, /* the document has ended */
	SCAN_LIMIT     /* a ceiling: see `error` */
};

struct scan_token {
	enum scan_kind kind;
	size_t at;       /* offset of its first byte */
	struct str text; /* characters, references decoded */
	bool is_stable;  /* `text` lies in the document, otherwise it is good until the next call */
	struct str name; /* qualified name of the tag as written, in the document */
	bool is_empty;   /* START: <a/> */
	const struct scan_attribute *attributes; /* START: until the next call */
	size_t attribute_count;
};

struct scan_repairs {
	size_t named_entities; /* HTML names that the document did not declare, decoded all the same */
	size_t unknown_entities; /* left as they were */
	size_t stray;            /* "&" and "<" that began nothing */
	size_t bad_tags; /* attributes without quotes, names that are none, tags that never end */
	size_t refused_entities; /* declared ones that are not plain text */
	bool is_cut;             /* the document ends inside a tag, comment or CDATA section */
};

struct scanner {
	struct str document; /* borrowed */
	size_t at;
	size_t text_end;   /* of the characters at `at`, when it lies behind that */
	bool is_mapped;    /* privately from a file: what lies behind is forgotten */
	size_t forgotten;  /* up to where */
	struct buf values; /* of the current tag; never moves */
	struct scan_attribute attributes[LIMIT_XML_ATTRIBUTES];
	struct buf text;
	struct str name;   /* of the last start tag, in the document */
	bool has_no_close; /* no CDATA section ends from here on */
	struct doctype doctype;
	size_t entity_bytes; /* that declared entities have become */
	struct scan_repairs repairs;
	const char *error; /* of SCAN_LIMIT */
};

/* `document` is valid UTF-8 without byte order mark, borrowed until scan_done. */
void scan_init(struct scanner *scanner, struct str document);
void scan_done(struct scanner *scanner);
void scan_next(struct scanner *scanner, struct scan_token *ret);
/* Line of a byte, from 1. */
size_t scan_line(const struct scanner *scanner, size_t at);

#endif
