/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Loads rules for the command line, with the functions of the daemon. Prints what is wrong with them.
 */
#include "ctl/load.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/limits.h"
#include "base/mem.h"
#include "conf/conf.h"
#include "conf/file.h"
#include "ctl/ask.h"
#include "text/json.h"

void load_paths_add(struct load_paths *paths, const char *path)
{
	paths->items = mem_grow(paths->items, &paths->cap, paths->count + 1, sizeof(*paths->items));
	paths->items[paths->count++] = path;
}

void load_paths_ask(struct load_paths *paths, const struct ctl *ctl, const char **conf_file)
{
	const struct json_value *root;
	const struct json_value *items;
	struct str file;

	if (paths->count > 0 || *conf_file) {
		return;
	}
	paths->told = ask_quietly(ctl, STR("{\"command\":\"status\"}"));
	if (!paths->told) {
		return;
	}
	root = json_root(paths->told);
	items = json_get(json_get(root, "rules"), "paths");
	/* Texts of our JSON reader end in a NUL. */
	for (size_t i = 0; i < json_length(items); i++) {
		load_paths_add(paths, json_get_str(json_at(items, i)).ptr);
	}
	file = json_get_str(json_get(json_get(root, "configuration"), "file"));
	*conf_file = file.len > 0 ? file.ptr : NULL;
}

void load_paths_done(struct load_paths *paths)
{
	free(paths->items);
	json_doc_free(paths->told);
	*paths = (struct load_paths){.items = NULL};
}

void load_quote(struct diags *diags)
{
	for (const struct diag *diag = diags->first; diag; diag = diag->next) {
		struct buf text;

		if (!diag->file || diag->line == 0 || diag->source_line) {
			continue;
		}
		buf_init(&text, LIMIT_RULE_FILE);
		if (file_read(diag->file, false, &text) == 0) {
			diags_quote_file(diags, diag->file, buf_str(&text));
		}
		buf_done(&text);
	}
}

void load_print(const struct diags *diags)
{
	struct buf text;

	buf_init(&text, LIMIT_DIAGNOSTICS);
	diags_format(diags, &text);
	if (text.len > 0) {
		(void)fwrite(text.ptr, 1, text.len, stderr);
	}
	buf_done(&text);
}

static void compile(
	struct loaded *loaded, const char *const *paths, size_t count, struct diags *diags)
{
	loaded->arena = arena_new(0);
	loaded->book = rule_book_load(loaded->arena, paths, count, diags);
	if (loaded->book && diags->errors == 0) {
		loaded->set = rule_set_compile(loaded->arena, loaded->book, diags);
	}
}

int load_rules(const struct load_paths *paths, const char *conf_file, struct loaded *ret)
{
	struct loaded loaded = {.arena = NULL};
	struct conf *conf = NULL;
	struct diags diags;

	diags_init(&diags);
	if (paths->count > 0) {
		compile(&loaded, paths->items, paths->count, &diags);
	} else {
		conf = conf_load(conf_file, NULL, 0, &diags);
		if (conf) {
			compile(&loaded, conf->rules.items, conf->rules.count, &diags);
		}
	}
	if (diags.errors > 0) {
		load_print(&diags);
	}
	diags_done(&diags);
	conf_free(conf);
	if (!loaded.set) {
		loaded_done(&loaded);
		return -EINVAL;
	}
	*ret = loaded;
	return 0;
}

void loaded_done(struct loaded *loaded)
{
	arena_free(loaded->arena);
	*loaded = (struct loaded){.arena = NULL};
}
