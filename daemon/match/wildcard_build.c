/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Chooses for each wildcard the key it is filed by, and lays out the table. A key is up to eight bytes that stand in all words
 * that the wildcard matches. Never looks at words. The invariant: a key is the rarest of its wildcard's; where many share
 * even that they are filed by a second one, too.
 */
#include <errno.h>
#include <stdlib.h>

#include "base/mem.h"
#include "match/dictionary.h"
#include "match/wildcard.h"
#include "text/hash.h"

/* So many wildcards of one key are looked at one by one. */
#define CROWD 8u
/* Of the filter for a key at least. */
#define FILTER_BITS 10
/* Longer patterns match no word. */
#define PATTERN_MAX ((size_t)2 * HASH_WORD_MAX)

struct key {
	uint64_t bytes; /* 0: none */
	unsigned len;
};

/* Keys that a wildcard can be filed by. */
struct keys {
	struct key items[PATTERN_MAX];
	size_t count;
	bool says_all; /* there is one key, and stars besides */
};

/* A wildcard on its way into the table. */
struct filing {
	struct key key;
	struct key second;
	uint32_t atom;
	bool says_all;
};

struct builder {
	const struct atom *atoms;
	struct filing *filings; /* owned */
	size_t count;
	uint32_t *uses; /* owned: of keys, by their hash, about */
	size_t uses_mask;
	uint64_t *groups; /* owned: letters and items of each key */
	size_t group_count;
	size_t group_cap;
};

static bool is_sign(char byte)
{
	return byte == '*' || byte == '?';
}

/* Adds the keys of a literal piece: all of it, or each eight bytes of a longer one. */
static void add_keys(const char *piece, size_t len, struct keys *keys)
{
	size_t size = len < WILDCARD_KEY_MAX ? len : WILDCARD_KEY_MAX;
	bool is_mark =
		len == 0 || (len == 1 && (*piece == WILDCARD_BEGIN || *piece == WILDCARD_END));
	for (size_t at = 0; !is_mark && at + size <= len; at++) {
		keys->items[keys->count++] =
			(struct key){.bytes = wildcard_low(wildcard_load(piece + at), size),
				.len = (unsigned)size};
	}
}

static void list_keys(struct str pattern, struct keys *ret)
{
	char marked[PATTERN_MAX + 2 + WILDCARD_KEY_MAX] = {WILDCARD_BEGIN};
	size_t len = pattern.len + 2;
	size_t from = 0;
	bool has_any = false;
	bool is_bare = false;
	ret->count = 0;
	memcpy(marked + 1, pattern.ptr, pattern.len);
	marked[pattern.len + 1] = WILDCARD_END;
	for (size_t i = 0; i <= len; i++) {
		if (i < len && !is_sign(marked[i])) {
			continue;
		}
		/* A word can be looked for by its beginning or its end, not by both: without signs it is by its beginning. */
		is_bare = i - from == len;
		add_keys(marked + from, i - from - is_bare, ret);
		has_any |= i < len && marked[i] == '?';
		from = i + 1;
	}
	ret->says_all = ret->count == 1 && !has_any && !is_bare;
	if (ret->count == 0) {
		/* Any word: all begin. */
		ret->items[ret->count++] = (struct key){.bytes = WILDCARD_BEGIN, .len = 1};
	}
}

static struct str text_of(const struct builder *builder, size_t filing)
{
	return builder->atoms[builder->filings[filing].atom].text;
}

static uint32_t *uses_of(const struct builder *builder, uint64_t key)
{
	return &builder->uses[wildcard_hash(key) >> 16 & builder->uses_mask];
}

static bool is_at_side(struct key key)
{
	return (key.bytes & UINT8_MAX) == WILDCARD_BEGIN ||
	       key.bytes >> 8 * (key.len - 1) == WILDCARD_END;
}

/* In how many words a key may stand for nothing, on some scale: one that is a byte shorter is in a few times as many, and one
 * that is not at the side of a word in as many as a word has places. */
static uint64_t cost_of(const struct builder *builder, struct key key)
{
	uint64_t uses = *uses_of(builder, key.bytes);
	return uses << 2 * (WILDCARD_KEY_MAX - key.len) << (is_at_side(key) ? 0 : 3);
}

