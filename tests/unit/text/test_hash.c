/* SPDX-License-Identifier: BSD-2-Clause */
/* Hashes: the published values of XXH3, for they are on disk and must be the same everywhere. */
#include "text/hash.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void fixed_values(void **state)
{
	struct hash128 wide = hash128(0, STR(""));

	(void)state;
	/* The reference values of the empty input. */
	assert_int_equal(hash64(0, STR("")), UINT64_C(0x2d06800538d394c2));
	assert_int_equal(wide.high, UINT64_C(0x99aa06d3014798d8));
	assert_int_equal(wide.low, UINT64_C(0x6001c324468d497f));
	assert_int_equal(hash64(0, str_make(NULL, 0)), hash64(0, STR("")));
}

static void seeds_and_order(void **state)
{
	uint64_t a = hash64(0, STR("a"));
	uint64_t b = hash64(0, STR("b"));

	(void)state;
	assert_int_not_equal(a, b);
	assert_int_not_equal(a, hash64(1, STR("a")));
	assert_int_not_equal(hash128(0, STR("a")).high, hash128(1, STR("a")).high);
	assert_int_not_equal(hash64_mix(a, b), hash64_mix(b, a));
	assert_int_not_equal(hash64_mix(a, b), hash64_mix(a, a));
	assert_int_equal(hash64_mix(1, 2), UINT64_C(0xee89d4c441c1e64b));
	assert_int_not_equal(hash64_mix(0, 1), 0);
}

/* One changed bit changes about half of the bits, on either side. */
static void mixing(void **state)
{
	(void)state;
	for (int bit = 0; bit < 64; bit++) {
		uint64_t flip = UINT64_C(1) << bit;
		uint64_t seed = UINT64_C(0x123456789abcdef);
		int left = __builtin_popcountll(hash64_mix(seed, 5) ^ hash64_mix(seed ^ flip, 5));
		int right = __builtin_popcountll(hash64_mix(5, seed) ^ hash64_mix(5, seed ^ flip));

		assert_in_range(left, 12, 52);
		assert_in_range(right, 12, 52);
	}
}

/* Every byte of a word counts, and nothing behind it. */
static void words(void **state)
{
	(void)state;
	struct hash_key key;
	struct hash_key other;
	hash_key_init(&key);
	other = key;
	other.numbers[0].high++;
	for (size_t len = 1; len <= HASH_WORD_MAX; len++) {
		char word[HASH_WORD_MAX + HASH_WORD_PADDING];
		memset(word, 'x', sizeof(word));
		uint64_t hash = hash_word(&key, word, len);
		assert_true(hash == hash_word_str(&key, str_make(word, len)));
		assert_true(hash != hash_word(&other, word, len));
		assert_true(len == HASH_WORD_MAX || hash != hash_word(&key, word, len + 1));
		memset(word + len, 'y', HASH_WORD_PADDING);
		assert_true(hash == hash_word(&key, word, len));
		for (size_t i = 0; i < len; i++) {
			word[i] ^= 1;
			assert_true(hash != hash_word(&key, word, len));
			word[i] ^= 1;
		}
	}
	hash_key_init(&other);
	assert_memory_equal(&key, &other, sizeof(key));
}

/* The definition, with small numbers: the products are known without a machine. */
static void words_by_definition(void **state)
{
	(void)state;
	struct hash_key key = {.plus = {.low = UINT64_MAX, .high = 5}};
	key.numbers[1] = (struct hash_wide){.low = 1, .high = 3};
	/* 5 * 2^64 + 2^64 - 1 + 'a' * (3 * 2^64 + 1) */
	assert_int_equal(hash_word_str(&key, STR("a")), 5 + 3 * 'a' + 1);
	/* ('a' + 2^63) * (3 * 2^64 + 1 + 'b'), and the same 2^64 - 1 */
	key.numbers[0].low = UINT64_C(1) << 63;
	assert_int_equal(hash_word_str(&key, str_make("a\0\0\0\0\0\0\0b", 9)),
		5 + 3 * 'a' + 3 * (UINT64_C(1) << 63) + ('b' + 1) / 2 + 1);
	/* ('c' + 2^64 * 7) * 1 for the next pair; sums of a number of the key and a word carry */
	key.numbers[2] = (struct hash_wide){.low = UINT64_MAX, .high = 6};
	key.numbers[3] = (struct hash_wide){.low = 1, .high = 0};
	assert_int_equal(hash_word_str(&key, str_make("a\0\0\0\0\0\0\0b\0\0\0\0\0\0\0c", 17)),
		5 + 3 * 'a' + 3 * (UINT64_C(1) << 63) + ('b' + 1) / 2 + 1 + 7);
}

/* Words that differ in structure only: halves exchanged, halves exchanged and changed alike, a half moved. What multiplies
 * one half of a word by the other finds pairs among them that are the same for every key. */
static void related_words(void **state)
{
	(void)state;
	static const uint64_t changes[] = {0, 1, UINT64_C(1) << 63, UINT64_MAX,
		UINT64_C(0xa0761d6478bd642f), UINT64_C(0xe7037ed1a0b428db),
		UINT64_C(0x8ebc6af09c88c6e3), UINT64_C(0x9e3779b97f4a7c15),
		/* of a hash that we once had, of words of 16 bytes */
		UINT64_C(0x8ebc6af09c88c6e3) ^ 16 * UINT64_C(0x9e3779b97f4a7c15)};
	struct hash_key key;
	hash_key_init(&key);
	for (size_t i = 0; i < sizeof(changes) / sizeof(changes[0]); i++) {
		uint64_t word[4] = {
			UINT64_C(0x6867666564636261), UINT64_C(0x706f6e6d6c6b6a69), 0, 0};
		uint64_t turned[4] = {word[1] ^ changes[i], word[0] ^ changes[i], 0, 0};
		uint64_t moved[4] = {0, word[0], word[1], 0};
		uint64_t hash = hash_word(&key, (const char *)word, 16);
		assert_true(hash != hash_word(&key, (const char *)turned, 16));
		assert_true(hash != hash_word(&key, (const char *)moved, 24));
		assert_true(hash_word(&key, (const char *)word, 8) !=
			    hash_word(&key, (const char *)moved, 16));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fixed_values),
		cmocka_unit_test(seeds_and_order),
		cmocka_unit_test(mixing),
		cmocka_unit_test(words),
		cmocka_unit_test(words_by_definition),
		cmocka_unit_test(related_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
