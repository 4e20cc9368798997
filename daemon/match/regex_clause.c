/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Searches the raw text of fields, only for rules whose other keys are there: first whether a regular expression is there,
 * with those that are searched together; where it is only when that is asked for. A match becomes the words it lies in, so
 * that it can be captured and shown as any operand. The invariant: answers are remembered for one article, by expression
 * and field, and no article makes more work than LIMIT_REGEX_STEPS and LIMIT_REGEX_PLACES (RULES.md 6).
 */
#include "match/regex_clause.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "text/regex.h"

/* Around the end of a match that is too far behind the beginning to be looked for from there. */
#define NEAR_BYTES 256

/* In matches. */
struct places {
	uint32_t first;
	uint32_t count;
};

struct regex_clauses {
	struct regex_scratch *scratch; /* owned */
	uint32_t article;              /* all below is good for this article only */
	uint64_t steps;                /* that are left for searching */
	size_t bytes;                  /* likewise for finding places */
	uint32_t *searched;            /* owned: by search, the fields it has read */
	uint32_t *ends;                /* owned: of the first match, by field and slot; 0: none */
	uint32_t *sought;              /* owned: by number, the fields whose places are known */
	struct places *places;         /* owned: by field and number */
	struct regex_match *matches;   /* owned */
	size_t match_count;
	size_t match_cap;
};

struct regex_clauses *regex_clauses_new(const struct rule_set *set)
{
	size_t count = set->regex_count;
	if (count == 0) {
		return NULL;
	}
	struct regex_clauses *clauses = mem_zalloc(sizeof(*clauses));
	clauses->scratch = regex_scratch_new();
	for (size_t i = 0; i < count; i++) {
		regex_scratch_fit(clauses->scratch, set->regexes[i].finder);
	}
	for (size_t i = 0; i < set->search_count; i++) {
		regex_scratch_fit(clauses->scratch, set->searches[i].regex);
	}
	clauses->searched = mem_zalloc(set->search_count * sizeof(clauses->searched[0]));
	clauses->ends = mem_zalloc(FIELD_COUNT * count * sizeof(clauses->ends[0]));
	clauses->sought = mem_zalloc(count * sizeof(clauses->sought[0]));
	clauses->places = mem_zalloc(FIELD_COUNT * count * sizeof(clauses->places[0]));
	return clauses;
}

void regex_clauses_free(struct regex_clauses *clauses)
{
	if (clauses) {
		regex_scratch_free(clauses->scratch);
		free(clauses->searched);
		free(clauses->ends);
		free(clauses->sought);
		free(clauses->places);
		free(clauses->matches);
		free(clauses);
	}
}

/* Forgets the article before. */
static struct regex_clauses *clauses_of(const struct matcher *matcher)
{
	const struct rule_set *set = matcher->set;
	struct regex_clauses *clauses = matcher->regexes;
	if (clauses->article != matcher->article) {
		clauses->article = matcher->article;
		clauses->steps = LIMIT_REGEX_STEPS;
		clauses->bytes = LIMIT_REGEX_PLACES;
		clauses->match_count = 0;
		memset(clauses->searched, 0, set->search_count * sizeof(clauses->searched[0]));
		memset(clauses->sought, 0, set->regex_count * sizeof(clauses->sought[0]));
	}
	return clauses;
}

/* Where the text that is searched begins in its field: the lead is a part of the body. */
static size_t text_of(const struct matcher *matcher, enum field field, struct str *ret)
{
	struct interval lead = matcher->field_places[FIELD_LEAD];
	*ret = matcher->fields[field];
	if (field != FIELD_LEAD) {
		return 0;
	}
	if (lead.start == lead.end) {
		*ret = STR("");
		return 0;
	}
	size_t start = matcher->tokens.tokens[lead.start].start;
	size_t end = matcher->tokens.tokens[lead.end - 1].end;
	*ret = str_slice(matcher->fields[field], start, end - start);
	return start;
}

/* Not inside a letter. */
static struct str beginning(struct str text, size_t bytes)
{
	if (bytes >= text.len) {
		return text;
	}
	while (bytes > 0 && ((unsigned char)text.ptr[bytes] & 0xc0) == 0x80) {
		bytes--;
	}
	return str_slice(text, 0, bytes);
}

