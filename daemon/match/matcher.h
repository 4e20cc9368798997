/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Matches one article against a rule set. Pure: no clock, no I/O; the same input gives the same hits in the same order. A
 * matcher holds one reader's caches and scratch memory; the rule set is shared and never written.
 */
#ifndef NUNCIO_MATCH_MATCHER_H
#define NUNCIO_MATCH_MATCHER_H

#include "base/arena.h"
#include "base/attr.h"
#include "base/buf.h"
#include "base/str.h"
#include "match/hit.h"
#include "match/rule_set.h"

struct matcher;

/* Plain, clean UTF-8 text by field; FIELD_LEAD is ignored (it is the beginning of FIELD_BODY). Paragraphs are separated by
 * blank lines; the values of FIELD_TAG by newlines. */
struct match_input {
	struct str fields[FIELD_COUNT];
	int64_t date; /* by which the past is told: published, else seen; seconds since 1970, 0: not known */
};

struct matcher *matcher_new(const struct rule_set *set);
void matcher_free(struct matcher *matcher);

struct finding;

/* The hits of an article in places of its words: which rules, what is asserted, and by which words. */
struct findings {
	struct finding *items; /* arena; highest priority first, then in the order of the rules */
	size_t count;
	size_t left_out; /* true beyond LIMIT_HITS; at LIMIT_LEFT_OUT there may be more */
	bool wants_page; /* a rule with `fulltext: true` could hit its page */
	bool in_part;    /* see struct hits */
};

/* 0, or -ENOMEM when the arena is full (*ret then holds what was found so far). */
MUST_CHECK int matcher_find(struct matcher *matcher, const struct match_input *input,
	struct arena *arena, struct findings *ret);

/* What is made of hits that are found. */
enum matcher_text {
	MATCHER_TEXT_ALL,
	MATCHER_TEXT_ALERTS /* output and excerpt only of the first hit on each channel: alerts show no others (ALERT.md) */
};

/* Makes text of what was found last. Likewise; all of *ret is in `arena`, which is the one it was found with, or in the set. */
MUST_CHECK int matcher_describe(struct matcher *matcher, const struct findings *findings,
	enum matcher_text text, struct arena *arena, struct hits *ret);
/* Both, with all text. */
MUST_CHECK int matcher_run(struct matcher *matcher, const struct match_input *input,
	struct arena *arena, struct hits *ret);
/* The same with what alerts show. */
MUST_CHECK int matcher_run_for_alerts(struct matcher *matcher, const struct match_input *input,
	struct arena *arena, struct hits *ret);

/* Explains why the rule of that name or id matches or does not: a clause tree as text, one clause a line, the nearest failing
 * clause named ("NEAR/6: closest pair is 9 words apart"). -ENOENT when there is no such rule. */
MUST_CHECK int matcher_explain(
	struct matcher *matcher, struct str rule, const struct match_input *input, struct buf *out);
/* Whether the rule of that name or id hits: true, and alerting on what is asserted. No other rule takes its room, as those do
 * that stand before it among LIMIT_HITS. 0, -ENOENT, or -ENOMEM when the arena is full. */
MUST_CHECK int matcher_hits_rule(struct matcher *matcher, struct str rule,
	const struct match_input *input, struct arena *arena, bool *ret_hits);

#endif
