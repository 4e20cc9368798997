/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Cuts a condition into tokens (RULES.md section 2). Knows how operators are spelt, ours and those of other products; does
 * not know which may follow which. Keeps true: the cursor stands behind the last token, and after an error one diagnostic
 * has been added.
 */
#include "match/lexer.h"

#include <errno.h>

#include "base/limits.h"
#include "match/foreign.h"
#include "match/names.h"

void lexer_init(struct lexer *lexer, struct str text, const struct condition_origin *origin,
	struct diags *diags)
{
	*lexer = (struct lexer){.text = text, .origin = origin, .diags = diags};
}

static bool is_space(char byte)
{
	return byte == ' ' || (byte >= '\t' && byte <= '\r');
}

static bool is_digit(char byte)
{
	return byte >= '0' && byte <= '9';
}

static bool is_name_byte(char byte)
{
	return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || byte == '_' ||
	       is_digit(byte);
}

/* What ends a run of word characters. */
static bool is_break(char byte)
{
	return is_space(byte) || byte == '(' || byte == ')' || byte == '"' || byte == ',';
}

static char byte_at(const struct lexer *lexer, size_t at)
{
	if (at >= lexer->text.len) {
		return '\0';
	}
	return lexer->text.ptr[at];
}

static size_t skip_spaces(const struct lexer *lexer, size_t at)
{
	while (at < lexer->text.len && is_space(lexer->text.ptr[at])) {
		at++;
	}
	return at;
}

static size_t run_end(const struct lexer *lexer, size_t at)
{
	while (at < lexer->text.len && !is_break(lexer->text.ptr[at])) {
		at++;
	}
	return at;
}

static struct str part(const struct lexer *lexer, size_t from, size_t to)
{
	return str_slice(lexer->text, from, to - from);
}

/* Spaces and comments. */
static void skip_blank(struct lexer *lexer)
{
	size_t at = lexer->cursor.at;

	for (;;) {
		at = skip_spaces(lexer, at);
		if (byte_at(lexer, at) != '/' || byte_at(lexer, at + 1) != '/') {
			break;
		}
		while (at < lexer->text.len && lexer->text.ptr[at] != '\n') {
			at++;
		}
	}
	lexer_move(lexer, &lexer->cursor, at);
}

static int take(struct lexer *lexer, struct token *token, size_t end)
{
	token->end = end;
	lexer_move(lexer, &lexer->cursor, end);
	return 0;
}

static int lex_phrase(struct lexer *lexer, struct token *token)
{
	size_t open = lexer->cursor.at + (token->exact ? 1 : 0);
	ptrdiff_t len = str_find_byte(part(lexer, open + 1, lexer->text.len), '"');
	size_t close;
	char after;

	if (len < 0) {
		lexer_error(lexer, token->start, "this quote is not closed");
		diags_suggest(lexer->diags, "end the phrase with \"");
		return -EINVAL;
	}
	close = open + 1 + (size_t)len;
	token->type = TOKEN_PHRASE;
	token->text = part(lexer, open + 1, close);
	after = byte_at(lexer, close + 1);
	if (after == '~') {
		lexer_error(lexer, token->start, "a phrase takes no ~");
		diags_suggest(lexer->diags, "for words near each other write A NEAR/5 B");
		return -EINVAL;
	}
	if (after == '*' || after == '?') {
		lexer_error(lexer, token->start, "a wildcard stands inside the quotes");
		diags_suggest(lexer->diags, "write \"%.*s%c\"", STR_ARG(token->text), after);
		return -EINVAL;
	}
	if (close + 1 < lexer->text.len && !is_break(after)) {
		lexer_error(
			lexer, token->start, "this quote is not closed before the next one opens");
		diags_suggest(
			lexer->diags, "put a space behind the closing quote, or close this phrase");
		return -EINVAL;
	}
	return take(lexer, token, close + 1);
}

