/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Finds and reads rule files: those named *.yaml of a directory in the order of their names' bytes, so that every machine
 * loads alike, and behind them those of its subdirectory cues. Does not look into others or at hidden files. Keeps true: no file is larger than LIMIT_RULE_FILE.
 */
#include "match/loader.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/limits.h"
#include "base/mem.h"

struct reading {
	struct arena *arena;
	struct arena *scratch;
	struct diags *diags;
	struct book_source *sources; /* owned until given away */
	size_t count;
	size_t cap;
};

static bool fail(struct reading *reading, const char *path, const char *what, int error)
{
	struct place place = {.file = path};

	diags_error(reading->diags, place, "%s: %s", what, strerror(error));
	return false;
}

static bool read_all(struct reading *reading, FILE *file, const char *path, struct str *ret)
{
	struct stat status;
	char *bytes;
	size_t len;

	if (fstat(fileno(file), &status) < 0) {
		return fail(reading, path, "cannot be read", errno);
	}
	if (!S_ISREG(status.st_mode)) {
		return fail(reading, path, "is not a file", EINVAL);
	}
	if (status.st_size > (off_t)LIMIT_RULE_FILE) {
		return fail(reading, path, "is too large for a rule file", EFBIG);
	}
	bytes = arena_alloc(reading->scratch, (size_t)status.st_size + 1);
	len = fread(bytes, 1, (size_t)status.st_size, file);
	if (ferror(file)) {
		return fail(reading, path, "cannot be read", EIO);
	}
	bytes[len] = '\0';
	*ret = str_make(bytes, len);
	return true;
}

static bool read_file(struct reading *reading, const char *path)
{
	FILE *file = fopen(path, "re");
	struct str text;
	struct str name;
	bool good;

	if (!file) {
		return fail(reading, path, "cannot be opened", errno);
	}
	good = read_all(reading, file, path, &text);
	(void)fclose(file);
	if (!good) {
		return false;
	}
	name = arena_str(reading->arena, str_from(path));
	if (!name.ptr) {
		return fail(reading, path, "cannot be kept", ENOMEM);
	}
	if (str_starts(text, STR("\xef\xbb\xbf"))) {
		text = str_slice(text, 3, text.len);
	}
	reading->sources = mem_grow(
		reading->sources, &reading->cap, reading->count + 1, sizeof(*reading->sources));
	reading->sources[reading->count++] = (struct book_source){.file = name.ptr, .text = text};
	return true;
}

static int is_rule_file(const struct dirent *entry)
{
	struct str name = str_from(entry->d_name);

	return str_ends(name, STR(".yaml")) && name.ptr[0] != '.';
}

static int by_bytes(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static bool read_entries(struct reading *reading, const char *path)
{
	struct dirent **entries = NULL;
	int count = scandir(path, &entries, is_rule_file, by_bytes);
	bool good = true;

	if (count < 0) {
		return fail(reading, path, "cannot be opened", errno);
	}
	for (int i = 0; i < count; i++) {
		char *name = NULL;

		if (asprintf(&name, "%s/%s", path, entries[i]->d_name) < 0) {
			good = fail(reading, path, "cannot be read", ENOMEM);
		} else if (!read_file(reading, name)) {
			good = false;
		}
		free(name);
		free(entries[i]);
	}
	free(entries);
	return good;
}

static bool read_directory(struct reading *reading, const char *path)
{
	struct stat status;
	char *cues = NULL;
	bool good = read_entries(reading, path);

	if (asprintf(&cues, "%s/" BOOK_CUES_DIRECTORY, path) < 0) {
		return fail(reading, path, "cannot be read", ENOMEM);
	}
	if (stat(cues, &status) == 0 && S_ISDIR(status.st_mode)) {
		good = read_entries(reading, cues) && good;
	}
	free(cues);
	return good;
}

bool book_files_read(struct arena *arena, struct arena *scratch, const char *const *paths,
	size_t path_count, struct book_files *ret, struct diags *diags)
{
	struct reading reading = {.arena = arena, .scratch = scratch, .diags = diags};
	bool good = true;

	for (size_t i = 0; i < path_count; i++) {
		struct stat status;

		if (stat(paths[i], &status) < 0) {
			good = fail(&reading, paths[i], "cannot be opened", errno);
		} else if (S_ISDIR(status.st_mode)) {
			good = read_directory(&reading, paths[i]) && good;
		} else {
			good = read_file(&reading, paths[i]) && good;
		}
	}
	if (!good) {
		free(reading.sources);
		return false;
	}
	*ret = (struct book_files){.sources = reading.sources, .count = reading.count};
	return true;
}
