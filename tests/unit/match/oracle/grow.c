/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Makes conditions that the parser accepts: what may stand in what is known here. Never looks at a text. The invariant: no
 * field in a field or a unit, no unit in a sentence, no regular expression where words are counted.
 */
#include "match/oracle/grow.h"

#include "match/oracle/chance.h"
#include "match/oracle/things.h"

static struct tree *grow_operand(struct forest *forest, int depth, bool may_be_negated)
{
	if (depth == 0 || chance_pick(10) > 3) {
		return grow_group(forest);
	}
	struct tree *tree = tree_plant(forest, NEAR);
	tree->a = chance_pick(5);
	tree->ordered = chance_one_in(2);
	tree->negated = may_be_negated && chance_one_in(3);
	tree_add(tree, grow_operand(forest, depth - 1, true));
	tree_add(tree, grow_operand(forest, depth - 1, false));
	return tree;
}

/* What stands around a clause. */
struct around {
	bool sentence;
	bool paragraph;
	bool field;
	bool first;
};

static struct tree *grow(struct forest *forest, int depth, struct around around);

/* A word of which three letters are an expression. */
static int pick_for_regex(void)
{
	int word;
	do {
		word = vocabulary_pick_letters(4);
	} while ((unsigned char)vocabulary_word(word)->folded[0] > 'z');
	return word;
}

static struct tree *grow_regex(struct forest *forest)
{
	struct tree *regex = tree_plant(forest, REGEX);
	regex->a = pick_for_regex();
	regex->c = pick_for_regex();
	regex->b = chance_pick(REGEX_FORMS);
	return regex;
}

static uint32_t pick_fields(void)
{
	static const uint32_t fields[] = {1u << FIELD_TITLE, 1u << FIELD_TITLE, 1u << FIELD_BODY,
		1u << FIELD_BODY, 1u << FIELD_LEAD, 1u << FIELD_TITLE | 1u << FIELD_LEAD,
		1u << FIELD_LEAD | 1u << FIELD_BODY, 1u << FIELD_URL, 1u << FIELD_AUTHOR,
		1u << FIELD_TAG, 1u << FIELD_SOURCE | 1u << FIELD_AUTHOR};
	return fields[chance_pick(11)];
}

/* lang:en, feed_country:de */
static struct tree *grow_tag(struct forest *forest)
{
	struct tree *tree = tree_plant(forest, FIELD);
	struct tree *word = tree_plant(forest, WORD);
	tree->fields = chance_one_in(2) ? 1u << FIELD_LANG : 1u << FIELD_FEED_COUNTRY;
	word->a = vocabulary_tag((enum language)(1 + chance_pick(LANGUAGES - 1)));
	tree_add(tree, word);
	return tree;
}

static struct tree *grow_child(
	struct forest *forest, const struct tree *parent, int depth, struct around around)
{
	around.sentence |= parent->kind == SENT;
	around.paragraph |= parent->kind == PARA;
	around.field |= parent->kind == FIELD;
	around.first |= parent->kind == FIRST;
	bool lead = parent->fields >> FIELD_LEAD & 1;
	if (parent->kind == FIELD && !around.first && !lead && chance_one_in(3)) {
		return grow_regex(forest);
	}
	if (parent->kind == ATLEAST) {
		return grow_operand(forest, 1, true);
	}
	if (parent->kind != AND || parent->count == 0 || chance_pick(3) > 0) {
		return grow(forest, depth - 1, around);
	}
	struct tree *tree = tree_plant(forest, NOT);
	tree_add(tree, grow(forest, depth - 2, around));
	return tree;
}

/* Puts a name before the clause. */
static struct tree *wrap(struct forest *forest, struct tree *inside)
{
	if (forest->macro_count == MACROS_MAX || !chance_one_in(12)) {
		return inside;
	}
	struct tree *tree = tree_plant(forest, MACRO);
	tree->a = forest->macro_count;
	forest->macros[forest->macro_count++] = inside;
	tree_add(tree, inside);
	return tree;
}

static struct tree *grow(struct forest *forest, int depth, struct around around)
{
	static const enum kind kinds[] = {
		AND, AND, OR, NOF, SENT, PARA, FIRST, ATLEAST, FIELD, FIELD};
	enum kind kind = kinds[chance_pick(10)];
	bool no_field = around.field || around.sentence || around.paragraph;
	bool no_unit = ((kind == SENT || kind == PARA) && around.sentence) ||
		       (kind == PARA && around.paragraph);
	if (depth <= 0 || chance_pick(4) == 0 || (kind == FIELD && no_field) || no_unit) {
		return wrap(forest, grow_operand(forest, 2, true));
	}
	if (kind == FIELD && chance_one_in(8)) {
		return grow_tag(forest);
	}
	struct tree *tree = tree_plant(forest, kind);
	int count = kind == AND || kind == OR ? 2 + chance_one_in(4) : kind == NOF ? 3 : 1;
	tree->a = kind == FIRST ? 1 + chance_pick(12) : 1 + chance_pick(2);
	tree->fields = kind == FIELD ? pick_fields() : 0;
	while (tree->count < count) {
		tree_add(tree, grow_child(forest, tree, depth, around));
	}
	return tree;
}

