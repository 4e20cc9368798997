/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Lists, entities and types in an article. Finding aliases is eager and cheap, so that a group can be a key; what counts
 * (unless, context, the longest name at a place) is decided when a rule asks. Never evaluates rules. The invariant: a group
 * that has an occurrence is present.
 */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "match/evaluate.h"
#include "match/workspace.h"

/* Of all entities in one article. */
#define MENTIONS_MAX ((size_t)4 * LIMIT_SPANS)

/* Appends a span to matcher->spans. */
static void add_span(struct matcher *matcher, struct span span)
{
	if (matcher->span_count == matcher->span_cap) {
		matcher->spans = mem_grow(matcher->spans, &matcher->span_cap,
			matcher->span_count + 1, sizeof(matcher->spans[0]));
	}
	matcher->spans[matcher->span_count++] = span;
}

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

/* True when the sequence stands at `start`, inside one paragraph. */
static bool stands_at(
	const struct matcher *matcher, const struct sequence *sequence, uint32_t start)
{
	const struct element *elements = matcher->set->elements + sequence->first;
	uint32_t end = start + sequence->length;
	if (end > matcher->tokens.count || matcher->tokens.tokens[start].paragraph !=
						   matcher->tokens.tokens[end - 1].paragraph) {
		return false;
	}
	for (uint32_t i = 0; i < sequence->count; i++) {
		if (!positions_has(matcher, elements[i].atom, start + elements[i].offset)) {
			return false;
		}
	}
	return true;
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

static void find_alias(struct matcher *matcher, const struct local *atom, uint32_t number)
{
	const struct alias *alias = &matcher->set->aliases[number];
	const struct sequence *sequence = &matcher->set->sequences[alias->sequence];
	struct span span;
	if (sequence->count > 1 && !all_present(matcher, sequence)) {
		return;
	}
	for (uint32_t i = 0; i < atom->count; i++) {
		if (alias_at(matcher, alias, atom, i, &span)) {
			uint32_t group = positions_mark(matcher, alias->group);
			matcher->locals[group].in_text |=
				span.start < matcher->field_places[FIELD_BODY].end;
			add_raw(matcher, (struct raw){.group = alias->group, .alias = number});
			return;
		}
	}
}

static int compare_raws(const void *a, const void *b)
{
	const struct raw *left = a;
	const struct raw *right = b;
	if (left->group != right->group) {
		return left->group < right->group ? -1 : 1;
	}
	return left->alias < right->alias ? -1 : left->alias > right->alias;
}

void groups_find(struct matcher *matcher)
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
	if (matcher->raw_count > 1) {
		qsort(matcher->raws, matcher->raw_count, sizeof(matcher->raws[0]), compare_raws);
	}
	for (size_t i = 0; i < matcher->raw_count; i++) {
		struct local *local = positions_local(matcher, matcher->raws[i].group);
		if (local->count++ == 0) {
			local->first = (uint32_t)i;
		}
	}
}

static bool has_type(const struct book_entity *entity, uint32_t type)
{
	for (size_t i = 0; i < entity->type_count; i++) {
		if (entity->types[i] == type) {
			return true;
		}
	}
	return false;
}

/* The day of the article against that of a term of office, as far as this one is precise: "2025", "2025-03". */
static int compare_days(const struct matcher *matcher, struct str day)
{
	struct str ours = str_slice(str_from(matcher->day), 0, day.len);
	return str_cmp(ours, day);
}

/* True unless the date of the article is known and lies outside. */
static bool is_in_office(const struct matcher *matcher, const struct book_entity *person)
{
	if (matcher->day[0] == '\0') {
		return true;
	}
	return (person->from.len == 0 || compare_days(matcher, person->from) >= 0) &&
	       (person->to.len == 0 || compare_days(matcher, person->to) <= 0);
}

/* The entity that a mention stands for when `group` is asked for, or ID_NONE. A person may stand for his state
 * while he is in office. */
static uint32_t stands_for(
	const struct matcher *matcher, const struct group *group, uint32_t entity)
{
	const struct rule_set *set = matcher->set;
	const struct book_entity *named = &set->book->entities[entity];
	if (group->kind == GROUP_ENTITY) {
		return entity == group->index ? entity : ID_NONE;
	}
	if (has_type(named, group->index)) {
		return entity;
	}
	if (named->has_of && has_type(&set->book->entities[named->of], group->index) &&
		is_in_office(matcher, named)) {
		return named->of;
	}
	return ID_NONE;
}

static bool type_in_text(const struct matcher *matcher, const struct group *type)
{
	for (size_t i = 0; i < matcher->raw_count; i++) {
		uint32_t id = matcher->raws[i].group;
		const struct group *group = set_group(matcher->set, id);
		if (group->kind == GROUP_ENTITY && positions_local(matcher, id)->in_text &&
			stands_for(matcher, type, group->index) != ID_NONE) {
			return true;
		}
	}
	return false;
}

