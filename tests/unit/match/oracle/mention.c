/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Lists and entities (RULES.md 1): which of their names count where. The invariant: of entities whose names overlap only
 * those with the longest are mentioned.
 */
#include <stdlib.h>

#include "match/oracle/coverage.h"
#include "match/oracle/naive.h"

static const struct view *everywhere(void)
{
	static const struct view all = {
		.fields = UINT32_MAX, .sentence = -1, .paragraph = -1, .first = WORDS_MAX};
	return &all;
}

/* In the title or the body. */
static bool occurs(const struct naive *naive, const struct tree *tree)
{
	struct view view = view_of_fields(1u << FIELD_TITLE | 1u << FIELD_BODY);
	struct ranges ranges = ranges_of(naive, tree, &view);
	free(ranges.items);
	return ranges.count > 0;
}

static bool is_inside(const struct naive *naive, const struct tree *tree, struct range range)
{
	struct ranges ranges = ranges_of(naive, tree, everywhere());
	bool found = false;
	for (int i = 0; i < ranges.count && !found; i++) {
		found = ranges.items[i].start <= range.start && ranges.items[i].end >= range.end;
	}
	free(ranges.items);
	return found;
}

static bool counts(const struct naive *naive, const struct guard *guard, struct range range)
{
	bool context = guard->context_count == 0;
	enum language language = naive->text->language;
	if (guard->language != UNKNOWN && language != UNKNOWN && guard->language != language) {
		coverage_note(COVER_NAME_LANGUAGE, false);
		return false;
	}
	for (int i = 0; i < guard->context_count && !context; i++) {
		context = occurs(naive, guard->context[i]);
	}
	if (guard->context_count > 0) {
		coverage_note(COVER_CONTEXT, context);
	}
	for (int i = 0; i < guard->unless_count; i++) {
		bool inside = is_inside(naive, guard->unless[i], range);
		coverage_note(COVER_UNLESS, inside);
		if (inside) {
			return false;
		}
	}
	if (guard->language != UNKNOWN) {
		coverage_note(COVER_NAME_LANGUAGE, true);
	}
	return context;
}

static void names_of(
	const struct naive *naive, const struct entity *entity, int number, struct ranges *out)
{
	for (int i = 0; i < entity->name_count; i++) {
		const struct item *name = &entity->names[i];
		struct ranges ranges = ranges_of(naive, name->tree, everywhere());
		for (int k = 0; k < ranges.count; k++) {
			struct range range = ranges.items[k];
			range.entity = number;
			if (counts(naive, &name->guard, range) &&
				counts(naive, &entity->guard, range)) {
				ranges_add(naive, everywhere(), out, range);
			}
		}
		free(ranges.items);
	}
}

static bool is_taken(const struct text *text, struct range range)
{
	for (int i = 0; i < text->mention_count; i++) {
		const struct range *other = &text->mentions[i];
		bool same = other->start == range.start && other->end == range.end;
		if (!same && other->start < range.end && range.start < other->end) {
			return true;
		}
	}
	return false;
}

/* Names of that length; what begins further left goes first. */
static void mention(struct text *text, const struct ranges *all, int length)
{
	for (int k = 0; k < text->count * all->count; k++) {
		struct range range = all->items[k % all->count];
		bool here = range.start == k / all->count && range.end == range.start + length;
		if (here && !is_taken(text, range)) {
			text->mentions[text->mention_count++] = range;
		}
	}
}

/* The longest first. Names of several entities at one place are all mentions. */
void mentions_find(const struct naive *naive)
{
	struct text *text = naive->text;
	struct ranges all = {0};
	text->mention_count = 0;
	for (int i = 0; i < ENTITIES; i++) {
		names_of(naive, &naive->things->entities[i], i, &all);
	}
	for (int length = 3; length > 0; length--) {
		mention(text, &all, length);
	}
	free(all.items);
}

static bool is_in_office(const struct text *text, const struct entity *person)
{
	int year = text->year;
	bool in_office = text->date == 0 || ((person->from == 0 || year >= person->from) &&
						    (person->to == 0 || year <= person->to));
	coverage_note(COVER_IN_OFFICE, in_office);
	return in_office;
}

/* The entity that a mention stands for when a type is asked for; a person may stand for his state. */
static int stands_for(const struct naive *naive, int entity, int type)
{
	const struct entity *named = &naive->things->entities[entity];
	if (named->types >> type & 1) {
		return entity;
	}
	bool of_type =
		named->of != NO_ENTITY && (naive->things->entities[named->of].types >> type & 1);
	return of_type && is_in_office(naive->text, named) ? named->of : NO_ENTITY;
}

static void list_ranges(const struct naive *naive, const struct list *list, const struct view *view,
	struct ranges *out)
{
	for (int i = 0; i < list->item_count; i++) {
		const struct item *item = &list->items[i];
		struct ranges ranges = ranges_of(naive, item->tree, everywhere());
		for (int k = 0; k < ranges.count; k++) {
			if (counts(naive, &item->guard, ranges.items[k]) &&
				counts(naive, &list->guard, ranges.items[k])) {
				ranges_add(naive, view, out, ranges.items[k]);
			}
		}
		free(ranges.items);
	}
}

void ranges_of_thing(const struct naive *naive, const struct tree *tree, const struct view *view,
	struct ranges *out)
{
	const struct text *text = naive->text;
	if (tree->kind == LIST) {
		list_ranges(naive, &naive->things->lists[tree->a], view, out);
		return;
	}
	for (int i = 0; i < text->mention_count; i++) {
		struct range range = text->mentions[i];
		if (tree->kind == TYPE) {
			range.entity = stands_for(naive, range.entity, tree->a);
		} else if (range.entity != tree->a) {
			range.entity = NO_ENTITY;
		}
		if (range.entity != NO_ENTITY) {
			ranges_add(naive, view, out, range);
		}
	}
}