/* The cheapest key but `other`. */
static struct key choose_key(const struct builder *builder, struct str pattern, struct key other)
{
	struct key best = {.bytes = 0};
	struct keys keys;
	list_keys(pattern, &keys);
	for (size_t i = 0; i < keys.count; i++) {
		struct key key = keys.items[i];
		if (key.bytes != other.bytes &&
			(!best.bytes || cost_of(builder, key) < cost_of(builder, best))) {
			best = key;
		}
	}
	return best;
}

static void count_uses(struct builder *builder)
{
	size_t total = 0;
	size_t size = 1024;
	struct keys keys;
	for (size_t i = 0; i < builder->count; i++) {
		total += text_of(builder, i).len;
	}
	while (size < total && size < (size_t)1 << 24) {
		size *= 2;
	}
	builder->uses = mem_zalloc(size * sizeof(builder->uses[0]));
	builder->uses_mask = size - 1;
	for (size_t i = 0; i < builder->count; i++) {
		list_keys(text_of(builder, i), &keys);
		builder->filings[i].says_all = keys.says_all;
		for (size_t k = 0; k < keys.count; k++) {
			(*uses_of(builder, keys.items[k].bytes))++;
		}
	}
}

static int compare_filings(const void *a, const void *b)
{
	const struct filing *left = a;
	const struct filing *right = b;
	if (left->key.bytes != right->key.bytes) {
		return left->key.bytes < right->key.bytes ? -1 : 1;
	}
	if (left->second.bytes != right->second.bytes) {
		return left->second.bytes < right->second.bytes ? -1 : 1;
	}
	return left->atom < right->atom ? -1 : left->atom > right->atom;
}

static void sort_filings(struct builder *builder)
{
	qsort(builder->filings, builder->count, sizeof(builder->filings[0]), compare_filings);
}

/* Where the filings of the same keys as the first one end. */
static size_t end_of_same(const struct builder *builder, size_t first)
{
	const struct filing *filings = builder->filings;
	size_t end = first + 1;
	while (end < builder->count && filings[end].key.bytes == filings[first].key.bytes &&
		filings[end].second.bytes == filings[first].second.bytes) {
		end++;
	}
	return end;
}

static void choose_keys(struct builder *builder)
{
	const struct key none = {.bytes = 0};
	for (size_t i = 0; i < builder->count; i++) {
		builder->filings[i].key = choose_key(builder, text_of(builder, i), none);
	}
	sort_filings(builder);
	for (size_t i = 0; i < builder->count;) {
		size_t end = end_of_same(builder, i);
		bool is_crowd = end - i > CROWD;
		for (; i < end; i++) {
			struct filing *filing = &builder->filings[i];
			filing->second =
				is_crowd ? choose_key(builder, text_of(builder, i), filing->key)
					 : none;
		}
	}
	sort_filings(builder);
}

/* --- items --- */

/* Eight bytes at most, the first one lowest. */
static uint64_t low_bytes(const char *bytes, size_t len)
{
	char eight[WILDCARD_KEY_MAX] = {0};
	memcpy(eight, bytes, len);
	return wildcard_load(eight);
}

static size_t at_most_eight(size_t len)
{
	return len < WILDCARD_KEY_MAX ? len : WILDCARD_KEY_MAX;
}

/* Fills in how the pattern begins and ends; a pattern that has a sign, from `first` to `last`. */
static void fill_sides(struct str pattern, size_t first, size_t last, struct wildcard_item *item)
{
	size_t begin = at_most_eight(first);
	size_t end = at_most_eight(pattern.len - last - 1);
	item->begin = low_bytes(pattern.ptr, begin);
	item->begin_len = (uint8_t)begin;
	item->end_len = (uint8_t)end;
	if (end > 0) {
		item->end = low_bytes(pattern.ptr + pattern.len - end, end)
			    << 8 * (WILDCARD_KEY_MAX - end);
	}
}

