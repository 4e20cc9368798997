/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/diag.h"

#include "check.h"

static void check_format(const struct diags *diags, const char *want)
{
	struct buf out;

	buf_init(&out, 1u << 20);
	diags_format(diags, &out);
	check_str(buf_str(&out), want, "format");
	buf_done(&out);
}

static void test_place_quote_and_hint(void **state)
{
	struct diags diags;
	struct place place = {"site.yaml", 2, 9};

	(void)state;
	diags_init(&diags);
	diags_error(&diags, place, "unknown key \"%s\"", "chanel");
	diags_quote(&diags, STR("- rule: x\n  name: chanel\r\nrest"));
	diags_suggest(&diags, "did you mean \"%s\"?", "channel");
	check_format(&diags, "site.yaml:2:9: error: unknown key \"chanel\"\n"
			     "  |   name: chanel\n"
			     "  |         ^\n"
			     "  hint: did you mean \"channel\"?\n");
	diags_done(&diags);
}

static void test_forms(void **state)
{
	static const struct {
		struct place place;
		const char *text, *want;
	} rows[] = {
		{{NULL, 0, 0}, "no place", "warning: no place\n"},
		{{"f", 0, 0}, "a file", "f: warning: a file\n"},
		{{"f", 3, 0}, "a line", "f:3: warning: a line\n"},
		{{"f\n", 3, 1}, "hostile\033[0m", "f\\n:3:1: warning: hostile\\x1b[0m\n"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct diags diags;

		diags_init(&diags);
		diags_warning(&diags, rows[i].place, "%s", rows[i].text);
		check_format(&diags, rows[i].want);
		diags_done(&diags);
	}
}

static void test_caret_stands_under_what_is_shown(void **state)
{
	static const struct {
		const char *line;
		uint32_t column;
		const char *want;
	} rows[] = {
		{"\ta\tb", 4, "  |  a b\n  |    ^\n"},
		{"東京 @stat", 4, "  | 東京 @stat\n  |      ^\n"},
		{"nai\xcc\x88ve @stat", 8, "  | nai\xcc\x88ve @stat\n  |       ^\n"},
		{"\xe9\xe8 @", 4, "  | \\xe9\\xe8 @\n  |          ^\n"},
		{"\xef\xbb\xbf"
		 "ab",
			2, "  | ab\n  |  ^\n"},
		{"end", 4, "  | end\n  |    ^\n"},
		{"", 1, "  | \n  | ^\n"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		char want[128];
		struct diags diags;

		diags_init(&diags);
		diags_error(&diags, (struct place){"f", 1, rows[i].column}, "x");
		diags_quote_file(&diags, "g", STR("another file"));
		diags_quote_file(&diags, "f", str_from(rows[i].line));
		diags_quote(&diags, STR("quoted already"));
		(void)snprintf(
			want, sizeof(want), "f:1:%u: error: x\n%s", rows[i].column, rows[i].want);
		check_format(&diags, want);
		diags_done(&diags);
	}
}

/* Text that YAML folds: the place is that of the text, the words are in a later line. */
static void test_words_are_looked_for(void **state)
{
	static const char text[] = "condition: >\n    one AND\n    two OR\n    éé two\n";
	static const struct {
		struct place place;
		const char *words;
		const char *want;
	} rows[] = {
		{{"f", 2, 13}, "two", "f:3:5: error: x\n  |     two OR\n  |     ^\n"},
		{{"f", 2, 5}, "one", "f:2:5: error: x\n  |     one AND\n  |     ^\n"},
		{{"f", 2, 20}, "éé", "f:4:5: error: x\n  |     éé two\n  |     ^\n"},
		{{"f", 4, 8}, "two", "f:4:8: error: x\n  |     éé two\n  |        ^\n"},
		{{"f", 3, 5}, "three", "f:3:5: error: x\n  |     two OR\n  |     ^\n"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct diags diags;

		diags_init(&diags);
		diags_error(&diags, rows[i].place, "x");
		diags_words(&diags, str_from(rows[i].words));
		diags_quote_file(&diags, "f", str_from(text));
		check_format(&diags, rows[i].want);
		diags_done(&diags);
	}
}

/* Warnings come first, and may be many. */
static void test_errors_are_kept_behind_warnings(void **state)
{
	struct diags diags;

	(void)state;
	diags_init(&diags);
	for (size_t i = 0; i < DIAGS_KEPT_MAX + 20; i++) {
		diags_warning(&diags, (struct place){"f", 1, 1}, "warning %zu", i);
	}
	diags_error(&diags, (struct place){"f", 1, 1}, "the reason");
	assert_string_equal(diags.last->message, "the reason");
	diags_done(&diags);
}

/* A letter in the middle of `len` others. */
static void check_long_line(size_t len)
{
	struct diags diags;
	struct buf line;
	struct buf out;

	buf_init(&line, 2 * len);
	for (size_t i = 0; i < len; i++) {
		buf_add_byte(&line, i == len / 2 ? '!' : 'a');
	}
	diags_init(&diags);
	diags_error(&diags, (struct place){"f", 1, (uint32_t)len / 2 + 1}, "here");
	diags_quote(&diags, buf_str(&line));
	/* The line may be a whole file: what is not shown is not kept. */
	assert_true(strlen(diags.last->source_line) <= 4096);
	buf_init(&out, 1u << 20);
	diags_format(&diags, &out);
	{
		ptrdiff_t mark = str_find_byte(buf_str(&out), '!');
		ptrdiff_t caret = str_find_byte(buf_str(&out), '^');
		ptrdiff_t quoted = str_find(buf_str(&out), STR("  | "));
		ptrdiff_t under =
			str_find(str_slice(buf_str(&out), (size_t)quoted + 4, 9999), STR("  | "));

		assert_true(mark > 0 && caret > mark);
		assert_int_equal(mark - quoted, caret - (quoted + 4 + under));
	}
	buf_done(&out);
	buf_done(&line);
	diags_done(&diags);
}

static void test_long_line_is_quoted_around_the_caret(void **state)
{
	(void)state;
	check_long_line(1000);
	check_long_line(1000000);
}

static void test_many_are_counted(void **state)
{
	struct diags diags;
	struct diags more;
	size_t kept = 0;

	(void)state;
	diags_init(&diags);
	diags_init(&more);
	for (size_t i = 0; i < DIAGS_KEPT_MAX + 20; i++) {
		diags_error(&diags, (struct place){"f", 1, 1}, "fault %zu", i);
		diags_suggest(&diags, "hint %zu", i);
	}
	for (const struct diag *diag = diags.first; diag; diag = diag->next) {
		kept++;
	}
	assert_int_equal(kept, DIAGS_KEPT_MAX);
	assert_int_equal(diags.errors, DIAGS_KEPT_MAX + 20);
	assert_string_equal(diags.last->suggestion, "hint 99");
	diags_warning(&more, (struct place){0}, "one");
	diags_move(&more, &diags);
	assert_int_equal(more.errors, DIAGS_KEPT_MAX + 20);
	assert_int_equal(more.warnings, 1);
	assert_null(diags.first);
	diags_done(&more);
	diags_done(&diags);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_place_quote_and_hint),
		cmocka_unit_test(test_forms),
		cmocka_unit_test(test_caret_stands_under_what_is_shown),
		cmocka_unit_test(test_errors_are_kept_behind_warnings),
		cmocka_unit_test(test_words_are_looked_for),
		cmocka_unit_test(test_long_line_is_quoted_around_the_caret),
		cmocka_unit_test(test_many_are_counted)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
