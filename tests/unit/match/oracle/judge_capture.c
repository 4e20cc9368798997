/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The captures of one hit: they have to be those of a binding, of the best one where RULES.md says which that is, and `also`
 * has to list the others.
 */
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "match/oracle/coverage.h"
#include "match/oracle/judge.h"

/* Of more the engine leaves some untried. */
enum { FEW_BINDINGS = 100 };

struct judging {
	const struct naive *naive;
	const struct oracle_rule *rule;
	const struct bindings *bindings;
	const struct hit *hit;
};

static int entity_by_name(struct str name)
{
	for (int i = 0; i < ENTITIES; i++) {
		if (str_eq(name, str_from(thing_name(ENTITY, i)))) {
			return i;
		}
	}
	return NO_ENTITY;
}

static bool is_capture_clause(const struct evidence *evidence, const char *name)
{
	size_t len = strlen(name);
	return str_starts(evidence->clause, str_from(name)) && evidence->clause.len > len &&
	       evidence->clause.ptr[len] == '=';
}

/* The binding that the hit shows: captures by name, their places by evidence. */
static bool read_binding(const struct judging *judging, struct bound *ret)
{
	const struct hit *hit = judging->hit;
	memset(ret, 0, sizeof(*ret));
	for (int i = 0; i < CAPTURES; i++) {
		ret->names[i] = (struct range){.start = -1, .entity = NO_ENTITY};
		const struct capture *capture = NULL;
		for (size_t k = 0; k < hit->capture_count; k++) {
			if (str_eq(hit->captures[k].name, str_from(capture_name(i)))) {
				capture = &hit->captures[k];
			}
		}
		for (size_t k = 0; capture && k < hit->evidence_count; k++) {
			const struct evidence *evidence = &hit->evidence[k];
			if (is_capture_clause(evidence, capture_name(i)) &&
				ret->names[i].start < 0) {
				ret->names[i] = range_of_points(judging->naive->text,
					evidence->field, evidence->start, evidence->end);
				ret->names[i].entity = entity_by_name(capture->id);
			}
		}
		if (capture && ret->names[i].start < 0) {
			return false;
		}
	}
	return true;
}

static bool is_in_title(const struct text *text, struct range range)
{
	return range.start >= 0 && text->words[range.start].field == FIELD_TITLE;
}

/* By what RULES.md ranks them: the title, the number of captures, how tight, how far to the left. */
struct score {
	int off_title;
	int unbound;
	int extent; /* -1: more than one field */
	int start;
};

enum { IN_TITLE, EVENT_IN_TITLE, NOT_IN_TITLE = EVENT_IN_TITLE + CAPTURES };

static struct score score_of(const struct text *text, const struct bound *bound)
{
	struct score score = {.off_title = EVENT_IN_TITLE, .start = WORDS_MAX};
	int end = 0;
	int off = 0;
	enum field field = FIELD_COUNT;
	for (int i = 0; i < CAPTURES; i++) {
		struct range range = bound->names[i];
		if (range.start < 0) {
			score.unbound++;
			continue;
		}
		enum field here = text->words[range.start].field;
		off += here != FIELD_TITLE;
		score.extent = field != FIELD_COUNT && field != here ? -1 : score.extent;
		field = here;
		score.start = range.start < score.start ? range.start : score.start;
		end = range.end > end ? range.end : end;
	}
	score.extent = score.extent < 0 ? -1 : end - score.start;
	if (off == 0) {
		score.off_title = IN_TITLE;
	} else {
		score.off_title = is_in_title(text, bound->names[1]) ? EVENT_IN_TITLE + off - 1
								     : NOT_IN_TITLE;
	}
	return score;
}

static bool is_better(struct score a, struct score b)
{
	if (a.off_title != b.off_title) {
		return a.off_title < b.off_title;
	}
	if (a.unbound != b.unbound) {
		return a.unbound < b.unbound;
	}
	if (a.extent < 0 || b.extent < 0) {
		return a.extent >= 0 && b.extent < 0;
	}
	return a.extent != b.extent ? a.extent < b.extent : a.start < b.start;
}

/* Everything in the condition is captured, and has to be there: the best binding is told by captures alone. */
static bool is_pure(const struct tree *tree)
{
	if (tree->kind == CAPTURE) {
		return true;
	}
	bool may = tree->kind == AND || tree->kind == OR || tree->kind == SENT ||
		   tree->kind == PARA || tree->kind == MACRO ||
		   (tree->kind == NEAR && !tree->negated);
	for (int i = 0; i < tree->count && may; i++) {
		may = is_pure(tree->child[i]);
	}
	return may && tree->count > 0;
}

