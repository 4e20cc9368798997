/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Misspelt words: nearness against words made by editing letter by letter, and the table against comparing with every word
 * of the rules.
 */
#include "match/rules.h"

#include <stdlib.h>

#include "match/dictionary.h"
#include "match/fuzzy.h"
#include "match/fuzzy_near.h"
#include "random.h"
#include "text/hash.h"

static void test_nearness(void **state)
{
	(void)state;
	static const struct {
		const char *a;
		const char *b;
		unsigned edits; /* that it takes; 3: more than 2 */
	} rows[] = {
		{"recognition", "recognition", 0},
		{"recogntion", "recognition", 1},
		{"recognitoin", "recognition", 1},
		{"recognitionn", "recognition", 1},
		{"recognizion", "recognition", 1},
		{"recogntoin", "recognition", 2},
		{"rceogntiion", "recognition", 2},
		{"rceognsioon", "recognition", 3},
		{"ca", "abc", 2}, /* swapped, then one put between */
		{"abc", "ca", 2},
		{"", "a", 1},
		{"", "ab", 2},
		{"", "abc", 3},
		{"ab", "ba", 1},
		{"abcd", "badc", 2},
		{"kommünike", "kommunike", 1}, /* letters, not bytes */
		{"посольство", "посолсьтво", 1},
		{"посольство", "псольств", 2},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		for (unsigned edits = 1; edits <= 2; edits++) {
			struct str a = str_from(rows[i].a);
			struct str b = str_from(rows[i].b);
			bool wanted = rows[i].edits <= edits;
			if (fuzzy_is_near(a, b, edits) != wanted ||
				fuzzy_is_near(b, a, edits) != wanted) {
				fail_msg("%s and %s, %u", rows[i].a, rows[i].b, edits);
			}
		}
	}
}

/* --- against brute force --- */

static uint64_t chance = RANDOM_START;

static unsigned pick(unsigned n)
{
	return random_pick(&chance, n);
}

enum { LETTERS = 3, LENGTH_MAX = 14 };

static void make_word(char *out, size_t max)
{
	size_t len = 1 + pick((unsigned)max - 1);
	memset(out, 0, max + 1);
	for (size_t i = 0; i < len; i++) {
		out[i] = (char)('a' + pick(LETTERS));
	}
}

/* True when some way of making one edit (then another) gives `b`: every word one edit away is written down. */
static bool is_reached(const char *a, const char *b, unsigned edits)
{
	size_t len = strlen(a);
	char next[LENGTH_MAX + 4];
	if (strcmp(a, b) == 0) {
		return true;
	}
	for (size_t i = 0; edits > 0 && i <= len; i++) {
		for (char letter = 'a'; letter < 'a' + LETTERS; letter++) {
			memcpy(next, a, i);
			next[i] = letter;
			memcpy(next + i + 1, a + i, len - i + 1);
			if (is_reached(next, b, edits - 1)) {
				return true;
			}
			memcpy(next, a, len + 1);
			next[i] = i < len ? letter : '\0';
			if (is_reached(next, b, edits - 1)) {
				return true;
			}
		}
		if (i < len) {
			memcpy(next, a, i);
			memcpy(next + i, a + i + 1, len - i);
			if (is_reached(next, b, edits - 1)) {
				return true;
			}
		}
		if (i + 1 < len) {
			memcpy(next, a, len + 1);
			next[i] = a[i + 1];
			next[i + 1] = a[i];
			if (is_reached(next, b, edits - 1)) {
				return true;
			}
		}
	}
	return false;
}

static bool is_near_by_codes(const char *a, const char *b, unsigned edits)
{
	struct fuzzy_letters left;
	struct fuzzy_letters right;
	struct fuzzy_codes left_codes;
	struct fuzzy_codes right_codes;
	fuzzy_letters_read(str_from(a), &left);
	fuzzy_letters_read(str_from(b), &right);
	assert_true(fuzzy_codes_make(left.points, left.count, &left_codes));
	assert_true(fuzzy_codes_make(right.points, right.count, &right_codes));
	assert_int_equal(fuzzy_codes_page(left.points, left.count), 0);
	return fuzzy_near_codes(&left_codes, left.count, &right_codes, right.count, edits);
}

