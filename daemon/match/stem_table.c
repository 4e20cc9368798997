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

/* A place for each stem, about; a power of two. */
#define PLACES_BITS_MIN 6
#define PLACES_BITS_MAX 26
/* The filter has 2^4 bits for each place. */
#define FILTER_BITS 4

/* The hash stands for the letters, as in the dictionary. */
struct entry {
	uint64_t hash;
	uint32_t atom;
};

/* Of one language. */
struct stems {
	struct entry *entries; /* owned; NULL: not made yet */
	uint32_t *starts;      /* owned: of the entries whose hash begins with these bits */
	uint64_t *filter;      /* owned: which hashes there are, one bit for each */
};

struct stem_table {
	const struct dictionary *dictionary; /* borrowed */
	struct stemmers *stemmers;           /* owned */
	uint32_t *atoms;                     /* owned: those that are stems */
	size_t count;
	unsigned shift; /* from a hash to the bits of `starts` */
	struct stems by_language[STEM_LANGUAGES];
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

/* A bit of sixteen that there are for each place in `starts`. */
static uint64_t *filter_word(
	const struct stem_table *table, const struct stems *stems, uint64_t hash)
{
	return &stems->filter[hash >> (table->shift - FILTER_BITS) >> 6];
}

static uint64_t filter_bit(const struct stem_table *table, uint64_t hash)
{
	return UINT64_C(1) << (hash >> (table->shift - FILTER_BITS) & 63);
}

static void make_language(struct stem_table *table, unsigned language)
{
	struct stems *stems = &table->by_language[language];
	size_t places = (size_t)1 << (64 - table->shift);
	stems->entries = mem_alloc((table->count + 1) * sizeof(stems->entries[0]));
	stems->starts = mem_zalloc((places + 1) * sizeof(stems->starts[0]));
	stems->filter = mem_zalloc((places << FILTER_BITS) / 8);
	for (size_t i = 0; i < table->count; i++) {
		uint32_t atom = table->atoms[i];
		uint64_t hash = hash_stem(table, language, table->dictionary->atoms[atom].text);
		stems->entries[i] = (struct entry){.hash = hash, .atom = atom};
		stems->starts[(hash >> table->shift) + 1]++;
		*filter_word(table, stems, hash) |= filter_bit(table, hash);
	}
	qsort(stems->entries, table->count, sizeof(stems->entries[0]), compare_entries);
	for (size_t i = 1; i <= places; i++) {
		stems->starts[i] += stems->starts[i - 1];
	}
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
	table->shift = 64 - PLACES_BITS_MIN;
	while (table->shift > 64 - PLACES_BITS_MAX &&
		(size_t)1 << (64 - table->shift) < table->count) {
		table->shift--;
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
		free(table->by_language[i].entries);
		free(table->by_language[i].starts);
		free(table->by_language[i].filter);
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
	if (!table->by_language[language].entries) {
		make_language(table, language);
	}
	const struct stems *stems = &table->by_language[language];
	uint64_t hash = hash_stem(table, language, word);
	size_t found = 0;
	if (!(*filter_word(table, stems, hash) & filter_bit(table, hash))) {
		return 0;
	}
	uint32_t end = stems->starts[(hash >> table->shift) + 1];
	for (uint32_t at = stems->starts[hash >> table->shift]; at < end && found < max; at++) {
		if (stems->entries[at].hash == hash) {
			out[found++] = stems->entries[at].atom;
		}
	}
	return found;
}
