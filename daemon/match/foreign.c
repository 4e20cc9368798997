/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What people bring along from other search products, and what they mistype of ours. Only reports; never accepts anything.
 * Keeps true: a form that could be a word of the author's ("near", "same", "N5") is refused only where no word can stand.
 */
#include "match/foreign.h"

#include "match/condition.h"
#include "match/hit.h"
#include "text/suggest.h"

#define QUOTED_WORDS_MAX 100 /* bytes looked through for the other ' of 'two words' */

/* How a foreign operator is written. */
enum shape {
	SHAPE_BARE,   /* adj */
	SHAPE_NUMBER, /* near5, near/5, near:5, w/5 */
	SHAPE_SLASH,  /* only with the slash: w/5, since w5 may be a word */
	SHAPE_CALL    /* sentence( */
};

struct foreign_form {
	struct str head;
	enum shape shape;
	const char *ours; /* with the number put behind it when there is one */
	const char *why;
};

static const struct foreign_form forms[] = {
	{STR_INIT("and"), SHAPE_BARE, "AND", NULL},
	{STR_INIT("or"), SHAPE_BARE, "OR", NULL},
	{STR_INIT("not"), SHAPE_BARE, "NOT", NULL},
	{STR_INIT("andnot"), SHAPE_BARE, "AND NOT", "it is two operators"},
	{STR_INIT("xor"), SHAPE_BARE, "(A OR B) AND NOT (A AND B)", "there is no XOR"},
	{STR_INIT("adj"), SHAPE_BARE, "ONEAR/0", "or a phrase in quotes"},
	{STR_INIT("onear"), SHAPE_BARE, "ONEAR/5", "it takes the number of words between"},
	{STR_INIT("near"), SHAPE_NUMBER, "NEAR/", "the number is the words between, at most"},
	{STR_INIT("onear"), SHAPE_NUMBER, "ONEAR/", "the number is the words between, at most"},
	{STR_INIT("adj"), SHAPE_NUMBER, "ONEAR/", "the first operand comes first"},
	{STR_INIT("pre"), SHAPE_SLASH, "ONEAR/", "the first operand comes first"},
	{STR_INIT("w"), SHAPE_SLASH, "NEAR/", "the number is the words between, at most"},
	{STR_INIT("n"), SHAPE_SLASH, "NEAR/", "the number is the words between, at most"},
	{STR_INIT("within"), SHAPE_NUMBER, "NEAR/", "the number is the words between, at most"},
	{STR_INIT("prox"), SHAPE_NUMBER, "NEAR/", "the number is the words between, at most"},
	{STR_INIT("before"), SHAPE_SLASH, "ONEAR/", "the first operand comes first"},
	{STR_INIT("notnear"), SHAPE_SLASH, "NOT NEAR/", "it is two words"},
	{STR_INIT("first"), SHAPE_SLASH, "FIRST/", NULL},
	{STR_INIT("atleast"), SHAPE_NUMBER, "ATLEAST/", NULL},
	{STR_INIT("w/s"), SHAPE_BARE, "SENT(A AND B)", "both in one sentence"},
	{STR_INIT("w/sent"), SHAPE_BARE, "SENT(A AND B)", "both in one sentence"},
	{STR_INIT("w/p"), SHAPE_BARE, "PARA(A AND B)", "both in one paragraph"},
	{STR_INIT("w/para"), SHAPE_BARE, "PARA(A AND B)", "both in one paragraph"},
	{STR_INIT("sent"), SHAPE_CALL, "SENT(", NULL},
	{STR_INIT("sentence"), SHAPE_CALL, "SENT(", NULL},
	{STR_INIT("para"), SHAPE_CALL, "PARA(", NULL},
	{STR_INIT("paragraph"), SHAPE_CALL, "PARA(", NULL},
	{STR_INIT("around"), SHAPE_CALL, "A NEAR/5 B", "the number is the words between, at most"},
	{STR_INIT("headline"), SHAPE_CALL, "title:( … )", "it is a field"},
	{STR_INIT("hlead"), SHAPE_CALL, "title,lead:( … )", "they are fields"},
	{STR_INIT("any"), SHAPE_CALL, "(A OR B)", "operators stand between what they join"},
	{STR_INIT("all"), SHAPE_CALL, "(A AND B)", "operators stand between what they join"},
};

