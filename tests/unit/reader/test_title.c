/* SPDX-License-Identifier: BSD-2-Clause */
#include "reader/title.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static void test_title(void **state)
{
	/* As the kernel lays them out, and something behind them that must stay. */
	char area[] = "nunciod: rules 1\0--rules-process\0ENVIRONMENT";
	char *argv[] = {area, area + sizeof("nunciod: rules 1"), NULL};
	const size_t room = sizeof("nunciod: rules 1") + sizeof("--rules-process");
	struct title title;

	(void)state;
	title_init(&title, 2, argv);
	assert_int_equal(title.size, room);
	title_set(&title, "nunciod: reader %d", 12);
	assert_string_equal(area, "nunciod: reader 12");
	title_set(&title, "%s", "x");
	assert_string_equal(area, "x");
	assert_int_equal(area[3], 0);
	title_set(&title, "%s", "a text that is much longer than the room for it can ever be");
	assert_int_equal(strlen(area), room - 1);
	assert_string_equal(area + room, "ENVIRONMENT");
}

static void test_no_room(void **state)
{
	struct title title;
	char *none[] = {NULL};

	(void)state;
	title_init(&title, 0, none);
	assert_int_equal(title.size, 0);
	title_set(&title, "nothing");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_title),
		cmocka_unit_test(test_no_room),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
