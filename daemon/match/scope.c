/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Scopes as intervals of places. The lead is the beginning of the body: when both are asked for it is counted once. The
 * invariant: intervals are in order and do not overlap, and none is empty.
 */
#include "match/evaluate.h"

static struct interval meet(struct interval a, struct interval b)
{
	struct interval both = {.start = a.start > b.start ? a.start : b.start,
		.end = a.end < b.end ? a.end : b.end};
	return both;
}

/* Fills in the intervals from what the scope says. */
static void fill(const struct matcher *matcher, struct scope *scope)
{
	uint32_t fields = scope->fields & matcher->filled;
	uint32_t places_in = 0;
	if (fields >> FIELD_BODY & 1) {
		fields &= ~(1u << FIELD_LEAD);
	}
	scope->count = 0;
	/* By number, which is by place: title, lead or body, and so on. */
	for (; fields; fields &= fields - 1) {
		struct interval places = matcher->field_places[__builtin_ctz(fields)];
		if (scope->first < places.end - places.start) {
			places.end = places.start + scope->first;
		}
		places = meet(places, scope->unit);
		if (places.start < places.end) {
			places_in += places.end - places.start;
			scope->intervals[scope->count++] = places;
		}
	}
	scope->everywhere = places_in == matcher->tokens.count;
}

struct scope scope_of_fields(const struct matcher *matcher, uint32_t fields)
{
	struct scope scope = {
		.fields = fields, .first = UINT32_MAX, .unit = {.start = 0, .end = UINT32_MAX}};
	fill(matcher, &scope);
	return scope;
}

struct scope scope_first(const struct matcher *matcher, const struct scope *scope, uint32_t first)
{
	struct scope made = *scope;
	made.first = first < scope->first ? first : scope->first;
	fill(matcher, &made);
	return made;
}

struct scope scope_fields(const struct matcher *matcher, const struct scope *scope, uint32_t fields)
{
	struct scope made = *scope;
	made.fields = fields;
	fill(matcher, &made);
	return made;
}

struct scope scope_unit(
	const struct matcher *matcher, const struct scope *scope, struct interval unit)
{
	struct scope made = *scope;
	made.unit = meet(scope->unit, unit);
	fill(matcher, &made);
	return made;
}