static bool is_digit(char byte)
{
	return byte >= '0' && byte <= '9';
}

static bool is_number(struct str s)
{
	for (size_t i = 0; i < s.len; i++) {
		if (!is_digit(s.ptr[i])) {
			return false;
		}
	}
	return s.len > 0;
}

/* The number behind the head of a form; empty when `run` is not of that form. */
static struct str number_of(const struct foreign_form *form, struct str run)
{
	struct str rest = str_slice(run, form->head.len, run.len);
	bool slash = rest.len && (rest.ptr[0] == '/' || rest.ptr[0] == ':');

	if (!str_starts_nocase(run, form->head) || (form->shape == SHAPE_SLASH && !slash)) {
		return STR("");
	}
	rest = str_slice(rest, slash ? 1 : 0, rest.len);
	return is_number(rest) ? rest : STR("");
}

static bool report_form(
	struct lexer *lexer, struct cursor at, struct str run, const struct foreign_form *form)
{
	size_t behind = at.at + run.len;
	bool called = behind < lexer->text.len && lexer->text.ptr[behind] == '(';
	bool numbered = form->shape == SHAPE_NUMBER || form->shape == SHAPE_SLASH;
	struct str number = numbered ? number_of(form, run) : STR("");

	if (numbered ? number.len == 0 : !str_eq_nocase(run, form->head)) {
		return false;
	}
	if (form->shape == SHAPE_CALL && !called) {
		return false;
	}
	if (!form->why) {
		lexer_error(lexer, at, "operators are written in capitals: '%.*s'", STR_ARG(run));
	} else {
		lexer_error(lexer, at, "'%.*s' is not an operator here", STR_ARG(run));
	}
	if (form->why) {
		diags_suggest(
			lexer->diags, "write %s%.*s (%s)", form->ours, STR_ARG(number), form->why);
	} else if (form->shape == SHAPE_BARE) {
		diags_suggest(lexer->diags,
			"write %s; to search for the word itself quote it, alone or in its name: "
			"\"Trinidad and Tobago\"",
			form->ours);
	} else {
		diags_suggest(lexer->diags, "write %s%.*s", form->ours, STR_ARG(number));
	}
	return true;
}

struct foreign_sign {
	struct str sign;
	bool anywhere; /* also inside a run, not only at its start */
	const char *message;
	const char *hint;
};

static const struct foreign_sign signs[] = {
	{STR_INIT("&&"), true, "'&&' is not an operator here", "write AND"},
	{STR_INIT("||"), true, "'||' is not an operator here", "write OR"},
	{STR_INIT("|"), true, "'|' is not an operator here", "write OR"},
	{STR_INIT("!"), false, "'!' is not an operator here", "write AND NOT"},
	{STR_INIT("+"), false, "'+' is not an operator here",
		"write AND between what must all be there"},
	{STR_INIT("-"), false, "'-' is not an operator here", "write AND NOT"},
	{STR_INIT("["), false, "only ( ) group", "write ( … )"},
	{STR_INIT("{"), false, "only ( ) group", "write ( … )"},
	{STR_INIT("]"), false, "only ( ) group", "write ( … )"},
	{STR_INIT("}"), false, "only ( ) group", "write ( … )"},
	{STR_INIT("^"), true, "there are no weights", "leave the ^ out"},
	{STR_INIT("\u00a0"), true, "here is a no-break space", "write an ordinary space"},
	{STR_INIT("\u202f"), true, "here is a no-break space", "write an ordinary space"},
	{STR_INIT("\u3000"), true, "here is a full-width space", "write an ordinary space"},
	{STR_INIT("\uff08"), true, "only ( ) group", "write ( … )"},
	{STR_INIT("\uff09"), true, "only ( ) group", "write ( … )"},
	{STR_INIT("#"), false, "'#' starts no comment in a condition",
		"a comment starts with //; a hashtag is searched for as its word"},
};

