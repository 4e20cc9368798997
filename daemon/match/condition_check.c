/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What cannot be seen while a condition is read, because macros bring in parts of it: depth, captures, the operands of NEAR,
 * what stands inside what. Changes nothing. Keeps true: a tree that passes is at most LIMIT_CONDITION_DEPTH deep, and so
 * may be walked by recursion ever after.
 */
#include "match/parser.h"

#include <string.h>

#include "text/regex.h"

/* What is around a node. */
struct around {
	uint32_t depth;
	bool negated; /* inside NOT, or behind NOT NEAR */
	bool field;
	bool sentence;
	bool paragraph;
	bool first;
};

/* Bits of the captures below a node; CHECK_FAILED after an error. */
#define CHECK_FAILED UINT32_MAX

static uint32_t check(struct parser *parser, const struct condition *node, struct around around);

static uint32_t fail(
	struct parser *parser, const struct condition *node, const char *message, const char *hint)
{
	struct str text = parser->lexer.text;
	struct cursor cursor = {0};

	if (node->source.ptr >= text.ptr && node->source.ptr <= text.ptr + text.len) {
		lexer_move(&parser->lexer, &cursor, (size_t)(node->source.ptr - text.ptr));
		lexer_error(&parser->lexer, cursor, "%s", message);
	} else {
		struct place place = {.file = parser->lexer.origin->file,
			.line = node->line,
			.column = node->column};

		diags_error(parser->lexer.diags, place, "%s", message);
		diags_quote(parser->lexer.diags, parser->lexer.origin->file_text);
	}
	if (hint) {
		diags_suggest(parser->lexer.diags, "%s", hint);
	}
	return CHECK_FAILED;
}

static bool is_term(const struct condition *node)
{
	switch (node->type) {
	case CONDITION_WORD:
	case CONDITION_WILDCARD:
	case CONDITION_STEM:
	case CONDITION_FUZZY:
	case CONDITION_EXACT:
	case CONDITION_PHRASE:
	case CONDITION_LIST:
	case CONDITION_ENTITY:
	case CONDITION_ENTITY_TYPE:
		return true;
	default:
		return false;
	}
}

/* The first part of an operand that has no place in the text of its own; NULL when it is a good operand. */
static const struct condition *find_placeless(const struct condition *node)
{
	if (is_term(node)) {
		return NULL;
	}
	if (node->type == CONDITION_CAPTURE) {
		return find_placeless(node->first);
	}
	if (node->type != CONDITION_OR) {
		return node;
	}
	for (const struct condition *child = node->first; child; child = child->next) {
		const struct condition *found = find_placeless(child);

		if (found) {
			return found;
		}
	}
	return NULL;
}

static uint32_t fail_operand(
	struct parser *parser, const struct condition *node, const struct condition *near)
{
	switch (node->type) {
	case CONDITION_AND:
		return fail(parser, node, "NEAR takes no group of AND",
			"write (A NEAR/5 C) AND (B NEAR/5 C), or SENT(A AND B AND C)");
	case CONDITION_NOT:
		return fail(parser, node, "NEAR takes no NOT", "write A NOT NEAR/5 B");
	case CONDITION_FIELD:
		return fail(parser, node, "a field inside NEAR",
			"put the field around it: title:(A NEAR/5 B)");
	case CONDITION_REGEX:
		return fail(parser, node,
			"a regular expression cannot stand here: it knows no word positions",
			"join it with AND: title:/…/ AND (A NEAR/5 B)");
	default:
		break;
	}
	return fail(parser, node,
		near->type == CONDITION_NEAR ? "this cannot be an operand of NEAR"
					     : "this cannot be counted or captured",
		"words, phrases, lists, entities and groups of OR can");
}

/* A operand of NEAR: the left may be a NEAR, whose span it is then; so may the right, unless it is negated. */
static bool check_near_operand(
	struct parser *parser, const struct condition *node, const struct condition *near)
{
	const struct condition *found;

	if (node->type == CONDITION_NEAR && (node == near->first || !node->negated)) {
		return true;
	}
	found = find_placeless(node);
	if (found) {
		(void)fail_operand(parser, found, near);
	}
	return !found;
}