/* Each search may read the set's reach; what it reads beyond is taken from what the others leave. */
static void search_field(struct matcher *matcher, const struct regex_search *search,
	enum field field, uint32_t *ret_ends)
{
	struct regex_clauses *clauses = matcher->regexes;
	size_t most = (size_t)(clauses->steps / search->steps);
	struct str text;
	(void)text_of(matcher, field, &text);
	if (most < matcher->set->regex_reach) {
		most = matcher->set->regex_reach;
	}
	matcher->in_part |= most < text.len;
	text = beginning(text, most);
	uint64_t steps = (uint64_t)text.len * search->steps;
	clauses->steps -= steps < clauses->steps ? steps : clauses->steps;
	regex_find_ends(search->regex, clauses->scratch, text, ret_ends);
}

/* Where the first match ends; 0: there is none. */
static uint32_t first_end(struct matcher *matcher, uint32_t number, enum field field)
{
	const struct rule_set *set = matcher->set;
	struct regex_clauses *clauses = clauses_of(matcher);
	const struct set_regex *regex = &set->regexes[number];
	const struct regex_search *search = &set->searches[regex->search];
	uint32_t *ends = clauses->ends + (size_t)field * set->regex_count;
	uint32_t bit = 1u << field;
	if (!(clauses->searched[regex->search] & bit)) {
		clauses->searched[regex->search] |= bit;
		search_field(matcher, search, field, ends + search->first);
	}
	return ends[regex->slot];
}

bool regex_clause_holds(struct matcher *matcher, const struct node *node, const struct scope *scope)
{
	for (uint32_t fields = scope->fields; fields; fields &= fields - 1) {
		uint32_t field = (uint32_t)__builtin_ctz(fields);
		if (field < FIELD_COUNT && first_end(matcher, node->id, (enum field)field) > 0) {
			return true;
		}
	}
	return false;
}

/* The first place of the field whose word ends behind byte `at`, or starts there or behind it. */
static uint32_t place_behind(
	const struct matcher *matcher, struct interval places, size_t at, bool by_start)
{
	while (places.start < places.end) {
		uint32_t middle = places.start + (places.end - places.start) / 2;
		const struct token *token = &matcher->tokens.tokens[middle];
		if (by_start ? token->start < at : token->end <= at) {
			places.start = middle + 1;
		} else {
			places.end = middle;
		}
	}
	return places.start;
}

/* The words that a match lies in; false when the field has none. */
static bool span_of(
	const struct matcher *matcher, enum field field, struct regex_match match, struct span *ret)
{
	struct interval places = matcher->field_places[field];
	if (places.start == places.end) {
		return false;
	}
	uint32_t first = place_behind(matcher, places, match.start, false);
	uint32_t end = place_behind(matcher, places, match.end, true);
	if (first == places.end) {
		first--;
	}
	*ret = (struct span){
		.start = first, .end = end > first ? end : first + 1, .entity = ID_NONE};
	return true;
}

static bool is_inside(const struct scope *scope, struct span span)
{
	for (uint32_t i = 0; i < scope->count; i++) {
		if (span.start >= scope->intervals[i].start &&
			span.end <= scope->intervals[i].end) {
			return true;
		}
	}
	return false;
}

/* The match whose first end is known: looked for near it only, so that a long one is the word in which it ends. */
static struct regex_match find_near(
	const struct regex *regex, struct regex_clauses *clauses, struct str text, size_t end)
{
	struct regex_match matches[LIMIT_REGEX_MATCHES];
	size_t from = end > NEAR_BYTES ? end - NEAR_BYTES : 0;
	size_t read;
	while (from < end && ((unsigned char)text.ptr[from] & 0xc0) == 0x80) {
		from++;
	}
	struct str part = str_slice(beginning(text, end + NEAR_BYTES), from, text.len);
	size_t count =
		regex_find(regex, clauses->scratch, part, matches, LIMIT_REGEX_MATCHES, &read);
	for (size_t i = 0; i < count; i++) {
		matches[i].start += from;
		matches[i].end += from;
		if (matches[i].start < end && end <= matches[i].end) {
			return matches[i];
		}
	}
	return regex_word_before(text, end);
}