static int lex_regex(struct lexer *lexer, struct token *token)
{
	size_t start = lexer->cursor.at;
	size_t at = start + 1;

	if (foreign_report_slash(lexer, token->start, part(lexer, start, run_end(lexer, start)))) {
		return -EINVAL;
	}
	while (at < lexer->text.len && lexer->text.ptr[at] != '/' && lexer->text.ptr[at] != '\n') {
		at += lexer->text.ptr[at] == '\\' ? 2 : 1;
	}
	if (byte_at(lexer, at) != '/') {
		lexer_error(lexer, token->start, "this regular expression is not closed");
		diags_suggest(
			lexer->diags, "write /…/ or /…/i on one line; a / inside is written \\/");
		return -EINVAL;
	}
	token->type = TOKEN_REGEX;
	token->text = part(lexer, start + 1, at);
	at++;
	if (byte_at(lexer, at) == 'i') {
		token->number = 1;
		at++;
	}
	if (at < lexer->text.len && !is_break(lexer->text.ptr[at])) {
		lexer_error(lexer, token->start, "a regular expression takes no flag but i");
		diags_suggest(lexer->diags,
			"write /…/ or /…/i; all of a field is searched, and once is enough");
		return -EINVAL;
	}
	return take(lexer, token, at);
}

/* @name and $name. */
static int lex_reference(struct lexer *lexer, struct token *token)
{
	size_t start = lexer->cursor.at;
	size_t end = run_end(lexer, start);
	size_t len = names_span(part(lexer, start + 1, end));
	bool macro = lexer->text.ptr[start] == '$';

	token->type = macro ? TOKEN_MACRO : TOKEN_REFERENCE;
	token->text = part(lexer, start + 1, start + 1 + len);
	if (len == 0 || start + 1 + len != end) {
		lexer_error(lexer, token->start, "'%.*s' is not a name",
			STR_ARG(part(lexer, start, end)));
		diags_suggest(lexer->diags,
			macro ? "a macro is written $name, of letters, digits, . _ -; a sum is "
				"quoted: \"$100\""
			      : "a list, entity or type is written @name, of letters, digits, . _ -");
		return -EINVAL;
	}
	return take(lexer, token, end);
}

struct operator_form {
	struct str name;
	enum token_type type;
	bool numbered; /* NAME/n */
	bool ordered;
	uint32_t max;
};

static const struct operator_form operators[] = {
	{STR_INIT("AND"), TOKEN_AND, false, false, 0},
	{STR_INIT("OR"), TOKEN_OR, false, false, 0},
	{STR_INIT("NOT"), TOKEN_NOT, false, false, 0},
	{STR_INIT("NEAR"), TOKEN_NEAR, true, false, LIMIT_DISTANCE},
	{STR_INIT("ONEAR"), TOKEN_NEAR, true, true, LIMIT_DISTANCE},
	{STR_INIT("SENT"), TOKEN_SENTENCE, false, false, 0},
	{STR_INIT("PARA"), TOKEN_PARAGRAPH, false, false, 0},
	{STR_INIT("FIRST"), TOKEN_FIRST, true, false, LIMIT_FIRST_WORDS},
	{STR_INIT("ATLEAST"), TOKEN_AT_LEAST, true, false, LIMIT_DISTANCE},
};

/* All are capitals; most words are not: one comparison settles them. */
static bool may_be_operator(struct str run)
{
	return run.len >= 2 && run.ptr[0] >= 'A' && run.ptr[0] <= 'S';
}

static const struct operator_form *find_operator(struct str name)
{
	if (!may_be_operator(name)) {
		return NULL;
	}
	for (size_t i = 0; i < sizeof(operators) / sizeof(operators[0]); i++) {
		if (str_eq(operators[i].name, name)) {
			return &operators[i];
		}
	}
	return NULL;
}

static int lex_number(struct lexer *lexer, struct token *token, const struct operator_form *form,
	struct str number)
{
	int64_t value = 0;
	bool zero_is_good = form->type == TOKEN_NEAR;