/* “two words”, „two words“, «two words» */
static bool report_quotes(struct lexer *lexer, struct cursor at, struct str run)
{
	static const struct str opening[] = {STR_INIT("\u201c"), STR_INIT("\u201d"),
		STR_INIT("\u201e"), STR_INIT("\u00ab"), STR_INIT("\u00bb")};
	static const struct str closing[] = {STR_INIT("\u201d"), STR_INIT("\u201c"),
		STR_INIT("\u201e"), STR_INIT("\u00bb"), STR_INIT("\u00ab")};
	ptrdiff_t found = -1;
	ptrdiff_t end = -1;
	struct str inside;

	for (size_t i = 0; i < 5; i++) {
		ptrdiff_t one = str_find(run, opening[i]);

		if (one >= 0 && (found < 0 || one < found)) {
			found = one;
		}
	}
	if (found < 0) {
		return false;
	}
	lexer_move(lexer, &at, at.at + (size_t)found);
	lexer_error(lexer, at, "a phrase stands in straight quotes");
	inside = str_slice(lexer->text, at.at, QUOTED_WORDS_MAX);
	inside = str_slice(inside, (unsigned char)inside.ptr[0] == 0xc2 ? 2 : 3, inside.len);
	for (size_t i = 0; i < 5; i++) {
		ptrdiff_t one = str_find(inside, closing[i]);

		if (one > 0 && (end < 0 || one < end)) {
			end = one;
		}
	}
	inside = str_slice(inside, 0, end < 0 ? 0 : (size_t)end);
	if (inside.len == 0 || str_find_byte(inside, '\n') >= 0) {
		inside = STR("…");
	}
	diags_suggest(lexer->diags, "write \"%.*s\"", STR_ARG(inside));
	return true;
}

static bool report_sign(struct lexer *lexer, struct cursor at, struct str run)
{
	if (str_eq(run, STR("&"))) {
		lexer_error(lexer, at, "'&' is not an operator here");
		diags_suggest(lexer->diags, "write AND");
		return true;
	}
	for (size_t i = 0; i < sizeof(signs) / sizeof(signs[0]); i++) {
		ptrdiff_t found = str_find(run, signs[i].sign);

		if (found < 0 || (found > 0 && !signs[i].anywhere)) {
			continue;
		}
		lexer_move(lexer, &at, at.at + (size_t)found);
		lexer_error(lexer, at, "%s", signs[i].message);
		diags_suggest(lexer->diags, "%s", signs[i].hint);
		return true;
	}
	return false;
}

/* 'two words': an apostrophe at the start whose twin ends a later word. 'Ndrangheta is none. */
static bool report_single_quotes(struct lexer *lexer, struct cursor at, struct str run)
{
	struct str rest = str_slice(lexer->text, at.at + 1, QUOTED_WORDS_MAX);
	struct str inside;
	ptrdiff_t close;

	if (run.ptr[0] != '\'') {
		return false;
	}
	close = str_find_byte(rest, '\'');
	inside = str_slice(rest, 0, close < 0 ? 0 : (size_t)close);
	if (close <= 0 || str_find_byte(inside, '"') >= 0 || str_find_byte(inside, '\n') >= 0 ||
		str_find_byte(inside, '(') >= 0 || inside.ptr[inside.len - 1] == ' ') {
		return false;
	}
	lexer_error(lexer, at, "a phrase stands in double quotes");
	diags_suggest(lexer->diags, "write \"%.*s\"", STR_ARG(inside));
	return true;
}

/* No foreign operator is longer than eight letters before its number. */
static bool report_forms(struct lexer *lexer, struct cursor at, struct str run)
{
	for (size_t i = 0; run.len <= 12 && i < sizeof(forms) / sizeof(forms[0]); i++) {
		/* False of nearly all words and forms. The heads are small letters. */
		bool begins_so = ((unsigned char)run.ptr[0] | 0x20) == forms[i].head.ptr[0];

		if (begins_so && report_form(lexer, at, run, &forms[i])) {
			return true;
		}
	}
	return false;
}

