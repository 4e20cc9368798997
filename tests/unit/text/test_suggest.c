/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "text/suggest.h"

static const char *const known[] = {"timeout", "interval", "user_agent", "proxy", "url", "ports"};

static void test_nearest(void **state)
{
	(void)state;
	static const struct {
		const char *word;
		const char *best;
	} rows[] = {
		{"timout", "timeout"},
		{"tiemout", "timeout"},
		{"TIMEOUT", "timeout"},
		{"user-agent", "user_agent"},
		{"interwal", "interval"},
		{"prox", "proxy"},
		{"ulr", "url"},
		{"uri", "url"},
		{"port", "ports"},
		{"user", "user_agent"}, /* its beginning, when nothing is nearer */
		{"use", ""},
		{"x", ""},
		{"", ""},
		{"colour", ""},
		{"a_word_that_is_much_longer_than_anything_that_could_be_meant_by_it", ""},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct suggest suggest = suggest_start(str_from(rows[i].word));
		for (size_t j = 0; j < sizeof(known) / sizeof(known[0]); j++) {
			suggest_offer(&suggest, str_from(known[j]));
		}
		print_message("%s\n", rows[i].word);
		assert_true(str_eq(suggest.best, str_from(rows[i].best)));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_nearest),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
