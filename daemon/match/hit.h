/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A hit: one rule true for one article, with its evidence. All text is borrowed from the rules or from the arena of the
 * article. Offsets count code points of the field's plain text.
 */
#ifndef NUNCIO_MATCH_HIT_H
#define NUNCIO_MATCH_HIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/limits.h"
#include "base/str.h"

enum field {
	FIELD_TITLE,
	FIELD_LEAD,
	FIELD_BODY,
	FIELD_URL,
	FIELD_AUTHOR,
	FIELD_TAG,
	FIELD_SOURCE,
	FIELD_FEED_COUNTRY,
	FIELD_LANG,
	FIELD_COUNT
};

enum priority { PRIORITY_LOW, PRIORITY_MEDIUM, PRIORITY_HIGH, PRIORITY_CRITICAL };

enum assertion {
	ASSERTION_UNDETERMINED,
	ASSERTION_AFFIRMED,
	ASSERTION_PROSPECTIVE,
	ASSERTION_NEGATED,
	ASSERTION_BACKGROUND
};

/* Names as RULES.md and ALERT.md write them. */
const char *field_name(enum field field);
const char *priority_name(enum priority priority);
const char *assertion_name(enum assertion assertion);

struct capture {
	struct str name;  /* "who" */
	struct str id;    /* the entity's name; empty when the operand is text */
	struct str label; /* what is printed */
	struct str text;  /* as it stands in the article */
};

struct evidence {
	enum field field;
	uint32_t start; /* code points */
	uint32_t end;
	int32_t distance;   /* words between, for NEAR; -1: none */
	struct str clause;  /* as in the condition: "SENT(…)", "@state" */
	struct str text;    /* what matched */
	struct str entity;  /* its id, empty when none */
	struct str snippet; /* up to 120 code points around it */
	struct str cue;     /* of the event: what says how it is asserted; empty: nothing does */
	uint32_t cue_start; /* code points in the same field */
	uint32_t cue_end;
};

/* The captures of another binding (RULES.md 2). */
struct hit_also {
	const struct capture *captures; /* arena */
	size_t count;
};

struct mark {
	uint32_t start; /* code points in the excerpt */
	uint32_t end;
};

struct hit {
	struct str rule_id;
	struct str rule; /* its name */
	struct str desc;
	struct str channel;
	enum priority priority;
	const struct str *tags;
	size_t tag_count;
	enum assertion assertion;
	struct str
		output; /* the filled template, one line; like the excerpt only of what alerts show */
	const struct capture *captures; /* arena */
	size_t capture_count;
	const struct hit_also *also; /* arena */
	size_t also_count;
	struct evidence
		*evidence; /* arena; a piece for the event whose assertion was read is in it */
	size_t evidence_count;
	struct str excerpt; /* plain text around the best evidence */
	struct mark *marks; /* arena */
	size_t mark_count;
};

/* An entity found in an article, for the alert's `entities`. */
struct entity_count {
	struct str id;
	struct str type; /* its first type */
	uint32_t count;
};

struct hits {
	struct hit *hits; /* arena; highest priority first, then in the order of the rules */
	size_t count;
	size_t left_out; /* beyond LIMIT_HITS, counted up to LIMIT_LEFT_OUT */
	bool wants_page; /* a rule with `fulltext: true` could hit its page */
	bool in_part; /* the article is so large that a limit kept some of it from being looked at */
	struct entity_count *entities; /* arena */
	size_t entity_count;
};

#endif
