/* SPDX-License-Identifier: BSD-2-Clause */
/* For the tests of dates: rows of texts and what they say. */
#ifndef NUNCIO_TESTS_TEXT_DATE_CASE_H
#define NUNCIO_TESTS_TEXT_DATE_CASE_H

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

static inline void check_cases(const struct date_case *cases, size_t count,
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

#endif
