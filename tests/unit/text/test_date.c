/* SPDX-License-Identifier: BSD-2-Clause */
/* Dates as feeds write them, and what is no date. */
#include "text/date.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "check.h"

struct date_case {
	const char *text;
	const char *want; /* NULL: not a date */
};

static void check_cases(const struct date_case *cases, size_t count,
	int (*parse)(struct str s, int64_t *ret_seconds))
{
	for (size_t i = 0; i < count; i++) {
		size_t len = strlen(cases[i].text);
		char *exact = mem_alloc(len > 0 ? len : 1);
		char text[DATE_RFC3339_SIZE];
		int64_t seconds = 1234;

		memcpy(exact, cases[i].text, len);
		int result = parse(str_make(exact, len), &seconds);
		free(exact);
		if (cases[i].want == NULL) {
			check_int(result, -EINVAL, cases[i].text);
			check_int(seconds, 1234, cases[i].text);
			continue;
		}
		check_int(result, 0, cases[i].text);
		check_str(str_make(text, date_format(seconds, text)), cases[i].want, cases[i].text);
	}
}

static void iso(void **state)
{
	static const struct date_case cases[] = {
		{"2026-03-04T05:06:07Z", "2026-03-04T05:06:07Z"},
		{"2026-03-04t05:06:07z", "2026-03-04T05:06:07Z"},
		{"2026-03-04T05:06:07.123456Z", "2026-03-04T05:06:07Z"},
		{"2026-03-04T05:06:07,5+01:00", "2026-03-04T04:06:07Z"},
		{"2026-03-04T05:06:07-0330", "2026-03-04T08:36:07Z"},
		{"2026-03-04T05:06:07+02", "2026-03-04T03:06:07Z"},
		{"2026-03-04T05:06:07 +02:00", "2026-03-04T03:06:07Z"},
		{"2026-03-04T05:06Z", "2026-03-04T05:06:00Z"},
		{"2026-03-04T05Z", "2026-03-04T05:00:00Z"},
		{"2026-03-04T05:06:07", "2026-03-04T05:06:07Z"},
		{"2026-03-04 05:06:07 EST", "2026-03-04T10:06:07Z"},
		{"2026-03-04 05:06:07 PM", "2026-03-04T17:06:07Z"},
		{"2026/03/04 05:06", "2026-03-04T05:06:00Z"},
		{"2026.03.04", "2026-03-04T00:00:00Z"},
		{"2026-03-04", "2026-03-04T00:00:00Z"},
		{"2026-3-4", "2026-03-04T00:00:00Z"},
		{"2026-03", "2026-03-01T00:00:00Z"},
		{"2026", "2026-01-01T00:00:00Z"},
		{"20260304", "2026-03-04T00:00:00Z"},
		{"20260304T050607Z", "2026-03-04T05:06:07Z"},
		{"20260304050607", "2026-03-04T05:06:07Z"},
		{"202603", "2026-03-01T00:00:00Z"},
		{"2026-063", "2026-03-04T00:00:00Z"},
		{"2024-366", "2024-12-31T00:00:00Z"},
		{"2026-W10-3", "2026-03-04T00:00:00Z"},
		{"2026-W01-1", "2025-12-29T00:00:00Z"},
		{"2020W537", "2021-01-03T00:00:00Z"},
		{"2026-03-04T24:00:00Z", "2026-03-05T00:00:00Z"},
		{"2016-12-31T23:59:60Z", "2017-01-01T00:00:00Z"},
		{"0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z"},
		{"9999-12-31T23:59:59Z", "9999-12-31T23:59:59Z"},
		{"1969-12-31T23:59:59Z", "1969-12-31T23:59:59Z"},
		{"2024-02-29", "2024-02-29T00:00:00Z"},
		{"2000-02-29", "2000-02-29T00:00:00Z"},
		{"2026-02-29", NULL},
		{"1900-02-29", NULL},
		{"2026-13-01", NULL},
		{"2026-00-10", NULL},
		{"2026-01-32", NULL},
		{"2026-03-04T25:00:00Z", NULL},
		{"2026-03-04T24:00:01Z", NULL},
		{"2026-03-04T05:60:00Z", NULL},
		{"2026-03-04T05:06:07+99:99", NULL},
		{"2026-03-04T05:06:07Z 12", NULL},
		{"0000-01-01", NULL},
		{"0001-01-01T00:00:00+01:00", NULL},
		{"9999-12-31T23:59:59-01:00", NULL},
		{"2026-366", NULL},
		{"2026-W54", NULL},
	};

	(void)state;
	check_cases(cases, COUNT(cases), date_parse);
}

