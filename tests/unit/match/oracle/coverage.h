/* SPDX-License-Identifier: BSD-2-Clause */
/* Counts what the random rules and texts have tried, so that nothing is left out without being seen. */
#ifndef NUNCIO_TESTS_ORACLE_COVERAGE_H
#define NUNCIO_TESTS_ORACLE_COVERAGE_H

#include <stdbool.h>

#include "match/oracle/tree.h"

/* Behind the kinds of clauses: what else may be so or not. */
enum {
	COVER_NOT_NEAR = KINDS,
	COVER_ORDERED_NEAR,
	COVER_LONG_OR,
	COVER_LEAD,
	COVER_OTHER_FIELDS,
	COVER_REGEX_CAPTURE,
	COVER_DIFFERENT_CAPTURES,
	COVER_RULE_LANGUAGE,
	COVER_NAME_LANGUAGE,
	COVER_CONTEXT,
	COVER_UNLESS,
	COVER_IN_OFFICE,
	COVER_ALSO,
	COVER_BEST_BINDING,
	COVER_TITLE_FIRST,
	COVER_ASSERTED,
	COVER_AFFIRMED,
	COVER_PROSPECTIVE,
	COVER_NEGATED,
	COVER_BACKGROUND,
	COVER_LEFT_OUT,
	COVER_PAGE,
	COVER_DOUBT,
	COVER_ENTITIES,
	COVER_EXPLAINED,
	COVER_COUNT
};

void coverage_note(int what, bool is_so);
/* Prints all counts; false when something was never so, or always. */
bool coverage_is_full(void);

#endif