/* Longer words than those whose edits can all be written down. */
static void test_codes(void **state)
{
	(void)state;
	unsigned near = 0;
	for (unsigned i = 0; i < 400000; i++) {
		char a[FUZZY_CODES + 1];
		char b[FUZZY_CODES + 1];
		size_t len = 1 + pick(FUZZY_CODES);
		for (size_t k = 0; k < len; k++) {
			a[k] = b[k] = (char)('a' + pick(LETTERS));
		}
		a[len] = b[len] = '\0';
		for (unsigned change = pick(4); change > 0 && len > 1; change--) {
			size_t at = pick((unsigned)len);
			size_t to = pick((unsigned)len);
			char moved = b[at];
			memmove(b + at, b + at + 1, len - at);
			memmove(b + to + 1, b + to, len - to);
			b[to] = moved;
			b[len - (pick(8) == 0)] = '\0';
			len = strlen(b);
		}
		for (unsigned edits = 1; edits <= 2; edits++) {
			bool wanted = fuzzy_is_near(str_from(a), str_from(b), edits);
			near += wanted;
			if (is_near_by_codes(a, b, edits) != wanted) {
				fail_msg("%s and %s, %u: %d", a, b, edits, wanted);
			}
		}
	}
	assert_true(near > 100000);
	static const uint32_t mixed[] = {0x61, 0x431, 0x400};
	assert_int_equal(fuzzy_codes_page(mixed, 1), 0);
	assert_int_equal(fuzzy_codes_page(mixed + 1, 1), 4);
	assert_int_equal(fuzzy_codes_page(mixed, 2), FUZZY_NO_PAGE);
	assert_int_equal(fuzzy_codes_page(mixed + 1, 2), FUZZY_NO_PAGE);
}

static void test_against_all_edits(void **state)
{
	(void)state;
	unsigned near = 0;
	for (unsigned i = 0; i < 6000; i++) {
		char a[LENGTH_MAX + 1];
		char b[LENGTH_MAX + 1];
		make_word(a, 7);
		make_word(b, 7);
		for (unsigned edits = 1; edits <= 2; edits++) {
			bool wanted = is_reached(a, b, edits);
			near += wanted;
			if (fuzzy_is_near(str_from(a), str_from(b), edits) != wanted ||
				is_near_by_codes(a, b, edits) != wanted) {
				fail_msg("%s and %s, %u: %d", a, b, edits, wanted);
			}
		}
	}
	assert_true(near > 300);
}

/* Fails unless those are the atoms that the word is near to, once each. */
static void check_expansion(
	const char *word, const struct expansion *expansion, const struct atom *atoms, size_t count)
{
	for (size_t k = 0; k < count; k++) {
		unsigned edits = (unsigned)(atoms[k].kind - ATOM_STEM);
		size_t times = 0;
		bool wanted = edits > 0 && fuzzy_is_near(str_from(word), atoms[k].text, edits);
		for (uint32_t i = 0; i < expansion->count; i++) {
			times += expansion->atoms[i] == k;
		}
		if (times != (size_t)wanted) {
			fail_msg("%s for %.*s~%u: %zu times", word, STR_ARG(atoms[k].text), edits,
				times);
		}
	}
}

