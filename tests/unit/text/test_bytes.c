/* SPDX-License-Identifier: BSD-2-Clause */
/* Runs of bytes against the same rules written byte by byte, at every length and place around the blocks of sixteen. */
#include "text/bytes.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "check.h"

#define LENGTH 70

static bool is_ascii(struct str s, size_t at)
{
	return (unsigned char)s.ptr[at] < 0x80;
}

static bool is_printable(struct str s, size_t at)
{
	unsigned char c = (unsigned char)s.ptr[at];

	return (c >= 0x20 && c <= 0x7e) || c == '\n';
}

static bool is_none_of_three(struct str s, size_t at)
{
	return s.ptr[at] != '>' && s.ptr[at] != '"' && s.ptr[at] != '\'';
}

static bool is_in_words(struct str s, size_t at)
{
	unsigned char c = (unsigned char)s.ptr[at];

	return c >= 0x20 && c != '<' && c != '&' && (c != ' ' || at == 0 || s.ptr[at - 1] != ' ');
}

static bool is_no_amp(struct str s, size_t at)
{
	return s.ptr[at] != '&';
}

static size_t run_while(struct str s, bool (*goes_on)(struct str s, size_t at))
{
	size_t at = 0;

	while (at < s.len && goes_on(s, at)) {
		at++;
	}
	return at;
}

/* Each function on memory of exactly the text's size, so that a byte beyond it is seen. */
static void check_all(struct str text)
{
	char *in = mem_alloc(text.len + 1);
	char *out = mem_alloc(text.len + 1);
	struct str s = str_make(in + 1, text.len);
	size_t run;

	memcpy(in + 1, text.ptr, text.len);
	assert_int_equal(bytes_ascii(s), run_while(s, is_ascii));
	assert_int_equal(bytes_printable(s), run_while(s, is_printable));
	assert_int_equal(bytes_find3(s, '>', '"', '\''), run_while(s, is_none_of_three));
	run = bytes_copy_words(out + 1, s);
	assert_int_equal(run, run_while(s, is_in_words));
	assert_memory_equal(out + 1, s.ptr, run);
	run = bytes_copy_until_amp(out + 1, s);
	assert_int_equal(run, run_while(s, is_no_amp));
	assert_memory_equal(out + 1, s.ptr, run);
	free(in);
	free(out);
}

/* Every byte value at every place of texts of every length. */
static void one_odd_byte(void **state)
{
	char text[LENGTH] = "";

	(void)state;
	for (size_t len = 0; len <= LENGTH; len++) {
		for (size_t i = 0; i < len; i++) {
			text[i] = (char)('a' + i % 26);
		}
		check_all(str_make(text, len));
		for (size_t at = 0; at<len; at += len> 40 ? 7 : 1) {
			char kept = text[at];

			for (int byte = 0; byte < 256; byte++) {
				text[at] = (char)byte;
				check_all(str_make(text, len));
			}
			text[at] = kept;
		}
	}
}

/* Pairs of spaces, across blocks too. */
static void spaces(void **state)
{
	char text[LENGTH];

	(void)state;
	for (size_t at = 0; at + 1 < LENGTH; at++) {
		memset(text, 'x', sizeof(text));
		text[at] = ' ';
		check_all(str_make(text, LENGTH));
		text[at + 1] = ' ';
		check_all(str_make(text, LENGTH));
	}
	memset(text, ' ', sizeof(text));
	check_all(str_make(text, LENGTH));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_odd_byte),
		cmocka_unit_test(spaces),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
