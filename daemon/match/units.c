/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Goes through the units by the words that each must have. The first look is at few, because often one of them will do. Never
 * tells itself whether a clause is true. The invariant: a search gives units in order, each once.
 */
#include "match/units.h"

#include <stdlib.h>

#include "match/unit_bits.h"

/* Units that are looked at at first, and how many times more the next time. */
#define FIRST_UNITS 64
#define MORE_UNITS 4
/* So many words, one of which is in each unit, are asked where the next one stands; more take longer than they save. */
#define COVERS_ASKED 4

uint32_t units_at(const struct matcher *matcher, const struct node *node, uint32_t place)
{
	const struct token *token = &matcher->tokens.tokens[place];
	return node->kind == NODE_SENTENCE ? token->sentence : token->paragraph;
}

struct interval units_places(
	const struct matcher *matcher, const struct node *node, uint32_t number)
{
	const struct token_list *tokens = &matcher->tokens;
	if (node->kind == NODE_SENTENCE) {
		return (struct interval){.start = token_sentence_start(tokens, number),
			.end = token_sentence_start(tokens, number + 1)};
	}
	return (struct interval){.start = token_paragraph_start(tokens, number),
		.end = token_paragraph_start(tokens, number + 1)};
}

/* --- a search --- */

void units_start(struct unit_search *search, struct matcher *matcher, const struct node *node,
	const struct scope *scope)
{
	/* Member by member: most of it is room. */
	search->matcher = matcher;
	search->node = node;
	search->scope = scope;
	search->next = 0;
	search->end = 0;
	search->size = FIRST_UNITS;
	search->words = 0;
	search->at = 0;
	if (scope->count > 0 && evaluate_is_possible(matcher, node_child(node, 0))) {
		struct interval last = scope->intervals[scope->count - 1];
		search->next = units_at(matcher, node, scope->intervals[0].start);
		search->end = units_at(matcher, node, last.end - 1) + 1;
	}
}

/* Leaves out the units before the first one that has a word that each must have. */
static void skip_units(struct unit_search *search)
{
	struct matcher *matcher = search->matcher;
	const struct node *node = search->node;
	uint32_t place = units_places(matcher, node, search->next).start;
	uint32_t nearest = UINT32_MAX;
	if (node->cover_count == 0 || node->cover_count > COVERS_ASKED) {
		return;
	}
	for (uint32_t i = 0; i < node->cover_count; i++) {
		struct slice slice =
			evaluate_occurrences(matcher, matcher->set->covers[node->cover + i]);
		const struct span *spans = matcher->spans + slice.first;
		uint32_t at = workspace_seek(spans, slice.count, 0, place);
		if (at < slice.count && spans[at].start < nearest) {
			nearest = spans[at].start;
		}
	}
	search->next = nearest == UINT32_MAX ? search->end : units_at(matcher, node, nearest);
}

/* Looks at the next units; false when there are none. */
static bool next_block(struct unit_search *search)
{
	struct matcher *matcher = search->matcher;
	const struct node *node = search->node;
	if (search->next < search->end) {
		skip_units(search);
	}
	if (search->next >= search->end) {
		return false;
	}
	uint32_t left = search->end - search->next;
	uint32_t room = search->size - search->next % 64;
	uint32_t count = room < left ? room : left;
	struct unit_block block = {.matcher = matcher,
		.node = node,
		.first = search->next / 64 * 64,
		.words = (search->next % 64 + count + 63) / 64};
	struct scope inner = scope_unit(matcher, search->scope,
		(struct interval){.start = units_places(matcher, node, search->next).start,
			.end = units_places(matcher, node, search->next + count - 1).end});
	inner.within = node->kind == NODE_SENTENCE ? WITHIN_SENTENCE : WITHIN_PARAGRAPH;
	unit_bits_find(&block, node_child(node, 0), &inner, search->bits);
	search->first = block.first;
	search->words = block.words;
	search->at = 0;
	search->next += count;
	search->size = MORE_UNITS * search->size < 64 * UNIT_WORDS ? MORE_UNITS * search->size
								   : 64 * UNIT_WORDS;
	return true;
}

