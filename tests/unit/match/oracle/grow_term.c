/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Makes operands: words in all their forms, phrases, things, groups of OR. The invariant: what is made has places in a text.
 */
#include <stdio.h>
#include <string.h>

#include "match/oracle/chance.h"
#include "match/oracle/grow.h"
#include "match/oracle/things.h"

struct tree *grow_wildcard(struct forest *forest)
{
	struct tree *tree = tree_plant(forest, WILD);
	tree->a = vocabulary_pick_letters(4);
	const char *letters = vocabulary_word(tree->a)->folded;
	int len = (int)strlen(letters);
	int three = (int)points_offset(letters, 3);
	int last = (int)points_offset(letters, points_in(letters, (size_t)len) - 1);
	int second = (int)points_offset(letters, 1);
	int third = (int)points_offset(letters, 2);
	switch (chance_pick(6)) {
	case 0:
		(void)snprintf(tree->pattern, PATTERN_MAX, "*%s", letters + second);
		break;
	case 1:
		(void)snprintf(
			tree->pattern, PATTERN_MAX, "%.*s*%s", third, letters, letters + last);
		break;
	case 2:
		(void)snprintf(
			tree->pattern, PATTERN_MAX, "%.*s?%s", second, letters, letters + third);
		break;
	case 3:
		(void)snprintf(tree->pattern, PATTERN_MAX, "%.*s?*", three, letters);
		break;
	default:
		(void)snprintf(tree->pattern, PATTERN_MAX, "%.*s*", three, letters);
		break;
	}
	return tree;
}

/* Two or three ideographs; NULL when there are none in play. */
static struct tree *grow_run(struct forest *forest)
{
	int count = 2 + chance_pick(2);
	int first = vocabulary_pick_ideograph();
	if (first < 0) {
		return NULL;
	}
	struct tree *tree = tree_plant(forest, RUN);
	while (tree->count < count) {
		struct tree *one = tree_plant(forest, WORD);
		one->a = tree->count == 0 ? first : vocabulary_pick_ideograph();
		if (vocabulary_word(one->a)->kind == vocabulary_word(first)->kind) {
			tree_add(tree, one);
		}
	}
	return tree;
}

struct tree *grow_word(struct forest *forest)
{
	struct tree *tree = tree_plant(forest, WORD);
	tree->a = vocabulary_pick();
	return tree;
}

static bool has_letters(int word, size_t letters)
{
	const char *folded = vocabulary_word(word)->folded;
	return points_in(folded, strlen(folded)) >= letters;
}

struct tree *grow_pattern(struct forest *forest)
{
	struct tree *tree;
	switch (chance_pick(6)) {
	case 0:
		tree = tree_plant(forest, STEM);
		tree->a = vocabulary_pick_letters(3);
		return tree;
	case 1:
	case 2:
		tree = tree_plant(forest, FUZZY);
		tree->a = vocabulary_pick_letters(chance_one_in(2) ? 8 : 4);
		tree->b = 1 + (has_letters(tree->a, 8) ? chance_pick(2) : 0);
		return tree;
	case 3:
		tree = tree_plant(forest, HYPHEN);
		if (vocabulary_hyphenated(&tree->a, &tree->b, &tree->c)) {
			return tree;
		}
		tree->kind = WORD;
		return tree;
	case 4:
		tree = grow_run(forest);
		return tree ? tree : grow_word(forest);
	default:
		return grow_wildcard(forest);
	}
}

struct tree *grow_thing(struct forest *forest)
{
	static const enum kind kinds[] = {LIST, ENTITY, TYPE, TYPE};
	struct tree *tree = tree_plant(forest, kinds[chance_pick(4)]);
	tree->a = chance_pick(tree->kind == LIST ? LISTS : tree->kind == ENTITY ? ENTITIES : TYPES);
	return tree;
}

struct tree *grow_exact(struct forest *forest)
{
	struct tree *tree = tree_plant(forest, EXACT);
	tree->a = vocabulary_pick_letters(2);
	tree->b = chance_pick(SPELLINGS);
	return tree;
}

static struct tree *grow_phrase(struct forest *forest)
{
	struct tree *tree = tree_plant(forest, PHRASE);
	int count = chance_one_in(4) ? 3 : 2;
	while (tree->count < count) {
		int chance = chance_pick(8);
		tree_add(tree, chance == 0   ? grow_thing(forest)
			       : chance == 1 ? grow_exact(forest)
			       : chance == 2 ? grow_pattern(forest)
			       : chance == 3 ? grow_wildcard(forest)
					     : grow_word(forest));
	}
	return tree;
}

struct tree *grow_term(struct forest *forest)
{
	int chance = chance_pick(16);
	return chance < 5    ? grow_word(forest)
	       : chance < 7  ? grow_exact(forest)
	       : chance < 10 ? grow_pattern(forest)
	       : chance < 12 ? grow_phrase(forest)
			     : grow_thing(forest);
}

/* What a long OR is made of: words and phrases, mostly such as are not there. */
static struct tree *grow_long_or(struct forest *forest)
{
	struct tree *tree = tree_plant(forest, OR);
	int count = 12 + chance_pick(CHILDREN_MAX - 12);
	bool plain = chance_pick(4) > 0;
	while (tree->count < count) {
		struct tree *phrase = tree_plant(forest, PHRASE);
		tree_add(phrase, grow_word(forest));
		tree_add(phrase, grow_word(forest));
		tree_add(phrase, grow_word(forest));
		tree_add(tree, phrase);
	}
	tree->child[0] = plain ? grow_phrase(forest) : grow_term(forest);
	tree->child[1] = grow_pattern(forest);
	return tree;
}

/* A term or a group of OR. */
struct tree *grow_group(struct forest *forest)
{
	int chance = chance_pick(24);
	if (chance > 5) {
		return grow_term(forest);
	}
	if (chance == 0 && forest->count < NODES_MAX / 4) {
		return grow_long_or(forest);
	}
	struct tree *tree = tree_plant(forest, OR);
	int count = 2 + chance_pick(3);
	while (tree->count < count) {
		tree_add(tree, grow_term(forest));
	}
	return tree;
}
