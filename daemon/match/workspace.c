/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The stack of spans and their order, and the picks. Never knows what the spans are of. The invariant: what is sorted differs from its
 * neighbours.
 */
#include "match/workspace.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#define DIGIT_BITS 11
#define DIGITS (1u << DIGIT_BITS)
/* Fewer are put in order without counting digits. */
#define MANY 256
/* Spans that lie in so many runs, or fewer, are merged. */
#define FEW_RUNS 8
/* So few are always moved to their places. */
#define FEW 32
/* Moves of each span, on average, that take no longer than to sort by digits. */
#define MOVES_EACH 4

void workspace_grow_picks(struct matcher *matcher)
{
	matcher->picks = mem_grow(matcher->picks, &matcher->pick_cap, matcher->pick_count + 1,
		sizeof(matcher->picks[0]));
}

void workspace_push(struct matcher *matcher, struct span span)
{
	if (matcher->stack_count == matcher->stack_cap) {
		workspace_reserve(matcher, 1);
	}
	matcher->stack[matcher->stack_count++] = span;
	matcher->work++;
}

void workspace_reserve(struct matcher *matcher, size_t count)
{
	matcher->stack = mem_grow(matcher->stack, &matcher->stack_cap, matcher->stack_count + count,
		sizeof(matcher->stack[0]));
}

void workspace_know_units(struct matcher *matcher, uint32_t id, struct slice slice)
{
	const struct token *tokens = matcher->tokens.tokens;
	struct local *local = positions_local(matcher, id);
	if (local->has_units || local->state == LOCAL_BUSY) {
		return;
	}
	local->has_units = true;
	matcher->span_units = mem_grow(matcher->span_units, &matcher->span_units_cap,
		matcher->span_cap, sizeof(matcher->span_units[0]));
	for (uint32_t i = slice.first; i < slice.first + slice.count; i++) {
		const struct token *token = &tokens[matcher->spans[i].start];
		matcher->span_units[i] = (struct span_units){
			.sentence = token->sentence, .paragraph = token->paragraph};
	}
}

void workspace_push_unit(struct matcher *matcher, uint32_t unit)
{
	if (matcher->unit_count == matcher->unit_cap) {
		matcher->units = mem_grow(matcher->units, &matcher->unit_cap,
			matcher->unit_count + 1, sizeof(matcher->units[0]));
	}
	matcher->units[matcher->unit_count++] = unit;
}

uint64_t *workspace_places(struct matcher *matcher)
{
	size_t words = matcher->tokens.count / 64 + 1;
	if (words > matcher->place_cap) {
		free(matcher->places);
		matcher->places = mem_zalloc(words * sizeof(matcher->places[0]));
		matcher->place_cap = words;
	}
	return matcher->places;
}

/* --- by digits --- */

static uint32_t key_of(const struct span *span, bool by_end)
{
	return by_end ? span->end : span->start;
}

/* Moves the spans to `to` in the order of one digit of their key less `least`, those with the same one as they were. */
static void sort_by_digit(const struct span *spans, uint32_t count, bool by_end, uint32_t least,
	unsigned shift, struct span *to)
{
	uint32_t next[DIGITS] = {0};
	uint32_t total = 0;
	for (uint32_t i = 0; i < count; i++) {
		next[(key_of(&spans[i], by_end) - least) >> shift & (DIGITS - 1)]++;
	}
	for (unsigned i = 0; i < DIGITS; i++) {
		uint32_t these = next[i];
		next[i] = total;
		total += these;
	}
	for (uint32_t i = 0; i < count; i++) {
		to[next[(key_of(&spans[i], by_end) - least) >> shift & (DIGITS - 1)]++] = spans[i];
	}
}

/* In the order of one key; those with the same one stay as they were. `spare` has room for all. */
static void sort_by_key(struct span *spans, uint32_t count, bool by_end, struct span *spare)
{
	uint32_t least = UINT32_MAX;
	uint32_t most = 0;
	struct span *from = spans;
	struct span *to = spare;
	for (uint32_t i = 0; i < count; i++) {
		uint32_t key = key_of(&spans[i], by_end);
		least = key < least ? key : least;
		most = key > most ? key : most;
	}
	for (unsigned shift = 0; shift < 32 && (most - least) >> shift != 0; shift += DIGIT_BITS) {
		struct span *swapped = from;
		sort_by_digit(from, count, by_end, least, shift, to);
		from = to;
		to = swapped;
	}
	if (from != spans) {
		memcpy(spans, from, count * sizeof(spans[0]));
	}
}

