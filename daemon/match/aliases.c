/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Finds the aliases of lists and entities that stand in an article, and where. Eager and cheap, so that a group can be a key:
 * what counts of it (match/groups) is decided when a rule asks. The invariant: a group that has an occurrence is present.
 */
#include "match/aliases.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "match/evaluate.h"
#include "match/sequence.h"

/* Of an anchor with so many occurrences those of the alias are found together. */
#define OFTEN 64
/* Fewer are put in order without counting digits. */
#define MANY 256
#define DIGIT_BITS 11
#define DIGITS (1u << DIGIT_BITS)

static void add_raw(struct matcher *matcher, struct raw raw)
{
	if (matcher->raw_count == matcher->raw_cap) {
		matcher->raws = mem_grow(matcher->raws, &matcher->raw_cap, matcher->raw_count + 1,
			sizeof(matcher->raws[0]));
	}
	matcher->raws[matcher->raw_count++] = raw;
}

static bool all_present(const struct matcher *matcher, const struct sequence *sequence)
{
	const struct element *elements = matcher->set->elements + sequence->first;
	for (uint32_t i = 0; i < sequence->count; i++) {
		if (!is_present(matcher, elements[i].atom)) {
			return false;
		}
	}
	return true;
}

/* The sequence as a clause. */
static struct node alias_node(const struct matcher *matcher, const struct sequence *sequence)
{
	return (struct node){.kind = NODE_SEQUENCE,
		.elements = matcher->set->elements + sequence->first,
		.child_count = sequence->count,
		.id = sequence->length};
}

static bool stands_at(
	const struct matcher *matcher, const struct sequence *sequence, uint32_t start)
{
	struct node node = alias_node(matcher, sequence);
	return start + sequence->length <= matcher->tokens.count &&
	       sequence_stands_at(matcher, &node, start);
}

/* The place of an alias whose anchor is occurrence `i` of the atom; false when it does not stand there. */
static bool alias_at(const struct matcher *matcher, const struct alias *alias,
	const struct local *atom, uint32_t i, struct span *ret)
{
	const struct sequence *sequence = &matcher->set->sequences[alias->sequence];
	uint32_t offset = matcher->set->elements[sequence->first + sequence->anchor].offset;
	uint32_t place = matcher->spans[atom->first + i].start;
	if (place < offset ||
		(sequence->count > 1 && !stands_at(matcher, sequence, place - offset))) {
		return false;
	}
	*ret = (struct span){.start = place - offset,
		.end = place - offset + sequence->length,
		.entity = ID_NONE};
	return true;
}

/* True when the alias has an occurrence; the first of them. `atom`: of its anchor. */
static bool find_first(struct matcher *matcher, const struct alias *alias, const struct local *atom,
	struct span *ret)
{
	const struct sequence *sequence = &matcher->set->sequences[alias->sequence];
	if (sequence->count > 1 && atom->count >= OFTEN) {
		size_t mark = matcher->stack_count;
		struct node node = alias_node(matcher, sequence);
		struct scope everywhere = scope_of_fields(matcher, UINT32_MAX);
		sequence_collect(matcher, &node, &everywhere, 1);
		bool found = matcher->stack_count > mark;
		if (found) {
			*ret = matcher->stack[mark];
		}
		matcher->stack_count = mark;
		return found;
	}
	for (uint32_t i = 0; i < atom->count; i++) {
		if (alias_at(matcher, alias, atom, i, ret)) {
			return true;
		}
	}
	return false;
}

static void find_alias(struct matcher *matcher, const struct local *atom, uint32_t number)
{
	const struct alias *alias = &matcher->set->aliases[number];
	const struct sequence *sequence = &matcher->set->sequences[alias->sequence];
	struct span span;
	if (sequence->count > 1 && !all_present(matcher, sequence)) {
		return;
	}
	if (find_first(matcher, alias, atom, &span)) {
		uint32_t group = positions_mark(matcher, alias->group);
		matcher->locals[group].in_text |=
			span.start < matcher->field_places[FIELD_BODY].end;
		add_raw(matcher, (struct raw){.group = alias->group, .alias = number});
	}
}