static uint32_t capture_bit(struct parser *parser, const struct condition *node)
{
	for (size_t i = 0; i < parser->capture_count; i++) {
		if (str_eq(parser->captures[i], node->text)) {
			return 1u << i;
		}
	}
	if (parser->capture_count == LIMIT_CAPTURES) {
		return fail(parser, node, "too many captures in one condition", "8 names at most");
	}
	parser->captures[parser->capture_count] = node->text;
	return 1u << parser->capture_count++;
}

static const struct condition *find_uncapturable(const struct condition *node)
{
	return node->type == CONDITION_REGEX ? NULL : find_placeless(node);
}

static uint32_t check_capture(
	struct parser *parser, const struct condition *node, struct around around)
{
	const struct condition *found = find_uncapturable(node->first);
	uint32_t inner;
	uint32_t bit;

	if (around.negated) {
		return fail(parser, node, "a capture inside NOT: what is not there cannot be kept",
			"take the capture out of the NOT");
	}
	if (found && node->first->type == CONDITION_FIELD) {
		found = find_uncapturable(node->first->first);
	}
	if (found) {
		return fail(parser, found, "a capture takes one operand, not this",
			"words, phrases, lists, entities and groups of OR can be captured");
	}
	inner = check(parser, node->first, around);
	if (inner == CHECK_FAILED) {
		return CHECK_FAILED;
	}
	if (inner) {
		return fail(parser, node, "a capture inside a capture", NULL);
	}
	bit = capture_bit(parser, node);
	return bit;
}

/* All children hold together, unless `node` is an OR or an n OF: then a capture may stand in each. */
static uint32_t check_children(
	struct parser *parser, const struct condition *node, struct around around)
{
	bool alternatives = node->type == CONDITION_OR || node->type == CONDITION_N_OF;
	uint32_t seen = 0;

	for (const struct condition *child = node->first; child; child = child->next) {
		uint32_t bits;

		if (node->type == CONDITION_NEAR && node->negated && child != node->first) {
			around.negated = true;
		}
		bits = check(parser, child, around);
		if (bits == CHECK_FAILED) {
			return CHECK_FAILED;
		}
		if ((seen & bits) && !alternatives) {
			return fail(parser, child,
				"a capture of that name stands here a second time",
				"give it another name; one name twice is for alternatives of OR");
		}
		seen |= bits;
	}
	return seen;
}

static bool check_near(struct parser *parser, const struct condition *node)
{
	return check_near_operand(parser, node->first, node) &&
	       check_near_operand(parser, node->first->next, node);
}

static bool check_at_least(struct parser *parser, const struct condition *node)
{
	const struct condition *child = node->first;
	const struct condition *found = NULL;

	if (child->type != CONDITION_NEAR) {
		found = find_placeless(child);
	}
	if (found) {
		(void)fail(parser, found, "occurrences of this cannot be counted",
			"ATLEAST/n takes words, phrases, lists, entities, groups of OR, and A NEAR/n B");
	}
	return !found;
}

static bool check_unit(
	struct parser *parser, const struct condition *node, const struct around *around)
{
	if (around->sentence) {
		(void)fail(
			parser, node, "this stands inside SENT already", "take one of them away");
		return false;
	}
	if (around->paragraph && node->type == CONDITION_PARAGRAPH) {
		(void)fail(
			parser, node, "this stands inside PARA already", "take one of them away");
		return false;
	}
	return true;
}

/* The first word below that is no language code: an article's language is never named otherwise. */
static const struct condition *find_no_language(const struct condition *node)
{
	struct str rest = node->text;
	struct str first;

	if (node->type == CONDITION_WORD) {
		bool is_code = str_cut(&rest, '-', &first) && first.len >= 2 && first.len <= 3;

		return is_code ? NULL : node;
	}
	for (const struct condition *child = node->first; child; child = child->next) {
		const struct condition *found = find_no_language(child);

		if (found) {
			return found;
		}
	}
	return NULL;
}

static bool check_field(
	struct parser *parser, const struct condition *node, const struct around *around)
{
	if (around->field) {
		(void)fail(parser, node, "a field inside a field",
			"name all fields in front: title,lead:( … )");
		return false;
	}
	if (around->sentence || around->paragraph) {
		(void)fail(parser, node, "a field inside SENT or PARA",
			"put the field around it: title:SENT( … )");
		return false;
	}
	if (node->fields == 1u << FIELD_LANG) {
		const struct condition *word = find_no_language(node->first);

		if (word) {
			(void)fail(parser, word, "this is not a language code",
				"write lang:en, lang:(en OR fr)");
			return false;
		}
	}
	return true;
}

