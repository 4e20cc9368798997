/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Snowball stemmers by language. The words come folded, so that case and accents make no difference; what an algorithm
 * needs of them is put back. The only file that knows libstemmer. The invariant: the same word and language always have
 * the same stem.
 */
#include "text/stem.h"

#include <libstemmer.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "text/utf8.h"

struct language {
	char code[3];
	const char *algorithm;
};

/* By number. */
static const struct language languages[STEM_LANGUAGES] = {
	{"", NULL},
	{"en", "english"},
	{"ar", "arabic"},
	{"ca", "catalan"},
	{"da", "danish"},
	{"de", "german"},
	{"el", "greek"},
	{"es", "spanish"},
	{"eu", "basque"},
	{"fi", "finnish"},
	{"fr", "french"},
	{"ga", "irish"},
	{"hi", "hindi"},
	{"hu", "hungarian"},
	{"hy", "armenian"},
	{"id", "indonesian"},
	{"it", "italian"},
	{"lt", "lithuanian"},
	{"nb", "norwegian"},
	{"ne", "nepali"},
	{"nl", "dutch"},
	{"nn", "norwegian"},
	{"no", "norwegian"},
	{"pt", "portuguese"},
	{"ro", "romanian"},
	{"ru", "russian"},
	{"sr", "serbian"},
	{"sv", "swedish"},
	{"tr", "turkish"},
	{"yi", "yiddish"},
};

struct stemmers {
	struct sb_stemmer *by_language[STEM_LANGUAGES]; /* owned; NULL: none in this library */
	/* Owned: for words in ASCII, with the same answers in half the time; NULL: none. */
	struct sb_stemmer *for_ascii[STEM_LANGUAGES];
	char word[STEM_WORD_MAX];
};

unsigned stem_language(struct str code)
{
	for (unsigned i = 1; i < STEM_LANGUAGES; i++) {
		if (str_eq_nocase(code, str_from(languages[i].code))) {
			return i;
		}
	}
	return STEM_NONE;
}

struct stemmers *stemmers_new(void)
{
	struct stemmers *stemmers = mem_zalloc(sizeof(*stemmers));
	for (unsigned i = 1; i < STEM_LANGUAGES; i++) {
		stemmers->by_language[i] = sb_stemmer_new(languages[i].algorithm, "UTF_8");
		stemmers->for_ascii[i] = sb_stemmer_new(languages[i].algorithm, "ISO_8859_1");
	}
	return stemmers;
}

void stemmers_free(struct stemmers *stemmers)
{
	if (!stemmers) {
		return;
	}
	for (unsigned i = 1; i < STEM_LANGUAGES; i++) {
		sb_stemmer_delete(stemmers->by_language[i]);
		sb_stemmer_delete(stemmers->for_ascii[i]);
	}
	free(stemmers);
}

/* Folding makes и of й, and Russian endings need it: behind a vowel at the end of a word it is й. Leaves "-ии" alone, which
 * is an ending too. */
static void restore_short_i(char *word, size_t len)
{
	static const char *const vowels[] = {"а", "е", "о", "у", "ы", "э", "ю", "я"};
	if (len < 6 || memcmp(word + len - 2, "и", 2) != 0) {
		return;
	}
	for (size_t i = 0; i < sizeof(vowels) / sizeof(vowels[0]); i++) {
		if (memcmp(word + len - 4, vowels[i], 2) == 0) {
			memcpy(word + len - 2, "й", 2);
			return;
		}
	}
}

static struct str run(struct sb_stemmer *stemmer, struct str word, struct str otherwise)
{
	const sb_symbol *stem =
		sb_stemmer_stem(stemmer, (const sb_symbol *)(const void *)word.ptr, (int)word.len);
	int len = stem ? sb_stemmer_length(stemmer) : 0;
	return len > 0 ? str_make((const char *)stem, (size_t)len) : otherwise;
}

static bool can_stem(const struct stemmers *stemmers, unsigned language, struct str word)
{
	return stemmers->by_language[language] && word.len > 0 && word.len <= STEM_WORD_MAX;
}

struct str stemmers_stem_any(struct stemmers *stemmers, unsigned language, struct str word)
{
	if (!can_stem(stemmers, language, word)) {
		return word;
	}
	memcpy(stemmers->word, word.ptr, word.len);
	if (strcmp(languages[language].code, "ru") == 0) {
		restore_short_i(stemmers->word, word.len);
	}
	return run(stemmers->by_language[language], str_make(stemmers->word, word.len), word);
}

struct str stemmers_stem(struct stemmers *stemmers, unsigned language, struct str word)
{
	if (stemmers->for_ascii[language] && can_stem(stemmers, language, word) &&
		utf8_is_ascii(word)) {
		return run(stemmers->for_ascii[language], word, word);
	}
	return stemmers_stem_any(stemmers, language, word);
}
