/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The order of work for one article: read the text, find groups, take the candidates from the index, evaluate them, fill in
 * the hits of the most important. Never writes to the rule set. The invariant: what one article left behind is cleared
 * before the next is read.
 */
#include "match/matcher.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "match/binding.h"
#include "match/evidence.h"
#include "match/regex_clause.h"
#include "match/workspace.h"

static size_t words_for(size_t bits)
{
	return bits / 64 + 1;
}

struct matcher *matcher_new(const struct rule_set *set)
{
	struct matcher *matcher = mem_zalloc(sizeof(*matcher));
	matcher->set = set;
	token_list_init(&matcher->tokens);
	matcher->tokens.key = set->dictionary.key;
	matcher->present = mem_zalloc(words_for(set->id_count) * sizeof(matcher->present[0]));
	positions_init(matcher);
	matcher->guards = mem_zalloc((set->guard_count + 1) * sizeof(matcher->guards[0]));
	matcher->tried = mem_zalloc(
		words_for(set->rule_count + set->gate_count) * sizeof(matcher->tried[0]));
	matcher->forms = form_cache_new(&set->dictionary);
	matcher->regexes = regex_clauses_new(set);
	/* Never NULL: slices of nothing point into them too. */
	matcher->spans = mem_grow(NULL, &matcher->span_cap, 1024, sizeof(matcher->spans[0]));
	matcher->stack = mem_grow(NULL, &matcher->stack_cap, 1024, sizeof(matcher->stack[0]));
	matcher->units = mem_grow(NULL, &matcher->unit_cap, 64, sizeof(matcher->units[0]));
	matcher->matches = mem_grow(NULL, &matcher->match_cap, 64, sizeof(matcher->matches[0]));
	return matcher;
}

void matcher_free(struct matcher *matcher)
{
	if (!matcher) {
		return;
	}
	token_list_done(&matcher->tokens);
	form_cache_free(matcher->forms);
	regex_clauses_free(matcher->regexes);
	for (size_t i = 0; i < FIELD_COUNT; i++) {
		free(matcher->texts[i].counts);
		free(matcher->texts[i].gaps);
	}
	free(matcher->present);
	free(matcher->nodes);
	free(matcher->elements);
	free(matcher->local_slots);
	free(matcher->locals);
	free(matcher->sightings);
	free(matcher->raws);
	free(matcher->spans);
	free(matcher->mentions);
	free(matcher->covered);
	free(matcher->guards);
	free(matcher->stack);
	free(matcher->units);
	free(matcher->tried);
	free(matcher->candidates);
	free(matcher->matches);
	free(matcher);
}

static void add_candidate(struct matcher *matcher, uint32_t rule)
{
	if (matcher->tried[rule / 64] >> (rule % 64) & 1) {
		return;
	}
	matcher->tried[rule / 64] |= UINT64_C(1) << (rule % 64);
	if (matcher->candidate_count == matcher->candidate_cap) {
		matcher->candidates = mem_grow(matcher->candidates, &matcher->candidate_cap,
			matcher->candidate_count + 1, sizeof(matcher->candidates[0]));
	}
	matcher->candidates[matcher->candidate_count++] = rule;
}

static void find_candidates(struct matcher *matcher)
{
	const struct rule_set *set = matcher->set;
	matcher->candidate_count = 0;
	for (size_t i = 0; i < matcher->local_count; i++) {
		uint32_t id = matcher->locals[i].id;
		__builtin_prefetch(&set->postings[set->starts[id][START_POSTINGS]]);
	}
	for (size_t i = 0; i < matcher->local_count; i++) {
		uint32_t id = matcher->locals[i].id;
		uint32_t end = set->starts[id + 1][START_POSTINGS];
		for (uint32_t k = set->starts[id][START_POSTINGS]; k < end; k++) {
			const struct posting *posting = &set->postings[k];
			if (posting->guard == ID_NONE || is_present(matcher, posting->guard)) {
				add_candidate(matcher, posting->rule);
			}
		}
	}
	for (size_t i = 0; i < set->without_key_count; i++) {
		add_candidate(matcher, set->without_key[i]);
	}
	for (size_t i = 0; i < matcher->candidate_count; i++) {
		matcher->tried[matcher->candidates[i] / 64] = 0;
	}
}

bool matcher_speaks(const struct matcher *matcher, const struct rule *rule)
{
	if (rule->any_language || matcher->language.len == 0) {
		return true;
	}
	const struct book_rule *from = rule->book;
	for (size_t i = 0; i < from->language_count; i++) {
		if (str_eq_nocase(from->languages[i], matcher->language)) {
			return true;
		}
	}
	return false;
}

static void evaluate_candidates(struct matcher *matcher)
{
	const struct rule_set *set = matcher->set;
	matcher->match_count = 0;
	matcher->wants_page = false;
	/* They lie all over the index: first where each is, then the rules themselves. */
	for (size_t i = 0; i < matcher->candidate_count; i++) {
		__builtin_prefetch(&set->rule_starts[matcher->candidates[i]]);
	}
	for (size_t i = 0; i < matcher->candidate_count; i++) {
		__builtin_prefetch(set->code + set->rule_starts[matcher->candidates[i]]);
	}
	for (size_t i = 0; i < matcher->candidate_count; i++) {
		bool is_gate = matcher->candidates[i] >= set->rule_count;
		if (is_gate && matcher->wants_page) {
			continue;
		}
		const struct rule *rule =
			matcher_unpack(matcher, matcher->candidates[i], UNPACK_BARE);
		if (!matcher_speaks(matcher, rule) || !binding_exists(matcher, rule)) {
			continue;
		}
		if (is_gate) {
			matcher->wants_page = true;
			continue;
		}
		if (matcher->match_count == matcher->match_cap) {
			matcher->matches = mem_grow(matcher->matches, &matcher->match_cap,
				matcher->match_count + 1, sizeof(matcher->matches[0]));
		}
		__builtin_prefetch(&set->notes[matcher->candidates[i]]);
		matcher->matches[matcher->match_count++] =
			(struct match){.rule = matcher->candidates[i], .priority = rule->priority};
	}
}

