/* SPDX-License-Identifier: BSD-2-Clause */
/* Warnings about rules that load but may not do what their author meant (RULES.md section 7). */
#ifndef NUNCIO_MATCH_LINT_H
#define NUNCIO_MATCH_LINT_H

#include "base/diag.h"
#include "match/book.h"

/* Adds warnings to `diags`; never an error. */
void book_lint(const struct rule_book *book, struct diags *diags);

#endif
