/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The condition language (RULES.md section 2) by recursive descent, one function for each step of binding. Never evaluates
 * and never reorders: the tree is what the author wrote, with macros put in. Keeps true: recursion is bounded by
 * LIMIT_CONDITION_DEPTH, and after NULL one error has been reported.
 */
#include "match/condition.h"

#include "match/foreign.h"
#include "match/parser.h"

bool condition_field_parse(struct str name, enum field *ret)
{
	for (int i = 0; i < FIELD_COUNT; i++) {
		if (str_eq(name, str_from(field_name((enum field)i)))) {
			*ret = (enum field)i;
			return true;
		}
	}
	return false;
}

static struct condition *parse_any(struct parser *parser);
static struct condition *parse_operand(struct parser *parser);

static bool advance(struct parser *parser)
{
	parser->last = parser->token;
	return lexer_next(&parser->lexer, &parser->token) == 0;
}

/* --- macros --- */

static struct condition *parse_text(struct parser *parser, struct str text,
	const struct condition_origin *origin, struct diags *diags);

/* Each macro is parsed once, at its first use; what is wrong in it is reported once, at its own place. */
static bool parse_macro(struct parser *user, struct macro *macro)
{
	struct parser parser = {
		.room = user->room, .book = user->book, .outer = user, .macro = macro};

	macro->state = MACRO_BUSY;
	macro->tree = parse_text(&parser, macro->text, &macro->origin, user->lexer.diags);
	macro->state = macro->tree ? MACRO_DONE : MACRO_FAILED;
	return macro->tree != NULL;
}

static struct condition *parse_macro_use(struct parser *parser)
{
	const struct token *token = &parser->token;
	const struct names *names = parser->book ? parser->book->names : NULL;
	const struct name *name = names_find_macro(names, token->text);
	struct macro *macro = name ? name->macro : NULL;
	struct condition *copy;

	if (!macro) {
		lexer_error(&parser->lexer, token->start, "there is no macro '%.*s'",
			STR_ARG(token->text));
		if (names_find(names, token->text)) {
			diags_suggest(parser->lexer.diags, "write @%.*s", STR_ARG(token->text));
		}
		(void)names_suggest(names, NAME_MACRO, token->text, "$", parser->lexer.diags);
		return NULL;
	}
	if (macro->state == MACRO_BUSY) {
		macro_report_cycle(parser, token);
		return NULL;
	}
	if (macro->state == MACRO_FRESH && macro_depth(parser) >= LIMIT_MACRO_DEPTH) {
		return parser_fail(parser, token, "macros are nested too deeply here", NULL);
	}
	if (macro->state == MACRO_FAILED ||
		(macro->state == MACRO_FRESH && !parse_macro(parser, macro))) {
		return NULL;
	}
	copy = macro_copy_tree(parser, macro->tree, token->start);
	if (!copy) {
		return NULL;
	}
	copy->source = parser_source(parser, token);
	return advance(parser) ? copy : NULL;
}

/* --- operands --- */

static struct condition *parse_leaf(struct parser *parser)
{
	struct token token = parser->token;
	struct cursor inside = token.start;
	struct condition *node = NULL;

	switch (token.type) {
	case TOKEN_WORD:
		node = term_parse_word(parser, token.start, token.text);
		break;
	case TOKEN_PHRASE:
		lexer_move(&parser->lexer, &inside, token.start.at + (token.exact ? 2 : 1));
		node = term_parse_phrase(parser, inside, token.text, token.exact);
		break;
	case TOKEN_REFERENCE:
		node = term_parse_reference(parser, token.start, token.text);
		break;
	default:
		node = parser_node(parser, CONDITION_REGEX, token.start, token.end);
		if (node) {
			node->text = token.text;
			node->number = token.number;
		}
		break;
	}
	if (node) {
		node->source = parser_source(parser, &token);
	}
	return node && advance(parser) ? node : NULL;
}

static struct condition *fail_not_closed(struct parser *parser, const struct token *open)
{
	return parser_fail(
		parser, open, "this parenthesis is not closed", "write ) where the group ends");
}

