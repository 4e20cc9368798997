/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The articles of a file that is given to `nuncio match` or `nuncio why`. What it is, its first characters tell:
 *   {…}        on its first line, a whole object without "items": JSON lines {id, title, text}, and as wanted url, author,
 *              tags (an array), source, feed_country, lang, published (RFC 3339)
 *   <!doctype html, <html   a page: the article in it, or all its text when there is none
 *   < { [      a feed
 *   the rest   a text: one article. Each line is a paragraph; a short first line with an empty one behind it is the title
 */
#ifndef NUNCIO_CTL_INPUT_H
#define NUNCIO_CTL_INPUT_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/buf.h"
#include "base/str.h"
#include "match/matcher.h"

/* Sets `out` up and reads a whole file into it, or standard input for "-": LIMIT_DOCUMENT bytes at most. 0 or a negative
 * errno; `out` is to be done away with in any case. */
MUST_CHECK int input_load(const char *path, struct buf *out);

struct input_article {
	struct str note; /* what is to be known of it; empty mostly */
	struct str item; /* id, else link, else title, else "FILE:LINE" */
	struct match_input input;
};

struct input_file {
	const char *name; /* for messages and items */
	struct str bytes;
	struct str content_type; /* as a server said it; empty: not said */
	struct str url;          /* where it was fetched; empty: it is a file */
};

/* Called for each article; it lives during the call, and so does what is put into the arena. */
typedef void input_fn(const struct input_article *article, struct arena *arena, void *arg);

/* Hands out the articles; what is wrong goes to `errors`, a line each. False when something was. */
MUST_CHECK bool input_read(
	const struct input_file *file, input_fn *fn, void *arg, struct buf *errors);

#endif