struct tree *grow_condition(struct forest *forest)
{
	return grow(forest, 3, (struct around){0});
}

/* --- captures --- */

static struct tree *grow_capture(struct forest *forest, int name)
{
	struct tree *tree = tree_plant(forest, CAPTURE);
	tree->a = name;
	if (chance_one_in(8)) {
		struct tree *field = tree_plant(forest, FIELD);
		field->fields = chance_one_in(2) ? 1u << FIELD_TITLE : 1u << FIELD_BODY;
		struct tree *inside = chance_one_in(2) ? grow_regex(forest) : grow_term(forest);
		if (inside->kind == REGEX && inside->b == LETTERS_AND_OTHERS) {
			inside->b = LETTERS_ANYWHERE;
		}
		tree_add(field, inside);
		tree_add(tree, field);
		return tree;
	}
	tree_add(tree, chance_one_in(2) ? grow_thing(forest) : grow_group(forest));
	return tree;
}

static struct tree *without_fields(struct forest *forest, int name)
{
	struct tree *tree = grow_capture(forest, name);
	if (tree->child[0]->kind == FIELD) {
		tree->child[0] = grow_thing(forest);
	}
	return tree;
}

/* One operand under that name, one of two, or several of it. */
static struct tree *grow_side(struct forest *forest, int name, bool in_near)
{
	struct tree *side = without_fields(forest, name);
	int chance = chance_pick(10);
	if (chance == 0) {
		struct tree *either = tree_plant(forest, OR);
		tree_add(either, side);
		tree_add(either, without_fields(forest, name));
		return either;
	}
	if (chance == 1 && !in_near) {
		struct tree *several = tree_plant(forest, ATLEAST);
		several->a = 1 + chance_pick(2);
		tree_add(several, side);
		return several;
	}
	return side;
}

static struct tree *grow_near_captures(struct forest *forest)
{
	struct tree *near = tree_plant(forest, NEAR);
	near->a = chance_pick(6);
	near->ordered = chance_one_in(2);
	tree_add(near, grow_side(forest, 0, true));
	tree_add(near, grow_side(forest, 1, true));
	if (chance_one_in(3)) {
		struct tree *third = tree_plant(forest, NEAR);
		third->a = chance_pick(6);
		third->ordered = chance_one_in(2);
		third->negated = chance_one_in(3);
		tree_add(third, near);
		tree_add(third, third->negated || chance_one_in(2) ? grow_group(forest)
								   : without_fields(forest, 2));
		return third;
	}
	return near;
}

/* Two or three names, in a sentence, near each other or anywhere, with something else. */
struct tree *grow_captures(struct forest *forest)
{
	bool unit = chance_one_in(2);
	struct tree *both;
	if (chance_one_in(2)) {
		both = grow_near_captures(forest);
	} else {
		both = tree_plant(forest, AND);
		tree_add(both, unit ? grow_side(forest, 0, false) : grow_capture(forest, 0));
		tree_add(both, unit ? grow_side(forest, 1, false) : grow_capture(forest, 1));
		if (chance_one_in(3)) {
			tree_add(both, without_fields(forest, 2));
		}
		if (chance_one_in(2)) {
			struct around around = {.sentence = unit, .paragraph = unit};
			tree_add(both, grow_child(forest, both, 2, around));
		}
	}
	if (unit) {
		struct tree *around = tree_plant(forest, chance_pick(3) > 0 ? SENT : PARA);
		tree_add(around, both);
		both = around;
	}
	if (unit && chance_one_in(6)) {
		struct tree *around = tree_plant(forest, chance_one_in(2) ? FIRST : FIELD);
		around->a = 1 + chance_pick(30);
		around->fields = around->kind == FIELD ? pick_fields() : 0;
		tree_add(around, both);
		both = around;
	}
	if (chance_pick(3) > 0) {
		return wrap(forest, both);
	}
	/* An alternative that binds only one of them. */
	struct tree *either = tree_plant(forest, OR);
	tree_add(either, both);
	tree_add(either, grow_capture(forest, chance_pick(2)));
	return either;
}

/* --- events --- */

static struct tree *grow_plain(struct forest *forest)
{
	struct tree *tree = chance_one_in(3) ? grow_pattern(forest) : grow_word(forest);
	return chance_one_in(4) ? grow_exact(forest) : tree;
}

struct tree *grow_event(struct forest *forest)
{
	struct tree *event = tree_plant(forest, CAPTURE);
	event->a = 1;
	tree_add(event, chance_one_in(3) ? grow_group(forest) : grow_plain(forest));
	if (chance_one_in(2)) {
		return event;
	}
	struct tree *both = tree_plant(forest, AND);
	tree_add(both, event);
	tree_add(both, chance_one_in(2) ? grow_thing(forest) : grow_group(forest));
	if (chance_one_in(2)) {
		struct tree *sentence = tree_plant(forest, SENT);
		tree_add(sentence, both);
		return sentence;
	}
	return both;
}
