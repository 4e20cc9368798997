/* SPDX-License-Identifier: BSD-2-Clause */
/* All levels of processors say the same, byte by byte, of every byte at every place of a block. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "text/token_classify.h"

enum { BLOCKS = 256, BYTES = BLOCKS * TOKEN_BLOCK };

struct result {
	char folded[BYTES];
	struct token_masks masks[BLOCKS];
};

/* Every byte value, shifted by one from block to block. */
static void fill(char *text)
{
	for (unsigned i = 0; i < BYTES; i++) {
		text[i] = (char)(i * 7 + i / TOKEN_BLOCK);
	}
}

static void test_portable(void **state)
{
	(void)state;
	static char text[BYTES];
	static struct result result;
	fill(text);
	token_classify_portable(text, BLOCKS, result.folded, result.masks);
	for (unsigned i = 0; i < BYTES; i++) {
		unsigned char byte = (unsigned char)text[i];
		int is_upper = byte >= 'A' && byte <= 'Z';
		int is_word =
			is_upper || (byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9');
		const struct token_masks *masks = &result.masks[i / TOKEN_BLOCK];
		assert_int_equal(masks->word >> i % TOKEN_BLOCK & 1, is_word);
		int is_sign = byte <= '\r' || byte >= 0xc0 || (byte != 0 && strchr("!?.'", byte));
		assert_int_equal(masks->sign >> i % TOKEN_BLOCK & 1, is_sign);
		assert_int_equal(
			(unsigned char)result.folded[i], is_upper ? byte + ('a' - 'A') : byte);
	}
}

static void test_levels(void **state)
{
	(void)state;
	static char text[BYTES + 1];
	static struct result expected;
	static struct result result;
	token_classify_fn *const levels[] = {
		token_classify_sse42(), token_classify_avx2(), token_classify_best()};
	for (unsigned shift = 0; shift < 2; shift++) { /* at an odd address, too */
		fill(text + shift);
		token_classify_portable(text + shift, BLOCKS, expected.folded, expected.masks);
		for (unsigned i = 0; i < sizeof(levels) / sizeof(levels[0]); i++) {
			if (!levels[i]) {
				continue; /* not on this processor */
			}
			memset(&result, 0, sizeof(result));
			levels[i](text + shift, BLOCKS, result.folded, result.masks);
			assert_memory_equal(&result, &expected, sizeof(result));
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_portable),
		cmocka_unit_test(test_levels),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
