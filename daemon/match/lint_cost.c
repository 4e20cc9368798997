/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Walks over everything in a book that may hold a wildcard. Changes nothing and warns of nothing. Keeps true: each pattern is listed
 * once, whatever its case.
 */
#include "match/lint_cost.h"

#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "base/mem.h"
#include "text/fold.h"

#define FOLDED_MAX 256

struct walk {
	struct lint_costs *costs;
	struct lint_wildcards *wildcards; /* owned by the caller */
	struct map *known;                /* folded pattern: its index; both in `keys` */
	struct arena *keys;
	const char *file;
};

const char *lint_cost_part_name(enum lint_cost_part part)
{
	static const char *const names[] = {[LINT_COST_BEGINNING] = "beginning",
		[LINT_COST_END] = "end",
		[LINT_COST_MIDDLE] = "middle"};

	return names[part];
}

static bool is_sign(char byte)
{
	return byte == '*' || byte == '?';
}

/* As dictionaries file it: by its beginning, else its end, else the longest part between two signs. */
static void take_part(struct lint_cost *cost, struct str folded)
{
	size_t head = 0;
	size_t tail = 0;
	size_t run = 0;
	size_t longest = 0;

	while (head < folded.len && !is_sign(folded.ptr[head])) {
		head++;
	}
	while (tail < folded.len && !is_sign(folded.ptr[folded.len - 1 - tail])) {
		tail++;
	}
	for (size_t i = 0; i < folded.len; i++) {
		run = is_sign(folded.ptr[i]) ? 0 : run + 1;
		longest = run > longest ? run : longest;
	}
	cost->part = head > 0 ? LINT_COST_BEGINNING : tail > 0 ? LINT_COST_END : LINT_COST_MIDDLE;
	cost->letters = head > 0 ? head : tail > 0 ? tail : longest;
}

static void add(struct walk *walk, const struct condition *node)
{
	struct lint_costs *costs = walk->costs;
	char room[FOLDED_MAX];
	struct str folded = str_make(room, fold_text(node->text, room, sizeof(room)));
	size_t *known = map_get(walk->known, folded);
	struct lint_cost *cost;

	if (known) {
		costs->items[*known].uses++;
		return;
	}
	costs->items =
		mem_grow(costs->items, &costs->cap, costs->count + 1, sizeof(costs->items[0]));
	cost = &costs->items[costs->count++];
	*cost = (struct lint_cost){.pattern = node->text,
		.place = {walk->file, node->line, node->column},
		.uses = 1,
		.common = lint_wildcard_matches(walk->wildcards, node->text)};
	take_part(cost, folded);
	known = arena_zalloc(walk->keys, sizeof(*known));
	*known = costs->count - 1;
	map_put(walk->known, arena_str(walk->keys, folded), known);
}

static void walk_tree(struct walk *walk, const struct condition *node)
{
	if (node->type == CONDITION_WILDCARD) {
		add(walk, node);
	}
	for (const struct condition *child = node->first; child; child = child->next) {
		walk_tree(walk, child);
	}
}

static void walk_items(struct walk *walk, const struct book_item *items, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		walk->file = items[i].file;
		walk_tree(walk, items[i].condition);
	}
}

static int by_matches(const void *a, const void *b)
{
	const struct lint_cost *x = a;
	const struct lint_cost *y = b;

	if (x->common.words != y->common.words) {
		return x->common.words > y->common.words ? -1 : 1;
	}
	return str_cmp(x->pattern, y->pattern);
}

void lint_costs_init(struct lint_costs *costs, const struct rule_book *book)
{
	struct walk walk = {.costs = costs,
		.wildcards = lint_wildcards_new(),
		.known = map_new(),
		.keys = arena_new(0)};

	*costs = (struct lint_costs){.items = NULL};
	for (size_t i = 0; i < book->list_count; i++) {
		walk_items(&walk, book->lists[i].items, book->lists[i].item_count);
	}
	for (size_t i = 0; i < book->entity_count; i++) {
		walk_items(&walk, book->entities[i].names, book->entities[i].name_count);
	}
	for (size_t i = 0; i < book->rule_count; i++) {
		if (book->rules[i].enabled) {
			walk.file = book->rules[i].condition_file;
			walk_tree(&walk, book->rules[i].condition);
		}
	}
	if (costs->count > 0) {
		qsort(costs->items, costs->count, sizeof(costs->items[0]), by_matches);
	}
	map_free(walk.known);
	arena_free(walk.keys);
	lint_wildcards_free(walk.wildcards);
}

void lint_costs_done(struct lint_costs *costs)
{
	free(costs->items);
	*costs = (struct lint_costs){.items = NULL};
}