bool units_next_number(struct unit_search *search, uint32_t *ret)
{
	do {
		for (; search->at < search->words; search->at++) {
			uint64_t *bits = &search->bits[search->at];
			if (*bits) {
				*ret = search->first + search->at * 64 +
				       (uint32_t)__builtin_ctzll(*bits);
				*bits &= *bits - 1;
				return true;
			}
		}
	} while (next_block(search));
	return false;
}

bool units_next(struct unit_search *search, struct scope *ret)
{
	uint32_t number = 0;
	if (!units_next_number(search, &number)) {
		return false;
	}
	*ret = scope_unit(search->matcher, search->scope,
		units_places(search->matcher, search->node, number));
	return true;
}

void units_skip(struct unit_search *search, uint32_t number)
{
	uint32_t bit = number - search->first;
	search->next = search->next < number ? number : search->next;
	if (bit / 64 >= search->words) {
		search->at = search->words;
		return;
	}
	search->at = bit / 64;
	search->bits[search->at] &= UINT64_MAX << (bit % 64);
}

bool units_hold(struct matcher *matcher, const struct node *node, const struct scope *scope)
{
	struct unit_search search;
	uint32_t number = 0;
	units_start(&search, matcher, node, scope);
	return units_next_number(&search, &number);
}

/* --- candidates --- */

static int compare_numbers(const void *a, const void *b)
{
	uint32_t left = *(const uint32_t *)a;
	uint32_t right = *(const uint32_t *)b;
	return left < right ? -1 : left > right;
}

/* The units that occurrences stand in, one behind the other. */
struct unit_walk {
	const struct node *node;
	struct slice occurrences;
	uint32_t place; /* where the next one begins, or later */
	uint32_t hint;
	uint32_t end; /* of the places that count */
	uint32_t unit;
};

/* Another field's clause may be inside: of the scope only the unit that it is in counts. */
static struct unit_walk start_units(
	struct matcher *matcher, const struct node *node, const struct scope *scope, uint32_t cover)
{
	return (struct unit_walk){.node = node,
		.occurrences =
			evaluate_occurrences(matcher, matcher->set->covers[node->cover + cover]),
		.place = scope->unit.start,
		.end = scope->unit.end};
}

static bool next_unit(struct matcher *matcher, struct unit_walk *walk)
{
	struct slice slice = walk->occurrences;
	const struct span *spans = matcher->spans + slice.first;
	uint32_t i = workspace_seek(spans, slice.count, walk->hint, walk->place);
	if (i == slice.count || spans[i].start >= walk->end) {
		return false;
	}
	walk->hint = i;
	walk->unit = units_at(matcher, walk->node, spans[i].start);
	walk->place = units_places(matcher, walk->node, walk->unit).end;
	matcher->work++;
	return true;
}

struct slice units_list(struct matcher *matcher, const struct node *node, const struct scope *scope)
{
	size_t mark = matcher->unit_count;
	for (uint32_t i = 0; node->cover_count == 0 && i < scope->count; i++) {
		uint32_t last = units_at(matcher, node, scope->intervals[i].end - 1);
		uint32_t unit = units_at(matcher, node, scope->intervals[i].start);
		for (; unit <= last; unit++) {
			workspace_push_unit(matcher, unit);
		}
	}
	for (uint32_t i = 0; i < node->cover_count; i++) {
		struct unit_walk walk = start_units(matcher, node, scope, i);
		while (next_unit(matcher, &walk)) {
			workspace_push_unit(matcher, walk.unit);
		}
	}
	size_t count = matcher->unit_count - mark;
	if (node->cover_count > 1) {
		qsort(matcher->units + mark, count, sizeof(matcher->units[0]), compare_numbers);
		size_t kept = 0;
		for (size_t i = 0; i < count; i++) {
			uint32_t unit = matcher->units[mark + i];
			if (kept == 0 || matcher->units[mark + kept - 1] != unit) {
				matcher->units[mark + kept++] = unit;
			}
		}
		count = kept;
	}
	matcher->unit_count = mark + count;
	return (struct slice){.first = (uint32_t)mark, .count = (uint32_t)count};
}