void aliases_push(struct matcher *matcher, uint32_t number)
{
	const struct alias *alias = &matcher->set->aliases[number];
	const struct sequence *sequence = &matcher->set->sequences[alias->sequence];
	uint32_t anchor = matcher->set->elements[sequence->first + sequence->anchor].atom;
	struct local atom = *positions_local(matcher, anchor);
	workspace_reserve(matcher, atom.count);
	if (sequence->count == 1 && sequence->length == atom.words) {
		memcpy(matcher->stack + matcher->stack_count, matcher->spans + atom.first,
			atom.count * sizeof(matcher->stack[0]));
		matcher->stack_count += atom.count;
		matcher->work += atom.count;
		return;
	}
	if (atom.count >= OFTEN) {
		struct node node = alias_node(matcher, sequence);
		struct scope everywhere = scope_of_fields(matcher, UINT32_MAX);
		sequence_collect(matcher, &node, &everywhere, UINT32_MAX);
		return;
	}
	for (uint32_t i = 0; i < atom.count; i++) {
		struct span span;
		if (alias_at(matcher, alias, &atom, i, &span)) {
			workspace_push(matcher, span);
		}
	}
}

/* --- in order --- */

static int compare_raws(const void *a, const void *b)
{
	const struct raw *left = a;
	const struct raw *right = b;
	if (left->group != right->group) {
		return left->group < right->group ? -1 : 1;
	}
	return left->alias < right->alias ? -1 : left->alias > right->alias;
}

static uint32_t key_of(const struct raw *raw, bool by_group)
{
	return by_group ? raw->group : raw->alias;
}

/* Moves the raws in the order of one digit of a key, those with the same one as they were. */
static void sort_by_digit(
	const struct raw *raws, size_t count, bool by_group, unsigned shift, struct raw *to)
{
	size_t next[DIGITS] = {0};
	size_t total = 0;
	for (size_t i = 0; i < count; i++) {
		next[key_of(&raws[i], by_group) >> shift & (DIGITS - 1)]++;
	}
	for (unsigned i = 0; i < DIGITS; i++) {
		size_t these = next[i];
		next[i] = total;
		total += these;
	}
	for (size_t i = 0; i < count; i++) {
		to[next[key_of(&raws[i], by_group) >> shift & (DIGITS - 1)]++] = raws[i];
	}
}

/* The same digits of all keys are left out. */
static void sort_many(struct matcher *matcher)
{
	struct raw *from = matcher->raws;
	struct raw *to = mem_alloc(matcher->raw_cap * sizeof(to[0]));
	size_t count = matcher->raw_count;
	for (unsigned turn = 0; turn < 2; turn++) {
		bool by_group = turn == 1;
		uint32_t differ = 0;
		for (size_t i = 1; i < count; i++) {
			differ |= key_of(&from[i], by_group) ^ key_of(&from[0], by_group);
		}
		for (unsigned shift = 0; shift < 32 && differ >> shift != 0; shift += DIGIT_BITS) {
			struct raw *swapped = from;
			sort_by_digit(from, count, by_group, shift, to);
			from = to;
			to = swapped;
		}
	}
	matcher->raws = from;
	free(to);
}

/* By group, then by alias. */
static void sort_raws(struct matcher *matcher)
{
	if (matcher->raw_count >= MANY) {
		sort_many(matcher);
	} else if (matcher->raw_count > 1) {
		qsort(matcher->raws, matcher->raw_count, sizeof(matcher->raws[0]), compare_raws);
	}
}

void aliases_find(struct matcher *matcher)
{
	const struct rule_set *set = matcher->set;
	size_t atoms = matcher->local_count;
	if (!set->id_groups) {
		return;
	}
	for (size_t i = 0; i < atoms; i++) {
		struct local local = matcher->locals[i]; /* the vector grows below */
		struct items aliases = set->id_groups[local.id].aliases;
		for (uint32_t k = 0; k < aliases.count; k++) {
			find_alias(matcher, &local, aliases.first + k);
		}
	}
	/* The vector grows while it is walked: what is implied implies further groups. */
	for (size_t i = 0; i < matcher->local_count; i++) {
		struct items implied = set->id_groups[matcher->locals[i].id].implied;
		for (uint32_t k = 0; k < implied.count; k++) {
			(void)positions_mark(matcher, set->implied[implied.first + k]);
		}
	}
	sort_raws(matcher);
	for (size_t i = 0; i < matcher->raw_count; i++) {
		struct local *local = positions_local(matcher, matcher->raws[i].group);
		if (local->count++ == 0) {
			local->first = (uint32_t)i;
		}
	}
}
