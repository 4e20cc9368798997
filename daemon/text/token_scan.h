/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The inside of the segmentation: token.c walks over plain words, token_sign.c looks at everything that needs a decision.
 */
#ifndef NUNCIO_TEXT_TOKEN_SCAN_H
#define NUNCIO_TEXT_TOKEN_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "text/fold.h"
#include "text/token.h"

struct scan {
	struct token_list *list;
	struct str text;
	size_t copy; /* where the copy of the text in small letters begins in list->folded */
	size_t at;
	size_t first; /* tokens that were in the list before */
	enum token_mode mode;
	unsigned newlines; /* since the last thing that is not space */
	bool sentence_ended;
	bool paragraph_ended;
	bool run_open; /* the last token is an ideograph that may continue */
};

/* token.c: what ended before the token that is to be added. */
void token_scan_begin_units(struct scan *scan);

/* token_sign.c: takes the plain word from byte `start` to scan->at, which a sign stands directly behind: that can make it
 * longer. */
void token_scan_joined(struct scan *scan, size_t start);
/* token_sign.c: takes what begins at scan->at and is neither a plain word nor a space. */
void token_scan_sign(struct scan *scan);

/* Adds a token, for which there is room, whose folded form of `len` bytes is at `folded` of the folded bytes, with padding behind it. */
static inline void token_scan_add(
	struct scan *scan, size_t start, size_t end, size_t folded, size_t len)
{
	struct token_list *list = scan->list;
	if (scan->sentence_ended || scan->paragraph_ended) {
		token_scan_begin_units(scan);
	}
	scan->newlines = 0;
	list->tokens[list->count++] = (struct token){.start = (uint32_t)start,
		.end = (uint32_t)end,
		.folded = (uint32_t)folded,
		.folded_len = (uint16_t)len,
		.sentence = list->sentences - 1,
		.paragraph = list->paragraphs - 1};
}

#endif
