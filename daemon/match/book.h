/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The rule book: everything that the rule files say, checked and resolved, before it is compiled (RULES.md section 1). One
 * file with an error refuses the whole load. Reads files; knows nothing of articles.
 */
#ifndef NUNCIO_MATCH_BOOK_H
#define NUNCIO_MATCH_BOOK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/diag.h"
#include "base/str.h"
#include "match/condition.h"
#include "match/hit.h"

struct names;

/* A word, a phrase or a reference, in the form of a condition. */
struct book_item {
	struct condition *condition;
	bool exact;                /* case: exact */
	struct condition **unless; /* longer phrases inside which an occurrence does not count */
	size_t unless_count;
	struct condition **context; /* at least one of these must be in the article */
	size_t context_count;
	struct str lang;  /* empty: any */
	const char *file; /* where it stands, with the line and column of `condition` */
};

struct book_list {
	struct str name;
	struct book_item *items;
	size_t item_count;
	struct condition **unless; /* of the whole list */
	size_t unless_count;
	struct place place;
};

struct book_entity {
	struct str name;  /* its id in alerts */
	struct str label; /* default: the first name */
	uint32_t *types;  /* indexes into types */
	size_t type_count;
	struct book_item *names;
	size_t name_count;
	struct condition **unless; /* of all names */
	size_t unless_count;
	struct condition **context;
	size_t context_count;
	bool has_of;
	uint32_t of;     /* index of the entity it speaks for: a president, his state */
	struct str from; /* in office, as written: YYYY, YYYY-MM or YYYY-MM-DD; empty: not known */
	struct str to;
	struct place place;
};

struct book_type {
	struct str name;
	uint32_t *entities; /* indexes */
	size_t entity_count;
};

enum book_updates { BOOK_UPDATES_NONE, BOOK_UPDATES_FIRST, BOOK_UPDATES_ALL };

struct book_throttle {
	uint32_t count; /* 0: none */
	uint32_t period_s;
	struct str *captures; /* names it is counted by */
	size_t capture_count;
};

struct book_test {
	bool must_match;
	struct str title;
	struct str text;
	struct str
		fields[FIELD_COUNT]; /* what the test gives, title and text included; else empty */
	int64_t published;           /* seconds since 1970; 0: not given */
	struct str *capture_names;   /* expected captures */
	struct str *capture_ids;
	size_t capture_count;
	bool has_assertion;
	enum assertion assertion;
	struct place place;
};

/* What a rule alerts on that does not say. */
#define BOOK_ASSERTIONS                                                                            \
	(1u << ASSERTION_UNDETERMINED | 1u << ASSERTION_AFFIRMED | 1u << ASSERTION_PROSPECTIVE |   \
		1u << ASSERTION_NEGATED)

struct book_rule {
	/* First what every hit asks for, so that it lies together. */
	struct str name;
	struct str id; /* default: the name */
	struct str desc;
	enum priority priority;
	struct str channel; /* default: the name */
	struct str *tags;
	size_t tag_count;
	/* Template, never empty. {name} is a capture of the condition or one of: title url author source feed_country
	 * lang rule desc channel priority assertion. Braces are balanced. */
	struct str output;
	struct condition *condition;
	const char *condition_file; /* where it stands: not that of `place` when overridden */
	/* Bit set (1u << assertion) that alert; UNDETERMINED is always in it. */
	uint32_t assertions;
	uint32_t fields; /* bit set (1u << field) for unprefixed terms */
	bool group_by_story;
	enum book_updates updates;
	uint32_t updates_first;
	struct book_throttle throttle;
	struct str *languages;
	size_t language_count;
	bool fulltext; /* wants the page of each new article that it could still hit */
	bool enabled;
	struct book_test *tests;
	size_t test_count;
	struct place place;
};

enum cue_event { CUE_EVENT_AFTER, CUE_EVENT_BEFORE, CUE_EVENT_EITHER };
/* What the words between a cue and the event may not leave. */
enum cue_within { CUE_WITHIN_PHRASE, CUE_WITHIN_CLAUSE, CUE_WITHIN_SENTENCE };
enum cue_role {
	CUE_SPEAKS, /* it says `assertion` of an event near it; UNDETERMINED: it says nothing */
	CUE_ENDS,   /* it ends `within`: a phrase, or a clause and its phrases */
	CUE_KNOWN   /* a common word, by which an article that names no language is known */
};

struct book_cue_test {
	bool must_match;
	struct str text;    /* the marks of the event taken out */
	size_t event_start; /* bytes in it */
	size_t event_end;
	enum assertion assertion; /* that must be read, or must not */
	struct place place;
};

/* Words near an event that say how it is asserted (RULES.md 5). */
struct book_cue {
	struct str name;
	struct str lang;
	enum cue_role role;
	enum assertion assertion;
	enum cue_event event; /* where it stands */
	enum cue_within within;
	uint32_t words; /* at most so many between the cue and the event */
	struct str *items;
	size_t item_count;
	struct book_cue_test *tests;
	size_t test_count;
	struct place place;
};

struct rule_book {
	struct book_list *lists;
	size_t list_count;
	struct book_entity *entities;
	size_t entity_count;
	struct book_type *types;
	size_t type_count;
	struct book_rule *rules;
	size_t rule_count;
	struct book_cue *cues;
	size_t cue_count;
	size_t file_count;
	struct names *names; /* look-ups while the book is loaded; NULL afterwards */
	/* The trees of the conditions, and all of items; a child of the book's arena. NULL: they were dropped. */
	struct arena *trees;
};

/* Loads all *.yaml of each path (a directory, by name; or one file), in the order given. Everything lives in `arena`.
 * NULL when `diags` has errors; warnings may be there with a book. */
struct rule_book *rule_book_load(
	struct arena *arena, const char *const *paths, size_t path_count, struct diags *diags);
/* Frees the conditions, most of what a book is, when it is linted and compiled. The rest of it stays. */
void rule_book_drop_conditions(struct rule_book *book);
/* The same from texts in memory, for tests and for the kept last good set. */
struct book_source {
	const char *file; /* name in diagnostics; must outlive the book */
	struct str text;  /* must outlive the call */
};
struct rule_book *rule_book_parse(struct arena *arena, const struct book_source *sources,
	size_t source_count, struct diags *diags);

#endif
