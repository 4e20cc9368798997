/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Loads a rule book: files to definitions, definitions to things, things to rules and cues (RULES.md section 1). Keeps nothing of the
 * files but what the book says. Keeps true: a book without errors or none at all.
 */
#include "match/book.h"

#include <stdlib.h>

#include "base/limits.h"
#include "match/loader.h"

static void load(struct loader *loader)
{
	loader_collect(loader);
	loader_read_things(loader);
	loader_find_cycles(loader);
	loader_read_cues(loader);
	loader_read_rules(loader);
}

struct rule_book *rule_book_parse(struct arena *arena, const struct book_source *sources,
	size_t source_count, struct diags *diags)
{
	struct loader loader = {
		.arena = arena, .diags = diags, .sources = sources, .source_count = source_count};
	size_t errors = diags->errors;

	loader.book = loader_alloc(&loader, 1, sizeof(*loader.book));
	if (!loader.book) {
		return NULL;
	}
	loader.scratch = arena_new(0);
	loader.nodes = arena_new(0);
	loader.lines = arena_zalloc(loader.scratch, source_count * sizeof(loader.lines[0]));
	loader.macro_nodes = LIMIT_MACRO_NODES;
	loader.book->trees = arena_new_child(arena);
	loader.book->names = names_new();
	loader.book->file_count = source_count;
	load(&loader);
	names_free(loader.book->names);
	loader.book->names = NULL;
	arena_free(loader.nodes);
	arena_free(loader.scratch);
	return diags->errors == errors ? loader.book : NULL;
}

void rule_book_drop_conditions(struct rule_book *book)
{
	arena_free(book->trees);
	book->trees = NULL;
	for (size_t i = 0; i < book->rule_count; i++) {
		book->rules[i].condition = NULL;
	}
}

struct rule_book *rule_book_load(
	struct arena *arena, const char *const *paths, size_t path_count, struct diags *diags)
{
	struct arena *texts = arena_new(0);
	struct book_files files = {0};
	struct rule_book *book = NULL;

	if (book_files_read(arena, texts, paths, path_count, &files, diags)) {
		book = rule_book_parse(arena, files.sources, files.count, diags);
	}
	free(files.sources);
	arena_free(texts);
	return book;
}
