/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Words next to each other: of words that stand often 64 places are looked at at once, of others those of the rarest. Never looks
 * at groups. The invariant: a sequence is in one paragraph.
 */
#include "match/sequence.h"

#include <stdlib.h>

#include "base/mem.h"
#include "match/dense.h"

/* Words of a sequence that are gone along with its rarest one; what is longer is looked up. */
#define FINGERS_MAX 8
/* Words of a sequence whose rows have their place on the stack. */
#define ROWS_FEW 32

/* The element of the sequence that is rarest in this article; its count, 0 when one is missing. */
static uint32_t rarest_here(
	const struct matcher *matcher, const struct node *node, const struct element **ret)
{
	uint32_t fewest = UINT32_MAX;
	for (uint32_t i = 0; i < node->child_count; i++) {
		if (!is_present(matcher, node->elements[i].atom)) {
			return 0;
		}
	}
	for (uint32_t i = 0; i < node->child_count; i++) {
		uint32_t count = positions_local(matcher, node->elements[i].atom)->count;
		if (count < fewest) {
			fewest = count;
			*ret = &node->elements[i];
		}
	}
	return fewest;
}

bool sequence_stands_at(const struct matcher *matcher, const struct node *node, uint32_t start)
{
	const struct token *tokens = matcher->tokens.tokens;
	if (tokens[start].paragraph != tokens[start + node->id - 1].paragraph) {
		return false;
	}
	for (uint32_t i = 0; i < node->child_count; i++) {
		const struct element *element = &node->elements[i];
		if (!positions_has(matcher, element->atom, start + element->offset)) {
			return false;
		}
	}
	return true;
}

/* Fingers in the places of the words of a sequence: its places come in order, so that the next ones are near. */
struct fingers {
	const struct span *spans[FINGERS_MAX];
	uint32_t counts[FINGERS_MAX];
	uint32_t at[FINGERS_MAX];
	uint32_t offsets[FINGERS_MAX];
	uint32_t count; /* words that have one: all but the rarest, up to FINGERS_MAX */
};

/* Into matcher->spans, which does not grow meanwhile: a sequence has no groups. */
static void start_fingers(const struct matcher *matcher, const struct node *node,
	const struct element *rarest, struct fingers *ret)
{
	ret->count = 0;
	for (uint32_t i = 0; i < node->child_count && ret->count < FINGERS_MAX; i++) {
		const struct element *element = &node->elements[i];
		if (element != rarest) {
			const struct local *local = positions_local(matcher, element->atom);
			ret->spans[ret->count] = matcher->spans + local->first;
			ret->counts[ret->count] = local->count;
			ret->at[ret->count] = 0;
			ret->offsets[ret->count++] = element->offset;
		}
	}
}

/* True when the words with fingers stand where they belong. */
static bool point_at(struct fingers *fingers, uint32_t start)
{
	for (uint32_t i = 0; i < fingers->count; i++) {
		const struct span *spans = fingers->spans[i];
		uint32_t count = fingers->counts[i];
		uint32_t place = start + fingers->offsets[i];
		uint32_t at = fingers->at[i];
		at += at < count && spans[at].start < place;
		if (at < count && spans[at].start < place) {
			at = workspace_seek(spans, count, at, place);
		}
		fingers->at[i] = at;
		if (at == count || spans[at].start != place) {
			return false;
		}
	}
	return true;
}

static bool is_sequence(const struct matcher *matcher, const struct node *node,
	const struct scope *scope, struct fingers *fingers, struct span span)
{
	const struct token *tokens = matcher->tokens.tokens;
	if (!point_at(fingers, span.start) || !evaluate_is_within(matcher, scope, span)) {
		return false;
	}
	return node->child_count <= FINGERS_MAX
		       ? tokens[span.start].paragraph == tokens[span.end - 1].paragraph
		       : sequence_stands_at(matcher, node, span.start);
}

/* Goes along the places of the rarest word. */
static void walk_sequence(struct matcher *matcher, const struct node *node,
	const struct scope *scope, const struct element *rarest, uint32_t max)
{
	size_t mark = matcher->stack_count;
	const struct local *local = positions_local(matcher, rarest->atom);
	struct fingers fingers;
	start_fingers(matcher, node, rarest, &fingers);
	for (uint32_t i = 0; i < scope->count; i++) {
		struct interval in = scope->intervals[i];
		const struct span *spans = matcher->spans + local->first;
		uint32_t at = workspace_seek(spans, local->count, 0, in.start + rarest->offset);
		for (; at < local->count && matcher->stack_count - mark < max; at++) {
			uint32_t start = spans[at].start - rarest->offset;
			struct span span = {
				.start = start, .end = start + node->id, .entity = ID_NONE};
			if ((uint64_t)start + node->id > in.end) {
				break;
			}
			if (is_sequence(matcher, node, scope, &fingers, span)) {
				workspace_push(matcher, span);
			}
		}
	}
}

