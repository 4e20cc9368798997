/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Wildcards: matching one, and finding those that a word can match by the keys that stand in it. Never allocates at match
 * time. The invariant: a wildcard is filed by one key or by one pair of keys, and each is looked at once for a word.
 */
#include "match/wildcard.h"

#include <stdlib.h>

#include "base/mem.h"
#include "match/dictionary.h"
#include "text/hash.h"

/* The bytes of the letter at `at`; words are valid UTF-8. */
static size_t point_bytes(struct str word, size_t at)
{
	size_t next = at + 1;
	while (next < word.len && ((unsigned char)word.ptr[next] & 0xc0) == 0x80) {
		next++;
	}
	return next - at;
}

static bool is_sign(char byte)
{
	return byte == '*' || byte == '?';
}

/* The usual way: a step back to the last * whenever what follows it does not fit. */
static bool matches_within(struct str pattern, struct str word)
{
	size_t p = 0;
	size_t w = 0;
	size_t star = SIZE_MAX; /* the last * seen, and where in the word it was tried */
	size_t star_word = 0;
	while (w < word.len) {
		if (p < pattern.len && pattern.ptr[p] == '*') {
			star = p++;
			star_word = w;
		} else if (p < pattern.len && pattern.ptr[p] == '?') {
			p++;
			w += point_bytes(word, w);
		} else if (p < pattern.len && pattern.ptr[p] == word.ptr[w]) {
			p++;
			w++;
		} else if (star != SIZE_MAX) {
			p = star + 1;
			star_word += point_bytes(word, star_word);
			w = star_word;
		} else {
			return false;
		}
	}
	while (p < pattern.len && pattern.ptr[p] == '*') {
		p++;
	}
	return p == pattern.len;
}

bool wildcard_matches(struct str pattern, struct str word)
{
	/* The literal beginning and end stand where they stand; mostly a single * is left. */
	while (pattern.len > 0 && !is_sign(pattern.ptr[pattern.len - 1])) {
		if (word.len == 0 || word.ptr[word.len - 1] != pattern.ptr[pattern.len - 1]) {
			return false;
		}
		pattern.len--;
		word.len--;
	}
	while (pattern.len > 0 && !is_sign(pattern.ptr[0])) {
		if (word.len == 0 || word.ptr[0] != pattern.ptr[0]) {
			return false;
		}
		pattern = str_slice(pattern, 1, pattern.len - 1);
		word = str_slice(word, 1, word.len - 1);
	}
	return str_eq(pattern, STR("*")) || matches_within(pattern, word);
}

/* --- looking up --- */

#define WORD_MAX HASH_WORD_MAX
/* Keys that one word can have. */
#define WORD_KEYS_MAX ((size_t)(WORD_MAX + 2) * WILDCARD_KEY_MAX)
#define KEYS_MAX (2 * WORD_KEYS_MAX)
/* Twice as many as a word has keys, a power of two. */
#define SEEN_MAX 8192u
/* So many slots of a word are compared one by one. */
#define SEEN_FEW 16u

/* A key that stands in a word, and that the filter lets pass. */
struct noted {
	uint64_t key;
	uint32_t slot; /* where it is looked for */
	uint32_t word;
};

/* Wildcards that a word may match. */
struct found {
	uint32_t first;
	uint32_t count;
	uint32_t word;
};

/* A slot that has been seen in the word at hand. */
struct seen {
	uint32_t turn;
	uint32_t slot;
};

struct wildcard_work {
	const struct wildcard_table *table; /* borrowed for a call */
	const struct str *words;            /* the same */
	struct expansions *expansions;      /* the same */
	struct noted noted[KEYS_MAX + 1];
	size_t noted_count;
	struct noted pairs[KEYS_MAX + 1];
	size_t pair_count;
	struct found found[2 * KEYS_MAX];
	size_t found_count;
	uint32_t few[SEEN_FEW]; /* the first slots of the word at hand */
	size_t slot_count;      /* of the word at hand */
	struct seen seen[SEEN_MAX];
	uint32_t turn;
	/* Keys of the word at hand that stand in pairs. */
	uint64_t firsts[WORD_KEYS_MAX];
	uint64_t seconds[WORD_KEYS_MAX];
	size_t first_count;
	size_t second_count;
};

struct wildcard_work *wildcard_work_new(void)
{
	return mem_zalloc(sizeof(struct wildcard_work));
}

void wildcard_work_free(struct wildcard_work *work)
{
	free(work);
}

