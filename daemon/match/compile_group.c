/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Lists, entities and types as groups: their plain members become aliases, everything else a node that is looked at only
 * when the list is asked for. Never decides which of two overlapping names wins; that is done in each article. The
 * invariant: whatever can give a group an occurrence implies the group's presence.
 */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "match/compiler.h"

static struct group *group_of(const struct compiler *compiler, uint32_t id)
{
	return &compiler->groups[id & ~GROUP_BIT];
}

static void add_operand(struct compiler *compiler, const struct node *node)
{
	numbers_add(&compiler->operands, (uint32_t)compiler->code.len);
	code_put_node(&compiler->code, node);
}

/* Adds the conditions as nodes in a row of operands; returns where they begin. */
static uint32_t add_operands(
	struct compiler *compiler, struct condition *const *conditions, size_t count, bool plain)
{
	uint32_t first = (uint32_t)compiler->operands.count;
	for (size_t i = 0; i < count; i++) {
		struct node node;
		if (plain && condition_has_reference(conditions[i])) {
			compiler_error(compiler, conditions[i],
				"`unless` of an entity takes words and phrases only");
		} else if (compile_operand(compiler, conditions[i], false, &node)) {
			add_operand(compiler, &node);
		}
	}
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
	guard.unless_count = (uint32_t)compiler->operands.count - guard.unless;
	guard.context = add_operands(compiler, item->context, item->context_count, false);
	guard.context_count = (uint32_t)compiler->operands.count - guard.context;
	return add_guard(compiler, guard);
}

static uint32_t add_sequence(struct compiler *compiler, const struct node *node)
{
	struct element single = {.atom = node->id};
	bool is_term = node->kind == NODE_TERM;
	const struct element *elements = is_term ? &single : node->elements;
	uint32_t count = is_term ? 1 : node->child_count;
	struct sequence sequence = {.first = (uint32_t)compiler->element_count,
		.count = (uint16_t)count,
		.length = is_term ? node->number : node->id};
	compiler->elements = mem_grow(compiler->elements, &compiler->element_cap,
		compiler->element_count + count, sizeof(compiler->elements[0]));
	memcpy(compiler->elements + compiler->element_count, elements, count * sizeof(elements[0]));
	compiler->element_count += count;
	compiler->sequences = mem_grow(compiler->sequences, &compiler->sequence_cap,
		compiler->sequence_count + 1, sizeof(compiler->sequences[0]));
	compiler->sequences[compiler->sequence_count++] = sequence;
	return (uint32_t)compiler->sequence_count - 1;
}

/* Files the words and phrases of a node (a term, a sequence, or an OR of these) under a group. */
static void add_aliases(
	struct compiler *compiler, uint32_t group, const struct node *node, uint32_t guard)
{
	if (node->kind == NODE_OR) {
		for (uint32_t i = 0; i < node->child_count; i++) {
			add_aliases(compiler, group, &node->children[i], guard);
		}
		return;
	}
	compiler->aliases = mem_grow(compiler->aliases, &compiler->alias_cap,
		compiler->alias_count + 1, sizeof(compiler->aliases[0]));
	compiler->aliases[compiler->alias_count++] = (struct alias){
		.sequence = add_sequence(compiler, node), .group = group, .guard = guard};
}

static void add_names(
	struct compiler *compiler, uint32_t id, const struct book_item *item, bool of_entity)
{
	struct node node;
	bool good = compile_operand(compiler, item->condition, item->exact, &node);
	uint32_t guard = add_item_guard(compiler, item, of_entity);
	if (good) {
		add_aliases(compiler, id, &node, guard);
	}
}

static uint32_t add_group(struct compiler *compiler, struct group group)
{
	compiler->groups = mem_grow(compiler->groups, &compiler->group_cap,
		compiler->group_count + 1, sizeof(compiler->groups[0]));
	compiler->groups[compiler->group_count++] = group;
	return GROUP_BIT | ((uint32_t)compiler->group_count - 1);
}

