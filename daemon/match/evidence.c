/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Keeps the picks of a binding, and turns them into what an alert carries (RULES.md 6). Never decides whether a rule matches.
 * The invariant: everything in the hit is borrowed from the rules, or lies in the arena.
 */
#include "match/evidence.h"

#include <errno.h>
#include <string.h>

#include "match/binding_rank.h"
#include "match/excerpt.h"
#include "match/field_text.h"
#include "match/output.h"
#include "match/regex_clause.h"

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

/* The regular expression that is captured under that number; NULL: words are. */
/* NOLINTNEXTLINE(misc-no-recursion): as deep as the condition, LIMIT_CONDITION_DEPTH */
static const struct node *captured_regex(const struct node *node, uint32_t number)
{
	const struct node *found = NULL;
	if (node->kind == NODE_REGEX) {
		return number == ID_NONE ? node : NULL;
	}
	if (!node->captures && number != ID_NONE) {
		return NULL;
	}
	/* Below the capture any one will do. */
	bool is_it = node->kind == NODE_CAPTURE && node->id == number;
	for (uint32_t i = 0; node->kind != NODE_SEQUENCE && i < node->child_count && !found; i++) {
		found = captured_regex(&node->children[i], is_it ? ID_NONE : number);
	}
	return found;
}

/* What is captured in the words of a span: all of them, or of a regular expression exactly what it matched. */
static struct str keep_captured(struct matcher *matcher, const struct rule *rule, uint32_t number,
	struct span span, struct arena *arena)
{
	const struct node *regex = matcher->regexes ? captured_regex(rule->root, number) : NULL;
	struct interval bytes;
	if (regex && regex_clause_bytes(matcher, regex, span, &bytes)) {
		return field_text_keep(matcher, positions_field(matcher, span.start), bytes, arena);
	}
	return excerpt_keep(matcher, span, arena);
}

/* Adds what is bound to `captures`, which has room for all; false when the arena is full. */
static bool fill_captures(struct matcher *matcher, const struct rule *rule,
	const struct binding_captures *bound, struct arena *arena, struct capture *captures,
	size_t *ret_count)
{
	size_t count = 0;
	for (uint32_t i = 0; i < rule->capture_count; i++) {
		struct capture *capture = &captures[count];
		if (!bound->bound[i]) {
			continue;
		}
		struct span span = bound->spans[i];
		*capture = (struct capture){.name = rule->captures[i],
			.text = keep_captured(matcher, rule, i, span, arena)};
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
		count++;
	}
	*ret_count = count;
	return true;
}

static bool fill_also(struct matcher *matcher, const struct rule *rule,
	const struct finding *finding, struct arena *arena, struct hit *hit)
{
	for (uint32_t i = 0; i < finding->other_count; i++) {
		struct capture *captures = arena_alloc(arena, LIMIT_CAPTURES * sizeof(captures[0]));
		if (!captures || !fill_captures(matcher, rule, &finding->others[i], arena, captures,
					 &hit->also[i].count)) {
			return false;
		}
		hit->also[i].captures = captures;
		hit->also_count++;
	}
	return true;
}

static bool fill_piece(
	struct matcher *matcher, struct span span, struct arena *arena, struct evidence *evidence)
{
	evidence->field = positions_field(matcher, span.start);
	excerpt_points(matcher, span, &evidence->start, &evidence->end);
	evidence->distance = -1;
	if (span.entity != ID_NONE) {
		evidence->entity = matcher->set->book->entities[span.entity].name;
	}
	evidence->snippet = excerpt_snippet(matcher, span, arena);
	evidence->text = excerpt_keep(matcher, span, arena);
	return evidence->text.ptr && evidence->snippet.ptr;
}

