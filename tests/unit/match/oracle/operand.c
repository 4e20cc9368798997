/* SPDX-License-Identifier: BSD-2-Clause */
/* All occurrences of an operand, by looking at each place of the text. The invariant: an occurrence lies in one field and in
 * what the view sees. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "match/oracle/naive.h"

struct view view_of_fields(uint32_t fields)
{
	return (struct view){.fields = fields, .sentence = -1, .paragraph = -1, .first = WORDS_MAX};
}

/* The lead is a window on the body, counted once. */
bool view_sees(const struct text *text, const struct view *view, int at)
{
	const struct place_of_word *word = &text->words[at];
	bool by_lead = !(view->fields >> FIELD_BODY & 1) && (view->fields >> FIELD_LEAD & 1) &&
		       word->lead >= 0;
	int number = by_lead ? word->lead : word->number;
	return (by_lead || (view->fields >> word->field & 1)) && number < view->first &&
	       (view->sentence < 0 || word->sentence == view->sentence) &&
	       (view->paragraph < 0 || word->paragraph == view->paragraph);
}

void ranges_add(const struct naive *naive, const struct view *view, struct ranges *ranges,
	struct range range)
{
	const struct text *text = naive->text;
	for (int i = range.start; i < range.end; i++) {
		if (!view_sees(text, view, i) ||
			text->words[i].field != text->words[range.start].field) {
			return;
		}
	}
	for (int i = 0; i < ranges->count; i++) {
		const struct range *known = &ranges->items[i];
		if (known->start == range.start && known->end == range.end &&
			known->entity == range.entity) {
			return;
		}
	}
	if (ranges->count == ranges->cap) {
		ranges->cap = ranges->cap * 2 + 16;
		ranges->items =
			realloc(ranges->items, (size_t)ranges->cap * sizeof(ranges->items[0]));
	}
	ranges->items[ranges->count++] = range;
}

/* --- words --- */

/* In a title of one case spelling says nothing. */
static bool is_exact(const struct text *text, const struct place_of_word *word, int a, int spelling)
{
	const char *wanted = vocabulary_word(a)->spelled[spelling];
	const char *written = vocabulary_word(word->word)->spelled[word->spelling];
	if (word->field == FIELD_TITLE && !text->exact_title) {
		return word_same(word->word, a);
	}
	return strcmp(wanted, written) == 0;
}

/* Operands of one word. */
static bool word_is(const struct text *text, int at, const struct tree *tree)
{
	const struct place_of_word *word = &text->words[at];
	switch (tree->kind) {
	case WORD:
		return word_same(word->word, tree->a);
	case EXACT:
		return is_exact(text, word, tree->a, tree->b);
	case WILD:
		return word_fits(word->word, tree->pattern);
	case STEM:
		return word_same_stem(
			word->word, tree->a, text->language == UNKNOWN ? ENGLISH : text->language);
	case FUZZY:
		return word_letters_apart(word->word, tree->a) <= tree->b;
	default:
		return false;
	}
}

static bool is_together(const struct text *text, int first, int second)
{
	return second < text->count && text->words[first].field == text->words[second].field &&
	       text->words[first].paragraph == text->words[second].paragraph;
}

/* Both words one behind the other, or the solid one. */
static void hyphen_ranges(const struct naive *naive, const struct tree *tree,
	const struct view *view, struct ranges *out)
{
	const struct text *text = naive->text;
	for (int i = 0; i < text->count; i++) {
		bool spaced = is_together(text, i, i + 1) &&
			      word_same(text->words[i].word, tree->a) &&
			      word_same(text->words[i + 1].word, tree->b);
		if (spaced) {
			ranges_add(naive, view, out, (struct range){i, i + 2, NO_ENTITY});
		}
		if (word_same(text->words[i].word, tree->c)) {
			ranges_add(naive, view, out, (struct range){i, i + 1, NO_ENTITY});
		}
	}
}

/* Ideographs without a gap between them. */
static void run_ranges(const struct naive *naive, const struct tree *tree, const struct view *view,
	struct ranges *out)
{
	const struct text *text = naive->text;
	for (int i = 0; i + tree->count <= text->count; i++) {
		bool here = true;
		for (int k = 0; k < tree->count && here; k++) {
			here = word_same(text->words[i + k].word, tree->child[k]->a) &&
			       (k + 1 == tree->count || text->words[i + k].glued);
		}
		if (here) {
			ranges_add(naive, view, out, (struct range){i, i + tree->count, NO_ENTITY});
		}
	}
}

/* Children one behind the other, in one paragraph. */
static struct ranges phrase_ranges(
	const struct naive *naive, const struct tree *tree, const struct view *view)
{
	struct ranges left = ranges_of(naive, tree->child[0], view);
	for (int i = 1; i < tree->count; i++) {
		struct ranges right = ranges_of(naive, tree->child[i], view);
		struct ranges both = {0};
		for (int k = 0; k < left.count * right.count; k++) {
			struct range a = left.items[k / right.count];
			struct range b = right.items[k % right.count];
			if (a.end == b.start && is_together(naive->text, a.start, b.start)) {
				int entity = a.entity != NO_ENTITY ? a.entity : b.entity;
				ranges_add(
					naive, view, &both, (struct range){a.start, b.end, entity});
			}
		}
		free(left.items);
		free(right.items);
		left = both;
	}
	return left;
}

