/* SPDX-License-Identifier: BSD-2-Clause */
/* The query forms of other products, and ours in lower case, each answered with how nuncio writes it and why. */
#ifndef NUNCIO_MATCH_FOREIGN_H
#define NUNCIO_MATCH_FOREIGN_H

#include <stdbool.h>

#include "match/lexer.h"

/* True when `run` cannot be a word of the author's because it is an operator elsewhere; the error is then reported. */
bool foreign_report_operator(struct lexer *lexer, struct cursor at, struct str run);
/* The same for a run of small letters and digits only. */
bool foreign_report_word(struct lexer *lexer, struct cursor at, struct str run);
/* The same for runs that begin with a slash: /s, /p, /5. */
bool foreign_report_slash(struct lexer *lexer, struct cursor at, struct str run);
/* Reports that there is no field of that name. */
void foreign_report_field(struct lexer *lexer, struct cursor at, struct str name);
/* Reports that two operands stand side by side without an operator between them. */
void foreign_report_adjacent(
	struct lexer *lexer, const struct token *left, const struct token *right);

#endif
