/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The order of work for one article: read the text, find groups, take the candidates from the index in the order of hits,
 * evaluate as many as there is room for, find their evidence; and make text of it for those who ask. Never writes to the
 * rule set. The invariant: what one article left behind is cleared before the next is read.
 */
#include "match/matcher.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "match/binding.h"
#include "match/describe.h"
#include "match/evaluate_code.h"
#include "match/evidence.h"
#include "match/order.h"
#include "match/plain.h"
#include "match/regex_clause.h"
#include "match/workspace.h"

#define LINE 64 /* bytes of a cache line */
#define PREFETCH_LINES 4
#define RULE_BYTES 32 /* of most packed rules */

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
	matcher->nodes = mem_alloc((size_t)set->rule_bytes * sizeof(matcher->nodes[0]) + 1);
	matcher->elements = mem_alloc((size_t)set->rule_bytes * sizeof(matcher->elements[0]) + 1);
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
	free(matcher->places);
	free(matcher->units);
	free(matcher->candidates);
	free(matcher->matches);
	free(matcher->picks);
	free(matcher->candidate_spare);
	free(matcher);
}

/* Hints that [from, end) is going to be read, its first lines at least. */
static inline void prefetch_range(const void *from, const void *end)
{
	const char *at = (const char *)from - (uintptr_t)from % LINE;
	for (unsigned i = 0; i < PREFETCH_LINES && at < (const char *)end; i++, at += LINE) {
		__builtin_prefetch(at);
	}
}

/* Rules lie all over the index: what is noted here is soon going to be read. */
static inline void add_candidate(struct matcher *matcher, uint32_t start)
{
	const uint8_t *at = matcher->set->code + start;
	prefetch_range(at, at + RULE_BYTES);
	if (matcher->candidate_count == matcher->candidate_cap) {
		matcher->candidates = mem_grow(matcher->candidates, &matcher->candidate_cap,
			matcher->candidate_count + 1, sizeof(matcher->candidates[0]));
	}
	matcher->candidates[matcher->candidate_count++] = start;
}

