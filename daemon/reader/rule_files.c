/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Rule files, read once and kept. Never changes a file of the site, and never leaves half a set in the kept directory:
 * a new one is written and synced beside it, then both names are exchanged.
 * Names in the kept directory begin with the place in the order of loading: "0003-20-diplomacy.yaml".
 */
#include "reader/rule_files.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"
#include "match/loader.h"

#define SETTLE_MS 200 /* quiet for so long: nobody is writing */
#define SETTLE_STEP_MS 20
#define SETTLE_MAX_MS 2000 /* then they are read as they are */

void rule_files_init(struct rule_files *files)
{
	*files = (struct rule_files){.texts = arena_new(0)};
}

void rule_files_done(struct rule_files *files)
{
	free(files->sources);
	arena_free(files->texts);
	*files = (struct rule_files){.count = 0};
}

static bool is_fresh(int directory, const char *name, int64_t now_ms)
{
	struct stat status;
	int64_t written_ms;

	if (fstatat(directory, name, &status, 0) < 0 || !S_ISREG(status.st_mode)) {
		return false;
	}
	written_ms = (int64_t)status.st_mtim.tv_sec * 1000 + status.st_mtim.tv_nsec / 1000000;
	return written_ms <= now_ms && written_ms > now_ms - SETTLE_MS;
}

/* True when a rule file in the directory was written within the last SETTLE_MS; it need not be there. */
static bool has_fresh(const char *path, int64_t now_ms)
{
	bool fresh = false;
	DIR *dir = opendir(path);
	const struct dirent *entry;

	while (dir && !fresh && (entry = readdir(dir))) {
		fresh = str_ends(str_from(entry->d_name), STR(".yaml")) &&
			is_fresh(dirfd(dir), entry->d_name, now_ms);
	}
	if (dir) {
		(void)closedir(dir);
	}
	return fresh;
}

/* The same of the file, or of the directory and its cues. */
static bool is_being_written(const char *path)
{
	int64_t now_ms = clock_wall_ms();
	char cues[PATH_MAX];
	int len = snprintf(cues, sizeof(cues), "%s/" BOOK_CUES_DIRECTORY, path);

	return is_fresh(AT_FDCWD, path, now_ms) || has_fresh(path, now_ms) ||
	       (len > 0 && (size_t)len < sizeof(cues) && has_fresh(cues, now_ms));
}

int64_t rule_files_settle(const struct str *paths, size_t path_count)
{
	const struct timespec step = {.tv_nsec = SETTLE_STEP_MS * 1000000L};
	int64_t waited_ms = 0;

	for (size_t i = 0; i < path_count && waited_ms < SETTLE_MAX_MS; i++) {
		char *path = str_dupz(paths[i]);

		while (waited_ms < SETTLE_MAX_MS && is_being_written(path)) {
			(void)nanosleep(&step, NULL);
			waited_ms += SETTLE_STEP_MS;
		}
		free(path);
	}
	return waited_ms;
}

bool rule_files_read(struct rule_files *files, struct arena *arena, const struct str *paths,
	size_t path_count, struct diags *diags)
{
	char **texts = mem_zalloc((path_count + 1) * sizeof(*texts));
	struct book_files read = {.count = 0};
	bool good;

	for (size_t i = 0; i < path_count; i++) {
		texts[i] = str_dupz(paths[i]);
	}
	good = book_files_read(
		arena, files->texts, (const char *const *)texts, path_count, &read, diags);
	files->sources = read.sources;
	files->count = read.count;
	for (size_t i = 0; i < path_count; i++) {
		free(texts[i]);
	}
	free(texts);
	return good;
}

/* --- the kept copy --- */

static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

/* The name of file number `i` in the kept directory. False when it is too long for one. */
static bool kept_name(const struct rule_files *files, size_t i, char out[NAME_MAX + 1])
{
	int len = snprintf(out, NAME_MAX + 1, "%04zu-%s", i + 1, base_name(files->sources[i].file));

	return len > 0 && len <= NAME_MAX;
}

