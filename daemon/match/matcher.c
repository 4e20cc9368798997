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
#include "match/aliases.h"
#include "match/binding.h"
#include "match/candidates.h"
#include "match/describe.h"
#include "match/evaluate_code.h"
#include "match/evidence.h"
#include "match/field_text.h"
#include "match/plain.h"
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
	matcher->nodes = mem_alloc((size_t)set->rule_bytes * sizeof(matcher->nodes[0]) + 1);
	matcher->elements = mem_alloc((size_t)set->rule_bytes * sizeof(matcher->elements[0]) + 1);
	matcher->forms = form_cache_new(&set->dictionary);
	matcher->regexes = regex_clauses_new(set);
	/* Never NULL: slices of nothing point into them too. */
	matcher->spans = mem_grow(NULL, &matcher->span_cap, 1024, sizeof(matcher->spans[0]));
	matcher->stack = mem_grow(NULL, &matcher->stack_cap, 1024, sizeof(matcher->stack[0]));
	matcher->units = mem_grow(NULL, &matcher->unit_cap, 64, sizeof(matcher->units[0]));
	matcher->picks = mem_grow(NULL, &matcher->pick_cap, 64, sizeof(matcher->picks[0]));
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
	free(matcher->span_units);
	free(matcher->denses);
	free(matcher->dense_bits);
	free(matcher->mentions);
	free(matcher->covered);
	free(matcher->guards);
	free(matcher->stack);
	free(matcher->places);
	free(matcher->units);
	free(matcher->matches);
	free(matcher->picks);
	candidates_done(matcher);
	free(matcher);
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

/* True when the condition of match->start is, and its captures can be bound; fills in what has been picked for it. */
static bool candidate_holds(struct matcher *matcher, const struct scope *usual, struct match *match)
{
	struct rule rule;
	struct scope scope;
	enum plain_truth truth = PLAIN_UNTOLD;
	const uint8_t *at =
		matcher_read_head(matcher->set, matcher->set->code + match->start, &rule);
	match->rule = rule.number;
	if (!matcher_speaks(matcher, &rule)) {
		return false;
	}
	if (rule.fields != RULE_FIELDS_DEFAULT) {
		scope = scope_of_fields(matcher, rule.fields);
		usual = &scope;
	}
	if (rule.capture_count == 0) {
		truth = plain_evaluate(matcher, at, usual, &match->pick_count);
	}
	match->is_plain = truth == PLAIN_TRUE;
	if (truth != PLAIN_UNTOLD) {
		return match->is_plain;
	}
	/* A single capture can always be bound when the condition is true. */
	return evaluate_code(matcher, at, usual) &&
	       (rule.capture_count < 2 ||
		       binding_exists(matcher, matcher_unpack(matcher, match->start, UNPACK_BARE)));
}

/* Room for one match more, which is filled in where it stays: what has just been written in pieces is slow to copy. */
static struct match *next_match(struct matcher *matcher)
{
	if (matcher->match_count == matcher->match_cap) {
		matcher->matches = mem_grow(matcher->matches, &matcher->match_cap,
			matcher->match_count + 1, sizeof(matcher->matches[0]));
	}
	return &matcher->matches[matcher->match_count];
}

/* The same of the one alternative of its condition that may be true. */
static bool alternative_holds(struct matcher *matcher, uint32_t alternative,
	const struct scope *usual, struct match *match)
{
	const struct rule_set *set = matcher->set;
	const uint8_t *start = set->code + match->start;
	enum plain_truth truth =
		plain_evaluate(matcher, start + alternative, usual, &match->pick_count);
	if (truth == PLAIN_UNTOLD) {
		return evaluate_code(matcher, start + alternative, usual) &&
		       candidate_holds(matcher, usual, match);
	}
	match->rule = ID_NONE;
	match->is_plain = true;
	match->alternative = alternative;
	return truth == PLAIN_TRUE;
}

/* True when the candidate is, of whose rule no other alternative is one. */
static bool only_holds(struct matcher *matcher, const struct candidate *candidate,
	const struct scope *usual, struct match *match)
{
	uint32_t alternative = candidate_alternative(matcher->set, candidate->rule);
	if (alternative == 0) {
		return candidate_holds(matcher, usual, match);
	}
	if (!(alternative & CANDIDATE_PLACED)) {
		return alternative_holds(matcher, alternative, usual, match);
	}
	match->rule = ID_NONE;
	match->alternative = alternative;
	match->first_pick = candidate->pick;
	match->pick_count = 2;
	match->is_plain = true;
	return true;
}

/* Looks at candidates from *at on until `most` of them are true, or the gates begin. */
static void evaluate_candidates(
	struct matcher *matcher, const struct scope *usual, size_t most, size_t *at)
{
	const struct rule_set *set = matcher->set;
	matcher->match_count = 0;
	while (*at < matcher->candidate_count && matcher->match_count < most) {
		const struct candidate *first = &matcher->candidates[*at];
		struct match *match = next_match(matcher);
		match->start = candidate_start(set, first->rule);
		match->alternative = 0;
		match->first_pick = (uint32_t)matcher->pick_count;
		match->pick_count = 0;
		match->is_plain = false;
		if (match->start >= set->gate_start) {
			return;
		}
		size_t end = *at + 1;
		while (end < matcher->candidate_count &&
			candidate_start(set, matcher->candidates[end].rule) == match->start) {
			end++;
		}
		bool is_only = end == *at + 1;
		*at = end;
		matcher->match_count += is_only ? only_holds(matcher, first, usual, match)
						: candidate_holds(matcher, usual, match);
	}
}

