/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reads options from the file, the environment and the command line, by the table alone: it knows no option by name. Goes on
 * after an error, so that one run shows all of them.
 */
#include "conf/loader.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/limits.h"
#include "base/mem.h"
#include "conf/file.h"
#include "conf/value.h"
#include "text/suggest.h"
#include "text/yaml.h"

#define ENVIRONMENT_PREFIX "NUNCIO_"
#define ENVIRONMENT_SOCKET "NUNCIO_SOCKET" /* of the command line, not an option */

void loader_init(struct loader *loader, struct conf *conf, struct diags *diags)
{
	size_t count;

	options_table(&count);
	*loader = (struct loader){
		.conf = conf,
		.diags = diags,
		.places = mem_zalloc(count * sizeof(struct place)),
		.text = STR(""),
		.directory = mem_strdup(""),
	};
}

void loader_done(struct loader *loader)
{
	free(loader->directory);
	free(loader->places);
}

void loader_take_presets(struct loader *loader)
{
	size_t count;
	const struct conf_option *options = options_table(&count);

	for (size_t i = 0; i < count; i++) {
		struct value_error error;

		if (value_set_text(loader->conf, &options[i], str_from(options[i].preset), "",
			    &error) < 0) {
			/* The table is wrong; its test has not been run. */
			diags_error(loader->diags, (struct place){0}, "default of %s: %s",
				options[i].path, error.text);
		}
	}
}

static size_t option_index(const struct conf_option *option)
{
	size_t count;

	return (size_t)(option - options_table(&count));
}

/* A name for an origin that is no file, in the configuration's arena. */
static struct place place_of(struct loader *loader, const char *kind, struct str name)
{
	char text[256];
	int length = snprintf(text, sizeof(text), "%s %.*s", kind, STR_ARG(name));
	size_t kept = (size_t)length < sizeof(text) ? (size_t)length : sizeof(text) - 1;

	return (struct place){.file = arena_str(loader->conf->arena, str_make(text, kept)).ptr};
}

/* --- the file --- */

/* What of `path` stands behind "prefix.", up to the next dot; empty when it is not in that section. */
static struct str key_in_section(const char *path, struct str prefix)
{
	struct str rest = str_from(path);
	struct str key;

	if (prefix.len > 0) {
		if (!str_starts(rest, prefix) || path[prefix.len] != '.') {
			return STR("");
		}
		rest = str_slice(rest, prefix.len + 1, rest.len);
	}
	return str_cut(&rest, '.', &key) ? key : STR("");
}

static bool is_section(struct str path)
{
	size_t count;
	const struct conf_option *options = options_table(&count);

	for (size_t i = 0; i < count; i++) {
		if (key_in_section(options[i].path, path).len > 0) {
			return true;
		}
	}
	return false;
}

/* An option elsewhere that ends in this key. */
static const struct conf_option *find_elsewhere(struct str key)
{
	size_t count;
	const struct conf_option *options = options_table(&count);

	for (size_t i = 0; i < count; i++) {
		struct str path = str_from(options[i].path);
		bool ends = path.len > key.len && str_ends(path, key) &&
			    path.ptr[path.len - key.len - 1] == '.';

		if (ends || str_eq(path, key)) {
			return &options[i];
		}
	}
	return NULL;
}

static void suggest_key(struct diags *diags, struct str section, struct str key)
{
	size_t count;
	const struct conf_option *options = options_table(&count);
	struct suggest suggest = suggest_start(key);
	const struct conf_option *elsewhere;

	for (size_t i = 0; i < count; i++) {
		struct str candidate = key_in_section(options[i].path, section);

		if (candidate.len > 0) {
			suggest_offer(&suggest, candidate);
		}
	}
	elsewhere = find_elsewhere(key);
	if (suggest.best.len > 0) {
		diags_suggest(diags, "did you mean \"%.*s\"?", STR_ARG(suggest.best));
	} else if (elsewhere) {
		diags_suggest(diags,
			"there is an option %s: sections are nested, as in "
			"\"fetch:\" and, on the next line, \"  timeout: 20s\"",
			elsewhere->path);
	}
}

