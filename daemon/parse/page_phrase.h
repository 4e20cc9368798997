/* SPDX-License-Identifier: BSD-2-Clause */
/* What sites write around articles, in many languages: a table, and comparisons that see neither case, accents nor signs. */
#ifndef NUNCIO_PARSE_PAGE_PHRASE_H
#define NUNCIO_PARSE_PAGE_PHRASE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"

/* Bytes of a normal form that is kept: longer lines are no boilerplate. */
#define PAGE_NORMAL_MAX 600

enum page_phrase {
	PHRASE_NONE = 0,
	PHRASE_LINE = 1,   /* the whole line is boilerplate: "Advertisement" */
	PHRASE_START = 2,  /* the line is, as it starts so: "Read also: …" */
	PHRASE_SECTION = 4 /* the heading of something that is no article: "Related stories" */
};

/* False for most lines, by their first word: page_phrase_of would give PHRASE_NONE. Cheap. */
bool page_phrase_may_begin(struct str line);
/* A line of `words` words. `ends_sentence`: it ends with a full stop or the like. */
enum page_phrase page_phrase_of(struct str line, size_t words, bool ends_sentence);
/* Folded words separated by single spaces, cut at PAGE_NORMAL_MAX. Returns the bytes written. */
size_t page_phrase_normal(struct str text, char out[PAGE_NORMAL_MAX]);
/* True when both have the same words, as far as PAGE_NORMAL_MAX shows. */
bool page_phrase_equal(struct str a, struct str b);
/* A caption without "Photo: Kay Dunn/AN" at its end; empty when it is nothing else. */
struct str page_phrase_strip_credit(struct str caption);

#endif
