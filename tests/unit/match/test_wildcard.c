/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Wildcards alone: what matches, that a hostile one costs no more than its length times that of the word, and the table
 * against trying every wildcard.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "match/dictionary.h"
#include "match/expansion.h"
#include "match/wildcard.h"
#include "random.h"

static void test_matches(void **state)
{
	(void)state;
	static const struct {
		const char *pattern;
		const char *word;
		bool matches;
	} rows[] = {
		{"abc*", "abc", true},
		{"abc*", "abcd", true},
		{"abc*", "ab", false},
		{"*abc", "xabc", true},
		{"*abc", "abcx", false},
		{"a*c", "abbc", true},
		{"a*c", "abbd", false},
		{"a?c", "abc", true},
		{"a?c", "ac", false},
		{"a?c",
			"a\xc3\xb1"
			"c",
			true}, /* one letter of two bytes */
		{"a??c",
			"a\xc3\xb1"
			"c",
			false},
		{"*a*b*", "xaxbx", true},
		{"*a*b*", "xbxax", false},
		{"a*", "", false},
		{"*", "", true},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (wildcard_matches(str_from(rows[i].pattern), str_from(rows[i].word)) !=
			rows[i].matches) {
			fail_msg("%s against %s", rows[i].pattern, rows[i].word);
		}
	}
}

static void test_hostile(void **state)
{
	(void)state;
	char pattern[512];
	char word[256];
	memset(word, 'a', sizeof(word));
	for (size_t i = 0; i < sizeof(pattern); i += 2) {
		pattern[i] = '*';
		pattern[i + 1] = 'a';
	}
	pattern[511] = 'b';
	assert_false(
		wildcard_matches(str_make(pattern, sizeof(pattern)), str_make(word, sizeof(word))));
}

/* --- the table --- */

static uint64_t chance = RANDOM_START;

static unsigned pick(unsigned n)
{
	return random_pick(&chance, n);
}

enum { ATOMS = 900, TEXT_MAX = 250 };

/* Of two letters, of which one has two bytes, and signs if wanted. */
static struct str make_text(char *out, size_t letters, bool has_signs)
{
	static const char *const parts[] = {"a", "b", "\xc3\xa9", "*", "?"};
	size_t len = 0;
	for (size_t i = 0; i < letters && len + 2 < TEXT_MAX; i++) {
		const char *part = parts[pick(has_signs ? 5 : 3)];
		memcpy(out + len, part, strlen(part));
		len += strlen(part);
	}
	return str_make(out, len);
}

static void check_expansion(
	struct str word, const struct expansion *expansion, const struct atom *atoms)
{
	for (uint32_t k = 0; k < ATOMS; k++) {
		size_t times = 0;
		bool wanted =
			atoms[k].kind == ATOM_WILDCARD && wildcard_matches(atoms[k].text, word);
		for (uint32_t i = 0; i < expansion->count; i++) {
			times += expansion->atoms[i] == k;
		}
		if (times != (size_t)wanted) {
			fail_msg("%.*s for %.*s: %zu times", STR_ARG(word), STR_ARG(atoms[k].text),
				times);
		}
	}
}

/* A few parts in all orders: hardly one is rare. */
static struct str make_crowd(char *out, unsigned number)
{
	static const char *const parts[] = {"aba", "bb", "abab\xc3\xa9", "\xc3\xa9", "a", "bbbaab"};
	static const char *const signs[] = {"", "*", "?"};
	unsigned form = number / 216;
	int len = snprintf(out, TEXT_MAX, "%s%s%s%s%s%s", signs[form % 2], parts[number % 6],
		signs[form % 3], parts[number / 6 % 6], "*", parts[number / 36 % 6]);
	return str_make(out, (size_t)len);
}

/* The table finds what trying each finds, once each, in words of all lengths. */
static void test_table(void **state)
{
	(void)state;
	static char texts[ATOMS][TEXT_MAX];
	static char words[EXPANSION_WORDS][TEXT_MAX + HASH_WORD_PADDING];
	static struct atom atoms[ATOMS];
	static struct expansions expansions;
	size_t total = 0;
	for (unsigned round = 0; round < 2; round++) {
		struct arena *arena = arena_new(0);
		struct wildcard_work *work = wildcard_work_new();
		struct wildcard_table table;
		for (unsigned i = 0; i < ATOMS; i++) {
			atoms[i] = (struct atom){.kind = i % 9 ? ATOM_WILDCARD : ATOM_WORD,
				.text = round ? make_crowd(texts[i], i)
					      : make_text(texts[i], 3 + pick(15), true)};
		}
		assert_int_equal(wildcard_build(arena, atoms, ATOMS, &table), 0);
		for (unsigned i = 0; i < 300; i++) {
			struct str looked_up[EXPANSION_WORDS];
			size_t count = 1 + pick(EXPANSION_WORDS);
			for (size_t w = 0; w < count; w++) {
				size_t letters = pick(10) ? 1 + pick(20) : 1 + pick(TEXT_MAX);
				looked_up[w] = make_text(words[w], letters, false);
				expansions.words[w].count = 0;
			}
			wildcard_expand(&table, work, looked_up, count, &expansions);
			for (size_t w = 0; w < count; w++) {
				check_expansion(looked_up[w], &expansions.words[w], atoms);
				total += expansions.words[w].count;
			}
		}
		wildcard_work_free(work);
		arena_free(arena);
	}
	assert_true(total > 10000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_matches),
		cmocka_unit_test(test_hostile),
		cmocka_unit_test(test_table),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
