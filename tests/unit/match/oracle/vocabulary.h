/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The words that random rules and texts are made of, with all that RULES.md says of a word written down by hand: how it
 * is spelled, what it folds to, which words share its stem. A run of ideographs is made of words of one character.
 */
#ifndef NUNCIO_TESTS_ORACLE_VOCABULARY_H
#define NUNCIO_TESTS_ORACLE_VOCABULARY_H

#include <stdbool.h>
#include <stddef.h>

/* How a word is written: in small letters, with a capital, in capitals. */
enum spelling { SMALL, CAPITAL, CAPITALS, SPELLINGS };

enum language { UNKNOWN, ENGLISH, GERMAN, RUSSIAN, JAPANESE, LANGUAGES };

enum word_kind { LETTERS, NUMBER, ABBREVIATION, HAN, THAI };

struct word {
	const char *spelled[SPELLINGS];
	const char *folded;
	const char *stems[LANGUAGES]; /* NULL: the folded word */
	enum word_kind kind;
};

/* In play at one time: few, so that they meet. */
enum { PLAY_WORDS = 18, LETTERS_MAX = 24 };

const struct word *vocabulary_word(int number);
/* Chooses the words that the next rules and texts are made of. */
void vocabulary_choose(void);
/* One of those in play. */
int vocabulary_pick(void);
/* One of those in play with at least `letters` letters and nothing else in it. */
int vocabulary_pick_letters(size_t letters);
/* One ideograph in play; -1: there is none. */
int vocabulary_pick_ideograph(void);
/* The tag of a language as a word. */
int vocabulary_tag(enum language language);
/* Two words that stand for one when they are written solid; false when they are not in play. */
bool vocabulary_hyphenated(int *ret_first, int *ret_second, int *ret_solid);

bool word_is_ideograph(int word);
bool word_same(int a, int b);
bool word_same_stem(int a, int b, enum language language);
/* The fewest letters inserted, dropped, changed or swapped. */
int word_letters_apart(int a, int b);
/* The pattern (folded, with * and ?) stands for the word. */
bool word_fits(int word, const char *pattern);
/* Code points. */
size_t points_in(const char *text, size_t bytes);
/* Where code point `number` begins. */
size_t points_offset(const char *text, size_t number);

#endif