/* Notes a key unless the filter says that nothing has it. Without a branch: nobody could guess it. */
static inline size_t note(const struct wildcard_table *table, uint64_t key, uint32_t word,
	struct noted *out, size_t count)
{
	uint64_t hash = wildcard_hash(key);
	uint64_t bits = wildcard_filter_bits(hash);
	out[count] = (struct noted){
		.key = key, .slot = (uint32_t)(hash >> 32) & table->mask, .word = word};
	return count + ((table->filter[hash >> table->filter_shift] & bits) == bits);
}

static void prefetch_slots(
	const struct wildcard_table *table, const struct noted *noted, size_t from, size_t to)
{
	for (size_t i = from; i < to; i++) {
		__builtin_prefetch(&table->slots[noted[i].slot]);
	}
}

/* The last eight bytes of a word, the last one highest; zeros before those of a shorter one. */
static inline uint64_t last_bytes(struct str word)
{
	return word.len >= 8 ? wildcard_load(word.ptr + word.len - 8)
			     : wildcard_load(word.ptr) << 8 * (8 - word.len);
}

/* Bit n: a key of n + 1 bytes has room in so many. */
static inline unsigned lengths_up_to(size_t len)
{
	return len < WILDCARD_KEY_MAX ? (1u << len) - 1 : UINT8_MAX;
}

/* The keys that stand at the beginning of the word, and at its end. */
static inline size_t note_sides(const struct wildcard_table *table, struct str word,
	uint32_t number, struct noted *out, size_t count)
{
	uint64_t first = wildcard_load(word.ptr);
	uint64_t last = last_bytes(word);
	unsigned fitting = lengths_up_to(word.len + 1);
	uint64_t begin = first << 8 | WILDCARD_BEGIN;
	uint64_t end = last >> 8 | (uint64_t)WILDCARD_END << 56;
	for (unsigned lengths = table->begin_lengths[(uint16_t)first] & fitting; lengths;
		lengths &= lengths - 1) {
		size_t len = (size_t)__builtin_ctz(lengths) + 1;
		count = note(table, wildcard_low(begin, len), number, out, count);
	}
	for (unsigned lengths = table->end_lengths[last >> 48] & fitting; lengths;
		lengths &= lengths - 1) {
		size_t len = (size_t)__builtin_ctz(lengths) + 1;
		count = note(table, end >> 8 * (WILDCARD_KEY_MAX - len), number, out, count);
	}
	return count;
}

/* The first step: the keys that stand in a word. */
static void note_keys(struct wildcard_work *work, uint32_t number)
{
	const struct wildcard_table *table = work->table;
	struct str word = work->words[number];
	size_t before = work->noted_count;
	size_t count = note_sides(table, word, number, work->noted, before);
	for (size_t left = word.len; left >= table->shortest; left--) {
		uint64_t eight = wildcard_load(word.ptr + word.len - left);
		for (unsigned lengths = table->lengths[(uint16_t)eight] & lengths_up_to(left);
			lengths; lengths &= lengths - 1) {
			size_t len = (size_t)__builtin_ctz(lengths) + 1;
			count = note(table, wildcard_low(eight, len), number, work->noted, count);
		}
	}
	work->noted_count = count;
	prefetch_slots(table, work->noted, before, count);
}

/* NULL: nothing has that key. */
static const struct wildcard_slot *find_slot(
	const struct wildcard_table *table, const struct noted *noted)
{
	uint32_t at = noted->slot;
	while (table->slots[at].key != noted->key) {
		if (table->slots[at].key == 0) {
			return NULL;
		}
		at = (at + 1) & table->mask;
	}
	return &table->slots[at];
}

/* True when the slot is put into the table for the first time. */
static bool add_seen(struct wildcard_work *work, uint32_t slot)
{
	uint32_t at = slot & (SEEN_MAX - 1);
	while (work->seen[at].turn == work->turn) {
		if (work->seen[at].slot == slot) {
			return false;
		}
		at = (at + 1) & (SEEN_MAX - 1);
	}
	work->seen[at] = (struct seen){.turn = work->turn, .slot = slot};
	return true;
}

/* True when the slot is seen in the word at hand for the first time. */
static inline bool is_new(struct wildcard_work *work, uint32_t slot)
{
	size_t count = work->slot_count;
	if (count < SEEN_FEW) {
		bool is_known = false;
		for (size_t i = 0; i < count; i++) {
			is_known |= work->few[i] == slot;
		}
		work->few[count] = slot;
		work->slot_count += !is_known;
		return !is_known;
	}
	for (size_t i = 0; count == SEEN_FEW && i < SEEN_FEW; i++) {
		(void)add_seen(work, work->few[i]);
	}
	work->slot_count++;
	return add_seen(work, slot);
}