/* --- NEAR --- */

static int words_between(const struct text *text, struct range a, struct range b)
{
	if (text->words[a.start].paragraph != text->words[b.start].paragraph) {
		return -1;
	}
	if (a.end <= b.start) {
		return b.start - a.end;
	}
	return b.end <= a.start ? a.start - b.end : -1;
}

bool range_is_near(const struct text *text, const struct tree *near, struct range a, struct range b)
{
	int between = words_between(text, a, b);
	return between >= 0 && between <= near->a && (!near->ordered || a.start < b.start);
}

struct range range_join(struct range a, struct range b)
{
	return (struct range){.start = a.start < b.start ? a.start : b.start,
		.end = a.end > b.end ? a.end : b.end,
		.entity = NO_ENTITY};
}

static void near_ranges(const struct naive *naive, const struct tree *tree, const struct view *view,
	struct ranges *out)
{
	struct ranges left = ranges_of(naive, tree->child[0], view);
	struct ranges right = ranges_of(naive, tree->child[1], view);
	for (int i = 0; i < left.count; i++) {
		bool any = false;
		for (int k = 0; k < right.count; k++) {
			bool near = range_is_near(naive->text, tree, left.items[i], right.items[k]);
			any |= near;
			if (near && !tree->negated) {
				ranges_add(naive, view, out,
					range_join(left.items[i], right.items[k]));
			}
		}
		if (tree->negated && (view->loose || !any)) {
			ranges_add(naive, view, out, left.items[i]);
		}
	}
	free(left.items);
	free(right.items);
}

/* --- regular expressions --- */

bool regex_at(const struct tree *tree, const char *field, const char *at, const char **ret_end)
{
	char first[4];
	char second[4];
	tree_regex_letters(tree->a, first);
	tree_regex_letters(tree->c, second);
	*ret_end = at + 3;
	switch ((enum regex_form)tree->b) {
	case LETTERS_ANY_CASE:
		return strncasecmp(at, first, 3) == 0;
	case LETTERS_FIRST:
		return at == field && strncmp(at, first, 3) == 0;
	case LETTERS_AND_OTHERS: {
		const char *end = strstr(at + strnlen(at, 3), second);
		*ret_end = end ? end + 3 : at;
		return strncmp(at, first, 3) == 0 && end && !memchr(at, '\n', (size_t)(end - at));
	}
	default:
		return strncmp(at, first, 3) == 0;
	}
}

struct range range_of_points(const struct text *text, enum field field, uint32_t from, uint32_t to)
{
	struct range range = {.start = -1, .end = -1, .entity = NO_ENTITY};
	for (int i = 0; i < text->count; i++) {
		const struct place_of_word *word = &text->words[i];
		if (word->field == field && word->start < to && word->end > from) {
			range.start = range.start < 0 ? i : range.start;
			range.end = i + 1;
		}
	}
	return range;
}

/* The words that each match lies in. */
static void regex_ranges_in(const struct naive *naive, const struct tree *tree,
	const struct view *view, enum field field, struct ranges *out)
{
	const char *raw = naive->text->fields[field];
	for (const char *at = raw; *at != '\0'; at++) {
		const char *end;
		if (!regex_at(tree, raw, at, &end)) {
			continue;
		}
		struct range range = range_of_points(naive->text, field,
			(uint32_t)points_in(raw, (size_t)(at - raw)),
			(uint32_t)points_in(raw, (size_t)(end - raw)));
		if (range.start >= 0) {
			ranges_add(naive, view, out, range);
		}
	}
}

static void regex_ranges(const struct naive *naive, const struct tree *tree,
	const struct view *view, struct ranges *out)
{
	for (int field = 0; field < FIELD_COUNT; field++) {
		if (view->fields >> field & 1) {
			regex_ranges_in(naive, tree, view, (enum field)field, out);
		}
	}
}

/* --- all --- */

struct ranges ranges_of(const struct naive *naive, const struct tree *tree, const struct view *view)
{
	struct ranges out = {0};
	struct view inner = *view;
	switch (tree->kind) {
	case HYPHEN:
		hyphen_ranges(naive, tree, view, &out);
		break;
	case RUN:
		run_ranges(naive, tree, view, &out);
		break;
	case PHRASE:
		return phrase_ranges(naive, tree, view);
	case LIST:
	case ENTITY:
	case TYPE:
		ranges_of_thing(naive, tree, view, &out);
		break;
	case NEAR:
		near_ranges(naive, tree, view, &out);
		break;
	case REGEX:
		regex_ranges(naive, tree, view, &out);
		break;
	case FIELD:
		inner.fields = tree->fields;
		return ranges_of(naive, tree->child[0], &inner);
	case MACRO:
	case CAPTURE:
		return ranges_of(naive, tree->child[0], view);
	case OR:
		for (int i = 0; i < tree->count; i++) {
			struct ranges some = ranges_of(naive, tree->child[i], view);
			for (int k = 0; k < some.count; k++) {
				ranges_add(naive, view, &out, some.items[k]);
			}
			free(some.items);
		}
		break;
	default:
		for (int i = 0; i < naive->text->count; i++) {
			if (word_is(naive->text, i, tree)) {
				ranges_add(naive, view, &out, (struct range){i, i + 1, NO_ENTITY});
			}
		}
		break;
	}
	return out;
}