/* True when a gate stands open. */
static bool opens_gate(struct matcher *matcher, const struct scope *usual)
{
	const struct rule_set *set = matcher->set;
	for (size_t i = matcher->candidate_count; i > 0; i--) {
		struct match match = {
			.start = candidate_start(set, matcher->candidates[i - 1].rule)};
		if (match.start < set->gate_start) {
			return false;
		}
		if (candidate_holds(matcher, usual, &match)) {
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
	aliases_find(matcher);
	candidates_find(matcher);
	if (only == ID_NONE) {
		return;
	}
	uint32_t start = matcher->set->rule_starts[only];
	size_t kept = 0;
	for (size_t i = 0; i < matcher->candidate_count; i++) {
		if (candidate_start(matcher->set, matcher->candidates[i].rule) == start) {
			matcher->candidates[kept++] = matcher->candidates[i];
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

/* Picks what the alternative does that was told from the places of its words. */
static void pick_placed(struct matcher *matcher, const struct scope *usual, const uint8_t *at,
	struct finding *finding)
{
	const uint8_t *start = matcher->set->code + finding->start;
	uint32_t left = 1;
	finding->alternative = 0;
	if ((*at & CODE_KIND) == NODE_OR) {
		at = code_get_number(at + 1, &left);
		finding->alternative = (uint32_t)(at - start);
	}
	finding->first_pick = (uint32_t)matcher->pick_count;
	while (plain_evaluate(matcher, at, usual, &finding->pick_count) != PLAIN_TRUE &&
		--left > 0) {
		uint32_t nodes = 0;
		at = code_skip_node(at, &nodes);
		finding->alternative = (uint32_t)(at - start);
	}
}

/* Looks up the rule of a finding that an alternative told. */
static void settle(struct matcher *matcher, const struct scope *usual, struct finding *finding)
{
	struct rule head;
	const uint8_t *at =
		matcher_read_head(matcher->set, matcher->set->code + finding->start, &head);
	finding->rule = head.number;
	if (finding->alternative & CANDIDATE_PLACED) {
		pick_placed(matcher, usual, at, finding);
	}
}

static void settle_all(struct matcher *matcher, const struct findings *findings)
{
	struct scope usual = scope_of_fields(matcher, RULE_FIELDS_DEFAULT);
	for (size_t i = 0; i < findings->count; i++) {
		__builtin_prefetch(matcher->set->code + findings->items[i].start);
	}
	for (size_t i = 0; i < findings->count; i++) {
		if (findings->items[i].rule == ID_NONE) {
			settle(matcher, &usual, &findings->items[i]);
		}
		__builtin_prefetch(&matcher->set->notes[findings->items[i].rule]);
	}
}

int matcher_describe(struct matcher *matcher, const struct findings *findings,
	enum matcher_text text, struct arena *arena, struct hits *ret)
{
	memset(ret, 0, sizeof(*ret));
	ret->left_out = findings->left_out;
	ret->wants_page = findings->wants_page;
	ret->in_part = findings->in_part;
	matcher->telling++;
	if (findings->count == 0) {
		return 0;
	}
	/* While what is far away comes, the body is read, where most hits are. */
	settle_all(matcher, findings);
	(void)field_text_line(field_text_of(matcher, FIELD_BODY), arena);
	for (size_t i = 0; i < findings->count; i++) {
		matcher_prefetch(matcher, findings->items[i].rule);
	}
	ret->hits = arena_alloc(arena, findings->count * sizeof(ret->hits[0]));
	if (!ret->hits) {
		return -ENOMEM;
	}
	for (size_t i = 0; i < findings->count; i++) {
		int rc = describe_hit(
			matcher, &findings->items[i], text, arena, &ret->hits[ret->count]);
		if (rc) {
			return rc;
		}
		ret->count++;
	}
	return count_entities(matcher, arena, ret);
}

/* `only`: the number of a rule, or ID_NONE. */
static int run(struct matcher *matcher, const struct match_input *input, uint32_t only,
	enum matcher_text text, struct arena *arena, struct hits *ret)
{
	struct findings findings;
	int found = find(matcher, input, only, arena, &findings);
	int described = matcher_describe(matcher, &findings, text, arena, ret);
	return found ? found : described;
}

int matcher_run(struct matcher *matcher, const struct match_input *input, struct arena *arena,
	struct hits *ret)
{
	return run(matcher, input, ID_NONE, MATCHER_TEXT_ALL, arena, ret);
}

int matcher_run_for_alerts(struct matcher *matcher, const struct match_input *input,
	struct arena *arena, struct hits *ret)
{
	return run(matcher, input, ID_NONE, MATCHER_TEXT_ALERTS, arena, ret);
}

int matcher_run_rule(struct matcher *matcher, uint32_t number, const struct match_input *input,
	struct arena *arena, struct hits *ret)
{
	return run(matcher, input, number, MATCHER_TEXT_ALL, arena, ret);
}
