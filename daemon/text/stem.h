/* SPDX-License-Identifier: BSD-2-Clause */
/* Stems of folded words by the Snowball algorithms (libstemmer). */
#ifndef NUNCIO_TEXT_STEM_H
#define NUNCIO_TEXT_STEM_H

#include "base/str.h"

/* Longer words stay as they are. */
#define STEM_WORD_MAX 64

/* Languages are numbered from 0 to below this. */
#define STEM_LANGUAGES 30
/* Of a language without an algorithm: each word is its own stem. */
#define STEM_NONE 0u
#define STEM_ENGLISH 1u

/* The number of a language by the first part of its tag, "de" or "DE"; STEM_NONE when there is no algorithm for it. */
unsigned stem_language(struct str code);

struct stemmers;

/* All languages, so that nothing has to be made later. */
struct stemmers *stemmers_new(void);
void stemmers_free(struct stemmers *stemmers);
/* The stem of a folded word; borrowed until the next call. */
struct str stemmers_stem(struct stemmers *stemmers, unsigned language, struct str word);
/* The same by the algorithm for all letters, also for words in ASCII, for which there is a faster one. */
struct str stemmers_stem_any(struct stemmers *stemmers, unsigned language, struct str word);

#endif
