/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The leaves of a condition: words, wildcards, stems, exact words, phrases, references. Does not segment words as articles
 * are segmented, but for wildcards, which stand for one word each. Keeps true: every word has a letter or a digit.
 */

#include "match/parser.h"

#include "text/fold.h"
#include "text/utf8.h"

#define WILDCARD_LETTERS_MIN 3
#define FUZZY_TWO_LETTERS_MIN 8

/* The children of a phrase while it is read. */
struct terms {
	struct condition *first;
	struct condition *last;
	size_t count;
};

enum place_of_term { IN_CONDITION, IN_PHRASE, IN_ITEM };

static bool is_word_class(enum fold_class class)
{
	return class == FOLD_WORD || class == FOLD_DIGIT || class == FOLD_IDEOGRAPH;
}

static bool is_ascii_word(unsigned char byte)
{
	return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
	       (byte >= '0' && byte <= '9');
}

static size_t count_letters(struct str s)
{
	size_t count = 0;

	for (size_t at = 0; at < s.len;) {
		unsigned char byte = (unsigned char)s.ptr[at];

		if (byte < 0x80) {
			count += is_ascii_word(byte);
			at++;
		} else {
			count += is_word_class(fold_class(fold_entry(utf8_next(s, &at))));
		}
	}
	return count;
}

static bool has_letter(struct str s)
{
	return (s.len && is_ascii_word((unsigned char)s.ptr[0])) || count_letters(s) > 0;
}

struct condition *parser_node(
	struct parser *parser, enum condition_type type, struct cursor start, size_t end)
{
	struct condition *node = NULL;
	struct place place = lexer_place(&parser->lexer, start);

	if (parser->nodes < LIMIT_CONDITION_NODES) {
		node = arena_zalloc(parser->room.nodes, sizeof(*node));
	}
	if (!node) {
		lexer_error(&parser->lexer, start, "the condition is too large");
		return NULL;
	}
	parser->nodes++;
	node->type = (uint8_t)type;
	node->source = str_slice(parser->lexer.text, start.at, end - start.at);
	node->line = place.line;
	node->column = place.column;
	return node;
}

static bool terms_add(struct terms *terms, struct condition *node)
{
	if (!node) {
		return false;
	}
	if (terms->last) {
		terms->last->next = node;
	} else {
		terms->first = node;
	}
	terms->last = node;
	terms->count++;
	return true;
}

static struct condition *leaf(
	struct parser *parser, enum condition_type type, struct cursor start, struct str text)
{
	struct condition *node = parser_node(parser, type, start, start.at + text.len);

	if (node) {
		node->text = text;
	}
	return node;
}

/* Whether the code point at `at` belongs to a wildcard's word; moves *end behind it. */
static bool in_wildcard(struct str run, size_t at, size_t *end)
{
	uint32_t point;
	enum fold_class class;

	*end = at;
	point = utf8_next(run, end);
	if (point == '*' || point == '?') {
		return true;
	}
	class = fold_class(fold_entry(point));
	return is_word_class(class) || class == FOLD_MARK || class == FOLD_APOSTROPHE ||
	       class == FOLD_IGNORED;
}

/* True when nothing but single hyphens stands between the words of `run`, and words on both ends. */
static bool is_hyphenated(struct str run)
{
	bool was_word = false;
	size_t hyphens = 0;

	for (size_t at = 0; at < run.len;) {
		size_t end;
		bool is_word = in_wildcard(run, at, &end);
		size_t from = at;

		if (!is_word && (!was_word || fold_class(fold_entry(utf8_next(run, &from))) !=
						      FOLD_HYPHEN)) {
			return false;
		}
		hyphens += is_word ? 0 : 1;
		was_word = is_word;
		at = end;
	}
	return was_word && hyphens > 0;
}

/* In a script without spaces any part is found as it is: a star at an end is allowed, and changes nothing. */
static bool check_ideographs(struct parser *parser, struct cursor start, struct str piece)
{
	struct str inner = piece;

	while (inner.len > 0 && inner.ptr[0] == '*') {
		inner = str_slice(inner, 1, inner.len);
	}
	while (inner.len > 0 && inner.ptr[inner.len - 1] == '*') {
		inner.len--;
	}
	if (str_find_byte(inner, '*') < 0 && str_find_byte(inner, '?') < 0) {
		return true;
	}
	lexer_error(&parser->lexer, start,
		"'%.*s': in a script without spaces a wildcard has no word to stand for",
		STR_ARG(piece));
	diags_suggest(parser->lexer.diags, "write A ONEAR/2 B: each sign counts as a word");
	return false;
}

