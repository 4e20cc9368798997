/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Required keys: of AND the rarest child, of OR all children, of NOT nothing, of a phrase two words next to each other, of
 * NEAR both sides as a pair, or the rarer one. No normal form is made, it could be exponential. The invariant: an article
 * that satisfies a node holds one of its cover's ids or pairs, and with it that one's guard.
 */
#include <stdlib.h>

#include "base/mem.h"
#include "match/compiler.h"

/* The share of the articles with the rarer of two words in which they are a pair: a guess, and a bias towards pairs, which
 * cost nothing in all other articles. */
#define PAIR_SHARE 0.1

/* Of the ids that a node requires, no more than these are looked at as guards. */
#define REQUIRED_MAX 16

struct required {
	uint32_t ids[REQUIRED_MAX];
	size_t count;
};

void cover_done(struct cover *cover)
{
	free(cover->ids.items);
	cover->ids = (struct links){0};
}

static void add_required(struct required *required, uint32_t id)
{
	if (required->count < REQUIRED_MAX) {
		required->ids[required->count++] = id;
	}
}

/* Ids that are in every article that satisfies the node. */
static void collect_required(const struct node *node, struct required *required)
{
	switch (node->kind) {
	case NODE_TERM:
	case NODE_ANY:
		add_required(required, node->id);
		return;
	case NODE_SEQUENCE:
		for (uint32_t i = 0; i < node->child_count; i++) {
			add_required(required, node->elements[i].atom);
		}
		return;
	case NODE_OR:
	case NODE_NOT:
	case NODE_N_OF:
		return;
	case NODE_NEAR:
		if (node->negated) {
			collect_required(&node->children[0], required);
			return;
		}
		break;
	default:
		break;
	}
	for (uint32_t i = 0; i < node->child_count; i++) {
		collect_required(&node->children[i], required);
	}
}

/* Gives each id of the cover the rarest other id as its guard, when that is rarer than the one it has. */
static void add_guards(
	const struct key_choice *choice, struct cover *cover, const struct required *required)
{
	for (size_t i = 0; i < cover->ids.count; i++) {
		struct link *link = &cover->ids.items[i];
		for (size_t k = 0; k < required->count; k++) {
			uint32_t id = required->ids[k];
			if (id != link->from && id != link->pair &&
				(link->guard == ID_NONE ||
					choice->frequencies[id] <
						choice->frequencies[link->guard])) {
				link->guard = id;
			}
		}
	}
}

static struct cover cover_none(void)
{
	return (struct cover){.frequency = COVER_NONE};
}

static struct cover cover_of(const struct key_choice *choice, const struct node *node);

static struct cover cover_of_id(const struct key_choice *choice, uint32_t id)
{
	struct cover cover = {.frequency = choice->frequencies[id]};
	links_add(&cover.ids, (struct link){.from = id, .pair = ID_NONE, .guard = ID_NONE});
	return cover;
}

static bool has_bit(const uint64_t *bits, uint32_t id)
{
	return (bits[id / 64] >> (id % 64) & 1) != 0;
}

/* True when both are words that can be filed as a pair; `apart`: how many places at most. */
static bool can_pair(const struct key_choice *choice, uint32_t a, uint32_t b, uint32_t apart)
{
	return choice->words && a != b && apart <= PAIR_WINDOW_MAX && has_bit(choice->words, a) &&
	       has_bit(choice->words, b);
}

/* Of those that hold the rarer one some hold the other next to it. */
static double pair_frequency(const struct key_choice *choice, uint32_t a, uint32_t b)
{
	double first = choice->frequencies[a];
	double second = choice->frequencies[b];
	return PAIR_SHARE * (first < second ? first : second);
}

/* `ordered`: a stands before b, next to it. */
static struct cover cover_of_pair(
	const struct key_choice *choice, uint32_t a, uint32_t b, uint32_t apart, bool ordered)
{
	enum pair_kind kind = !ordered ? PAIR_NEAR : a > b ? PAIR_HIGH_FIRST : PAIR_LOW_FIRST;
	struct cover cover = {.frequency = pair_frequency(choice, a, b)};
	links_add(&cover.ids, (struct link){.from = a > b ? a : b,
				      .pair = a > b ? b : a,
				      .guard = ID_NONE,
				      .apart = apart,
				      .kind = kind});
	return cover;
}

/* By the rarest two words next to each other; false when none of them can be a pair. */
static bool cover_phrase(
	const struct key_choice *choice, const struct node *node, struct cover *ret)
{
	const struct element *elements = node->elements;
	uint32_t best = ID_NONE;
	for (uint32_t i = 0; i + 1 < node->child_count; i++) {
		if (elements[i + 1].offset == elements[i].offset + 1 &&
			can_pair(choice, elements[i].atom, elements[i + 1].atom, 1) &&
			(best == ID_NONE ||
				pair_frequency(choice, elements[i].atom, elements[i + 1].atom) <
					pair_frequency(choice, elements[best].atom,
						elements[best + 1].atom))) {
			best = i;
		}
	}
	if (best == ID_NONE) {
		return false;
	}
	*ret = cover_of_pair(choice, elements[best].atom, elements[best + 1].atom, 1, true);
	return true;
}

