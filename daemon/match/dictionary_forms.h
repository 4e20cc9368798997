/* SPDX-License-Identifier: BSD-2-Clause */
/* The last step of building a dictionary: what each word counts for (struct form), and the table that finds it. */
#ifndef NUNCIO_MATCH_DICTIONARY_FORMS_H
#define NUNCIO_MATCH_DICTIONARY_FORMS_H

#include "base/arena.h"
#include "match/dictionary.h"

/* Atoms and patterns of the dictionary are there already. -ENOMEM when the arena is full. */
int dictionary_build_forms(struct arena *arena, struct dictionary *dictionary);

#endif
