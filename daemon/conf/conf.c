/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Puts a configuration together from its sources and checks what one option demands of another; these checks are the only
 * place that knows options by name. A configuration with an error is not given out.
 */
#include "conf/conf.h"

#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/mem.h"
#include "conf/file.h"
#include "conf/loader.h"
#include "conf/options.h"
#include "conf/value.h"

#define PASSWORD_MAX 4096
#define FORMATTED_MAX (1u << 20)

static struct place place_for(const struct loader *loader, const char *path)
{
	struct place place = loader_place(loader, options_find(str_from(path)));

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
	if (!loader_place(loader, low).file) {
		*a = *b;
	} else if (!loader_place(loader, high).file) {
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
	keep_order(loader, "fulltext.timeout", "fulltext.max_wait");
	keep_order(loader, "fetch.max_document", "fetch.memory");
	keep_order(loader, "readers.cpu_limit", "readers.deadline");
}

struct conf *conf_load(
	const char *file, const char *const *sets, size_t set_count, struct diags *diags)
{
	struct conf *conf = mem_zalloc(sizeof(*conf));
	size_t errors_before = diags->errors;
	struct loader loader;

	conf->arena = arena_new(0);
	conf->file = "";
	loader_init(&loader, conf, diags);
	loader_take_presets(&loader);
	loader_take_file(&loader, file);
	loader_take_environment(&loader);
	for (size_t i = 0; i < set_count; i++) {
		loader_take_set(&loader, sets[i]);
	}
	/* After other errors these would only confuse. */
	if (diags->errors == errors_before) {
		finish(&loader);
	}
	loader_done(&loader);
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

int64_t conf_backlog_since(int64_t backlog_ms, int64_t now_s)
{
	if (backlog_ms == CONF_BACKLOG_ALL) {
		return INT64_MIN;
	}
	return backlog_ms == CONF_BACKLOG_NONE ? INT64_MAX : now_s - backlog_ms / 1000;
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