/* Of an entity that a name stands there is enough: which names count may depend on this very context. */
static bool is_in_text(struct matcher *matcher, const struct node *node, const struct scope *text)
{
	if (node->kind != NODE_TERM || !id_is_group(matcher->set, node->id)) {
		return evaluate(matcher, node, text);
	}
	if (!is_present(matcher, node->id)) {
		return false;
	}
	const struct group *group = set_group(matcher->set, node->id);
	if (group->kind == GROUP_TYPE) {
		return type_in_text(matcher, group);
	}
	bool found = positions_local(matcher, node->id)->in_text;
	for (uint32_t i = 0; i < group->member_count && !found; i++) {
		found = is_in_text(matcher, &matcher->set->operands[group->members + i], text);
	}
	return found;
}

/* Only in the fields that are always read: a rule that looks at tags must not change what a name means for the others. */
static bool context_holds(struct matcher *matcher, const struct guard *guard)
{
	struct scope text = scope_of_fields(matcher, RULE_FIELDS_DEFAULT);
	bool holds = guard->context_count == 0;
	for (uint32_t i = 0; i < guard->context_count && !holds; i++) {
		holds = is_in_text(matcher, &matcher->set->operands[guard->context + i], &text);
	}
	return holds;
}

/* What the guard says in this article; worked out once. */
static const struct guard_memo *read_guard(struct matcher *matcher, uint32_t number)
{
	struct guard_memo *memo = &matcher->guards[number];
	const struct guard *guard = &matcher->set->guards[number];
	if (memo->article == matcher->article) {
		return memo;
	}
	memset(memo, 0, sizeof(*memo));
	memo->article = matcher->article; /* before the rest: a circle finds nothing */
	if (guard->lang.len > 0 && matcher->language.len > 0 &&
		!str_eq_nocase(guard->lang, matcher->language)) {
		return memo;
	}
	size_t mark = matcher->stack_count;
	struct scope everywhere = scope_of_fields(matcher, UINT32_MAX);
	for (uint32_t i = 0; i < guard->unless_count; i++) {
		const struct node *node = &matcher->set->operands[guard->unless + i];
		(void)evaluate_collect(matcher, node, &everywhere, LIMIT_SPANS);
	}
	bool holds = context_holds(matcher, guard);
	uint32_t count =
		workspace_sort(matcher->stack + mark, (uint32_t)(matcher->stack_count - mark));
	memo->holds = holds;
	memo->unless = (struct slice){.first = (uint32_t)matcher->span_count, .count = count};
	for (uint32_t i = 0; i < count; i++) {
		struct span span = matcher->stack[mark + i];
		add_span(matcher, span);
		if (span.end - span.start > memo->longest) {
			memo->longest = span.end - span.start;
		}
	}
	matcher->stack_count = mark;
	return memo;
}

static bool guard_allows(struct matcher *matcher, uint32_t number, uint32_t start, uint32_t end)
{
	if (number == 0) {
		return true;
	}
	const struct guard_memo *memo = read_guard(matcher, number);
	if (!memo->holds) {
		return false;
	}
	const struct span *unless = matcher->spans + memo->unless.first;
	uint32_t from = start > memo->longest ? start - memo->longest : 0;
	for (uint32_t i = workspace_seek(unless, memo->unless.count, 0, from);
		i < memo->unless.count && unless[i].start <= start; i++) {
		if (unless[i].end >= end) {
			return false;
		}
	}
	return true;
}

/* Pushes the places of an alias that its guard allows, until the stack holds `limit`. */
static void push_alias(struct matcher *matcher, uint32_t number, size_t limit)
{
	const struct alias *alias = &matcher->set->aliases[number];
	const struct sequence *sequence = &matcher->set->sequences[alias->sequence];
	uint32_t anchor = matcher->set->elements[sequence->first + sequence->anchor].atom;
	struct local atom = *positions_local(matcher, anchor);
	for (uint32_t i = 0; i < atom.count && matcher->stack_count < limit; i++) {
		struct span span;
		if (alias_at(matcher, alias, &atom, i, &span) &&
			guard_allows(matcher, alias->guard, span.start, span.end)) {
			workspace_push(matcher, span);
		}
	}
}

/* By length, the longest first, then by place. */
static int compare_lengths(const void *a, const void *b)
{
	const struct span *left = a;
	const struct span *right = b;
	uint32_t left_length = left->end - left->start;
	uint32_t right_length = right->end - right->start;
	if (left_length != right_length) {
		return left_length > right_length ? -1 : 1;
	}
	return workspace_compare(left, right);
}

static bool is_covered(const struct matcher *matcher, struct span span)
{
	for (uint32_t place = span.start; place < span.end; place++) {
		if (matcher->covered[place / 64] >> (place % 64) & 1) {
			return true;
		}
	}
	return false;
}

