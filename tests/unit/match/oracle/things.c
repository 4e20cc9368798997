/* SPDX-License-Identifier: BSD-2-Clause */
/* Makes lists and entities of words in play, and writes them as a rule file does. The invariant: a list holds only lists
 * before it, so that none holds itself. */
#include "match/oracle/things.h"

#include <string.h>

#include "match/oracle/chance.h"
#include "match/oracle/cues.h"
#include "match/oracle/grow.h"

static const char *const entity_names[ENTITIES] = {
	"north", "south", "west", "east", "chief", "deputy"};
static const char *const list_names[LISTS] = {"few", "many", "things"};
static const char *const type_names[TYPES] = {"state", "side", "person"};

const char *thing_name(enum kind kind, int number)
{
	return kind == LIST     ? list_names[number]
	       : kind == ENTITY ? entity_names[number]
				: type_names[number];
}

/* --- making --- */

static struct tree *make_word(struct forest *forest, bool exact)
{
	struct tree *tree = tree_plant(forest, exact ? EXACT : WORD);
	tree->a = vocabulary_pick();
	tree->b = chance_pick(SPELLINGS);
	return tree;
}

/* One to three words. */
static struct tree *make_words(struct forest *forest, bool exact)
{
	int count = chance_pick(4) > 1 ? 1 : 2 + chance_pick(2);
	if (count == 1) {
		return make_word(forest, exact);
	}
	struct tree *phrase = tree_plant(forest, PHRASE);
	while (phrase->count < count) {
		struct tree *word = make_word(forest, exact);
		phrase->child[phrase->count++] = word;
	}
	return phrase;
}

/* A longer phrase around the words of an item, or anything. */
static struct tree *make_unless(struct forest *forest, const struct tree *around)
{
	struct tree *phrase = tree_plant(forest, PHRASE);
	bool before = chance_one_in(2);
	if (before) {
		phrase->child[phrase->count++] = make_word(forest, false);
	}
	if (around->kind == PHRASE) {
		for (int i = 0; i < around->count; i++) {
			phrase->child[phrase->count++] = around->child[i];
		}
	} else if (around->kind == WORD || around->kind == WILD) {
		phrase->child[phrase->count] = tree_plant(forest, around->kind);
		*phrase->child[phrase->count++] = *around;
	} else {
		phrase->child[phrase->count++] = make_word(forest, false);
	}
	if (!before) {
		phrase->child[phrase->count++] =
			chance_one_in(2) ? grow_wildcard(forest) : make_word(forest, false);
	}
	return phrase;
}

static void make_guard(struct forest *forest, const struct tree *around, struct guard *guard)
{
	if (chance_one_in(4) && around->kind <= PHRASE && !tree_has(around, EXACT)) {
		guard->unless[guard->unless_count++] = make_unless(forest, around);
	}
	if (chance_one_in(5)) {
		int count = 1 + chance_pick(GUARD_MAX);
		while (guard->context_count < count) {
			guard->context[guard->context_count++] =
				chance_one_in(3) ? grow_wildcard(forest)
						 : make_words(forest, false);
		}
	}
	if (chance_one_in(6)) {
		guard->language = (enum language)(1 + chance_pick(LANGUAGES - 1));
	}
}

static void make_entity(struct things *things, int number)
{
	struct entity *entity = &things->entities[number];
	struct forest *forest = &things->forest;
	memset(entity, 0, sizeof(*entity));
	entity->of = NO_ENTITY;
	/* The first is of both types: each has to be there. */
	entity->types = number >= 4   ? 1u << PERSON
			: number == 0 ? 3u
				      : 1u + (uint32_t)chance_pick(3);
	entity->name_count = 1 + chance_pick(NAMES_MAX);
	for (int i = 0; i < entity->name_count; i++) {
		struct item *name = &entity->names[i];
		name->exact = chance_one_in(5);
		name->tree = make_words(forest, name->exact);
		if (chance_one_in(2)) {
			make_guard(forest, name->tree, &name->guard);
		}
	}
	if (chance_one_in(3)) {
		make_guard(forest, entity->names[0].tree, &entity->guard);
		entity->guard.language = UNKNOWN;
	}
	if (number >= 4) {
		entity->of = chance_pick(4);
		entity->from = chance_one_in(3) ? 2015 : 0;
		entity->to = chance_one_in(3) ? 2020 : 0;
	}
}

static struct tree *make_reference(struct forest *forest, int list)
{
	struct tree *tree = tree_plant(forest, chance_one_in(2) ? ENTITY : TYPE);
	tree->a = chance_pick(tree->kind == ENTITY ? ENTITIES : TYPES);
	if (list > 0 && chance_one_in(3)) {
		tree->kind = LIST;
		tree->a = chance_pick(list);
	}
	return tree;
}

