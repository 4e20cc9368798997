/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Symmetric deletion over the first letters of words: each fuzzy word is filed under all that is left of its beginning when
 * up to n letters are taken away; a word of a text is looked up under all that is left of its own. Where many fuzzy words
 * begin alike they are filed by their ends. Letters are code points.
 * Never allocates at match time. The invariant: the cost of a look-up is bounded whatever the word's length, and what it
 * finds has been compared letter by letter.
 */
#include "match/fuzzy.h"

#include <endian.h>
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "match/dictionary.h"
#include "match/fuzzy_near.h"
#include "text/hash.h"

/* A word of the rules: one line of memory. */
struct fuzzy_term {
	uint32_t atom;
	uint8_t edits;
	uint8_t count;  /* of the letters */
	bool has_codes; /* it has few letters */
	bool by_end;    /* filed by its last letters */
	int32_t page;   /* of the codes */
	struct fuzzy_codes codes;
	union {
		uint32_t points[FUZZY_PREFIX]; /* of a word without more letters */
		const uint32_t *more;          /* of one with more */
	} letters;
};

struct fuzzy_entry {
	uint32_t tag; /* of what is left of the word */
	uint32_t term;
};

/* --- the table --- */

static unsigned edits_of(const struct atom *atom)
{
	return atom->kind == ATOM_FUZZY1 ? 1 : atom->kind == ATOM_FUZZY2 ? 2 : 0;
}