static struct wildcard_item make_item(struct str pattern, bool says_all, uint32_t atom)
{
	struct wildcard_item item = {.atom = atom, .kind = WILDCARD_PATTERN};
	size_t first = 0;
	size_t last = pattern.len;
	size_t signs = 0;
	bool has_any = false;
	for (size_t i = pattern.len; i > 0; i--) {
		if (is_sign(pattern.ptr[i - 1])) {
			first = i - 1;
			last = signs == 0 ? first : last;
			signs++;
			has_any |= pattern.ptr[first] == '?';
		}
	}
	if (signs == 0) {
		return item;
	}
	if (says_all) {
		item.kind = WILDCARD_ALL;
		return item;
	}
	fill_sides(pattern, first, last, &item);
	size_t middle = signs == 2 ? last - first - 1 : 0;
	bool is_whole = item.begin_len == first && item.end_len == pattern.len - last - 1;
	if (has_any || !is_whole || signs > 2 || middle > WILDCARD_KEY_MAX) {
		return item;
	}
	item.kind = middle > 0 ? WILDCARD_MIDDLE : WILDCARD_PIECES;
	item.middle = low_bytes(pattern.ptr + first + 1, middle);
	item.middle_len = (uint8_t)middle;
	return item;
}

/* The letters of a pattern, signs aside. */
static uint32_t letters_of(struct str pattern)
{
	uint32_t letters = 0;
	for (size_t i = 0; i < pattern.len; i++) {
		letters |= is_sign(pattern.ptr[i]) ? 0 : wildcard_letters(str_slice(pattern, i, 1));
	}
	return letters;
}

/* Lays out the wildcards of one key. */
static void add_group(struct builder *builder, const struct filing *filings, size_t count)
{
	size_t head = wildcard_letter_words(count);
	size_t size = head + count * sizeof(struct wildcard_item) / sizeof(uint64_t);
	builder->groups = mem_grow(builder->groups, &builder->group_cap,
		builder->group_count + size, sizeof(builder->groups[0]));
	uint64_t *at = builder->groups + builder->group_count;
	uint32_t *letters = (uint32_t *)at;
	struct wildcard_item *items = (struct wildcard_item *)(at + head);
	builder->group_count += size;
	memset(at, 0, size * sizeof(*at));
	for (size_t i = 0; i < count; i++) {
		struct str pattern = builder->atoms[filings[i].atom].text;
		items[i] = make_item(pattern, filings[i].says_all, filings[i].atom);
		if (head > 0) {
			letters[i] = letters_of(pattern);
		}
	}
}

/* The table while it is made. */
struct layout {
	struct wildcard_slot *slots;
	uint64_t *filter;
	uint8_t *begin_lengths;
	uint8_t *end_lengths;
	uint8_t *lengths;
	struct wildcard_table *table;
};

/* The slot of a key, new or known. */
static struct wildcard_slot *add_slot(struct layout *layout, uint64_t key)
{
	uint64_t hash = wildcard_hash(key);
	uint32_t at = (uint32_t)(hash >> 32) & layout->table->mask;
	while (layout->slots[at].key != 0 && layout->slots[at].key != key) {
		at = (at + 1) & layout->table->mask;
	}
	layout->slots[at].key = key;
	layout->filter[hash >> layout->table->filter_shift] |= wildcard_filter_bits(hash);
	return &layout->slots[at];
}

/* Notes the length of a key under all pairs of letters that have the bits which are `known` of them. */
static void add_length(uint8_t *lengths, uint16_t letters, unsigned known, unsigned len)
{
	unsigned others = 0;
	do {
		lengths[(letters & known) | others] |= (uint8_t)(1u << (len - 1));
		others = ((others | known) + 1) & ~known & UINT16_MAX;
	} while (others != 0);
}

/* The slot of a key that is looked for in words. */
static struct wildcard_slot *add_key(struct layout *layout, struct key key)
{
	uint64_t highest = key.bytes << 8 * (WILDCARD_KEY_MAX - key.len);
	if ((key.bytes & UINT8_MAX) == WILDCARD_BEGIN) {
		unsigned known = key.len > 2 ? 0xffff : key.len > 1 ? 0xff : 0;
		add_length(layout->begin_lengths, (uint16_t)(key.bytes >> 8), known, key.len);
	} else if (highest >> 56 == WILDCARD_END) {
		unsigned known = key.len > 2 ? 0xffff : 0xff00;
		add_length(layout->end_lengths, (uint16_t)(highest >> 40), known, key.len);
	} else {
		unsigned known = key.len > 1 ? 0xffff : 0xff;
		size_t *shortest = &layout->table->shortest;
		add_length(layout->lengths, (uint16_t)key.bytes, known, key.len);
		*shortest = key.len < *shortest ? key.len : *shortest;
	}
	return add_slot(layout, key.bytes);
}

