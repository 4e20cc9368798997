/* SPDX-License-Identifier: BSD-2-Clause */
/* Conditions as tokens, each with its place, and the errors that point at one. */
#ifndef NUNCIO_MATCH_LEXER_H
#define NUNCIO_MATCH_LEXER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/diag.h"
#include "base/str.h"
#include "match/condition.h"

enum token_type {
	TOKEN_END,
	TOKEN_OPEN,
	TOKEN_CLOSE,
	TOKEN_COMMA,
	TOKEN_AND,
	TOKEN_OR,
	TOKEN_NOT,
	TOKEN_NEAR, /* number; ordered; negated: NOT NEAR */
	TOKEN_SENTENCE,
	TOKEN_PARAGRAPH,
	TOKEN_FIRST,     /* number */
	TOKEN_AT_LEAST,  /* number */
	TOKEN_N_OF,      /* number */
	TOKEN_FIELD,     /* fields */
	TOKEN_CAPTURE,   /* text: the name */
	TOKEN_WORD,      /* text: all of it, with its wildcards, ~ and = */
	TOKEN_PHRASE,    /* text: without the quotes */
	TOKEN_REGEX,     /* text: without the slashes; number 1: /i */
	TOKEN_REFERENCE, /* text: the name behind @ */
	TOKEN_MACRO      /* text: the name behind $ */
};

/* A place in the text that only moves forward, so that columns cost nothing extra. */
struct cursor {
	size_t at;       /* bytes */
	uint32_t line;   /* from 0 */
	uint32_t column; /* from 0, code points */
};

struct token {
	enum token_type type;
	struct cursor start;
	size_t end; /* bytes */
	struct str text;
	uint32_t number;
	uint32_t fields;
	bool ordered;
	bool negated;
	bool exact; /* a phrase written ="…" */
};

struct lexer {
	struct str text;
	const struct condition_origin *origin;
	struct diags *diags;
	struct cursor cursor;
	size_t names_end; /* of the last run of names and commas that was looked at: each byte is seen once */
};

/* `text` must outlive the tokens. */
void lexer_init(struct lexer *lexer, struct str text, const struct condition_origin *origin,
	struct diags *diags);
/* The next token; -EINVAL after one error was reported. */
MUST_CHECK int lexer_next(struct lexer *lexer, struct token *ret);
/* Moves to byte `to`, which is not before. */
void lexer_move(const struct lexer *lexer, struct cursor *cursor, size_t to);
/* Line and column in the file, both from 1. */
struct place lexer_place(const struct lexer *lexer, struct cursor cursor);
/* Reports an error at the cursor, with its line; a suggestion can be added with diags_suggest. */
void lexer_error(struct lexer *lexer, struct cursor cursor, const char *format, ...)
	PRINTF_LIKE(3, 4);

#endif
