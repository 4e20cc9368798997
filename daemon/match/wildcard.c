/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Wildcards: matching one, and finding those that a word can match by their literal beginning or end. Never allocates at
 * match time. The invariant: a pattern is filed in exactly one of prefixes, suffixes and bare.
 */
#include "match/dictionary.h"
#include "text/hash.h"
#include "text/utf8.h"

static size_t point_bytes(struct str s, size_t at)
{
	size_t next = at;
	(void)utf8_next(s, &next);
	return next - at;
}

bool wildcard_matches(struct str pattern, struct str word)
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

/* Adds the atoms of one literal part that match the word. */
static size_t add_matching(const struct dictionary *dictionary, const struct pattern_slot *slot,
	struct str word, uint32_t *out, size_t max)
{
	size_t count = 0;
	for (uint32_t i = 0; i < slot->count && count < max; i++) {
		uint32_t atom = dictionary->pattern_atoms[slot->first + i];
		if (wildcard_matches(dictionary->atoms[atom].text, word)) {
			out[count++] = atom;
		}
	}
	return count;
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

size_t dictionary_expand(
	const struct dictionary *dictionary, struct str word, uint32_t *out, size_t max)
{
	size_t count = 0;
	size_t longest = word.len < 63 ? word.len : 62;
	for (size_t len = 1; len <= longest; len++) {
		const struct pattern_slot *slot = NULL;
		if (dictionary->prefixes.lengths >> len & 1) {
			slot = find_part(&dictionary->prefixes, str_slice(word, 0, len));
			count += slot ? add_matching(
						dictionary, slot, word, out + count, max - count)
				      : 0;
		}
		if (dictionary->suffixes.lengths >> len & 1) {
			slot = find_part(
				&dictionary->suffixes, str_slice(word, word.len - len, len));
			count += slot ? add_matching(
						dictionary, slot, word, out + count, max - count)
				      : 0;
		}
	}
	for (uint32_t i = 0; i < dictionary->bare_count && count < max; i++) {
		if (wildcard_matches(dictionary->atoms[dictionary->bare[i]].text, word)) {
			out[count++] = dictionary->bare[i];
		}
	}
	return count;
}