/* --- by moving --- */

static bool is_behind(const struct span *a, const struct span *b, bool by_end)
{
	return by_end ? a->end > b->end : workspace_precedes(b, a);
}

/* Moves each span to its place among those before it: quick when none is far from it. False when that took too many moves, and
 * some are still out of order. */
static bool sort_nearby(struct span *spans, uint32_t count, bool by_end)
{
	uint64_t moves = (uint64_t)count * MOVES_EACH + (uint64_t)FEW * FEW;
	for (uint32_t i = 1; i < count; i++) {
		struct span span = spans[i];
		uint32_t at = i;
		for (; at > 0 && is_behind(&spans[at - 1], &span, by_end); at--) {
			spans[at] = spans[at - 1];
		}
		spans[at] = span;
		if (i - at > moves) {
			return false;
		}
		moves -= i - at;
	}
	return true;
}

void workspace_sort_ends(struct span *spans, uint32_t count)
{
	if (!sort_nearby(spans, count, true)) {
		struct span *spare = mem_alloc(count * sizeof(spare[0]));
		sort_by_key(spans, count, true, spare);
		free(spare);
	}
}

/* --- by runs --- */

/* Where the spans from `at` on stop being in order. */
static uint32_t run_end(const struct span *spans, uint32_t at, uint32_t count)
{
	do {
		at++;
	} while (at < count && !workspace_precedes(&spans[at], &spans[at - 1]));
	return at;
}

/* Joins each two runs of `from` to one in `to`; returns how many are left. */
static uint32_t merge_runs(const struct span *from, struct span *to, uint32_t count)
{
	uint32_t runs = 0;
	uint32_t out = 0;
	while (out < count) {
		uint32_t a = out;
		uint32_t a_end = run_end(from, a, count);
		uint32_t b = a_end;
		uint32_t b_end = b < count ? run_end(from, b, count) : b;
		while (a < a_end && b < b_end) {
			bool second = workspace_precedes(&from[b], &from[a]);
			to[out++] = second ? from[b++] : from[a++];
		}
		memcpy(to + out, from + a, (a_end - a) * sizeof(from[0]));
		out += a_end - a;
		memcpy(to + out, from + b, (b_end - b) * sizeof(from[0]));
		out += b_end - b;
		runs++;
	}
	return runs;
}

static uint32_t count_runs(const struct span *spans, uint32_t count, uint32_t enough)
{
	uint32_t runs = 0;
	for (uint32_t at = 0; at < count && runs < enough; runs++) {
		at = run_end(spans, at, count);
	}
	return runs;
}

static void sort_many(struct span *spans, uint32_t count, struct span *spare)
{
	uint32_t length = spans[0].end - spans[0].start;
	bool one_length = true;
	for (uint32_t i = 1; i < count && one_length; i++) {
		one_length = spans[i].end - spans[i].start == length;
	}
	if (!one_length) {
		sort_by_key(spans, count, true, spare);
	}
	sort_by_key(spans, count, false, spare);
}

/* What is sorted is mostly a few runs: the places of several words, one word behind the other. After the digits only entities
 * of the same words are left. */
static void sort(struct span *spans, uint32_t count)
{
	bool scattered = count >= MANY && count_runs(spans, count, FEW_RUNS + 1) > FEW_RUNS;
	if ((scattered || count <= FEW) && sort_nearby(spans, count, false)) {
		return;
	}
	struct span *spare = mem_alloc(count * sizeof(spare[0]));
	struct span *from = spans;
	struct span *to = spare;
	uint32_t runs;
	if (scattered) {
		sort_many(spans, count, spare);
	}
	do {
		struct span *swapped = from;
		runs = merge_runs(from, to, count);
		from = to;
		to = swapped;
	} while (runs > 1);
	if (from != spans) {
		memcpy(spans, from, count * sizeof(spans[0]));
	}
	free(spare);
}

uint32_t workspace_sort(struct span *spans, uint32_t count)
{
	uint32_t kept = 0;
	if (count > 1 && run_end(spans, 0, count) < count) {
		sort(spans, count);
	}
	for (uint32_t i = 0; i < count; i++) {
		if (kept == 0 || workspace_precedes(&spans[kept - 1], &spans[i])) {
			spans[kept++] = spans[i];
		}
	}
	return kept;
}