static void fill(struct builder *builder, struct layout *layout)
{
	for (size_t i = 0; i < builder->count;) {
		const struct filing *filing = &builder->filings[i];
		size_t end = end_of_same(builder, i);
		struct wildcard_slot *slot = add_key(layout, filing->key);
		if (filing->second.bytes) {
			slot->is_first = 1;
			add_key(layout, filing->second)->is_second = 1;
			slot = add_slot(
				layout, wildcard_pair(filing->key.bytes, filing->second.bytes));
		}
		slot->is_whole = end - i == 1 && filing->says_all && !filing->second.bytes;
		slot->first = slot->is_whole ? filing->atom : (uint32_t)builder->group_count;
		slot->count = (uint32_t)(end - i);
		if (!slot->is_whole) {
			add_group(builder, filing, end - i);
		}
		i = end;
	}
}

static int lay_out(struct arena *arena, struct builder *builder, struct wildcard_table *ret)
{
	size_t size = 16;
	size_t keys = 0;
	unsigned filter_bits = 1;
	/* Three slots at most: of two keys, and of both together. */
	for (size_t i = 0; i < builder->count; i = end_of_same(builder, i)) {
		keys += builder->filings[i].second.bytes ? 3 : 1;
	}
	while (size < keys + keys / 2) {
		size *= 2;
	}
	while (filter_bits < 32 && (size_t)64 << filter_bits < keys * FILTER_BITS) {
		filter_bits++;
	}
	struct layout layout = {.slots = arena_zalloc(arena, size * sizeof(layout.slots[0])),
		.filter = arena_zalloc(arena, sizeof(layout.filter[0]) << filter_bits),
		.begin_lengths = arena_zalloc(arena, UINT16_MAX + 1),
		.end_lengths = arena_zalloc(arena, UINT16_MAX + 1),
		.lengths = arena_zalloc(arena, UINT16_MAX + 1),
		.table = ret};
	if (!layout.slots || !layout.filter || !layout.begin_lengths || !layout.end_lengths ||
		!layout.lengths) {
		return -ENOMEM;
	}
	ret->mask = (uint32_t)size - 1;
	ret->filter_shift = 64 - filter_bits;
	ret->shortest = SIZE_MAX;
	fill(builder, &layout);
	uint64_t *groups = arena_alloc(arena, (builder->group_count + 1) * sizeof(groups[0]));
	if (!groups || builder->group_count > UINT32_MAX) {
		return -ENOMEM;
	}
	if (builder->group_count > 0) {
		memcpy(groups, builder->groups, builder->group_count * sizeof(groups[0]));
	}
	ret->slots = layout.slots;
	ret->filter = layout.filter;
	ret->begin_lengths = layout.begin_lengths;
	ret->end_lengths = layout.end_lengths;
	ret->lengths = layout.lengths;
	ret->groups = groups;
	ret->atoms = builder->atoms;
	ret->count = (uint32_t)builder->count;
	return 0;
}

int wildcard_build(
	struct arena *arena, const struct atom *atoms, uint32_t count, struct wildcard_table *ret)
{
	struct builder builder = {.atoms = atoms};
	size_t cap = 0;
	int rc = 0;
	memset(ret, 0, sizeof(*ret));
	for (uint32_t i = 0; i < count; i++) {
		if (atoms[i].kind != ATOM_WILDCARD || atoms[i].text.len > PATTERN_MAX) {
			continue;
		}
		builder.filings = mem_grow(
			builder.filings, &cap, builder.count + 1, sizeof(builder.filings[0]));
		builder.filings[builder.count++] = (struct filing){.atom = i};
	}
	if (builder.count > 0) {
		count_uses(&builder);
		choose_keys(&builder);
		rc = lay_out(arena, &builder, ret);
	}
	free(builder.filings);
	free(builder.uses);
	free(builder.groups);
	return rc;
}
