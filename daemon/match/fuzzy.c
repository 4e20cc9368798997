/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Symmetric deletion over the first letters of words: each fuzzy word is filed under all that is left of its beginning when
 * up to n letters are taken away; a word of a text is looked up under all that is left of its own. Letters are code points.
 * Never allocates at match time. The invariant: the cost of a look-up is bounded whatever the word's length, and what it
 * finds has been compared letter by letter.
 */
#include "match/fuzzy.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "match/dictionary.h"
#include "text/utf8.h"

/* Letters at the beginning that are filed. More make longer lists of variants, fewer more words under one variant. */
#define PREFIX 10
/* 1 + 10 + 45 ways to leave out up to two of ten letters. */
#define VARIANTS_MAX 56

struct fuzzy_entry {
	uint32_t tag; /* of the variant: a hash */
	uint32_t atom;
};

struct letters {
	uint32_t points[FUZZY_LETTERS_MAX];
	size_t count; /* FUZZY_LETTERS_MAX + 1: too long */
};

static void read_letters(struct str word, struct letters *ret)
{
	ret->count = 0;
	for (size_t at = 0; at < word.len; ret->count++) {
		if (ret->count == FUZZY_LETTERS_MAX) {
			ret->count++;
			return;
		}
		ret->points[ret->count] = utf8_next(word, &at);
	}
}

/* --- nearness --- */

/* What is left of a word. */
struct rest {
	const uint32_t *points;
	size_t count;
};

static struct rest behind(struct rest rest, size_t letters)
{
	return (struct rest){.points = rest.points + letters, .count = rest.count - letters};
}

static bool is_same(struct rest a, struct rest b)
{
	return a.count == b.count && memcmp(a.points, b.points, a.count * sizeof(a.points[0])) == 0;
}

/* Two letters at the start of `a` stand swapped in `b`, with another one put between them. */
static bool is_swapped_around(struct rest a, struct rest b)
{
	return a.count > 1 && b.count > 2 && a.points[0] == b.points[2] &&
	       a.points[1] == b.points[0] && is_same(behind(a, 2), behind(b, 3));
}

/* NOLINTNEXTLINE(misc-no-recursion): each call has an edit less */
static bool is_near(struct rest a, struct rest b, unsigned edits)
{
	while (a.count > 0 && b.count > 0 && a.points[0] == b.points[0]) {
		a = behind(a, 1);
		b = behind(b, 1);
	}
	size_t apart = a.count > b.count ? a.count - b.count : b.count - a.count;
	if (a.count == 0 || b.count == 0 || edits == 0 || apart > edits) {
		return apart <= edits && (a.count == 0 || b.count == 0);
	}
	if (is_near(behind(a, 1), b, edits - 1) || is_near(a, behind(b, 1), edits - 1) ||
		is_near(behind(a, 1), behind(b, 1), edits - 1)) {
		return true;
	}
	if (a.count > 1 && b.count > 1 && a.points[0] == b.points[1] &&
		a.points[1] == b.points[0] && is_near(behind(a, 2), behind(b, 2), edits - 1)) {
		return true;
	}
	return edits == 2 && (is_swapped_around(a, b) || is_swapped_around(b, a));
}

static bool letters_are_near(const struct letters *a, const struct letters *b, unsigned edits)
{
	if (a->count > FUZZY_LETTERS_MAX || b->count > FUZZY_LETTERS_MAX) {
		return false;
	}
	return is_near((struct rest){.points = a->points, .count = a->count},
		(struct rest){.points = b->points, .count = b->count}, edits);
}

bool fuzzy_is_near(struct str a, struct str b, unsigned edits)
{
	struct letters left;
	struct letters right;
	read_letters(a, &left);
	read_letters(b, &right);
	return letters_are_near(&left, &right, edits);
}

/* --- variants --- */

/* The first letters of a word as polynomials of the base, so that what is left of them without one or two is hashed at once. */
#define BASE UINT64_C(0xff51afd7ed558ccd)

struct first_letters {
	size_t count;
	uint64_t hashes[PREFIX + 1]; /* of the first i letters */
	uint64_t powers[PREFIX + 1];
};

