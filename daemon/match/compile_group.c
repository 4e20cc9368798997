/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Lists, entities and types as groups: their plain members become aliases, everything else a node that is looked at only
 * when the list is asked for. Never decides which of two overlapping names wins; that is done in each article. The
 * invariant: whatever can give a group an occurrence implies the group's presence.
 */
#include <stdlib.h>

#include "base/mem.h"
#include "match/compiler.h"

static struct group *group_of(const struct compiler *compiler, uint32_t id)
{
	return &compiler->groups[id & ~GROUP_BIT];
}

static void add_frequency(struct compiler *compiler, uint32_t id, double frequency)
{
	double *sum = &compiler->frequencies[id & ~GROUP_BIT];
	*sum = *sum + frequency > 1.0 ? 1.0 : *sum + frequency;
}

/* Adds the conditions as nodes in a row of children; returns where they begin. */
static uint32_t add_operands(
	struct compiler *compiler, struct condition *const *conditions, size_t count, bool plain)
{
	struct numbers nodes = {0};
	for (size_t i = 0; i < count; i++) {
		if (plain && condition_has_reference(conditions[i])) {
			compiler_error(compiler, conditions[i],
				"`unless` of an entity takes words and phrases only");
			continue;
		}
		uint32_t node = compile_operand(compiler, conditions[i], false);
		if (node != NODE_INVALID) {
			numbers_add(&nodes, node);
		}
	}
	uint32_t first = (uint32_t)compiler->children.count;
	for (size_t i = 0; i < nodes.count; i++) {
		numbers_add(&compiler->children, nodes.items[i]);
	}
	free(nodes.items);
	return first;
}

static uint32_t add_guard(struct compiler *compiler, struct guard guard)
{
	if (guard.unless_count == 0 && guard.context_count == 0 && guard.lang.len == 0) {
		return 0;
	}
	compiler->guards = mem_grow(compiler->guards, &compiler->guard_cap,
		compiler->guard_count + 1, sizeof(compiler->guards[0]));
	compiler->guards[compiler->guard_count++] = guard;
	return (uint32_t)compiler->guard_count - 1;
}

static uint32_t add_item_guard(
	struct compiler *compiler, const struct book_item *item, bool of_entity)
{
	struct guard guard = {.lang = item->lang};
	guard.unless = add_operands(compiler, item->unless, item->unless_count, of_entity);
	guard.unless_count = (uint32_t)compiler->children.count - guard.unless;
	guard.context = add_operands(compiler, item->context, item->context_count, false);
	guard.context_count = (uint32_t)compiler->children.count - guard.context;
	return add_guard(compiler, guard);
}

static double sequence_frequency(const struct compiler *compiler, const struct sequence *sequence)
{
	const struct element *elements = compiler->elements + sequence->first;
	double frequency =
		dictionary_frequency(compiler->dictionary, elements[sequence->anchor].atom);
	return sequence->count > 1 ? frequency * 0.3 : frequency;
}

static void add_aliases(
	struct compiler *compiler, uint32_t id, const struct book_item *item, bool of_entity)
{
	uint32_t sequences[COMPILE_ALTERNATIVES_MAX];
	size_t count = compile_sequences(compiler, item->condition, item->exact, sequences);
	uint32_t guard = add_item_guard(compiler, item, of_entity);
	for (size_t i = 0; i < count; i++) {
		compiler->aliases = mem_grow(compiler->aliases, &compiler->alias_cap,
			compiler->alias_count + 1, sizeof(compiler->aliases[0]));
		compiler->aliases[compiler->alias_count++] =
			(struct alias){.sequence = sequences[i], .group = id, .guard = guard};
		add_frequency(compiler, id,
			sequence_frequency(compiler, &compiler->sequences[sequences[i]]));
	}
}