static bool is_same(const struct rule_files *files, const char *directory)
{
	struct arena *arena = arena_new(0);
	struct str path = str_from(directory);
	struct rule_files kept;
	struct diags diags;
	bool same;

	diags_init(&diags);
	rule_files_init(&kept);
	same = rule_files_read(&kept, arena, &path, 1, &diags) && kept.count == files->count;
	for (size_t i = 0; same && i < kept.count; i++) {
		char name[NAME_MAX + 1];

		same = kept_name(files, i, name) &&
		       strcmp(base_name(kept.sources[i].file), name) == 0 &&
		       str_eq(kept.sources[i].text, files->sources[i].text);
	}
	rule_files_done(&kept);
	diags_done(&diags);
	arena_free(arena);
	return same;
}

/* Removes a directory that holds files only; it need not be there. */
static int remove_directory(const char *path)
{
	DIR *directory = opendir(path);
	struct dirent *entry;

	if (!directory) {
		return errno == ENOENT ? 0 : -errno;
	}
	while ((entry = readdir(directory))) {
		bool is_dots = strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0;

		if (!is_dots && unlinkat(dirfd(directory), entry->d_name, 0) < 0) {
			break; /* rmdir says what is wrong */
		}
	}
	(void)closedir(directory);
	return rmdir(path) < 0 ? -errno : 0;
}

static int write_file(int directory, const char *name, struct str text)
{
	int fd = openat(directory, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0640);
	int rc = 0;

	if (fd < 0) {
		return -errno;
	}
	while (rc == 0 && text.len > 0) {
		ssize_t done = write(fd, text.ptr, text.len);

		if (done >= 0) {
			text = str_slice(text, (size_t)done, text.len);
		} else if (errno != EINTR) {
			rc = -errno;
		}
	}
	if (rc == 0 && fsync(fd) < 0) {
		rc = -errno;
	}
	if (close(fd) < 0 && rc == 0) {
		rc = -errno;
	}
	return rc;
}

static int sync_path(const char *path)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int rc;

	if (fd < 0) {
		return -errno;
	}
	rc = fsync(fd) < 0 ? -errno : 0;
	(void)close(fd);
	return rc;
}

static int write_files(const struct rule_files *files, const char *path)
{
	int directory;
	int rc = 0;

	if (mkdir(path, 0750) < 0) {
		return -errno;
	}
	directory = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (directory < 0) {
		return -errno;
	}
	for (size_t i = 0; rc == 0 && i < files->count; i++) {
		char name[NAME_MAX + 1];

		rc = kept_name(files, i, name) ? write_file(directory, name, files->sources[i].text)
					       : -ENAMETOOLONG;
	}
	if (rc == 0 && fsync(directory) < 0) {
		rc = -errno;
	}
	(void)close(directory);
	return rc;
}

/* Puts the directory `fresh` in the place of `path`. */
static int exchange(const char *fresh, const char *path)
{
	if (renameat2(AT_FDCWD, fresh, AT_FDCWD, path, RENAME_EXCHANGE) == 0) {
		return remove_directory(fresh);
	}
	if (errno != ENOENT) {
		return -errno;
	}
	return rename(fresh, path) < 0 ? -errno : 0;
}

int rule_files_save(const struct rule_files *files, const char *directory)
{
	char fresh[PATH_MAX];
	char parent[PATH_MAX];
	int len = snprintf(fresh, sizeof(fresh), "%s.new", directory);
	int rc;

	if (len < 0 || (size_t)len >= sizeof(fresh)) {
		return -ENAMETOOLONG;
	}
	if (is_same(files, directory)) {
		return 0;
	}
	(void)snprintf(parent, sizeof(parent), "%s/..", directory);
	rc = remove_directory(fresh);
	rc = rc ? rc : write_files(files, fresh);
	rc = rc ? rc : exchange(fresh, directory);
	return rc ? rc : sync_path(parent);
}
