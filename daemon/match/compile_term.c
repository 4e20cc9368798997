/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * From words as an author wrote them to atoms and sequences, by the segmentation of the texts. A hyphenated term becomes two
 * sequences: its parts one behind the other, and the solid word (RULES.md 3). The invariant: what is one token in a text is
 * one element here.
 */
#include <string.h>

#include "match/compiler.h"
#include "text/fold.h"
#include "text/utf8.h"

#define WORD_BYTES_MAX 512
#define SMALL_WORD_MAX 64

/* One word of a term. */
struct piece {
	struct str text; /* in the scratch memory: folded word or pattern, exact letters */
	enum atom_kind kind;
	bool hyphenated; /* a hyphen stands between it and the piece before */
	bool ideograph;
	bool continues; /* ideograph, and so is the next */
};

struct pieces {
	struct arena *arena; /* borrowed: the scratch memory */
	struct piece *items; /* there */
	size_t count;
	size_t cap;
};

struct alternative {
	struct element *elements; /* in the scratch memory */
	size_t count;
	size_t cap;
	uint32_t length;
};

/* Each hyphen doubles them. */
#define ALTERNATIVES_MAX 8

struct alternatives {
	struct alternative items[ALTERNATIVES_MAX];
	size_t count;
};

/* Makes room for one more in an array of the scratch memory, which is given back with the rule. */
static void *grow(struct arena *arena, void *items, size_t count, size_t *cap, size_t size)
{
	void *grown = items;
	if (count == *cap) {
		*cap = count > 0 ? 2 * count : 2;
		grown = arena_alloc(arena, *cap * size);
		if (count > 0) {
			memcpy(grown, items, count * size);
		}
	}
	return grown;
}

static void add_piece(struct pieces *pieces, struct piece piece)
{
	pieces->items =
		grow(pieces->arena, pieces->items, pieces->count, &pieces->cap, sizeof(piece));
	pieces->items[pieces->count++] = piece;
}

/* The letters without the stops of dotted capitals. */
static struct str exact_letters(struct arena *arena, struct str text)
{
	char *out = arena_alloc(arena, text.len + 1);
	size_t len = 0;
	for (size_t i = 0; i < text.len; i++) {
		if (text.ptr[i] != '.') {
			out[len++] = text.ptr[i];
		}
	}
	return str_make(out, len);
}

static bool is_one_hyphen(struct str gap)
{
	size_t at = 0;
	return gap.len > 0 && fold_class(fold_entry(utf8_next(gap, &at))) == FOLD_HYPHEN &&
	       at == gap.len;
}

/* Adds the words of `text`; `hyphenated`: of the first. */
static void split_words(struct compiler *compiler, struct str text, bool exact, bool hyphenated,
	struct pieces *pieces)
{
	struct token_list *tokens = &compiler->tokens;
	token_list_clear(tokens);
	token_list_scan(tokens, text, TOKEN_TEXT);
	for (size_t i = 0; i < tokens->count; i++) {
		const struct token *token = &tokens->tokens[i];
		struct piece piece = {.hyphenated = hyphenated,
			.ideograph = (token->flags & TOKEN_IDEOGRAPH) != 0,
			.continues = (token->flags & TOKEN_CONTINUES) != 0};
		if (i > 0) {
			piece.hyphenated = is_one_hyphen(
				str_slice(text, token[-1].end, token->start - token[-1].end));
		}
		/* Who writes "U.S." means US and never "us". */
		bool as_written = exact || (token->flags & TOKEN_DOTTED);
		piece.kind = as_written ? ATOM_EXACT : ATOM_WORD;
		if (as_written && !piece.ideograph) {
			piece.text = exact_letters(compiler->scratch,
				str_slice(text, token->start, token->end - token->start));
		} else {
			piece.kind = ATOM_WORD;
			piece.text = arena_str(compiler->scratch, token_folded(tokens, i));
		}
		add_piece(pieces, piece);
	}
}