	if (number.len == 0 || !is_digit(number.ptr[0]) || str_to_int64(number, &value) < 0 ||
		value > form->max || (value == 0 && !zero_is_good)) {
		lexer_error(lexer, token->start, "%.*s takes a number from %d to %u",
			STR_ARG(form->name), zero_is_good ? 0 : 1, form->max);
		if (str_ends(number, STR("f")) && form->type == TOKEN_NEAR) {
			number.len--;
			diags_suggest(lexer->diags, "write ONEAR/%.*s", STR_ARG(number));
		} else {
			diags_suggest(lexer->diags,
				zero_is_good ? "write A %.*s/5 B" : "write %.*s/5( … )",
				STR_ARG(form->name));
		}
		return -EINVAL;
	}
	token->number = (uint32_t)value;
	token->ordered = form->ordered;
	return 0;
}

/* True when `run` (up to a slash) is an operator; then `ret` is 0 or the error. */
static bool lex_operator(struct lexer *lexer, struct token *token, size_t end, int *ret)
{
	struct str run = part(lexer, token->start.at, end);
	ptrdiff_t slash = may_be_operator(run) ? str_find_byte(run, '/') : -1;
	struct str head = slash < 0 ? run : str_slice(run, 0, (size_t)slash);
	const struct operator_form *form = find_operator(head);

	if (!form || (slash >= 0 && !form->numbered)) {
		return false;
	}
	token->type = form->type;
	*ret = 0;
	if (form->numbered) {
		struct str number =
			slash < 0 ? STR("") : str_slice(run, (size_t)slash + 1, run.len);

		*ret = lex_number(lexer, token, form, number);
	}
	if (*ret == 0) {
		*ret = take(lexer, token, end);
	}
	return true;
}

/* NOT NEAR/n is one token: it binds as NEAR does. */
static int lex_not_near(struct lexer *lexer, struct token *token)
{
	struct token near = {.start = lexer->cursor};
	struct str run;
	size_t end;
	int error = 0;

	lexer_move(lexer, &near.start, skip_spaces(lexer, near.start.at));
	end = run_end(lexer, near.start.at);
	run = part(lexer, near.start.at, end);
	run = str_slice(run, str_starts(run, STR("O")) ? 1 : 0, run.len);
	if (!str_eq(run, STR("NEAR")) && !str_starts(run, STR("NEAR/"))) {
		return 0;
	}
	if (!lex_operator(lexer, &near, end, &error) || error < 0) {
		return -EINVAL;
	}
	near.negated = true;
	near.start = token->start;
	*token = near;
	return 0;
}

/* `3 OF (`: the number belongs to the operator. 1 when it is one. */
static int lex_n_of(struct lexer *lexer, struct token *token, size_t end)
{
	size_t of = skip_spaces(lexer, end);
	size_t of_end = run_end(lexer, of);
	struct str word = part(lexer, of, of_end);
	int64_t value = 0;

	if (of == end || !str_eq_nocase(word, STR("OF")) ||
		byte_at(lexer, skip_spaces(lexer, of_end)) != '(') {
		return 0;
	}
	if (!str_eq(word, STR("OF"))) {
		struct cursor at = token->start;

		lexer_move(lexer, &at, of);
		lexer_error(lexer, at, "operators are written in capitals");
		diags_suggest(lexer->diags, "write %.*s OF (a, b, c)",
			STR_ARG(part(lexer, token->start.at, end)));
		return -EINVAL;
	}
	if (str_to_int64(part(lexer, token->start.at, end), &value) < 0 || value < 1 ||
		value > LIMIT_CONDITION_NODES) {
		lexer_error(lexer, token->start, "n OF takes a number from 1");
		return -EINVAL;
	}
	token->type = TOKEN_N_OF;
	token->number = (uint32_t)value;
	(void)take(lexer, token, of_end);
	return 1;
}

