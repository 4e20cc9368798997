/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/width.h"

#include "check.h"

static void test_rows(void **state)
{
	static const struct {
		const char *text;
		size_t width;
	} rows[] = {
		{"", 0},
		{"abc", 3},
		{"naïve Ωж", 8},
		{"nai\xcc\x88ve", 5},
		{"東京", 4},
		{"한국", 4},
		{"ｱﾊﾟ", 3},
		{"ＮＡ", 4},
		{"طالبان", 6},
		{"👍 ok", 5},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		if (width_of_text(str_from(rows[i].text)) != rows[i].width) {
			fail_msg("%s: %zu", rows[i].text, width_of_text(str_from(rows[i].text)));
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_rows)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
