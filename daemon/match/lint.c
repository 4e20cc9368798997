/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What can be said of a rule book without an article: conditions that nothing limits, alternatives that another one covers,
 * NOTs without effect, names that are everyday words, missing tests. Changes nothing, and takes no longer than sorting each
 * group of alternatives.
 */
#include "match/lint.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "match/dictionary.h"
#include "match/gate.h"
#include "match/lint_names.h"
#include "match/lint_wildcard.h"
#include "text/fold.h"
#include "text/utf8.h"

#define FOLDED_MAX 128
#define WORDS_MAX 40 /* of a term, to be found in its file */
#define FUZZY_LETTERS_MIN 4
#define WILDCARD_LETTERS_GOOD 4
#define COMMON_STEMS_BAD 3
#define PAIRS_MAX 4096 /* comparisons of whole trees in one group */

struct lint {
	const struct rule_book *book;
	struct diags *diags;
	const char *file;                 /* of the condition that is looked at */
	struct lint_wildcards *wildcards; /* owned */
};

static struct place place_of(const struct lint *lint, const struct condition *node)
{
	return (struct place){.file = lint->file, .line = node->line, .column = node->column};
}

/* The place may be that of folded text: its first word tells where that is in the file. */
static void point_at(const struct lint *lint, const struct condition *node)
{
	struct str words = str_slice(node->source, 0, WORDS_MAX);
	size_t len = 0;

	while (len < words.len && words.ptr[len] != ' ' && words.ptr[len] != '\n') {
		len++;
	}
	diags_words(lint->diags, str_slice(words, 0, len));
}

/* --- what an article must hold --- */

/* Whether every article that matches has some term of `node` in it. */
static bool requires_term(const struct condition *node)
{
	size_t free = 0;

	switch (node->type) {
	case CONDITION_NOT:
	case CONDITION_REGEX:
		return false;
	case CONDITION_AND:
		for (const struct condition *child = node->first; child; child = child->next) {
			if (requires_term(child)) {
				return true;
			}
		}
		return false;
	case CONDITION_OR:
	case CONDITION_N_OF:
		for (const struct condition *child = node->first; child; child = child->next) {
			free += requires_term(child) ? 0 : 1;
		}
		return node->type == CONDITION_OR ? free == 0 : free < node->number;
	case CONDITION_NEAR:
	case CONDITION_SENTENCE:
	case CONDITION_PARAGRAPH:
	case CONDITION_FIRST:
	case CONDITION_AT_LEAST:
	case CONDITION_FIELD:
	case CONDITION_CAPTURE:
		return requires_term(node->first);
	default:
		return true;
	}
}

static void check_term(const struct lint *lint, const struct condition *node);

/* --- alternatives --- */

static bool is_letter(unsigned char byte)
{
	return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
	       (byte >= '0' && byte <= '9');
}

/* A word or prefix that stands as an alternative. */
struct alternative {
	const struct condition *node;
	bool prefix; /* word* */
	size_t len;
	char folded[FOLDED_MAX]; /* without the star */
};

static int by_text(const void *a, const void *b)
{
	const struct alternative *x = a;
	const struct alternative *y = b;
	size_t shared = x->len < y->len ? x->len : y->len;
	int order = memcmp(x->folded, y->folded, shared);

	if (order == 0 && x->len != y->len) {
		return x->len < y->len ? -1 : 1;
	}
	/* A prefix comes before the word that is equal to it. */
	return order ? order : (int)y->prefix - (int)x->prefix;
}

/* False for what is no plain word and no plain prefix. */
static bool make_alternative(const struct condition *node, struct alternative *ret)
{
	struct str text = node->text;

	ret->node = node;
	ret->prefix = false;
	if (node->type == CONDITION_WILDCARD) {
		if (!str_ends(text, STR("*"))) {
			return false;
		}
		text.len--;
		ret->prefix = true;
	} else if (node->type != CONDITION_WORD) {
		return false;
	}
	if (text.len >= FOLDED_MAX / 2 || str_find_byte(text, '*') >= 0 ||
		str_find_byte(text, '?') >= 0) {
		return false;
	}
	ret->len = fold_text(text, ret->folded, sizeof(ret->folded));
	return ret->len > 0;
}