static void make_list(struct things *things, int number)
{
	struct list *list = &things->lists[number];
	struct forest *forest = &things->forest;
	memset(list, 0, sizeof(*list));
	list->item_count = 2 + chance_pick(ITEMS_MAX - 1);
	for (int i = 0; i < list->item_count; i++) {
		struct item *item = &list->items[i];
		if (chance_one_in(4)) {
			item->tree = make_reference(forest, number);
			continue;
		}
		if (chance_one_in(4)) {
			item->tree = grow_pattern(forest);
			continue;
		}
		item->exact = chance_one_in(6);
		item->tree = make_words(forest, item->exact);
		if (chance_one_in(4)) {
			make_guard(forest, item->tree, &item->guard);
		}
	}
	const struct tree *first = list->items[0].tree;
	/* What is written around an exact item is folded as all that a guard says. */
	if (chance_one_in(2) && !tree_has(first, EXACT)) {
		list->guard.unless[list->guard.unless_count++] = make_unless(forest, first);
	}
}

void things_make(struct things *things)
{
	forest_init(&things->forest, -1);
	for (int i = 0; i < ENTITIES; i++) {
		make_entity(things, i);
	}
	for (int i = 0; i < LISTS; i++) {
		make_list(things, i);
	}
	things->has_cues = chance_pick(3) > 0;
}

void things_done(struct things *things)
{
	forest_done(&things->forest);
}

/* --- writing --- */

/* Items are written as in a condition, but for quotes and signs: several words are a phrase. */
static void write_item_text(struct buf *out, const struct tree *tree)
{
	buf_add_byte(out, '"');
	for (int i = 0; tree->kind == PHRASE && i < tree->count; i++) {
		const struct tree *word = tree->child[i];
		const char *text =
			word->kind == WILD
				? word->pattern
				: vocabulary_word(word->a)
					  ->spelled[word->kind == EXACT ? word->b : SMALL];
		buf_printf(out, "%s%s", i > 0 ? " " : "", text);
	}
	if (tree->kind == EXACT) {
		buf_printf(out, "%s", vocabulary_word(tree->a)->spelled[tree->b]);
	} else if (tree->kind != PHRASE) {
		tree_write(out, NULL, tree);
	}
	buf_add_byte(out, '"');
}

static void write_trees(
	struct buf *out, const char *key, struct tree *const *trees, int count, const char *behind)
{
	if (count == 0) {
		return;
	}
	buf_printf(out, "%s: [", key);
	for (int i = 0; i < count; i++) {
		buf_add_str(out, str_from(i > 0 ? ", " : ""));
		write_item_text(out, trees[i]);
	}
	buf_printf(out, "]%s", behind);
}

static void write_item(struct buf *out, const struct item *item, const char *key)
{
	const struct guard *guard = &item->guard;
	bool is_long = item->exact || guard->unless_count > 0 || guard->context_count > 0 ||
		       guard->language != UNKNOWN;
	if (!is_long) {
		write_item_text(out, item->tree);
		return;
	}
	buf_printf(out, "{%s: ", key);
	write_item_text(out, item->tree);
	buf_add_str(out, STR(", "));
	write_trees(out, "unless", guard->unless, guard->unless_count, ", ");
	write_trees(out, "context", guard->context, guard->context_count, ", ");
	if (guard->language != UNKNOWN) {
		buf_printf(out, "lang: %s, ",
			vocabulary_word(vocabulary_tag(guard->language))->folded);
	}
	buf_add_str(out, item->exact ? STR("case: exact}") : STR("}"));
}

static void write_items(struct buf *out, const struct item *items, int count, const char *key)
{
	for (int i = 0; i < count; i++) {
		buf_add_str(out, STR("    - "));
		write_item(out, &items[i], key);
		buf_add_byte(out, '\n');
	}
}

static void write_entity(struct buf *out, const struct entity *entity, int number)
{
	buf_printf(out, "- entity: %s\n  type: [", entity_names[number]);
	for (int i = 0, some = 0; i < TYPES; i++) {
		if (entity->types >> i & 1) {
			buf_printf(out, "%s%s", some++ > 0 ? ", " : "", type_names[i]);
		}
	}
	buf_add_str(out, STR("]\n  names:\n"));
	write_items(out, entity->names, entity->name_count, "name");
	buf_add_str(out, STR("  "));
	write_trees(out, "unless", entity->guard.unless, entity->guard.unless_count, "\n  ");
	write_trees(out, "context", entity->guard.context, entity->guard.context_count, "\n  ");
	if (entity->of != NO_ENTITY) {
		buf_printf(out, "of: %s", entity_names[entity->of]);
	}
	if (entity->from > 0) {
		buf_printf(out, "\n  from: %d", entity->from);
	}
	if (entity->to > 0) {
		buf_printf(out, "\n  to: %d", entity->to);
	}
	buf_add_byte(out, '\n');
}

void things_write(struct buf *out, const struct things *things)
{
	for (int i = 0; i < ENTITIES; i++) {
		write_entity(out, &things->entities[i], i);
	}
	for (int i = 0; i < LISTS; i++) {
		buf_printf(out, "- list: %s\n  items:\n", list_names[i]);
		write_items(out, things->lists[i].items, things->lists[i].item_count, "item");
		buf_add_str(out, STR("  "));
		write_trees(out, "unless", things->lists[i].guard.unless,
			things->lists[i].guard.unless_count, "");
		buf_add_byte(out, '\n');
	}
	if (things->has_cues) {
		cues_write(out);
	}
}