/* Of a regular expression exactly what it matched, in the place of the words. */
static bool narrow_piece(struct matcher *matcher, const struct pick *pick, struct arena *arena,
	struct evidence *evidence)
{
	struct interval bytes;
	if (!matcher->regexes || !regex_clause_bytes(matcher, pick->node, pick->span, &bytes)) {
		return true;
	}
	evidence->start = field_text_points(matcher, evidence->field, bytes.start);
	evidence->end = field_text_points(matcher, evidence->field, bytes.end);
	evidence->text = field_text_keep(matcher, evidence->field, bytes, arena);
	return evidence->text.ptr != NULL;
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
		if (!fill_piece(matcher, pick->span, arena, &hit->evidence[i]) ||
			!narrow_piece(matcher, pick, arena, &hit->evidence[i])) {
			return false;
		}
		hit->evidence[i].distance = pick->distance;
		hit->evidence[i].clause = pick->node->source;
		hit->evidence_count++;
	}
	return true;
}

/* The cue stands in the evidence of the event that it was read at, which need not be that of the binding. */
static bool fill_cue(struct matcher *matcher, const struct binding *binding,
	const struct assertion_reading *reading, struct arena *arena, struct hit *hit)
{
	uint32_t at = 0;
	if (!reading->by) {
		return true;
	}
	while (at < binding->pick_count &&
		(binding->picks[at].span.start != reading->event.start ||
			binding->picks[at].span.end != reading->event.end)) {
		at++;
	}
	struct evidence *evidence = &hit->evidence[at];
	if (at == binding->pick_count) {
		evidence -= at == LIMIT_EVIDENCE; /* the last one gives way */
		hit->evidence_count += at < LIMIT_EVIDENCE;
		*evidence = (struct evidence){.clause = STR("event")};
		if (!fill_piece(matcher, reading->event, arena, evidence)) {
			return false;
		}
	}
	excerpt_points(matcher, reading->cue, &evidence->cue_start, &evidence->cue_end);
	evidence->cue = excerpt_keep(matcher, reading->cue, arena);
	return evidence->cue.ptr != NULL;
}

/* --- the places --- */

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

int evidence_find(struct matcher *matcher, const struct match *match, struct arena *arena,
	struct finding *ret)
{
	struct binding binding;
	struct binding_survey survey;
	bool asserts = assertion_can_read(matcher);
	*ret = (struct finding){.rule = match->rule, .start = match->start};
	if (match->is_plain) {
		ret->first_pick = match->first_pick;
		ret->pick_count = match->pick_count;
		if (!asserts) {
			return 0;
		}
	}
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
	if (asserts) {
		ret->reading = assertion_of_rule(matcher, rule, &survey);
	}
	return 0;
}

/* --- the text --- */

/* The binding again, with the nodes of the rule as it is unpacked now. */
static void restore(
	const struct matcher *matcher, const struct finding *finding, struct binding *ret)
{
	binding_clear(ret);
	for (uint32_t i = 0; i < finding->pick_count; i++) {
		const struct kept_pick *pick = finding->picks
						       ? &finding->picks[i]
						       : &matcher->picks[finding->first_pick + i];
		ret->picks[i] = (struct pick){.node = matcher->nodes + pick->node,
			.span = pick->span,
			.distance = pick->distance};
	}
	ret->pick_count = finding->pick_count;
	if (finding->captured) {
		ret->captured = *finding->captured;
	}
}

int evidence_describe(struct matcher *matcher, const struct finding *finding, struct arena *arena,
	struct hit *ret)
{
	const struct rule *rule = matcher_unpack(matcher, finding->start, UNPACK_NAMED);
	struct binding binding;
	restore(matcher, finding, &binding);
	fill_rule(rule->book, ret);
	ret->assertion = finding->reading.assertion;
	if (!fill_captures(
		    matcher, rule, &binding.captured, arena, ret->captures, &ret->capture_count) ||
		!fill_also(matcher, rule, finding, arena, ret) ||
		!fill_evidence(matcher, &binding, arena, ret) ||
		!fill_cue(matcher, &binding, &finding->reading, arena, ret)) {
		return -ENOMEM;
	}
	int rc = excerpt_make(matcher, &binding, arena, ret);
	if (rc) {
		return rc;
	}
	ret->output = output_fill(matcher, rule->book->output, ret, arena);
	return ret->output.ptr ? 0 : -ENOMEM;
}
