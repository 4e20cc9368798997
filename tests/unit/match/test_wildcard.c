/* SPDX-License-Identifier: BSD-2-Clause */
/* Wildcards alone: what matches, and that a hostile one costs no more than its length times that of the word. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "match/dictionary.h"

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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_matches),
		cmocka_unit_test(test_hostile),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
