/* SPDX-License-Identifier: BSD-2-Clause */
#include "reader/rule_files.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/mem.h"
#include "files.h"

struct fixture {
	char directory[64];
	char rules[100];
	char kept[100];
	struct arena *arena;
	struct diags diags;
	struct rule_files files;
};

static int set_up(void **state)
{
	struct fixture *f = mem_zalloc(sizeof(*f));

	(void)snprintf(f->directory, sizeof(f->directory), "/tmp/nuncio-files-XXXXXX");
	assert_non_null(mkdtemp(f->directory));
	(void)snprintf(f->rules, sizeof(f->rules), "%s/rules", f->directory);
	(void)snprintf(f->kept, sizeof(f->kept), "%s/kept", f->directory);
	assert_int_equal(mkdir(f->rules, 0700), 0);
	f->arena = arena_new(0);
	diags_init(&f->diags);
	rule_files_init(&f->files);
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;

	rule_files_done(&f->files);
	diags_done(&f->diags);
	arena_free(f->arena);
	remove_tree(f->directory);
	free(f);
	return 0;
}

static bool read_files(struct fixture *f, const char *path)
{
	struct str s = str_from(path);

	rule_files_done(&f->files);
	rule_files_init(&f->files);
	return rule_files_read(&f->files, f->arena, &s, 1, &f->diags);
}

static void assert_file(const struct fixture *f, size_t i, const char *name, const char *text)
{
	assert_true(i < f->files.count);
	assert_non_null(strstr(f->files.sources[i].file, name));
	assert_true(str_eq(f->files.sources[i].text, str_from(text)));
}

static void test_read(void **state)
{
	struct fixture *f = *state;

	write_file_in(f->rules, "20-b.yaml", "b");
	write_file_in(f->rules, "10-a.yaml", "a");
	write_file_in(f->rules, ".hidden.yaml", "no");
	write_file_in(f->rules, "notes.txt", "no");
	assert_true(read_files(f, f->rules));
	assert_int_equal(f->files.count, 2);
	assert_file(f, 0, "/rules/10-a.yaml", "a");
	assert_file(f, 1, "/rules/20-b.yaml", "b");
	assert_false(read_files(f, "/nonexistent"));
	assert_int_equal(f->diags.errors, 1);
}

static ino_t inode_of(const char *path)
{
	struct stat info;

	assert_int_equal(stat(path, &info), 0);
	return info.st_ino;
}

static void test_save(void **state)
{
	struct fixture *f = *state;
	char fresh[200];
	ino_t first;

	(void)snprintf(fresh, sizeof(fresh), "%s.new", f->kept);
	write_file_in(f->rules, "20-b.yaml", "b");
	write_file_in(f->rules, "10-a.yaml", "a");
	assert_true(read_files(f, f->rules));
	assert_int_equal(rule_files_save(&f->files, f->kept), 0);
	first = inode_of(f->kept);
	/* The same again: nothing is written. */
	assert_int_equal(rule_files_save(&f->files, f->kept), 0);
	assert_true(inode_of(f->kept) == first);
	/* What a crash may have left is no obstacle. */
	assert_int_equal(mkdir(fresh, 0700), 0);
	write_file_in(fresh, "0001-half.yaml", "half");
	write_file_in(f->rules, "10-a.yaml", "changed");
	write_file_in(f->rules, "05-first.yaml", "first");
	assert_true(read_files(f, f->rules));
	assert_int_equal(rule_files_save(&f->files, f->kept), 0);
	assert_true(inode_of(f->kept) != first);
	assert_int_equal(access(fresh, F_OK), -1);

	assert_true(read_files(f, f->kept));
	assert_int_equal(f->files.count, 3);
	assert_file(f, 0, "/kept/0001-05-first.yaml", "first");
	assert_file(f, 1, "/kept/0002-10-a.yaml", "changed");
	assert_file(f, 2, "/kept/0003-20-b.yaml", "b");
}

static void test_save_fails(void **state)
{
	struct fixture *f = *state;
	char path[200];

	write_file_in(f->rules, "10-a.yaml", "a");
	assert_true(read_files(f, f->rules));
	(void)snprintf(path, sizeof(path), "%s/no/such/directory", f->directory);
	assert_int_equal(rule_files_save(&f->files, path), -ENOENT);
	write_file_in(f->directory, "file", "in the way");
	(void)snprintf(path, sizeof(path), "%s/file/kept", f->directory);
	assert_int_equal(rule_files_save(&f->files, path), -ENOTDIR);
}

/* Only what was just written is waited for. */
static void test_settle(void **state)
{
	static const struct {
		const char *name;
		int64_t age_s;
		bool waits;
	} rows[] = {
		{"a.yaml", 3600, false},
		{"a.yaml", 0, true},
		{"a.yaml", -3600, false}, /* from the future: a clock was wrong */
		{"notes.txt", 0, false},
	};
	struct fixture *f = *state;
	struct str path = str_from(f->rules);

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct timespec times[2] = {{.tv_nsec = UTIME_OMIT}, {.tv_nsec = UTIME_NOW}};
		char name[200];

		write_file_in(f->rules, rows[i].name, "x");
		(void)snprintf(name, sizeof(name), "%s/%s", f->rules, rows[i].name);
		if (rows[i].age_s != 0) {
			times[1] = (struct timespec){.tv_sec = time(NULL) - rows[i].age_s};
		}
		assert_int_equal(utimensat(AT_FDCWD, name, times, 0), 0);
		assert_int_equal(rule_files_settle(&path, 1) > 0, rows[i].waits);
		assert_int_equal(unlink(name), 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_read, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_save, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_save_fails, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_settle, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
