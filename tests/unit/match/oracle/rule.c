/* SPDX-License-Identifier: BSD-2-Clause */
/* Makes rules and tries them on texts. The invariant: a rule whose assertion is not known alerts on all of them. */
#include "match/oracle/rule.h"

#include <stdlib.h>
#include <string.h>

#include "match/oracle/chance.h"
#include "match/oracle/coverage.h"
#include "match/oracle/cues.h"
#include "match/oracle/grow.h"

enum { ALL_ASSERTS = 30 }; /* affirmed to background */

static const char *const priorities[] = {"low", "medium", "high", "critical"};

static uint32_t pick_fields(void)
{
	static const uint32_t fields[] = {1u << FIELD_TITLE, 1u << FIELD_LEAD,
		1u << FIELD_TITLE | 1u << FIELD_LEAD,
		1u << FIELD_BODY | 1u << FIELD_AUTHOR | 1u << FIELD_TAG,
		1u << FIELD_LEAD | 1u << FIELD_BODY | 1u << FIELD_SOURCE};
	return chance_pick(4) > 0 ? 1u << FIELD_TITLE | 1u << FIELD_BODY : fields[chance_pick(5)];
}

static void grow_tree(struct oracle_rule *rule)
{
	int chance = chance_pick(22);
	rule->event = chance < 6;
	rule->captures = chance < 11;
	rule->tree = chance < 6    ? grow_event(&rule->forest)
		     : chance < 11 ? grow_captures(&rule->forest)
				   : grow_condition(&rule->forest);
	rule->event = rule->captures && tree_has_capture_of(rule->tree, 1) &&
		      rule->tree->kind != OR && rule->event;
}

/* The same condition, macros put in. */
static struct tree *copy_tree(struct forest *forest, const struct tree *from)
{
	if (from->kind == MACRO) {
		return copy_tree(forest, from->child[0]);
	}
	struct tree *tree = tree_plant(forest, from->kind);
	*tree = *from;
	tree->source = NULL;
	for (int i = 0; i < tree->count; i++) {
		tree->child[i] = copy_tree(forest, from->child[i]);
	}
	return tree;
}

void oracle_rule_make(struct oracle_rule *rule, int number, const struct oracle_rule *like)
{
	memset(rule, 0, sizeof(*rule));
	forest_init(&rule->forest, number);
	if (like) {
		rule->tree = copy_tree(&rule->forest, like->tree);
		rule->captures = like->captures;
		rule->event = like->event;
	} else {
		grow_tree(rule);
	}
	rule->fields = pick_fields();
	rule->priority = chance_pick(4);
	rule->fulltext = !rule->captures && chance_one_in(8);
	rule->disabled = chance_one_in(40);
	rule->asserts = rule->event && chance_one_in(2) ? (uint32_t)(2 + 2 * chance_pick(15))
							: (uint32_t)ALL_ASSERTS;
	if (chance_one_in(5)) {
		rule->languages = (uint32_t)(2 + 2 * chance_pick(15));
	}
}

void oracle_rule_done(struct oracle_rule *rule)
{
	forest_done(&rule->forest);
}

/* --- writing --- */

static void write_names(struct buf *out, const char *key, uint32_t bits, const char *(*name)(int))
{
	const char *gap = "";
	buf_printf(out, "  %s: [", key);
	for (int i = 0; i < 32; i++) {
		if (bits >> i & 1) {
			buf_printf(out, "%s%s", gap, name(i));
			gap = ", ";
		}
	}
	buf_add_str(out, STR("]\n"));
}

static const char *name_of_field(int field)
{
	return field_name((enum field)field);
}

static const char *name_of_language(int language)
{
	return vocabulary_word(vocabulary_tag((enum language)language))->folded;
}

static const char *name_of_assertion(int assertion)
{
	return assertion_name((enum assertion)assertion);
}

void oracle_rule_write(struct buf *out, const struct oracle_rule *rule)
{
	const struct forest *forest = &rule->forest;
	for (int i = 0; i < forest->macro_count; i++) {
		buf_printf(out, "- macro: m%d-%d\n  condition: |\n    ", forest->number, i);
		tree_write(out, forest, forest->macros[i]);
		buf_add_byte(out, '\n');
	}
	buf_printf(
		out, "- rule: r%d\n  priority: %s\n", forest->number, priorities[rule->priority]);
	write_names(out, "fields", rule->fields, name_of_field);
	write_names(out, "assert", rule->asserts, name_of_assertion);
	if (rule->languages) {
		write_names(out, "languages", rule->languages, name_of_language);
	}
	if (rule->fulltext) {
		buf_add_str(out, STR("  fulltext: true\n"));
	}
	if (rule->disabled) {
		buf_add_str(out, STR("  enabled: false\n"));
	}
	buf_add_str(out, STR("  condition: |\n    "));
	tree_write(out, forest, rule->tree);
	buf_add_byte(out, '\n');
}

/* --- trying --- */

bool oracle_rule_speaks(const struct oracle_rule *rule, const struct text *text)
{
	bool speaks = rule->languages == 0 || text->language == UNKNOWN ||
		      (rule->languages >> text->language & 1);
	if (rule->languages) {
		coverage_note(COVER_RULE_LANGUAGE, speaks);
	}
	return speaks && !rule->disabled;
}

static int compare_ranges(const void *a, const void *b)
{
	const struct range *left = a;
	const struct range *right = b;
	return left->start != right->start ? left->start - right->start : left->end - right->end;
}

static enum assertion read_assertion(const struct naive *naive, const struct bindings *bindings)
{
	struct ranges events = {0};
	struct view all = view_of_fields(UINT32_MAX);
	for (int i = 0; i < bindings->count; i++) {
		struct range event = bindings->items[i].names[1];
		event.entity = NO_ENTITY;
		ranges_add(naive, &all, &events, event);
	}
	if (events.count > 1) {
		qsort(events.items, (size_t)events.count, sizeof(events.items[0]), compare_ranges);
	}
	enum assertion assertion = cues_read(naive, &events);
	free(events.items);
	return assertion;
}

struct verdict oracle_rule_try(const struct oracle_rule *rule, const struct naive *naive)
{
	struct verdict verdict = {.view = view_of_fields(rule->fields)};
	if (!oracle_rule_speaks(rule, naive->text)) {
		return verdict;
	}
	if (!rule->captures) {
		verdict.matches = clause_holds(naive, rule->tree, &verdict.view);
	} else {
		*naive->tries = 0;
		verdict.bindings = bindings_of(naive, rule->tree, &verdict.view);
		verdict.doubtful = *naive->tries > TRIES_MAX;
		coverage_note(COVER_DOUBT, verdict.doubtful);
		verdict.matches = verdict.bindings.count > 0;
	}
	verdict.alerts = verdict.matches;
	if (rule->event && verdict.matches) {
		verdict.assertion = read_assertion(naive, &verdict.bindings);
		verdict.alerts = verdict.assertion == ASSERTION_UNDETERMINED ||
				 (rule->asserts >> verdict.assertion & 1);
		coverage_note(COVER_ASSERTED, verdict.alerts);
	}
	return verdict;
}