static void words(void **state)
{
	static const struct date_case cases[] = {
		{"Wed, 04 Mar 2026 05:06:07 GMT", "2026-03-04T05:06:07Z"},
		{"Wed, 04 Mar 2026 05:06:07 +0100", "2026-03-04T04:06:07Z"},
		{"Wed, 4 Mar 2026 05:06 -05:00", "2026-03-04T10:06:00Z"},
		{"04 Mar 26 05:06 EST", "2026-03-04T10:06:00Z"},
		{"4 Mar 99 05:06 UT", "1999-03-04T05:06:00Z"},
		{"4 Mar 126 05:06 UT", "2026-03-04T05:06:00Z"},
		{"Wed, 04 Mar 2026", "2026-03-04T00:00:00Z"},
		{"Wed 4 March 2026, 5:06 pm", "2026-03-04T17:06:00Z"},
		{"March 4, 2026 12:06 AM", "2026-03-04T00:06:00Z"},
		{"March 4th, 2026", "2026-03-04T00:00:00Z"},
		{"Wed, 04 Mar 2026 05:06:07 GMT+0200", "2026-03-04T03:06:07Z"},
		{"Wed, 04 Mar 2026 05:06:07 +0000 (UTC)", "2026-03-04T05:06:07Z"},
		{"Wed,04 Mar 2026 05:06:07 Z", "2026-03-04T05:06:07Z"},
		{"Wednesday, 04-Mar-26 05:06:07 GMT", "2026-03-04T05:06:07Z"},
		{"Wed Mar  4 05:06:07 2026", "2026-03-04T05:06:07Z"},
		{"Wed Mar 4 05:06:07 CET 2026", "2026-03-04T04:06:07Z"},
		{"Wed, 04 Mar 2026 05:06:07 XYZ", "2026-03-04T05:06:07Z"},
		{"Sept 4 2026", "2026-09-04T00:00:00Z"},
		{"Mi, 04 Mär 2026 05:06:07 +0100", "2026-03-04T04:06:07Z"},
		{"mardi 4 août 2026", "2026-08-04T00:00:00Z"},
		{"martes, 4 de marzo de 2026", "2026-03-04T00:00:00Z"},
		{"4 мая 2026 05:06", "2026-05-04T05:06:00Z"},
		{"04/03/2026", "2026-04-03T00:00:00Z"},
		{"24/03/2026", "2026-03-24T00:00:00Z"},
		{"03/24/2026", "2026-03-24T00:00:00Z"},
		{"04.03.2026 05:06", "2026-03-04T05:06:00Z"},
		{"", NULL},
		{"yesterday", NULL},
		{"Mon", NULL},
		{"Mar 2026", NULL},
		{"31 Feb 2026", NULL},
		{"1 2 3 4 5", NULL},
		{"12345", NULL},
		{"99999999999999999999", NULL},
		{"Wed, 04 Mar 2026 99:99:99 GMT", NULL},
		{"a b c d e f 4 Mar 2026", NULL},
		{"4 Mar 12345", NULL},
		{"----", NULL},
		{"00 Mar 2026", NULL},
	};

	(void)state;
	check_cases(cases, COUNT(cases), date_parse);
}

static void http(void **state)
{
	static const struct date_case cases[] = {
		{"Sun, 06 Nov 1994 08:49:37 GMT", "1994-11-06T08:49:37Z"},
		{"Sunday, 06-Nov-94 08:49:37 GMT", "1994-11-06T08:49:37Z"},
		{"Sun Nov  6 08:49:37 1994", "1994-11-06T08:49:37Z"},
		{"1994-11-06T08:49:37Z", NULL},
		{"Sun, 06 Nov 1994", NULL},
		{"0", NULL},
		{"", NULL},
	};

	(void)state;
	check_cases(cases, COUNT(cases), date_parse_http);
}

/* Every day of four centuries goes there and back. */
static void round_trip(void **state)
{
	int64_t expected = INT64_C(-11676096000); /* 1600-01-01 */

	(void)state;
	for (size_t i = 0; i < 146097; i++, expected += 86400) {
		char text[DATE_RFC3339_SIZE];
		int64_t seconds;
		size_t len = date_format(expected, text);

		assert_int_equal(len, 20);
		assert_int_equal(date_parse(str_make(text, len), &seconds), 0);
		assert_int_equal(seconds, expected);
	}
	assert_int_equal(expected, INT64_C(946684800)); /* 2000-01-01 */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(iso),
		cmocka_unit_test(words),
		cmocka_unit_test(http),
		cmocka_unit_test(round_trip),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