static const char *judge_best(const struct judging *judging, const struct bound *bound)
{
	const struct bindings *bindings = judging->bindings;
	const struct text *text = judging->naive->text;
	struct score ours = score_of(text, bound);
	if (!is_pure(judging->rule->tree) || bindings->count > FEW_BINDINGS) {
		return NULL;
	}
	coverage_note(COVER_TITLE_FIRST, ours.off_title == IN_TITLE);
	coverage_note(COVER_BEST_BINDING, bindings->count == 1);
	for (int i = 0; i < bindings->count; i++) {
		if (is_better(score_of(text, &bindings->items[i]), ours)) {
			return "captures of a binding that is not the best";
		}
	}
	return NULL;
}

/* One binding has all that the entry of `also` says. */
static bool is_of_binding(
	const struct text *text, const struct hit_also *also, const struct bound *bound)
{
	for (size_t i = 0; i < also->count; i++) {
		const struct capture *capture = &also->captures[i];
		bool found = false;
		for (int k = 0; k < CAPTURES; k++) {
			struct range range = bound->names[k];
			if (!str_eq(capture->name, str_from(capture_name(k))) || range.start < 0) {
				continue;
			}
			const struct place_of_word *first = &text->words[range.start];
			struct str whole = text_slice(text->fields[first->field], first->start,
				text->words[range.end - 1].end);
			found = entity_by_name(capture->id) == range.entity &&
				(str_eq(whole, capture->text) || capture->text.len < whole.len);
		}
		if (!found) {
			return false;
		}
	}
	return true;
}

/* What makes two bindings different: entities of all names but the event; -2: words, which may be different or not. */
static bool is_other(const struct bound *a, const struct bound *b)
{
	for (int i = 0; i < CAPTURES; i++) {
		if (i != 1 && (a->names[i].start < 0) != (b->names[i].start < 0)) {
			return true;
		}
		if (i != 1 && a->names[i].entity != b->names[i].entity) {
			return true;
		}
	}
	return false;
}

static bool captures_words(const struct bound *bound)
{
	for (int i = 0; i < CAPTURES; i++) {
		if (i != 1 && bound->names[i].start >= 0 && bound->names[i].entity == NO_ENTITY) {
			return true;
		}
	}
	return false;
}

/* How many different things are bound; -1: words are, and it cannot be told. */
static int count_others(const struct bindings *bindings)
{
	int count = 0;
	for (int i = 0; i < bindings->count; i++) {
		bool other = true;
		if (captures_words(&bindings->items[i])) {
			return -1;
		}
		for (int k = 0; k < i && other; k++) {
			other = is_other(&bindings->items[i], &bindings->items[k]);
		}
		count += other;
	}
	return count;
}

static const char *judge_also(const struct judging *judging)
{
	const struct hit *hit = judging->hit;
	const struct bindings *bindings = judging->bindings;
	int others = count_others(bindings);
	coverage_note(COVER_ALSO, hit->also_count > 0);
	for (size_t i = 0; i < hit->also_count; i++) {
		bool found = false;
		for (int k = 0; k < bindings->count && !found; k++) {
			found = is_of_binding(
				judging->naive->text, &hit->also[i], &bindings->items[k]);
		}
		if (!found) {
			return "also: of no binding";
		}
	}
	/* Of many the engine leaves some untried. */
	if (others < 0 || bindings->count > FEW_BINDINGS) {
		return NULL;
	}
	others = others - 1 < (int)LIMIT_BINDINGS ? others - 1 : (int)LIMIT_BINDINGS;
	return (int)hit->also_count == others ? NULL : "also: more or fewer";
}

const char *judge_captures(const struct naive *naive, const struct oracle_rule *rule,
	const struct bindings *bindings, const struct hit *hit)
{
	struct judging judging = {.naive = naive, .rule = rule, .bindings = bindings, .hit = hit};
	struct bound bound;
	bool found = false;
	if (bindings->too_many || hit->evidence_count == LIMIT_EVIDENCE) {
		return NULL;
	}
	if (!read_binding(&judging, &bound)) {
		return "a capture without evidence";
	}
	for (int i = 0; i < bindings->count && !found; i++) {
		found = memcmp(&bindings->items[i], &bound, sizeof(bound)) == 0;
	}
	if (!found) {
		return "captures of no binding";
	}
	const char *wrong = judge_best(&judging, &bound);
	return wrong ? wrong : judge_also(&judging);
}
