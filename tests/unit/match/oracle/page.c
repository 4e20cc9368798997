/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Which articles a page could still make a rule hit (RULES.md 4): what looks into the body, the lead or the author is open,
 * the rest is the feed's to say. Where part of a NOT is open, only what is open whatever else is said is SURE.
 */
#include "match/oracle/naive.h"

static const uint32_t open_fields = 1u << FIELD_LEAD | 1u << FIELD_BODY | 1u << FIELD_AUTHOR;

static bool is_open(const struct tree *tree, uint32_t fields)
{
	fields = tree->kind == FIELD ? tree->fields : fields;
	if (tree->count == 0 || tree->kind <= TYPE) {
		return fields & open_fields;
	}
	for (int i = 0; i < tree->count; i++) {
		if (is_open(tree->child[i], fields)) {
			return true;
		}
	}
	return false;
}

static bool has_thing(const struct tree *tree)
{
	return tree_has(tree, LIST) || tree_has(tree, ENTITY) || tree_has(tree, TYPE);
}

static enum chance_of_hit could_hit_some(
	const struct naive *naive, const struct tree *tree, uint32_t fields)
{
	int needed = tree->kind == AND ? tree->count : tree->kind == OR ? 1 : tree->a;
	int sure = 0;
	int perhaps = 0;
	for (int i = 0; i < tree->count; i++) {
		enum chance_of_hit chance = page_could_hit(naive, tree->child[i], fields);
		sure += chance == SURE;
		perhaps += chance >= PERHAPS;
	}
	return sure >= needed ? SURE : perhaps >= needed ? PERHAPS : NO_HIT;
}

enum chance_of_hit page_could_hit(
	const struct naive *naive, const struct tree *tree, uint32_t fields)
{
	struct view view = view_of_fields(fields);
	switch (tree->kind) {
	case AND:
	case OR:
	case NOF:
		return could_hit_some(naive, tree, fields);
	case FIELD:
		return page_could_hit(naive, tree->child[0], tree->fields);
	case MACRO:
	case CAPTURE:
		return page_could_hit(naive, tree->child[0], fields);
	default:
		break;
	}
	if (is_open(tree, fields)) {
		return tree_has(tree, NOT) || tree_has(tree, FIELD) ? PERHAPS : SURE;
	}
	bool holds = clause_holds(naive, tree, &view);
	/* Whether a name counts may depend on its context, which the page may bring. */
	return holds ? SURE : has_thing(tree) ? PERHAPS : NO_HIT;
}