/* The highest priority first, then in the order of the rules. */
static int compare_matches(const void *a, const void *b)
{
	const struct match *left = a;
	const struct match *right = b;
	if (left->priority != right->priority) {
		return left->priority > right->priority ? -1 : 1;
	}
	return left->rule < right->rule ? -1 : left->rule > right->rule;
}

/* Puts the rules in the order of the hits and cuts them at LIMIT_HITS; returns how many were cut. */
static size_t order_matches(struct matcher *matcher)
{
	size_t count = matcher->match_count;
	if (count > 1) {
		qsort(matcher->matches, count, sizeof(matcher->matches[0]), compare_matches);
	}
	matcher->match_count = count < LIMIT_HITS ? count : LIMIT_HITS;
	return count - matcher->match_count;
}

static int compare_mentions(const void *a, const void *b)
{
	uint32_t left = ((const struct span *)a)->entity;
	uint32_t right = ((const struct span *)b)->entity;
	return left < right ? -1 : left > right;
}

/* Counts the entities of the article; called last, because it puts the mentions in another order. */
static int count_entities(struct matcher *matcher, struct arena *arena, struct hits *hits)
{
	const struct rule_book *book = matcher->set->book;
	groups_resolve(matcher);
	if (matcher->mention_count == 0) {
		return 0;
	}
	qsort(matcher->mentions, matcher->mention_count, sizeof(matcher->mentions[0]),
		compare_mentions);
	hits->entities = arena_alloc(arena, matcher->mention_count * sizeof(hits->entities[0]));
	if (!hits->entities) {
		return -ENOMEM;
	}
	for (size_t i = 0; i < matcher->mention_count; i++) {
		uint32_t number = matcher->mentions[i].entity;
		const struct book_entity *entity = &book->entities[number];
		if (i > 0 && matcher->mentions[i - 1].entity == number) {
			hits->entities[hits->entity_count - 1].count++;
			continue;
		}
		struct str type =
			entity->type_count > 0 ? book->types[entity->types[0]].name : STR("");
		hits->entities[hits->entity_count++] =
			(struct entity_count){.id = entity->name, .type = type, .count = 1};
	}
	return 0;
}

void matcher_set_date(struct matcher *matcher, int64_t date)
{
	matcher->date = date;
	matcher->day[0] = '\0';
	if (date != 0) {
		(void)date_format(date, matcher->day);
	}
}

static void find_matches(struct matcher *matcher, const struct match_input *input)
{
	matcher_set_date(matcher, input->date);
	positions_scan(matcher, input);
	groups_find(matcher);
	find_candidates(matcher);
	evaluate_candidates(matcher);
}

/* Makes the hits of matcher->matches: `all`, or those with an assertion that their rule alerts on. */
static int make_hits(struct matcher *matcher, bool all, struct arena *arena, struct hits *ret)
{
	if (matcher->match_count == 0) {
		return 0;
	}
	for (size_t i = 0; i < matcher->match_count; i++) {
		matcher_prefetch(matcher, matcher->matches[i].rule);
	}
	ret->hits = arena_alloc(arena, matcher->match_count * sizeof(ret->hits[0]));
	if (!ret->hits) {
		return -ENOMEM;
	}
	for (size_t i = 0; i < matcher->match_count; i++) {
		const struct rule *rule =
			matcher_unpack(matcher, matcher->matches[i].rule, UNPACK_NAMED);
		int rc = evidence_make(matcher, rule, arena, &ret->hits[ret->count]);
		if (rc) {
			return rc;
		}
		ret->count += all || rule->book->assertions >> ret->hits[ret->count].assertion & 1;
	}
	return count_entities(matcher, arena, ret);
}

int matcher_run(struct matcher *matcher, const struct match_input *input, struct arena *arena,
	struct hits *ret)
{
	memset(ret, 0, sizeof(*ret));
	find_matches(matcher, input);
	ret->left_out = order_matches(matcher);
	ret->wants_page = matcher->wants_page;
	return make_hits(matcher, false, arena, ret);
}

int matcher_run_rule(struct matcher *matcher, uint32_t number, const struct match_input *input,
	struct arena *arena, struct hits *ret)
{
	memset(ret, 0, sizeof(*ret));
	matcher_set_date(matcher, input->date);
	positions_scan(matcher, input);
	groups_find(matcher);
	find_candidates(matcher);
	size_t kept = 0;
	for (size_t i = 0; i < matcher->candidate_count; i++) {
		if (matcher->candidates[i] == number) {
			matcher->candidates[kept++] = number;
		}
	}
	matcher->candidate_count = kept;
	evaluate_candidates(matcher);
	return make_hits(matcher, true, arena, ret);
}
