/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Loads the configuration from its sources, the weakest first, and checks what one option demands of another. Knows no
 * option by name but in those last checks. Goes on after an error, so that one run shows all of them.
 */
#include "conf/conf.h"

#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/limits.h"
#include "base/mem.h"
#include "conf/file.h"
#include "conf/options.h"
#include "conf/value.h"
#include "text/suggest.h"
#include "text/yaml.h"

#define ENVIRONMENT_PREFIX "NUNCIO_"
#define PASSWORD_MAX 4096
#define FORMATTED_MAX (1u << 20)

struct loader {
	struct conf *conf;
	struct diags *diags;
	struct place *
		places; /* owned; for each option, where its value came from; file NULL: the default */
	struct str text; /* of the file */
	char *directory; /* owned; of the file, "" for the working directory */
};

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

static void load_file(struct loader *loader, const char *file)
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
static void load_environment(struct loader *loader)
{
	for (char **entry = environ; entry && *entry; entry++) {
		struct str value = str_from(*entry);
		struct str name;

		if (!str_starts(value, STR(ENVIRONMENT_PREFIX)) || !str_cut(&value, '=', &name)) {
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

static void load_set(struct loader *loader, const char *text)
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

/* --- what follows from the whole --- */

static struct place place_for(const struct loader *loader, const char *path)
{
	struct place place = loader->places[option_index(options_find(str_from(path)))];

	if (!place.file) {
		place.file = loader->conf->file[0] ? loader->conf->file : NULL;
	}
	return place;
}

static int64_t *number_of(struct conf *conf, const struct conf_option *option)
{
	return (int64_t *)(void *)((char *)conf + option->offset);
}

/* One option must not be above another. When only one of them was set, the other gives way; when both were, the error
 * stands where the smaller one was set. */
static void keep_order(struct loader *loader, const char *less, const char *more)
{
	const struct conf_option *low = options_find(str_from(less));
	const struct conf_option *high = options_find(str_from(more));
	int64_t *a = number_of(loader->conf, low);
	int64_t *b = number_of(loader->conf, high);

	if (*a <= *b) {
		return;
	}
	if (!loader->places[option_index(low)].file) {
		*a = *b;
	} else if (!loader->places[option_index(high)].file) {
		*b = *a;
	} else {
		diags_error(loader->diags, place_for(loader, less), "%s must not be larger than %s",
			less, more);
	}
}

static void check_socket(struct loader *loader, const char *option, const char *path)
{
	/* unix(7): the path of a socket and its NUL must fit. */
	if (strlen(path) >= sizeof(((struct sockaddr_un *)NULL)->sun_path)) {
		diags_error(loader->diags, place_for(loader, option),
			"%s is too long for a socket: %s", option, path);
	}
}

static int64_t cpu_count(void)
{
	cpu_set_t cpus;

	if (sched_getaffinity(0, sizeof(cpus), &cpus) < 0) {
		return sysconf(_SC_NPROCESSORS_ONLN);
	}
	return CPU_COUNT(&cpus);
}

static const char *join(struct arena *arena, const char *directory, const char *name)
{
	struct buf path;
	const char *result;

	buf_init(&path, FORMATTED_MAX);
	buf_printf(&path, "%s/%s", directory, name);
	result = arena_str(arena, buf_str(&path)).ptr;
	buf_done(&path);
	return result;
}

/* The service manager's credential of that name, when there is one and the option names no file. */
static void use_credential(struct conf *conf, const char *name, const char **field)
{
	const char *directory = getenv("CREDENTIALS_DIRECTORY");
	const char *path;

	if (**field != '\0' || !directory || directory[0] == '\0') {
		return;
	}
	path = join(conf->arena, directory, name);
	if (access(path, R_OK) == 0) {
		*field = path;
	}
}

static void finish(struct loader *loader)
{
	struct conf *conf = loader->conf;

	if (conf->control.socket[0] != '/') {
		conf->control.socket = join(conf->arena, conf->runtime_dir, conf->control.socket);
	}
	if (conf->readers.count == 0) {
		int64_t cpus = cpu_count();

		conf->readers.count = cpus < 2 ? 2 : cpus;
	}
	if (conf->redis.server.kind != CONF_ADDRESS_NONE) {
		use_credential(conf, "redis-password", &conf->redis.password_file);
	}
	use_credential(conf, "feed-credentials", &conf->feed_credentials);

	check_socket(loader, "control.socket", conf->control.socket);
	if (conf->redis.server.kind == CONF_ADDRESS_SOCKET) {
		check_socket(loader, "redis.server", conf->redis.server.name);
	}
	/* The pair of the ends comes last: whichever gave way before, they decide. */
	keep_order(loader, "fetch.interval", "fetch.max_interval");
	keep_order(loader, "fetch.min_interval", "fetch.interval");
	keep_order(loader, "fetch.min_interval", "fetch.max_interval");
	keep_order(loader, "fetch.connect_timeout", "fetch.timeout");
	keep_order(loader, "fetch.max_document", "fetch.memory");
	keep_order(loader, "readers.cpu_limit", "readers.deadline");
}

static void load_presets(struct loader *loader)
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

struct conf *conf_load(
	const char *file, const char *const *sets, size_t set_count, struct diags *diags)
{
	struct conf *conf = mem_zalloc(sizeof(*conf));
	size_t errors_before = diags->errors;
	size_t count;

	conf->arena = arena_new(0);
	conf->file = "";
	options_table(&count);
	struct loader loader = {
		.conf = conf,
		.diags = diags,
		.places = mem_zalloc(count * sizeof(struct place)),
		.text = STR(""),
		.directory = mem_strdup(""),
	};

	load_presets(&loader);
	load_file(&loader, file);
	load_environment(&loader);
	for (size_t i = 0; i < set_count; i++) {
		load_set(&loader, sets[i]);
	}
	/* After other errors these would only confuse. */
	if (diags->errors == errors_before) {
		finish(&loader);
	}
	free(loader.directory);
	free(loader.places);
	if (diags->errors > errors_before) {
		conf_free(conf);
		return NULL;
	}
	return conf;
}

void conf_free(struct conf *conf)
{
	if (conf) {
		arena_free(conf->arena);
		free(conf);
	}
}

void conf_compare(const struct conf *before, const struct conf *now, conf_change_fn *fn, void *arg)
{
	size_t count;
	const struct conf_option *options = options_table(&count);
	struct buf old;
	struct buf new;

	buf_init(&old, FORMATTED_MAX);
	buf_init(&new, FORMATTED_MAX);
	for (size_t i = 0; i < count; i++) {
		buf_clear(&old);
		buf_clear(&new);
		value_format(before, &options[i], &old);
		value_format(now, &options[i], &new);
		if (!str_eq(buf_str(&old), buf_str(&new))) {
			fn(options[i].path, buf_cstr(&old), buf_cstr(&new),
				options[i].reload == OPTION_RESTART, arg);
		}
	}
	buf_done(&old);
	buf_done(&new);
}

int64_t conf_backlog_since(const struct conf *conf, int64_t now_s)
{
	if (conf->backlog_ms == CONF_BACKLOG_ALL) {
		return INT64_MIN;
	}
	return conf->backlog_ms == CONF_BACKLOG_NONE ? INT64_MAX : now_s - conf->backlog_ms / 1000;
}

int conf_read_password(const struct conf *conf, char **ret)
{
	struct buf text;
	int r;

	if (conf->redis.password_file[0] == '\0') {
		*ret = NULL;
		return 0;
	}
	buf_init(&text, PASSWORD_MAX);
	r = file_read(conf->redis.password_file, true, &text);
	if (r == 0) {
		struct str password = buf_str(&text);

		if (str_ends(password, STR("\n"))) {
			password.len--;
		}
		if (str_ends(password, STR("\r"))) {
			password.len--;
		}
		*ret = str_dupz(password);
		explicit_bzero(text.ptr, text.len);
	}
	buf_done(&text);
	return r;
}
