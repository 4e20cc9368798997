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

void links_add(struct links *links, struct link link)
{
	if (links->count == links->cap) {
		links->items = mem_grow(
			links->items, &links->cap, links->count + 1, sizeof(links->items[0]));
	}
	links->items[links->count++] = link;
}

void compiler_error(
	struct compiler *compiler, const struct condition *condition, const char *message)
{
	struct place place = {
		.file = compiler->file, .line = condition->line, .column = condition->column};
	diags_error(compiler->diags, place, "%s", message);
}

const struct node *compiler_keep_nodes(
	struct compiler *compiler, const struct node *nodes, size_t count)
{
	struct node *kept = arena_alloc(compiler->scratch, count * sizeof(kept[0]));
	memcpy(kept, nodes, count * sizeof(kept[0]));
	return kept;
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

static void compiler_init(struct compiler *compiler)
{
	compiler->dictionary = dictionary_builder_new();
	compiler->scratch = arena_new(0);
	compiler->keys = arena_new(0);
	compiler->anys = map_new();
	compiler_init_regexes(compiler);
	token_list_init(&compiler->tokens);
	compiler->guards = mem_grow(NULL, &compiler->guard_cap, 1, sizeof(compiler->guards[0]));
	compiler->guards[compiler->guard_count++] = (struct guard){0};
	compiler->fields = RULE_FIELDS_DEFAULT;
}

static void compiler_done(struct compiler *compiler)
{
	dictionary_builder_free(compiler->dictionary);
	arena_free(compiler->scratch);
	arena_free(compiler->keys);
	map_free(compiler->anys);
	compiler_done_regexes(compiler);
	token_list_done(&compiler->tokens);
	free(compiler->sequences);
	free(compiler->elements);
	free(compiler->guards);
	free(compiler->aliases);
	free(compiler->groups);
	free(compiler->code.bytes);
	free(compiler->operands.items);
	free(compiler->rules.items);
	free(compiler->notes);
	free(compiler->clauses.bytes);
	free(compiler->frequencies);
	free(compiler->pair_words);
	free(compiler->covers.items);
	free(compiler->without_key.items);
	free(compiler->implied.items);
	free(compiler->postings.items);
	free(compiler->pairs.items);
}

static void put_head(struct compiler *compiler, const struct book_rule *rule)
{
	uint32_t head = compiler->capture_count << RULE_CAPTURES_SHIFT |
			(uint32_t)rule->priority << RULE_PRIORITY_SHIFT;
	if (rule->language_count == 0) {
		head |= RULE_ANY_LANGUAGE;
	}
	if (rule->assertions != BOOK_ASSERTIONS) {
		head |= RULE_ASSERTIONS;
	}
	if (rule->fields != RULE_FIELDS_DEFAULT) {
		head |= RULE_FIELDS;
	}
	code_put_number(&compiler->code, head);
	if (rule->fields != RULE_FIELDS_DEFAULT) {
		code_put_number(&compiler->code, rule->fields);
	}
}

/* `condition` NULL: true of every article. */
static bool compile_rule(
	struct compiler *compiler, const struct book_rule *from, const struct condition *condition)
{
	struct node root = {.kind = NODE_AND};
	arena_clear(compiler->scratch);
	compiler->file = from->condition_file;
	compiler->capture_count = 0;
	if (condition && !compile_condition(compiler, condition, &root)) {
		return false;
	}
	numbers_add(&compiler->rules, (uint32_t)compiler->code.len);
	put_head(compiler, from);
	code_put_node(&compiler->code, &root);
	compile_note(compiler, from, condition == from->condition ? &root : NULL);
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
		compiler->gate_count += compile_rule(compiler, from, gate);
	}
	return true;
}

/* Has the words of a rule fetched while the one before it is compiled: those that are written as they are folded, which are
 * most. */
/* NOLINTNEXTLINE(misc-no-recursion): as deep as the condition, LIMIT_CONDITION_DEPTH */
static void fetch_words(const struct compiler *compiler, const struct condition *condition)
{
	if (condition->type == CONDITION_WORD) {
		dictionary_add_soon(compiler->dictionary, condition->text);
	}
	for (const struct condition *child = condition->first; child; child = child->next) {
		fetch_words(compiler, child);
	}
}

static bool compile_rules(struct compiler *compiler)
{
	const struct rule_book *book = compiler->book;
	size_t errors = compiler->diags->errors;
	for (size_t i = 0; i < book->rule_count; i++) {
		const struct book_rule *from = &book->rules[i];
		if (i + 1 < book->rule_count) {
			fetch_words(compiler, from[1].condition);
		}
		if (from->enabled) {
			compiler->fields |= from->fields;
			compiler->rule_count += compile_rule(compiler, from, from->condition);
		}
	}
	return compiler->diags->errors > errors || (!compiler->is_full && compile_gates(compiler));
}

/* Each of them costs every article: a feed of rules that somebody's program wrote must not stop all others. */
static void check_keys(const struct rule_set *set, struct diags *diags)
{
	size_t count = 0;
	for (size_t i = 0; i < set->without_key_count; i++) {
		uint32_t number = set->without_key[i];
		const struct book_rule *rule;
		if (number >= set->rule_count || ++count <= LIMIT_RULES_WITHOUT_KEY) {
			continue;
		}
		rule = set->notes[number].book;
		diags_error(diags, rule->place,
			"the rule %.*s is one too many that requires no word: %d rules may be "
			"tried on every article",
			STR_ARG(rule->name), LIMIT_RULES_WITHOUT_KEY);
		diags_suggest(
			diags, "add a term that must be there, A AND NOT B, or switch off others");
	}
}

struct rule_set *rule_set_compile(
	struct arena *arena, const struct rule_book *book, struct diags *diags)
{
	size_t errors = diags->errors;
	struct compiler compiler = {.arena = arena, .book = book, .diags = diags};
	struct rule_set *set = arena_zalloc(arena, sizeof(*set));
	bool fits = set != NULL;
	compiler_init(&compiler);
	compile_groups(&compiler);
	fits = compile_rules(&compiler) && fits;
	if (fits && diags->errors == errors) {
		set->cues = cue_set_compile(arena, book);
		fits = set->cues && compile_index(&compiler, set);
	}
	if (fits && diags->errors == errors) {
		check_keys(set, diags);
	}
	if (fits && diags->errors == errors) {
		fits = compile_regexes(&compiler, set);
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
