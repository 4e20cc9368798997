/* SPDX-License-Identifier: BSD-2-Clause */
/* What every unit test includes: cmocka with the headers it wants before it, and comparisons of our text. */
#ifndef NUNCIO_TESTS_CHECK_H
#define NUNCIO_TESTS_CHECK_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "base/str.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* Fails with both texts shown. `what` names the row of the table. */
static inline void check_str(struct str got, const char *want, const char *what)
{
	if (!str_eq(got, str_from(want))) {
		fail_msg("%s: got \"%.*s\", want \"%s\"", what, STR_ARG(got), want);
	}
}

static inline void check_int(int64_t got, int64_t want, const char *what)
{
	if (got != want) {
		fail_msg("%s: got %lld, want %lld", what, (long long)got, (long long)want);
	}
}

#endif