static void find_candidates(struct matcher *matcher)
{
	const struct rule_set *set = matcher->set;
	matcher->candidate_count = 0;
	for (size_t i = 0; i < matcher->local_count; i++) {
		uint32_t id = matcher->locals[i].id;
		prefetch_range(&set->postings[set->starts[id][START_POSTINGS]],
			&set->postings[set->starts[id + 1][START_POSTINGS]]);
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
		add_candidate(matcher, set->rule_starts[set->without_key[i]]);
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

/* True when the condition at `at` is, and its captures can be bound; fills in what has been picked for it. */
static bool holds(struct matcher *matcher, const struct rule *rule, const uint8_t *at,
	const struct scope *usual, struct match *match)
{
	struct scope scope;
	enum plain_truth truth = PLAIN_UNTOLD;
	if (!matcher_speaks(matcher, rule)) {
		return false;
	}
	if (rule->fields != RULE_FIELDS_DEFAULT) {
		scope = scope_of_fields(matcher, rule->fields);
		usual = &scope;
	}
	if (rule->capture_count == 0) {
		truth = plain_evaluate(matcher, at, usual, &match->pick_count);
	}
	match->is_plain = truth == PLAIN_TRUE;
	if (truth != PLAIN_UNTOLD) {
		return match->is_plain;
	}
	/* A single capture can always be bound when the condition is true. */
	return evaluate_code(matcher, at, usual) &&
	       (rule->capture_count < 2 ||
		       binding_exists(matcher, matcher_unpack(matcher, match->start, UNPACK_BARE)));
}

static void add_match(struct matcher *matcher, const struct match *match)
{
	if (matcher->match_count == matcher->match_cap) {
		matcher->matches = mem_grow(matcher->matches, &matcher->match_cap,
			matcher->match_count + 1, sizeof(matcher->matches[0]));
	}
	matcher->matches[matcher->match_count++] = *match;
}

/* Looks at candidates from *at on until `most` of them are true, or the gates begin. */
static void evaluate_candidates(
	struct matcher *matcher, const struct scope *usual, size_t most, size_t *at)
{
	const struct rule_set *set = matcher->set;
	matcher->match_count = 0;
	for (; *at < matcher->candidate_count && matcher->match_count < most; (*at)++) {
		struct rule rule;
		struct match match = {.start = matcher->candidates[*at],
			.first_pick = (uint32_t)matcher->pick_count};
		if (match.start >= set->gate_start) {
			return;
		}
		const uint8_t *condition = matcher_read_head(set, set->code + match.start, &rule);
		match.rule = rule.number;
		if (holds(matcher, &rule, condition, usual, &match)) {
			add_match(matcher, &match);
		}
	}
}

/* True when a gate stands open. */
static bool opens_gate(struct matcher *matcher, const struct scope *usual)
{
	const struct rule_set *set = matcher->set;
	for (size_t i = matcher->candidate_count; i > 0; i--) {
		struct rule rule;
		struct match match = {.start = matcher->candidates[i - 1]};
		if (match.start < set->gate_start) {
			return false;
		}
		const uint8_t *condition = matcher_read_head(set, set->code + match.start, &rule);
		if (holds(matcher, &rule, condition, usual, &match)) {
			return true;
		}
	}
	return false;
}

static int compare_mentions(const void *a, const void *b)
{
	uint32_t left = ((const struct span *)a)->entity;
	uint32_t right = ((const struct span *)b)->entity;
	return left < right ? -1 : left > right;
}

/* The mentions in title and body, which stand first: what else is read hangs on the rules. */
static size_t count_mentions(const struct matcher *matcher)
{
	uint32_t text_end = matcher->field_places[FIELD_BODY].end;
	size_t count = 0;
	while (count < matcher->mention_count && matcher->mentions[count].start < text_end) {
		count++;
	}
	return count;
}

/* Counts the entities of the article; called last, because it puts the mentions in another order. */
static int count_entities(struct matcher *matcher, struct arena *arena, struct hits *hits)
{
	const struct rule_book *book = matcher->set->book;
	groups_resolve(matcher);
	size_t count = count_mentions(matcher);
	if (count == 0) {
		return 0;
	}
	qsort(matcher->mentions, count, sizeof(matcher->mentions[0]), compare_mentions);
	hits->entities = arena_alloc(arena, count * sizeof(hits->entities[0]));
	if (!hits->entities) {
		return -ENOMEM;
	}
	for (size_t i = 0; i < count; i++) {
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

/* Reads the article and finds the rules that may be true: all, or only the one of that number. */
static void read_article(struct matcher *matcher, const struct match_input *input, uint32_t only)
{
	matcher_set_date(matcher, input->date);
	positions_scan(matcher, input);
	groups_find(matcher);
	find_candidates(matcher);
	order_candidates(matcher);
	matcher->pick_count = 0;
	if (only == ID_NONE) {
		return;
	}
	uint32_t start = matcher->set->rule_starts[only];
	size_t kept = 0;
	for (size_t i = 0; i < matcher->candidate_count; i++) {
		if (matcher->candidates[i] == start) {
			matcher->candidates[kept++] = start;
		}
	}
	matcher->candidate_count = kept;
}

/* True when the rule, which is the one unpacked when anything is asserted, alerts on that. */
static bool alerts(const struct matcher *matcher, const struct finding *finding)
{
	const struct rule *rule = &matcher->rule;
	if (finding->reading.assertion == ASSERTION_UNDETERMINED) {
		return true;
	}
	uint32_t wanted = rule->own_assertions ? rule->book->assertions : BOOK_ASSERTIONS;
	return (wanted >> finding->reading.assertion & 1) != 0;
}

/* Finds why the rules of matcher->matches hit: of all, or of those whose rule alerts on what is asserted. */
static int find_evidence(
	struct matcher *matcher, bool all, struct arena *arena, struct findings *ret)
{
	for (size_t i = 0; i < matcher->match_count; i++) {
		struct finding *finding = &ret->items[ret->count];
		int rc = evidence_find(matcher, &matcher->matches[i], arena, finding);
		if (rc) {
			return rc;
		}
		ret->count += all || alerts(matcher, finding);
	}
	return 0;
}

static int find(struct matcher *matcher, const struct match_input *input, uint32_t only,
	struct arena *arena, struct findings *ret)
{
	size_t at = 0;
	int rc = 0;
	memset(ret, 0, sizeof(*ret));
	read_article(matcher, input, only);
	if (matcher->candidate_count == 0) {
		ret->in_part = matcher->in_part;
		return 0;
	}
	struct scope usual = scope_of_fields(matcher, RULE_FIELDS_DEFAULT);
	size_t most = matcher->candidate_count < LIMIT_HITS ? matcher->candidate_count : LIMIT_HITS;
	ret->items = arena_alloc(arena, most * sizeof(ret->items[0]));
	if (!ret->items) {
		return -ENOMEM;
	}
	/* Rules that are true but do not alert make room for those behind them. */
	do {
		evaluate_candidates(matcher, &usual, LIMIT_HITS - ret->count, &at);
		rc = find_evidence(matcher, only != ID_NONE, arena, ret);
	} while (rc == 0 && matcher->match_count > 0 && ret->count < LIMIT_HITS);
	if (ret->count == LIMIT_HITS) {
		evaluate_candidates(matcher, &usual, LIMIT_LEFT_OUT, &at);
		ret->left_out = matcher->match_count;
	}
	ret->wants_page = opens_gate(matcher, &usual);
	ret->in_part = matcher->in_part;
	return rc;
}

int matcher_find(struct matcher *matcher, const struct match_input *input, struct arena *arena,
	struct findings *ret)
{
	return find(matcher, input, ID_NONE, arena, ret);
}

int matcher_describe(struct matcher *matcher, const struct findings *findings, struct arena *arena,
	struct hits *ret)
{
	memset(ret, 0, sizeof(*ret));
	ret->left_out = findings->left_out;
	ret->wants_page = findings->wants_page;
	ret->in_part = findings->in_part;
	if (findings->count == 0) {
		return 0;
	}
	for (size_t i = 0; i < findings->count; i++) {
		__builtin_prefetch(&matcher->set->notes[findings->items[i].rule]);
	}
	for (size_t i = 0; i < findings->count; i++) {
		matcher_prefetch(matcher, findings->items[i].rule);
	}
	ret->hits = arena_alloc(arena, findings->count * sizeof(ret->hits[0]));
	if (!ret->hits) {
		return -ENOMEM;
	}
	for (size_t i = 0; i < findings->count; i++) {
		int rc = describe_hit(matcher, &findings->items[i], arena, &ret->hits[ret->count]);
		if (rc) {
			return rc;
		}
		ret->count++;
	}
	return count_entities(matcher, arena, ret);
}

/* `only`: the number of a rule, or ID_NONE. */
static int run(struct matcher *matcher, const struct match_input *input, uint32_t only,
	struct arena *arena, struct hits *ret)
{
	struct findings findings;
	int found = find(matcher, input, only, arena, &findings);
	int described = matcher_describe(matcher, &findings, arena, ret);
	return found ? found : described;
}

int matcher_run(struct matcher *matcher, const struct match_input *input, struct arena *arena,
	struct hits *ret)
{
	return run(matcher, input, ID_NONE, arena, ret);
}

int matcher_run_rule(struct matcher *matcher, uint32_t number, const struct match_input *input,
	struct arena *arena, struct hits *ret)
{
	return run(matcher, input, number, arena, ret);
}