/* Sorted, all that a prefix covers stands right behind it. */
static void check_alternatives(
	const struct lint *lint, struct alternative *alternatives, size_t count)
{
	const struct alternative *over = NULL;

	qsort(alternatives, count, sizeof(*alternatives), by_text);
	for (size_t i = 0; i < count; i++) {
		const struct alternative *one = &alternatives[i];
		bool covered = over && one->len >= over->len &&
			       memcmp(over->folded, one->folded, over->len) == 0 &&
			       (over->prefix || (!one->prefix && one->len == over->len));

		if (covered) {
			diags_warning(lint->diags, place_of(lint, one->node),
				"'%.*s' adds nothing: '%.*s' covers it", STR_ARG(one->node->text),
				STR_ARG(over->node->text));
			point_at(lint, one->node);
		} else {
			over = one;
		}
	}
}

static void check_list(struct lint *lint, const struct book_item *items, size_t count)
{
	struct alternative *alternatives = mem_zalloc((count + 1) * sizeof(*alternatives));
	size_t used = 0;

	for (size_t i = 0; i < count; i++) {
		const struct book_item *item = &items[i];
		bool plain = !item->exact && item->unless_count == 0 && item->context_count == 0 &&
			     item->lang.len == 0;

		lint->file = item->file;
		check_term(lint, item->condition);
		used += plain && make_alternative(item->condition, &alternatives[used]) ? 1 : 0;
	}
	check_alternatives(lint, alternatives, used);
	free(alternatives);
}

static bool is_plain_ascii(struct str text)
{
	for (size_t i = 0; i < text.len; i++) {
		if (!is_letter((unsigned char)text.ptr[i])) {
			return false;
		}
	}
	return true;
}

/* Whether every place of `word` is one of the pattern or word `over`. Most are two words of ASCII: they need no folding. */
static bool covers_word(const struct condition *over, struct str word)
{
	char pattern[FOLDED_MAX];
	char folded[FOLDED_MAX];

	if (over->text.len >= FOLDED_MAX / 4 || word.len >= FOLDED_MAX / 4) {
		return false;
	}
	if (is_plain_ascii(over->text) && is_plain_ascii(word)) {
		return str_eq_nocase(over->text, word);
	}
	return wildcard_matches(str_make(pattern, fold_text(over->text, pattern, sizeof(pattern))),
		str_make(folded, fold_text(word, folded, sizeof(folded))));
}

static bool is_single_word(struct str text)
{
	for (size_t i = 0; i < text.len; i++) {
		unsigned char byte = (unsigned char)text.ptr[i];

		if (byte < 0x80 && byte != '*' && byte != '?' && !is_letter(byte)) {
			return false;
		}
	}
	return text.len > 0;
}

/* Whether a word that `over` stands for is there wherever `node` is true, in the same fields. */
static bool holds_word_of(const struct condition *node, const struct condition *over)
{
	switch (node->type) {
	case CONDITION_WORD:
	case CONDITION_EXACT:
		return is_single_word(node->text) && covers_word(over, node->text);
	case CONDITION_CAPTURE:
	case CONDITION_SENTENCE:
	case CONDITION_PARAGRAPH:
	case CONDITION_FIRST:
	case CONDITION_AT_LEAST:
		return holds_word_of(node->first, over);
	case CONDITION_NEAR:
		return holds_word_of(node->first, over) ||
		       (!node->negated && holds_word_of(node->first->next, over));
	case CONDITION_PHRASE:
	case CONDITION_AND:
		for (const struct condition *child = node->first; child; child = child->next) {
			if (holds_word_of(child, over)) {
				return true;
			}
		}
		return false;
	default:
		return false;
	}
}

static bool is_word_or_pattern(const struct condition *node)
{
	return (node->type == CONDITION_WORD || node->type == CONDITION_WILDCARD) &&
	       is_single_word(node->text);
}

