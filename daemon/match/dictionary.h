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

/* One cache line: forms by their hash. What does not fit goes to the next bucket. */
#define FORM_BUCKET 8
struct form_bucket {
	uint16_t tags[FORM_BUCKET];  /* other bits of the hash */
	uint32_t forms[FORM_BUCKET]; /* where in form_words */
	uint32_t count;
	uint32_t overflows; /* 1: look in the next one, too */
	uint64_t unused;
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
	uint64_t key; /* of the hashes: hash_word */
	const uint64_t
		*filter; /* which hashes may be those of forms: small enough for the caches */
	uint32_t filter_mask;
	const struct form_bucket *buckets;
	uint32_t bucket_mask;
	struct pattern_table prefixes;
	struct pattern_table suffixes;
	const uint32_t *pattern_atoms;
	const uint32_t *bare; /* wildcards without a literal end: "*abc*" */
	uint32_t bare_count;
	bool has_patterns;
	bool has_pairs; /* pairs of ideographs are among the words */
	size_t bytes;   /* of the tables that each article reads */
};

struct dictionary_builder;

struct dictionary_builder *dictionary_builder_new(void);
void dictionary_builder_free(struct dictionary_builder *builder);
/* The atom of that kind and text, new or known; the text is copied. */
uint32_t dictionary_add(struct dictionary_builder *builder, enum atom_kind kind, struct str text);
/* The final id of each atom by the one that dictionary_add gave: the most used first. Borrowed from the builder, which must
 * not be added to any more. */
const uint32_t *dictionary_number(struct dictionary_builder *builder);
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

/* Three bits of one word of the filter. */
static inline uint64_t dictionary_filter_bits(uint64_t hash)
{
	return UINT64_C(1) << (hash >> 58) | UINT64_C(1) << (hash >> 52 & 63) |
	       UINT64_C(1) << (hash >> 46 & 63);
}

/* False: no form has that hash. */
static inline bool dictionary_may_have(const struct dictionary *dictionary, uint64_t hash)
{
	uint64_t bits = dictionary_filter_bits(hash);
	return (dictionary->filter[hash & dictionary->filter_mask] & bits) == bits;
}

static inline const struct form_bucket *dictionary_bucket(
	const struct dictionary *dictionary, uint64_t hash)
{
	return &dictionary->buckets[hash >> 8 & dictionary->bucket_mask];
}

static inline uint16_t dictionary_tag(uint64_t hash)
{
	return (uint16_t)(hash >> 34);
}

/* A bit a form of the bucket whose tag is that of the hash. */
static inline uint32_t dictionary_tag_matches(const struct form_bucket *bucket, uint64_t hash)
{
	uint16_t tag = dictionary_tag(hash);
	uint32_t matches = 0;
	for (unsigned i = 0; i < FORM_BUCKET; i++) {
		matches |= (uint32_t)(bucket->tags[i] == tag) << i;
	}
	return matches & ((1u << bucket->count) - 1);
}

/* Hints that the word of that hash, which dictionary_may_have, is going to be looked up: first the one, then, some words
 * later, the other. */
static inline void dictionary_prefetch_bucket(const struct dictionary *dictionary, uint64_t hash)
{
	__builtin_prefetch(dictionary_bucket(dictionary, hash));
}

static inline void dictionary_prefetch_form(const struct dictionary *dictionary, uint64_t hash)
{
	const struct form_bucket *bucket = dictionary_bucket(dictionary, hash);
	uint32_t matches = dictionary_tag_matches(bucket, hash);
	if (matches) {
		__builtin_prefetch(
			dictionary_form(dictionary, bucket->forms[__builtin_ctz(matches)]));
	}
}

/* The form of a folded word whose hash_word is `hash`, or NULL. */
const struct form *dictionary_find(
	const struct dictionary *dictionary, uint64_t hash, struct str word);
/* Writes the wildcards that a word matches, at most `max`; returns how many. */
size_t dictionary_expand(
	const struct dictionary *dictionary, struct str word, uint32_t *out, size_t max);
/* `pattern` holds `*` (any letters) and `?` (one letter). */
bool wildcard_matches(struct str pattern, struct str word);

#endif
