/* SPDX-License-Identifier: BSD-2-Clause */
/* Names that stand for several entities: each mention of one then counts for all of them. */
#ifndef NUNCIO_MATCH_LINT_NAMES_H
#define NUNCIO_MATCH_LINT_NAMES_H

#include "base/diag.h"
#include "match/book.h"

/* Warns at the second of each two. */
void lint_names(const struct rule_book *book, struct diags *diags);

#endif
