/* SPDX-License-Identifier: BSD-2-Clause */
/* What the parts of the condition parser share: the state of one parse, nodes, terms, and the checks of the finished tree. */
#ifndef NUNCIO_MATCH_PARSER_H
#define NUNCIO_MATCH_PARSER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/limits.h"
#include "base/str.h"
#include "match/book.h"
#include "match/condition.h"
#include "match/lexer.h"
#include "match/names.h"

struct parser {
	struct lexer lexer;
	struct token token; /* the one that is looked at */
	struct token last;  /* the one before it */
	struct condition_room room;
	const struct rule_book *book;
	const struct parser *outer; /* whose macro this is; NULL at the top */
	struct macro *macro;        /* that is parsed; NULL: a rule or an item */
	uint32_t depth;
	size_t nodes;
	struct str captures[LIMIT_CAPTURES];
	size_t capture_count;
};

/* A node whose source begins at the cursor. NULL with an error when there is no room. */
struct condition *parser_node(
	struct parser *parser, enum condition_type type, struct cursor start, size_t end);
/* What stands in the text where the token is. */
static inline struct str parser_source(const struct parser *parser, const struct token *token)
{
	return str_slice(parser->lexer.text, token->start.at, token->end - token->start.at);
}

/* Each reports and returns NULL. `hint` may be NULL. */
struct condition *parser_fail(
	struct parser *parser, const struct token *token, const char *message, const char *hint);
/* The token that is looked at cannot begin an operand. */
struct condition *parser_fail_no_operand(struct parser *parser);
/* It is an AND beside an OR; `so_far`: what stands before it. */
struct condition *parser_fail_mixed(struct parser *parser, struct str so_far);

/* A bare word with what is written on it: wildcards, ~, =. NULL after an error. */
struct condition *term_parse_word(struct parser *parser, struct cursor start, struct str run);
/* Words and references between spaces; one alone gives its own node, several a phrase. `exact`: every word as with =. */
struct condition *term_parse_phrase(
	struct parser *parser, struct cursor start, struct str body, bool exact);
/* The same for an item of a list, which is written without quotes and holds no operators. */
struct condition *term_parse_item(struct parser *parser, struct cursor start, struct str body);
struct condition *term_parse_reference(struct parser *parser, struct cursor start, struct str name);

/* A copy of a macro's tree, all of it placed at the use. NULL after an error. */
struct condition *macro_copy_tree(
	struct parser *parser, const struct condition *from, struct cursor at);
/* Reports the circle that the use of `token` closes. */
void macro_report_cycle(struct parser *parser, const struct token *token);
/* How many macros are being parsed, one inside the other, this one counted. */
size_t macro_depth(const struct parser *parser);

/* What only the whole tree shows: depth, captures, operands of NEAR, fields in fields. False after an error. */
bool condition_check(struct parser *parser, const struct condition *root);

#endif
