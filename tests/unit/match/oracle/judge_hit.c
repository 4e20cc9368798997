/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One hit: its evidence has to lie where the clause has an occurrence, its captures have to be those of a binding, and of
 * the best one where RULES.md says which that is. Never asks whether there had to be a hit.
 */
#include <stdlib.h>
#include <string.h>

#include "match/oracle/judge.h"

/* It begins and ends where words do. */
static bool is_whole(const struct text *text, const struct evidence *evidence, struct range range)
{
	return range.start >= 0 && text->words[range.start].start == evidence->start &&
	       text->words[range.end - 1].end == evidence->end;
}

static const struct tree *innermost(const struct tree *tree)
{
	while (tree->kind == CAPTURE || tree->kind == FIELD || tree->kind == MACRO) {
		tree = tree->child[0];
	}
	return tree;
}

static bool is_regex_evidence(
	const struct text *text, const struct tree *tree, const struct evidence *evidence)
{
	const char *field = text->fields[evidence->field];
	const char *start = field + points_offset(field, evidence->start);
	const char *end;
	const struct tree *inside = innermost(tree);
	if (inside->kind != REGEX || !regex_at(inside, field, start, &end)) {
		return false;
	}
	return inside->b == LETTERS_AND_OTHERS || (size_t)(end - start) == evidence->text.len;
}

static bool occurs_at(const struct naive *naive, const struct tree *tree, struct range range)
{
	struct view all = view_of_fields(UINT32_MAX);
	bool found = false;
	all.loose = true;
	if (tree->kind != FIELD && !tree_is_operand(tree)) {
		const struct tree *inside = innermost(tree);
		if (!tree_is_operand(inside)) {
			return false;
		}
	}
	struct ranges ranges = ranges_of(naive, tree, &all);
	for (int i = 0; i < ranges.count && !found; i++) {
		found = ranges.items[i].start == range.start && ranges.items[i].end == range.end;
	}
	free(ranges.items);
	return found;
}

/* Where the assertion was read, when that is no other piece of evidence. */
static bool is_cue_evidence(const struct evidence *evidence)
{
	return str_eq(evidence->clause, STR("event")) && evidence->cue.len > 0;
}

static const char *judge_evidence(
	const struct naive *naive, const struct forest *forest, const struct evidence *evidence)
{
	const struct text *text = naive->text;
	struct str field =
		text_slice(text->fields[evidence->field], evidence->start, evidence->end);
	struct range range = range_of_points(text, evidence->field, evidence->start, evidence->end);
	bool known = is_cue_evidence(evidence);
	bool whole = is_whole(text, evidence, range);
	if (!str_eq(field, evidence->text)) {
		return "evidence of other text than at its offsets";
	}
	if (known) {
		return whole ? NULL : "evidence of an event that is not from word to word";
	}
	for (int i = 0; i < forest->count; i++) {
		struct tree *tree = &forest->trees[i];
		if (!str_eq(evidence->clause, str_from(tree_source(forest, tree)))) {
			continue;
		}
		known = true;
		if (is_regex_evidence(text, tree, evidence) ||
			(whole && occurs_at(naive, tree, range))) {
			return NULL;
		}
	}
	return !known   ? "evidence of a clause that is not there"
	       : !whole ? "evidence that is not from word to word"
			: "evidence where the clause has no occurrence";
}

/* RULES.md 6: of a NEAR alone the pair in the title, then the tightest, then the first. */
static bool is_better_pair(const struct text *text, struct range a, struct range b)
{
	bool a_in_title = text->words[a.start].field == FIELD_TITLE;
	bool b_in_title = text->words[b.start].field == FIELD_TITLE;
	if (a_in_title != b_in_title) {
		return a_in_title;
	}
	int a_words = a.end - a.start;
	int b_words = b.end - b.start;
	return a_words != b_words ? a_words < b_words : a.start < b.start;
}

static const char *judge_pair(
	const struct naive *naive, const struct oracle_rule *rule, const struct evidence *evidence)
{
	const struct tree *tree = rule->tree;
	struct view view = view_of_fields(rule->fields);
	if (tree->kind != NEAR || tree->negated || rule->captures) {
		return NULL;
	}
	struct range ours =
		range_of_points(naive->text, evidence->field, evidence->start, evidence->end);
	struct ranges ranges = ranges_of(naive, tree, &view);
	bool best = true;
	for (int i = 0; i < ranges.count; i++) {
		best &= !is_better_pair(naive->text, ranges.items[i], ours);
	}
	free(ranges.items);
	return best ? NULL : "a pair that is not the tightest";
}

const char *judge_hit(const struct naive *naive, const struct oracle_rule *rule,
	const struct verdict *verdict, const struct hit *hit)
{
	const char *wrong = NULL;
	for (size_t i = 0; i < hit->evidence_count && !wrong; i++) {
		wrong = judge_evidence(naive, &rule->forest, &hit->evidence[i]);
	}
	if (!wrong && hit->evidence_count > 0) {
		wrong = judge_pair(naive, rule, &hit->evidence[0]);
	}
	if (!wrong && rule->captures) {
		wrong = judge_captures(naive, rule, &verdict->bindings, hit);
	}
	bool has_cues = naive->things->has_cues && naive->text->language == ENGLISH;
	if (!wrong && rule->event && hit->assertion != verdict->assertion) {
		wrong = "another assertion";
	}
	if (!wrong && !has_cues && hit->assertion != ASSERTION_UNDETERMINED) {
		wrong = "an assertion without cues";
	}
	return wrong;
}
