/* SPDX-License-Identifier: BSD-2-Clause */
/* Stems: forms of one word meet, other words stay apart, in several languages and folded as texts are. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "text/fold.h"
#include "text/stem.h"

static void stem_of(
	struct stemmers *stemmers, const char *language, const char *word, char out[128])
{
	char folded[128];
	size_t len = fold_text(str_from(word), folded, sizeof(folded));
	struct str stem =
		stemmers_stem(stemmers, stem_language(str_from(language)), str_make(folded, len));
	assert_true(stem.len < 128);
	memcpy(out, stem.ptr, stem.len);
	out[stem.len] = '\0';
}

static void test_forms_of_a_word(void **state)
{
	(void)state;
	static const struct {
		const char *language;
		const char *a;
		const char *b;
		bool same;
	} rows[] = {
		{"en", "negotiation", "negotiations", true},
		{"en", "Negotiating", "negotiated", true},
		{"en", "recognise", "recognised", true},
		{"en", "recognise", "recognition", false},
		{"EN", "visits", "visit", true},
		{"de", "Häuser", "Haus", true},
		{"de", "Haus", "Maus", false},
		{"fr", "délégations", "délégation", true},
		{"es", "naciones", "nación", true},
		{"ru", "новый", "новая", true},
		{"ru", "новый", "новые", true},
		{"ru", "войной", "войны", true},
		{"nb", "husene", "huset", true},
		{"no", "husene", "huset", true},
		{"ar", "الكتاب", "كتاب", true},
		{"ja", "visits", "visit", false}, /* no algorithm: only the word itself */
		{"", "visits", "visit", false},
		{"xx", "visit", "Visit", true},
	};
	struct stemmers *stemmers = stemmers_new();
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char a[128];
		char b[128];
		stem_of(stemmers, rows[i].language, rows[i].a, a);
		stem_of(stemmers, rows[i].language, rows[i].b, b);
		if ((strcmp(a, b) == 0) != rows[i].same) {
			fail_msg("%s: %s gives %s, %s gives %s", rows[i].language, rows[i].a, a,
				rows[i].b, b);
		}
	}
	stemmers_free(stemmers);
}

/* Every language that has a number has an algorithm. */
static void test_every_language_works(void **state)
{
	(void)state;
	static const char *const codes[] = {"ar", "ca", "da", "de", "el", "en", "es", "eu", "fi",
		"fr", "ga", "hi", "hu", "hy", "id", "it", "lt", "nb", "ne", "nl", "nn", "no", "pt",
		"ro", "ru", "sr", "sv", "tr", "yi"};
	struct stemmers *stemmers = stemmers_new();
	assert_int_equal(sizeof(codes) / sizeof(codes[0]), STEM_LANGUAGES - 1);
	for (size_t i = 0; i < STEM_LANGUAGES - 1; i++) {
		char stem[128];
		assert_int_not_equal(stem_language(str_from(codes[i])), STEM_NONE);
		stem_of(stemmers, codes[i], "a", stem);
		assert_string_not_equal(stem, "");
	}
	assert_int_equal(stem_language(STR("en")), STEM_ENGLISH);
	stemmers_free(stemmers);
}

/* Words in ASCII have the stem that the algorithm for all letters gives them: words of chance with the endings of languages. */
static void test_ascii(void **state)
{
	(void)state;
	static const char *const endings[] = {"", "s", "es", "ed", "ing", "ly", "ies", "ational",
		"ement", "isch", "lich", "heit", "ung", "ern", "amment", "eux", "mente", "ssa",
		"kaan", "ene", "sjon", "lar", "ning", "'s", "ness", "izer", "bli", "y", "heid",
		"etjes"};
	struct stemmers *stemmers = stemmers_new();
	uint32_t chance = 12345;
	for (unsigned i = 0; i < 200000; i++) {
		char text[32];
		size_t len = 0;
		chance = chance * 1664525 + 1013904223;
		for (uint32_t rest = chance >> 4; rest > 0; rest /= 27) {
			text[len++] = "aaeeiioostnrlcdmupbvgfhykjw"[rest % 27];
		}
		const char *ending = endings[i % (sizeof(endings) / sizeof(endings[0]))];
		memcpy(text + len, ending, strlen(ending));
		struct str word = str_make(text, len + strlen(ending));
		unsigned language = 1 + i % (STEM_LANGUAGES - 1);
		char fast[128];
		struct str stem = stemmers_stem(stemmers, language, word);
		size_t fast_len = stem.len;
		memcpy(fast, stem.ptr, stem.len);
		stem = stemmers_stem_any(stemmers, language, word);
		if (!str_eq(stem, str_make(fast, fast_len))) {
			fail_msg("%.*s in language %u: %.*s, not %.*s", STR_ARG(word), language,
				(int)fast_len, fast, STR_ARG(stem));
		}
	}
	stemmers_free(stemmers);
}

static void test_what_is_no_word(void **state)
{
	(void)state;
	char longest[STEM_WORD_MAX + 2];
	struct stemmers *stemmers = stemmers_new();
	memset(longest, 's', sizeof(longest));
	assert_int_equal(stemmers_stem(stemmers, STEM_ENGLISH, STR("")).len, 0);
	assert_int_equal(
		stemmers_stem(stemmers, STEM_ENGLISH, str_make(longest, sizeof(longest))).len,
		sizeof(longest));
	for (unsigned i = 0; i < STEM_LANGUAGES; i++) {
		(void)stemmers_stem(stemmers, i, str_make(longest, STEM_WORD_MAX));
		(void)stemmers_stem(stemmers, i, STR("и"));
		(void)stemmers_stem(stemmers, i, STR("1931"));
	}
	stemmers_free(stemmers);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_forms_of_a_word),
		cmocka_unit_test(test_every_language_works),
		cmocka_unit_test(test_what_is_no_word),
		cmocka_unit_test(test_ascii),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
