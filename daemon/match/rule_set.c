/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Compiles a book: groups, then the conditions, then the index, and lays everything out in the arena. Never keeps anything
 * on the heap. The invariant: after it returns, the set is constant and points only into its arena.
 */
#include "match/rule_set.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "match/compiler.h"
#include "match/gate.h"

void numbers_add(struct numbers *numbers, uint32_t number)
{
	if (numbers->count == numbers->cap) {
		numbers->items = mem_grow(numbers->items, &numbers->cap, numbers->count + 1,
			sizeof(numbers->items[0]));
	}
	numbers->items[numbers->count++] = number;
}

void links_add(struct links *links, uint32_t from, uint32_t to, uint32_t guard)
{
	if (links->count == links->cap) {
		links->items = mem_grow(
			links->items, &links->cap, links->count + 1, sizeof(links->items[0]));
	}
	links->items[links->count++] = (struct link){.from = from, .to = to, .guard = guard};
}

void compiler_error(
	struct compiler *compiler, const struct condition *condition, const char *message)
{
	struct place place = {
		.file = compiler->file, .line = condition->line, .column = condition->column};
	diags_error(compiler->diags, place, "%s", message);
}

uint32_t compiler_add_node(struct compiler *compiler, struct node node)
{
	compiler->nodes = mem_grow(compiler->nodes, &compiler->node_cap, compiler->node_count + 1,
		sizeof(compiler->nodes[0]));
	compiler->nodes[compiler->node_count++] = node;
	return (uint32_t)compiler->node_count - 1;
}

double compiler_frequency(const struct compiler *compiler, uint32_t id)
{
	return id & GROUP_BIT ? compiler->frequencies[id & ~GROUP_BIT]
			      : dictionary_frequency(compiler->dictionary, id);
}

uint32_t compiler_list_id(uint32_t list)
{
	return GROUP_BIT | list;
}

uint32_t compiler_entity_id(const struct compiler *compiler, uint32_t entity)
{
	return GROUP_BIT | ((uint32_t)compiler->book->list_count + entity);
}

uint32_t compiler_type_id(const struct compiler *compiler, uint32_t type)
{
	return GROUP_BIT |
	       ((uint32_t)(compiler->book->list_count + compiler->book->entity_count) + type);
}

static void compiler_done(struct compiler *compiler)
{
	dictionary_builder_free(compiler->dictionary);
	token_list_done(&compiler->tokens);
	free(compiler->sequences);
	free(compiler->elements);
	free(compiler->guards);
	free(compiler->aliases);
	free(compiler->nodes);
	free(compiler->rules);
	free(compiler->groups);
	free(compiler->frequencies);
	free(compiler->children.items);
	free(compiler->covers.items);
	free(compiler->without_key.items);
	free(compiler->implied.items);
	free(compiler->postings.items);
}

/* Files the rule under what an article must hold to satisfy it. */
static void index_rule(struct compiler *compiler, uint32_t number)
{
	uint32_t root = compiler->rules[number].root;
	struct cover cover = {.frequency = 0};

	if (root != NODE_ALWAYS) {
		cover = cover_of_node(compiler, root);
	}
	for (size_t i = 0; i < cover.ids.count; i++) {
		links_add(&compiler->postings, cover.ids.items[i].from, number,
			cover.ids.items[i].guard);
	}
	if (cover.ids.count == 0) {
		numbers_add(&compiler->without_key, number);
	}
	cover_done(&cover);
}

static bool compile_rule(struct compiler *compiler, const struct book_rule *from,
	const struct condition *condition, uint32_t number)
{
	struct rule *rule = &compiler->rules[number];

	rule->book = from;
	rule->fields = from->fields;
	rule->any_language = from->language_count == 0;
	compiler->rule = rule;
	compiler->file = from->condition_file;
	rule->root = condition ? compile_condition(compiler, condition) : NODE_ALWAYS;
	if (rule->root == NODE_INVALID) {
		return false;
	}
	index_rule(compiler, number);
	return true;
}

/* False when the arena is full. */
static bool compile_gates(struct compiler *compiler)
{
	const struct rule_book *book = compiler->book;

	for (size_t i = 0; i < book->rule_count; i++) {
		const struct book_rule *from = &book->rules[i];
		const struct condition *gate;

		if (!from->enabled || !from->fulltext) {
			continue;
		}
		if (!gate_make(compiler->arena, from->condition, from->fields, &gate)) {
			return false;
		}
		compiler->gate_count += compile_rule(compiler, from, gate,
			(uint32_t)(compiler->rule_count + compiler->gate_count));
	}
	return true;
}

