/* SPDX-License-Identifier: BSD-2-Clause */
/* The most frequent words of English news. */
#ifndef NUNCIO_MATCH_COMMON_WORDS_H
#define NUNCIO_MATCH_COMMON_WORDS_H

#include "base/str.h"

/* All of them, in the order of their letters, with a space behind each. */
struct str common_words(void);

#endif