/* A part of a wildcard term without separators in it. */
static void split_wildcard_part(
	struct compiler *compiler, struct str part, bool hyphenated, struct pieces *pieces)
{
	bool has_sign = str_find_byte(part, '*') >= 0 || str_find_byte(part, '?') >= 0;
	char folded[WORD_BYTES_MAX];
	size_t at = 0;
	bool ideographs =
		fold_class(fold_entry(part.len > 0 ? utf8_next(part, &at) : 0)) == FOLD_IDEOGRAPH;
	if (!has_sign || ideographs) {
		/* Any part of a run of ideographs is found as it is: the wildcard adds nothing. */
		while (part.len > 0 && part.ptr[part.len - 1] == '*') {
			part.len--;
		}
		split_words(compiler, part, false, hyphenated, pieces);
		return;
	}
	size_t len = fold_text(part, folded, sizeof(folded));
	add_piece(pieces, (struct piece){.kind = ATOM_WILDCARD,
				  .hyphenated = hyphenated,
				  .text = arena_str(compiler->scratch, str_make(folded, len))});
}

static void split_wildcard(struct compiler *compiler, struct str text, struct pieces *pieces)
{
	size_t at = 0;
	size_t start = 0;
	bool hyphenated = false;
	while (at <= text.len) {
		size_t from = at;
		uint32_t point = at < text.len ? utf8_next(text, &at) : ' ';
		enum fold_class class = fold_class(fold_entry(point));
		bool separates = point != '*' && point != '?' &&
				 (class == FOLD_OTHER || class == FOLD_SPACE ||
					 class == FOLD_HYPHEN || class == FOLD_STOP ||
					 class == FOLD_CLOSER || class == FOLD_NEWLINE);
		if (separates) {
			if (from > start) {
				split_wildcard_part(compiler, str_slice(text, start, from - start),
					hyphenated, pieces);
			}
			hyphenated = class == FOLD_HYPHEN && from > start;
			start = at;
		}
		if (from == text.len) {
			break;
		}
	}
}

/* word~ and word~1 are one word, whatever `case: exact` says of the others. */
static void split_tilde(
	struct compiler *compiler, const struct condition *condition, struct pieces *pieces)
{
	split_words(compiler, condition->text, false, false, pieces);
	for (size_t i = 0; i < pieces->count; i++) {
		pieces->items[i].kind = condition->type == CONDITION_STEM ? ATOM_STEM
					: condition->number == 1          ? ATOM_FUZZY1
									  : ATOM_FUZZY2;
	}
}

static void add_element(
	struct compiler *compiler, struct alternative *alternative, uint32_t atom, uint32_t offset)
{
	alternative->elements = grow(compiler->scratch, alternative->elements, alternative->count,
		&alternative->cap, sizeof(alternative->elements[0]));
	alternative->elements[alternative->count++] =
		(struct element){.atom = atom, .offset = offset};
}

/* Two ideographs as one atom. */
static uint32_t add_pair(struct compiler *compiler, struct str first, struct str second)
{
	char both[2 * FOLD_MAX_BYTES];
	memcpy(both, first.ptr, first.len);
	memcpy(both + first.len, second.ptr, second.len);
	dictionary_set_pairs(compiler->dictionary);
	return dictionary_add(
		compiler->dictionary, ATOM_WORD, str_make(both, first.len + second.len));
}

/* Adds the pieces one behind the other. */
static void append_spaced(
	struct compiler *compiler, struct alternative *alternative, const struct pieces *pieces)
{
	for (size_t i = 0; i < pieces->count; i++) {
		const struct piece *piece = &pieces->items[i];
		uint32_t offset = alternative->length++;
		if (piece->ideograph && piece->continues && i + 1 < pieces->count) {
			add_element(compiler, alternative,
				add_pair(compiler, piece->text, piece[1].text), offset);
		} else if (!piece->ideograph || i == 0 || !piece[-1].continues) {
			add_element(compiler, alternative,
				dictionary_add(compiler->dictionary, piece->kind, piece->text),
				offset);
		}
	}
}

