/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Turns the picks of a binding into what an alert carries (RULES.md 6). Never decides whether a rule matches. The invariant:
 * everything in the hit is borrowed from the rules, or lies in the arena.
 */
#include "match/evidence.h"

#include <errno.h>
#include <string.h>

#include "match/binding.h"
#include "match/excerpt.h"
#include "match/output.h"

static void fill_rule(const struct book_rule *from, struct hit *hit)
{
	memset(hit, 0, sizeof(*hit));
	hit->rule_id = from->id;
	hit->rule = from->name;
	hit->desc = from->desc;
	hit->channel = from->channel;
	hit->priority = from->priority;
	hit->tags = from->tags;
	hit->tag_count = from->tag_count;
	hit->assertion = ASSERTION_UNDETERMINED;
}

static bool fill_captures(struct matcher *matcher, const struct rule *rule,
	const struct binding *binding, struct arena *arena, struct hit *hit)
{
	for (uint32_t i = 0; i < rule->capture_count; i++) {
		struct capture *capture = &hit->captures[hit->capture_count];
		if (!binding->bound[i]) {
			continue;
		}
		struct span span = binding->captures[i];
		*capture = (struct capture){
			.name = rule->captures[i], .text = excerpt_keep(matcher, span, arena)};
		if (!capture->text.ptr) {
			return false;
		}
		capture->label = capture->text;
		if (span.entity != ID_NONE) {
			const struct book_entity *entity =
				&matcher->set->book->entities[span.entity];
			capture->id = entity->name;
			capture->label = entity->label;
		}
		hit->capture_count++;
	}
	return true;
}

static bool fill_evidence(struct matcher *matcher, const struct binding *binding,
	struct arena *arena, struct hit *hit)
{
	hit->evidence = arena_zalloc(arena, (binding->pick_count + 1) * sizeof(hit->evidence[0]));
	if (!hit->evidence) {
		return false;
	}
	for (uint32_t i = 0; i < binding->pick_count; i++) {
		const struct pick *pick = &binding->picks[i];
		struct evidence *evidence = &hit->evidence[i];
		evidence->field = positions_field(matcher, pick->span.start);
		excerpt_points(matcher, pick->span, &evidence->start, &evidence->end);
		evidence->distance = pick->distance;
		evidence->clause = pick->node->source;
		if (pick->span.entity != ID_NONE) {
			evidence->entity = matcher->set->book->entities[pick->span.entity].name;
		}
		evidence->snippet = excerpt_snippet(matcher, pick->span, arena);
		evidence->text = excerpt_keep(matcher, pick->span, arena);
		if (!evidence->text.ptr || !evidence->snippet.ptr) {
			return false;
		}
		hit->evidence_count++;
	}
	return true;
}

int evidence_make(
	struct matcher *matcher, const struct rule *rule, struct arena *arena, struct hit *ret)
{
	struct binding binding;
	fill_rule(rule->book, ret);
	(void)binding_find(matcher, rule, &binding);
	if (!fill_captures(matcher, rule, &binding, arena, ret) ||
		!fill_evidence(matcher, &binding, arena, ret)) {
		return -ENOMEM;
	}
	int rc = excerpt_make(matcher, &binding, arena, ret);
	if (rc) {
		return rc;
	}
	ret->output = output_fill(matcher, rule->book->output, ret, arena);
	return ret->output.ptr ? 0 : -ENOMEM;
}
