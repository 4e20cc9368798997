/* SPDX-License-Identifier: BSD-2-Clause */
/* Random lists, entities, types and cues (RULES.md 1 and 5), and what they are in a text. */
#ifndef NUNCIO_TESTS_ORACLE_THINGS_H
#define NUNCIO_TESTS_ORACLE_THINGS_H

#include "match/oracle/text.h"
#include "match/oracle/tree.h"

enum {
	ENTITIES = 6,
	LISTS = 3,
	TYPES = 3,
	NAMES_MAX = 3,
	ITEMS_MAX = 5,
	GUARD_MAX = 2,
	PERSON = 2
};

/* When an occurrence counts: not inside these, and only with one of those. */
struct guard {
	struct tree *unless[GUARD_MAX];
	int unless_count;
	struct tree *context[GUARD_MAX];
	int context_count;
	enum language language; /* UNKNOWN: any */
};

/* A name of an entity, an item of a list. */
struct item {
	struct tree
		*tree; /* WORD, EXACT (`case: exact`), PHRASE; of lists also patterns and things */
	bool exact;
	struct guard guard;
};

struct entity {
	uint32_t types;
	struct item names[NAMES_MAX];
	int name_count;
	struct guard guard;
	int of;   /* another entity; NO_ENTITY: none */
	int from; /* years; 0: none */
	int to;
};

struct list {
	struct item items[ITEMS_MAX];
	int item_count;
	struct guard guard; /* unless only */
};

struct things {
	struct entity entities[ENTITIES];
	struct list lists[LISTS];
	struct forest forest;
	bool has_cues;
};

const char *thing_name(enum kind kind, int number);
void things_make(struct things *things);
void things_done(struct things *things);
void things_write(struct buf *out, const struct things *things);

#endif
