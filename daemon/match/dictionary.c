/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Collects the atoms of all rules and lays them out as tables. Never looks at conditions. The invariant: every word and every
 * exact spelling has one place in the table, which leads to all atoms it counts for: one look-up a word is enough.
 */
#include "match/dictionary.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "match/dictionary_forms.h"
#include "match/frequency.h"
#include "text/fold.h"
#include "text/hash.h"

/* A word of the rules, found by the hash of its kind and text, which stands for them as in match/form_table: rules repeat
 * their words, and one line of memory for each time is what that costs. */
struct known {
	uint64_t hash;
	uint32_t atom;
	uint32_t uses; /* 0: free */
};

#define KNOWN_FIRST 1024u

/* Keeps the same text of another kind apart. */
#define KIND_STEP UINT64_C(0x9e3779b97f4a7c15)

struct dictionary_builder {
	struct arena *arena; /* owned: texts */
	struct known *known; /* owned */
	size_t known_count;  /* of the places; a power of two */
	struct hash_key key; /* of the hashes */
	struct atom *atoms;  /* owned; text in the arena */
	uint32_t *uses;      /* owned: how often each was added; known when they are numbered */
	uint32_t *numbers;   /* owned: final ids */
	uint32_t most_uses;  /* of one atom */
	size_t atom_count;
	size_t atom_cap;
	bool has_pairs;
};

struct dictionary_builder *dictionary_builder_new(void)
{
	struct dictionary_builder *builder = mem_zalloc(sizeof(*builder));
	builder->arena = arena_new(0);
	hash_key_init(&builder->key);
	builder->known_count = KNOWN_FIRST;
	builder->known = mem_zalloc(builder->known_count * sizeof(builder->known[0]));
	return builder;
}

void dictionary_builder_free(struct dictionary_builder *builder)
{
	if (!builder) {
		return;
	}
	arena_free(builder->arena);
	free(builder->known);
	free(builder->atoms);
	free(builder->uses);
	free(builder->numbers);
	free(builder);
}

/* The place of that hash, or the free one where it belongs. */
static struct known *find_known(struct known *known, size_t count, uint64_t hash)
{
	size_t at = hash & (count - 1);
	while (known[at].uses > 0 && known[at].hash != hash) {
		at = (at + 1) & (count - 1);
	}
	return &known[at];
}

static void grow_known(struct dictionary_builder *builder)
{
	size_t count = builder->known_count * 2;
	struct known *grown = mem_zalloc(count * sizeof(grown[0]));
	for (size_t i = 0; i < builder->known_count; i++) {
		if (builder->known[i].uses > 0) {
			*find_known(grown, count, builder->known[i].hash) = builder->known[i];
		}
	}
	free(builder->known);
	builder->known = grown;
	builder->known_count = count;
}

uint32_t dictionary_add(struct dictionary_builder *builder, enum atom_kind kind, struct str text)
{
	uint64_t hash = hash_word_str(&builder->key, text) + kind * KIND_STEP;
	struct known *known = find_known(builder->known, builder->known_count, hash);
	if (known->uses > 0) {
		known->uses += known->uses < UINT32_MAX;
		return known->atom;
	}
	*known = (struct known){.hash = hash, .atom = (uint32_t)builder->atom_count, .uses = 1};
	builder->atoms = mem_grow(builder->atoms, &builder->atom_cap, builder->atom_count + 1,
		sizeof(builder->atoms[0]));
	builder->atoms[builder->atom_count++] =
		(struct atom){.kind = kind, .text = arena_str(builder->arena, text)};
	if (builder->atom_count * 4 > builder->known_count * 3) {
		grow_known(builder);
	}
	return (uint32_t)(builder->atom_count - 1);
}

void dictionary_add_soon(const struct dictionary_builder *builder, struct str word)
{
	uint64_t hash = hash_word_str(&builder->key, word) + ATOM_WORD * KIND_STEP;
	__builtin_prefetch(&builder->known[hash & (builder->known_count - 1)]);
}