/* The table finds what comparing with each atom finds, once each. */
static void test_table(void **state)
{
	(void)state;
	enum { ATOMS = 600, WORDS = 4000 };
	static char words[ATOMS][LENGTH_MAX + 1];
	static struct atom atoms[ATOMS];
	static struct expansions expansions;
	struct fuzzy_work *work = fuzzy_work_new();
	struct arena *arena = arena_new(0);
	struct fuzzy_table table;
	size_t total = 0;
	for (size_t i = 0; i < ATOMS; i++) {
		make_word(words[i], LENGTH_MAX);
		if (i % 4 == 0) {
			/* Many begin alike. */
			memcpy(words[i], "abcabcab", 8);
		}
		atoms[i] = (struct atom){
			.kind = (enum atom_kind)(ATOM_STEM + pick(3)), .text = str_from(words[i])};
	}
	assert_int_equal(fuzzy_build(arena, atoms, ATOMS, &table), 0);
	for (size_t i = 0; i < WORDS; i++) {
		char looked_up[EXPANSION_WORDS][LENGTH_MAX + 1 + HASH_WORD_PADDING];
		struct str texts[EXPANSION_WORDS];
		size_t count = 1 + pick(EXPANSION_WORDS);
		for (size_t w = 0; w < count; w++) {
			make_word(looked_up[w], LENGTH_MAX);
			if (pick(2)) {
				memcpy(looked_up[w], &"abcabcabc"[pick(2)], 8);
			}
			texts[w] = str_from(looked_up[w]);
			expansions.words[w].count = 0;
		}
		fuzzy_expand(&table, work, texts, count, &expansions);
		for (size_t w = 0; w < count; w++) {
			check_expansion(looked_up[w], &expansions.words[w], atoms, ATOMS);
			total += expansions.words[w].count;
		}
	}
	assert_true(total > WORDS);
	fuzzy_work_free(work);
	arena_free(arena);
}

static void test_long_words(void **state)
{
	(void)state;
	char longest[4 * FUZZY_LETTERS_MAX];
	struct arena *arena = arena_new(0);
	struct fuzzy_table table;
	memset(longest, 'a', sizeof(longest));
	struct atom atoms[] = {
		{.kind = ATOM_FUZZY2, .text = str_make(longest, FUZZY_LETTERS_MAX)},
		{.kind = ATOM_FUZZY1, .text = str_make(longest, sizeof(longest))},
	};
	static struct expansions expansions;
	struct fuzzy_work *work = fuzzy_work_new();
	struct str words[] = {str_make(longest, FUZZY_LETTERS_MAX - 2),
		str_make(longest, sizeof(longest)), STR("")};
	assert_int_equal(fuzzy_build(arena, atoms, 2, &table), 0);
	fuzzy_expand(&table, work, words, 3, &expansions);
	assert_int_equal(expansions.words[0].count, 1);
	assert_int_equal(expansions.words[1].count, 0);
	assert_int_equal(expansions.words[2].count, 0);
	fuzzy_work_free(work);
	arena_free(arena);
}

/* In rules: alone, in phrases, in lists, beside NEAR, on words that rules name themselves. */
static void test_in_rules(void **state)
{
	(void)state;
	static const char yaml[] = "- {list: talk, items: [negotation~1, 'peace conferense~1']}\n"
				   "- {rule: one, condition: 'recogntion~1'}\n"
				   "- {rule: two, condition: 'ambassador~2'}\n"
				   "- {rule: phrase, condition: '\"formal recogntion~1 of\"'}\n"
				   "- {rule: list, condition: '@talk'}\n"
				   "- {rule: near, condition: 'recogntion~1 NEAR/2 kabul~1'}\n"
				   "- {rule: known, condition: 'recognition AND embassy'}\n";
	static const struct {
		const char *body;
		const char *rules;
	} rows[] = {
		{"Recognition of the government", "one"},
		{"recognitions", ""},
		{"Formal RECOGNITION of it", "one phrase"},
		{"an ambasador, an embassador", "two"},
		{"an ambassodar's house", "two"},
		{"an abmasador", "two"},
		{"the embassies", ""},
		{"Negotiation goes on", "list"},
		{"a peace conference", "list"},
		{"recognition by Cabul", "one near"},
		{"recognition, embassy", "one known"},
	};
	struct rules rules;
	rules_init(&rules, yaml);
	rules_must_be_good(&rules);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct match_input input = rules_input("", rows[i].body);
		char got[256];
		struct hits hits = rules_match(&rules, &input);
		rules_names(&hits, got);
		if (strcmp(got, rows[i].rules) != 0) {
			fail_msg("%s: %s, not %s", rows[i].body, got, rows[i].rules);
		}
	}
	rules_done(&rules);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_nearness),
		cmocka_unit_test(test_against_all_edits),
		cmocka_unit_test(test_codes),
		cmocka_unit_test(test_table),
		cmocka_unit_test(test_long_words),
		cmocka_unit_test(test_in_rules),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