/* Points at the letter of the pattern that the library names. */
static void fail_regex(
	struct parser *parser, const struct condition *node, const struct regex_error *error)
{
	struct cursor cursor = {0};
	const char *text = error->message;
	const char *hint = NULL;

	lexer_move(&parser->lexer, &cursor,
		(size_t)(node->text.ptr - parser->lexer.text.ptr) + error->at);
	lexer_error(&parser->lexer, cursor, "this regular expression cannot be used: %s", text);
	if (strstr(text, "eferences") || strstr(text, "Zero-width")) {
		hint = "searching takes linear time: there are no back-references and no look-around; "
		       "write the alternatives out";
	} else if (strstr(text, "empty text")) {
		hint = "write + for * , or leave out ? : at least one letter has to be there";
	} else if (strstr(text, "repetitions")) {
		hint = "write smaller numbers in { }, or * , which costs nothing; words that are apart are found "
		       "by A NEAR/9 B";
	} else if (strstr(text, "property")) {
		hint = "write \\p{L} for letters, \\p{Lu} for capitals, \\p{N} for digits, or a script: "
		       "\\p{Cyrillic}";
	} else if (strstr(text, "close parenthesis")) {
		hint = "a parenthesis that is meant as a letter is written \\(";
	} else if (strstr(text, "too long")) {
		hint = "512 bytes are the limit: write several, with OR between";
	}
	if (hint) {
		diags_suggest(parser->lexer.diags, "%s", hint);
	}
}

static bool is_own(const struct parser *parser, const struct condition *node)
{
	struct str text = parser->lexer.text;

	return node->text.ptr >= text.ptr && node->text.ptr <= text.ptr + text.len;
}

static bool check_regex(
	struct parser *parser, const struct condition *node, const struct around *around)
{
	struct regex_error error;

	if (around->sentence || around->paragraph || around->first) {
		(void)fail(parser, node,
			around->first ? "a regular expression knows no word positions"
				      : "a regular expression knows no sentences or paragraphs",
			around->first ? "take it out of FIRST" : "take it out of SENT or PARA");
		return false;
	}
	/* That of a macro is checked where the macro is parsed. */
	if (is_own(parser, node) && regex_check(node->text, node->number != 0, &error) < 0) {
		fail_regex(parser, node, &error);
		return false;
	}
	/* A macro may get its field where it is used. */
	if (!around->field && !parser->macro) {
		(void)fail(parser, node, "a regular expression needs a field before it",
			"write title:/…/ or url:/…/");
		return false;
	}
	return true;
}

static bool check_node(
	struct parser *parser, const struct condition *node, const struct around *around)
{
	switch (node->type) {
	case CONDITION_NEAR:
		return check_near(parser, node);
	case CONDITION_AT_LEAST:
		return check_at_least(parser, node);
	case CONDITION_SENTENCE:
	case CONDITION_PARAGRAPH:
		return check_unit(parser, node, around);
	case CONDITION_FIELD:
		return check_field(parser, node, around);
	case CONDITION_REGEX:
		return check_regex(parser, node, around);
	default:
		return true;
	}
}

static uint32_t check(struct parser *parser, const struct condition *node, struct around around)
{
	if (++around.depth > LIMIT_CONDITION_DEPTH) {
		return fail(parser, node, "the condition is nested too deeply",
			"64 levels are the limit");
	}
	if (!check_node(parser, node, &around)) {
		return CHECK_FAILED;
	}
	around.negated = around.negated || node->type == CONDITION_NOT;
	around.field = around.field || node->type == CONDITION_FIELD;
	around.first = around.first || node->type == CONDITION_FIRST;
	around.sentence = around.sentence || node->type == CONDITION_SENTENCE;
	around.paragraph = around.paragraph || node->type == CONDITION_PARAGRAPH;
	if (node->type == CONDITION_CAPTURE) {
		return check_capture(parser, node, around);
	}
	return check_children(parser, node, around);
}

bool condition_check(struct parser *parser, const struct condition *root)
{
	return check(parser, root, (struct around){0}) != CHECK_FAILED;
}
