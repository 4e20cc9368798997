/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Lists, entities and types in an article: which of the aliases that stand there count (unless, context, the longest name at a
 * place) is decided when a rule asks. Never evaluates rules. The invariant: what a group has is told once for an article.
 */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "match/aliases.h"
#include "match/evaluate.h"
#include "match/workspace.h"

/* Of all entities in one article. */
#define MENTIONS_MAX ((size_t)4 * LIMIT_SPANS)

/* Appends spans of the stack to matcher->spans. */
static struct slice keep_spans(struct matcher *matcher, size_t from, uint32_t count)
{
	struct slice slice = {.first = (uint32_t)matcher->span_count, .count = count};
	matcher->spans = mem_grow(matcher->spans, &matcher->span_cap, matcher->span_count + count,
		sizeof(matcher->spans[0]));
	memcpy(matcher->spans + matcher->span_count, matcher->stack + from,
		count * sizeof(matcher->spans[0]));
	matcher->span_count += count;
	return slice;
}

/* Words of the shortest one. */
static uint16_t shortest_of(const struct matcher *matcher, struct slice slice)
{
	uint32_t shortest = UINT16_MAX; /* what nobody asks for beyond */
	for (uint32_t i = slice.first; i < slice.first + slice.count; i++) {
		uint32_t length = matcher->spans[i].end - matcher->spans[i].start;
		shortest = length < shortest ? length : shortest;
	}
	return (uint16_t)shortest;
}

/* Words of the longest one. */
static uint32_t longest_of(const struct matcher *matcher, struct slice slice)
{
	uint32_t longest = 0;
	for (uint32_t i = slice.first; i < slice.first + slice.count; i++) {
		uint32_t length = matcher->spans[i].end - matcher->spans[i].start;
		longest = length > longest ? length : longest;
	}
	return longest;
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
	memo->unless = keep_spans(matcher, mark, count);
	memo->longest = longest_of(matcher, memo->unless);
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
	uint32_t guard = matcher->set->aliases[number].guard;
	size_t kept = matcher->stack_count;
	if (kept >= limit) {
		return;
	}
	aliases_push(matcher, number);
	if (guard == 0) {
		matcher->stack_count = matcher->stack_count < limit ? matcher->stack_count : limit;
		return;
	}
	for (size_t i = kept; i < matcher->stack_count && kept < limit; i++) {
		struct span span = matcher->stack[i];
		if (guard_allows(matcher, guard, span.start, span.end)) {
			matcher->stack[kept++] = span;
		}
	}
	matcher->stack_count = kept;
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
		uint32_t count = workspace_sort(
			matcher->stack + mark, (uint32_t)(matcher->stack_count - mark));
		struct slice slice = keep_spans(matcher, mark, count);
		local.first = slice.first;
		local.count = slice.count;
		local.words = shortest_of(matcher, slice);
		local.longest = longest_of(matcher, slice);
		matcher->stack_count = mark;
		local.state = LOCAL_READY;
		matcher->locals[number] = local;
	}
	if (local.state == LOCAL_BUSY) {
		local.count = 0;
	}
	return (struct slice){.first = local.first, .count = local.count};
}