/* False when it is more than a word near a word. */
static bool cover_near(const struct key_choice *choice, const struct node *node, struct cover *ret)
{
	const struct node *sides = node->children;
	uint32_t apart = node->number < PAIR_WINDOW_MAX ? node->number + 1 : PAIR_WINDOW_MAX + 1;
	if (node->negated || sides[0].kind != NODE_TERM || sides[1].kind != NODE_TERM ||
		!can_pair(choice, sides[0].id, sides[1].id, apart)) {
		return false;
	}
	*ret = cover_of_pair(choice, sides[0].id, sides[1].id, apart, false);
	return true;
}

static uint32_t rarest_element(const struct key_choice *choice, const struct node *node)
{
	uint32_t rarest = node->elements[0].atom;
	for (uint32_t i = 1; i < node->child_count; i++) {
		if (choice->frequencies[node->elements[i].atom] < choice->frequencies[rarest]) {
			rarest = node->elements[i].atom;
		}
	}
	return rarest;
}

static struct cover cover_of_any(const struct key_choice *choice, const struct node *node)
{
	struct cover all = {0};
	for (uint32_t i = 0; i < node->child_count; i++) {
		struct cover cover = cover_of(choice, &node->children[i]);
		for (size_t k = 0; k < cover.ids.count; k++) {
			links_add(&all.ids, cover.ids.items[k]);
		}
		all.frequency += cover.frequency;
		cover_done(&cover);
	}
	if (all.frequency >= COVER_NONE / 2) {
		cover_done(&all);
		return cover_none();
	}
	return all;
}

/* Of `node`'s first `count` children, all of which must hold. */
static struct cover cover_of_all(
	const struct key_choice *choice, const struct node *node, uint32_t count)
{
	struct cover best = cover_none();
	struct required required = {0};
	for (uint32_t i = 0; i < count; i++) {
		struct cover cover = cover_of(choice, &node->children[i]);
		if (cover.frequency < best.frequency) {
			cover_done(&best);
			best = cover;
		} else {
			cover_done(&cover);
		}
		collect_required(&node->children[i], &required);
	}
	add_guards(choice, &best, &required);
	return best;
}

static int compare_frequency(const void *a, const void *b)
{
	double left = ((const struct cover *)a)->frequency;
	double right = ((const struct cover *)b)->frequency;
	return left < right ? -1 : left > right;
}

/* n of m hold: then of any m - n + 1 of them at least one does. */
static struct cover cover_of_some(const struct key_choice *choice, const struct node *node)
{
	struct cover all = {0};
	struct cover *covers = mem_zalloc(node->child_count * sizeof(covers[0]));
	for (uint32_t i = 0; i < node->child_count; i++) {
		covers[i] = cover_of(choice, &node->children[i]);
	}
	qsort(covers, node->child_count, sizeof(covers[0]), compare_frequency);
	for (uint32_t i = 0; i < node->child_count; i++) {
		if (i + node->number <= node->child_count) {
			for (size_t k = 0; k < covers[i].ids.count; k++) {
				links_add(&all.ids, covers[i].ids.items[k]);
			}
			all.frequency += covers[i].frequency;
		}
		cover_done(&covers[i]);
	}
	free(covers);
	if (all.frequency >= COVER_NONE / 2) {
		cover_done(&all);
		return cover_none();
	}
	return all;
}

/* Every article has a language, and most feeds a country: never a good key. */
static bool is_broad(uint32_t fields)
{
	uint32_t broad = 1u << FIELD_LANG | 1u << FIELD_FEED_COUNTRY;
	return (fields & ~broad) == 0;
}

static struct cover cover_of(const struct key_choice *choice, const struct node *node)
{
	switch (node->kind) {
	case NODE_TERM:
	case NODE_ANY:
		return cover_of_id(choice, node->id);
	case NODE_SEQUENCE: {
		struct cover cover;
		struct required required = {0};
		if (!cover_phrase(choice, node, &cover)) {
			cover = cover_of_id(choice, rarest_element(choice, node));
			cover.frequency *= 0.5;
		}
		collect_required(node, &required);
		add_guards(choice, &cover, &required);
		return cover;
	}
	case NODE_NOT:
	case NODE_REGEX:
		return cover_none();
	case NODE_OR:
		return cover_of_any(choice, node);
	case NODE_N_OF:
		return cover_of_some(choice, node);
	case NODE_NEAR: {
		struct cover cover;
		return cover_near(choice, node, &cover)
			       ? cover
			       : cover_of_all(choice, node, node->negated ? 1 : 2);
	}
	case NODE_FIELD: {
		struct cover cover = cover_of_all(choice, node, 1);
		if (is_broad(node->fields) && cover.frequency < 0.9) {
			cover.frequency = 0.9;
		}
		return cover;
	}
	case NODE_PHRASE:
	case NODE_AND:
	case NODE_SENTENCE:
	case NODE_PARAGRAPH:
	case NODE_FIRST:
	case NODE_AT_LEAST:
	case NODE_CAPTURE:
		break;
	}
	return cover_of_all(choice, node, node->child_count);
}

struct cover cover_of_node(const struct key_choice *choice, const struct node *node)
{
	return cover_of(choice, node);
}
