/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Wildcards: matching one, and finding those that a word can match by a literal part of them. Never allocates at match
 * time. The invariant: a pattern is filed in exactly one of prefixes, suffixes and inners.
 */
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

/* What a word expands to so far. */
struct expansion {
	struct str word;
	uint32_t *atoms;
	size_t count;
	size_t max;
};

static bool has_atom(const struct expansion *expansion, uint32_t atom)
{
	for (size_t i = 0; i < expansion->count; i++) {
		if (expansion->atoms[i] == atom) {
			return true;
		}
	}
	return false;
}

/* Adds the atoms of one literal part that match the word. An inner part may stand in a word more than once. */
static void add_matching(const struct dictionary *dictionary, const struct pattern_slot *slot,
	struct expansion *expansion)
{
	for (uint32_t i = 0; slot && i < slot->count && expansion->count < expansion->max; i++) {
		uint32_t atom = dictionary->pattern_atoms[slot->first + i];
		if (wildcard_matches(dictionary->atoms[atom].text, expansion->word) &&
			!has_atom(expansion, atom)) {
			expansion->atoms[expansion->count++] = atom;
		}
	}
}

static const struct pattern_slot *find_part(const struct pattern_table *table, struct str part)
{
	uint32_t at = (uint32_t)hash64(0, part) & table->mask;
	while (table->slots[at].count > 0) {
		if (str_eq(table->slots[at].text, part)) {
			return &table->slots[at];
		}
		at = (at + 1) & table->mask;
	}
	return NULL;
}

/* The wildcards that stand with their middle anywhere in the word. */
static void expand_inners(const struct dictionary *dictionary, struct expansion *expansion)
{
	const uint64_t shorts = UINT64_C(1) << 1 | UINT64_C(1) << 2;
	struct str word = expansion->word;
	for (size_t at = 0; at < word.len; at++) {
		size_t left = word.len - at;
		uint64_t lengths = dictionary->inners.lengths;
		uint32_t bit = left >= 3 ? inner_start(word.ptr + at) : 0;
		if (left < 3 || !(dictionary->inner_starts[bit / 64] >> (bit % 64) & 1)) {
			lengths &= shorts;
		}
		for (; lengths; lengths &= lengths - 1) {
			size_t len = (size_t)__builtin_ctzll(lengths);
			if (len <= left) {
				add_matching(dictionary,
					find_part(&dictionary->inners, str_slice(word, at, len)),
					expansion);
			}
		}
	}
}

size_t dictionary_expand(
	const struct dictionary *dictionary, struct str word, uint32_t *out, size_t max)
{
	struct expansion expansion = {.word = word, .atoms = out, .max = max};
	uint64_t within = word.len < 63 ? (UINT64_C(2) << word.len) - 1 : UINT64_MAX;
	for (uint64_t lengths = dictionary->prefixes.lengths & within; lengths;
		lengths &= lengths - 1) {
		size_t len = (size_t)__builtin_ctzll(lengths);
		add_matching(dictionary, find_part(&dictionary->prefixes, str_slice(word, 0, len)),
			&expansion);
	}
	for (uint64_t lengths = dictionary->suffixes.lengths & within; lengths;
		lengths &= lengths - 1) {
		size_t len = (size_t)__builtin_ctzll(lengths);
		add_matching(dictionary,
			find_part(&dictionary->suffixes, str_slice(word, word.len - len, len)),
			&expansion);
	}
	if (dictionary->inners.lengths) {
		expand_inners(dictionary, &expansion);
	}
	return expansion.count + fuzzy_expand(&dictionary->fuzzy, dictionary->atoms, word,
					 out + expansion.count, max - expansion.count);
}
