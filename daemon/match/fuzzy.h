/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Misspelt words (RULES.md 2, word~1 and word~2): whether two words are near each other, and which of many words are near one,
 * by symmetric deletion: words that are at most n letters apart become equal when up to n letters of each are left out.
 */
#ifndef NUNCIO_MATCH_FUZZY_H
#define NUNCIO_MATCH_FUZZY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/str.h"

struct atom;

/* Letters of a word that are looked at: no word of a language has more. */
#define FUZZY_LETTERS_MAX 64

/* True when at most `edits` (1 or 2) letters inserted, dropped, changed or swapped with their neighbour make `b` of `a`. */
bool fuzzy_is_near(struct str a, struct str b, unsigned edits);

struct fuzzy_entry;

/* All fuzzy atoms, by what is left of the first letters of each. Constant, in the arena of the rule set. */
struct fuzzy_table {
	const struct fuzzy_entry *entries; /* by tag */
	const uint32_t *starts;            /* of the entries whose tag begins with these bits */
	const uint64_t *filter;            /* a bit for each tag that there is, by its first bits */
	unsigned shift;                    /* from a tag to these bits */
	unsigned filter_shift;
	unsigned edits; /* 0: there are none; else the most of any */
};

/* -ENOMEM when the arena is full. */
MUST_CHECK int fuzzy_build(
	struct arena *arena, const struct atom *atoms, uint32_t count, struct fuzzy_table *ret);
/* Writes the fuzzy atoms that the word is near to, each once, at most `max`; returns how many. */
size_t fuzzy_expand(const struct fuzzy_table *table, const struct atom *atoms, struct str word,
	uint32_t *out, size_t max);

#endif