/* What sorting does not find: phrases, exact words and what a pattern covers that does not end in its only star. */
static void check_pairs(const struct lint *lint, const struct condition *node)
{
	if ((size_t)node->count * node->count > PAIRS_MAX) {
		return;
	}
	for (const struct condition *over = node->first; over; over = over->next) {
		struct alternative known;
		bool sorted;

		if (!is_word_or_pattern(over)) {
			continue;
		}
		sorted = make_alternative(over, &known);
		for (const struct condition *one = node->first; one; one = one->next) {
			if (one == over || !holds_word_of(one, over) ||
				(sorted && make_alternative(one, &known))) {
				continue;
			}
			diags_warning(lint->diags, place_of(lint, one),
				"'%.*s' adds nothing: '%.*s' covers it", STR_ARG(one->source),
				STR_ARG(over->text));
			point_at(lint, one);
		}
	}
}

static void check_or(struct lint *lint, const struct condition *node)
{
	struct alternative *alternatives = mem_zalloc(node->count * sizeof(*alternatives));
	size_t used = 0;

	for (const struct condition *child = node->first; child; child = child->next) {
		used += make_alternative(child, &alternatives[used]) ? 1 : 0;
	}
	check_alternatives(lint, alternatives, used);
	free(alternatives);
}

/* --- NOT --- */

static bool is_same(const struct condition *a, const struct condition *b)
{
	const struct condition *x = a->first;
	const struct condition *y = b->first;

	if (a->type != b->type || a->count != b->count || a->number != b->number ||
		a->target != b->target || a->fields != b->fields || a->ordered != b->ordered ||
		a->negated != b->negated || !str_eq_nocase(a->text, b->text)) {
		return false;
	}
	for (; x && y; x = x->next, y = y->next) {
		if (!is_same(x, y)) {
			return false;
		}
	}
	return true;
}

static bool holds_same(const struct condition *group, const struct condition *wanted)
{
	for (const struct condition *child = group->first; child; child = child->next) {
		if (is_same(child, wanted)) {
			return true;
		}
	}
	return false;
}

static bool requires_word(const struct condition *both, const struct condition *word)
{
	for (const struct condition *child = both->first; child; child = child->next) {
		if (child->type != CONDITION_NOT && holds_word_of(child, word)) {
			return true;
		}
	}
	return false;
}

/* A AND NOT A; and in A OR (B AND NOT A) the NOT changes nothing. `outer` is the OR around the AND, or NULL. */
static void check_not(
	const struct lint *lint, const struct condition *both, const struct condition *outer)
{
	size_t around = outer ? outer->count : 0;

	if (both->count * (both->count + around) > PAIRS_MAX) {
		return;
	}
	for (const struct condition *child = both->first; child; child = child->next) {
		if (child->type != CONDITION_NOT) {
			continue;
		}
		if (holds_same(both, child->first)) {
			diags_warning(lint->diags, place_of(lint, child),
				"this can never match: '%.*s' must and must not be there",
				STR_ARG(child->first->source));
			point_at(lint, child);
		} else if (is_word_or_pattern(child->first) && requires_word(both, child->first)) {
			diags_warning(lint->diags, place_of(lint, child),
				"this can never match: what must be there holds '%.*s'",
				STR_ARG(child->first->source));
			point_at(lint, child);
		} else if (outer && holds_same(outer, child->first)) {
			diags_warning(lint->diags, place_of(lint, child),
				"this NOT can never matter: '%.*s' is an alternative beside it",
				STR_ARG(child->first->source));
			point_at(lint, child);
		}
	}
}

/* --- terms --- */

static size_t count_letters(struct str text)
{
	size_t count = 0;

	for (size_t i = 0; i < text.len; i++) {
		unsigned char byte = (unsigned char)text.ptr[i];

		count += byte != '*' && byte != '?' && (byte & 0xc0) != 0x80;
	}
	return count;
}

