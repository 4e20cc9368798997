/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Compares names as they are folded. Says nothing of those that a context or a language tells apart. Keeps true: a name is
 * looked up once.
 */
#include "match/lint_names.h"

#include <string.h>

#include "base/arena.h"
#include "base/map.h"
#include "text/fold.h"

#define KEY_MAX 256

/* What the name is found by, with "=" before one of exact letters; empty: it is told apart by more, or very long. */
static struct str key_of(
	struct arena *arena, const struct book_entity *entity, const struct book_item *item)
{
	char key[KEY_MAX];
	struct str text = item->condition->source;
	size_t len = 0;

	if (item->context_count > 0 || entity->context_count > 0 || item->lang.len > 0 ||
		text.len > KEY_MAX / 4) {
		return STR("");
	}
	if (item->exact) {
		key[len++] = '=';
		memcpy(key + len, text.ptr, text.len);
		return arena_str(arena, str_make(key, len + text.len));
	}
	return arena_str(arena, str_make(key, fold_text(text, key, sizeof(key))));
}

static void check_name(struct arena *arena, struct map *holders, const struct book_entity *entity,
	const struct book_item *item, struct diags *diags)
{
	struct str key = key_of(arena, entity, item);
	const struct book_entity *holder = key.len > 0 ? map_get(holders, key) : NULL;
	struct place place = {.file = item->file,
		.line = item->condition->line,
		.column = item->condition->column};

	if (key.len == 0 || holder == entity) {
		return;
	}
	if (!holder) {
		map_put(holders, key, (void *)entity);
		return;
	}
	diags_warning(diags, place, "'%.*s' is a name of the entity %.*s, too",
		STR_ARG(item->condition->source), STR_ARG(holder->name));
	diags_words(diags, item->condition->source);
	diags_suggest(diags,
		"each mention counts for both: give both a context, or one of them the name");
}

void lint_names(const struct rule_book *book, struct diags *diags)
{
	struct arena *arena = arena_new(0);
	struct map *holders = map_new();

	for (size_t i = 0; i < book->entity_count; i++) {
		const struct book_entity *entity = &book->entities[i];

		for (size_t k = 0; k < entity->name_count; k++) {
			check_name(arena, holders, entity, &entity->names[k], diags);
		}
	}
	map_free(holders);
	arena_free(arena);
}