/* Adds the pieces with those that a hyphen joins as one word. */
static void append_solid(
	struct compiler *compiler, struct alternative *alternative, const struct pieces *pieces)
{
	char word[WORD_BYTES_MAX];
	for (size_t i = 0; i < pieces->count;) {
		enum atom_kind kind = pieces->items[i].kind;
		size_t len = 0;
		size_t end = i;
		do {
			struct str text = pieces->items[end].text;
			if (len + text.len > sizeof(word)) {
				break;
			}
			memcpy(word + len, text.ptr, text.len);
			len += text.len;
			if (pieces->items[end].kind == ATOM_WILDCARD) {
				kind = ATOM_WILDCARD;
			}
			end++;
		} while (end < pieces->count && pieces->items[end].hyphenated);
		if (end == i) {
			end = i + 1; /* longer than any word of a text: will not be found */
		}
		add_element(compiler, alternative,
			dictionary_add(compiler->dictionary, kind, str_make(word, len)),
			alternative->length++);
		i = end;
	}
}

static struct alternative copy_alternative(
	struct compiler *compiler, const struct alternative *from)
{
	struct alternative copy = {.length = from->length};
	for (size_t i = 0; i < from->count; i++) {
		add_element(compiler, &copy, from->elements[i].atom, from->elements[i].offset);
	}
	return copy;
}

/* A word of small letters, as most are, is one token and folded already. */
static bool is_small_word(const struct condition *condition)
{
	if (condition->type != CONDITION_WORD || condition->text.len > SMALL_WORD_MAX) {
		return false;
	}
	for (size_t i = 0; i < condition->text.len; i++) {
		if (condition->text.ptr[i] < 'a' || condition->text.ptr[i] > 'z') {
			return false;
		}
	}
	return condition->text.len > 0;
}

static void append_small_word(
	struct compiler *compiler, struct str word, struct alternatives *alternatives)
{
	uint32_t atom = dictionary_add(compiler->dictionary, ATOM_WORD, word);
	for (size_t i = 0; i < alternatives->count; i++) {
		struct alternative *alternative = &alternatives->items[i];
		add_element(compiler, alternative, atom, alternative->length++);
	}
}

/* Appends one word, wildcard or exact spelling to every alternative, doubling them when it has a hyphen. */
static bool append_term(struct compiler *compiler, const struct condition *condition, bool exact,
	struct alternatives *alternatives)
{
	struct pieces pieces = {.arena = compiler->scratch};
	bool has_hyphen = false;
	bool has_ideograph = false;
	if (!exact && is_small_word(condition)) {
		append_small_word(compiler, condition->text, alternatives);
		return true;
	}
	if (condition->type == CONDITION_WILDCARD) {
		split_wildcard(compiler, condition->text, &pieces);
	} else if (condition->type == CONDITION_STEM || condition->type == CONDITION_FUZZY) {
		split_tilde(compiler, condition, &pieces);
	} else {
		split_words(compiler, condition->text, exact || condition->type == CONDITION_EXACT,
			false, &pieces);
	}
	for (size_t i = 0; i < pieces.count; i++) {
		has_hyphen |= i > 0 && pieces.items[i].hyphenated;
		has_ideograph |= pieces.items[i].ideograph;
	}
	size_t count = alternatives->count;
	for (size_t i = 0; i < count; i++) {
		if (has_hyphen && !has_ideograph && alternatives->count < ALTERNATIVES_MAX) {
			struct alternative solid =
				copy_alternative(compiler, &alternatives->items[i]);
			append_solid(compiler, &solid, &pieces);
			alternatives->items[alternatives->count++] = solid;
		}
		append_spaced(compiler, &alternatives->items[i], &pieces);
	}
	if (pieces.count == 0) {
		compiler_error(compiler, condition, "there is no letter or digit to look for");
	}
	return pieces.count > 0;
}