/* Most used first. */
struct use {
	uint32_t atom;
	uint32_t count;
};

static int compare_uses(const void *a, const void *b)
{
	const struct use *left = a;
	const struct use *right = b;
	if (left->count != right->count) {
		return left->count > right->count ? -1 : 1;
	}
	return left->atom < right->atom ? -1 : left->atom > right->atom;
}

const uint32_t *dictionary_number(struct dictionary_builder *builder)
{
	size_t count = builder->atom_count;
	struct use *uses = mem_alloc((count + 1) * sizeof(uses[0]));
	builder->numbers = mem_alloc((count + 1) * sizeof(builder->numbers[0]));
	builder->uses = mem_alloc((count + 1) * sizeof(builder->uses[0]));
	for (size_t i = 0; i < builder->known_count; i++) {
		if (builder->known[i].uses > 0) {
			builder->uses[builder->known[i].atom] = builder->known[i].uses;
		}
	}
	for (uint32_t i = 0; i < count; i++) {
		uses[i] = (struct use){.atom = i, .count = builder->uses[i]};
	}
	qsort(uses, count, sizeof(uses[0]), compare_uses);
	for (uint32_t i = 0; i < count; i++) {
		builder->numbers[uses[i].atom] = i;
	}
	builder->most_uses = count > 0 ? uses[0].count : 0;
	free(uses);
	return builder->numbers;
}

/* Without the uses. */
static double guess_frequency(const struct atom *a)
{
	if (a->kind == ATOM_WORD) {
		return frequency_of_word(a->text);
	}
	if (a->kind == ATOM_EXACT) {
		char folded[512];
		size_t len = fold_text(a->text, folded, sizeof(folded));
		return 0.5 * frequency_of_word(str_make(folded, len));
	}
	if (a->kind != ATOM_WILDCARD) {
		/* Its other forms together are about as frequent as itself. */
		return 2.0 * frequency_of_word(a->text);
	}
	size_t letters = 0;
	for (size_t i = 0; i < a->text.len; i++) {
		letters += a->text.ptr[i] != '*' && a->text.ptr[i] != '?';
	}
	return frequency_of_letters(letters);
}

double dictionary_frequency(const struct dictionary_builder *builder, uint32_t atom)
{
	/* What many rules ask for is more often in the news than what one asks for; and keys that few rules share cost less. */
	return guess_frequency(&builder->atoms[atom]) * (1.0 + builder->uses[atom]) /
	       (1.0 + builder->most_uses);
}

void dictionary_set_pairs(struct dictionary_builder *builder)
{
	builder->has_pairs = true;
}

int dictionary_build(
	struct dictionary_builder *builder, struct arena *arena, struct dictionary *ret)
{
	memset(ret, 0, sizeof(*ret));
	struct atom *atoms = arena_alloc(arena, (builder->atom_count + 1) * sizeof(atoms[0]));
	if (!atoms) {
		return -ENOMEM;
	}
	for (size_t i = 0; i < builder->atom_count; i++) {
		struct atom *atom = &atoms[builder->numbers[i]];
		*atom = builder->atoms[i];
		atom->text = arena_str(arena, atom->text);
		if (!atom->text.ptr) {
			return -ENOMEM;
		}
	}
	ret->atoms = atoms;
	ret->atom_count = (uint32_t)builder->atom_count;
	ret->has_pairs = builder->has_pairs;
	ret->key = builder->key;
	for (size_t i = 0; i < builder->atom_count; i++) {
		ret->has_stems |= atoms[i].kind == ATOM_STEM;
	}
	int rc = fuzzy_build(arena, atoms, ret->atom_count, &ret->fuzzy);
	rc = rc ? rc : wildcard_build(arena, atoms, ret->atom_count, &ret->wildcards);
	ret->has_patterns =
		ret->wildcards.count > 0 || !fuzzy_is_empty(&ret->fuzzy) || ret->has_stems;
	return rc ? rc : dictionary_build_forms(arena, ret);
}
