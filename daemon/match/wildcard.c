/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Wildcards: matching one, and finding those that a word can match by the keys that stand in it. Never allocates at match
 * time. The invariant: a wildcard is filed by one key or by one pair of keys, and each is looked at once for a word.
 */
#include "match/wildcard.h"

#include <stdlib.h>

#include "base/mem.h"
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

/* A key that stands in a word, and that the filter lets pass. */
struct noted {
	uint64_t key;
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
	uint32_t letters[EXPANSION_WORDS];
	struct noted noted[KEYS_MAX + 1];
	size_t noted_count;
	struct noted pairs[KEYS_MAX + 1];
	size_t pair_count;
	struct found found[2 * KEYS_MAX];
	size_t found_count;
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
static inline size_t note(
	const struct wildcard_table *table, struct noted noted, struct noted *out, size_t count)
{
	uint64_t hash = wildcard_hash(noted.key);
	uint64_t bits = wildcard_filter_bits(hash);
	out[count] = noted;
	return count + ((table->filter[hash >> table->filter_shift] & bits) == bits);
}

static inline uint32_t slot_of(const struct wildcard_table *table, uint64_t key)
{
	return (uint32_t)(wildcard_hash(key) >> 32) & table->mask;
}

static void prefetch_slots(
	const struct wildcard_table *table, const struct noted *noted, size_t from, size_t to)
{
	for (size_t i = from; i < to; i++) {
		__builtin_prefetch(&table->slots[slot_of(table, noted[i].key)]);
	}
}

static uint16_t two_bytes(const char *bytes)
{
	uint16_t two;
	memcpy(&two, bytes, sizeof(two));
	return two;
}

/* The first step: the keys that stand in a word. */
static void note_keys(struct wildcard_work *work, uint32_t number)
{
	const struct wildcard_table *table = work->table;
	struct str word = work->words[number];
	char marked[WORD_MAX + 2 + WILDCARD_KEY_MAX];
	size_t before = work->noted_count;
	size_t count = before;
	marked[0] = WILDCARD_BEGIN;
	memcpy(marked + 1, word.ptr, word.len);
	marked[word.len + 1] = WILDCARD_END;
	memset(marked + word.len + 2, 0, WILDCARD_KEY_MAX);
	for (size_t at = 0; at <= word.len; at++) {
		for (unsigned lengths = table->lengths[two_bytes(marked + at)]; lengths;
			lengths &= lengths - 1) {
			size_t len = (size_t)__builtin_ctz(lengths) + 1;
			struct noted noted = {
				.key = wildcard_key(marked + at, len), .word = number};
			count = note(table, noted, work->noted, count);
		}
	}
	for (size_t len = 2; len <= WILDCARD_KEY_MAX && len <= word.len + 2; len++) {
		const char *end = marked + word.len + 2 - len;
		if (table->end_lengths[two_bytes(end)] >> (len - 1) & 1) {
			struct noted noted = {.key = wildcard_key(end, len), .word = number};
			count = note(table, noted, work->noted, count);
		}
	}
	work->noted_count = count;
	if (count > before) {
		work->letters[number] = wildcard_letters(word);
		prefetch_slots(table, work->noted, before, count);
	}
}

/* NULL: nothing has that key. */
static const struct wildcard_slot *find_slot(const struct wildcard_table *table, uint64_t key)
{
	uint32_t at = slot_of(table, key);
	while (table->slots[at].key != key) {
		if (table->slots[at].key == 0) {
			return NULL;
		}
		at = (at + 1) & table->mask;
	}
	return &table->slots[at];
}

/* True when the slot is seen in the word at hand for the first time. */
static bool is_new(struct wildcard_work *work, uint32_t slot)
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

static void begin_word(struct wildcard_work *work)
{
	work->turn++;
	if (work->turn == 0) {
		memset(work->seen, 0, sizeof(work->seen));
		work->turn = 1;
	}
	work->first_count = 0;
	work->second_count = 0;
}

static void add_found(struct wildcard_work *work, const struct wildcard_slot *slot, uint32_t word)
{
	if (slot->count > 0) {
		__builtin_prefetch(&work->table->records[slot->first]);
		work->found[work->found_count++] =
			(struct found){.first = slot->first, .count = slot->count, .word = word};
	}
}

/* The last step: compares. */
static void compare(struct wildcard_work *work)
{
	for (size_t i = 0; i < work->found_count; i++) {
		const struct found *found = &work->found[i];
		const uint32_t *at = work->table->records + found->first;
		struct expansion *expansion = &work->expansions->words[found->word];
		uint32_t letters = work->letters[found->word];
		for (uint32_t k = 0; k < found->count; k++) {
			const struct wildcard_record *record = (const struct wildcard_record *)at;
			at += sizeof(*record) / sizeof(*at) + (record->len + 3) / 4;
			if ((record->letters & ~letters) == 0 &&
				(record->len == 0 ||
					wildcard_matches(str_make(record->pattern, record->len),
						work->words[found->word]))) {
				expansion_add(expansion, record->atom);
			}
		}
	}
	work->found_count = 0;
}

/* What is filed by two keys that stand in a word. */
static void find_pairs(struct wildcard_work *work)
{
	for (size_t i = 0; i < work->pair_count; i++) {
		const struct wildcard_slot *slot = find_slot(work->table, work->pairs[i].key);
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
			struct noted pair = {
				.key = wildcard_pair(work->firsts[i], work->seconds[k]),
				.word = word};
			count = note(work->table, pair, work->pairs, count);
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
		uint64_t key = work->noted[at].key;
		const struct wildcard_slot *slot = find_slot(work->table, key);
		if (!slot || !is_new(work, (uint32_t)(slot - work->table->slots))) {
			continue;
		}
		add_found(work, slot, word);
		work->firsts[work->first_count] = key;
		work->first_count += slot->is_first;
		work->seconds[work->second_count] = key;
		work->second_count += slot->is_second;
	}
	note_pairs(work, word);
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
