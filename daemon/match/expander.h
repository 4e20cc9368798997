/* SPDX-License-Identifier: BSD-2-Clause */
/* The wildcards and fuzzy words that words of a text match. Holds the room that the search needs. */
#ifndef NUNCIO_MATCH_EXPANDER_H
#define NUNCIO_MATCH_EXPANDER_H

#include <stddef.h>

#include "base/str.h"
#include "match/dictionary.h"
#include "match/expansion.h"

struct expander;

struct expander *expander_new(void);
void expander_free(struct expander *expander);
/* Looks for what each of the words counts for, EXPANSION_WORDS at most, behind each of which HASH_WORD_PADDING bytes can be
 * read: one for each, borrowed until the next call; the caller may add to them. */
struct expansion *expander_run(struct expander *expander, const struct dictionary *dictionary,
	const struct str *words, size_t count);

#endif