static void load_option(
	struct loader *loader, const struct conf_option *option, const struct yaml_node *node)
{
	struct str *items = mem_alloc((node->count + 1) * sizeof(*items));
	const struct yaml_node **nodes = mem_alloc((node->count + 1) * sizeof(struct yaml_node *));
	struct value_error error = {0};
	const struct yaml_node *wrong = NULL;
	size_t count = 0;
	int r = 0;

	nodes[0] = node;
	if (node->type == YAML_SCALAR) {
		items[count++] = node->text;
	} else if (node->type == YAML_MAPPING) {
		wrong = node;
	}
	for (const struct yaml_node *item = node->first; item && !wrong; item = item->next) {
		wrong = item->type == YAML_SCALAR ? NULL : item;
		nodes[count] = item;
		items[count++] = item->text;
	}
	if (wrong) {
		(void)snprintf(error.text, sizeof(error.text), "must be %s",
			option_is_list(option) ? "a list of values" : "one value");
		nodes[0] = wrong;
		r = -EINVAL;
	} else {
		r = value_set(loader->conf, option, items, count, loader->directory, &error);
	}
	if (r < 0) {
		diags_error(loader->diags,
			yaml_place(nodes[wrong ? 0 : error.item], loader->conf->file), "%s %s",
			option->path, error.text);
		diags_quote(loader->diags, loader->text);
	}
	loader->places[option_index(option)] = yaml_place(node, loader->conf->file);
	free(nodes);
	free(items);
}

/* `name:` with nothing behind it, or nothing but comments below it. */
static bool is_empty_node(const struct yaml_node *node)
{
	return (node->type == YAML_SCALAR && node->style == YAML_PLAIN && node->text.len == 0) ||
	       (node->type == YAML_SEQUENCE && node->count == 0);
}

static void load_section(struct loader *loader, struct str prefix, const struct yaml_node *mapping);

static void load_key(struct loader *loader, struct str prefix, const struct yaml_node *node)
{
	struct str key = node->key->text;
	char text[128];
	int length = snprintf(text, sizeof(text), "%.*s%s%.*s", STR_ARG(prefix),
		prefix.len > 0 ? "." : "", STR_ARG(key));
	struct str path = str_make(text, (size_t)length < sizeof(text) ? (size_t)length : 0);
	const struct conf_option *option = options_find(path);
	/* A key with a dot in it must not pass for a nested one. */
	bool is_plain_key = key.len > 0 && str_find_byte(key, '.') < 0;

	if (option && is_plain_key) {
		load_option(loader, option, node);
	} else if (path.len > 0 && is_plain_key && is_section(path)) {
		load_section(loader, path, node);
	} else {
		diags_error(loader->diags, yaml_place(node->key, loader->conf->file),
			"unknown option \"%.*s\"", STR_ARG(path.len > 0 ? path : key));
		diags_quote(loader->diags, loader->text);
		suggest_key(loader->diags, prefix, key);
	}
}

/* Sections are as deep as the table's paths: the recursion ends with them. */
// NOLINTNEXTLINE(misc-no-recursion)
static void load_section(struct loader *loader, struct str prefix, const struct yaml_node *mapping)
{
	if (is_empty_node(mapping)) {
		return;
	}
	if (mapping->type != YAML_MAPPING) {
		diags_error(loader->diags, yaml_place(mapping, loader->conf->file),
			"%.*s must be a section: options with values below it",
			STR_ARG(prefix.len > 0 ? prefix : STR("the file")));
		diags_quote(loader->diags, loader->text);
		return;
	}
	for (const struct yaml_node *node = mapping->first; node; node = node->next) {
		load_key(loader, prefix, node);
	}
}

/* The directory part of a path, "" when it has none. Owned by the caller. */
static char *directory_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	if (!slash) {
		return mem_strdup("");
	}
	return mem_strndup(path, slash == path ? 1 : (size_t)(slash - path));
}

