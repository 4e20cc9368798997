/* SPDX-License-Identifier: BSD-2-Clause */
#include "check.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "ctl/show.h"

static const struct ctl plain = {.colour = false};
static const struct ctl coloured = {.colour = true};

/* Standard output goes to a file between begin and end. */
struct capture {
	int saved;
	FILE *file;
	char text[4096];
};

static void begin(struct capture *capture)
{
	(void)fflush(stdout);
	capture->saved = dup(STDOUT_FILENO);
	capture->file = tmpfile();
	assert_non_null(capture->file);
	assert_true(dup2(fileno(capture->file), STDOUT_FILENO) >= 0);
}

static struct str end(struct capture *capture)
{
	size_t len;

	(void)fflush(stdout);
	assert_true(dup2(capture->saved, STDOUT_FILENO) >= 0);
	close(capture->saved);
	rewind(capture->file);
	len = fread(capture->text, 1, sizeof(capture->text), capture->file);
	(void)fclose(capture->file);
	return str_make(capture->text, len);
}

static void test_text_is_safe(void **state)
{
	static const struct {
		const char *text;
		const char *want;
	} rows[] = {
		{"", ""},
		{"plain, \"quoted\" and \\ back", "plain, \"quoted\" and \\ back"},
		{"Zażółć 東京 طالبان", "Zażółć 東京 طالبان"},
		{"\033[31mred", "\\x1b[31mred"},
		{"a\nb\tc\r", "a\\nb\\tc\\r"},
		{"bell\a", "bell\\x07"},
		{"c1 \xc2\x9b"
		 "31m",
			"c1 \\xc2\\x9b31m"},
		{"bidi \xe2\x80\xae"
		 "x",
			"bidi \\xe2\\x80\\xaex"},
		{"bad \xff\xc3", "bad \\xff\\xc3"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct capture capture;

		begin(&capture);
		show_text(&plain, SHOW_RED, str_from(rows[i].text));
		check_str(end(&capture), rows[i].want, rows[i].text);
	}
}

static void test_colours(void **state)
{
	struct capture capture;

	(void)state;
	begin(&capture);
	show_text(&coloured, SHOW_RED, STR("a\033"));
	show_text(&coloured, SHOW_PLAIN, STR("b"));
	show_format(&coloured, SHOW_BOLD, "%d", 7);
	show_format(&plain, SHOW_BOLD, "%d", 8);
	check_str(end(&capture), "\033[31ma\\x1b\033[0mb\033[1m7\033[0m8", "colours");
}

static void test_cells(void **state)
{
	static const struct {
		const char *text;
		size_t width;
		const char *want;
	} rows[] = {
		{"abc", 5, "abc  "},
		{"abcde", 5, "abcde"},
		{"abcdef", 5, "abcd…"},
		{"", 3, "   "},
		{"東京タワー", 6, "東京… "},
		{"東京", 4, "東京"},
		{"東京", 3, "東…"},
		{"e\xcc\x81t\xc3\xa9", 4, "e\xcc\x81t\xc3\xa9 "},
		{"\033[0m", 9, "\\x1b[0m  "},
		{"abc", 0, ""},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct capture capture;

		begin(&capture);
		show_cell(&plain, SHOW_PLAIN, str_from(rows[i].text), rows[i].width);
		check_str(end(&capture), rows[i].want, rows[i].text);
	}
}

static void test_lines(void **state)
{
	struct capture capture;

	(void)state;
	begin(&capture);
	show_lines(&plain, STR("a\n\033b\n"));
	check_str(end(&capture), "a\n\\x1bb\n", "lines");
}

static void test_ages(void **state)
{
	static const struct {
		const char *time;
		const char *want;
	} rows[] = {
		{"2026-03-01T09:00:00Z", "0 s"},
		{"2026-03-01T08:59:01Z", "59 s"},
		{"2026-03-01T08:59:00Z", "1 min"},
		{"2026-03-01T07:00:01Z", "1 h"},
		{"2026-02-27T09:00:00Z", "2 d"},
		{"2026-03-01T09:05:00Z", "5 min"},
		{"", "-"},
		{"soon", "-"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		char out[32];

		check_str(show_age(str_from(rows[i].time), INT64_C(1772355600), out), rows[i].want,
			rows[i].time);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_text_is_safe),
		cmocka_unit_test(test_colours),
		cmocka_unit_test(test_cells),
		cmocka_unit_test(test_lines),
		cmocka_unit_test(test_ages),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
