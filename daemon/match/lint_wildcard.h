/* SPDX-License-Identifier: BSD-2-Clause */
/* What a wildcard stands for besides what its author had in mind: the common words that it matches. */
#ifndef NUNCIO_MATCH_LINT_WILDCARD_H
#define NUNCIO_MATCH_LINT_WILDCARD_H

#include <stddef.h>

#include "base/str.h"

#define LINT_WILDCARD_SHOWN 4

struct lint_wildcards;

struct lint_wildcards *lint_wildcards_new(void);
void lint_wildcards_free(struct lint_wildcards *wildcards);

/* Common words that a pattern matches, of stems of their own each. */
struct common_matches {
	struct str shown[LINT_WILDCARD_SHOWN]; /* borrowed for good */
	size_t count;                          /* stems */
	size_t words;
};

struct common_matches lint_wildcard_matches(struct lint_wildcards *wildcards, struct str pattern);

#endif