/* The entries while they are collected are sorted by tag. */
static int compare_entries(const void *a, const void *b)
{
	const struct fuzzy_entry *left = a;
	const struct fuzzy_entry *right = b;
	if (left->tag != right->tag) {
		return left->tag < right->tag ? -1 : 1;
	}
	return left->term < right->term ? -1 : left->term > right->term;
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

static const uint32_t *points_of(const struct fuzzy_term *term)
{
	return term->count > FUZZY_PREFIX ? term->letters.more : term->letters.points;
}

static size_t filed_letters(size_t count)
{
	return count < FUZZY_PREFIX ? count : FUZZY_PREFIX;
}

/* The sums of a word by its first letters, or by its last ones, the last first. */
static void read_side(const struct fuzzy_table *table, bool by_end, const uint32_t *points,
	size_t count, struct fuzzy_sums *ret)
{
	uint32_t last[FUZZY_PREFIX];
	size_t filed = filed_letters(count);
	for (size_t i = 0; by_end && i < filed; i++) {
		last[i] = points[count - 1 - i];
	}
	fuzzy_sums_read(&table->sides[by_end].weights, by_end ? last : points, filed, ret);
}

/* Files a word under what is left of it; that of all numbers of letters left out which is looked for. */
static size_t file_term(const struct fuzzy_table *table, uint32_t number, struct fuzzy_entry *out)
{
	static const uint64_t any[2] = {UINT64_MAX, UINT64_MAX};
	const struct fuzzy_filter all = {.words = any, .shift = 31};
	const struct fuzzy_term *term = &table->terms[number];
	struct fuzzy_sums sums;
	size_t count = 0;
	read_side(table, term->by_end, points_of(term), term->count, &sums);
	for (unsigned without = 0; without <= term->edits; without++) {
		uint32_t tags[FUZZY_TAGS_ROOM];
		size_t tag_count = fuzzy_tags_list(&sums, &all, without, tags);
		for (size_t i = 0; i < tag_count; i++) {
			out[count++] = (struct fuzzy_entry){.tag = tags[i], .term = number};
		}
	}
	return count;
}

/* 1 + 10 + 45 tags of a word. */
#define ENTRIES_MAX 56

static struct fuzzy_entry *file_terms(const struct fuzzy_table *table, size_t *ret_count)
{
	struct fuzzy_entry *entries =
		mem_alloc((size_t)table->term_count * ENTRIES_MAX * sizeof(entries[0]));
	size_t count = 0;
	for (uint32_t i = 0; i < table->term_count; i++) {
		count += file_term(table, i, entries + count);
	}
	*ret_count = sort_entries(entries, count);
	return entries;
}

/* Bits of the filter for an entry at least: most of a word's variants are in no rule, and are turned away in a cache. */
#define FILTER_BITS 8
/* Entries that begin with the same bits, about: few enough for a line of memory, and `starts` stays in a cache. */
#define BUCKET 4

/* The least number of bits that count so far. */
static unsigned bits_for(size_t want)
{
	unsigned bits = 1;
	while (bits < 26 && (size_t)1 << bits < want) {
		bits++;
	}
	return bits;
}

/* Lays out the sorted entries, and where those of each bucket of tags begin. */
static int lay_out(struct arena *arena, const struct fuzzy_entry *sorted, size_t count,
	struct fuzzy_table *table)
{
	unsigned bits = bits_for(count / BUCKET);
	unsigned filter_bits = bits_for(count * FILTER_BITS / 64);
	size_t buckets = (size_t)1 << bits;
	uint64_t *filter = arena_zalloc(arena, sizeof(filter[0]) << filter_bits);
	struct fuzzy_entry *entries = arena_alloc(arena, (count + 1) * sizeof(entries[0]));
	uint32_t *starts = arena_zalloc(arena, (buckets + 1) * sizeof(starts[0]));
	if (!entries || !starts || !filter) {
		return -ENOMEM;
	}
	memcpy(entries, sorted, count * sizeof(entries[0]));
	for (size_t i = 0; i < count; i++) {
		uint32_t tag = entries[i].tag;
		filter[tag >> (32 - filter_bits)] |= fuzzy_filter_bits(tag);
		starts[(tag >> (32 - bits)) + 1]++;
	}
	for (size_t i = 1; i <= buckets; i++) {
		starts[i] += starts[i - 1];
	}
	table->entries = entries;
	table->starts = starts;
	table->shift = 32 - bits;
	table->filter = (struct fuzzy_filter){.words = filter, .shift = 32 - filter_bits};
	return 0;
}

/* How many letters of a word are left out when it is looked up to find one of the rules; both by the letters that are filed.
 * Words that are n edits apart have something in common when n letters of the longer one are left out, and of the shorter one
 * fewer by what it is shorter. */
static unsigned letters_without(size_t count, const struct fuzzy_term *term)
{
	size_t filed = filed_letters(term->count);
	size_t longer = count > filed ? count : filed;
	size_t without = longer < term->edits ? longer : term->edits;
	return (unsigned)(without - (longer - count));
}

/* Notes what words have to be looked up for that one, and how. */
static void note_lengths(struct fuzzy_side *side, const struct fuzzy_term *term)
{
	size_t most = (size_t)term->count + term->edits;
	size_t least = term->count > term->edits ? (size_t)term->count - term->edits : 1;
	for (size_t n = least; n <= most && n <= FUZZY_LETTERS_MAX; n++) {
		side->lengths |= UINT64_C(1) << (n - 1);
		size_t filed = filed_letters(n);
		side->without[filed] |= (uint8_t)(1u << letters_without(filed, term));
	}
}

/* Adds a word of the rules; one that is too long is never found. */
static int add_term(
	struct arena *arena, struct str text, struct fuzzy_term *term, struct fuzzy_table *table)
{
	struct fuzzy_letters letters;
	fuzzy_letters_read(text, &letters);
	if (letters.count > FUZZY_LETTERS_MAX) {
		return 0;
	}
	uint32_t *points = term->letters.points;
	if (letters.count > FUZZY_PREFIX) {
		points = arena_alloc(arena, letters.count * sizeof(points[0]));
		if (!points) {
			return -ENOMEM;
		}
		term->letters.more = points;
	}
	memcpy(points, letters.points, letters.count * sizeof(points[0]));
	term->count = (uint8_t)letters.count;
	term->has_codes = fuzzy_codes_make(points, letters.count, &term->codes);
	term->page = fuzzy_codes_page(points, letters.count);
	table->term_count++;
	return 0;
}

/* So many words with the same first letters are looked at one by one. */
#define CROWD 8u

/* Words of which many have the same first letters are filed by their last ones when fewer have those. */
static void choose_sides(struct fuzzy_table *table, struct fuzzy_term *terms)
{
	size_t size = 1024;
	while (size < (size_t)table->term_count * 2) {
		size *= 2;
	}
	uint32_t *uses = mem_zalloc(2 * size * sizeof(uses[0]));
	for (unsigned round = 0; round < 2; round++) {
		for (uint32_t i = 0; i < table->term_count; i++) {
			struct fuzzy_sums first;
			struct fuzzy_sums last;
			read_side(table, false, points_of(&terms[i]), terms[i].count, &first);
			read_side(table, true, points_of(&terms[i]), terms[i].count, &last);
			uint32_t *first_uses = &uses[first.whole & (size - 1)];
			uint32_t *last_uses = &uses[size + (last.whole & (size - 1))];
			*first_uses += round == 0;
			*last_uses += round == 0;
			terms[i].by_end = *first_uses > CROWD && *last_uses < *first_uses;
		}
	}
	free(uses);
	for (uint32_t i = 0; i < table->term_count; i++) {
		note_lengths(&table->sides[terms[i].by_end], &terms[i]);
	}
}

static int add_terms(
	struct arena *arena, const struct atom *atoms, uint32_t count, struct fuzzy_table *table)
{
	size_t fuzzy = 0;
	for (uint32_t i = 0; i < count; i++) {
		fuzzy += edits_of(&atoms[i]) > 0;
	}
	struct fuzzy_term *terms = arena_alloc(arena, (fuzzy + 1) * sizeof(terms[0]));
	int rc = terms ? 0 : -ENOMEM;
	for (uint32_t i = 0; i < count && rc == 0; i++) {
		unsigned edits = edits_of(&atoms[i]);
		if (edits > 0) {
			struct fuzzy_term *term = &terms[table->term_count];
			*term = (struct fuzzy_term){.atom = i, .edits = (uint8_t)edits};
			rc = add_term(arena, atoms[i].text, term, table);
		}
	}
	table->terms = terms;
	if (rc == 0) {
		choose_sides(table, terms);
	}
	return rc;
}

int fuzzy_build(
	struct arena *arena, const struct atom *atoms, uint32_t count, struct fuzzy_table *ret)
{
	struct hash_key key;
	size_t filed = 0;
	memset(ret, 0, sizeof(*ret));
	hash_key_init(&key);
	for (size_t i = 0; i < FUZZY_PREFIX; i++) {
		ret->sides[0].weights.numbers[i] = (uint32_t)key.numbers[i].low | 1;
		ret->sides[1].weights.numbers[i] = (uint32_t)key.numbers[i].high | 1;
	}
	int rc = add_terms(arena, atoms, count, ret);
	if (rc || fuzzy_is_empty(ret)) {
		return rc;
	}
	struct fuzzy_entry *entries = file_terms(ret, &filed);
	rc = filed < UINT32_MAX ? lay_out(arena, entries, filed, ret) : -ENOMEM;
	free(entries);
	return rc;
}

/* --- looking up --- */

/* What is left of a word of a text. */
struct rest {
	uint32_t tag;
	uint16_t word;
	uint16_t without; /* so many letters */
	uint32_t first;   /* entries that may have the tag */
	uint32_t end;
};

/* A word of a text. */
struct looked_up {
	bool has_codes;
	int32_t page; /* of the codes */
	struct fuzzy_codes codes;
	struct fuzzy_letters letters;
};

/* A word of the rules that may be near. */
struct suspect {
	uint16_t word;
	uint16_t without; /* so many letters */
	uint32_t term;
};

/* A word is looked up from two sides. */
#define RESTS_OF_WORD_MAX ((size_t)2 * ENTRIES_MAX)
#define RESTS_MAX 512u
#define SUSPECTS_MAX 512u

struct fuzzy_work {
	struct looked_up words[EXPANSION_WORDS];
	struct rest rests[RESTS_MAX];
	struct suspect suspects[SUSPECTS_MAX];
	size_t rest_count;
	size_t suspect_count;
};

struct fuzzy_work *fuzzy_work_new(void)
{
	return mem_zalloc(sizeof(struct fuzzy_work));
}

void fuzzy_work_free(struct fuzzy_work *work)
{
	free(work);
}

static bool is_near(const struct looked_up *word, const struct fuzzy_term *term)
{
	size_t count = word->letters.count;
	if (word->has_codes && term->has_codes) {
		bool near = fuzzy_near_codes(
			&word->codes, count, &term->codes, term->count, term->edits);
		if (!near || (word->page == term->page && word->page != FUZZY_NO_PAGE)) {
			return near;
		}
	}
	return fuzzy_near_letters(
		word->letters.points, count, points_of(term), term->count, term->edits);
}

/* The last step: compares. */
static void compare_suspects(
	const struct fuzzy_table *table, struct fuzzy_work *work, struct expansions *ret)
{
	for (size_t i = 0; i < work->suspect_count; i++) {
		const struct suspect *suspect = &work->suspects[i];
		const struct fuzzy_term *term = &table->terms[suspect->term];
		struct expansion *expansion = &ret->words[suspect->word];
		const struct looked_up *word = &work->words[suspect->word];
		/* Words that are near have other tags in common, too. */
		if (letters_without(filed_letters(word->letters.count), term) == suspect->without &&
			is_near(word, term) && !expansion_has(expansion, term->atom)) {
			expansion_add(expansion, term->atom);
		}
	}
	work->suspect_count = 0;
}

/* The words of the rules that have that tag. */
static void add_suspects(const struct fuzzy_table *table, struct fuzzy_work *work,
	const struct rest *rest, struct expansions *ret)
{
	const struct fuzzy_entry *entries = table->entries;
	for (uint32_t at = rest->first; at < rest->end; at++) {
		if (entries[at].tag != rest->tag) {
			continue;
		}
		__builtin_prefetch(&table->terms[entries[at].term]);
		work->suspects[work->suspect_count++] = (struct suspect){
			.word = rest->word, .without = rest->without, .term = entries[at].term};
		if (work->suspect_count == SUSPECTS_MAX) {
			compare_suspects(table, work, ret);
		}
	}
}

/* The step between: the words of the rules that have one of the tags. */
static void find_suspects(
	const struct fuzzy_table *table, struct fuzzy_work *work, struct expansions *ret)
{
	for (size_t i = 0; i < work->rest_count; i++) {
		struct rest *rest = &work->rests[i];
		rest->first = table->starts[rest->tag >> table->shift];
		rest->end = table->starts[(rest->tag >> table->shift) + 1];
		__builtin_prefetch(&table->entries[rest->first]);
		__builtin_prefetch(&table->entries[rest->first + BUCKET]);
	}
	for (size_t i = 0; i < work->rest_count; i++) {
		add_suspects(table, work, &work->rests[i], ret);
	}
	work->rest_count = 0;
}

/* What is left of a word that the filter lets pass, when it is looked up from that side. */
static void find_side(
	const struct fuzzy_table *table, struct fuzzy_work *work, bool by_end, uint16_t number)
{
	const struct fuzzy_letters *letters = &work->words[number].letters;
	const struct fuzzy_side *side = &table->sides[by_end];
	struct fuzzy_sums sums;
	if (!(side->lengths >> (letters->count - 1) & 1)) {
		return;
	}
	read_side(table, by_end, letters->points, letters->count, &sums);
	for (unsigned without = 0; without <= 2; without++) {
		uint32_t tags[FUZZY_TAGS_ROOM];
		size_t count = side->without[sums.count] >> without & 1
				       ? fuzzy_tags_list(&sums, &table->filter, without, tags)
				       : 0;
		for (size_t i = 0; i < count; i++) {
			work->rests[work->rest_count++] = (struct rest){
				.tag = tags[i], .word = number, .without = (uint16_t)without};
		}
	}
}

/* A short word of ASCII, as most are; false: it is another one. */
static bool read_plain(struct str text, struct looked_up *ret)
{
	uint64_t halves[2];
	if (text.len > FUZZY_CODES) {
		return false;
	}
	memcpy(halves, text.ptr, sizeof(halves));
	/* What is behind the word is no part of it. */
	for (size_t i = 0; i < 2; i++) {
		size_t len = text.len > 8 * i ? text.len - 8 * i : 0;
		halves[i] &= len < 8 ? htole64((UINT64_C(1) << 8 * len) - 1) : UINT64_MAX;
	}
	if ((halves[0] | halves[1]) & UINT64_C(0x8080808080808080)) {
		return false;
	}
	memcpy(ret->codes.bytes, halves, sizeof(halves));
	for (size_t i = 0; i < FUZZY_CODES; i++) {
		ret->letters.points[i] = ret->codes.bytes[i];
	}
	ret->letters.count = text.len;
	ret->has_codes = true;
	ret->page = 0;
	return true;
}

/* False: no word of the rules is near it. */
static bool read_word(struct str text, struct looked_up *ret)
{
	struct fuzzy_letters *letters = &ret->letters;
	if (text.len == 0) {
		return false;
	}
	if (!read_plain(text, ret)) {
		fuzzy_letters_read(text, letters);
		ret->has_codes = fuzzy_codes_make(letters->points, letters->count, &ret->codes);
		ret->page = ret->has_codes ? fuzzy_codes_page(letters->points, letters->count)
					   : FUZZY_NO_PAGE;
	}
	return letters->count <= FUZZY_LETTERS_MAX;
}

/* The first step: what is left of the word. */
static void find_rests(
	const struct fuzzy_table *table, struct fuzzy_work *work, struct str text, uint16_t number)
{
	size_t before = work->rest_count;
	if (!read_word(text, &work->words[number])) {
		return;
	}
	find_side(table, work, false, number);
	find_side(table, work, true, number);
	for (size_t i = before; i < work->rest_count; i++) {
		__builtin_prefetch(&table->starts[work->rests[i].tag >> table->shift]);
	}
}

void fuzzy_expand(const struct fuzzy_table *table, struct fuzzy_work *work, const struct str *words,
	size_t count, struct expansions *ret)
{
	for (uint16_t i = 0; !fuzzy_is_empty(table) && i < count; i++) {
		if (work->rest_count + RESTS_OF_WORD_MAX > RESTS_MAX) {
			find_suspects(table, work, ret);
		}
		find_rests(table, work, words[i], i);
	}
	find_suspects(table, work, ret);
	compare_suspects(table, work, ret);
}