/* Names of the same length at the same place are all kept; whatever overlaps a longer one is dropped. */
static void choose_longest(struct matcher *matcher, struct span *spans, uint32_t count)
{
	for (uint32_t i = 0; i < count;) {
		uint32_t end = i;
		while (end < count && spans[end].start == spans[i].start &&
			spans[end].end == spans[i].end) {
			end++;
		}
		if (!is_covered(matcher, spans[i])) {
			for (uint32_t place = spans[i].start; place < spans[i].end; place++) {
				matcher->covered[place / 64] |= UINT64_C(1) << (place % 64);
			}
			for (uint32_t k = i; k < end; k++) {
				matcher->mentions[matcher->mention_count++] = spans[k];
			}
		}
		i = end;
	}
}

void groups_resolve(struct matcher *matcher)
{
	const struct rule_set *set = matcher->set;
	size_t mark = matcher->stack_count;
	if (matcher->mentions_ready) {
		return;
	}
	matcher->mentions_ready = true; /* before the rest: a circle finds nothing */
	for (size_t i = 0; i < matcher->raw_count; i++) {
		struct raw raw = matcher->raws[i];
		const struct group *group = set_group(set, raw.group);
		size_t kept = matcher->stack_count;
		if (group->kind != GROUP_ENTITY) {
			continue;
		}
		push_alias(matcher, raw.alias, mark + MENTIONS_MAX);
		for (size_t k = kept; k < matcher->stack_count; k++) {
			struct span span = matcher->stack[k];
			span.entity = group->index;
			if (guard_allows(matcher, group->guard, span.start, span.end)) {
				matcher->stack[kept++] = span;
			}
		}
		matcher->stack_count = kept;
	}
	uint32_t count =
		workspace_sort(matcher->stack + mark, (uint32_t)(matcher->stack_count - mark));
	size_t words = matcher->tokens.count / 64 + 1;
	matcher->mentions = mem_grow(
		matcher->mentions, &matcher->mention_cap, count, sizeof(matcher->mentions[0]));
	matcher->covered = mem_grow(
		matcher->covered, &matcher->covered_cap, words, sizeof(matcher->covered[0]));
	if (count > 0) {
		memset(matcher->covered, 0, words * sizeof(matcher->covered[0]));
		qsort(matcher->stack + mark, count, sizeof(struct span), compare_lengths);
		choose_longest(matcher, matcher->stack + mark, count);
		(void)workspace_sort(matcher->mentions, (uint32_t)matcher->mention_count);
	}
	matcher->stack_count = mark;
}

static void make_entities(struct matcher *matcher, const struct group *group)
{
	groups_resolve(matcher);
	for (size_t i = 0; i < matcher->mention_count; i++) {
		struct span span = matcher->mentions[i];
		span.entity = stands_for(matcher, group, span.entity);
		if (span.entity != ID_NONE) {
			workspace_push(matcher, span);
		}
	}
}

static void make_list(struct matcher *matcher, const struct group *group, struct local local)
{
	const struct rule_set *set = matcher->set;
	size_t mark = matcher->stack_count;
	struct scope everywhere = scope_of_fields(matcher, UINT32_MAX);
	for (uint32_t i = 0; i < local.count; i++) {
		push_alias(matcher, matcher->raws[local.first + i].alias, mark + LIMIT_SPANS);
	}
	for (uint32_t i = 0; i < group->member_count; i++) {
		(void)evaluate_collect(
			matcher, &set->operands[group->members + i], &everywhere, LIMIT_SPANS);
	}
	size_t kept = mark;
	for (size_t i = mark; i < matcher->stack_count; i++) {
		struct span span = matcher->stack[i];
		if (guard_allows(matcher, group->guard, span.start, span.end)) {
			matcher->stack[kept++] = span;
		}
	}
	matcher->stack_count = kept;
}

struct slice groups_occurrences(struct matcher *matcher, uint32_t id)
{
	uint32_t number = positions_find(matcher, id);
	struct local local = matcher->locals[number];
	if (local.state == LOCAL_GROUP) {
		size_t mark = matcher->stack_count;
		const struct group *group = set_group(matcher->set, id);
		matcher->locals[number].state = LOCAL_BUSY;
		if (group->kind == GROUP_LIST || group->kind == GROUP_ANY) {
			make_list(matcher, group, local);
		} else {
			make_entities(matcher, group);
		}
		local.count = workspace_sort(
			matcher->stack + mark, (uint32_t)(matcher->stack_count - mark));
		local.first = (uint32_t)matcher->span_count;
		local.words = UINT32_MAX;
		for (uint32_t i = 0; i < local.count; i++) {
			struct span span = matcher->stack[mark + i];
			uint32_t length = span.end - span.start;
			local.words = length < local.words ? length : local.words;
			local.longest = length > local.longest ? length : local.longest;
			add_span(matcher, span);
		}
		matcher->stack_count = mark;
		local.state = LOCAL_READY;
		matcher->locals[number] = local;
	}
	if (local.state == LOCAL_BUSY) {
		local.count = 0;
	}
	return (struct slice){.first = local.first, .count = local.count};
}
