/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Misspelt words (RULES.md 2, word~1 and word~2): which of many words are near some of a text, by symmetric deletion: words
 * that are at most n letters apart become equal when up to n letters of each are left out.
 */
#ifndef NUNCIO_MATCH_FUZZY_H
#define NUNCIO_MATCH_FUZZY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/str.h"
#include "match/expansion.h"
#include "match/fuzzy_tags.h"

struct atom;
struct fuzzy_entry;
struct fuzzy_term;
struct fuzzy_work;

/* Words of the rules that are filed by their first letters, or by their last ones. */
struct fuzzy_side {
	struct fuzzy_weights weights;
	uint8_t without[FUZZY_PREFIX +
			1]; /* by the filed letters of a word, bit n: look it up without n letters */
	uint64_t lengths;   /* bit n: a word of n + 1 letters may be near one; 0: there are none */
};

/* All fuzzy atoms, by what is left of the first or last letters of each. Constant, in the arena of the rule set. */
struct fuzzy_table {
	const struct fuzzy_entry *entries; /* by tag */
	const uint32_t *starts;            /* of the entries whose tag begins with these bits */
	struct fuzzy_filter filter;
	struct fuzzy_side sides[2]; /* by the first letters, by the last letters */
	const struct fuzzy_term *terms;
	uint32_t term_count;
	unsigned shift; /* from a tag to the bits of `starts` */
};

static inline bool fuzzy_is_empty(const struct fuzzy_table *table)
{
	return table->term_count == 0;
}

/* -ENOMEM when the arena is full. */
MUST_CHECK int fuzzy_build(
	struct arena *arena, const struct atom *atoms, uint32_t count, struct fuzzy_table *ret);
/* Room for the work of fuzzy_expand. */
struct fuzzy_work *fuzzy_work_new(void);
void fuzzy_work_free(struct fuzzy_work *work);
/* Adds the fuzzy atoms that each of the words is near to, each once; behind a word HASH_WORD_PADDING bytes can be read. Many
 * words at a time: the tables are larger than the caches, and what one step asks for is on its way from memory until the next
 * one. */
void fuzzy_expand(const struct fuzzy_table *table, struct fuzzy_work *work, const struct str *words,
	size_t count, struct expansions *ret);

#endif
