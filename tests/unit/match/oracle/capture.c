/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * All bindings of the captures of a condition (RULES.md 2): every occurrence of every captured operand is tried with all
 * others. The invariant: two names are never bound to one thing.
 */
#include <stdlib.h>
#include <string.h>

#include "match/oracle/coverage.h"
#include "match/oracle/naive.h"

enum { BINDINGS_MAX = 3000 };

/* One occurrence of an operand, with what it binds. */
struct choice {
	struct range range;
	struct bound bound;
};

struct choices {
	struct choice *items; /* owned */
	int count;
	int cap;
};

static void add_choice(struct choices *choices, struct range range, const struct bound *bound)
{
	if (choices->count == choices->cap) {
		choices->cap = choices->cap * 2 + 16;
		choices->items =
			realloc(choices->items, (size_t)choices->cap * sizeof(choices->items[0]));
	}
	choices->items[choices->count++] = (struct choice){.range = range, .bound = *bound};
}

static void add_binding(struct bindings *bindings, const struct bound *bound)
{
	for (int i = 0; i < bindings->count; i++) {
		if (memcmp(&bindings->items[i], bound, sizeof(*bound)) == 0) {
			return;
		}
	}
	if (bindings->count == BINDINGS_MAX) {
		bindings->too_many = true;
		return;
	}
	if (bindings->count == bindings->cap) {
		bindings->cap = bindings->cap * 2 + 16;
		bindings->items = realloc(
			bindings->items, (size_t)bindings->cap * sizeof(bindings->items[0]));
	}
	bindings->items[bindings->count++] = *bound;
}

/* Different captures bind different entities, and words that do not overlap. */
static bool bind(struct bound *bound, int name, struct range range)
{
	for (int i = 0; i < CAPTURES; i++) {
		struct range other = bound->names[i];
		if (i == name || other.start < 0) {
			continue;
		}
		bool both_text = other.entity == NO_ENTITY && range.entity == NO_ENTITY;
		bool same_mention = other.start == range.start && other.end == range.end;
		bool overlap = other.start < range.end && range.start < other.end;
		bool same = same_mention || (both_text ? overlap : other.entity == range.entity);
		coverage_note(COVER_DIFFERENT_CAPTURES, !same);
		if (same) {
			return false;
		}
	}
	bound->names[name] = range;
	return true;
}

static struct choices choices_of(const struct naive *naive, const struct tree *tree,
	const struct view *view, const struct bound *bound);

static void choose_near(const struct naive *naive, const struct tree *tree, const struct view *view,
	const struct bound *bound, struct choices *out)
{
	struct choices left = choices_of(naive, tree->child[0], view, bound);
	for (int i = 0; i < left.count; i++) {
		struct choices right =
			choices_of(naive, tree->child[1], view, &left.items[i].bound);
		bool any = false;
		for (int k = 0; k < right.count; k++) {
			struct range a = left.items[i].range;
			struct range b = right.items[k].range;
			bool near = range_is_near(naive->text, tree, a, b);
			any |= near;
			if (near && !tree->negated) {
				add_choice(out, range_join(a, b), &right.items[k].bound);
			}
		}
		if (tree->negated && !any) {
			add_choice(out, left.items[i].range, &left.items[i].bound);
		}
		free(right.items);
	}
	free(left.items);
}

static void choose_captured(const struct naive *naive, const struct tree *tree,
	const struct view *view, const struct bound *bound, struct choices *out)
{
	struct choices inside = choices_of(naive, tree->child[0], view, bound);
	*naive->tries += inside.count;
	for (int i = 0; i < inside.count; i++) {
		struct bound now = inside.items[i].bound;
		if (bind(&now, tree->a, inside.items[i].range)) {
			add_choice(out, inside.items[i].range, &now);
		}
	}
	free(inside.items);
}

static void choose_any(const struct naive *naive, const struct tree *tree, const struct view *view,
	const struct bound *bound, struct choices *out)
{
	for (int i = 0; i < tree->count; i++) {
		struct choices some = choices_of(naive, tree->child[i], view, bound);
		for (int k = 0; k < some.count; k++) {
			add_choice(out, some.items[k].range, &some.items[k].bound);
		}
		free(some.items);
	}
}

static void choose_plain(const struct naive *naive, const struct tree *tree,
	const struct view *view, const struct bound *bound, struct choices *out)
{
	struct ranges ranges = ranges_of(naive, tree, view);
	if (ranges.count > OCCURRENCES_MAX) {
		*naive->tries = TRIES_MAX + 1;
	}
	for (int i = 0; i < ranges.count; i++) {
		add_choice(out, ranges.items[i], bound);
	}
	free(ranges.items);
}

