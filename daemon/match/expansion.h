/* SPDX-License-Identifier: BSD-2-Clause */
/* What some words of a text count for besides themselves: wildcards, fuzzy words. */
#ifndef NUNCIO_MATCH_EXPANSION_H
#define NUNCIO_MATCH_EXPANSION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Words that are looked at together. */
#define EXPANSION_WORDS 32u
/* The most that one word counts for. */
#define EXPANSION_ATOMS 1024u

/* One word's. */
struct expansion {
	uint32_t count;
	uint32_t atoms[EXPANSION_ATOMS +
		       31]; /* the beginnings of all words are not in one set of a cache */
};

struct expansions {
	struct expansion words[EXPANSION_WORDS];
};

static inline bool expansion_has(const struct expansion *expansion, uint32_t atom)
{
	for (uint32_t i = 0; i < expansion->count; i++) {
		if (expansion->atoms[i] == atom) {
			return true;
		}
	}
	return false;
}

/* Beyond EXPANSION_ATOMS they are dropped. */
static inline void expansion_add(struct expansion *expansion, uint32_t atom)
{
	if (expansion->count < EXPANSION_ATOMS) {
		expansion->atoms[expansion->count++] = atom;
	}
}

#endif
