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

/* Of a pair that more rules ask for, those that ask for a third word, too, are not filed by it. */
#define PAIR_RULES_MAX 8

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

static bool is_same_link(const struct link *a, const struct link *b)
{
	return a->from == b->from && a->to == b->to && a->guard == b->guard &&
	       a->alternative == b->alternative && a->pair == b->pair && a->kind == b->kind;
}

/* Puts the links in the order of where they lead from, without changing it otherwise. */
static void sort_links(const struct rule_set *set, struct links *links)
{
	struct link *sorted = mem_alloc((links->count + 1) * sizeof(sorted[0]));
	uint32_t *next = mem_zalloc(((size_t)set->id_count + 1) * sizeof(next[0]));
	for (size_t i = 0; i < links->count; i++) {
		next[links->items[i].from + 1]++;
	}
	for (size_t i = 1; i <= set->id_count; i++) {
		next[i] += next[i - 1];
	}
	for (size_t i = 0; i < links->count; i++) {
		sorted[next[links->items[i].from]++] = links->items[i];
	}
	free(next);
	free(links->items);
	links->items = sorted;
	links->cap = links->count + 1;
}

/* Drops of links in order one that repeats the one before it, and writes where each id's begin. */
static void file_sorted(const struct rule_set *set, struct links *links, enum start_kind kind)
{
	struct link *items = links->items;
	size_t kept = 0;
	for (size_t i = 0; i < links->count; i++) {
		if (kept == 0 || !is_same_link(&items[kept - 1], &items[i])) {
			items[kept++] = items[i];
			set->ids[items[kept - 1].from + 1].starts[kind]++;
		}
	}
	for (size_t i = 1; i <= set->id_count; i++) {
		set->ids[i].starts[kind] += set->ids[i - 1].starts[kind];
	}
	links->count = kept;
}

static void file_links(const struct rule_set *set, struct links *links, enum start_kind kind)
{
	sort_links(set, links);
	file_sorted(set, links, kind);
}

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
	file_links(set, &links, START_ALIASES);
	for (size_t i = 0; aliases && i < links.count; i++) {
		aliases[i] = compiler->aliases[links.items[i].to];
	}
	set->aliases = aliases;
	free(links.items);
	return aliases != NULL;
}

static struct posting make_posting(
	const struct rule_set *set, const struct link *link, uint32_t guard)
{
	return (struct posting){
		.candidate = candidate_make(set, set->rule_starts[link->to], link->alternative),
		.guard = guard};
}

/* By partner_hash, then by rule. */
static int compare_partners(const void *a, const void *b)
{
	const struct link *left = a;
	const struct link *right = b;
	uint32_t left_hash = partner_hash(left->pair, left->kind);
	uint32_t right_hash = partner_hash(right->pair, right->kind);
	if (left_hash != right_hash) {
		return left_hash < right_hash ? -1 : 1;
	}
	if (left->to != right->to) {
		return left->to < right->to ? -1 : 1;
	}
	return left->alternative < right->alternative ? -1 : left->alternative > right->alternative;
}

/* Files by the rarest of its three words, with the next one as its guard, what asks for a third one besides a pair that many
 * rules ask for: each time that pair stands in an article all of them would be tried. */
static void file_by_rarest(struct compiler *compiler, const struct link *link)
{
	const double *frequencies = compiler->frequencies;
	uint32_t ids[] = {link->from, link->pair, link->guard};
	for (unsigned i = 1; i < 3; i++) {
		for (unsigned k = i; k > 0 && frequencies[ids[k]] < frequencies[ids[k - 1]]; k--) {
			uint32_t id = ids[k];
			ids[k] = ids[k - 1];
			ids[k - 1] = id;
		}
	}
	links_add(&compiler->postings, (struct link){.from = ids[0],
					       .to = link->to,
					       .guard = ids[1],
					       .pair = ID_NONE,
					       .alternative = link->alternative});
}

/* Puts the pairs in order, and leaves those that few rules ask for, or that rules ask for alone. */
static void choose_pairs(struct compiler *compiler, const struct rule_set *set)
{
	struct links *pairs = &compiler->pairs;
	struct link *items = pairs->items;
	size_t kept = 0;
	sort_links(set, pairs);
	items = pairs->items;
	for (size_t start = 0, end = 0; start < pairs->count; start = end) {
		while (end < pairs->count && items[end].from == items[start].from) {
			end++;
		}
		qsort(items + start, end - start, sizeof(items[0]), compare_partners);
	}
	for (size_t start = 0, end = 0; start < pairs->count; start = end) {
		while (end < pairs->count && items[end].from == items[start].from &&
			items[end].pair == items[start].pair &&
			items[end].kind == items[start].kind) {
			end++;
		}
		for (size_t i = start; i < end; i++) {
			if (end - start > PAIR_RULES_MAX && items[i].guard != ID_NONE) {
				file_by_rarest(compiler, &items[i]);
			} else {
				items[kept++] = items[i];
			}
		}
	}
	pairs->count = kept;
}

static bool lay_out_pairs(struct compiler *compiler, struct rule_set *set)
{
	struct links *links = &compiler->pairs;
	file_sorted(set, links, START_PAIRS);
	struct posting *pairs = arena_alloc(compiler->arena, (links->count + 1) * sizeof(pairs[0]));
	uint64_t *words =
		arena_zalloc(compiler->arena, (set->id_count / 64 + 1) * sizeof(words[0]));
	if (!pairs || !words) {
		return false;
	}
	for (size_t i = 0; i < links->count; i++) {
		const struct link *link = &links->items[i];
		uint32_t hash = partner_hash(link->pair, link->kind);
		pairs[i] = make_posting(set, link, hash);
		set->ids[link->from].partners[partner_bit(hash) / 32] |=
			1u << (partner_bit(hash) % 32);
		words[link->from / 64] |= UINT64_C(1) << (link->from % 64);
		words[link->pair / 64] |= UINT64_C(1) << (link->pair % 64);
		set->pair_window = link->apart > set->pair_window ? link->apart : set->pair_window;
	}
	set->pairs = pairs;
	set->pair_words = words;
	set->stats.index_bytes +=
		links->count * sizeof(pairs[0]) + set->id_count / 64 * sizeof(words[0]);
	return true;
}

