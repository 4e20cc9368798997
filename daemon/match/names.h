/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The names that rule files define, while a book is loaded: what @name and $name mean, whatever the order of the files. Lists,
 * entities and types share one room of names; macros, rules and cues have one each.
 */
#ifndef NUNCIO_MATCH_NAMES_H
#define NUNCIO_MATCH_NAMES_H

#include <stdbool.h>
#include <stdint.h>

#include "base/diag.h"
#include "base/str.h"
#include "match/condition.h"

enum name_type { NAME_LIST, NAME_ENTITY, NAME_TYPE, NAME_MACRO, NAME_RULE, NAME_CUE };

enum macro_state { MACRO_FRESH, MACRO_BUSY, MACRO_DONE, MACRO_FAILED };

struct macro {
	struct str name;
	struct str text; /* of its condition; good while the book is loaded */
	struct condition_origin origin;
	enum macro_state state;
	struct condition *tree; /* when done */
};

struct name {
	enum name_type type;
	struct str name;
	uint32_t index;                /* in the book's array of its type */
	struct macro *macro;           /* of a macro */
	struct definition *definition; /* NULL for a type */
	struct place place;
};

struct definition;
struct names;

struct names *names_new(void);
void names_free(struct names *names);
/* The name's text is borrowed and must outlive `names`. Returns the earlier holder of that name, NULL when it was free
 * and is now taken. */
const struct name *names_add(struct names *names, const struct name *name);
/* The same for a name that is known to be free. */
void names_take(struct names *names, const struct name *name);
/* What @name stands for, NULL when nothing. `names` may be NULL. */
const struct name *names_find(const struct names *names, struct str name);
const struct name *names_find_macro(const struct names *names, struct str name);
/* What holds that name in the room of `type`. */
const struct name *names_holder(const struct names *names, enum name_type type, struct str name);
/* Walks the types: start with *cursor = 0; false at the end. */
bool names_next_type(const struct names *names, size_t *cursor, const struct name **ret);
/* Adds to the last diagnostic the nearest known name of the same room as `type`, with `sign` before it. False: none is
 * near. */
bool names_suggest(const struct names *names, enum name_type type, struct str name,
	const char *sign, struct diags *diags);

/* The bytes at the start of `s` that can be a name: letters, digits, '_', '-', '.', ending in a letter or digit. */
size_t names_span(struct str s);
const char *name_type_text(enum name_type type);

#endif
