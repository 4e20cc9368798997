/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Finds lists and entities that contain themselves through @names. A depth-first walk with a stack of its own: how deep
 * people nest lists costs memory, never the process's stack. Keeps true: of each circle one error is reported.
 */
#include "match/loader.h"

#include <stdlib.h>

#include "base/mem.h"

/* Lists, then entities, then types, as one range of numbers. */
struct graph {
	const struct rule_book *book;
	size_t count;
	uint32_t *targets; /* owned: whom each one refers to, one after the other */
	size_t target_count;
	size_t target_cap;
	size_t *starts;  /* owned: count + 1 of them */
	uint8_t *states; /* owned */
};

enum { STATE_NEW, STATE_OPEN, STATE_CLOSED };

struct frame {
	uint32_t node;
	size_t next; /* the target to go to */
};

struct walk {
	struct frame *frames; /* owned */
	size_t depth;
	size_t cap;
};

static void add_target(struct graph *graph, size_t target)
{
	graph->targets = mem_grow(
		graph->targets, &graph->target_cap, graph->target_count + 1, sizeof(uint32_t));
	graph->targets[graph->target_count++] = (uint32_t)target;
}

static void add_references(struct graph *graph, const struct condition *condition)
{
	const struct rule_book *book = graph->book;

	if (condition->type == CONDITION_LIST) {
		add_target(graph, condition->target);
	} else if (condition->type == CONDITION_ENTITY) {
		add_target(graph, book->list_count + condition->target);
	} else if (condition->type == CONDITION_ENTITY_TYPE) {
		add_target(graph, book->list_count + book->entity_count + condition->target);
	}
	for (const struct condition *child = condition->first; child; child = child->next) {
		add_references(graph, child);
	}
}

static void add_all(struct graph *graph, struct condition *const *conditions, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		add_references(graph, conditions[i]);
	}
}

static void add_items(struct graph *graph, const struct book_item *items, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		add_references(graph, items[i].condition);
		add_all(graph, items[i].unless, items[i].unless_count);
		add_all(graph, items[i].context, items[i].context_count);
	}
}

static void build(struct graph *graph)
{
	const struct rule_book *book = graph->book;
	size_t node = 0;

	for (size_t i = 0; i < book->list_count; i++) {
		const struct book_list *list = &book->lists[i];

		graph->starts[node++] = graph->target_count;
		add_items(graph, list->items, list->item_count);
		add_all(graph, list->unless, list->unless_count);
	}
	for (size_t i = 0; i < book->entity_count; i++) {
		const struct book_entity *entity = &book->entities[i];

		graph->starts[node++] = graph->target_count;
		add_items(graph, entity->names, entity->name_count);
		add_all(graph, entity->unless, entity->unless_count);
		add_all(graph, entity->context, entity->context_count);
	}
	for (size_t i = 0; i < book->type_count; i++) {
		graph->starts[node++] = graph->target_count;
		for (size_t j = 0; j < book->types[i].entity_count; j++) {
			add_target(graph, book->list_count + book->types[i].entities[j]);
		}
	}
	graph->starts[node] = graph->target_count;
}

static struct str name_of(const struct rule_book *book, size_t node)
{
	if (node < book->list_count) {
		return book->lists[node].name;
	}
	node -= book->list_count;
	return node < book->entity_count ? book->entities[node].name
					 : book->types[node - book->entity_count].name;
}

/* The circle closes at `node`, which is on the stack. */
static void report(struct loader *loader, const struct walk *walk, uint32_t node)
{
	const struct rule_book *book = loader->book;
	struct place place = {0};
	struct buf path;
	size_t from = walk->depth;

	buf_init(&path, 400);
	do {
		from--;
	} while (walk->frames[from].node != node);
	for (size_t i = from; i < walk->depth; i++) {
		uint32_t member = walk->frames[i].node;

		if (!place.file && member < book->list_count) {
			place = book->lists[member].place;
		} else if (!place.file && member < book->list_count + book->entity_count) {
			place = book->entities[member - book->list_count].place;
		}
		buf_printf(&path, "@%.*s, which holds ", STR_ARG(name_of(book, member)));
	}
	buf_printf(&path, "@%.*s", STR_ARG(name_of(book, node)));
	loader_error_at(loader, place, "this contains itself: %s", buf_cstr(&path));
	diags_suggest(loader->diags, "take one of them out of the circle");
	buf_done(&path);
}

static void open_node(struct graph *graph, struct walk *walk, uint32_t node)
{
	graph->states[node] = STATE_OPEN;
	walk->frames = mem_grow(walk->frames, &walk->cap, walk->depth + 1, sizeof(struct frame));
	walk->frames[walk->depth++] = (struct frame){.node = node, .next = graph->starts[node]};
}

static void walk_from(struct loader *loader, struct graph *graph, struct walk *walk, uint32_t root)
{
	open_node(graph, walk, root);
	while (walk->depth > 0) {
		struct frame *frame = &walk->frames[walk->depth - 1];
		uint32_t target;

		if (frame->next == graph->starts[frame->node + 1]) {
			graph->states[frame->node] = STATE_CLOSED;
			walk->depth--;
			continue;
		}
		target = graph->targets[frame->next++];
		if (graph->states[target] == STATE_OPEN) {
			report(loader, walk, target);
		} else if (graph->states[target] == STATE_NEW) {
			open_node(graph, walk, target);
		}
	}
}

void loader_find_cycles(struct loader *loader)
{
	const struct rule_book *book = loader->book;
	struct graph graph = {
		.book = book, .count = book->list_count + book->entity_count + book->type_count};
	struct walk walk = {0};

	if (loader->full || !book->types) {
		return;
	}
	graph.starts = mem_zalloc((graph.count + 1) * sizeof(*graph.starts));
	graph.states = mem_zalloc(graph.count + 1);
	build(&graph);
	for (size_t i = 0; i < graph.count; i++) {
		if (graph.states[i] == STATE_NEW) {
			walk_from(loader, &graph, &walk, (uint32_t)i);
		}
	}
	free(walk.frames);
	free(graph.targets);
	free(graph.starts);
	free(graph.states);
}