static bool compile_rules(struct compiler *compiler)
{
	const struct rule_book *book = compiler->book;
	size_t errors = compiler->diags->errors;

	compiler->rules = mem_zalloc((2 * book->rule_count + 1) * sizeof(compiler->rules[0]));
	compiler->fields |= 1u << FIELD_TITLE | 1u << FIELD_BODY;
	for (size_t i = 0; i < book->rule_count; i++) {
		const struct book_rule *from = &book->rules[i];

		if (from->enabled) {
			compiler->fields |= from->fields;
			compiler->rule_count += compile_rule(
				compiler, from, from->condition, (uint32_t)compiler->rule_count);
		}
	}
	return compiler->diags->errors > errors || compile_gates(compiler);
}

static uint32_t final_id(const struct rule_set *set, uint32_t id)
{
	return id == ID_NONE ? ID_NONE : id & GROUP_BIT ? set->atom_count + (id & ~GROUP_BIT) : id;
}

/* A copy in the arena; NULL when it is full. */
static void *keep(struct arena *arena, const void *items, size_t count, size_t size)
{
	void *copy = arena_alloc(arena, (count + 1) * size);
	if (copy && count > 0) {
		memcpy(copy, items, count * size);
	}
	return copy;
}

static int compare_links(const void *a, const void *b)
{
	const struct link *left = a;
	const struct link *right = b;
	if (left->from != right->from) {
		return left->from < right->from ? -1 : 1;
	}
	if (left->to != right->to) {
		return left->to < right->to ? -1 : 1;
	}
	return left->guard < right->guard ? -1 : left->guard > right->guard;
}

/* Sorts the links by their final ids, drops repeated ones, and writes where each id's begin. */
static void file_links(const struct rule_set *set, struct links *links, enum start_kind kind)
{
	for (size_t i = 0; i < links->count; i++) {
		links->items[i].from = final_id(set, links->items[i].from);
		links->items[i].guard = final_id(set, links->items[i].guard);
	}
	if (links->count > 0) {
		qsort(links->items, links->count, sizeof(links->items[0]), compare_links);
	}
	size_t kept = 0;
	for (size_t i = 0; i < links->count; i++) {
		if (kept > 0 && compare_links(&links->items[kept - 1], &links->items[i]) == 0) {
			continue;
		}
		links->items[kept++] = links->items[i];
	}
	links->count = kept;
	for (size_t i = 0; i < kept; i++) {
		set->starts[links->items[i].from + 1][kind]++;
	}
	for (size_t i = 1; i <= set->id_count; i++) {
		set->starts[i][kind] += set->starts[i - 1][kind];
	}
}

static bool lay_out_aliases(struct compiler *compiler, struct rule_set *set)
{
	struct links links = {0};
	for (size_t i = 0; i < compiler->alias_count; i++) {
		const struct sequence *sequence =
			&compiler->sequences[compiler->aliases[i].sequence];
		uint32_t anchor = compiler->elements[sequence->first + sequence->anchor].atom;
		links_add(&links, anchor, (uint32_t)i, ID_NONE);
	}
	struct alias *aliases =
		arena_alloc(compiler->arena, (links.count + 1) * sizeof(aliases[0]));
	file_links(set, &links, START_ALIASES);
	for (size_t i = 0; aliases && i < links.count; i++) {
		aliases[i] = compiler->aliases[links.items[i].to];
		aliases[i].group = final_id(set, aliases[i].group);
	}
	set->aliases = aliases;
	free(links.items);
	return aliases != NULL;
}

static bool lay_out_links(struct compiler *compiler, struct rule_set *set)
{
	file_links(set, &compiler->implied, START_IMPLIED);
	file_links(set, &compiler->postings, START_POSTINGS);
	uint32_t *implied =
		arena_alloc(compiler->arena, (compiler->implied.count + 1) * sizeof(implied[0]));
	struct posting *postings =
		arena_alloc(compiler->arena, (compiler->postings.count + 1) * sizeof(postings[0]));
	if (!implied || !postings) {
		return false;
	}
	for (size_t i = 0; i < compiler->implied.count; i++) {
		implied[i] = final_id(set, compiler->implied.items[i].to);
	}
	for (size_t i = 0; i < compiler->postings.count; i++) {
		const struct link *link = &compiler->postings.items[i];
		postings[i] = (struct posting){.rule = link->to, .guard = link->guard};
	}
	set->implied = implied;
	set->postings = postings;
	set->stats.index_bytes += compiler->postings.count * sizeof(postings[0]) +
				  set->id_count * sizeof(set->starts[0]);
	return true;
}