/* The fields of `title,lead:` up to the colon at `colon`. */
static int lex_fields(struct lexer *lexer, struct token *token, size_t colon)
{
	struct cursor at = token->start;
	size_t from = at.at;

	token->type = TOKEN_FIELD;
	while (from < colon) {
		ptrdiff_t len = str_find_byte(part(lexer, from, colon), ',');
		size_t to = len < 0 ? colon : from + (size_t)len;
		enum field field;

		lexer_move(lexer, &at, from);
		if (!condition_field_parse(part(lexer, from, to), &field)) {
			foreign_report_field(lexer, at, part(lexer, from, to));
			return -EINVAL;
		}
		token->fields |= 1u << field;
		from = to + 1;
	}
	return take(lexer, token, colon + 1);
}

/* Byte after a run of `name(,name)*`, which has one end for all names in it: `2 OF (a,b,c)` may hold thousands. */
static size_t names_end(struct lexer *lexer, size_t at)
{
	if (at < lexer->names_end) {
		return lexer->names_end;
	}
	while (is_name_byte(byte_at(lexer, at)) ||
		(byte_at(lexer, at) == ',' && is_name_byte(byte_at(lexer, at + 1)))) {
		at++;
	}
	lexer->names_end = at;
	return at;
}

static int lex_capture(struct lexer *lexer, struct token *token, size_t equals)
{
	enum field field;

	token->type = TOKEN_CAPTURE;
	token->text = part(lexer, token->start.at, equals);
	if (condition_field_parse(token->text, &field)) {
		lexer_error(lexer, token->start, "the capture %.*s= has the name of a field",
			STR_ARG(token->text));
		diags_suggest(lexer->diags,
			"write %.*s: to look into the field, or name the capture otherwise",
			STR_ARG(token->text));
		return -EINVAL;
	}
	if (equals + 1 == lexer->text.len || is_space(lexer->text.ptr[equals + 1])) {
		lexer_error(lexer, token->start, "the capture %.*s= has nothing behind it",
			STR_ARG(token->text));
		diags_suggest(
			lexer->diags, "write %.*s=@state, without spaces", STR_ARG(token->text));
		return -EINVAL;
	}
	return take(lexer, token, equals + 1);
}

static int lex_exact(struct lexer *lexer, struct token *token)
{
	size_t start = lexer->cursor.at;

	if (byte_at(lexer, start + 1) == '"') {
		token->exact = true;
		return lex_phrase(lexer, token);
	}
	if (start + 1 == lexer->text.len || is_break(lexer->text.ptr[start + 1])) {
		lexer_error(lexer, token->start, "a lone =");
		diags_suggest(lexer->diags, "a capture is written who=@state, exact letters =NATO, "
					    "both without spaces");
		return -EINVAL;
	}
	token->type = TOKEN_WORD;
	token->text = part(lexer, start, run_end(lexer, start));
	return take(lexer, token, start + token->text.len);
}

/* Where a word of small letters and digits ends that nothing is written on, as most words of most conditions are; `start`
 * when it is not one. */
static size_t small_word_end(const struct lexer *lexer, size_t start)
{
	size_t end = start;

	if (is_digit(lexer->text.ptr[start])) {
		return start;
	}
	while (end < lexer->text.len &&
		((lexer->text.ptr[end] >= 'a' && lexer->text.ptr[end] <= 'z') ||
			is_digit(lexer->text.ptr[end]))) {
		end++;
	}
	/* Behind a comma a field may follow: title,lead: */
	return end == lexer->text.len ||
			       (is_break(lexer->text.ptr[end]) && lexer->text.ptr[end] != ',')
		       ? end
		       : start;
}

static int lex_small_word(struct lexer *lexer, struct token *token, size_t end)
{
	token->type = TOKEN_WORD;
	token->text = part(lexer, token->start.at, end);
	token->end = end;
	if (foreign_report_word(lexer, token->start, token->text)) {
		return -EINVAL;
	}
	lexer->cursor.column += (uint32_t)token->text.len;
	lexer->cursor.at = end;
	return 0;
}

