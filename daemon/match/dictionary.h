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

enum atom_kind { ATOM_WORD, ATOM_EXACT, ATOM_WILDCARD };

struct atom {
	enum atom_kind kind;
	struct str text; /* folded word, exact letters, folded pattern */
};

/* All of a form lies together, its letters behind its atoms: most look-ups that find something touch two cache lines, that
 * of the slot and this one. */
struct form {
	uint32_t atom_count;  /* its word, the wildcards it matches */
	uint32_t exact_count; /* exact spellings that fold to it */
	uint32_t len;         /* bytes of its letters */
	uint32_t atoms[];     /* atom_count, then exact_count */
};

struct form_slot {
	uint32_t tag;  /* upper half of the hash */
	uint32_t form; /* where in form_words; 0: free */
};

/* Wildcards by their literal beginning (or end): `text` is that part. */
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
	const uint32_t *form_words; /* one form behind the other, from 1 on */
	uint32_t form_end;
	uint32_t form_count;
	const struct form_slot *slots;
	uint32_t slot_mask;
	struct pattern_table prefixes;
	struct pattern_table suffixes;
	const uint32_t *pattern_atoms;
	const uint32_t *bare; /* wildcards without a literal end: "*abc*" */
	uint32_t bare_count;
	bool has_patterns;
	bool has_pairs; /* pairs of ideographs are among the words */
};

struct dictionary_builder;

struct dictionary_builder *dictionary_builder_new(void);
void dictionary_builder_free(struct dictionary_builder *builder);
/* The atom of that kind and text, new or known; the text is copied. */
uint32_t dictionary_add(struct dictionary_builder *builder, enum atom_kind kind, struct str text);
/* A rough guess of the share of articles that hold the atom. */
double dictionary_frequency(const struct dictionary_builder *builder, uint32_t atom);
void dictionary_set_pairs(struct dictionary_builder *builder);
/* -ENOMEM when the arena is full. */
int dictionary_build(
	struct dictionary_builder *builder, struct arena *arena, struct dictionary *ret);

static inline struct str form_text(const struct form *form)
{
	return str_make(
		(const char *)(form->atoms + form->atom_count + form->exact_count), form->len);
}

static inline const struct form *dictionary_form(const struct dictionary *dictionary, uint32_t at)
{
	return (const struct form *)(dictionary->form_words + at);
}

/* Hints that the word of that hash is going to be looked up: first the one, then, some words later, the other. */
static inline void dictionary_prefetch_slot(const struct dictionary *dictionary, uint64_t hash)
{
	__builtin_prefetch(&dictionary->slots[(uint32_t)hash & dictionary->slot_mask]);
}

static inline void dictionary_prefetch_form(const struct dictionary *dictionary, uint64_t hash)
{
	const struct form_slot *slot = &dictionary->slots[(uint32_t)hash & dictionary->slot_mask];
	if (slot->tag == (uint32_t)(hash >> 32)) {
		__builtin_prefetch(dictionary_form(dictionary, slot->form));
	}
}

/* The form of a folded word whose hash64(0, word) is `hash`, or NULL. */
const struct form *dictionary_find(
	const struct dictionary *dictionary, uint64_t hash, struct str word);
/* Writes the wildcards that a word matches, at most `max`; returns how many. */
size_t dictionary_expand(
	const struct dictionary *dictionary, struct str word, uint32_t *out, size_t max);
/* `pattern` holds `*` (any letters) and `?` (one letter). */
bool wildcard_matches(struct str pattern, struct str word);

#endif
