/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The stems of the rules' words by language, sorted by their hash. Nobody knows beforehand which of thirty languages a
 * feed brings, so that each table is made with its first article; English at once. The invariant: a table that is there
 * is whole.
 */
#include "match/stem_table.h"

#include <stdlib.h>

#include "base/mem.h"
#include "text/hash.h"
#include "text/stem.h"

/* The hash stands for the letters, as in the dictionary. */
struct entry {
	uint64_t hash;
	uint32_t atom;
};

struct stem_table {
	const struct dictionary *dictionary; /* borrowed */
	struct stemmers *stemmers;           /* owned */
	uint32_t *atoms;                     /* owned: those that are stems */
	size_t count;
	struct entry *by_language[STEM_LANGUAGES]; /* owned, `count` each; NULL: not made yet */
};

static uint64_t hash_stem(struct stem_table *table, unsigned language, struct str word)
{
	return hash_word_str(
		&table->dictionary->key, stemmers_stem(table->stemmers, language, word));
}

static int compare_entries(const void *a, const void *b)
{
	const struct entry *left = a;
	const struct entry *right = b;
	if (left->hash != right->hash) {
		return left->hash < right->hash ? -1 : 1;
	}
	return left->atom < right->atom ? -1 : left->atom > right->atom;
}

static void make_language(struct stem_table *table, unsigned language)
{
	struct entry *entries = mem_alloc((table->count + 1) * sizeof(entries[0]));
	for (size_t i = 0; i < table->count; i++) {
		uint32_t atom = table->atoms[i];
		entries[i] = (struct entry){
			.hash = hash_stem(table, language, table->dictionary->atoms[atom].text),
			.atom = atom};
	}
	qsort(entries, table->count, sizeof(entries[0]), compare_entries);
	table->by_language[language] = entries;
}

struct stem_table *stem_table_new(const struct dictionary *dictionary)
{
	struct stem_table *table = mem_zalloc(sizeof(*table));
	size_t cap = 0;
	table->dictionary = dictionary;
	table->stemmers = stemmers_new();
	for (uint32_t i = 0; i < dictionary->atom_count; i++) {
		if (dictionary->atoms[i].kind == ATOM_STEM) {
			table->atoms = mem_grow(
				table->atoms, &cap, table->count + 1, sizeof(table->atoms[0]));
			table->atoms[table->count++] = i;
		}
	}
	make_language(table, STEM_ENGLISH);
	return table;
}

void stem_table_free(struct stem_table *table)
{
	if (!table) {
		return;
	}
	stemmers_free(table->stemmers);
	for (size_t i = 0; i < STEM_LANGUAGES; i++) {
		free(table->by_language[i]);
	}
	free(table->atoms);
	free(table);
}

unsigned stem_table_language(struct str code)
{
	return code.len == 0 ? STEM_ENGLISH : stem_language(code);
}

size_t stem_table_find(
	struct stem_table *table, unsigned language, struct str word, uint32_t *out, size_t max)
{
	if (!table->by_language[language]) {
		make_language(table, language);
	}
	const struct entry *entries = table->by_language[language];
	uint64_t hash = hash_stem(table, language, word);
	size_t low = 0;
	size_t high = table->count;
	size_t found = 0;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (entries[middle].hash < hash) {
			low = middle + 1;
		} else {
			high = middle;
		}
	}
	for (; low < table->count && entries[low].hash == hash && found < max; low++) {
		out[found++] = entries[low].atom;
	}
	return found;
}