static void begin_word(struct wildcard_work *work)
{
	work->turn++;
	if (work->turn == 0) {
		memset(work->seen, 0, sizeof(work->seen));
		work->turn = 1;
	}
	work->slot_count = 0;
	work->first_count = 0;
	work->second_count = 0;
}

static inline void add_found(
	struct wildcard_work *work, const struct wildcard_slot *slot, uint32_t word)
{
	if (slot->is_whole) {
		expansion_add(&work->expansions->words[word], slot->first);
	} else if (slot->count > 0) {
		__builtin_prefetch(&work->table->groups[slot->first]);
		work->found[work->found_count++] =
			(struct found){.first = slot->first, .count = slot->count, .word = word};
	}
}

/* --- the last step: compares --- */

/* A word as its wildcards look at it. */
struct sides {
	struct str word;
	uint64_t first; /* its first eight bytes; of a shorter one and what is behind it */
	uint64_t last;  /* its last eight bytes, as last_bytes */
};

/* True when the first `len` of eight bytes are those of the piece. */
static inline bool begins_with(uint64_t eight, uint64_t piece, unsigned len)
{
	return len == 0 || wildcard_low(eight ^ piece, len) == 0;
}

static inline bool ends_with(uint64_t eight, uint64_t piece, unsigned len)
{
	return len == 0 || (eight ^ piece) >> 8 * (8 - len) == 0;
}

/* Which of eight bytes are that one: the highest bit of each. */
static inline uint64_t find_byte(uint64_t eight, uint8_t wanted)
{
	const uint64_t low_bits = UINT64_C(0x7f7f7f7f7f7f7f7f);
	uint64_t others = eight ^ wanted * UINT64_C(0x0101010101010101);
	return ~(((others & low_bits) + low_bits) | others | low_bits);
}

/* Four numbers at once, in whatever way the processor has. */
typedef uint32_t four_numbers __attribute__((vector_size(16)));

/* Which of four sets of letters are in that of a word: a bit for each. */
static inline uint32_t fit_four(const uint32_t *letters, uint32_t word)
{
	const four_numbers bits = {1, 2, 4, 8};
	four_numbers four;
	uint64_t fit[2];
	memcpy(&four, letters, sizeof(four));
	four = (four_numbers)((four & ~word) == 0) & bits;
	memcpy(fit, &four, sizeof(fit));
	fit[0] |= fit[1];
	return (uint32_t)(fit[0] | fit[0] >> 32);
}

/* True when the item's middle stands in the word where there is room for it, in one of `places`, which is not 0. */
static inline bool has_middle(const struct wildcard_item *item, struct str word, size_t places)
{
	const char *at = word.ptr + item->begin_len;
	uint8_t first = (uint8_t)item->middle;
	for (size_t from = 0; from < places; from += 8) {
		uint64_t starts = find_byte(wildcard_load(at + from), first);
		size_t left = places - from;
		for (starts &= left < 8 ? (UINT64_C(1) << 8 * left) - 1 : UINT64_MAX; starts;
			starts &= starts - 1) {
			const char *start = at + from + (unsigned)__builtin_ctzll(starts) / 8;
			uint64_t eight = wildcard_load(start);
			if (wildcard_low(eight ^ item->middle, item->middle_len) == 0) {
				return true;
			}
		}
	}
	return false;
}

static inline bool item_matches(const struct wildcard_table *table,
	const struct wildcard_item *item, const struct sides *sides)
{
	size_t shortest = (size_t)item->begin_len + item->end_len + item->middle_len;
	size_t len = sides->word.len;
	if (len < shortest || !begins_with(sides->first, item->begin, item->begin_len) ||
		!ends_with(sides->last, item->end, item->end_len)) {
		return false;
	}
	switch (item->kind) {
	case WILDCARD_MIDDLE:
		return has_middle(item, sides->word, len - shortest + 1);
	case WILDCARD_PATTERN:
		return wildcard_matches(table->atoms[item->atom].text, sides->word);
	default:
		return true;
	}
}

/* The wildcards of a key that few share. */
static void compare_few(const struct wildcard_table *table, const struct wildcard_item *items,
	uint32_t count, const struct sides *sides, struct expansion *ret)
{
	for (uint32_t i = 0; i < count; i++) {
		if (item_matches(table, &items[i], sides)) {
			expansion_add(ret, items[i].atom);
		}
	}
}

