/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/log.h"

#include <errno.h>
#include <string.h>

#include "check.h"

static char seen[4096];

static void sink(enum log_level level, const char *kind, const char *name, const char *message)
{
	(void)snprintf(seen, sizeof(seen), "%s|%s|%s|%s", log_level_name(level), kind ? kind : "-",
		name, message);
}

static void test_escape(void **state)
{
	static const struct {
		const char *text, *shown;
	} rows[] = {
		{"plain é 中", "plain é 中"},
		{"line\nforged", "line\\nforged"},
		{"\033[2J", "\\x1b[2J"},
		{"a\"b\\c", "a\\\"b\\\\c"},
		{"\xc2\x9b"
		 "31m",
			"\\xc2\\x9b31m"}, /* 8-bit CSI */
		{"\xe2\x80\xae"
		 "evil",
			"\\xe2\\x80\\xaeevil"},      /* right-to-left override */
		{"\xff\xc0\x80", "\\xff\\xc0\\x80"}, /* not UTF-8 */
		{"\xed\xa0\x80", "\\xed\\xa0\\x80"}, /* a surrogate */
		{"cut \xc3", "cut \\xc3"},
		{"\x7f", "\\x7f"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		char out[200];
		size_t len = log_escape(out, sizeof(out), str_from(rows[i].text));

		check_str(str_make(out, len), rows[i].shown, rows[i].shown);
		assert_int_equal(out[len], '\0');
	}
}

static void test_escape_is_cut_between_characters(void **state)
{
	char out[6];

	(void)state;
	assert_int_equal(log_escape(out, sizeof(out), STR("abc\nx")), 5);
	assert_string_equal(out, "abc\\n");
	assert_int_equal(log_escape(out, 5, STR("abc\nx")), 3);
	assert_int_equal(log_escape(out, 1, STR("abc")), 0);
	assert_int_equal(log_escape(NULL, 0, STR("abc")), 0);
}

static void test_levels(void **state)
{
	enum log_level level = LOG_LEVEL_INFO;

	(void)state;
	log_set_sink(sink);
	log_warn("feed", STR("BBC\n"), "timeout after %d s", 20);
	assert_string_equal(seen, "warn|feed|BBC\\n|timeout after 20 s");
	seen[0] = '\0';
	log_debug(NULL, STR(""), "not shown");
	assert_string_equal(seen, "");
	log_set_level(LOG_LEVEL_DEBUG);
	log_debug(NULL, STR(""), "shown");
	assert_string_equal(seen, "debug|-||shown");
	log_set_level(LOG_LEVEL_INFO);
	log_set_sink(NULL);
	assert_int_equal(log_level_parse(STR("warn"), &level), 0);
	assert_int_equal(level, LOG_LEVEL_WARN);
	assert_int_equal(log_level_parse(STR("loud"), &level), -EINVAL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_escape),
		cmocka_unit_test(test_escape_is_cut_between_characters),
		cmocka_unit_test(test_levels)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
