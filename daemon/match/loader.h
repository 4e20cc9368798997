/* SPDX-License-Identifier: BSD-2-Clause */
/* What the parts that load a rule book share: the definitions as the files give them, and how their values are read. */
#ifndef NUNCIO_MATCH_LOADER_H
#define NUNCIO_MATCH_LOADER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/diag.h"
#include "base/str.h"
#include "match/book.h"
#include "match/names.h"
#include "text/yaml.h"

enum definition_type {
	DEFINITION_LIST,
	DEFINITION_ENTITY,
	DEFINITION_MACRO,
	DEFINITION_RULE,
	DEFINITION_CUE,
	DEFINITION_TYPE_COUNT
};

/* Every key that an item of a rule file may have. */
enum key {
	KEY_ITEMS,
	KEY_UNLESS,
	KEY_TYPE,
	KEY_LABEL,
	KEY_NAMES,
	KEY_CONTEXT,
	KEY_OF,
	KEY_FROM,
	KEY_TO,
	KEY_CONDITION,
	KEY_ID,
	KEY_DESC,
	KEY_PRIORITY,
	KEY_CHANNEL,
	KEY_TAGS,
	KEY_ASSERT,
	KEY_FIELDS,
	KEY_GROUP_BY,
	KEY_UPDATES,
	KEY_THROTTLE,
	KEY_LANGUAGES,
	KEY_FULLTEXT,
	KEY_ENABLED,
	KEY_OUTPUT,
	KEY_TESTS,
	KEY_LANG,
	KEY_ASSERTION,
	KEY_ENDS,
	KEY_KNOWN_BY,
	KEY_EVENT,
	KEY_WITHIN,
	KEY_WORDS,
	KEY_COUNT
};

/* A value and the file it stands in; further ones follow when a file appends to it. */
struct piece {
	const struct yaml_node *node;
	const struct book_source *source;
	struct piece *next;
	/* Of the first piece: */
	struct piece *last;
	struct piece *next_key; /* the first one of another key of the definition */
	enum key key;
};

/* A list, entity, macro, rule or cue, with what overrides it put in. There may be a million, with few keys each. */
struct definition {
	struct definition *next;
	struct str name;
	const struct yaml_node *node; /* the value that names it */
	const struct book_source *source;
	struct macro *macro; /* scratch; of a macro only; FAILED until its text is set */
	struct piece *keys;  /* that are given, by next_key */
	uint32_t index;      /* in the book's array of its type */
	uint8_t type;        /* enum definition_type */
	bool broken;         /* a key of it was refused: one that is missing may be that one */
	bool replaced;       /* `node` stands behind the first item that defined it */
};

/* Where the lines of a source begin, found when the first one is asked for. */
struct source_lines {
	bool is_known;
	bool has_comments; /* without them no line is asked for */
	size_t *starts;    /* scratch; NULL without comments */
	size_t count;
	uint32_t line;    /* the last one that was asked for, which may be the only one and long */
	uint32_t comment; /* the column of its " #", 0: none */
};

struct loader {
	struct arena *arena;   /* borrowed: the book's */
	struct arena *scratch; /* owned: all that is not needed afterwards */
	struct arena *nodes;   /* owned: of the files; freed behind the rules that are read */
	struct rule_book *book;
	struct diags *diags;
	const struct book_source *sources;
	size_t source_count;
	struct source_lines *lines; /* scratch, of each source */
	size_t macro_nodes;         /* that macros may still put into conditions */
	struct definition *first;   /* in the order of the files */
	struct definition *last;
	size_t counts[DEFINITION_TYPE_COUNT];
	bool full; /* the arena's end was reported */
};

/* Of the conditions of rules and macros. */
struct condition_room loader_room(struct loader *loader);
/* The arena's memory, zeroed; NULL after an error that is reported once. */
void *loader_alloc(struct loader *loader, size_t count, size_t size);
bool loader_copy(struct loader *loader, struct str text, struct str *ret);
void loader_error(struct loader *loader, const struct book_source *source,
	const struct yaml_node *node, const char *format, ...) PRINTF_LIKE(4, 5);
/* An error at a definition's or another kept place, with its line. */
void loader_error_at(struct loader *loader, struct place place, const char *format, ...)
	PRINTF_LIKE(3, 4);

/* The values of a key: the elements of its sequences, or its scalar itself. */
struct values {
	const struct piece *piece;
	const struct yaml_node *node;
};

/* The value of a key; NULL: not given. */
struct piece *definition_key(const struct definition *definition, enum key key);
struct values values_of(const struct piece *piece);
/* The next one and its file; NULL at the end. */
const struct yaml_node *values_next(struct values *values, const struct book_source **ret_source);
size_t values_count(const struct piece *piece);

/* These report what is wrong and return false. */
bool value_is_text(
	struct loader *loader, const struct book_source *source, const struct yaml_node *node);
bool value_text(struct loader *loader, const struct piece *piece, struct str *ret);
/* All values as texts. */
bool value_texts(
	struct loader *loader, const struct piece *piece, struct str **ret, size_t *ret_count);
/* One of `words`; the index of it. */
bool value_choice(struct loader *loader, const struct book_source *source,
	const struct yaml_node *node, const struct str *words, size_t *ret);
/* Letters, digits, . _ - */
bool value_is_name(
	struct loader *loader, const struct book_source *source, const struct yaml_node *node);
bool value_is_language(
	struct loader *loader, const struct book_source *source, const struct yaml_node *node);
struct condition_origin value_origin(
	const struct book_source *source, const struct yaml_node *node);
/* Warns when the line goes on behind a plain text with " #": YAML takes that for a comment. */
void value_warn_of_comment(
	struct loader *loader, const struct book_source *source, const struct yaml_node *node);
/* Adds to the error in a rule's test: its condition may be that of another file, whose author has to look after both. */
void loader_hint_at_condition(
	struct diags *diags, const struct book_rule *rule, const char *test_file);
/* Reports a key that `known` (ended by an empty one) does not hold. */
void value_unknown_key(struct loader *loader, const struct book_source *source,
	const struct yaml_node *node, const struct str *known);

/* The steps of loading, in this order. Each goes on after an error as far as that makes sense. */
void loader_collect(struct loader *loader);
void loader_read_things(struct loader *loader);
void loader_find_cycles(struct loader *loader);
void loader_read_cues(struct loader *loader);
/* The last one: it frees nodes. */
void loader_read_rules(struct loader *loader);
void loader_read_tests(struct loader *loader, const struct piece *piece, struct book_rule *rule);

/* Whether the condition captures under that name. */
bool condition_has_capture(const struct condition *condition, struct str name);

/* In a directory of rules: cues by language (RULES.md 5). */
#define BOOK_CUES_DIRECTORY "cues"

struct book_files {
	struct book_source *sources; /* owned by the caller, free() */
	size_t count;
};

/* Reads every file of `paths`, its text into `scratch`, its name into `arena`. False after an error. */
bool book_files_read(struct arena *arena, struct arena *scratch, const char *const *paths,
	size_t path_count, struct book_files *ret, struct diags *diags);

#endif