/* Finds the matches in a field. Behind what may be read of it no more than the first one. */
static size_t find_matches(struct matcher *matcher, uint32_t number, enum field field, size_t end,
	struct regex_match *out)
{
	struct regex_clauses *clauses = matcher->regexes;
	const struct regex *regex = matcher->set->regexes[number].finder;
	struct str text;
	size_t read = 0;
	size_t count = 0;
	size_t offset = text_of(matcher, field, &text);
	struct str part = beginning(text, clauses->bytes);
	matcher->in_part |= part.len < text.len;
	if (end <= part.len) {
		count = regex_find(regex, clauses->scratch, part, out, LIMIT_REGEX_MATCHES, &read);
		clauses->bytes -= read;
		/* What is cut may go on. */
		count -= count > 0 && out[count - 1].end == part.len && part.len < text.len;
	}
	if (count == 0) {
		out[count++] = find_near(regex, clauses, text, end);
	}
	for (size_t i = 0; i < count; i++) {
		out[i].start += offset;
		out[i].end += offset;
	}
	return count;
}

/* The matches in a field; their bytes are those of the field. Good until others are asked for; NULL: none. */
static const struct regex_match *find_in(
	struct matcher *matcher, uint32_t number, enum field field, size_t *ret_count)
{
	struct regex_clauses *clauses = clauses_of(matcher);
	struct places *places =
		&clauses->places[(size_t)field * matcher->set->regex_count + number];
	uint32_t end = first_end(matcher, number, field);
	uint32_t bit = 1u << field;
	if (!(clauses->sought[number] & bit)) {
		clauses->sought[number] |= bit;
		*places = (struct places){.first = (uint32_t)clauses->match_count};
		if (end > 0) {
			clauses->matches = mem_grow(clauses->matches, &clauses->match_cap,
				clauses->match_count + LIMIT_REGEX_MATCHES,
				sizeof(clauses->matches[0]));
			places->count = (uint32_t)find_matches(
				matcher, number, field, end, clauses->matches + places->first);
			clauses->match_count += places->count;
		}
	}
	*ret_count = places->count;
	return places->count > 0 ? clauses->matches + places->first : NULL;
}

void regex_clause_collect(
	struct matcher *matcher, const struct node *node, const struct scope *scope, uint32_t max)
{
	uint32_t fields = scope->fields;
	size_t mark = matcher->stack_count;
	if (fields >> FIELD_BODY & 1) {
		fields &= ~(1u << FIELD_LEAD); /* the lead is counted once */
	}
	for (; fields; fields &= fields - 1) {
		uint32_t field = (uint32_t)__builtin_ctz(fields);
		size_t count = 0;
		const struct regex_match *matches =
			field < FIELD_COUNT ? find_in(matcher, node->id, (enum field)field, &count)
					    : NULL;
		for (size_t i = 0; i < count && matcher->stack_count - mark < max; i++) {
			struct span span;
			if (span_of(matcher, (enum field)field, matches[i], &span) &&
				is_inside(scope, span)) {
				workspace_push(matcher, span);
			}
		}
	}
	matcher->stack_count = mark + workspace_sort(matcher->stack + mark,
					      (uint32_t)(matcher->stack_count - mark));
}

bool regex_clause_bytes(
	struct matcher *matcher, const struct node *node, struct span span, struct interval *ret)
{
	while (node->kind == NODE_CAPTURE || node->kind == NODE_FIELD) {
		node = node_child(node, 0);
	}
	if (node->kind != NODE_REGEX) {
		return false;
	}
	enum field field = positions_field(matcher, span.start);
	size_t count = 0;
	const struct regex_match *matches = find_in(matcher, node->id, field, &count);
	for (size_t i = 0; i < count; i++) {
		struct regex_match match = matches[i];
		struct span other;
		if (span_of(matcher, field, match, &other) && other.start == span.start &&
			other.end == span.end) {
			*ret = (struct interval){
				.start = (uint32_t)match.start, .end = (uint32_t)match.end};
			return true;
		}
	}
	return false;
}