/* Those of a crowd whose letters are all in the word. */
static void compare_many(const struct wildcard_table *table, const uint64_t *group, uint32_t count,
	const struct sides *sides, struct expansion *ret)
{
	const uint32_t *letters = (const uint32_t *)(const void *)group;
	const struct wildcard_item *items =
		(const struct wildcard_item *)(const void *)(group + wildcard_letter_words(count));
	uint32_t word = wildcard_letters(sides->word);
	for (uint32_t from = 0; from < count; from += 32) {
		uint64_t fit = 0;
		uint32_t left = count - from < 32 ? count - from : 32;
		for (uint32_t i = 0; i < left; i += 4) {
			fit |= (uint64_t)fit_four(letters + from + i, word) << i;
		}
		for (fit &= (UINT64_C(1) << left) - 1; fit; fit &= fit - 1) {
			const struct wildcard_item *item =
				&items[from + (unsigned)__builtin_ctzll(fit)];
			if (item_matches(table, item, sides)) {
				expansion_add(ret, item->atom);
			}
		}
	}
}

static void compare(struct wildcard_work *work)
{
	for (size_t i = 0; i < work->found_count; i++) {
		const struct found *found = &work->found[i];
		const uint64_t *group = work->table->groups + found->first;
		struct str word = work->words[found->word];
		struct expansion *expansion = &work->expansions->words[found->word];
		struct sides sides = {
			.word = word, .first = wildcard_load(word.ptr), .last = last_bytes(word)};
		if (found->count < WILDCARD_CROWD) {
			compare_few(work->table, (const struct wildcard_item *)(const void *)group,
				found->count, &sides, expansion);
		} else {
			compare_many(work->table, group, found->count, &sides, expansion);
		}
	}
	work->found_count = 0;
}

/* --- pairs of keys --- */

/* What is filed by two keys that stand in a word. */
static void find_pairs(struct wildcard_work *work)
{
	for (size_t i = 0; i < work->pair_count; i++) {
		const struct wildcard_slot *slot = find_slot(work->table, &work->pairs[i]);
		if (slot) {
			add_found(work, slot, work->pairs[i].word);
		}
	}
	work->pair_count = 0;
}

/* Notes the pairs of the word at hand. */
static void note_pairs(struct wildcard_work *work, uint32_t word)
{
	for (size_t i = 0; i < work->first_count; i++) {
		if (work->pair_count + work->second_count > KEYS_MAX) {
			compare(work);
			find_pairs(work);
		}
		size_t before = work->pair_count;
		size_t count = before;
		for (size_t k = 0; k < work->second_count; k++) {
			count = note(work->table, wildcard_pair(work->firsts[i], work->seconds[k]),
				word, work->pairs, count);
		}
		prefetch_slots(work->table, work->pairs, before, count);
		work->pair_count = count;
	}
}

/* The step between: what is filed by the keys of a word. Returns where those of the next one begin. */
static size_t find_keys(struct wildcard_work *work, size_t from)
{
	uint32_t word = work->noted[from].word;
	size_t at = from;
	begin_word(work);
	for (; at < work->noted_count && work->noted[at].word == word; at++) {
		const struct wildcard_slot *slot = find_slot(work->table, &work->noted[at]);
		if (!slot || !is_new(work, (uint32_t)(slot - work->table->slots))) {
			continue;
		}
		add_found(work, slot, word);
		work->firsts[work->first_count] = slot->key;
		work->first_count += slot->is_first;
		work->seconds[work->second_count] = slot->key;
		work->second_count += slot->is_second;
	}
	if (work->first_count > 0) {
		note_pairs(work, word);
	}
	return at;
}

static void find_noted(struct wildcard_work *work)
{
	for (size_t at = 0; at < work->noted_count;) {
		if (work->found_count + WORD_KEYS_MAX > KEYS_MAX) {
			compare(work);
		}
		at = find_keys(work, at);
	}
	work->noted_count = 0;
	compare(work);
	find_pairs(work);
	compare(work);
}

void wildcard_expand(const struct wildcard_table *table, struct wildcard_work *work,
	const struct str *words, size_t count, struct expansions *ret)
{
	if (table->count == 0) {
		return;
	}
	work->table = table;
	work->words = words;
	work->expansions = ret;
	for (uint32_t i = 0; i < count; i++) {
		if (words[i].len == 0 || words[i].len > WORD_MAX) {
			continue;
		}
		if (work->noted_count + (words[i].len + 2) * WILDCARD_KEY_MAX > KEYS_MAX) {
			find_noted(work);
		}
		note_keys(work, i);
	}
	find_noted(work);
}
