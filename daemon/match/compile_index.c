/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The second step of a compile: final ids, the keys of each rule, and everything laid out in the arena. Never looks at what
 * the author wrote. The invariant: the ids of the most used atoms are the smallest, so that what is read often lies
 * together and takes few bytes.
 */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "match/compiler.h"
#include "text/utf8.h"

/* Further behind the beginning of its rule an alternative is not told from the others. */
#define ALTERNATIVE_BITS_MAX 12u

/* From here on letters may be words, or pairs of them are: Thai is the first of these scripts. */
#define SCRIPTS_WITHOUT_SPACES 0x0e00u

static uint32_t final_id(const struct compiler *compiler, uint32_t id)
{
	if (id == ID_NONE) {
		return id;
	}
	return id & GROUP_BIT ? compiler->atom_count + (id & ~GROUP_BIT) : compiler->atom_ids[id];
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

/* --- unpacking with final ids --- */

static void renumber(const struct compiler *compiler, struct node *node)
{
	if (node->kind == NODE_TERM || node->kind == NODE_ANY) {
		node->id = final_id(compiler, node->id);
	}
}

/* Unpacks the node at `at`; `nodes` and `elements` have room for as many as the bytes up to `end`. */
static const uint8_t *unpack(const struct compiler *compiler, const uint8_t *at, struct node *ret,
	struct node *nodes, struct element *elements)
{
	struct code_space space = {.nodes = nodes, .elements = elements, .any = CODE_ANY_ANY};
	at = code_get_node(&space, at, ret);
	for (size_t i = 0; i < space.element_count; i++) {
		elements[i].atom = final_id(compiler, elements[i].atom);
	}
	for (size_t i = 0; i < space.node_count; i++) {
		renumber(compiler, &nodes[i]);
	}
	renumber(compiler, ret);
	return at;
}

/* The operands of guards and groups stay unpacked. */
static bool lay_out_operands(struct compiler *compiler, struct rule_set *set)
{
	size_t count = compiler->operands.count;
	struct node *operands = arena_zalloc(compiler->arena, (count + 1) * sizeof(operands[0]));
	set->operands = operands;
	for (size_t i = 0; operands && i < count; i++) {
		size_t start = compiler->operands.items[i];
		size_t end = i + 1 < count               ? compiler->operands.items[i + 1]
			     : compiler->rules.count > 0 ? compiler->rules.items[0]
							 : compiler->code.len;
		struct node *nodes = arena_alloc(compiler->arena, (end - start) * sizeof(nodes[0]));
		struct element *elements =
			arena_alloc(compiler->arena, (end - start) * sizeof(elements[0]));
		if (!nodes || !elements) {
			return false;
		}
		(void)unpack(compiler, compiler->code.bytes + start, &operands[i], nodes, elements);
	}
	return operands != NULL;
}

/* --- how frequent everything is --- */

static void add_frequency(struct compiler *compiler, uint32_t id, double frequency)
{
	double *sum = &compiler->frequencies[id];
	*sum = *sum + frequency > 1.0 ? 1.0 : *sum + frequency;
}

/* Chooses the rarest word of an alias, and returns how frequent the alias may be. */
static double rate_alias(struct compiler *compiler, const struct alias *alias)
{
	struct sequence *sequence = &compiler->sequences[alias->sequence];
	const struct element *elements = compiler->elements + sequence->first;
	double rarest = COVER_NONE;
	for (uint32_t i = 0; i < sequence->count; i++) {
		if (compiler->frequencies[elements[i].atom] < rarest) {
			rarest = compiler->frequencies[elements[i].atom];
			sequence->anchor = (uint16_t)i;
		}
	}
	return sequence->count > 1 ? rarest * 0.3 : rarest;
}

/* The references of a list imply it. */
static void rate_members(struct compiler *compiler, const struct rule_set *set, uint32_t number)
{
	const struct group *group = &compiler->groups[number];
	struct key_choice choice = {.frequencies = compiler->frequencies};
	uint32_t id = compiler->atom_count + number;
	for (uint32_t i = 0; i < group->member_count; i++) {
		struct cover cover = cover_of_node(&choice, &set->operands[group->members + i]);
		for (size_t k = 0; k < cover.ids.count; k++) {
			links_add(&compiler->implied,
				(struct link){.from = cover.ids.items[k].from, .to = id});
		}
		add_frequency(compiler, id, cover.frequency);
		cover_done(&cover);
	}
}

/* Words that stand at one place each and have it for themselves: no spellings or wildcards, which others may share it with; no
 * ideographs and the like, which cover two. */
static void find_pair_words(struct compiler *compiler, const struct rule_set *set)
{
	compiler->pair_words =
		mem_zalloc((set->id_count / 64 + 1) * sizeof(compiler->pair_words[0]));
	for (uint32_t i = 0; i < set->atom_count; i++) {
		const struct atom *atom = &set->dictionary.atoms[i];
		size_t at = 0;
		if (atom->kind == ATOM_WORD &&
			utf8_next(atom->text, &at) < SCRIPTS_WITHOUT_SPACES) {
			compiler->pair_words[i / 64] |= UINT64_C(1) << (i % 64);
		}
	}
}

/* Atoms first, then what is made of them: aliases, entities, types, lists. */
static void rate(struct compiler *compiler, const struct rule_set *set)
{
	const struct rule_book *book = compiler->book;
	compiler->frequencies = mem_zalloc((set->id_count + 1) * sizeof(compiler->frequencies[0]));
	for (uint32_t i = 0; i < compiler->atom_count; i++) {
		compiler->frequencies[compiler->atom_ids[i]] =
			dictionary_frequency(compiler->dictionary, i);
	}
	find_pair_words(compiler, set);
	for (size_t i = 0; i < compiler->alias_count; i++) {
		struct alias *alias = &compiler->aliases[i];
		alias->group = final_id(compiler, alias->group);
		add_frequency(compiler, alias->group, rate_alias(compiler, alias));
	}
	for (uint32_t i = 0; i < book->entity_count; i++) {
		const struct book_entity *entity = &book->entities[i];
		for (size_t k = 0; k < entity->type_count; k++) {
			add_frequency(compiler, set->type_id + entity->types[k],
				compiler->frequencies[set->entity_id + i]);
		}
	}
	for (uint32_t i = 0; i < book->list_count; i++) {
		rate_members(compiler, set, i);
	}
}

/* --- the index --- */

static bool lay_out_aliases(struct compiler *compiler, struct rule_set *set)
{
	struct links links = {0};
	for (size_t i = 0; i < compiler->alias_count; i++) {
		const struct sequence *sequence =
			&compiler->sequences[compiler->aliases[i].sequence];
		uint32_t anchor = compiler->elements[sequence->first + sequence->anchor].atom;
		links_add(
			&links, (struct link){.from = anchor, .to = (uint32_t)i, .guard = ID_NONE});
	}
	struct alias *aliases =
		arena_alloc(compiler->arena, (links.count + 1) * sizeof(aliases[0]));
	compile_sort_links(set, &links);
	for (size_t i = 0; aliases && i < links.count; i++) {
		aliases[i] = compiler->aliases[links.items[i].to];
		items_add(&set->id_groups[links.items[i].from].aliases, i);
	}
	set->aliases = aliases;
	free(links.items);
	return aliases != NULL;
}

/* --- rules --- */

/* All rules, one behind the other. */
struct packed {
	struct code code; /* owned */
	uint32_t *starts; /* in the arena */
	uint32_t gates;   /* where they begin */
	uint32_t longest; /* bytes of a rule */
};

/* Where SENT and PARA look for their units. */
/* NOLINTNEXTLINE(misc-no-recursion): as deep as the condition, LIMIT_CONDITION_DEPTH */
static void add_unit_covers(struct compiler *compiler, struct node *node, struct node *nodes)
{
	if (node->kind == NODE_SENTENCE || node->kind == NODE_PARAGRAPH) {
		struct key_choice choice = {.frequencies = compiler->frequencies};
		struct cover cover = cover_of_node(&choice, &node->children[0]);
		node->cover = (uint32_t)compiler->covers.count;
		node->cover_count = (uint32_t)cover.ids.count;
		for (size_t i = 0; i < cover.ids.count; i++) {
			numbers_add(&compiler->covers, cover.ids.items[i].from);
		}
		cover_done(&cover);
	}
	for (uint32_t i = 0; node->kind != NODE_SEQUENCE && i < node->child_count; i++) {
		add_unit_covers(compiler, nodes + (node->children - nodes) + i, nodes);
	}
}

/* The numbers of the rules in the order in which they are packed: that of hits, the highest priority first, then as they were
 * written; behind them the gates. */
static uint32_t *order_rules(const struct compiler *compiler, size_t *ret_gates)
{
	enum { GATES = PRIORITY_CRITICAL + 1, CLASSES };
	size_t count = compiler->rules.count;
	uint32_t *numbers = mem_alloc((count + 1) * sizeof(numbers[0]));
	size_t at = 0;
	for (unsigned class = 0; class < CLASSES; class ++) {
		if (class == GATES) {
			*ret_gates = at;
		}
		for (size_t i = 0; i < count; i++) {
			uint32_t head = 0;
			(void)code_get_number(
				compiler->code.bytes + compiler->rules.items[i], &head);
			unsigned priority = head >> RULE_PRIORITY_SHIFT & RULE_PRIORITY_MASK;
			unsigned mine = i < compiler->rule_count ? PRIORITY_CRITICAL - priority
								 : (unsigned)GATES;
			if (mine == class) {
				numbers[at++] = (uint32_t)i;
			}
		}
	}
	return numbers;
}

/* Chooses the keys of each rule and packs it for good. */
static void pack_rules(struct compiler *compiler, struct packed *packed)
{
	struct code *code = &packed->code;
	struct node *nodes = NULL;
	struct element *elements = NULL;
	size_t node_cap = 0;
	size_t element_cap = 0;
	size_t count = compiler->rules.count;
	size_t gates = 0;
	uint32_t *numbers = order_rules(compiler, &gates);
	for (size_t i = 0; i < count; i++) {
		uint32_t number = numbers[i];
		size_t start = compiler->rules.items[number];
		size_t end =
			number + 1 < count ? compiler->rules.items[number + 1] : compiler->code.len;
		const uint8_t *at = compiler->code.bytes + start;
		size_t begin = code->len;
		uint32_t head = 0;
		uint32_t fields = 0;
		struct node root;
		nodes = mem_grow(nodes, &node_cap, end - start, sizeof(nodes[0]));
		elements = mem_grow(elements, &element_cap, end - start, sizeof(elements[0]));
		packed->starts[number] = (uint32_t)begin;
		if (i == gates) {
			packed->gates = (uint32_t)begin;
		}
		code_put_number(code, number);
		at = code_get_number(at, &head);
		code_put_number(code, head);
		if (head & RULE_FIELDS) {
			at = code_get_number(at, &fields);
			code_put_number(code, fields);
		}
		(void)unpack(compiler, at, &root, nodes, elements);
		add_unit_covers(compiler, &root, nodes);
		size_t condition = code->len;
		code_put_node(code, &root);
		compile_file_rule(compiler, number, head, &root, code->bytes + begin,
			code->bytes + condition);
		uint32_t bytes = (uint32_t)(code->len - begin);
		packed->longest = bytes > packed->longest ? bytes : packed->longest;
	}
	if (gates == count) {
		packed->gates = (uint32_t)code->len;
	}
	free(numbers);
	free(nodes);
	free(elements);
}

/* What the places of so many bytes leave of the bits of a candidate. */
static unsigned alternative_bits(size_t bytes)
{
	unsigned bits = 0;
	while (bits < ALTERNATIVE_BITS_MAX && bytes << (bits + 1) < UINT32_MAX) {
		bits++;
	}
	return bits;
}

static bool lay_out_rules(struct compiler *compiler, struct rule_set *set)
{
	struct arena *arena = compiler->arena;
	size_t count = compiler->rules.count;
	struct packed packed = {.starts = arena_alloc(arena, (count + 1) * sizeof(uint32_t))};
	if (!packed.starts) {
		return false;
	}
	pack_rules(compiler, &packed);
	set->rule_starts = packed.starts;
	set->rule_bytes = packed.longest;
	set->gate_start = packed.gates;
	set->alternative_bits = alternative_bits(packed.code.len);
	set->code = keep(arena, packed.code.bytes, packed.code.len, 1);
	set->notes = keep(arena, compiler->notes, count, sizeof(compiler->notes[0]));
	set->clauses = keep(arena, compiler->clauses.bytes, compiler->clauses.len, 1);
	set->covers = keep(arena, compiler->covers.items, compiler->covers.count, sizeof(uint32_t));
	set->without_key = keep(
		arena, compiler->without_key.items, compiler->without_key.count, sizeof(uint32_t));
	set->without_key_count = compiler->without_key.count;
	set->stats.index_bytes += packed.code.len + compiler->covers.count * sizeof(uint32_t) +
				  (count + 1) * sizeof(packed.starts[0]);
	for (size_t i = 0; i < set->without_key_count; i++) {
		set->stats.without_key += compiler->without_key.items[i] < set->rule_count;
	}
	free(packed.code.bytes);
	return set->code && set->notes && set->clauses && set->covers && set->without_key;
}

/* Groups, aliases and what they are made of. */
static bool lay_out_groups(struct compiler *compiler, struct rule_set *set)
{
	struct arena *arena = compiler->arena;
	for (size_t i = 0; i < compiler->element_count; i++) {
		compiler->elements[i].atom = final_id(compiler, compiler->elements[i].atom);
	}
	for (size_t i = 0; i < compiler->implied.count; i++) {
		compiler->implied.items[i].from =
			final_id(compiler, compiler->implied.items[i].from);
		compiler->implied.items[i].to = final_id(compiler, compiler->implied.items[i].to);
	}
	if (compiler->group_count > 0) {
		set->id_groups = arena_zalloc(arena, set->id_count * sizeof(set->id_groups[0]));
		set->stats.index_bytes += set->id_count * sizeof(set->id_groups[0]);
	}
	if ((compiler->group_count > 0 && !set->id_groups) || !lay_out_operands(compiler, set)) {
		return false;
	}
	rate(compiler, set);
	set->sequences = keep(arena, compiler->sequences, compiler->sequence_count,
		sizeof(compiler->sequences[0]));
	set->elements = keep(
		arena, compiler->elements, compiler->element_count, sizeof(compiler->elements[0]));
	set->guards =
		keep(arena, compiler->guards, compiler->guard_count, sizeof(compiler->guards[0]));
	set->groups =
		keep(arena, compiler->groups, compiler->group_count, sizeof(compiler->groups[0]));
	set->guard_count = compiler->guard_count;
	set->stats.index_bytes += compiler->sequence_count * sizeof(compiler->sequences[0]) +
				  compiler->element_count * sizeof(compiler->elements[0]) +
				  compiler->alias_count * sizeof(compiler->aliases[0]) +
				  compiler->group_count * sizeof(compiler->groups[0]);
	return set->sequences && set->elements && set->guards && set->groups &&
	       lay_out_aliases(compiler, set);
}

/* None of them on two cache lines. NULL when the arena is full. */
static struct id_entry *make_ids(struct arena *arena, size_t count)
{
	size_t size = sizeof(struct id_entry);
	char *space = arena_zalloc(arena, (count + 1) * size);
	return space ? (struct id_entry *)(void *)(space + (size - (uintptr_t)space % size) % size)
		     : NULL;
}

bool compile_index(struct compiler *compiler, struct rule_set *set)
{
	const struct rule_book *book = compiler->book;
	set->book = book;
	compiler->atom_ids = dictionary_number(compiler->dictionary);
	if (dictionary_build(compiler->dictionary, compiler->arena, &set->dictionary) != 0) {
		return false;
	}
	compiler->atom_count = set->dictionary.atom_count;
	set->atom_count = compiler->atom_count;
	set->id_count = set->atom_count + (uint32_t)compiler->group_count;
	set->list_id = set->atom_count;
	set->entity_id = set->list_id + (uint32_t)book->list_count;
	set->type_id = set->entity_id + (uint32_t)book->entity_count;
	set->fields = compiler->fields;
	set->rule_count = compiler->rule_count;
	set->gate_count = compiler->gate_count;
	set->ids = make_ids(compiler->arena, set->id_count);
	set->stats.rules = set->rule_count;
	set->stats.entities = book->entity_count;
	set->stats.terms = set->atom_count;
	set->stats.index_bytes = set->dictionary.bytes;
	return set->ids && lay_out_groups(compiler, set) && lay_out_rules(compiler, set) &&
	       compile_postings(compiler, set);
}
