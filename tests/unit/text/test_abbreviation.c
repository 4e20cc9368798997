/* SPDX-License-Identifier: BSD-2-Clause */
/* Every row of the table must be found by its own search: a row out of order would not be. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "text/abbreviation.c"

static void test_every_row_is_found(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_int_equal(abbreviation_of(str_from(rows[i].word)), rows[i].kind);
	}
	assert_int_equal(abbreviation_of(STR("minister")), ABBREVIATION_NONE);
	assert_int_equal(abbreviation_of(STR("")), ABBREVIATION_NONE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_every_row_is_found)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
