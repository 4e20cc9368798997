/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reads all feed lists. A file that is named and missing is an error, so that a slip of the hand does not silently unwatch
 * its feeds; a pattern that matches nothing is not. Each file is read once, whatever names it.
 */
#include "conf/feeds.h"

#include <errno.h>
#include <glob.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/limits.h"
#include "base/map.h"
#include "base/mem.h"
#include "conf/file.h"
#include "conf/opml.h"
#include "feed/credentials.h"
#include "feed/list_file.h"

struct gathering {
	struct feed_specs *specs;
	struct diags *diags;
	const struct credentials *credentials;
	struct map *seen; /* paths that were read; keys borrowed from the lists of glob */
};

static bool is_opml(const char *path)
{
	struct str s = str_from(path);

	return s.len > 5 && str_eq_nocase(str_slice(s, s.len - 5, 5), STR(".opml"));
}

static void report(struct diags *diags, const char *path, int error)
{
	diags_error(diags, (struct place){.file = path}, "cannot be read: %s",
		error == -EACCES ? "permission denied" : file_error_text(error));
}

static void read_list(const struct gathering *all, const char *path)
{
	struct buf text;
	int r;

	buf_init(&text, LIMIT_FEED_FILE);
	r = file_read(path, false, &text);
	if (r < 0) {
		report(all->diags, path, r);
	} else if (is_opml(path)) {
		opml_parse(path, buf_str(&text), all->specs, all->diags);
	} else {
		list_file_parse(path, buf_str(&text), all->credentials, all->specs, all->diags);
	}
	buf_done(&text);
}

static bool is_pattern(const char *path)
{
	return strpbrk(path, "*?[") != NULL;
}

static void read_pattern(struct gathering *all, const char *pattern, glob_t *found)
{
	int r = glob(pattern, is_pattern(pattern) ? 0 : GLOB_NOCHECK | GLOB_NOESCAPE, NULL, found);

	if (r != 0 && r != GLOB_NOMATCH) {
		report(all->diags, pattern, r == GLOB_NOSPACE ? -ENOMEM : -EIO);
		return;
	}
	for (size_t i = 0; r == 0 && i < found->gl_pathc; i++) {
		struct str path = str_from(found->gl_pathv[i]);

		if (!map_get(all->seen, path)) {
			map_put(all->seen, path, found);
			read_list(all, path.ptr);
		}
	}
}

/* NULL when there is no such file or it must not be used. */
static struct credentials *read_credentials(const char *path, struct diags *diags)
{
	struct credentials *credentials = NULL;
	struct buf text;
	int r;

	if (path[0] == '\0') {
		return NULL;
	}
	buf_init(&text, LIMIT_CREDENTIAL_FILE);
	r = file_read(path, true, &text);
	if (r == 0) {
		credentials = credentials_parse(path, buf_str(&text), diags);
	} else if (r == -EACCES) {
		diags_error(diags, (struct place){.file = path},
			"must be readable by the daemon and by nobody else");
		diags_suggest(diags, "chmod o= and chgrp to the daemon's group");
	} else {
		report(diags, path, r);
	}
	if (text.ptr) {
		explicit_bzero(text.ptr, text.len);
	}
	buf_done(&text);
	return credentials;
}

int feeds_load(const struct conf *conf, struct feed_specs *specs, struct diags *diags)
{
	size_t errors = diags->errors;
	struct credentials *credentials = read_credentials(conf->feed_credentials, diags);
	glob_t *found = mem_zalloc((conf->feeds.count + 1) * sizeof(*found));
	struct gathering all = {
		.specs = specs, .diags = diags, .credentials = credentials, .seen = map_new()};

	for (size_t i = 0; i < conf->feeds.count; i++) {
		read_pattern(&all, conf->feeds.items[i], &found[i]);
	}
	map_free(all.seen);
	for (size_t i = 0; i < conf->feeds.count; i++) {
		globfree(&found[i]);
	}
	free(found);
	credentials_free(credentials);
	return diags->errors > errors ? -EINVAL : 0;
}

static void tell_directory(
	const char *path, void (*fn)(const char *directory, void *arg), void *arg)
{
	const char *slash = strrchr(path, '/');
	char *directory = slash ? mem_strndup(path, slash == path ? 1 : (size_t)(slash - path))
				: mem_strdup(".");

	/* A pattern in the directory itself cannot be watched; `nuncio reload` reads it again. */
	if (!is_pattern(directory)) {
		fn(directory, arg);
	}
	free(directory);
}

void feeds_each_directory(
	const struct conf *conf, void (*fn)(const char *directory, void *arg), void *arg)
{
	for (size_t i = 0; i < conf->feeds.count; i++) {
		tell_directory(conf->feeds.items[i], fn, arg);
	}
	if (conf->feed_credentials[0] != '\0') {
		tell_directory(conf->feed_credentials, fn, arg);
	}
}
