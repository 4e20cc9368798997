/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * From a folded word to the atoms of the rules that it counts for: itself, its exact spellings, the wildcards it matches.
 * Words of the rules are found in one table; a word that is not there can still match a wildcard or be near a fuzzy word
 * (match/expander). Constant once built, in the arena of the rule set.
 */
#ifndef NUNCIO_MATCH_DICTIONARY_H
#define NUNCIO_MATCH_DICTIONARY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"
#include "match/form_table.h"
#include "match/fuzzy.h"
#include "match/wildcard.h"
#include "text/hash.h"

enum atom_kind {
	ATOM_WORD,
	ATOM_EXACT,
	ATOM_WILDCARD,
	ATOM_STEM,   /* words with the same stem */
	ATOM_FUZZY1, /* words that are one letter away at most */
	ATOM_FUZZY2
};

struct atom {
	enum atom_kind kind;
	struct str text; /* folded word, exact letters, folded pattern */
};

/* What a word counts for when that is not one atom: all of it together. */
struct form {
	uint32_t atom_count;  /* its word, the wildcards and fuzzy words it matches */
	uint32_t exact_count; /* exact spellings that fold to it */
	uint32_t atoms[];     /* atom_count, then exact_count */
};

struct dictionary {
	const struct atom *atoms;
	uint32_t atom_count;
	const uint32_t *form_words; /* one form behind the other */
	struct hash_key key;        /* of the hashes: hash_word */
	struct form_table table;
	struct wildcard_table wildcards;
	struct fuzzy_table fuzzy;
	bool has_patterns; /* wildcards, fuzzy words or stems */
	/* What a word counts for besides itself depends on the language: then it is in no form, and asked for each word. */
	bool has_stems;
	bool has_pairs; /* pairs of ideographs are among the words */
	size_t bytes;   /* of the tables that each article reads */
};

struct dictionary_builder;

struct dictionary_builder *dictionary_builder_new(void);
void dictionary_builder_free(struct dictionary_builder *builder);
/* The atom of that kind and text, new or known; the text is copied. */
uint32_t dictionary_add(struct dictionary_builder *builder, enum atom_kind kind, struct str text);
/* Hints that the word is going to be added: in a table of a million words each is far away. */
void dictionary_add_soon(const struct dictionary_builder *builder, struct str word);
/* The final id of each atom by the one that dictionary_add gave: the most used first. Borrowed from the builder, which must
 * not be added to any more. */
const uint32_t *dictionary_number(struct dictionary_builder *builder);
/* A rough guess of the share of articles that hold the atom. */
double dictionary_frequency(const struct dictionary_builder *builder, uint32_t atom);
void dictionary_set_pairs(struct dictionary_builder *builder);
/* -ENOMEM when the arena is full. */
int dictionary_build(
	struct dictionary_builder *builder, struct arena *arena, struct dictionary *ret);

static inline const struct form *dictionary_form(const struct dictionary *dictionary, uint32_t at)
{
	return (const struct form *)(dictionary->form_words + at);
}

#endif