static void compile_entity(struct compiler *compiler, uint32_t index)
{
	const struct book_entity *entity = &compiler->book->entities[index];
	uint32_t id = compiler_entity_id(compiler, index);
	compiler->file = entity->place.file;
	for (size_t i = 0; i < entity->name_count; i++) {
		if (!compile_is_plain(entity->names[i].condition)) {
			compiler_error(compiler, entity->names[i].condition,
				"the name of an entity is made of words");
			continue;
		}
		add_aliases(compiler, id, &entity->names[i], true);
	}
	struct guard guard = {0};
	guard.unless = add_operands(compiler, entity->unless, entity->unless_count, true);
	guard.unless_count = (uint32_t)compiler->children.count - guard.unless;
	guard.context = add_operands(compiler, entity->context, entity->context_count, false);
	guard.context_count = (uint32_t)compiler->children.count - guard.context;
	group_of(compiler, id)->guard = add_guard(compiler, guard);
	for (size_t i = 0; i < entity->type_count; i++) {
		links_add(&compiler->implied, id, compiler_type_id(compiler, entity->types[i]), 0);
		add_frequency(compiler, compiler_type_id(compiler, entity->types[i]),
			compiler->frequencies[id & ~GROUP_BIT]);
	}
	if (!entity->has_of) {
		return;
	}
	const struct book_entity *state = &compiler->book->entities[entity->of];
	for (size_t i = 0; i < state->type_count; i++) {
		links_add(&compiler->implied, id, compiler_type_id(compiler, state->types[i]), 0);
	}
}

/* The references and the phrases with references of a list. */
static void compile_list_members(struct compiler *compiler, uint32_t id, struct numbers *nodes)
{
	struct group *group = group_of(compiler, id);
	group->members = (uint32_t)compiler->children.count;
	group->member_count = (uint32_t)nodes->count;
	for (size_t i = 0; i < nodes->count; i++) {
		numbers_add(&compiler->children, nodes->items[i]);
		struct cover cover = cover_of_node(compiler, nodes->items[i]);
		for (size_t k = 0; k < cover.ids.count; k++) {
			links_add(&compiler->implied, cover.ids.items[k].from, id, 0);
		}
		add_frequency(compiler, id, cover.frequency);
		cover_done(&cover);
	}
	free(nodes->items);
}

static void compile_list(struct compiler *compiler, uint32_t index)
{
	const struct book_list *list = &compiler->book->lists[index];
	uint32_t id = compiler_list_id(index);
	struct numbers nodes = {0};
	compiler->file = list->place.file;
	for (size_t i = 0; i < list->item_count; i++) {
		const struct book_item *item = &list->items[i];
		if (compile_is_plain(item->condition)) {
			add_aliases(compiler, id, item, false);
			continue;
		}
		uint32_t node = compile_operand(compiler, item->condition, item->exact);
		if (node != NODE_INVALID) {
			numbers_add(&nodes, node);
		}
	}
	compile_list_members(compiler, id, &nodes);
	struct guard guard = {0};
	guard.unless = add_operands(compiler, list->unless, list->unless_count, false);
	guard.unless_count = (uint32_t)compiler->children.count - guard.unless;
	group_of(compiler, id)->guard = add_guard(compiler, guard);
}

void compile_groups(struct compiler *compiler)
{
	const struct rule_book *book = compiler->book;
	compiler->group_count = book->list_count + book->entity_count + book->type_count;
	compiler->groups = mem_zalloc(compiler->group_count * sizeof(compiler->groups[0]));
	compiler->frequencies =
		mem_zalloc(compiler->group_count * sizeof(compiler->frequencies[0]));
	for (uint32_t i = 0; i < book->list_count; i++) {
		*group_of(compiler, compiler_list_id(i)) =
			(struct group){.kind = GROUP_LIST, .index = i};
	}
	for (uint32_t i = 0; i < book->entity_count; i++) {
		*group_of(compiler, compiler_entity_id(compiler, i)) =
			(struct group){.kind = GROUP_ENTITY, .index = i};
	}
	for (uint32_t i = 0; i < book->type_count; i++) {
		*group_of(compiler, compiler_type_id(compiler, i)) =
			(struct group){.kind = GROUP_TYPE, .index = i};
	}
	/* Entities first: lists ask how frequent they are. */
	for (uint32_t i = 0; i < book->entity_count; i++) {
		compile_entity(compiler, i);
	}
	for (uint32_t i = 0; i < book->list_count; i++) {
		compile_list(compiler, i);
	}
}
