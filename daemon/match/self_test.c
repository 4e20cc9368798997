/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The tests that rules and cues carry (RULES.md 1 and 5), run against the whole set as at work, so that a test also notices
 * when another file takes an entity away. Never changes the set. The invariant: each failing test is one error, at its place, and says
 * what was found instead.
 */
#include <string.h>

#include "base/buf.h"
#include "match/assertion.h"
#include "match/loader.h"
#include "match/matcher.h"
#include "match/rule_set.h"
#include "match/workspace.h"

#define MESSAGE_MAX 2048

struct run {
	struct matcher *matcher;
	struct arena *arena; /* for one test */
	struct diags *diags;
	const struct book_rule *rule;
	uint32_t number; /* of the rule in the set */
	const struct book_test *test;
	struct match_input input;
};

/* The last line of the explanation, which names the clause that was nearest. */
static void add_reason(struct run *run, struct buf *message)
{
	struct buf why;
	buf_init(&why, 1u << 18);
	if (matcher_explain(run->matcher, run->rule->name, &run->input, &why) == 0) {
		struct str rest = str_trim(buf_str(&why));
		struct str line = rest;
		while (str_cut(&rest, '\n', &line)) {
		}
		buf_printf(message, ": %.*s", STR_ARG(line));
	}
	buf_done(&why);
}

static const struct capture *find_capture(const struct hit *hit, struct str name)
{
	for (size_t i = 0; i < hit->capture_count; i++) {
		if (str_eq(hit->captures[i].name, name)) {
			return &hit->captures[i];
		}
	}
	return NULL;
}

/* Compares with the entity's id, or with the text when the capture is no entity. */
static void check_capture(struct run *run, const struct hit *hit, struct str name, struct str id)
{
	const struct capture *capture = find_capture(hit, name);
	if (!capture) {
		diags_error(run->diags, run->test->place,
			"test of rule %.*s: %.*s should be %.*s, but nothing was captured",
			STR_ARG(run->rule->name), STR_ARG(name), STR_ARG(id));
		return;
	}
	struct str value = capture->id.len > 0 ? capture->id : capture->text;
	bool same = capture->id.len > 0 ? str_eq(value, id) : str_eq_nocase(value, id);
	if (!same) {
		diags_error(run->diags, run->test->place,
			"test of rule %.*s: %.*s should be %.*s, but was %.*s (\"%.*s\")",
			STR_ARG(run->rule->name), STR_ARG(name), STR_ARG(id), STR_ARG(value),
			STR_ARG(capture->text));
	}
}

static bool is_alerted(const struct run *run, enum assertion assertion)
{
	return run->rule->assertions >> assertion & 1;
}

/* A test that expects an assertion may expect one that the rule does not alert on. */
static void check_assertion(struct run *run, enum assertion assertion)
{
	const struct book_test *test = run->test;
	bool has_cues = !cue_set_is_empty(run->matcher->set->cues);
	if (test->has_assertion && has_cues && assertion != test->assertion) {
		diags_error(run->diags, test->place,
			"test of rule %.*s: the assertion should be %s, but was %s",
			STR_ARG(run->rule->name), assertion_name(test->assertion),
			assertion_name(assertion));
	} else if (!test->has_assertion && !is_alerted(run, assertion)) {
		diags_error(run->diags, test->place,
			"test of rule %.*s: should match, but is %s, on which the rule does not alert",
			STR_ARG(run->rule->name), assertion_name(assertion));
	}
}

static void check_hit(struct run *run, const struct hit *hit)
{
	size_t errors = run->diags->errors;
	const struct book_test *test = run->test;
	struct buf message;
	buf_init(&message, MESSAGE_MAX);
	if (test->must_match && !hit) {
		add_reason(run, &message);
		diags_error(run->diags, test->place, "test of rule %.*s: should match, does not%s",
			STR_ARG(run->rule->name), buf_cstr(&message));
	} else if (!test->must_match && hit && is_alerted(run, hit->assertion)) {
		for (size_t i = 0; i < hit->evidence_count; i++) {
			buf_printf(&message, "%s %.*s = \"%.*s\"", i > 0 ? "," : ":",
				STR_ARG(hit->evidence[i].clause), STR_ARG(hit->evidence[i].text));
		}
		diags_error(run->diags, test->place, "test of rule %.*s: should not match, does%s",
			STR_ARG(run->rule->name), buf_cstr(&message));
	} else if (test->must_match) {
		for (size_t i = 0; i < test->capture_count; i++) {
			check_capture(run, hit, test->capture_names[i], test->capture_ids[i]);
		}
		check_assertion(run, hit->assertion);
	}
	if (run->diags->errors > errors) {
		loader_hint_at_condition(run->diags, run->rule, test->place.file);
	}
	buf_done(&message);
}

static void run_test(struct run *run)
{
	struct hits hits;
	memcpy(run->input.fields, run->test->fields, sizeof(run->input.fields));
	run->input.date = run->test->published;
	arena_clear(run->arena);
	if (matcher_run_rule(run->matcher, run->number, &run->input, run->arena, &hits) != 0) {
		diags_error(run->diags, run->test->place, "test of rule %.*s: the text is too long",
			STR_ARG(run->rule->name));
		return;
	}
	check_hit(run, hits.count > 0 ? &hits.hits[0] : NULL);
}

/* The words that the marked bytes of the test are. */
static struct span find_event(const struct matcher *matcher, const struct book_cue_test *test)
{
	struct interval body = matcher->field_places[FIELD_BODY];
	struct span event = {.start = body.end, .end = body.end, .entity = ID_NONE};
	for (uint32_t place = body.start; place < body.end; place++) {
		const struct token *token = &matcher->tokens.tokens[place];
		if (token->start >= test->event_start && token->start < test->event_end) {
			event.start = place < event.start ? place : event.start;
			event.end = place + 1;
		}
	}
	return event;
}

static void run_cue_test(
	struct run *run, const struct book_cue *cue, const struct book_cue_test *test)
{
	struct match_input input = {
		.fields = {[FIELD_BODY] = test->text, [FIELD_LANG] = cue->lang}};
	struct span event;
	matcher_set_date(run->matcher, 0);
	positions_scan(run->matcher, &input);
	event = find_event(run->matcher, test);
	struct assertion_reading reading = assertion_read(run->matcher, &event, 1);
	if ((reading.assertion == test->assertion) == test->must_match) {
		return;
	}
	diags_error(run->diags, test->place,
		"test of cue %.*s: the event should %sbe %s, but is %s%s%.*s", STR_ARG(cue->name),
		test->must_match ? "" : "not ", assertion_name(test->assertion),
		assertion_name(reading.assertion), reading.by ? ", by cue " : "",
		STR_ARG(reading.by ? reading.by->name : STR("")));
}

size_t rule_set_run_tests(
	const struct rule_set *set, const struct rule_book *book, struct diags *diags)
{
	struct run run = {
		.matcher = matcher_new(set), .arena = arena_new(16u << 20), .diags = diags};
	size_t count = 0;
	for (size_t i = 0; i < set->rule_count; i++) {
		run.rule = set->notes[i].book;
		run.number = (uint32_t)i;
		for (size_t k = 0; k < run.rule->test_count; k++) {
			run.test = &run.rule->tests[k];
			run_test(&run);
			count++;
		}
	}
	for (size_t i = 0; i < book->cue_count; i++) {
		for (size_t k = 0; k < book->cues[i].test_count; k++) {
			run_cue_test(&run, &book->cues[i], &book->cues[i].tests[k]);
			count++;
		}
	}
	arena_free(run.arena);
	matcher_free(run.matcher);
	return count;
}
