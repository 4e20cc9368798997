/* SPDX-License-Identifier: BSD-2-Clause */
/* Random articles of which is known, because they are made so, where each word, sentence and paragraph is. */
#ifndef NUNCIO_TESTS_ORACLE_TEXT_H
#define NUNCIO_TESTS_ORACLE_TEXT_H

#include <stdbool.h>
#include <stdint.h>

#include "match/hit.h"
#include "match/matcher.h"
#include "match/oracle/vocabulary.h"

enum { WORDS_MAX = 160, TITLE_WORDS = 8, BODY_WORDS = 90, LEAD_WORDS = 60, FIELD_BYTES = 8192 };

struct place_of_word {
	int word;
	enum spelling spelling;
	bool dotted;    /* "U.S." */
	uint32_t start; /* in code points of the field, without a possessive 's */
	uint32_t end;
	int sentence;
	int paragraph;
	bool glued; /* an ideograph, and the next one follows without a gap */
	char mark;  /* the comma or semicolon that follows it, or 0 */
	enum field field;
	int number; /* in its field */
	int lead;   /* its number in the lead; -1: it is not in it */
};

/* Occurrence: words from start to below end. */
struct range {
	int start;
	int end;
	int entity; /* NO_ENTITY: of words */
};

enum { NO_ENTITY = -1 };

struct text {
	struct place_of_word words[WORDS_MAX];
	int count;
	bool exact_title; /* capitals mean something */
	enum language language;
	int64_t date;
	int year; /* what is before it is past */
	char fields[FIELD_COUNT][FIELD_BYTES];
	struct range mentions[WORDS_MAX * 2]; /* of entities, those that count */
	int mention_count;
};

void text_make(struct text *text);
struct match_input text_input(const struct text *text);
/* From and to code points of a field. */
struct str text_slice(const char *field, uint32_t start, uint32_t end);

#endif