static bool lay_out_nodes(struct compiler *compiler, struct rule_set *set)
{
	struct arena *arena = compiler->arena;
	for (size_t i = 0; i < compiler->node_count; i++) {
		if (compiler->nodes[i].kind == NODE_TERM) {
			compiler->nodes[i].id = final_id(set, compiler->nodes[i].id);
		}
	}
	for (size_t i = 0; i < compiler->covers.count; i++) {
		compiler->covers.items[i] = final_id(set, compiler->covers.items[i]);
	}
	set->nodes = keep(arena, compiler->nodes, compiler->node_count, sizeof(compiler->nodes[0]));
	set->children =
		keep(arena, compiler->children.items, compiler->children.count, sizeof(uint32_t));
	set->covers = keep(arena, compiler->covers.items, compiler->covers.count, sizeof(uint32_t));
	set->rules = keep(arena, compiler->rules, compiler->rule_count + compiler->gate_count,
		sizeof(compiler->rules[0]));
	set->without_key = keep(
		arena, compiler->without_key.items, compiler->without_key.count, sizeof(uint32_t));
	set->stats.index_bytes +=
		compiler->node_count * sizeof(compiler->nodes[0]) +
		compiler->children.count * sizeof(uint32_t) +
		(compiler->rule_count + compiler->gate_count) * sizeof(compiler->rules[0]);
	return set->nodes && set->children && set->covers && set->rules && set->without_key;
}

static bool lay_out(struct compiler *compiler, struct rule_set *set)
{
	struct arena *arena = compiler->arena;
	const struct rule_book *book = compiler->book;
	set->book = book;
	if (dictionary_build(compiler->dictionary, arena, &set->dictionary) != 0) {
		return false;
	}
	set->atom_count = set->dictionary.atom_count;
	set->id_count = set->atom_count + (uint32_t)compiler->group_count;
	set->list_id = set->atom_count;
	set->entity_id = set->list_id + (uint32_t)book->list_count;
	set->type_id = set->entity_id + (uint32_t)book->entity_count;
	set->fields = compiler->fields;
	set->rule_count = compiler->rule_count;
	set->gate_count = compiler->gate_count;
	set->without_key_count = compiler->without_key.count;
	set->sequences = keep(arena, compiler->sequences, compiler->sequence_count,
		sizeof(compiler->sequences[0]));
	set->elements = keep(
		arena, compiler->elements, compiler->element_count, sizeof(compiler->elements[0]));
	set->guards =
		keep(arena, compiler->guards, compiler->guard_count, sizeof(compiler->guards[0]));
	set->groups =
		keep(arena, compiler->groups, compiler->group_count, sizeof(compiler->groups[0]));
	set->guard_count = compiler->guard_count;
	set->starts = arena_zalloc(arena, ((size_t)set->id_count + 2) * sizeof(set->starts[0]));
	set->stats.rules = set->rule_count;
	set->stats.entities = book->entity_count;
	set->stats.terms = set->atom_count + compiler->sequence_count;
	for (size_t i = 0; i < set->without_key_count; i++) {
		set->stats.without_key += compiler->without_key.items[i] < set->rule_count;
	}
	return set->sequences && set->elements && set->guards && set->groups && set->starts &&
	       lay_out_aliases(compiler, set) && lay_out_links(compiler, set) &&
	       lay_out_nodes(compiler, set);
}

struct rule_set *rule_set_compile(
	struct arena *arena, const struct rule_book *book, struct diags *diags)
{
	size_t errors = diags->errors;
	struct compiler compiler = {.arena = arena, .book = book, .diags = diags};
	struct rule_set *set = arena_zalloc(arena, sizeof(*set));
	bool fits = set != NULL;
	compiler.dictionary = dictionary_builder_new();
	token_list_init(&compiler.tokens);
	compiler.guards = mem_grow(NULL, &compiler.guard_cap, 1, sizeof(compiler.guards[0]));
	compiler.guards[compiler.guard_count++] = (struct guard){0};
	compile_groups(&compiler);
	fits = compile_rules(&compiler) && fits;
	if (fits && diags->errors == errors) {
		fits = lay_out(&compiler, set);
	}
	if (!fits) {
		diags_error(diags, (struct place){0}, "the rules do not fit in their memory");
	}
	compiler_done(&compiler);
	return diags->errors == errors ? set : NULL;
}

void rule_set_stats(const struct rule_set *set, struct rule_set_stats *ret)
{
	*ret = set->stats;
}