/* alpha! and alpha$, which elsewhere stand for any ending. */
static bool report_ending(struct lexer *lexer, struct cursor at, struct str run)
{
	char sign = run.ptr[run.len - 1];
	ptrdiff_t colon = str_find_byte(run, ':');
	struct str stem;

	if (sign != '!' && sign != '$') {
		return false;
	}
	lexer_move(lexer, &at, at.at + (size_t)(colon + 1));
	run = str_slice(run, (size_t)(colon + 1), run.len);
	stem = str_slice(run, 0, run.len - 1);
	if (stem.len == 0) {
		return false;
	}
	lexer_error(lexer, at, "'%.*s': %c is no wildcard here", STR_ARG(run), sign);
	diags_suggest(lexer->diags,
		"write %.*s* for any ending; a name that ends so is quoted: \"%.*s\"",
		STR_ARG(stem), STR_ARG(run));
	return true;
}

static bool may_hold_sign(struct str run)
{
	for (size_t i = 0; i < run.len; i++) {
		unsigned char byte = (unsigned char)run.ptr[i];

		if (byte == '&' || byte == '|' || byte == '^' || byte >= 0x80) {
			return true;
		}
	}
	return str_find_byte(STR("!+-[{]}#"), run.ptr[0]) >= 0;
}

bool foreign_report_operator(struct lexer *lexer, struct cursor at, struct str run)
{
	if (may_hold_sign(run) && (report_sign(lexer, at, run) || report_quotes(lexer, at, run))) {
		return true;
	}
	return report_forms(lexer, at, run) || report_single_quotes(lexer, at, run) ||
	       report_ending(lexer, at, run);
}

bool foreign_report_word(struct lexer *lexer, struct cursor at, struct str run)
{
	return report_forms(lexer, at, run);
}

bool foreign_report_slash(struct lexer *lexer, struct cursor at, struct str run)
{
	struct str rest = str_slice(run, 1, run.len);
	const char *ours = NULL;

	if (is_number(rest)) {
		ours = "A NEAR/5 B";
	} else if (str_eq_nocase(rest, STR("s"))) {
		ours = "SENT(A AND B)";
	} else if (str_eq_nocase(rest, STR("p"))) {
		ours = "PARA(A AND B)";
	}
	if (!ours) {
		return false;
	}
	lexer_error(lexer, at, "'%.*s' is not an operator here", STR_ARG(run));
	diags_suggest(lexer->diags, "write %s", ours);
	return true;
}

struct foreign_field {
	struct str name;
	enum field ours;
};

static const struct foreign_field foreign_fields[] = {
	{STR_INIT("intitle"), FIELD_TITLE},
	{STR_INIT("allintitle"), FIELD_TITLE},
	{STR_INIT("headline"), FIELD_TITLE},
	{STR_INIT("head"), FIELD_TITLE},
	{STR_INIT("hl"), FIELD_TITLE},
	{STR_INIT("hd"), FIELD_TITLE},
	{STR_INIT("subject"), FIELD_TITLE},
	{STR_INIT("hlead"), FIELD_LEAD},
	{STR_INIT("lp"), FIELD_LEAD},
	{STR_INIT("intro"), FIELD_LEAD},
	{STR_INIT("inbody"), FIELD_BODY},
	{STR_INIT("intext"), FIELD_BODY},
	{STR_INIT("text"), FIELD_BODY},
	{STR_INIT("content"), FIELD_BODY},
	{STR_INIT("inurl"), FIELD_URL},
	{STR_INIT("site"), FIELD_URL},
	{STR_INIT("domain"), FIELD_URL},
	{STR_INIT("link"), FIELD_URL},
	{STR_INIT("by"), FIELD_AUTHOR},
	{STR_INIT("byline"), FIELD_AUTHOR},
	{STR_INIT("creator"), FIELD_AUTHOR},
	{STR_INIT("category"), FIELD_TAG},
	{STR_INIT("keyword"), FIELD_TAG},
	{STR_INIT("hashtag"), FIELD_TAG},
	{STR_INIT("feed"), FIELD_SOURCE},
	{STR_INIT("publisher"), FIELD_SOURCE},
	{STR_INIT("outlet"), FIELD_SOURCE},
	{STR_INIT("country"), FIELD_FEED_COUNTRY},
	{STR_INIT("language"), FIELD_LANG},
	{STR_INIT("la"), FIELD_LANG},
};

