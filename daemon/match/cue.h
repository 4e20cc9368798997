/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Cues, compiled: word patterns that say how an event near them is asserted (RULES.md 5). A set is constant, and lives in
 * one arena with the rules. It is looked at only around the events of hits.
 */
#ifndef NUNCIO_MATCH_CUE_H
#define NUNCIO_MATCH_CUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "match/book.h"
#include "text/token.h"

struct cue_set;

/* The cues of the book; NULL when the arena is full. */
const struct cue_set *cue_set_compile(struct arena *arena, const struct rule_book *book);

/* What stands in a text: its words [start, end), which are of one field. */
struct cue_text {
	const struct token_list *tokens;
	struct str text; /* of the field, which the words' bytes count in */
	uint32_t start;
	uint32_t end;
	int32_t year; /* years before this one are past */
};

/* A cue that was found, by the places of its words. */
struct cue_match {
	const struct book_cue *cue;
	uint32_t places[LIMIT_CUE_WORDS]; /* ascending */
	uint32_t count; /* 0: a punctuation mark, behind the word before `places[0]` */
};

/* More in one sentence are not looked at. */
#define CUE_MATCHES_MAX 64u

/* Whether there are cues at all, and those of a language ("en"). */
bool cue_set_is_empty(const struct cue_set *set);
bool cue_set_has(const struct cue_set *set, struct str lang);
/* The language whose common words the text (the words before `end`) has; empty when it has too few of any. */
struct str cue_set_guess(const struct cue_set *set, const struct token_list *tokens, uint32_t end);
/* Fills in the matches of the language's cues in the text, but for those that a cue which says nothing takes back; returns
 * how many. */
uint32_t cue_set_find(const struct cue_set *set, struct str lang, const struct cue_text *text,
	struct cue_match ret[CUE_MATCHES_MAX]);
/* True when they share a word. */
bool cue_overlaps(const struct cue_match *a, const struct cue_match *b);
/* The latest year that the words name, as a number of four digits; 0: none. */
int32_t cue_latest_year(const struct token_list *tokens, uint32_t start, uint32_t end);

#endif
