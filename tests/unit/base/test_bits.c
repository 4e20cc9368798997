/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/bits.h"

#include "check.h"

static void test_count(void **state)
{
	static const struct {
		uint64_t bits;
		uint32_t count;
	} rows[] = {
		{0, 0},
		{1, 1},
		{UINT64_C(1) << 63, 1},
		{UINT64_C(0x8000000000000001), 2},
		{UINT64_C(0xff), 8},
		{UINT64_C(0x5555555555555555), 32},
		{UINT64_C(0x0123456789abcdef), 32},
		{UINT64_MAX - 1, 63},
		{UINT64_MAX, 64},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_int_equal(bits_count(rows[i].bits), rows[i].count);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_count)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
