/* SPDX-License-Identifier: BSD-2-Clause */
/* The ids of entries: read, written, compared, and the one before. */
#include "ctl/place.h"

#include "check.h"

static void places(void **state)
{
	static const struct {
		const char *text;
		const char *same;
		const char *before;
	} cases[] = {
		{"1700000000000-7", "1700000000000-7", "1700000000000-6"},
		{"1700000000000-0", "1700000000000-0", "1699999999999-18446744073709551615"},
		{"1700000000000", "1700000000000-0", "1699999999999-18446744073709551615"},
		{"18446744073709551615-18446744073709551615",
			"18446744073709551615-18446744073709551615",
			"18446744073709551615-18446744073709551614"},
		{"0-0", "0-0", "0-0"},
		{"", "0-0", "0-0"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		char text[PLACE_SIZE];
		struct place at = place_parse(str_from(cases[i].text));

		place_format(at, text);
		check_str(str_from(text), cases[i].same, cases[i].text);
		place_format(place_before(at), text);
		check_str(str_from(text), cases[i].before, cases[i].text);
	}
}

static void order(void **state)
{
	static const struct place rising[] = {
		{0, 0}, {0, 1}, {1, 0}, {1, UINT64_MAX}, {2, 0}, {UINT64_MAX, 0}};

	(void)state;
	for (size_t i = 0; i < COUNT(rising); i++) {
		for (size_t j = 0; j < COUNT(rising); j++) {
			assert_int_equal(place_is_earlier(rising[i], rising[j]), i < j);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(places),
		cmocka_unit_test(order),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