/* Different words, of which the author thought of one. */
static void check_common(const struct lint *lint, const struct condition *node)
{
	struct common_matches matches = lint_wildcard_matches(lint->wildcards, node->text);
	const struct str *shown = matches.shown;

	if (matches.count < COMMON_STEMS_BAD) {
		return;
	}
	diags_warning(lint->diags, place_of(lint, node),
		"'%.*s' stands for different common words: %.*s, %.*s, %.*s%s", STR_ARG(node->text),
		STR_ARG(shown[0]), STR_ARG(shown[1]), STR_ARG(shown[2]),
		matches.count > COMMON_STEMS_BAD ? " …" : "");
	point_at(lint, node);
	diags_suggest(lint->diags, "write out those that are meant, or word~ for the forms of one");
}

static bool is_ideographic(struct str text)
{
	for (size_t at = 0; at < text.len;) {
		if (fold_class(fold_entry(utf8_next(text, &at))) == FOLD_IDEOGRAPH) {
			return true;
		}
	}
	return false;
}

static void check_wildcard(const struct lint *lint, const struct condition *node)
{
	if (is_ideographic(node->text)) {
		diags_warning(lint->diags, place_of(lint, node),
			"'%.*s': the star adds nothing in a script without spaces",
			STR_ARG(node->text));
		point_at(lint, node);
		diags_suggest(
			lint->diags, "leave it out: any part of such a text is found as it is");
	} else if (count_letters(node->text) < WILDCARD_LETTERS_GOOD) {
		diags_warning(lint->diags, place_of(lint, node),
			"'%.*s' stands for very many words", STR_ARG(node->text));
		point_at(lint, node);
		diags_suggest(lint->diags, "write out those that are meant, or one letter more");
	} else {
		check_common(lint, node);
	}
}

static void check_term(const struct lint *lint, const struct condition *node)
{
	if (node->type == CONDITION_WILDCARD) {
		check_wildcard(lint, node);
	}
	if (node->type == CONDITION_FUZZY && count_letters(node->text) < FUZZY_LETTERS_MIN) {
		diags_warning(lint->diags, place_of(lint, node),
			"'%.*s~%u' is near to very many words", STR_ARG(node->text), node->number);
		point_at(lint, node);
	}
}

/* `near`: between its operands distances count, and a phrase is nearer than a word of it. */
static void check_tree(
	struct lint *lint, const struct condition *node, const struct condition *parent, bool near)
{
	check_term(lint, node);
	near = near || node->type == CONDITION_NEAR;
	if (node->type == CONDITION_OR) {
		check_or(lint, node);
		if (!near) {
			check_pairs(lint, node);
		}
	} else if (node->type == CONDITION_AND) {
		check_not(lint, node, parent && parent->type == CONDITION_OR ? parent : NULL);
	}
	for (const struct condition *child = node->first; child; child = child->next) {
		check_tree(lint, child, node, near);
	}
}

/* --- names --- */

/* English words that are names too, or that short names fold to. Sorted. */
static const char *const everyday_words[] = {"act", "aid", "aids", "aim", "all", "alphabet", "am",
	"amazon", "an", "and", "apple", "april", "arm", "art", "as", "asap", "at", "august", "bank",
	"banks", "bath", "be", "bear", "best", "bill", "black", "book", "brown", "bush", "but",
	"by", "can", "capital", "car", "care", "castle", "church", "city", "close", "cook", "cork",
	"court", "cross", "crown", "day", "do", "ease", "end", "era", "eta", "express", "face",
	"fair", "fast", "field", "fields", "fish", "for", "force", "ford", "forest", "fox", "free",
	"friday", "gap", "gates", "general", "get", "go", "gold", "grace", "grant", "gray", "green",
	"guardian", "had", "has", "he", "head", "her", "hill", "him", "his", "holy", "home", "hope",
	"house", "how", "hunt", "ice", "if", "in", "independent", "international", "is", "it",
	"its", "jersey", "job", "june", "just", "justice", "king", "lake", "law", "light", "little",
	"long", "major", "man", "march", "mark", "may", "me", "media", "merit", "meta", "miles",
	"mint", "mirror", "mobile", "moon", "more", "mountain", "my", "nation", "national", "new",
	"nice", "no", "north", "not", "now", "of", "oil", "on", "one", "or", "oracle", "orange",
	"out", "page", "park", "pays", "people", "police", "poll", "pope", "post", "power",
	"president", "press", "price", "progress", "rice", "rich", "river", "rose", "sale", "sand",
	"save", "school", "scout", "sea", "see", "set", "she", "shell", "short", "sky", "smart",
	"snow", "so", "south", "spring", "square", "star", "start", "state", "stone", "storm",
	"street", "strong", "summer", "sun", "sunday", "swift", "target", "the", "they", "time",
	"times", "to", "top", "trump", "turkey", "two", "un", "union", "up", "us", "use", "visa",
	"war", "was", "water", "we", "weather", "west", "white", "who", "will", "win", "winter",
	"wolf", "wood", "word", "world", "yes", "you", "young"};

