/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Macros in conditions: the copy that each use gets, and the error for one that contains itself. Parses nothing. Keeps true:
 * a copy stands where the macro is used, and its nodes count against the size of the condition that uses it.
 */
#include "match/parser.h"

struct condition *macro_copy_tree(
	struct parser *parser, const struct condition *from, struct cursor at)
{
	struct condition *copy;
	struct condition *tail = NULL;
	struct condition kept;

	if (*parser->room.macro_nodes == 0) {
		lexer_error(&parser->lexer, at,
			"the macros of all rules put more than %u words and operators into conditions",
			LIMIT_MACRO_NODES);
		diags_suggest(parser->lexer.diags,
			"make long alternatives a list: it is kept once, however often it is used");
		return NULL;
	}
	copy = parser_node(parser, from->type, at, at.at);
	if (!copy) {
		return NULL;
	}
	--*parser->room.macro_nodes;
	kept = *copy;
	*copy = *from;
	copy->line = kept.line;
	copy->column = kept.column;
	copy->first = NULL;
	copy->next = NULL;
	copy->count = 0;
	for (const struct condition *child = from->first; child; child = child->next) {
		struct condition *child_copy = macro_copy_tree(parser, child, at);

		if (!child_copy) {
			return NULL;
		}
		condition_add(copy, &tail, child_copy);
	}
	return copy;
}

void macro_report_cycle(struct parser *parser, const struct token *token)
{
	struct buf path;
	const struct parser *user = parser;

	buf_init(&path, 400);
	buf_printf(&path, "$%.*s", STR_ARG(token->text));
	/* The outermost parser reads no macro. */
	while (user->macro && !str_eq(user->macro->name, token->text)) {
		buf_printf(&path, ", used in $%.*s", STR_ARG(user->macro->name));
		user = user->outer;
	}
	buf_printf(&path, ", used in $%.*s", STR_ARG(token->text));
	lexer_error(&parser->lexer, token->start, "the macro contains itself: %s", buf_cstr(&path));
	diags_suggest(parser->lexer.diags, "take one of them out of the circle");
	buf_done(&path);
}

size_t macro_depth(const struct parser *parser)
{
	size_t depth = 0;

	for (; parser; parser = parser->outer) {
		depth++;
	}
	return depth;
}
