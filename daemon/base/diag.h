/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Diagnostics about files that people write (rules, configuration, feed lists): each names file:line:column and can
 * carry the line itself, a caret and a suggestion. Collected, never printed, by those who find them.
 */
#ifndef NUNCIO_BASE_DIAG_H
#define NUNCIO_BASE_DIAG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/buf.h"
#include "base/str.h"

enum diag_level { DIAG_ERROR, DIAG_WARNING };

/* A place in a file; line and column count from 1, columns in code points; 0: unknown. */
struct place {
	const char *file; /* borrowed; NULL: no file */
	uint32_t line;
	uint32_t column;
};

struct diag {
	struct diag *next;
	enum diag_level level;
	char *file; /* owned, may be NULL */
	uint32_t line;
	uint32_t column;
	char *message;     /* owned */
	char *source_line; /* owned, may be NULL: the line that is meant, or the part of a long one */
	uint32_t source_skipped; /* code points of that line before it */
	char *suggestion;        /* owned, may be NULL: "did you mean …" */
	char *words;             /* owned, may be NULL: what stands at the place */
};

struct diags {
	struct diag *first; /* owned list, in the order found */
	struct diag *last;
	size_t errors;
	size_t warnings;
	bool dropped; /* the newest was counted but not kept */
};

/* More than this of each level are counted but not kept. */
#define DIAGS_KEPT_MAX 100

void diags_init(struct diags *diags);
void diags_done(struct diags *diags);

void diags_error(struct diags *diags, struct place place, const char *format, ...)
	PRINTF_LIKE(3, 4);
void diags_warning(struct diags *diags, struct place place, const char *format, ...)
	PRINTF_LIKE(3, 4);
/* Adds to the last diagnostic: the line `place.line` out of the whole file's text. */
void diags_quote(struct diags *diags, struct str file_text);
/* Adds to the last diagnostic what stands at its place: where it is quoted, that is looked for behind the place when it is not
 * there (text that YAML folds has other lines than its file). */
void diags_words(struct diags *diags, struct str words);
/* The same for all of that file that have no line yet. */
void diags_quote_file(struct diags *diags, const char *file, struct str text);
/* Adds to the last diagnostic. */
void diags_suggest(struct diags *diags, const char *format, ...) PRINTF_LIKE(2, 3);
/* Moves all of `from` behind those of `to`. */
void diags_move(struct diags *to, struct diags *from);

/* Each diagnostic as "file:line:column: error: message" and, when known, the line, a caret line and "  hint: …".
 * Bytes that would disturb a terminal are escaped. */
void diags_format(const struct diags *diags, struct buf *out);

#endif