uint32_t compile_any(struct compiler *compiler, const struct node *alternatives, size_t count)
{
	struct code packed = {0};
	for (size_t i = 0; i < count; i++) {
		code_put_node(&packed, &alternatives[i]);
	}
	struct str key = str_make((const char *)packed.bytes, packed.len);
	uintptr_t known = (uintptr_t)map_get(compiler->anys, key);
	uint32_t id = GROUP_BIT | ((uint32_t)known - 1);
	if (!known) {
		id = add_group(compiler, (struct group){.kind = GROUP_ANY});
		for (size_t i = 0; i < count; i++) {
			add_aliases(compiler, id, &alternatives[i], 0);
		}
		/* NOLINTNEXTLINE(performance-no-int-to-ptr): the map keeps a number, not an address */
		void *number = (void *)compiler->group_count;
		map_put(compiler->anys, arena_str(compiler->keys, key), number);
	}
	free(packed.bytes);
	return id;
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
		add_names(compiler, id, &entity->names[i], true);
	}
	struct guard guard = {0};
	guard.unless = add_operands(compiler, entity->unless, entity->unless_count, true);
	guard.unless_count = (uint32_t)compiler->operands.count - guard.unless;
	guard.context = add_operands(compiler, entity->context, entity->context_count, false);
	guard.context_count = (uint32_t)compiler->operands.count - guard.context;
	group_of(compiler, id)->guard = add_guard(compiler, guard);
	for (size_t i = 0; i < entity->type_count; i++) {
		links_add(&compiler->implied,
			(struct link){
				.from = id, .to = compiler_type_id(compiler, entity->types[i])});
	}
	if (!entity->has_of) {
		return;
	}
	const struct book_entity *state = &compiler->book->entities[entity->of];
	for (size_t i = 0; i < state->type_count; i++) {
		links_add(&compiler->implied,
			(struct link){
				.from = id, .to = compiler_type_id(compiler, state->types[i])});
	}
}

static void compile_list(struct compiler *compiler, uint32_t index)
{
	const struct book_list *list = &compiler->book->lists[index];
	uint32_t id = compiler_list_id(index);
	compiler->file = list->place.file;
	/* First the words, whose guards add operands, then the references and the phrases with references in a row. */
	for (size_t i = 0; i < list->item_count; i++) {
		if (compile_is_plain(list->items[i].condition)) {
			add_names(compiler, id, &list->items[i], false);
		}
	}
	group_of(compiler, id)->members = (uint32_t)compiler->operands.count;
	for (size_t i = 0; i < list->item_count; i++) {
		const struct book_item *item = &list->items[i];
		struct node node;
		if (!compile_is_plain(item->condition) &&
			compile_operand(compiler, item->condition, item->exact, &node)) {
			add_operand(compiler, &node);
			group_of(compiler, id)->member_count++;
		}
	}
	struct guard guard = {0};
	guard.unless = add_operands(compiler, list->unless, list->unless_count, false);
	guard.unless_count = (uint32_t)compiler->operands.count - guard.unless;
	group_of(compiler, id)->guard = add_guard(compiler, guard);
}

void compile_groups(struct compiler *compiler)
{
	const struct rule_book *book = compiler->book;
	for (uint32_t i = 0; i < book->list_count; i++) {
		(void)add_group(compiler, (struct group){.kind = GROUP_LIST, .index = i});
	}
	for (uint32_t i = 0; i < book->entity_count; i++) {
		(void)add_group(compiler, (struct group){.kind = GROUP_ENTITY, .index = i});
	}
	for (uint32_t i = 0; i < book->type_count; i++) {
		(void)add_group(compiler, (struct group){.kind = GROUP_TYPE, .index = i});
	}
	for (uint32_t i = 0; i < book->entity_count; i++) {
		compile_entity(compiler, i);
		arena_clear(compiler->scratch);
	}
	for (uint32_t i = 0; i < book->list_count; i++) {
		compile_list(compiler, i);
		arena_clear(compiler->scratch);
	}
}