/* What stands after an operand must be an operator or an end. */
static bool check_behind(struct parser *parser, const struct token *open)
{
	switch (parser->token.type) {
	case TOKEN_AND:
	case TOKEN_OR:
	case TOKEN_NEAR:
	case TOKEN_CLOSE:
		return true;
	case TOKEN_END:
		if (open) {
			(void)fail_not_closed(parser, open);
		}
		return !open;
	case TOKEN_COMMA:
		return true;
	default:
		foreign_report_adjacent(&parser->lexer, &parser->last, &parser->token);
		return false;
	}
}

static bool is_digit(struct str text, size_t at)
{
	return at < text.len && text.ptr[at] >= '0' && text.ptr[at] <= '9';
}

static struct condition *fail_comma(struct parser *parser)
{
	size_t at = parser->token.start.at;

	if (at > 0 && is_digit(parser->lexer.text, at - 1) &&
		is_digit(parser->lexer.text, at + 1)) {
		return parser_fail(parser, &parser->token, "a comma joins nothing here",
			"quote a number that has one: \"3,000\"");
	}
	return parser_fail(parser, &parser->token, "a comma joins nothing here",
		"write OR; only `2 OF (a, b, c)` takes commas");
}

/* ( … ) */
static struct condition *parse_group(struct parser *parser)
{
	struct token open = parser->token;
	struct condition *node;

	if (!advance(parser)) {
		return NULL;
	}
	if (parser->token.type == TOKEN_END) {
		return fail_not_closed(parser, &open);
	}
	node = parse_any(parser);
	if (!node || !check_behind(parser, &open)) {
		return NULL;
	}
	if (parser->token.type == TOKEN_COMMA) {
		return fail_comma(parser);
	}
	return advance(parser) ? node : NULL;
}

/* NAME( … ): the node of the operator around what stands in the parentheses. */
static struct condition *parse_call(struct parser *parser, enum condition_type type)
{
	struct token name = parser->token;
	struct condition *node = parser_node(parser, type, name.start, name.end);
	struct condition *tail = NULL;
	struct condition *child;

	if (!node || !advance(parser)) {
		return NULL;
	}
	node->number = name.number;
	if (parser->token.type != TOKEN_OPEN) {
		struct str source = parser_source(parser, &name);

		lexer_error(&parser->lexer, name.start, "%.*s takes parentheses", STR_ARG(source));
		diags_suggest(parser->lexer.diags,
			"write %.*s( … ); to search for the word itself quote it", STR_ARG(source));
		return NULL;
	}
	child = parse_group(parser);
	if (!child) {
		return NULL;
	}
	condition_add(node, &tail, child);
	node->source.len = parser->last.end - name.start.at;
	return node;
}

/* n OF (a, b, c) */
static struct condition *parse_n_of(struct parser *parser)
{
	struct token name = parser->token;
	struct condition *node = parser_node(parser, CONDITION_N_OF, name.start, name.end);
	struct condition *tail = NULL;
	struct token open;

	if (!node || !advance(parser)) {
		return NULL;
	}
	open = parser->token;
	node->number = name.number;
	do {
		struct condition *child = advance(parser) ? parse_any(parser) : NULL;

		if (!child || !check_behind(parser, &open)) {
			return NULL;
		}
		condition_add(node, &tail, child);
	} while (parser->token.type == TOKEN_COMMA);
	if (!advance(parser)) {
		return NULL;
	}
	node->source.len = parser->last.end - name.start.at;
	if (node->number > node->count) {
		lexer_error(&parser->lexer, name.start, "%u of %u alternatives can never be there",
			node->number, node->count);
		if (node->count == 1) {
			diags_suggest(parser->lexer.diags,
				"commas stand between the alternatives: 2 OF (a, b, c)");
		} else {
			diags_suggest(parser->lexer.diags,
				"write a number up to %u; for all of them AND", node->count);
		}
		return NULL;
	}
	return node;
}