/* True, and said, when what stands there looks like a capture or a type and is a word for nobody: 1who=a, %state. */
static bool report_odd_name(struct lexer *lexer, struct cursor start, size_t name_end)
{
	if (is_digit(lexer->text.ptr[start.at]) && byte_at(lexer, name_end) == '=') {
		struct str name = part(lexer, start.at, name_end);

		lexer_error(lexer, start, "the name of the capture %.*s= begins with a digit",
			STR_ARG(name));
		diags_suggest(lexer->diags,
			"begin it with a letter, who=@state; a sign = stands in quotes");
		return true;
	}
	if (lexer->text.ptr[start.at] == '%' && is_name_byte(byte_at(lexer, start.at + 1)) &&
		!is_digit(byte_at(lexer, start.at + 1))) {
		size_t end = start.at + 1;
		struct str name;

		while (is_name_byte(byte_at(lexer, end))) {
			end++;
		}
		name = part(lexer, start.at + 1, end);
		lexer_error(lexer, start, "%%%.*s is no term", STR_ARG(name));
		diags_suggest(lexer->diags, "a list, an entity or a type is written @%.*s",
			STR_ARG(name));
		return true;
	}
	return false;
}

/* A prefix (title: or who=), an operator, or a word. */
static int lex_run(struct lexer *lexer, struct token *token)
{
	size_t start = token->start.at;
	bool letter = !is_digit(lexer->text.ptr[start]);
	size_t name_end = names_end(lexer, start);
	size_t end = run_end(lexer, start);
	int error = 0;

	if (letter && name_end > start && byte_at(lexer, name_end) == ':') {
		/* What stands behind the colon is another token; a regular expression has signs of its own. */
		bool regex = byte_at(lexer, name_end + 1) == '/';

		if (foreign_report_operator(
			    lexer, token->start, part(lexer, start, regex ? name_end + 1 : end))) {
			return -EINVAL;
		}
		return lex_fields(lexer, token, name_end);
	}
	if (letter && name_end > start && name_end <= end && byte_at(lexer, name_end) == '=') {
		return lex_capture(lexer, token, name_end);
	}
	if (report_odd_name(lexer, token->start, name_end)) {
		return -EINVAL;
	}
	if (lex_operator(lexer, token, end, &error)) {
		return error < 0 || token->type != TOKEN_NOT ? error : lex_not_near(lexer, token);
	}
	if (!letter) {
		error = lex_n_of(lexer, token, end);
		if (error != 0) {
			return error < 0 ? error : 0;
		}
	}
	if (foreign_report_operator(lexer, token->start, part(lexer, start, end))) {
		return -EINVAL;
	}
	token->type = TOKEN_WORD;
	token->text = part(lexer, start, end);
	return take(lexer, token, end);
}

int lexer_next(struct lexer *lexer, struct token *ret)
{
	struct token token = {.type = TOKEN_END};
	int error = 0;

	skip_blank(lexer);
	token.start = lexer->cursor;
	token.end = lexer->cursor.at;
	if (lexer->cursor.at == lexer->text.len) {
		*ret = token;
		return 0;
	}
	switch (lexer->text.ptr[lexer->cursor.at]) {
	case '(':
		token.type = TOKEN_OPEN;
		error = take(lexer, &token, token.end + 1);
		break;
	case ')':
		token.type = TOKEN_CLOSE;
		error = take(lexer, &token, token.end + 1);
		break;
	case ',':
		token.type = TOKEN_COMMA;
		error = take(lexer, &token, token.end + 1);
		break;
	case '"':
		error = lex_phrase(lexer, &token);
		break;
	case '/':
		error = lex_regex(lexer, &token);
		break;
	case '=':
		error = lex_exact(lexer, &token);
		break;
	case '@':
	case '$':
		error = lex_reference(lexer, &token);
		break;
	default: {
		size_t end = small_word_end(lexer, token.end);

		error = end > token.end ? lex_small_word(lexer, &token, end)
					: lex_run(lexer, &token);
		break;
	}
	}
	if (error < 0) {
		return error;
	}
	*ret = token;
	return 0;
}
