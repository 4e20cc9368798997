/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * From a folded word to the atoms of the rules that it counts for: itself, its exact spellings, the wildcards it matches.
 * Words of the rules are found in one table; a word that is not there can still match a wildcard, which is looked for by
 * the wildcard's literal beginning or end. Constant once built, in the arena of the rule set.
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

/* Wildcards by a literal part of theirs, their beginning, their end or what is between two stars: `text` is that part. */
struct pattern_slot {
	struct str text;
	uint32_t first; /* in pattern_atoms */
	uint32_t count; /* 0: free */
};

struct pattern_table {
	const struct pattern_slot *slots;
	uint32_t mask;
	uint64_t lengths; /* bit n: there is a part of n bytes; bit 63: 63 or more */
};

struct dictionary {
	const struct atom *atoms;
	uint32_t atom_count;
	const uint32_t *form_words; /* one form behind the other */
	struct hash_key key;        /* of the hashes: hash_word */
	struct form_table table;
	struct pattern_table prefixes;
	struct pattern_table suffixes;
	struct pattern_table inners; /* of wildcards without a literal end: "*abc*" */
	const uint64_t *
		inner_starts; /* a bit for each three bytes that an inner part begins with, by inner_start */
	const uint32_t *pattern_atoms;
	struct fuzzy_table fuzzy;
	bool has_patterns; /* wildcards, fuzzy words or stems */
	/* What a word counts for besides itself depends on the language: then it is in no form, and asked for each word. */
	bool has_stems;
	bool has_pairs; /* pairs of ideographs are among the words */
	size_t bytes;   /* of the tables that each article reads */
};

#define INNER_START_BITS 65536u

/* Which bit those three bytes have; shorter parts are looked for everywhere. */
static inline uint32_t inner_start(const char *bytes)
{
	uint32_t three = (uint32_t)(unsigned char)bytes[0] |
			 (uint32_t)(unsigned char)bytes[1] << 8 |
			 (uint32_t)(unsigned char)bytes[2] << 16;
	return (three * 0x9e3779b1u) >> 16;
}

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

/* Writes the wildcards and fuzzy words that a word matches, at most `max`; returns how many. */
size_t dictionary_expand(
	const struct dictionary *dictionary, struct str word, uint32_t *out, size_t max);
/* `pattern` holds `*` (any letters) and `?` (one letter). */
bool wildcard_matches(struct str pattern, struct str word);

#endif
