/* SPDX-License-Identifier: BSD-2-Clause */
/* Each bit has words of its own, and a set is read in the order of its bits. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/buf.h"
#include "parse/document.h"

static void each_bit_has_words_of_its_own(void **state)
{
	(void)state;
	for (unsigned i = 0; i < REPAIR_COUNT; i++) {
		const char *words = parse_repair_words((enum parse_repair)(1u << i));

		assert_non_null(words);
		for (unsigned j = 0; j < i; j++) {
			assert_string_not_equal(
				words, parse_repair_words((enum parse_repair)(1u << j)));
		}
	}
	assert_null(parse_repair_words((enum parse_repair)(1u << REPAIR_COUNT)));
	assert_null(parse_repair_words((enum parse_repair)(REPAIR_CUT | REPAIR_TAG)));
}

static void sets_become_words(void **state)
{
	static const struct {
		uint32_t set;
		const char *words;
	} cases[] = {
		{0, ""},
		{REPAIR_LINK, "unusable addresses"},
		{REPAIR_LOSSES, "cut short, unusable addresses"},
		{REPAIR_CHARSET_GUESSED | REPAIR_CUT | REPAIR_STRAY,
			"charset guessed, cut short, stray & or <"},
		/* From a newer version: what we do not know is left out. */
		{(uint32_t)1 << 31 | REPAIR_TAG, "bad tags"},
	};
	struct buf out;

	(void)state;
	buf_init(&out, 1024);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		buf_clear(&out);
		parse_add_repairs(&out, cases[i].set);
		assert_string_equal(buf_cstr(&out), cases[i].words);
	}
	buf_done(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_bit_has_words_of_its_own),
		cmocka_unit_test(sets_become_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
