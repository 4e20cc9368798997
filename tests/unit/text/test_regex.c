/* SPDX-License-Identifier: BSD-2-Clause */
/* Regular expressions: where they match, what is refused and with which place, and that a bomb is refused at once. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/limits.h"
#include "text/regex.h"

static void test_matches(void **state)
{
	(void)state;
	static const struct {
		const char *pattern;
		bool any_case;
		const char *text;
		const char *found; /* all matches, with | between */
	} rows[] = {
		{"a+", false, "xaaxa", "aa|a"},
		{"[0-9]+", false, "12 and 345", "12|345"},
		{"\\b[A-Z]{2,}-\\d+\\b", false, "UN-12, un-13, AB-9x", "UN-12"},
		{"état", true, "L'État, état", "État|état"},
		{"état", false, "L'État", ""},
		{"россия", true, "РОССИЯ", "РОССИЯ"},
		{"\\p{Cyrillic}+", false, "в Kabul", "в"},
		{"^foo", false, "foo foo", "foo"},
		{"foo$", false, "foo foo", "foo"},
		{"(foo|foobar)", false, "foobar", "foobar"},
		{"a.c", false, "a\nc abc", "abc"},
		{"a\\/b", false, "a/b", "a/b"},
		{"x", false, "", ""},
		{"b{2}", false, "abbbb", "bb|bb"},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct arena *arena = arena_new(0);
		const struct regex *regex = NULL;
		struct regex_error error = {.at = 0};
		struct regex_match matches[16];
		struct str text = str_from(rows[i].text);
		char got[256] = "";
		if (regex_compile(arena, str_from(rows[i].pattern), rows[i].any_case, &regex,
			    &error) != 0) {
			fail_msg("%s: %s", rows[i].pattern, error.message);
		}
		struct regex_scratch *scratch = regex_scratch_new(&regex, 1);
		size_t count = regex_find(regex, scratch, text, matches, 16);
		for (size_t k = 0; k < count; k++) {
			snprintf(got + strlen(got), sizeof(got) - strlen(got), "%s%.*s",
				k ? "|" : "",
				STR_ARG(str_slice(text, matches[k].start,
					matches[k].end - matches[k].start)));
		}
		assert_int_equal(regex_holds(regex, scratch, text), count > 0);
		if (strcmp(got, rows[i].found) != 0) {
			fail_msg("%s in %s: %s, not %s", rows[i].pattern, rows[i].text, got,
				rows[i].found);
		}
		regex_scratch_free(scratch);
		arena_free(arena);
	}
}

static void test_refused(void **state)
{
	(void)state;
	static const struct {
		const char *pattern;
		size_t at;
		const char *part;
	} rows[] = {
		{"", 0, "empty"},
		{"a*", 0, "empty text"},
		{"x|", 0, "empty text"},
		{"^", 0, "empty text"},
		{"ab(c", 2, "parenthesis"},
		{"[z-a]", 3, "order"},
		{"(a)\\1", 0, "Back-references"},
		{"(?=x)a", 0, "Zero-width"},
		{"abc\\p{Foo}", 6, "Unknown property"},
		{"a{3,2}", 1, "Invalid repeat"},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct regex_error error = {.at = 0};
		if (regex_check(str_from(rows[i].pattern), false, &error) == 0) {
			fail_msg("%s was accepted", rows[i].pattern);
		}
		if (!strstr(error.message, rows[i].part) || error.at != rows[i].at) {
			fail_msg("%s: %s at %zu", rows[i].pattern, error.message, error.at);
		}
	}
}

/* Each of these takes the library seconds: they are refused by their weight. */
static void test_bombs(void **state)
{
	(void)state;
	static const char *const bombs[] = {
		"((a{1,100}){1,100}){1,100}",
		"(foo|bar).{0,300}baz",
		"((a|b|c.{0,20}){1,20}d){1,20}e",
		"(\\p{L}+ ){1,20}\\p{Lu}{1,50}",
		"(.{0,5}\\p{L}{0,5}){0,5}x",
		"a{100}{100}b",
		"[^a]{1,99}z",
	};
	char nested[LIMIT_REGEX];
	char longest[LIMIT_REGEX + 1];
	struct regex_error error;
	struct timespec before;
	struct timespec after;
	(void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &before);
	for (size_t i = 0; i < sizeof(bombs) / sizeof(bombs[0]); i++) {
		if (regex_check(str_from(bombs[i]), true, &error) == 0) {
			fail_msg("%s was accepted", bombs[i]);
		}
		assert_non_null(strstr(error.message, "repetitions"));
	}
	memset(nested, '(', sizeof(nested));
	assert_int_not_equal(regex_check(str_make(nested, sizeof(nested)), false, &error), 0);
	memset(longest, 'a', sizeof(longest));
	assert_int_not_equal(regex_check(str_make(longest, sizeof(longest)), false, &error), 0);
	assert_non_null(strstr(error.message, "too long"));
	assert_int_not_equal(regex_check(str_make("a\0b", 3), false, &error), 0);
	(void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &after);
	assert_true(after.tv_sec - before.tv_sec < 2);
}

/* A pattern too large for starts still matches, and says where its end is. */
static void test_without_start(void **state)
{
	(void)state;
	struct arena *arena = arena_new(0);
	const struct regex *regex = NULL;
	struct regex_error error;
	struct regex_match match;
	struct str text = STR("the foo and the bar here");
	assert_int_equal(regex_compile(arena, STR("foo.{0,40}bar"), false, &regex, &error), 0);
	struct regex_scratch *scratch = regex_scratch_new(&regex, 1);
	assert_true(regex_holds(regex, scratch, text));
	assert_int_equal(regex_find(regex, scratch, text, &match, 1), 1);
	assert_int_equal(match.end, 19);
	assert_int_equal(match.start, 16);
	assert_true(regex_bytes(regex) > 0);
	regex_scratch_free(scratch);
	arena_free(arena);
}

static void test_full_arena(void **state)
{
	(void)state;
	struct arena *arena = arena_new(512);
	const struct regex *regex = NULL;
	struct regex_error error;
	assert_true(regex_compile(arena, STR("[a-z]+[0-9]+"), true, &regex, &error) < 0);
	assert_null(regex);
	arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_matches),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_bombs),
		cmocka_unit_test(test_without_start),
		cmocka_unit_test(test_full_arena),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