static void suggest_field(struct lexer *lexer, struct str name)
{
	struct suggest suggest = suggest_start(name);

	for (size_t i = 0; i < sizeof(foreign_fields) / sizeof(foreign_fields[0]); i++) {
		if (str_eq_nocase(foreign_fields[i].name, name)) {
			diags_suggest(
				lexer->diags, "write %s:", field_name(foreign_fields[i].ours));
			return;
		}
	}
	for (int i = 0; i < FIELD_COUNT; i++) {
		suggest_offer(&suggest, str_from(field_name((enum field)i)));
	}
	if (suggest.best.len) {
		diags_suggest(lexer->diags, "did you mean %.*s:", STR_ARG(suggest.best));
		return;
	}
	diags_suggest(lexer->diags,
		"the fields are title, lead, body, url, author, tag, source, feed_country, lang; quote "
		"a text that holds a colon");
}

void foreign_report_field(struct lexer *lexer, struct cursor at, struct str name)
{
	lexer_error(lexer, at, "there is no field '%.*s'", STR_ARG(name));
	suggest_field(lexer, name);
}

static bool is_text(const struct token *token)
{
	return token->type == TOKEN_WORD || token->type == TOKEN_PHRASE;
}

/* "W5", "n3", "near", "SAME": words elsewhere, operators between two operands. */
static bool suggest_near(struct lexer *lexer, const struct token *token)
{
	struct str text = token->text;

	if (token->type != TOKEN_WORD) {
		return false;
	}
	if (str_eq_nocase(text, STR("near")) || str_eq_nocase(text, STR("within"))) {
		diags_suggest(lexer->diags, "write A NEAR/5 B: at most five words between");
		return true;
	}
	if (str_eq(text, STR("BEFORE"))) {
		diags_suggest(lexer->diags, "write A ONEAR/5 B: at most five words between");
		return true;
	}
	if (str_eq(text, STR("SAME"))) {
		diags_suggest(lexer->diags, "write PARA(A AND B): both in one paragraph");
		return true;
	}
	if ((str_starts_nocase(text, STR("w")) || str_starts_nocase(text, STR("n"))) &&
		is_number(str_slice(text, 1, text.len))) {
		diags_suggest(
			lexer->diags, "write A NEAR/%.*s B", STR_ARG(str_slice(text, 1, text.len)));
		return true;
	}
	return false;
}

/* "title :word" */
static bool suggest_spaced_field(
	struct lexer *lexer, const struct token *left, const struct token *right)
{
	enum field field;

	if (left->type != TOKEN_WORD || !str_starts(right->text, STR(":")) ||
		lexer->text.ptr[right->start.at] != ':' ||
		!condition_field_parse(left->text, &field)) {
		return false;
	}
	lexer_error(lexer, right->start, "a field and its colon stand together");
	diags_suggest(lexer->diags, "write %.*s%.*s", STR_ARG(left->text), STR_ARG(right->text));
	return true;
}

void foreign_report_adjacent(
	struct lexer *lexer, const struct token *left, const struct token *right)
{
	struct str a = left->text;
	struct str b = right->text;

	if (right->type == TOKEN_NOT) {
		lexer_error(lexer, right->start, "NOT joins nothing to what stands before it");
		diags_suggest(lexer->diags, "write A AND NOT B");
		return;
	}
	if (suggest_spaced_field(lexer, left, right)) {
		return;
	}
	lexer_error(lexer, right->start, "an operator is missing before this");
	if (suggest_near(lexer, right)) {
		return;
	}
	if (right->type == TOKEN_WORD && str_eq(b, STR("OF"))) {
		diags_suggest(lexer->diags, "n of several alternatives is written 2 OF (a, b, c)");
		return;
	}
	if (is_text(left) && is_text(right)) {
		diags_suggest(lexer->diags,
			"write \"%.*s %.*s\" for the phrase, or put AND or OR between them",
			STR_ARG(a), STR_ARG(b));
		return;
	}
	diags_suggest(lexer->diags, "put AND, OR or NEAR/5 between the two");
}