/* title: and who=, which hold the next operand only. */
static struct condition *parse_prefix(struct parser *parser)
{
	struct token prefix = parser->token;
	bool field = prefix.type == TOKEN_FIELD;
	struct condition *node = parser_node(
		parser, field ? CONDITION_FIELD : CONDITION_CAPTURE, prefix.start, prefix.end);
	struct condition *tail = NULL;
	struct condition *child;

	if (!node || !advance(parser)) {
		return NULL;
	}
	child = parse_operand(parser);
	if (!child) {
		return NULL;
	}
	node->fields = prefix.fields;
	node->text = prefix.text;
	condition_add(node, &tail, child);
	node->source.len = parser->last.end - prefix.start.at;
	return node;
}

static struct condition *parse_by_type(struct parser *parser)
{
	switch (parser->token.type) {
	case TOKEN_WORD:
	case TOKEN_PHRASE:
	case TOKEN_REFERENCE:
	case TOKEN_REGEX:
		return parse_leaf(parser);
	case TOKEN_MACRO:
		return parse_macro_use(parser);
	case TOKEN_OPEN:
		return parse_group(parser);
	case TOKEN_FIELD:
	case TOKEN_CAPTURE:
		return parse_prefix(parser);
	case TOKEN_SENTENCE:
		return parse_call(parser, CONDITION_SENTENCE);
	case TOKEN_PARAGRAPH:
		return parse_call(parser, CONDITION_PARAGRAPH);
	case TOKEN_FIRST:
		return parse_call(parser, CONDITION_FIRST);
	case TOKEN_AT_LEAST:
		return parse_call(parser, CONDITION_AT_LEAST);
	case TOKEN_N_OF:
		return parse_n_of(parser);
	case TOKEN_NOT:
		return parser_fail(parser, &parser->token, "NOT cannot stand here",
			"put it in parentheses, or write A NOT NEAR/5 B");
	default:
		return parser_fail_no_operand(parser);
	}
}

/* Every recursion of the parser passes here or through parse_not. */
static bool enter(struct parser *parser)
{
	if (parser->depth >= LIMIT_CONDITION_DEPTH) {
		(void)parser_fail(parser, &parser->token, "the condition is nested too deeply",
			"64 levels are the limit");
		return false;
	}
	parser->depth++;
	return true;
}

static struct condition *parse_operand(struct parser *parser)
{
	struct condition *node;

	if (!enter(parser)) {
		return NULL;
	}
	node = parse_by_type(parser);
	parser->depth--;
	return node;
}

/* --- operators, tightest first --- */

static struct condition *parse_near(struct parser *parser)
{
	struct cursor start = parser->token.start;
	struct condition *left = parse_operand(parser);

	while (left && parser->token.type == TOKEN_NEAR) {
		struct token sign = parser->token;
		struct condition *node = parser_node(parser, CONDITION_NEAR, start, sign.end);
		struct condition *tail = NULL;
		struct condition *right = node && advance(parser) ? parse_operand(parser) : NULL;

		if (!right) {
			return NULL;
		}
		node->number = sign.number;
		node->ordered = sign.ordered;
		node->negated = sign.negated;
		condition_add(node, &tail, left);
		condition_add(node, &tail, right);
		node->source.len = parser->last.end - start.at;
		left = node;
	}
	return left;
}

static struct condition *parse_not(struct parser *parser)
{
	struct token sign = parser->token;
	struct condition *node;
	struct condition *child;
	struct condition *tail = NULL;

	if (sign.type != TOKEN_NOT) {
		return parse_near(parser);
	}
	if (!enter(parser)) {
		return NULL;
	}
	node = parser_node(parser, CONDITION_NOT, sign.start, sign.end);
	child = node && advance(parser) ? parse_not(parser) : NULL;
	parser->depth--;
	if (!child) {
		return NULL;
	}
	condition_add(node, &tail, child);
	node->source.len = parser->last.end - sign.start.at;
	return node;
}