void loader_take_file(struct loader *loader, const char *file)
{
	const char *path = file ? file : CONF_DEFAULT_FILE;
	struct arena *arena = arena_new(0);
	struct buf text;
	int r;

	buf_init(&text, LIMIT_CONF_FILE);
	r = file_read(path, false, &text);
	if (r == -ENOENT && !file) {
		goto out;
	}
	loader->conf->file = arena_str(loader->conf->arena, str_from(path)).ptr;
	if (r < 0) {
		diags_error(loader->diags, (struct place){.file = loader->conf->file},
			"cannot be read: %s", file_error_text(r));
		goto out;
	}
	free(loader->directory);
	loader->directory = directory_of(path);
	loader->text = buf_str(&text);
	const struct yaml_node *root =
		yaml_parse(arena, loader->conf->file, loader->text, loader->diags);
	if (root) {
		load_section(loader, STR(""), root);
	}
	loader->text = STR("");
out:
	buf_done(&text);
	arena_free(arena);
}

/* --- the environment and --set --- */

static void load_text(struct loader *loader, const struct conf_option *option, struct str value,
	struct place place)
{
	struct value_error error;

	if (value_set_text(loader->conf, option, value, "", &error) < 0) {
		diags_error(loader->diags, place, "%s %s", option->path, error.text);
	}
	loader->places[option_index(option)] = place;
}

static const struct conf_option *find_by_variable(struct str name, struct suggest *suggest)
{
	size_t count;
	const struct conf_option *options = options_table(&count);

	for (size_t i = 0; i < count; i++) {
		char variable[OPTION_VARIABLE_SIZE];

		option_variable(&options[i], variable);
		if (str_eq(name, str_from(variable))) {
			return &options[i];
		}
		/* Behind the prefix, which is right already. The path lives as long as the table. */
		suggest_offer(suggest, str_from(options[i].path));
	}
	return NULL;
}

/* An unknown variable is only warned of: it may be meant for another program of this name. */
void loader_take_environment(struct loader *loader)
{
	for (char **entry = environ; entry && *entry; entry++) {
		struct str value = str_from(*entry);
		struct str name;

		if (!str_starts(value, STR(ENVIRONMENT_PREFIX)) || !str_cut(&value, '=', &name) ||
			str_eq(name, STR(ENVIRONMENT_SOCKET))) {
			continue;
		}
		struct place place = place_of(loader, "environment variable", name);
		struct suggest suggest =
			suggest_start(str_slice(name, strlen(ENVIRONMENT_PREFIX), name.len));
		const struct conf_option *option = find_by_variable(name, &suggest);

		if (option) {
			load_text(loader, option, value, place);
			continue;
		}
		diags_warning(loader->diags, place, "is no option of nuncio");
		const struct conf_option *near = options_find(suggest.best);
		if (near) {
			char variable[OPTION_VARIABLE_SIZE];

			option_variable(near, variable);
			diags_suggest(loader->diags, "did you mean %s?", variable);
		}
	}
}

void loader_take_set(struct loader *loader, const char *text)
{
	struct str value = str_from(text);
	struct str path = value;
	const struct conf_option *option = NULL;

	if (!str_cut(&value, '=', &path) || !value.ptr) {
		diags_error(loader->diags, place_of(loader, "--set", path),
			"must be option=value, such as fetch.timeout=20s");
		return;
	}
	path = str_trim(path);
	option = options_find(path);
	if (option) {
		load_text(loader, option, value, place_of(loader, "--set", path));
		return;
	}
	diags_error(loader->diags, place_of(loader, "--set", path), "unknown option");
	size_t count;
	const struct conf_option *options = options_table(&count);
	struct suggest suggest = suggest_start(path);

	for (size_t i = 0; i < count; i++) {
		suggest_offer(&suggest, str_from(options[i].path));
	}
	option = find_elsewhere(path);
	if (suggest.best.len > 0 || option) {
		diags_suggest(loader->diags, "did you mean \"%s\"?",
			suggest.best.len > 0 ? suggest.best.ptr : option->path);
	}
}

struct place loader_place(const struct loader *loader, const struct conf_option *option)
{
	return loader->places[option_index(option)];
}