static bool lay_out_links(struct compiler *compiler, struct rule_set *set)
{
	choose_pairs(compiler, set);
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
		implied[i] = compiler->implied.items[i].to;
	}
	for (size_t i = 0; i < compiler->postings.count; i++) {
		const struct link *link = &compiler->postings.items[i];
		postings[i] = make_posting(set, link, link->guard);
	}
	set->implied = implied;
	set->postings = postings;
	set->stats.index_bytes += compiler->postings.count * sizeof(postings[0]) +
				  set->id_count * sizeof(set->ids[0]);
	return lay_out_pairs(compiler, set);
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

/* Files the rule, or one alternative of it, under what an article must hold to satisfy it. */
static void file_rule(
	struct compiler *compiler, uint32_t number, const struct cover *cover, uint32_t alternative)
{
	for (size_t i = 0; i < cover->ids.count; i++) {
		struct link link = cover->ids.items[i];
		link.to = number;
		link.alternative = alternative;
		links_add(link.pair == ID_NONE ? &compiler->postings : &compiler->pairs, link);
	}
}

static bool has_key(const struct cover *cover)
{
	return cover->frequency < COVER_NONE / 2;
}

/* What a candidate needs to know of the node to tell it from the places of its words; 0: more is asked. */
static uint32_t placed_of(const struct node *node, const struct cover *cover)
{
	uint32_t between = 0;
	uint32_t first = ID_NONE;
	enum placed_order order = PLACED_ANY_ORDER;
	if (cover->ids.count != 1 || cover->ids.items[0].pair == ID_NONE) {
		return 0;
	}
	if (node->kind == NODE_SEQUENCE && node->child_count == 2 && node->id == 2) {
		first = node->elements[0].atom;
	} else if (node->kind == NODE_NEAR && !node->negated &&
		   node->children[0].kind == NODE_TERM && node->children[1].kind == NODE_TERM &&
		   node->number <= PLACED_BETWEEN_MAX) {
		between = node->number;
		first = node->ordered ? node->children[0].id : ID_NONE;
	} else {
		return 0;
	}
	if (first != ID_NONE) {
		order = first == cover->ids.items[0].from ? PLACED_HIGH_FIRST : PLACED_LOW_FIRST;
	}
	return CANDIDATE_PLACED | between << PLACED_BETWEEN_SHIFT | order;
}

/* Each alternative of the condition packed at `at` on its own; false when one of them has no key. */
static bool index_alternatives(struct compiler *compiler, uint32_t number, const struct node *root,
	const uint8_t *rule, const uint8_t *at)
{
	struct key_choice choice = {compiler->frequencies, compiler->pair_words};
	uint32_t count = 0;
	bool all = true;
	at = code_get_number(at + 1, &count);
	for (uint32_t i = 0; i < count && all; i++) {
		struct cover cover = cover_of_node(&choice, &root->children[i]);
		uint32_t nodes = 0;
		uint32_t placed = placed_of(&root->children[i], &cover);
		all = has_key(&cover);
		file_rule(compiler, number, &cover, placed ? placed : (uint32_t)(at - rule));
		cover_done(&cover);
		at = code_skip_node(at, &nodes);
	}
	return all;
}

/* `at`: where its condition lies; `is_usual`: its alternatives may be looked at one by one. */
static void index_rule(struct compiler *compiler, uint32_t number, const struct node *root,
	const uint8_t *rule, const uint8_t *at, bool is_usual)
{
	struct key_choice choice = {compiler->frequencies, compiler->pair_words};
	size_t postings = compiler->postings.count;
	size_t pairs = compiler->pairs.count;
	if (is_usual && root->kind == NODE_OR &&
		index_alternatives(compiler, number, root, rule, at)) {
		return;
	}
	compiler->postings.count = postings;
	compiler->pairs.count = pairs;
	struct cover cover = cover_of_node(&choice, root);
	file_rule(compiler, number, &cover, is_usual ? placed_of(root, &cover) : 0);
	if (!has_key(&cover)) {
		numbers_add(&compiler->without_key, number);
	}
	cover_done(&cover);
}

/* True when its conditions is for texts in any language, and captures nothing. */
static bool is_usual(const struct compiler *compiler, uint32_t number, uint32_t head)
{
	return number < compiler->rule_count && (head & RULE_ANY_LANGUAGE) &&
	       !(head & RULE_FIELDS) && head >> RULE_CAPTURES_SHIFT == 0;
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
		index_rule(compiler, number, &root, code->bytes + begin, code->bytes + condition,
			is_usual(compiler, number, head));
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
	if (!lay_out_operands(compiler, set)) {
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
	set->ids = arena_zalloc(compiler->arena, ((size_t)set->id_count + 2) * sizeof(set->ids[0]));
	set->stats.rules = set->rule_count;
	set->stats.entities = book->entity_count;
	set->stats.terms = set->atom_count;
	set->stats.index_bytes = set->dictionary.bytes;
	return set->ids && lay_out_groups(compiler, set) && lay_out_rules(compiler, set) &&
	       lay_out_links(compiler, set);
}
