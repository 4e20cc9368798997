/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Searches the raw text of fields, only for rules whose other keys are there. A match becomes the words it lies in, so that
 * it can be captured and shown as any operand. The invariant: answers are remembered for one article, by pattern and
 * field.
 */
#include "match/regex_clause.h"

#include <stdlib.h>

#include "base/mem.h"
#include "text/regex.h"

/* What is known of a pattern in this article. */
struct memo {
	uint32_t article; /* good for this article only */
	uint32_t asked;   /* bit sets of fields */
	uint32_t found;
};

struct regex_clauses {
	struct regex_scratch *scratch; /* owned */
	struct memo *memos;            /* owned: by number */
	struct regex_match matches[LIMIT_REGEX_MATCHES];
};

struct regex_clauses *regex_clauses_new(const struct rule_set *set)
{
	struct regex_clauses *clauses = NULL;
	if (set->regex_count > 0) {
		clauses = mem_zalloc(sizeof(*clauses));
		clauses->scratch = regex_scratch_new(set->regexes, set->regex_count);
		clauses->memos = mem_zalloc(set->regex_count * sizeof(clauses->memos[0]));
	}
	return clauses;
}

void regex_clauses_free(struct regex_clauses *clauses)
{
	if (clauses) {
		regex_scratch_free(clauses->scratch);
		free(clauses->memos);
		free(clauses);
	}
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

static bool holds_in(struct matcher *matcher, uint32_t number, enum field field)
{
	struct regex_clauses *clauses = matcher->regexes;
	struct memo *memo = &clauses->memos[number];
	uint32_t bit = 1u << field;
	if (memo->article != matcher->article) {
		*memo = (struct memo){.article = matcher->article};
	}
	if (!(memo->asked & bit)) {
		struct str text;
		(void)text_of(matcher, field, &text);
		memo->asked |= bit;
		if (text.len > 0 &&
			regex_holds(matcher->set->regexes[number], clauses->scratch, text)) {
			memo->found |= bit;
		}
	}
	return memo->found & bit;
}

bool regex_clause_holds(struct matcher *matcher, const struct node *node, const struct scope *scope)
{
	for (uint32_t fields = scope->fields; fields; fields &= fields - 1) {
		uint32_t field = (uint32_t)__builtin_ctz(fields);
		if (field < FIELD_COUNT && holds_in(matcher, node->id, (enum field)field)) {
			return true;
		}
	}
	return false;
}

/* The first place of the field whose word ends behind byte `at`. */
static uint32_t place_behind(const struct matcher *matcher, struct interval places, size_t at)
{
	while (places.start < places.end) {
		uint32_t middle = places.start + (places.end - places.start) / 2;
		if (matcher->tokens.tokens[middle].end <= at) {
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
	uint32_t first = place_behind(matcher, places, match.start);
	uint32_t end = first;
	if (first == places.end) {
		first--;
	}
	while (end < places.end && matcher->tokens.tokens[end].start < match.end) {
		end++;
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

/* Finds the matches in a field; their bytes are those of the field. */
static size_t find_in(struct matcher *matcher, uint32_t number, enum field field)
{
	struct regex_clauses *clauses = matcher->regexes;
	struct str text;
	size_t offset = text_of(matcher, field, &text);
	if (!holds_in(matcher, number, field)) {
		return 0;
	}
	size_t count = regex_find(matcher->set->regexes[number], clauses->scratch, text,
		clauses->matches, LIMIT_REGEX_MATCHES);
	for (size_t i = 0; i < count; i++) {
		clauses->matches[i].start += offset;
		clauses->matches[i].end += offset;
	}
	return count;
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
		size_t count =
			field < FIELD_COUNT ? find_in(matcher, node->id, (enum field)field) : 0;
		for (size_t i = 0; i < count && matcher->stack_count - mark < max; i++) {
			struct span span;
			if (span_of(matcher, (enum field)field, matcher->regexes->matches[i],
				    &span) &&
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
	size_t count = find_in(matcher, node->id, field);
	for (size_t i = 0; i < count; i++) {
		struct regex_match match = matcher->regexes->matches[i];
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
