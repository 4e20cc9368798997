/* SPDX-License-Identifier: BSD-2-Clause */
/* Whether a clause is true for a part of a text (RULES.md 2), by the words of the table there. */
#include <stdlib.h>
#include <string.h>

#include "match/oracle/coverage.h"
#include "match/oracle/naive.h"

/* Places, not entities: a name that two entities share is one occurrence. */
static int count_places(const struct naive *naive, const struct tree *tree, const struct view *view)
{
	struct ranges ranges = ranges_of(naive, tree, view);
	int count = 0;
	for (int i = 0; i < ranges.count; i++) {
		bool repeated = false;
		for (int k = 0; k < i; k++) {
			repeated |= ranges.items[k].start == ranges.items[i].start &&
				    ranges.items[k].end == ranges.items[i].end;
		}
		count += !repeated;
	}
	free(ranges.items);
	return count;
}

static bool holds_in_unit(
	const struct naive *naive, const struct tree *tree, const struct view *view, int at)
{
	const struct place_of_word *word = &naive->text->words[at];
	struct view inner = *view;
	if (!view_sees(naive->text, view, at)) {
		return false;
	}
	if (tree->kind == SENT) {
		inner.sentence = word->sentence;
	} else {
		inner.paragraph = word->paragraph;
	}
	return clause_holds(naive, tree->child[0], &inner);
}

/* A unit of nothing that counts is none. */
static bool holds_in_some_unit(
	const struct naive *naive, const struct tree *tree, const struct view *view)
{
	for (int i = 0; i < naive->text->count; i++) {
		if (holds_in_unit(naive, tree, view, i)) {
			return true;
		}
	}
	return false;
}

static bool holds_regex(const struct naive *naive, const struct tree *tree, uint32_t fields)
{
	for (int field = 0; field < FIELD_COUNT; field++) {
		const char *raw = naive->text->fields[field];
		for (const char *at = raw; (fields >> field & 1) && *at != '\0'; at++) {
			const char *end;
			if (regex_at(tree, raw, at, &end)) {
				return true;
			}
		}
	}
	return false;
}

static bool holds(const struct naive *naive, const struct tree *tree, const struct view *view)
{
	struct view inner = *view;
	int met = 0;
	switch (tree->kind) {
	case AND:
	case OR:
	case NOF:
		for (int i = 0; i < tree->count; i++) {
			met += clause_holds(naive, tree->child[i], view);
		}
		return met >= (tree->kind == AND ? tree->count : tree->kind == OR ? 1 : tree->a);
	case NOT:
		return !clause_holds(naive, tree->child[0], view);
	case SENT:
	case PARA:
		return holds_in_some_unit(naive, tree, view);
	case FIRST:
		inner.first = tree->a < inner.first ? tree->a : inner.first;
		return clause_holds(naive, tree->child[0], &inner);
	case FIELD:
		inner.fields = tree->fields;
		return clause_holds(naive, tree->child[0], &inner);
	case MACRO:
	case CAPTURE:
		return clause_holds(naive, tree->child[0], view);
	case REGEX:
		return holds_regex(naive, tree, view->fields);
	case ATLEAST:
		return count_places(naive, tree->child[0], view) >= tree->a;
	default:
		return count_places(naive, tree, view) > 0;
	}
}

static void note(const struct tree *tree, bool result)
{
	const uint32_t main_fields = 1u << FIELD_TITLE | 1u << FIELD_LEAD | 1u << FIELD_BODY;
	coverage_note((int)tree->kind, result);
	if (tree->kind == NEAR && tree->negated) {
		coverage_note(COVER_NOT_NEAR, result);
	} else if (tree->kind == NEAR && tree->ordered) {
		coverage_note(COVER_ORDERED_NEAR, result);
	} else if (tree->kind == OR && tree->count >= 12) {
		coverage_note(COVER_LONG_OR, result);
	} else if (tree->kind == FIELD && (tree->fields >> FIELD_LEAD & 1)) {
		coverage_note(COVER_LEAD, result);
	} else if (tree->kind == FIELD && (tree->fields & ~main_fields)) {
		coverage_note(COVER_OTHER_FIELDS, result);
	} else if (tree->kind == CAPTURE && tree->child[0]->kind == FIELD &&
		   tree->child[0]->child[0]->kind == REGEX) {
		coverage_note(COVER_REGEX_CAPTURE, result);
	}
}

bool clause_holds(const struct naive *naive, const struct tree *tree, const struct view *view)
{
	bool result = holds(naive, tree, view);
	note(tree, result);
	return result;
}
