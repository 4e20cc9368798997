/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One table for each room of names. Holds no definition itself and resolves nothing. Keeps true: a name is taken once in
 * its room.
 */
#include "match/names.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/map.h"
#include "base/mem.h"
#include "text/suggest.h"

enum room { ROOM_THINGS, ROOM_MACROS, ROOM_RULES, ROOM_CUES, ROOM_COUNT };

struct names {
	struct map *rooms[ROOM_COUNT]; /* owned; values in the arena */
	struct arena *arena;           /* owned */
};

static enum room room_of(enum name_type type)
{
	if (type == NAME_RULE) {
		return ROOM_RULES;
	}
	if (type == NAME_CUE) {
		return ROOM_CUES;
	}
	return type == NAME_MACRO ? ROOM_MACROS : ROOM_THINGS;
}

struct names *names_new(void)
{
	struct names *names = mem_zalloc(sizeof(*names));

	for (size_t i = 0; i < ROOM_COUNT; i++) {
		names->rooms[i] = map_new();
	}
	names->arena = arena_new(0);
	return names;
}

void names_free(struct names *names)
{
	if (!names) {
		return;
	}
	for (size_t i = 0; i < ROOM_COUNT; i++) {
		map_free(names->rooms[i]);
	}
	arena_free(names->arena);
	free(names);
}

void names_take(struct names *names, const struct name *name)
{
	struct name *copy = arena_alloc(names->arena, sizeof(*copy));

	*copy = *name;
	map_put(names->rooms[room_of(name->type)], copy->name, copy);
}

const struct name *names_add(struct names *names, const struct name *name)
{
	const struct name *holder = map_get(names->rooms[room_of(name->type)], name->name);

	if (!holder) {
		names_take(names, name);
	}
	return holder;
}

static const struct name *find(const struct names *names, enum room room, struct str name)
{
	return names ? map_get(names->rooms[room], name) : NULL;
}

const struct name *names_find(const struct names *names, struct str name)
{
	return find(names, ROOM_THINGS, name);
}

const struct name *names_find_macro(const struct names *names, struct str name)
{
	return find(names, ROOM_MACROS, name);
}

const struct name *names_holder(const struct names *names, enum name_type type, struct str name)
{
	return find(names, room_of(type), name);
}

bool names_next_type(const struct names *names, size_t *cursor, const struct name **ret)
{
	struct str key;
	void *value;

	while (map_next(names->rooms[ROOM_THINGS], cursor, &key, &value)) {
		const struct name *name = value;

		if (name->type == NAME_TYPE) {
			*ret = name;
			return true;
		}
	}
	return false;
}

bool names_suggest(const struct names *names, enum name_type type, struct str name,
	const char *sign, struct diags *diags)
{
	struct suggest suggest = suggest_start(name);
	size_t cursor = 0;
	struct str candidate;
	void *value;

	/* Among a million names this takes a while: not for what nobody will read. */
	if (!names || diags->dropped) {
		return false;
	}
	while (map_next(names->rooms[room_of(type)], &cursor, &candidate, &value)) {
		suggest_offer(&suggest, candidate);
	}
	if (suggest.best.len == 0 || str_eq(suggest.best, name)) {
		return false;
	}
	diags_suggest(diags, "did you mean %s%.*s", sign, STR_ARG(suggest.best));
	return true;
}

static bool is_letter_or_digit(char byte)
{
	return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
	       (byte >= '0' && byte <= '9');
}

size_t names_span(struct str s)
{
	size_t at = 0;

	while (at < s.len && (is_letter_or_digit(s.ptr[at]) || s.ptr[at] == '_' ||
				     s.ptr[at] == '-' || s.ptr[at] == '.')) {
		at++;
	}
	while (at > 0 && !is_letter_or_digit(s.ptr[at - 1])) {
		at--;
	}
	return at;
}

const char *name_type_text(enum name_type type)
{
	switch (type) {
	case NAME_LIST:
		return "list";
	case NAME_ENTITY:
		return "entity";
	case NAME_TYPE:
		return "type";
	case NAME_MACRO:
		return "macro";
	case NAME_RULE:
		return "rule";
	case NAME_CUE:
		return "cue";
	}
	return "name";
}