static void read_first(const struct letters *letters, struct first_letters *ret)
{
	ret->count = letters->count < PREFIX ? letters->count : PREFIX;
	ret->hashes[0] = 1; /* or their number would not count */
	ret->powers[0] = 1;
	for (size_t i = 0; i < ret->count; i++) {
		ret->hashes[i + 1] = ret->hashes[i] * BASE + letters->points[i];
		ret->powers[i + 1] = ret->powers[i] * BASE;
	}
}

/* `hash`, and behind it the letters [from, to). */
static uint64_t add_letters(
	const struct first_letters *first, uint64_t hash, size_t from, size_t to)
{
	return (hash - first->hashes[from]) * first->powers[to - from] + first->hashes[to];
}

static uint32_t tag_of(uint64_t hash)
{
	hash = (hash ^ hash >> 32) * UINT64_C(0x9e3779b97f4a7c15);
	return (uint32_t)(hash >> 32);
}

/* The tags of all that is left of the first letters when up to `edits` are left out. Returns how many. */
static size_t list_variants(
	const struct letters *letters, unsigned edits, uint32_t out[VARIANTS_MAX])
{
	struct first_letters first;
	size_t count = 0;
	read_first(letters, &first);
	out[count++] = tag_of(first.hashes[first.count]);
	for (size_t one = 0; one < first.count; one++) {
		uint64_t hash = first.hashes[one];
		out[count++] = tag_of(add_letters(&first, hash, one + 1, first.count));
		for (size_t two = one + 1; edits == 2 && two < first.count; two++) {
			uint64_t both = add_letters(&first, hash, one + 1, two);
			out[count++] = tag_of(add_letters(&first, both, two + 1, first.count));
		}
	}
	return count;
}

/* --- the table --- */

static unsigned edits_of(const struct atom *atom)
{
	return atom->kind == ATOM_FUZZY1 ? 1 : atom->kind == ATOM_FUZZY2 ? 2 : 0;
}

static void add_variants(
	struct fuzzy_entry *entries, size_t *count, const struct atom *atom, uint32_t number)
{
	uint32_t variants[VARIANTS_MAX];
	struct letters letters;
	read_letters(atom->text, &letters);
	size_t variant_count = list_variants(&letters, edits_of(atom), variants);
	for (size_t i = 0; i < variant_count; i++) {
		entries[(*count)++] = (struct fuzzy_entry){.tag = variants[i], .atom = number};
	}
}

static int compare_entries(const void *a, const void *b)
{
	const struct fuzzy_entry *left = a;
	const struct fuzzy_entry *right = b;
	if (left->tag != right->tag) {
		return left->tag < right->tag ? -1 : 1;
	}
	return left->atom < right->atom ? -1 : left->atom > right->atom;
}

/* Sorts; equal letters give equal variants: those are dropped. */
static size_t sort_entries(struct fuzzy_entry *entries, size_t count)
{
	size_t kept = 0;
	qsort(entries, count, sizeof(entries[0]), compare_entries);
	for (size_t i = 0; i < count; i++) {
		if (kept == 0 || compare_entries(&entries[kept - 1], &entries[i]) != 0) {
			entries[kept++] = entries[i];
		}
	}
	return kept;
}

/* Eight bits and more for each entry: most of a word's variants are in no rule, and are turned away in a cache. */
#define FILTER_BITS 3

static bool may_have(const struct fuzzy_table *table, uint32_t tag)
{
	uint32_t bit = tag >> table->filter_shift;
	return table->filter[bit / 64] >> (bit % 64) & 1;
}

