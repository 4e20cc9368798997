/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>

#include "text/quantity.h"

struct row {
	const char *text;
	int result;
	int64_t value;
	const char *formatted; /* NULL: as written */
};

static const struct row durations[] = {
	{"0", 0, 0, NULL},
	{"0s", 0, 0, "0"},
	{"250ms", 0, 250, NULL},
	{"30s", 0, 30000, NULL},
	{"90s", 0, 90000, NULL},
	{" 15m ", 0, 900000, "15m"},
	{"1h30m", 0, 5400000, "90m"},
	{"24h", 0, 86400000, "1d"},
	{"2w", 0, 1209600000, "14d"},
	{"30", -EINVAL, 0, NULL},
	{"", -EINVAL, 0, NULL},
	{"m", -EINVAL, 0, NULL},
	{"-1s", -EINVAL, 0, NULL},
	{"1.5h", -EINVAL, 0, NULL},
	{"30m1h", -EINVAL, 0, NULL},
	{"1h1h", -EINVAL, 0, NULL},
	{"5 m", -EINVAL, 0, NULL},
	{"5M", -EINVAL, 0, NULL},
	{"20sx", -EINVAL, 0, NULL},
	{"99999999999999999999s", -ERANGE, 0, NULL},
	{"9223372036854775807s", -ERANGE, 0, NULL},
};

static const struct row sizes[] = {
	{"0", 0, 0, NULL},
	{"512B", 0, 512, NULL},
	{"8MiB", 0, 8 << 20, NULL},
	{"1024KiB", 0, 1 << 20, "1MiB"},
	{"1GiB512MiB", 0, INT64_C(3) << 29, "1536MiB"},
	{"8MB", -EINVAL, 0, NULL},
	{"8", -EINVAL, 0, NULL},
	{"9000000TiB", -ERANGE, 0, NULL},
};

static void check(const struct row *rows, size_t count, int (*parse)(struct str, int64_t *),
	size_t (*format)(int64_t, char *))
{
	for (size_t i = 0; i < count; i++) {
		int64_t value = -1;
		char text[QUANTITY_SIZE];
		print_message("%s\n", rows[i].text);
		assert_int_equal(parse(str_from(rows[i].text), &value), rows[i].result);
		assert_int_equal(value, rows[i].result == 0 ? rows[i].value : -1);
		if (rows[i].result == 0) {
			format(value, text);
			assert_string_equal(
				text, rows[i].formatted ? rows[i].formatted : rows[i].text);
		}
	}
}

static void test_durations(void **state)
{
	(void)state;
	check(durations, sizeof(durations) / sizeof(durations[0]), duration_parse, duration_format);
}

static void test_sizes(void **state)
{
	(void)state;
	check(sizes, sizeof(sizes) / sizeof(sizes[0]), size_parse, size_format);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_durations),
		cmocka_unit_test(test_sizes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
