/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/buf.h"

#include <stdlib.h>

#include "check.h"

static void test_ceiling_is_sticky(void **state)
{
	struct buf buf;

	(void)state;
	buf_init(&buf, 8);
	buf_add_str(&buf, STR("12345"));
	assert_false(buf.full);
	buf_add_str(&buf, STR("6789"));
	assert_true(buf.full);
	buf_add_byte(&buf, 'x');
	check_str(buf_str(&buf), "12345", "nothing of what did not fit");
	buf_clear(&buf);
	assert_false(buf.full);
	buf_add_str(&buf, STR("12345678"));
	assert_false(buf.full);
	assert_string_equal(buf_cstr(&buf), "12345678");
	buf_done(&buf);
}

static void test_printf(void **state)
{
	struct buf buf;

	(void)state;
	buf_init(&buf, 100);
	buf_printf(&buf, "%d feeds, %s", 3, "all well");
	buf_printf(&buf, "%s", "");
	check_str(buf_str(&buf), "3 feeds, all well", "two calls");
	buf_consume(&buf, 2);
	check_str(buf_str(&buf), "feeds, all well", "consumed");
	buf_consume(&buf, 1000);
	check_str(buf_str(&buf), "", "consumed beyond the end");
	buf_done(&buf);
}

static void test_take(void **state)
{
	struct buf buf;
	size_t len = 0;
	char *taken;

	(void)state;
	buf_init(&buf, 100);
	buf_add(&buf, "a\0b", 3);
	taken = buf_take(&buf, &len);
	assert_int_equal(len, 3);
	assert_memory_equal(taken, "a\0b", 4);
	assert_int_equal(buf.len, 0);
	assert_int_equal(buf.max, 100);
	free(taken);
	buf_done(&buf);
}

static void test_extend(void **state)
{
	struct buf buf;
	char *end;

	(void)state;
	buf_init(&buf, 4);
	end = buf_extend(&buf, 4);
	assert_non_null(end);
	end[3] = 'z';
	assert_int_equal(buf_str(&buf).len, 4);
	assert_null(buf_extend(&buf, 1));
	assert_true(buf.full);
	buf_done(&buf);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_ceiling_is_sticky),
		cmocka_unit_test(test_printf), cmocka_unit_test(test_take),
		cmocka_unit_test(test_extend)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