static bool has_ideograph(struct str text)
{
	for (size_t at = 0; at < text.len;) {
		if (fold_class(fold_entry(utf8_next(text, &at))) == FOLD_IDEOGRAPH) {
			return true;
		}
	}
	return false;
}

/* `hyphenated`: a hyphen stands before or behind it. */
static bool check_wildcard_piece(
	struct parser *parser, struct cursor start, struct str piece, bool hyphenated)
{
	size_t letters = count_letters(piece);
	const char *hint = "write out the words that are meant: A OR B";

	if (str_find_byte(piece, '*') < 0 && str_find_byte(piece, '?') < 0) {
		return true;
	}
	if (has_ideograph(piece)) {
		return check_ideographs(parser, start, piece);
	}
	if (letters >= WILDCARD_LETTERS_MIN) {
		return true;
	}
	if (letters == 0) {
		hint = hyphenated
			       ? "leave out the hyphen and the star: a word is found also where a "
				 "hyphen follows"
			       : "for any words between write A ONEAR/2 B";
	}
	lexer_error(&parser->lexer, start, "'%.*s' is too short: a wildcard needs %d letters",
		STR_ARG(piece), WILDCARD_LETTERS_MIN);
	diags_suggest(parser->lexer.diags, "%s", hint);
	return false;
}

static bool add_wildcard_piece(struct parser *parser, struct terms *terms, struct cursor start,
	struct str piece, bool hyphenated)
{
	bool wild = str_find_byte(piece, '*') >= 0 || str_find_byte(piece, '?') >= 0;

	return check_wildcard_piece(parser, start, piece, hyphenated) &&
	       terms_add(terms,
		       leaf(parser, wild ? CONDITION_WILDCARD : CONDITION_WORD, start, piece));
}

/* A wildcard is one word. "Taliban/l*" is a word and a wildcard next to each other; with hyphens between them they stay one
 * term, for it is also looked for as a solid word (RULES.md 3). */
static bool add_wildcard(
	struct parser *parser, struct terms *terms, struct cursor start, struct str run)
{
	bool hyphenated = is_hyphenated(run);
	size_t from = 0;

	while (from < run.len) {
		struct cursor at = start;
		size_t to = from;
		size_t end;
		struct str piece;

		while (to < run.len && in_wildcard(run, to, &end)) {
			to = end;
		}
		piece = str_slice(run, from, to - from);
		lexer_move(&parser->lexer, &at, start.at + from);
		if (hyphenated && !check_wildcard_piece(parser, at, piece, true)) {
			return false;
		}
		if (!hyphenated && to > from &&
			!add_wildcard_piece(parser, terms, at, piece, false)) {
			return false;
		}
		if (to < run.len) {
			(void)in_wildcard(run, to, &to);
		}
		from = to;
	}
	return !hyphenated || terms_add(terms, leaf(parser, CONDITION_WILDCARD, start, run));
}

static struct condition *fail(struct parser *parser, struct cursor start, struct str run,
	const char *message, const char *hint)
{
	lexer_error(&parser->lexer, start, "'%.*s': %s", STR_ARG(run), message);
	if (hint) {
		diags_suggest(parser->lexer.diags, "%s", hint);
	}
	return NULL;
}

/* What ~ may stand behind: one word of a script with letters. */
static bool check_tilde_word(
	struct parser *parser, struct cursor start, struct str run, struct str word)
{
	const char *message = NULL;
	const char *hint = "write word~ for its stem, word~1 for one wrong letter";

	for (size_t at = 0; at < word.len && !message;) {
		enum fold_class class = fold_class(fold_entry(utf8_next(word, &at)));

		if (class == FOLD_HYPHEN) {
			message = "~ stands behind a single word, and a hyphen makes two";
			hint = "write \"first second~\", which finds the hyphenated form too";
		} else if (class == FOLD_IDEOGRAPH) {
			message = "~ is for scripts with spaces between words";
			hint = "leave it out: any part of such a text is found as it is written";
		} else if (class != FOLD_WORD && class != FOLD_DIGIT && class != FOLD_MARK) {
			message = "~ stands behind a single word, without wildcards";
		}
	}
	if (!message && count_letters(word) == 0) {
		message = "~ stands behind a single word, without wildcards";
	}
	return !message || fail(parser, start, run, message, hint) != NULL;
}

/* word~ and word~1. */
static struct condition *parse_tilde(struct parser *parser, struct cursor start, struct str run)
{
	size_t tilde = (size_t)str_find_byte(run, '~');
	struct str word = str_slice(run, 0, tilde);
	struct str number = str_slice(run, tilde + 1, run.len);
	struct condition *node;

