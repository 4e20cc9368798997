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

/* One pattern, what it was compiled to, and the memory for searching. */
struct compiled {
	struct arena *arena;
	const struct regex *regex;
	struct regex_scratch *scratch;
};

static struct compiled compile(const char *text, bool any_case)
{
	struct compiled compiled = {.arena = arena_new(0)};
	struct regex_pattern pattern = {.text = str_from(text), .any_case = any_case};
	struct regex_error error = {.at = 0};
	if (regex_compile(compiled.arena, &pattern, &compiled.regex, &error) != 0) {
		fail_msg("%s: %s", text, error.message);
	}
	compiled.scratch = regex_scratch_new();
	regex_scratch_fit(compiled.scratch, compiled.regex);
	return compiled;
}

static void done(struct compiled *compiled)
{
	regex_scratch_free(compiled->scratch);
	arena_free(compiled->arena);
}

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
		struct compiled it = compile(rows[i].pattern, rows[i].any_case);
		struct regex_match matches[16];
		struct str text = str_from(rows[i].text);
		char got[256] = "";
		size_t read = 0;
		uint32_t end = 0;
		size_t count = regex_find(it.regex, it.scratch, text, matches, 16, &read);
		assert_int_equal(read, text.len);
		for (size_t k = 0; k < count; k++) {
			snprintf(got + strlen(got), sizeof(got) - strlen(got), "%s%.*s",
				k ? "|" : "",
				STR_ARG(str_slice(text, matches[k].start,
					matches[k].end - matches[k].start)));
		}
		regex_find_ends(it.regex, it.scratch, text, &end);
		assert_int_equal(end > 0, count > 0);
		if (strcmp(got, rows[i].found) != 0) {
			fail_msg("%s in %s: %s, not %s", rows[i].pattern, rows[i].text, got,
				rows[i].found);
		}
		done(&it);
	}
}

/* Each is found as it is alone, wherever the others are. */
static void test_together(void **state)
{
	(void)state;
	static const struct regex_pattern patterns[] = {
		{STR_INIT("minister of [a-z]+"), false},
		{STR_INIT("MINISTER"), true},
		{STR_INIT("[0-9]{2}"), false},
		{STR_INIT("."), false},
		{STR_INIT("état$"), true},
		{STR_INIT("not there"), false},
		{STR_INIT("minister of f"), false},
	};
	static const struct {
		const char *text;
		uint32_t ends[7];
	} rows[] = {
		{"the minister of foreign", {17, 12, 0, 1, 0, 0, 17}},
		{"7 Minister 42 in 1999", {0, 10, 13, 1, 0, 0, 0}},
		{"l'ÉTAT", {0, 0, 0, 1, 7, 0, 0}},
		{"", {0}},
	};
	enum { COUNT = sizeof(patterns) / sizeof(patterns[0]) };
	struct arena *arena = arena_new(0);
	struct regex_scratch *scratch = regex_scratch_new();
	const struct regex *all = NULL;
	assert_int_equal(regex_compile_together(arena, patterns, COUNT, &all), 0);
	regex_scratch_fit(scratch, all);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		uint32_t ends[COUNT];
		regex_find_ends(all, scratch, str_from(rows[i].text), ends);
		assert_memory_equal(ends, rows[i].ends, sizeof(ends));
		for (size_t k = 0; k < COUNT; k++) {
			struct regex_error error;
			const struct regex *one = NULL;
			uint32_t end = 0;
			assert_int_equal(regex_compile(arena, &patterns[k], &one, &error), 0);
			regex_scratch_fit(scratch, one);
			regex_find_ends(one, scratch, str_from(rows[i].text), &end);
			assert_int_equal(end, ends[k]);
		}
	}
	regex_scratch_free(scratch);
	arena_free(arena);
}

/* The search ends with the last match that is wanted. */
static void test_stops(void **state)
{
	(void)state;
	struct compiled it = compile("[0-9]", false);
	struct regex_match matches[2];
	size_t read = 0;
	assert_int_equal(regex_find(it.regex, it.scratch, STR("1 2 3 4 5"), matches, 2, &read), 2);
	assert_int_equal(matches[1].start, 2);
	assert_int_equal(read, 5);
	done(&it);
}

static void test_word_before(void **state)
{
	(void)state;
	char words[1200];
	static const struct {
		const char *text;
		size_t end;
		size_t start;
	} rows[] = {
		{"the foo", 7, 4},
		{"the foo", 6, 4},
		{"foo", 3, 0},
		{"a b", 2, 1}, /* ends with the blank */
		{"\n", 1, 0},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct regex_match match = regex_word_before(str_from(rows[i].text), rows[i].end);
		assert_int_equal(match.start, rows[i].start);
		assert_int_equal(match.end, rows[i].end);
	}
	/* Of a very long word the last letters; a letter is not cut. */
	for (size_t i = 0; i < sizeof(words); i += 3) {
		memcpy(words + i, "\u20ac", 3);
	}
	struct regex_match match = regex_word_before(str_make(words, sizeof(words)), sizeof(words));
	assert_true(match.start > 900 && match.start % 3 == 0);
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
	static const struct {
		const char *text;
		const char *found;
	} rows[] = {
		{"the foo and the bar here", "16-19"},
		{"the foo andthebar here", "8-17"},
		{"foobar foobar", "0-6 7-13"},
		{"foo barbar", "4-10"}, /* the second is the same word, longer */
		{"foo  bar\tbar", "5-8 9-12"},
	};
	struct compiled it = compile("foo.{0,40}bar", false);
	assert_false(regex_has_start(it.regex));
	assert_true(regex_bytes(it.regex) > 0);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct regex_match matches[8];
		char got[128] = "";
		size_t read;
		size_t count =
			regex_find(it.regex, it.scratch, str_from(rows[i].text), matches, 8, &read);
		for (size_t k = 0; k < count; k++) {
			snprintf(got + strlen(got), sizeof(got) - strlen(got), "%s%zu-%zu",
				k ? " " : "", matches[k].start, matches[k].end);
		}
		assert_string_equal(got, rows[i].found);
	}
	done(&it);
}

/* Of a word that goes on for ever, with a match at each byte of it, only pieces are shown. */
static void test_long_word(void **state)
{
	(void)state;
	struct compiled it = compile("a[^b]{40}", false);
	struct regex_match matches[64];
	size_t read;
	char text[8192];
	memset(text, 'a', sizeof(text));
	assert_false(regex_has_start(it.regex));
	size_t count =
		regex_find(it.regex, it.scratch, str_make(text, sizeof(text)), matches, 64, &read);
	assert_in_range(count, 20, 64);
	for (size_t i = 1; i < count; i++) {
		assert_in_range(matches[i].end - matches[i].start, 1, 256);
		assert_true(matches[i].start >= matches[i - 1].end);
	}
	done(&it);
}

static void test_full_arena(void **state)
{
	(void)state;
	struct arena *arena = arena_new(512);
	const struct regex *regex = NULL;
	struct regex_pattern pattern = {.text = STR("[a-z]+[0-9]+"), .any_case = true};
	struct regex_error error;
	assert_true(regex_compile(arena, &pattern, &regex, &error) < 0);
	assert_true(regex_compile_together(arena, &pattern, 1, &regex) < 0);
	assert_null(regex);
	arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_matches),
		cmocka_unit_test(test_together),
		cmocka_unit_test(test_stops),
		cmocka_unit_test(test_word_before),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_bombs),
		cmocka_unit_test(test_without_start),
		cmocka_unit_test(test_long_word),
		cmocka_unit_test(test_full_arena),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