/* Every way to choose an occurrence of an operand; captures in it are bound on the way. */
static struct choices choices_of(const struct naive *naive, const struct tree *tree,
	const struct view *view, const struct bound *bound)
{
	struct choices out = {0};
	struct view inner = *view;
	if (*naive->tries > TRIES_MAX) {
		return out;
	}
	if (!tree_has(tree, CAPTURE)) {
		choose_plain(naive, tree, view, bound, &out);
		return out;
	}
	switch (tree->kind) {
	case CAPTURE:
		choose_captured(naive, tree, view, bound, &out);
		return out;
	case OR:
		choose_any(naive, tree, view, bound, &out);
		return out;
	case FIELD:
		inner.fields = tree->fields;
		return choices_of(naive, tree->child[0], &inner, bound);
	case MACRO:
		return choices_of(naive, tree->child[0], view, bound);
	default:
		choose_near(naive, tree, view, bound, &out);
		return out;
	}
}

/* Adds to `out` all ways to make the clause true when that much is bound. */
static void solve(const struct naive *naive, const struct tree *tree, const struct view *view,
	const struct bound *bound, struct bindings *out);

static void solve_all(const struct naive *naive, const struct tree *tree, const struct view *view,
	const struct bound *bound, struct bindings *out)
{
	struct bindings now = {0};
	add_binding(&now, bound);
	for (int i = 0; i < tree->count; i++) {
		struct bindings next = {.too_many = now.too_many};
		for (int k = 0; k < now.count; k++) {
			solve(naive, tree->child[i], view, &now.items[k], &next);
		}
		free(now.items);
		now = next;
	}
	for (int i = 0; i < now.count; i++) {
		add_binding(out, &now.items[i]);
	}
	out->too_many |= now.too_many;
	free(now.items);
}

static void solve_units(const struct naive *naive, const struct tree *tree, const struct view *view,
	const struct bound *bound, struct bindings *out)
{
	const struct text *text = naive->text;
	int last = -1;
	for (int i = 0; i < text->count; i++) {
		struct view inner = *view;
		int unit = tree->kind == SENT ? text->words[i].sentence : text->words[i].paragraph;
		if (unit == last || !view_sees(text, view, i)) {
			continue;
		}
		last = unit;
		if (tree->kind == SENT) {
			inner.sentence = unit;
		} else {
			inner.paragraph = unit;
		}
		solve(naive, tree->child[0], &inner, bound, out);
	}
}

static void solve_operand(const struct naive *naive, const struct tree *tree,
	const struct view *view, const struct bound *bound, struct bindings *out)
{
	struct choices choices = choices_of(naive, tree, view, bound);
	for (int i = 0; i < choices.count; i++) {
		add_binding(out, &choices.items[i].bound);
	}
	free(choices.items);
}

static void solve(const struct naive *naive, const struct tree *tree, const struct view *view,
	const struct bound *bound, struct bindings *out)
{
	struct view inner = *view;
	if (*naive->tries > TRIES_MAX) {
		return;
	}
	if (!tree_has(tree, CAPTURE)) {
		if (clause_holds(naive, tree, view)) {
			add_binding(out, bound);
		}
		return;
	}
	switch (tree->kind) {
	case AND:
		solve_all(naive, tree, view, bound, out);
		return;
	case OR:
		for (int i = 0; i < tree->count; i++) {
			solve(naive, tree->child[i], view, bound, out);
		}
		return;
	case SENT:
	case PARA:
		solve_units(naive, tree, view, bound, out);
		return;
	case FIRST:
		inner.first = tree->a < inner.first ? tree->a : inner.first;
		solve(naive, tree->child[0], &inner, bound, out);
		return;
	case FIELD:
		inner.fields = tree->fields;
		solve(naive, tree->child[0], &inner, bound, out);
		return;
	case ATLEAST:
	case MACRO:
		if (clause_holds(naive, tree, view)) {
			solve(naive, tree->child[0], view, bound, out);
		}
		return;
	default:
		solve_operand(naive, tree, view, bound, out);
		return;
	}
}

struct bindings bindings_of(
	const struct naive *naive, const struct tree *tree, const struct view *view)
{
	struct bindings out = {0};
	struct bound none;
	memset(&none, 0, sizeof(none));
	for (int i = 0; i < CAPTURES; i++) {
		none.names[i].start = -1;
		none.names[i].entity = NO_ENTITY;
	}
	/* Counts how often the clauses around captures are true, too. */
	if (clause_holds(naive, tree, view)) {
		solve(naive, tree, view, &none, &out);
	}
	return out;
}
