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

/* The literal bytes before the first wildcard sign, or behind the last one; at most 62. */
static struct str literal_part(struct str pattern, bool at_end)
{
	size_t len = 0;
	while (len < pattern.len && len < 62) {
		char c = pattern.ptr[at_end ? pattern.len - 1 - len : len];
		if (c == '*' || c == '?') {
			break;
		}
		len++;
	}
	return str_slice(pattern, at_end ? pattern.len - len : 0, len);
}

struct part {
	struct str text;
	uint32_t atom;
};

static int compare_parts(const void *a, const void *b)
{
	const struct part *left = a;
	const struct part *right = b;
	int order = str_cmp(left->text, right->text);
	if (order != 0) {
		return order;
	}
	return left->atom < right->atom ? -1 : left->atom > right->atom;
}

static uint32_t table_size(size_t entries)
{
	uint32_t size = 4;
	while (size < entries * 2) {
		size *= 2;
	}
	return size;
}

/* Files the parts, which are in order; their atoms are at `first` of the pattern atoms. */
static int build_patterns(struct arena *arena, const struct part *parts, size_t count,
	uint32_t first, struct pattern_table *ret)
{
	uint32_t size = table_size(count);
	struct pattern_slot *slots = arena_zalloc(arena, size * sizeof(slots[0]));
	if (!slots) {
		return -ENOMEM;
	}
	ret->slots = slots;
	ret->mask = size - 1;
	for (size_t i = 0; i < count;) {
		size_t end = i;
		while (end < count && str_eq(parts[end].text, parts[i].text)) {
			end++;
		}
		uint32_t at = (uint32_t)hash64(0, parts[i].text) & ret->mask;
		while (slots[at].count > 0) {
			at = (at + 1) & ret->mask;
		}
		slots[at] = (struct pattern_slot){.text = parts[i].text,
			.first = first + (uint32_t)i,
			.count = (uint32_t)(end - i)};
		ret->lengths |= UINT64_C(1) << parts[i].text.len;
		i = end;
	}
	return 0;
}

/* The longest literal between two signs, cut to one of a few lengths: each length is looked for at each byte of a word. */
static struct str inner_part(struct str pattern)
{
	static const size_t lengths[] = {16, 8, 6, 5, 4, 3, 2, 1};
	struct str best = STR("");
	size_t start = 0;
	for (size_t i = 0; i <= pattern.len; i++) {
		bool is_sign = i == pattern.len || pattern.ptr[i] == '*' || pattern.ptr[i] == '?';
		if (is_sign && i - start > best.len) {
			best = str_slice(pattern, start, i - start);
		}
		start = is_sign ? i + 1 : start;
	}
	size_t which = 0;
	while (lengths[which] > best.len && lengths[which] > 1) {
		which++;
	}
	return str_slice(best, 0, lengths[which]);
}

enum part_kind { PART_PREFIX, PART_SUFFIX, PART_INNER, PART_KINDS };

struct parts {
	struct part *items; /* owned */
	size_t count;
	size_t cap;
};

/* The literal part that a wildcard is filed by. */
static struct part choose_part(struct str pattern, uint32_t atom, enum part_kind *ret_kind)
{
	struct str head = literal_part(pattern, false);
	struct str tail = literal_part(pattern, true);
	if (head.len == 0 && tail.len == 0) {
		*ret_kind = PART_INNER;
		return (struct part){.text = inner_part(pattern), .atom = atom};
	}
	*ret_kind = tail.len > head.len ? PART_SUFFIX : PART_PREFIX;
	return (struct part){.text = tail.len > head.len ? tail : head, .atom = atom};
}

static int build_inner_starts(
	struct arena *arena, const struct parts *parts, struct dictionary *dictionary)
{
	uint64_t *starts = arena_zalloc(arena, INNER_START_BITS / 8);
	dictionary->inner_starts = starts;
	if (!starts) {
		return -ENOMEM;
	}
	for (size_t i = 0; i < parts->count; i++) {
		if (parts->items[i].text.len >= 3) {
			uint32_t bit = inner_start(parts->items[i].text.ptr);
			starts[bit / 64] |= UINT64_C(1) << (bit % 64);
		}
	}
	return 0;
}

static int build_wildcards(struct arena *arena, struct dictionary *dictionary)
{
	struct parts parts[PART_KINDS] = {0};
	struct pattern_table *tables[PART_KINDS] = {[PART_PREFIX] = &dictionary->prefixes,
		[PART_SUFFIX] = &dictionary->suffixes,
		[PART_INNER] = &dictionary->inners};
	size_t total = 0;
	for (uint32_t i = 0; i < dictionary->atom_count; i++) {
		if (dictionary->atoms[i].kind != ATOM_WILDCARD) {
			continue;
		}
		enum part_kind kind = PART_INNER;
		struct part part = choose_part(dictionary->atoms[i].text, i, &kind);
		struct parts *of = &parts[kind];
		of->items = mem_grow(of->items, &of->cap, of->count + 1, sizeof(of->items[0]));
		of->items[of->count++] = part;
		total++;
	}
	uint32_t *atoms = arena_alloc(arena, (total + 1) * sizeof(atoms[0]));
	int rc = atoms ? build_inner_starts(arena, &parts[PART_INNER], dictionary) : -ENOMEM;
	uint32_t at = 0;
	for (int kind = 0; kind < PART_KINDS && rc == 0; kind++) {
		uint32_t first = at;
		if (parts[kind].count > 0) {
			qsort(parts[kind].items, parts[kind].count, sizeof(struct part),
				compare_parts);
		}
		for (size_t i = 0; i < parts[kind].count; i++) {
			atoms[at++] = parts[kind].items[i].atom;
		}
		rc = build_patterns(
			arena, parts[kind].items, parts[kind].count, first, tables[kind]);
	}
	dictionary->pattern_atoms = atoms;
	dictionary->has_patterns =
		total > 0 || dictionary->fuzzy.edits > 0 || dictionary->has_stems;
	for (int kind = 0; kind < PART_KINDS; kind++) {
		free(parts[kind].items);
	}
	return rc;
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
	rc = rc ? rc : build_wildcards(arena, ret);
	return rc ? rc : dictionary_build_forms(arena, ret);
}
