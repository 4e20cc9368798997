/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/str.h"

#include <errno.h>
#include <stdlib.h>

#include "check.h"

static void test_compare(void **state)
{
	static const struct {
		const char *a, *b;
		bool equal, equal_nocase, a_starts_b, a_ends_b;
		int order;
	} rows[] = {
		{"", "", true, true, true, true, 0},
		{"Accra", "accra", false, true, false, false, -1},
		{"accra", "acc", false, false, true, false, 1},
		{"accra", "cra", false, false, false, true, -1},
		{"acc", "accra", false, false, false, false, -1},
		{"z", "a", false, false, false, false, 1},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct str a = str_from(rows[i].a);
		struct str b = str_from(rows[i].b);
		int order = str_cmp(a, b);

		check_int(str_eq(a, b), rows[i].equal, rows[i].a);
		check_int(str_eq_nocase(a, b), rows[i].equal_nocase, rows[i].a);
		check_int(str_starts(a, b), rows[i].a_starts_b, rows[i].a);
		check_int(str_ends(a, b), rows[i].a_ends_b, rows[i].a);
		check_int((order > 0) - (order < 0), rows[i].order, rows[i].a);
	}
}

static void test_find(void **state)
{
	static const struct {
		const char *text, *needle;
		ptrdiff_t at;
	} rows[] = {{"embassy", "bas", 2}, {"embassy", "", 0}, {"", "", 0}, {"", "x", -1},
		{"em", "embassy", -1}, {"aab", "ab", 1}};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		check_int(str_find(str_from(rows[i].text), str_from(rows[i].needle)), rows[i].at,
			rows[i].text);
	}
	assert_int_equal(str_find_byte(STR("a/b"), '/'), 1);
	assert_int_equal(str_find_byte(STR(""), '/'), -1);
}

static void test_slice_and_trim(void **state)
{
	(void)state;
	check_str(str_slice(STR("nuncio"), 2, 3), "nci", "middle");
	check_str(str_slice(STR("nuncio"), 4, 9), "io", "beyond the end");
	check_str(str_slice(STR("nuncio"), 9, 1), "", "behind the end");
	check_str(str_trim(STR(" \t\r\n word \v\f")), "word", "all white space");
	check_str(str_trim(STR("   ")), "", "nothing else");
}

static void test_cut(void **state)
{
	static const struct {
		const char *text;
		const char *parts[4];
	} rows[] = {{"a,b", {"a", "b"}}, {"a,", {"a", ""}}, {",", {"", ""}}, {"", {""}},
		{"a,,b", {"a", "", "b"}}};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct str rest = str_from(rows[i].text);
		struct str head;
		size_t n = 0;

		while (str_cut(&rest, ',', &head)) {
			assert_true(n < 4 && rows[i].parts[n]);
			check_str(head, rows[i].parts[n++], rows[i].text);
		}
		assert_true(n == 4 || !rows[i].parts[n]);
	}
}

static void test_to_int64(void **state)
{
	static const struct {
		const char *text;
		int result;
		int64_t number;
	} rows[] = {{"0", 0, 0}, {"-42", 0, -42}, {"+7", 0, 7},
		{"9223372036854775807", 0, INT64_MAX}, {"-9223372036854775808", 0, INT64_MIN},
		{"9223372036854775808", -ERANGE, 0}, {"-9223372036854775809", -ERANGE, 0},
		{"", -EINVAL, 0}, {"-", -EINVAL, 0}, {"4x", -EINVAL, 0}, {" 4", -EINVAL, 0},
		{"0x4", -EINVAL, 0}};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		int64_t number = 99;

		check_int(str_to_int64(str_from(rows[i].text), &number), rows[i].result,
			rows[i].text);
		check_int(number, rows[i].result == 0 ? rows[i].number : 99, rows[i].text);
	}
}

static void test_dupz(void **state)
{
	char *copy = str_dupz(str_slice(STR("abcdef"), 1, 3));
	char *empty = str_dupz((struct str){NULL, 0});

	(void)state;
	assert_string_equal(copy, "bcd");
	assert_string_equal(empty, "");
	free(copy);
	free(empty);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_compare),
		cmocka_unit_test(test_find), cmocka_unit_test(test_slice_and_trim),
		cmocka_unit_test(test_cut), cmocka_unit_test(test_to_int64),
		cmocka_unit_test(test_dupz)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
