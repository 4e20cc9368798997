/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Files rules under their keys, each alternative of a condition on its own where it can be, and lays out what ids and pairs
 * of words lead to. Never changes a rule. The invariant: an article that satisfies a rule leads to it.
 */
#include <stdlib.h>

#include "base/mem.h"
#include "match/compiler.h"

/* Of a pair that more rules ask for, those that ask for a third word, too, are not filed by it. */
#define PAIR_RULES_MAX 8

/* --- rules under their keys --- */

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

/* True when its condition is for texts in any language, and captures nothing. */
static bool is_usual(const struct compiler *compiler, uint32_t number, uint32_t head)
{
	return number < compiler->rule_count && (head & RULE_ANY_LANGUAGE) &&
	       !(head & RULE_FIELDS) && head >> RULE_CAPTURES_SHIFT == 0;
}

void compile_file_rule(struct compiler *compiler, uint32_t number, uint32_t head,
	const struct node *root, const uint8_t *rule, const uint8_t *at)
{
	bool usual = is_usual(compiler, number, head);
	struct key_choice choice = {compiler->frequencies, compiler->pair_words};
	size_t postings = compiler->postings.count;
	size_t pairs = compiler->pairs.count;
	if (usual && root->kind == NODE_OR &&
		index_alternatives(compiler, number, root, rule, at)) {
		return;
	}
	compiler->postings.count = postings;
	compiler->pairs.count = pairs;
	struct cover cover = cover_of_node(&choice, root);
	file_rule(compiler, number, &cover, usual ? placed_of(root, &cover) : 0);
	if (!has_key(&cover)) {
		numbers_add(&compiler->without_key, number);
	}
	cover_done(&cover);
}

/* --- in order --- */

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

/* Drops of links in order each that repeats the one before it. */
static void drop_repeated(struct links *links)
{
	struct link *items = links->items;
	size_t kept = 0;
	for (size_t i = 0; i < links->count; i++) {
		if (kept == 0 || !is_same_link(&items[kept - 1], &items[i])) {
			items[kept++] = items[i];
		}
	}
	links->count = kept;
}

void compile_sort_links(const struct rule_set *set, struct links *links)
{
	sort_links(set, links);
	drop_repeated(links);
}

/* --- laid out --- */

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
	size_t kept = 0;
	sort_links(set, pairs);
	struct link *items = pairs->items;
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
	drop_repeated(links);
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
		set->ids[link->from].partners[partner_bit(hash) / 64] |=
			UINT64_C(1) << (partner_bit(hash) % 64);
		items_add(&set->ids[link->from].pairs, i);
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

static bool lay_out_implied(struct compiler *compiler, struct rule_set *set)
{
	struct links *links = &compiler->implied;
	uint32_t *implied = arena_alloc(compiler->arena, (links->count + 1) * sizeof(implied[0]));
	compile_sort_links(set, links);
	for (size_t i = 0; implied && i < links->count; i++) {
		implied[i] = links->items[i].to;
		items_add(&set->id_groups[links->items[i].from].implied, i);
	}
	set->implied = implied;
	return implied != NULL;
}

static bool lay_out_postings(struct compiler *compiler, struct rule_set *set)
{
	struct links *links = &compiler->postings;
	compile_sort_links(set, links);
	struct posting *postings =
		arena_alloc(compiler->arena, (links->count + 1) * sizeof(postings[0]));
	for (size_t i = 0; postings && i < links->count; i++) {
		const struct link *link = &links->items[i];
		postings[i] = make_posting(set, link, link->guard);
		items_add(&set->ids[link->from].postings, i);
	}
	set->postings = postings;
	set->stats.index_bytes +=
		links->count * sizeof(postings[0]) + set->id_count * sizeof(set->ids[0]);
	return postings != NULL;
}

bool compile_postings(struct compiler *compiler, struct rule_set *set)
{
	choose_pairs(compiler, set);
	return lay_out_implied(compiler, set) && lay_out_postings(compiler, set) &&
	       lay_out_pairs(compiler, set);
}
