/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reports errors of the condition parser, and guesses what was meant where that takes more than a sentence. Parses nothing.
 * Keeps true: one error is reported, and NULL is returned.
 */
#include "match/parser.h"

struct condition *parser_fail(
	struct parser *parser, const struct token *token, const char *message, const char *hint)
{
	lexer_error(&parser->lexer, token->start, "%s", message);
	if (hint) {
		diags_suggest(parser->lexer.diags, "%s", hint);
	}
	return NULL;
}

static bool is_binary(enum token_type type)
{
	return type == TOKEN_AND || type == TOKEN_OR || type == TOKEN_NEAR;
}

/* The condition ends in the file before a " #", which only a plain scalar does. Not looked for when nobody will read of it:
 * among a million errors it takes a while to find each line. */
static bool is_cut_short(const struct parser *parser)
{
	const struct condition_origin *origin = parser->lexer.origin;
	struct str text = origin->file_text;
	struct str line = STR("");

	if (parser->lexer.diags->dropped) {
		return false;
	}
	for (uint32_t i = 0; i < origin->line; i++) {
		if (!str_cut(&text, '\n', &line)) {
			return false;
		}
	}
	return parser->token.type == TOKEN_END && str_find(line, STR(" #")) >= 0 &&
	       str_find(parser->lexer.text, STR("#")) < 0;
}

struct condition *parser_fail_no_operand(struct parser *parser)
{
	const struct token *token = &parser->token;
	struct str last = parser_source(parser, &parser->last);
	struct str now = parser_source(parser, token);

	if (is_binary(token->type) && parser->last.end > 0 &&
		(is_binary(parser->last.type) || parser->last.type == TOKEN_NOT)) {
		lexer_error(&parser->lexer, token->start,
			"two operators follow each other: %.*s %.*s", STR_ARG(last), STR_ARG(now));
		diags_suggest(parser->lexer.diags, "leave one of them out: A %.*s B", STR_ARG(now));
		return NULL;
	}
	if (is_binary(token->type)) {
		lexer_error(
			&parser->lexer, token->start, "%.*s has nothing before it", STR_ARG(now));
		diags_suggest(parser->lexer.diags,
			token->type == TOKEN_AND
				? "write what must be there first: A AND B, A AND NOT B"
				: "it stands between what it joins: A %.*s B",
			STR_ARG(now));
		return NULL;
	}
	if (token->type == TOKEN_COMMA) {
		return parser_fail(parser, token, "a comma without an alternative before it",
			"alternatives are written 2 OF (a, b, c)");
	}
	if (token->type == TOKEN_CLOSE && parser->last.end == 0) {
		return parser_fail(parser, token, "no parenthesis is open here",
			"leave it out, or write ( where the group begins");
	}
	if (parser->last.end == 0) {
		struct cursor begin = {0};

		lexer_error(&parser->lexer, begin, "the condition is empty");
		return NULL;
	}
	if (parser->last.type == TOKEN_OPEN && token->type == TOKEN_CLOSE) {
		return parser_fail(
			parser, &parser->last, "there is nothing in these parentheses", NULL);
	}
	lexer_error(
		&parser->lexer, parser->last.start, "%.*s has nothing behind it", STR_ARG(last));
	if (is_cut_short(parser)) {
		diags_suggest(parser->lexer.diags,
			"YAML takes what follows # for a comment: write condition: | and the condition "
			"on the next line");
	}
	if (str_starts(str_slice(parser->lexer.text, parser->last.end, 2), STR("//"))) {
		diags_suggest(parser->lexer.diags,
			"// begins a comment; an address is quoted: \"https://example.org/news\"");
	}
	return NULL;
}

struct condition *parser_fail_mixed(struct parser *parser, struct str so_far)
{
	bool is_or = parser->token.type == TOKEN_OR;

	lexer_error(&parser->lexer, parser->token.start,
		"AND and OR stand side by side without parentheses");
	if (so_far.len <= 60 && str_find_byte(so_far, '\n') < 0) {
		diags_suggest(parser->lexer.diags, "write (%.*s) %s …, or %s", STR_ARG(so_far),
			is_or ? "OR" : "AND", is_or ? "A AND (B OR …)" : "A OR (B AND …)");
	} else {
		diags_suggest(parser->lexer.diags, "write (A AND B) OR C, or A AND (B OR C)");
	}
	return NULL;
}
