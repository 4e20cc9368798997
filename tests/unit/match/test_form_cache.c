/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the cache says of words is what the patterns say, whatever it has been asked before: words that come back, words that
 * never do, more than there is room for, and one after the other.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/limits.h"
#include "match/dictionary.h"
#include "match/form_cache.h"
#include "text/hash.h"

enum { TEXT_MAX = 32 + HASH_WORD_PADDING };

struct words {
	char texts[EXPANSION_WORDS][TEXT_MAX];
	struct str words[EXPANSION_WORDS];
	uint64_t hashes[EXPANSION_WORDS + 1];
};

/* One in three begins with "aba", one in two ends with "z". */
static struct str make_word(char *out, unsigned number)
{
	int len = snprintf(out, TEXT_MAX, "%s%u%s", number % 3 == 0 ? "aba" : "ab", number,
		number % 2 == 0 ? "z" : "");
	return str_make(out, (size_t)len);
}

static uint32_t wanted_count(unsigned number)
{
	return (uint32_t)(number % 3 == 0) + (number % 2 == 0);
}

static void make_dictionary(struct arena *arena, struct dictionary *ret)
{
	struct dictionary_builder *builder = dictionary_builder_new();
	(void)dictionary_add(builder, ATOM_WILDCARD, STR("aba*"));
	(void)dictionary_add(builder, ATOM_WILDCARD, STR("*z"));
	(void)dictionary_number(builder);
	assert_int_equal(dictionary_build(builder, arena, ret), 0);
	dictionary_builder_free(builder);
}

/* Asks for the words of these numbers, EXPANSION_WORDS of them. */
static void ask(struct form_cache *cache, const struct dictionary *dictionary, unsigned first,
	unsigned modulus)
{
	static struct words words;
	uint32_t picked[EXPANSION_WORDS + 1];
	struct form_atoms atoms[EXPANSION_WORDS];
	unsigned numbers[EXPANSION_WORDS];
	for (unsigned i = 0; i < EXPANSION_WORDS; i++) {
		numbers[i] = (first + i) % modulus;
		words.words[i] = make_word(words.texts[i], numbers[i]);
		words.hashes[i] = hash_word_str(&dictionary->key, words.words[i]);
	}
	uint32_t count = form_cache_pick(cache, words.hashes, 0, EXPANSION_WORDS, picked);
	uint64_t hashes[EXPANSION_WORDS];
	struct str texts[EXPANSION_WORDS];
	for (uint32_t i = 0; i < count; i++) {
		hashes[i] = words.hashes[picked[i]];
		texts[i] = words.words[picked[i]];
	}
	form_cache_expand(cache, hashes, texts, count, atoms);
	uint32_t next = 0;
	for (uint32_t i = 0; i < EXPANSION_WORDS; i++) {
		bool is_picked = next < count && picked[next] == i;
		uint32_t found = is_picked ? atoms[next].count : 0;
		if (found != wanted_count(numbers[i])) {
			fail_msg("%.*s: %u", STR_ARG(words.words[i]), (unsigned)found);
		}
		next += is_picked;
	}
	assert_int_equal(next, count);
}

static void test_turns(void **state)
{
	(void)state;
	static const struct {
		unsigned asked;
		unsigned modulus; /* so many different words */
	} turns[] = {
		{4000, 300},
		{20000, 1000000}, /* new ones only */
		{20000, 300},
		{LIMIT_FORM_CACHE * 3, LIMIT_FORM_CACHE}, /* no room for all that count */
		{LIMIT_FORM_CACHE * 4, LIMIT_FORM_CACHE * 2},
		{4000, 32},
	};
	struct arena *arena = arena_new(0);
	struct dictionary dictionary;
	make_dictionary(arena, &dictionary);
	struct form_cache *cache = form_cache_new(&dictionary);
	for (size_t turn = 0; turn < sizeof(turns) / sizeof(turns[0]); turn++) {
		for (unsigned i = 0; i < turns[turn].asked; i += EXPANSION_WORDS) {
			ask(cache, &dictionary, i, turns[turn].modulus);
		}
	}
	form_cache_free(cache);
	arena_free(arena);
}

/* How many of the words [first, first + EXPANSION_WORDS) are known to count for nothing after they were asked for. */
static unsigned remembered(
	struct form_cache *cache, const struct dictionary *dictionary, unsigned first)
{
	char text[TEXT_MAX];
	uint64_t hashes[EXPANSION_WORDS];
	uint32_t picked[EXPANSION_WORDS + 1];
	ask(cache, dictionary, first, UINT32_MAX);
	for (unsigned i = 0; i < EXPANSION_WORDS; i++) {
		hashes[i] = hash_word_str(&dictionary->key, make_word(text, first + i));
	}
	return EXPANSION_WORDS - form_cache_pick(cache, hashes, 0, EXPANSION_WORDS, picked);
}

/* Words that count for nothing are remembered; where words never come back only some are; and all are again when they do. */
static void test_sample(void **state)
{
	(void)state;
	struct arena *arena = arena_new(0);
	struct dictionary dictionary;
	make_dictionary(arena, &dictionary);
	struct form_cache *cache = form_cache_new(&dictionary);
	unsigned all = 0;
	unsigned number = 0;
	for (unsigned i = 0; i < EXPANSION_WORDS; i++) {
		all += wanted_count(i) == 0;
	}
	assert_int_equal(remembered(cache, &dictionary, 0), all);
	for (; number < 20000; number += EXPANSION_WORDS) {
		ask(cache, &dictionary, number, UINT32_MAX);
	}
	unsigned some = 0;
	unsigned most = 0;
	for (unsigned i = 0; i < 32; i++, number += EXPANSION_WORDS) {
		some += remembered(cache, &dictionary, number);
		most += all;
	}
	assert_true(some > 0 && some < most / 2);
	for (unsigned i = 0; i < 100000; i += EXPANSION_WORDS) {
		ask(cache, &dictionary, i, 300);
	}
	assert_true(remembered(cache, &dictionary, 6000000) >= all - 1);
	form_cache_free(cache);
	arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_turns),
		cmocka_unit_test(test_sample),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
