/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * All hits of a text: which rules, in which order, which are left out, and whether a page is wanted. Looks into a hit no
 * further than its rule.
 */
#include "match/oracle/judge.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "match/oracle/coverage.h"

static int number_of(const struct hit *hit)
{
	return (int)strtol(hit->rule.ptr + 1, NULL, 10);
}

/* The highest priority first, then in the order of the rules. */
static int order_rules(
	const struct oracle_rule *rules, const struct verdict *verdicts, int count, int order[])
{
	int found = 0;
	for (int priority = 3; priority >= 0; priority--) {
		for (int i = 0; i < count; i++) {
			if (verdicts[i].matches && rules[i].priority == priority) {
				order[found++] = i;
			}
		}
	}
	return found;
}

struct comparison {
	const struct naive *naive;
	const struct oracle_rule *rules;
	struct verdict *verdicts; /* owned: by rule */
	int *order;               /* owned: of the rules that match */
	int found;
	const struct hits *hits;
};

/* Where the engine may stop before it has found a binding, it is right either way; false when that changes which hits are
 * left out. */
static bool settle_doubts(const struct comparison *comparison, int count)
{
	int doubts = 0;
	for (int i = 0; i < count; i++) {
		struct verdict *verdict = &comparison->verdicts[i];
		doubts += verdict->doubtful;
		verdict->matches = verdict->matches && !verdict->doubtful;
		verdict->alerts = verdict->alerts && !verdict->doubtful;
	}
	for (size_t i = 0; i < comparison->hits->count; i++) {
		struct verdict *verdict =
			&comparison->verdicts[number_of(&comparison->hits->hits[i])];
		if (verdict->doubtful) {
			verdict->matches = true;
			verdict->alerts = true;
		}
	}
	return doubts == 0 || comparison->hits->left_out == 0;
}

/* Goes through the rules that match and the hits side by side. */
static const char *compare_hits(const struct comparison *comparison, int *ret_rule)
{
	const struct hits *hits = comparison->hits;
	int found = comparison->found;
	int seen = 0;
	size_t at = 0;
	/* Those that do not alert make room for others. */
	for (; seen < found && at < LIMIT_HITS; seen++) {
		int rule = comparison->order[seen];
		const struct verdict *verdict = &comparison->verdicts[rule];
		*ret_rule = rule;
		if (!verdict->alerts) {
			continue;
		}
		if (at == hits->count || number_of(&hits->hits[at]) != rule) {
			bool is_extra = at < hits->count &&
					!comparison->verdicts[number_of(&hits->hits[at])].alerts;
			*ret_rule = is_extra ? number_of(&hits->hits[at]) : rule;
			return is_extra ? "no match; the engine: a hit"
					: "match; the engine: none here";
		}
		const struct hit *hit = &hits->hits[at++];
		const char *wrong = NULL;
		if (!verdict->doubtful) {
			wrong = judge_hit(
				comparison->naive, &comparison->rules[rule], verdict, hit);
		}
		if (wrong) {
			return wrong;
		}
	}
	if (at < hits->count) {
		*ret_rule = number_of(&hits->hits[at]);
		return "no match; the engine: a hit";
	}
	coverage_note(COVER_LEFT_OUT, found > seen);
	return (int)hits->left_out == found - seen ? NULL : "others are left out";
}

/* Between what must want the page and what may. */
static const char *judge_page(const struct naive *naive, const struct oracle_rule *rules, int count,
	const struct hits *hits, int *ret_rule)
{
	enum chance_of_hit best = NO_HIT;
	for (int i = 0; i < count; i++) {
		if (!rules[i].fulltext || !oracle_rule_speaks(&rules[i], naive->text)) {
			continue;
		}
		enum chance_of_hit chance = page_could_hit(naive, rules[i].tree, rules[i].fields);
		if (chance > best) {
			best = chance;
			*ret_rule = i;
		}
	}
	coverage_note(COVER_PAGE, best == SURE);
	if (best == SURE && !hits->wants_page) {
		return "the page could make it hit; the engine does not want it";
	}
	if (best == NO_HIT && hits->wants_page) {
		return "no page could make a rule hit; the engine wants it";
	}
	return NULL;
}

static uint32_t count_mentions(const struct text *text, int entity, uint32_t fields)
{
	uint32_t count = 0;
	for (int i = 0; i < text->mention_count; i++) {
		const struct range *mention = &text->mentions[i];
		count += mention->entity == entity &&
			 (fields >> text->words[mention->start].field & 1);
	}
	return count;
}

/* The entities of an article with hits: all in the title and the body, and those of other fields that rules look at. */
static const char *judge_entities(const struct text *text, const struct hits *hits)
{
	for (int entity = 0; hits->count > 0 && entity < ENTITIES; entity++) {
		uint32_t least = count_mentions(text, entity, 1u << FIELD_TITLE | 1u << FIELD_BODY);
		uint32_t most = count_mentions(text, entity, UINT32_MAX);
		uint32_t count = 0;
		for (size_t i = 0; i < hits->entity_count; i++) {
			if (str_eq(hits->entities[i].id, str_from(thing_name(ENTITY, entity)))) {
				count += hits->entities[i].count;
			}
		}
		coverage_note(COVER_ENTITIES, count > 0);
		if (count < least || count > most) {
			return "another count of an entity";
		}
	}
	return NULL;
}

const char *judge_explanation(
	const struct naive *naive, const struct oracle_rule *rule, const char *explanation)
{
	struct verdict verdict = oracle_rule_try(rule, naive);
	char wanted[32];
	(void)snprintf(wanted, sizeof(wanted), "r%d: %s\n", rule->forest.number,
		verdict.matches ? "matches" : "does not match");
	bool right = strncmp(explanation, wanted, strlen(wanted)) == 0;
	free(verdict.bindings.items);
	coverage_note(COVER_EXPLAINED, verdict.matches);
	return right || verdict.doubtful ? NULL : "the explanation says otherwise";
}

const char *judge_hits(const struct naive *naive, const struct oracle_rule *rules, int count,
	const struct hits *hits, int *ret_rule)
{
	struct comparison comparison = {.naive = naive,
		.rules = rules,
		.verdicts = calloc((size_t)count, sizeof(comparison.verdicts[0])),
		.order = calloc((size_t)count, sizeof(comparison.order[0])),
		.hits = hits};
	for (int i = 0; i < count; i++) {
		comparison.verdicts[i] = oracle_rule_try(&rules[i], naive);
	}
	const char *wrong = NULL;
	bool comparable = settle_doubts(&comparison, count);
	comparison.found = order_rules(rules, comparison.verdicts, count, comparison.order);
	if (comparable) {
		wrong = compare_hits(&comparison, ret_rule);
	}
	if (!wrong) {
		wrong = judge_page(naive, rules, count, hits, ret_rule);
	}
	if (!wrong) {
		wrong = judge_entities(naive->text, hits);
	}
	for (int i = 0; i < count; i++) {
		free(comparison.verdicts[i].bindings.items);
	}
	free(comparison.verdicts);
	free(comparison.order);
	return wrong;
}
