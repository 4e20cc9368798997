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
	for (size_t len = 0; len <= 70; len++) {
		char word[70 + HASH_WORD_PADDING];
		memset(word, 'x', sizeof(word));
		uint64_t hash = hash_word(7, word, len);
		assert_true(hash == hash_word_str(7, str_make(word, len)));
		assert_true(hash != hash_word(8, word, len));
		assert_true(hash != hash_word(7, word, len + 1));
		memset(word + len, 'y', HASH_WORD_PADDING);
		assert_true(hash == hash_word(7, word, len));
		for (size_t i = 0; i < len; i++) {
			word[i] ^= 1;
			assert_true(hash != hash_word(7, word, len));
			word[i] ^= 1;
		}
	}
	assert_true(hash_word_key() == hash_word_key());
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fixed_values),
		cmocka_unit_test(seeds_and_order),
		cmocka_unit_test(mixing),
		cmocka_unit_test(words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
