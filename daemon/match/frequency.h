/* SPDX-License-Identifier: BSD-2-Clause */
/* A rough guess of how many articles hold a word, used to choose the keys of the index. Wrong guesses cost time, never hits. */
#ifndef NUNCIO_MATCH_FREQUENCY_H
#define NUNCIO_MATCH_FREQUENCY_H

#include "base/str.h"

/* The share of articles that hold the folded word, 0 to 1. */
double frequency_of_word(struct str word);
/* The same for the words with these letters in common. */
double frequency_of_letters(size_t letters);

#endif
