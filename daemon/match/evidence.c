/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Keeps the picks of a binding. Never decides whether a rule matches, and makes no text. The invariant: everything in a
 * finding lies in the arena, or is among the picks of the article at hand.
 */
#include "match/evidence.h"

#include <errno.h>
#include <string.h>

static bool keep_picks(struct matcher *matcher, const struct binding *binding, struct arena *arena,
	struct finding *finding)
{
	struct kept_pick *picks = arena_alloc(arena, (binding->pick_count + 1) * sizeof(picks[0]));
	if (!picks) {
		return false;
	}
	for (uint32_t i = 0; i < binding->pick_count; i++) {
		const struct pick *pick = &binding->picks[i];
		picks[i] = (struct kept_pick){.node = (uint32_t)(pick->node - matcher->nodes),
			.distance = pick->distance,
			.span = pick->span};
	}
	finding->picks = picks;
	finding->pick_count = binding->pick_count;
	return true;
}

static bool keep_captures(const struct binding *binding, const struct binding_survey *survey,
	struct arena *arena, struct finding *finding)
{
	struct binding_captures *kept =
		arena_alloc(arena, (survey->other_count + 1) * sizeof(kept[0]));
	if (!kept) {
		return false;
	}
	kept[0] = binding->captured;
	memcpy(kept + 1, survey->others, survey->other_count * sizeof(kept[0]));
	finding->captured = kept;
	finding->others = kept + 1;
	finding->other_count = survey->other_count;
	return true;
}

/* What is more than the picks of a plain rule. */
static int find_more(struct matcher *matcher, const struct match *match, struct arena *arena,
	struct finding *ret)
{
	struct binding binding;
	struct binding_survey survey;
	struct rule head;
	(void)matcher_read_head(matcher->set, matcher->set->code + match->start, &head);
	/* Only captures have names that matter here. */
	const struct rule *rule = matcher_unpack(
		matcher, match->start, head.capture_count > 0 ? UNPACK_NAMED : UNPACK_BARE);
	survey.event_count = 0;
	if (!match->is_plain) {
		(void)binding_find(matcher, rule, &binding, &survey);
		if (!keep_picks(matcher, &binding, arena, ret) ||
			(rule->capture_count > 0 &&
				!keep_captures(&binding, &survey, arena, ret))) {
			return -ENOMEM;
		}
	}
	if (assertion_can_read(matcher)) {
		ret->reading = assertion_of_rule(matcher, rule, &survey);
	}
	return 0;
}

int evidence_find(struct matcher *matcher, const struct match *match, struct arena *arena,
	struct finding *ret)
{
	/* Field by field: a hundred bytes at once would be cleared by a slow instruction. */
	ret->rule = match->rule;
	ret->start = match->start;
	ret->alternative = 0;
	ret->picks = NULL;
	ret->captured = NULL;
	ret->others = NULL;
	ret->other_count = 0;
	ret->reading = (struct assertion_reading){.assertion = ASSERTION_UNDETERMINED};
	if (match->is_plain) {
		ret->alternative = match->alternative;
		ret->first_pick = match->first_pick;
		ret->pick_count = match->pick_count;
		if (!assertion_can_read(matcher)) {
			return 0;
		}
	}
	return find_more(matcher, match, arena, ret);
}