static int by_word(const void *key, const void *element)
{
	return strcmp(key, *(const char *const *)element);
}

static void check_name(
	struct lint *lint, const struct book_entity *entity, const struct book_item *item)
{
	const struct condition *node = item->condition;
	char folded[FOLDED_MAX];
	const char *word = folded;
	size_t len;

	if (node->type != CONDITION_WORD || item->exact || item->context_count ||
		entity->context_count || node->text.len >= FOLDED_MAX / 4 ||
		(item->lang.len && !str_eq(item->lang, STR("en")))) {
		return;
	}
	len = fold_text(node->text, folded, sizeof(folded) - 1);
	folded[len] = '\0';
	if (!bsearch(word, everyday_words, sizeof(everyday_words) / sizeof(everyday_words[0]),
		    sizeof(everyday_words[0]), by_word)) {
		return;
	}
	lint->file = item->file;
	diags_warning(lint->diags, place_of(lint, node), "'%.*s' is also an everyday word",
		STR_ARG(node->text));
	point_at(lint, node);
	diags_suggest(lint->diags, "write {name: %.*s, case: exact}, or add a context",
		STR_ARG(node->text));
}

static void check_entity(struct lint *lint, const struct book_entity *entity)
{
	for (size_t i = 0; i < entity->name_count; i++) {
		check_name(lint, entity, &entity->names[i]);
	}
	check_list(lint, entity->names, entity->name_count);
}

/* Whether nothing but the page tells the articles that a rule is for. */
static bool is_without_gate(const struct book_rule *rule)
{
	struct arena *arena = arena_new(0);
	const struct condition *gate;
	bool is_known = gate_make(arena, rule->condition, rule->fields, &gate);

	arena_free(arena);
	return is_known && !gate && rule->language_count == 0;
}

static void check_rule(struct lint *lint, const struct book_rule *rule)
{
	if (!rule->enabled) {
		return;
	}
	lint->file = rule->condition_file;
	if (!requires_term(rule->condition)) {
		diags_warning(lint->diags, rule->place,
			"the rule %.*s requires no word: it would be tried on every article",
			STR_ARG(rule->name));
		diags_suggest(lint->diags, "add a term that must be there: A AND NOT B");
	}
	if (rule->fulltext && is_without_gate(rule)) {
		diags_warning(lint->diags, rule->place,
			"the rule %.*s has the page of every new article fetched",
			STR_ARG(rule->name));
		diags_suggest(lint->diags,
			"limit it with AND source:, feed_country:, tag:, title: or languages");
	}
	if (rule->test_count == 0) {
		diags_warning(lint->diags, rule->place, "the rule %.*s has no tests",
			STR_ARG(rule->name));
		diags_suggest(lint->diags,
			"write under tests: a sentence that must match, and one that must not");
	}
	check_tree(lint, rule->condition, NULL, false);
}

void book_lint(const struct rule_book *book, struct diags *diags)
{
	struct lint lint = {.book = book, .diags = diags, .wildcards = lint_wildcards_new()};

	for (size_t i = 0; i < book->list_count; i++) {
		check_list(&lint, book->lists[i].items, book->lists[i].item_count);
	}
	for (size_t i = 0; i < book->entity_count; i++) {
		check_entity(&lint, &book->entities[i]);
	}
	lint_names(book, diags);
	for (size_t i = 0; i < book->rule_count; i++) {
		check_rule(&lint, &book->rules[i]);
	}
	lint_wildcards_free(lint.wildcards);
}
