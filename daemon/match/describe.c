/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Turns the places of a finding into what an alert carries. Never decides whether a rule matches. The invariant: everything in
 * the hit is borrowed from the rules, or lies in the arena.
 */
#include "match/describe.h"

#include <errno.h>
#include <string.h>

#include "match/clauses.h"
#include "match/excerpt.h"
#include "match/field_text.h"
#include "match/output.h"
#include "match/quote.h"
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
}

/* --- captures --- */

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
		enum field field = positions_field(matcher, span.start);
		return field_text_keep(field_text_of(matcher, field), bytes, arena);
	}
	return quote_keep(matcher, span, arena);
}

/* What is bound; NULL when the arena is full. */
static const struct capture *make_captures(struct matcher *matcher, const struct rule *rule,
	const struct binding_captures *bound, struct arena *arena, size_t *ret_count)
{
	struct capture *captures =
		arena_alloc(arena, (rule->capture_count + 1) * sizeof(captures[0]));
	size_t count = 0;
	for (uint32_t i = 0; captures && i < rule->capture_count; i++) {
		struct capture *capture = &captures[count];
		if (!bound->bound[i]) {
			continue;
		}
		struct span span = bound->spans[i];
		*capture = (struct capture){.name = rule->captures[i],
			.text = keep_captured(matcher, rule, i, span, arena)};
		if (!capture->text.ptr) {
			return NULL;
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
	return captures;
}

static bool fill_captures(struct matcher *matcher, const struct rule *rule,
	const struct finding *finding, struct arena *arena, struct hit *hit)
{
	hit->captures = make_captures(matcher, rule, finding->captured, arena, &hit->capture_count);
	struct hit_also *also = arena_alloc(arena, (finding->other_count + 1) * sizeof(also[0]));
	if (!hit->captures || !also) {
		return false;
	}
	hit->also = also;
	for (uint32_t i = 0; i < finding->other_count; i++) {
		struct hit_also other;
		other.captures =
			make_captures(matcher, rule, &finding->others[i], arena, &other.count);
		if (!other.captures) {
			return false;
		}
		/* By another alternative of OR the rule may be true without any. */
		if (other.count > 0) {
			also[hit->also_count++] = other;
		}
	}
	return true;
}

/* --- evidence --- */

static bool fill_piece(struct matcher *matcher, struct span span, struct arena *arena,
	struct evidence *evidence, struct shown *shown)
{
	const struct quote *quote = quote_of(matcher, span, arena);
	if (!quote) {
		return false;
	}
	*evidence = (struct evidence){.field = quote->field,
		.start = quote->points.start,
		.end = quote->points.end,
		.distance = -1,
		.text = quote->text,
		.snippet = quote->snippet};
	if (span.entity != ID_NONE) {
		evidence->entity = matcher->set->book->entities[span.entity].name;
	}
	*shown = (struct shown){
		.span = span, .field = quote->field, .bytes = quote->bytes, .line = quote->line};
	return true;
}

/* Of a regular expression exactly what it matched, in the place of the words. */
static bool narrow_piece(struct matcher *matcher, const struct node *node, struct span span,
	struct arena *arena, struct evidence *evidence)
{
	struct interval bytes;
	if (!node || !matcher->regexes || !regex_clause_bytes(matcher, node, span, &bytes)) {
		return true;
	}
	struct field_text *of = field_text_of(matcher, evidence->field);
	evidence->start = field_text_points(of, bytes.start);
	evidence->end = field_text_points(of, bytes.end);
	evidence->text = field_text_keep(of, bytes, arena);
	return evidence->text.ptr != NULL;
}

/* A hit that is being described. */
struct describing {
	struct matcher *matcher;
	const struct finding *finding;
	const struct kept_pick *picks; /* of the finding */
	struct clause clauses[LIMIT_EVIDENCE];
	struct shown shown[LIMIT_EVIDENCE];
	struct arena *arena;
	struct hit *hit;
};

static bool fill_evidence(struct describing *of)
{
	struct hit *hit = of->hit;
	uint32_t count = of->finding->pick_count;
	/* With room for the event. */
	hit->evidence = arena_alloc(of->arena, (count + 1) * sizeof(hit->evidence[0]));
	if (!hit->evidence) {
		return false;
	}
	for (uint32_t i = 0; i < count; i++) {
		struct evidence *evidence = &hit->evidence[i];
		struct span span = of->picks[i].span;
		if (!fill_piece(of->matcher, span, of->arena, evidence, &of->shown[i]) ||
			!narrow_piece(
				of->matcher, of->clauses[i].node, span, of->arena, evidence)) {
			return false;
		}
		of->shown[i].is_near = of->clauses[i].is_near;
		evidence->distance = of->picks[i].distance;
		evidence->clause = of->clauses[i].source;
	}
	hit->evidence_count = count;
	return true;
}

/* The cue stands in the evidence of the event that it was read at, which need not be that of the binding. */
static bool fill_cue(const struct describing *of)
{
	const struct assertion_reading *reading = &of->finding->reading;
	uint32_t count = of->finding->pick_count;
	uint32_t at = 0;
	if (!reading->by) {
		return true;
	}
	while (at < count && (of->picks[at].span.start != reading->event.start ||
				     of->picks[at].span.end != reading->event.end)) {
		at++;
	}
	struct evidence *evidence = &of->hit->evidence[at];
	if (at == count) {
		struct shown unused;
		evidence -= at == LIMIT_EVIDENCE; /* the last one gives way */
		of->hit->evidence_count += at < LIMIT_EVIDENCE;
		if (!fill_piece(of->matcher, reading->event, of->arena, evidence, &unused)) {
			return false;
		}
		evidence->clause = STR("event");
	}
	struct interval points = quote_points(of->matcher, reading->cue);
	evidence->cue_start = points.start;
	evidence->cue_end = points.end;
	evidence->cue = quote_keep(of->matcher, reading->cue, of->arena);
	return evidence->cue.ptr != NULL;
}

/* --- the hit --- */

/* True of the first hit of the call on that channel. */
static bool is_first_on_channel(struct matcher *matcher, uint32_t hash, struct str name)
{
	uint32_t at = hash % CHANNELS;
	while (matcher->channels[at].telling == matcher->telling) {
		if (matcher->channels[at].hash == hash &&
			str_eq(matcher->channels[at].name, name)) {
			return false;
		}
		at = (at + 1) % CHANNELS;
	}
	matcher->channels[at] =
		(struct channel_memo){.telling = matcher->telling, .hash = hash, .name = name};
	return true;
}

int describe_hit(struct matcher *matcher, const struct finding *finding, enum matcher_text text,
	struct arena *arena, struct hit *ret)
{
	const struct rule_note *note = &matcher->set->notes[finding->rule];
	struct describing of;
	/* Only as much of the arrays is filled as there are picks. */
	of.matcher = matcher;
	of.finding = finding;
	of.picks = finding->picks ? finding->picks : matcher->picks + finding->first_pick;
	of.arena = arena;
	of.hit = ret;
	const struct rule *rule = clauses_find(matcher, finding, of.picks, of.clauses);
	fill_rule(note->book, ret);
	ret->assertion = finding->reading.assertion;
	if ((finding->captured && !fill_captures(matcher, rule, finding, arena, ret)) ||
		!fill_evidence(&of) || !fill_cue(&of)) {
		return -ENOMEM;
	}
	if (text == MATCHER_TEXT_ALERTS &&
		!is_first_on_channel(matcher, note->channel, ret->channel)) {
		return 0;
	}
	int rc = excerpt_make(matcher, of.shown, finding->pick_count, arena, ret);
	if (rc) {
		return rc;
	}
	ret->output = output_fill(matcher, note->book->output, ret, arena);
	return ret->output.ptr ? 0 : -ENOMEM;
}