	if (!check_tilde_word(parser, start, run, word)) {
		return NULL;
	}
	if (number.len == 0) {
		node = leaf(parser, CONDITION_STEM, start, word);
	} else if (!str_eq(number, STR("1")) && !str_eq(number, STR("2"))) {
		return fail(parser, start, run, "~ takes 1 or 2 wrong letters",
			"write word~1, word~2, word~ for its stem, or word* for any ending");
	} else if (str_eq(number, STR("2")) && count_letters(word) < FUZZY_TWO_LETTERS_MIN) {
		return fail(parser, start, run, "~2 is for words of 8 letters and more",
			"write ~1 for one wrong letter");
	} else {
		node = leaf(parser, CONDITION_FUZZY, start, word);
	}
	if (node) {
		node->number = number.len ? (uint32_t)(number.ptr[0] - '0') : 0;
		node->source = run;
	}
	return node;
}

static struct condition *parse_exact(struct parser *parser, struct cursor start, struct str run)
{
	struct str word = str_slice(run, run.ptr[0] == '=' ? 1 : 0, run.len);
	struct condition *node;

	if (str_starts(word, STR("@")) || str_starts(word, STR("$"))) {
		return fail(parser, start, run, "exact letters are those of a word, not of a name",
			"write = before the words in the list; a capture has a name: who=@state");
	}
	if (str_find_byte(word, '*') >= 0 || str_find_byte(word, '?') >= 0 ||
		str_find_byte(word, '~') >= 0) {
		return fail(parser, start, run, "exact letters take no wildcard and no ~",
			"leave out either the = or the sign behind it");
	}
	if (!has_letter(word)) {
		return fail(parser, start, run, "there is no letter or digit in it", NULL);
	}
	node = leaf(parser, CONDITION_EXACT, start, word);
	if (node) {
		node->source = run;
	}
	return node;
}

static bool add_word(struct parser *parser, struct terms *terms, struct cursor start,
	struct str run, enum place_of_term where)
{
	bool wild = false;
	bool tilde = false;

	if (run.ptr[0] == '=') {
		return terms_add(terms, parse_exact(parser, start, run));
	}
	for (size_t i = 0; i < run.len; i++) {
		wild = wild || run.ptr[i] == '*' || run.ptr[i] == '?';
		tilde = tilde || run.ptr[i] == '~';
	}
	if (tilde) {
		return terms_add(terms, parse_tilde(parser, start, run));
	}
	if (wild) {
		return add_wildcard(parser, terms, start, run);
	}
	if (!has_letter(run)) {
		/* Between the words of a phrase a dash or an ampersand separates and is nothing itself. */
		return where != IN_CONDITION ||
		       fail(parser, start, run, "there is no letter or digit in it",
			       "a word is meant to stand here") != NULL;
	}
	return terms_add(terms, leaf(parser, CONDITION_WORD, start, run));
}

/* One term as itself, several as a phrase. */
static struct condition *finish(
	struct parser *parser, const struct terms *terms, struct cursor start, size_t end)
{
	struct condition *phrase;

	if (terms->count == 0) {
		lexer_error(&parser->lexer, start, "there is no word in it");
		return NULL;
	}
	if (terms->count == 1) {
		return terms->first;
	}
	phrase = parser_node(parser, CONDITION_PHRASE, start, end);
	if (phrase) {
		phrase->first = terms->first;
		phrase->count = (uint16_t)terms->count;
	}
	return phrase;
}

struct condition *term_parse_word(struct parser *parser, struct cursor start, struct str run)
{
	struct terms terms = {0};

	if (!add_word(parser, &terms, start, run, IN_CONDITION)) {
		return NULL;
	}
	return finish(parser, &terms, start, start.at + run.len);
}

static enum condition_type reference_type(const struct name *name)
{
	if (name->type == NAME_LIST) {
		return CONDITION_LIST;
	}
	return name->type == NAME_ENTITY ? CONDITION_ENTITY : CONDITION_ENTITY_TYPE;
}

static void report_unknown(struct parser *parser, struct cursor start, struct str name)
{
	const struct names *names = parser->book ? parser->book->names : NULL;

	lexer_error(
		&parser->lexer, start, "there is no list, entity or type '%.*s'", STR_ARG(name));
	if (names_find_macro(names, name)) {
		diags_suggest(parser->lexer.diags, "it is a macro: write $%.*s", STR_ARG(name));
		return;
	}
	if (!names_suggest(names, NAME_LIST, name, "@", parser->lexer.diags)) {
		diags_suggest(parser->lexer.diags, "define it: - list: %.*s, with its items",
			STR_ARG(name));
	}
}

