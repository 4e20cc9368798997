/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Required keys: of AND the rarest child, of OR all children, of NOT nothing, of a phrase its rarest word, of NEAR the rarer
 * side. No normal form is made, it could be exponential. The invariant: an article that satisfies a node holds one of its
 * cover's ids, and with it that id's guard.
 */
#include <stdlib.h>

#include "base/mem.h"
#include "match/compiler.h"

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
	const double *frequencies, struct cover *cover, const struct required *required)
{
	for (size_t i = 0; i < cover->ids.count; i++) {
		struct link *link = &cover->ids.items[i];
		for (size_t k = 0; k < required->count; k++) {
			uint32_t id = required->ids[k];
			if (id != link->from &&
				(link->guard == ID_NONE ||
					frequencies[id] < frequencies[link->guard])) {
				link->guard = id;
			}
		}
	}
}

static struct cover cover_none(void)
{
	return (struct cover){.frequency = COVER_NONE};
}

static struct cover cover_of(const double *frequencies, const struct node *node);

static struct cover cover_of_id(const double *frequencies, uint32_t id)
{
	struct cover cover = {.frequency = frequencies[id]};
	links_add(&cover.ids, id, 0, ID_NONE);
	return cover;
}

static uint32_t rarest_element(const double *frequencies, const struct node *node)
{
	uint32_t rarest = node->elements[0].atom;
	for (uint32_t i = 1; i < node->child_count; i++) {
		if (frequencies[node->elements[i].atom] < frequencies[rarest]) {
			rarest = node->elements[i].atom;
		}
	}
	return rarest;
}

static struct cover cover_of_any(const double *frequencies, const struct node *node)
{
	struct cover all = {0};
	for (uint32_t i = 0; i < node->child_count; i++) {
		struct cover cover = cover_of(frequencies, &node->children[i]);
		for (size_t k = 0; k < cover.ids.count; k++) {
			links_add(&all.ids, cover.ids.items[k].from, 0, cover.ids.items[k].guard);
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
static struct cover cover_of_all(const double *frequencies, const struct node *node, uint32_t count)
{
	struct cover best = cover_none();
	struct required required = {0};
	for (uint32_t i = 0; i < count; i++) {
		struct cover cover = cover_of(frequencies, &node->children[i]);
		if (cover.frequency < best.frequency) {
			cover_done(&best);
			best = cover;
		} else {
			cover_done(&cover);
		}
		collect_required(&node->children[i], &required);
	}
	add_guards(frequencies, &best, &required);
	return best;
}

static int compare_frequency(const void *a, const void *b)
{
	double left = ((const struct cover *)a)->frequency;
	double right = ((const struct cover *)b)->frequency;
	return left < right ? -1 : left > right;
}

/* n of m hold: then of any m - n + 1 of them at least one does. */
static struct cover cover_of_some(const double *frequencies, const struct node *node)
{
	struct cover all = {0};
	struct cover *covers = mem_zalloc(node->child_count * sizeof(covers[0]));
	for (uint32_t i = 0; i < node->child_count; i++) {
		covers[i] = cover_of(frequencies, &node->children[i]);
	}
	qsort(covers, node->child_count, sizeof(covers[0]), compare_frequency);
	for (uint32_t i = 0; i < node->child_count; i++) {
		if (i + node->number <= node->child_count) {
			for (size_t k = 0; k < covers[i].ids.count; k++) {
				struct link link = covers[i].ids.items[k];
				links_add(&all.ids, link.from, 0, link.guard);
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

static struct cover cover_of(const double *frequencies, const struct node *node)
{
	switch (node->kind) {
	case NODE_TERM:
	case NODE_ANY:
		return cover_of_id(frequencies, node->id);
	case NODE_SEQUENCE: {
		struct cover cover = cover_of_id(frequencies, rarest_element(frequencies, node));
		struct required required = {0};
		collect_required(node, &required);
		add_guards(frequencies, &cover, &required);
		cover.frequency *= 0.5;
		return cover;
	}
	case NODE_NOT:
	case NODE_REGEX:
		return cover_none();
	case NODE_OR:
		return cover_of_any(frequencies, node);
	case NODE_N_OF:
		return cover_of_some(frequencies, node);
	case NODE_NEAR:
		return cover_of_all(frequencies, node, node->negated ? 1 : 2);
	case NODE_FIELD: {
		struct cover cover = cover_of_all(frequencies, node, 1);
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
	return cover_of_all(frequencies, node, node->child_count);
}

struct cover cover_of_node(const double *frequencies, const struct node *node)
{
	return cover_of(frequencies, node);
}