/* The operands of AND or of OR, as many as there are. */
static struct condition *parse_any(struct parser *parser)
{
	struct cursor start = parser->token.start;
	struct condition *first = parse_not(parser);
	enum token_type type = parser->token.type;
	struct condition *node;
	struct condition *tail = NULL;

	if (!first || (type != TOKEN_AND && type != TOKEN_OR)) {
		return first;
	}
	node = parser_node(
		parser, type == TOKEN_AND ? CONDITION_AND : CONDITION_OR, start, parser->last.end);
	if (!node) {
		return NULL;
	}
	condition_add(node, &tail, first);
	while (parser->token.type == type) {
		struct condition *child = advance(parser) ? parse_not(parser) : NULL;

		if (!child) {
			return NULL;
		}
		condition_add(node, &tail, child);
		node->source.len = parser->last.end - start.at;
	}
	if (parser->token.type == TOKEN_AND || parser->token.type == TOKEN_OR) {
		return parser_fail_mixed(parser, node->source);
	}
	return node;
}

/* --- whole texts --- */

static bool start(struct parser *parser, struct str text, const struct condition_origin *origin,
	struct diags *diags)
{
	struct cursor begin = {0};
	struct str copy;

	lexer_init(&parser->lexer, STR(""), origin, diags);
	if (text.len > LIMIT_CONDITION) {
		lexer_error(&parser->lexer, begin, "the condition is longer than %u bytes",
			LIMIT_CONDITION);
		diags_suggest(diags, "put its terms into lists");
		return false;
	}
	copy = arena_str(parser->room.texts, text);
	if (!copy.ptr) {
		lexer_error(&parser->lexer, begin, "there is no memory left for this condition");
		return false;
	}
	lexer_init(&parser->lexer, copy, origin, diags);
	return true;
}

static struct condition *parse_text(struct parser *parser, struct str text,
	const struct condition_origin *origin, struct diags *diags)
{
	struct condition *root;

	if (!start(parser, text, origin, diags) || !advance(parser)) {
		return NULL;
	}
	parser->last = (struct token){0};
	root = parse_any(parser);
	if (!root || !check_behind(parser, NULL)) {
		return NULL;
	}
	if (parser->token.type == TOKEN_CLOSE) {
		return parser_fail(parser, &parser->token, "no parenthesis is open here",
			"leave it out, or write ( where the group begins");
	}
	if (parser->token.type == TOKEN_COMMA) {
		return fail_comma(parser);
	}
	return condition_check(parser, root) ? root : NULL;
}

struct condition *condition_parse(struct condition_room room, const struct rule_book *book,
	struct str text, const struct condition_origin *origin, struct diags *diags)
{
	struct parser parser = {.room = room, .book = book};

	return parse_text(&parser, text, origin, diags);
}

struct condition *condition_parse_item(struct condition_room room, const struct rule_book *book,
	struct str text, const struct condition_origin *origin, struct diags *diags)
{
	struct parser parser = {.room = room, .book = book};
	struct cursor begin = {0};

	if (!start(&parser, text, origin, diags)) {
		return NULL;
	}
	return term_parse_item(&parser, begin, parser.lexer.text);
}

bool condition_parse_macro(struct condition_room room, const struct rule_book *book,
	struct macro *macro, struct diags *diags)
{
	struct parser user = {.room = room, .book = book};

	lexer_init(&user.lexer, STR(""), &macro->origin, diags);
	return macro->state == MACRO_FRESH ? parse_macro(&user, macro) : macro->state == MACRO_DONE;
}

void condition_add(struct condition *parent, struct condition **tail, struct condition *child)
{
	if (*tail) {
		(*tail)->next = child;
	} else {
		parent->first = child;
	}
	*tail = child;
	parent->count++;
}

bool condition_has_reference(const struct condition *condition)
{
	if (condition->type == CONDITION_LIST || condition->type == CONDITION_ENTITY ||
		condition->type == CONDITION_ENTITY_TYPE) {
		return true;
	}
	for (const struct condition *child = condition->first; child; child = child->next) {
		if (condition_has_reference(child)) {
			return true;
		}
	}
	return false;
}