/* Lays out the sorted entries, and where those of each bucket of tags begin. */
static int lay_out(struct arena *arena, const struct fuzzy_entry *sorted, size_t count,
	struct fuzzy_table *ret)
{
	unsigned bits = 6;
	while (bits < 30 && (size_t)1 << bits < count) {
		bits++;
	}
	size_t buckets = (size_t)1 << bits;
	unsigned filter_bits = bits + FILTER_BITS < 32 ? bits + FILTER_BITS : 32;
	uint64_t *filter = arena_zalloc(arena, ((size_t)1 << filter_bits) / 8);
	struct fuzzy_entry *entries = arena_alloc(arena, (count + 1) * sizeof(entries[0]));
	uint32_t *starts = arena_zalloc(arena, (buckets + 1) * sizeof(starts[0]));
	if (!entries || !starts || !filter) {
		return -ENOMEM;
	}
	memcpy(entries, sorted, count * sizeof(entries[0]));
	for (size_t i = 0; i < count; i++) {
		uint32_t bit = entries[i].tag >> (32 - filter_bits);
		filter[bit / 64] |= UINT64_C(1) << (bit % 64);
		starts[(entries[i].tag >> (32 - bits)) + 1]++;
	}
	for (size_t i = 1; i <= buckets; i++) {
		starts[i] += starts[i - 1];
	}
	ret->entries = entries;
	ret->starts = starts;
	ret->filter = filter;
	ret->shift = 32 - bits;
	ret->filter_shift = 32 - filter_bits;
	return 0;
}

int fuzzy_build(
	struct arena *arena, const struct atom *atoms, uint32_t count, struct fuzzy_table *ret)
{
	size_t fuzzy = 0;
	size_t used = 0;
	*ret = (struct fuzzy_table){.edits = 0};
	for (uint32_t i = 0; i < count; i++) {
		unsigned edits = edits_of(&atoms[i]);
		fuzzy += edits > 0;
		ret->edits = edits > ret->edits ? edits : ret->edits;
	}
	if (fuzzy == 0) {
		return 0;
	}
	struct fuzzy_entry *entries = mem_alloc(fuzzy * VARIANTS_MAX * sizeof(entries[0]));
	for (uint32_t i = 0; i < count; i++) {
		if (edits_of(&atoms[i]) > 0) {
			add_variants(entries, &used, &atoms[i], i);
		}
	}
	used = sort_entries(entries, used);
	int rc = used < UINT32_MAX ? lay_out(arena, entries, used, ret) : -ENOMEM;
	free(entries);
	return rc;
}

static bool is_among(const uint32_t *items, size_t count, uint32_t item)
{
	for (size_t i = 0; i < count; i++) {
		if (items[i] == item) {
			return true;
		}
	}
	return false;
}

/* Leaves of the variants those that the table may have, which are on their way from memory then; returns how many. */
static size_t keep_known(const struct fuzzy_table *table, uint32_t *variants, size_t count)
{
	size_t kept = 0;
	for (size_t i = 0; i < count; i++) {
		variants[kept] = variants[i];
		kept += may_have(table, variants[i]);
	}
	for (size_t i = 0; i < kept; i++) {
		/* NOLINTNEXTLINE(clang-analyzer-core.UndefinedBinaryOperatorResult): set up to count */
		__builtin_prefetch(&table->starts[variants[i] >> table->shift]);
	}
	return kept;
}

size_t fuzzy_expand(const struct fuzzy_table *table, const struct atom *atoms, struct str word,
	uint32_t *out, size_t max)
{
	uint32_t variants[VARIANTS_MAX];
	struct letters letters;
	size_t count = 0;
	if (table->edits == 0) {
		return 0;
	}
	read_letters(word, &letters);
	if (letters.count > FUZZY_LETTERS_MAX) {
		return 0;
	}
	size_t variant_count =
		keep_known(table, variants, list_variants(&letters, table->edits, variants));
	for (size_t i = 0; i < variant_count; i++) {
		uint32_t bucket = variants[i] >> table->shift;
		uint32_t end = table->starts[bucket + 1];
		for (uint32_t at = table->starts[bucket]; at < end && count < max; at++) {
			uint32_t atom = table->entries[at].atom;
			struct letters other;
			if (table->entries[at].tag != variants[i] || is_among(out, count, atom)) {
				continue;
			}
			read_letters(atoms[atom].text, &other);
			if (letters_are_near(&letters, &other, edits_of(&atoms[atom]))) {
				out[count++] = atom;
			}
		}
	}
	return count;
}
