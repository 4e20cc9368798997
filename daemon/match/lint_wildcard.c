/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Looks a wildcard's common words up by its first letters. "arriv*" finds arrive and arrival, which is one stem and what was
 * meant; "stat*" finds state, statement and station. The invariant: a stem is counted once, by its first word.
 */
#include "match/lint_wildcard.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "match/common_words.h"
#include "match/dictionary.h"
#include "text/fold.h"
#include "text/stem.h"

#define PATTERN_MAX 128
/* Different stems of one pattern that are told apart; the rest is not counted. */
#define STEMS_MAX 32

struct lint_wildcards {
	struct str *words; /* owned; their text is constant */
	size_t count;
	struct stemmers *stemmers; /* owned */
};

struct lint_wildcards *lint_wildcards_new(void)
{
	struct lint_wildcards *wildcards = mem_zalloc(sizeof(*wildcards));
	struct str rest = common_words();
	struct str word;
	size_t cap = 0;

	while (str_cut(&rest, ' ', &word)) {
		if (word.len > 0) {
			wildcards->words = mem_grow(wildcards->words, &cap, wildcards->count + 1,
				sizeof(wildcards->words[0]));
			wildcards->words[wildcards->count++] = word;
		}
	}
	wildcards->stemmers = stemmers_new();
	return wildcards;
}

void lint_wildcards_free(struct lint_wildcards *wildcards)
{
	if (wildcards) {
		stemmers_free(wildcards->stemmers);
		free(wildcards->words);
		free(wildcards);
	}
}

static size_t literal_start(struct str pattern)
{
	size_t len = 0;

	while (len < pattern.len && pattern.ptr[len] != '*' && pattern.ptr[len] != '?') {
		len++;
	}
	return len;
}

/* The first word that does not come before `start`. */
static size_t first_at(const struct lint_wildcards *wildcards, struct str start)
{
	size_t low = 0;
	size_t high = wildcards->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (str_cmp(wildcards->words[middle], start) < 0) {
			low = middle + 1;
		} else {
			high = middle;
		}
	}
	return low;
}

/* Notes the stem of a word; false when it is known. */
static bool add_stem(struct lint_wildcards *wildcards, struct str word,
	char stems[STEMS_MAX][STEM_WORD_MAX + 1], size_t count)
{
	struct str stem = stemmers_stem(wildcards->stemmers, STEM_ENGLISH, word);

	for (size_t i = 0; i < count; i++) {
		if (str_eq(str_from(stems[i]), stem)) {
			return false;
		}
	}
	if (stem.len <= STEM_WORD_MAX) {
		memcpy(stems[count], stem.ptr, stem.len);
		stems[count][stem.len] = '\0';
	}
	return true;
}

struct common_matches lint_wildcard_matches(struct lint_wildcards *wildcards, struct str pattern)
{
	struct common_matches matches = {.count = 0};
	char folded[PATTERN_MAX];
	char stems[STEMS_MAX][STEM_WORD_MAX + 1];
	struct str start;

	if (pattern.len > PATTERN_MAX / 4) {
		return matches;
	}
	pattern = str_make(folded, fold_text(pattern, folded, sizeof(folded)));
	start = str_slice(pattern, 0, literal_start(pattern));
	for (size_t i = first_at(wildcards, start);
		i < wildcards->count && str_starts(wildcards->words[i], start); i++) {
		struct str word = wildcards->words[i];

		if (!wildcard_matches(pattern, word)) {
			continue;
		}
		matches.words++;
		if (matches.count == STEMS_MAX ||
			!add_stem(wildcards, word, stems, matches.count)) {
			continue;
		}
		if (matches.count < LINT_WILDCARD_SHOWN) {
			matches.shown[matches.count] = word;
		}
		matches.count++;
	}
	return matches;
}