bool compile_is_plain(const struct condition *condition)
{
	switch (condition->type) {
	case CONDITION_WORD:
	case CONDITION_WILDCARD:
	case CONDITION_STEM:
	case CONDITION_FUZZY:
	case CONDITION_EXACT:
		return true;
	case CONDITION_PHRASE:
		for (const struct condition *child = condition->first; child; child = child->next) {
			if (!compile_is_plain(child)) {
				return false;
			}
		}
		return true;
	default:
		return false;
	}
}

/* One alternative, still empty, then everything of the plain condition appended. */
static bool make_alternatives(struct compiler *compiler, const struct condition *condition,
	bool exact, struct alternatives *ret)
{
	ret->items[0] = (struct alternative){0};
	ret->count = 1;
	if (condition->type != CONDITION_PHRASE) {
		return append_term(compiler, condition, exact, ret);
	}
	for (const struct condition *child = condition->first; child; child = child->next) {
		if (!append_term(compiler, child, exact, ret)) {
			return false;
		}
	}
	return condition->first != NULL;
}

static struct node node_of_alternative(const struct alternative *alternative)
{
	if (alternative->count == 1) {
		return (struct node){.kind = NODE_TERM,
			.id = alternative->elements[0].atom,
			.number = alternative->length}; /* for aliases */
	}
	return (struct node){.kind = NODE_SEQUENCE,
		.elements = alternative->elements,
		.child_count = (uint32_t)alternative->count,
		.id = alternative->length};
}

static bool compile_plain(
	struct compiler *compiler, const struct condition *condition, bool exact, struct node *ret)
{
	struct alternatives alternatives;
	struct node nodes[ALTERNATIVES_MAX];
	bool good = make_alternatives(compiler, condition, exact, &alternatives);
	for (size_t i = 0; good && i < alternatives.count; i++) {
		nodes[i] = node_of_alternative(&alternatives.items[i]);
	}
	if (good && alternatives.count == 1) {
		*ret = nodes[0];
	} else if (good) {
		*ret = (struct node){.kind = NODE_OR,
			.ordered = true,
			.children = compiler_keep_nodes(compiler, nodes, alternatives.count),
			.child_count = (uint32_t)alternatives.count};
	}
	return good;
}

/* A phrase with lists or entities in it. */
static bool compile_phrase(
	struct compiler *compiler, const struct condition *condition, bool exact, struct node *ret)
{
	size_t count = 0;
	for (const struct condition *child = condition->first; child; child = child->next) {
		count++;
	}
	struct node *children = arena_alloc(compiler->scratch, (count + 1) * sizeof(children[0]));
	*ret = (struct node){.kind = NODE_PHRASE, .children = children};
	for (const struct condition *child = condition->first; child; child = child->next) {
		if (!compile_operand(compiler, child, exact, &children[ret->child_count])) {
			return false;
		}
		ret->child_count++;
	}
	return true;
}

/* NOLINTNEXTLINE(misc-no-recursion): a phrase holds no phrases */
bool compile_operand(
	struct compiler *compiler, const struct condition *condition, bool exact, struct node *ret)
{
	*ret = (struct node){.kind = NODE_TERM};
	switch (condition->type) {
	case CONDITION_WORD:
	case CONDITION_WILDCARD:
	case CONDITION_STEM:
	case CONDITION_FUZZY:
	case CONDITION_EXACT:
		return compile_plain(compiler, condition, exact, ret);
	case CONDITION_PHRASE:
		return compile_is_plain(condition)
			       ? compile_plain(compiler, condition, exact, ret)
			       : compile_phrase(compiler, condition, exact, ret);
	case CONDITION_LIST:
		ret->id = compiler_list_id(condition->target);
		return true;
	case CONDITION_ENTITY:
		ret->id = compiler_entity_id(compiler, condition->target);
		return true;
	case CONDITION_ENTITY_TYPE:
		ret->id = compiler_type_id(compiler, condition->target);
		return true;
	case CONDITION_REGEX:
		return compile_regex(compiler, condition, ret);
	default:
		compiler_error(compiler, condition, "this cannot be an operand here");
		return false;
	}
}