/* --- 64 places at a time --- */

/* The bits of words that stand often, and of what may not stand between them. */
struct rows {
	const struct node *node;
	struct dense *words; /* one for each element */
	struct dense breaks; /* places that begin a unit which the sequence may not leave */
};

/* The bits of 64 places. */
static inline uint64_t read_row(
	const struct matcher *matcher, const struct dense *row, uint32_t place)
{
	const uint64_t *bits = dense_bits(matcher, row);
	uint32_t word = place / 64 - row->first;
	unsigned shift = place % 64;
	uint64_t low = word < row->words ? bits[word] : 0;
	uint64_t high = word + 1 < row->words ? bits[word + 1] : 0; /* -1 is the one before */
	return shift == 0 ? low : low >> shift | high << (64 - shift);
}

/* Of the 64 places from `start` on those where the sequence begins. */
static uint64_t find_starts(const struct matcher *matcher, const struct rows *rows, uint32_t start)
{
	const struct node *node = rows->node;
	uint64_t starts = UINT64_MAX;
	for (uint32_t i = 0; i < node->child_count && starts; i++) {
		starts &= read_row(matcher, &rows->words[i], start + node->elements[i].offset);
	}
	for (uint32_t i = 1; i < node->id && starts; i++) {
		starts &= ~read_row(matcher, &rows->breaks, start + i);
	}
	return starts;
}

/* The places that have the row's bits, as those of the first word of the sequence. */
static struct interval row_places(const struct dense *row, uint32_t offset)
{
	uint32_t start = row->first * 64;
	uint32_t end = start + row->words * 64;
	return (struct interval){.start = start > offset ? start - offset : 0,
		.end = end > offset ? end - offset : 0};
}

static void push_starts(
	struct matcher *matcher, uint32_t length, uint32_t start, uint64_t starts, size_t limit)
{
	for (; starts && matcher->stack_count < limit; starts &= starts - 1) {
		uint32_t at = start + (uint32_t)__builtin_ctzll(starts);
		workspace_push(
			matcher, (struct span){.start = at, .end = at + length, .entity = ID_NONE});
	}
}

static void read_rows(struct matcher *matcher, const struct rows *rows, const struct scope *scope,
	struct interval places, uint32_t max)
{
	uint32_t length = rows->node->id;
	size_t limit =
		max < SIZE_MAX - matcher->stack_count ? matcher->stack_count + max : SIZE_MAX;
	for (uint32_t i = 0; i < scope->count; i++) {
		struct interval in = scope->intervals[i];
		if (in.end - in.start < length) {
			continue;
		}
		uint32_t start = in.start > places.start ? in.start : places.start;
		uint32_t end = in.end - length + 1 < places.end ? in.end - length + 1 : places.end;
		for (; start < end && matcher->stack_count < limit; start += 64) {
			uint64_t starts = find_starts(matcher, rows, start);
			starts &= end - start < 64 ? ~(UINT64_MAX << (end - start)) : UINT64_MAX;
			push_starts(matcher, length, start, starts, limit);
			matcher->work++;
		}
	}
}

/* Fills in the rows; false when a word has no bits. */
static bool find_rows(struct matcher *matcher, const struct scope *scope, struct rows *ret)
{
	const struct node *node = ret->node;
	for (uint32_t i = 0; i < node->child_count; i++) {
		if (!dense_find(matcher, node->elements[i].atom, DENSE_PLACES, &ret->words[i])) {
			return false;
		}
	}
	return dense_breaks(matcher,
		scope->within == WITHIN_SENTENCE ? DENSE_SENTENCES : DENSE_PARAGRAPHS,
		&ret->breaks);
}

void sequence_collect(
	struct matcher *matcher, const struct node *node, const struct scope *scope, uint32_t max)
{
	const struct element *rarest = NULL;
	struct dense few[ROWS_FEW];
	struct dense *many = NULL;
	struct rows rows = {.node = node, .words = few};
	if (rarest_here(matcher, node, &rarest) == 0 || !rarest) {
		return;
	}
	if (node->child_count > ROWS_FEW) {
		many = mem_alloc(node->child_count * sizeof(many[0]));
		rows.words = many;
	}
	if (find_rows(matcher, scope, &rows)) {
		const struct dense *row = &rows.words[rarest - node->elements];
		read_rows(matcher, &rows, scope, row_places(row, rarest->offset), max);
	} else {
		walk_sequence(matcher, node, scope, rarest, max);
	}
	free(many);
}