struct condition *term_parse_reference(struct parser *parser, struct cursor start, struct str name)
{
	const struct name *found = names_find(parser->book ? parser->book->names : NULL, name);
	struct condition *node;

	if (!found) {
		report_unknown(parser, start, name);
		return NULL;
	}
	node = parser_node(parser, reference_type(found), start, start.at + 1 + name.len);
	if (node) {
		node->text = name;
		node->target = found->index;
	}
	return node;
}

static struct condition *reference_in_phrase(
	struct parser *parser, struct cursor start, struct str run)
{
	struct str name = str_slice(run, 1, run.len);

	if (name.len == 0 || names_span(name) != name.len) {
		return fail(parser, start, run, "this is not a name",
			"a list, entity or type is written @name, of letters, digits, . _ -");
	}
	return term_parse_reference(parser, start, name);
}

static bool is_operator(struct str run)
{
	return str_eq(run, STR("AND")) || str_eq(run, STR("OR")) || str_eq(run, STR("NOT")) ||
	       str_starts(run, STR("NEAR/")) || str_starts(run, STR("ONEAR/"));
}

/* $travel; $100 is a sum. */
static bool is_macro(struct str run)
{
	return run.ptr[0] == '$' && run.len > 1 && !(run.ptr[1] >= '0' && run.ptr[1] <= '9');
}

/* What the author of an item did not mean as a word. */
static bool check_item_word(struct parser *parser, struct cursor start, struct str run)
{
	const char *message = NULL;
	const char *hint = "an item is one word or phrase; alternatives are items of their own";

	if (is_operator(run)) {
		message = "operators have no meaning in an item";
		hint = "write the word in small letters, or make each alternative an item of its own";
	} else if (str_find_byte(run, '"') >= 0) {
		message = "an item takes no quotes of its own";
		hint = "several words in one item are a phrase already";
	} else if (is_macro(run)) {
		message = "a macro cannot stand in an item";
		hint = "an item may hold @list, @entity or @type";
	}
	return !message || fail(parser, start, run, message, hint) != NULL;
}

/* Likewise behind the first word of a phrase; a lone "OR" in quotes is the word. */
static bool check_phrase_word(
	struct parser *parser, struct cursor start, struct str run, bool first)
{
	const char *message = NULL;
	const char *hint = "end the phrase before it, or write the word in small letters";

	if (!first && is_operator(run)) {
		message = "operators have no meaning in a phrase";
	} else if (is_macro(run)) {
		message = "a macro cannot stand in a phrase";
		hint = "write $name ONEAR/0 \"the phrase\"; a phrase may hold @list, @entity or @type";
	}
	return !message || fail(parser, start, run, message, hint) != NULL;
}

static bool add_element(struct parser *parser, struct terms *terms, struct cursor start,
	struct str run, enum place_of_term where)
{
	if (where == IN_ITEM && !check_item_word(parser, start, run)) {
		return false;
	}
	if (where == IN_PHRASE && !check_phrase_word(parser, start, run, terms->count == 0)) {
		return false;
	}
	if (run.ptr[0] == '@') {
		return terms_add(terms, reference_in_phrase(parser, start, run));
	}
	if (str_find(run, STR("=@")) >= 0) {
		return fail(parser, start, run, "a capture cannot stand inside a phrase",
			       "write the capture before the phrase, or use ONEAR/0 between its parts") !=
		       NULL;
	}
	return add_word(parser, terms, start, run, where);
}

static bool is_space(char byte)
{
	return byte == ' ' || (byte >= '\t' && byte <= '\r');
}

static struct condition *parse_words(struct parser *parser, struct cursor start, struct str body,
	bool exact, enum place_of_term where)
{
	struct terms terms = {0};
	struct cursor at = start;
	size_t from = 0;

	while (from < body.len) {
		size_t to = from;
		struct str run;
		bool good;

		while (to < body.len && !is_space(body.ptr[to])) {
			to++;
		}
		run = str_slice(body, from, to - from);
		lexer_move(&parser->lexer, &at, start.at + from);
		from = to + 1;
		if (run.len == 0) {
			continue;
		}
		good = exact ? terms_add(&terms, parse_exact(parser, at, run))
			     : add_element(parser, &terms, at, run, where);
		if (!good) {
			return NULL;
		}
	}
	return finish(parser, &terms, start, start.at + body.len);
}

struct condition *term_parse_phrase(
	struct parser *parser, struct cursor start, struct str body, bool exact)
{
	return parse_words(parser, start, body, exact, IN_PHRASE);
}

struct condition *term_parse_item(struct parser *parser, struct cursor start, struct str body)
{
	return parse_words(parser, start, body, false, IN_ITEM);
}
