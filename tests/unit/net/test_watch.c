/* SPDX-License-Identifier: BSD-2-Clause */
#include "net/watch.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "check.h"

/* A folder with one watch on "<folder>/rules.d/" and "*.yaml"; each step changes something and says whether a call must come. */
struct scene {
	struct loop *loop;
	char folder[64];
	size_t calls;
};

static void on_change(void *arg)
{
	struct scene *scene = arg;

	scene->calls++;
	loop_stop(scene->loop);
}

static void on_timeout(void *arg)
{
	loop_stop(((struct scene *)arg)->loop);
}

static const char *path_in(const struct scene *scene, const char *name)
{
	static char path[256];

	(void)snprintf(path, sizeof(path), "%s/%s", scene->folder, name);
	return path;
}

static void write_file(const struct scene *scene, const char *name)
{
	int fd = open(path_in(scene, name), O_WRONLY | O_CREAT | O_APPEND, 0600);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, "x", 1), 1);
	assert_int_equal(close(fd), 0);
}

static void rename_file(const struct scene *scene, const char *from, const char *to)
{
	char *source = strdup(path_in(scene, from));

	assert_int_equal(rename(source, path_in(scene, to)), 0);
	free(source);
}

static void make_folder(const struct scene *scene)
{
	assert_int_equal(mkdir(path_in(scene, "rules.d"), 0700), 0);
}

static void write_rule(const struct scene *scene)
{
	write_file(scene, "rules.d/a.yaml");
}

static void write_swap_file(const struct scene *scene)
{
	write_file(scene, "rules.d/.a.yaml.swp");
}

static void save_as_editors_do(const struct scene *scene)
{
	write_file(scene, "rules.d/a.yaml.tmp");
	rename_file(scene, "rules.d/a.yaml.tmp", "rules.d/a.yaml");
}

static void move_away(const struct scene *scene)
{
	rename_file(scene, "rules.d/a.yaml", "elsewhere");
}

static void move_back(const struct scene *scene)
{
	rename_file(scene, "elsewhere", "rules.d/b.yaml");
}

static void delete_rule(const struct scene *scene)
{
	assert_int_equal(unlink(path_in(scene, "rules.d/b.yaml")), 0);
}

static void delete_folder(const struct scene *scene)
{
	assert_int_equal(unlink(path_in(scene, "rules.d/.a.yaml.swp")), 0);
	assert_int_equal(rmdir(path_in(scene, "rules.d")), 0);
}

static void make_folder_with_rule(const struct scene *scene)
{
	make_folder(scene);
	write_rule(scene);
}

static void write_above(const struct scene *scene)
{
	write_file(scene, "rules.yaml");
	assert_int_equal(unlink(path_in(scene, "rules.yaml")), 0);
}

static void write_beside(const struct scene *scene)
{
	write_file(scene, "rules.d/notes.txt");
}

static void test_changes(void **state)
{
	static const struct {
		const char *what;
		void (*change)(const struct scene *scene);
		size_t calls;
	} rows[] = {
		{"others write where the folder is to be", write_above, 0},
		{"the folder is made", make_folder, 1},
		{"a rule is written", write_rule, 1},
		{"an editor's swap file", write_swap_file, 0},
		{"an atomic save", save_as_editors_do, 1},
		{"moved away", move_away, 1},
		{"moved back under another name", move_back, 1},
		{"deleted", delete_rule, 1},
		{"the folder is deleted", delete_folder, 1},
		{"others write where it was", write_above, 0},
		{"the folder is made again, with a rule", make_folder_with_rule, 1},
		{"another kind of file", write_beside, 0},
	};
	struct scene scene = {.folder = "/tmp/nuncio-watch-XXXXXX"};
	char pattern[128];
	const char *patterns[] = {pattern};
	struct watch *watch;
	struct loop_timer *timeout;

	(void)state;
	assert_non_null(mkdtemp(scene.folder));
	(void)snprintf(pattern, sizeof(pattern), "%s/rules.d/*.yaml", scene.folder);
	scene.loop = loop_new();
	watch = watch_new(scene.loop, on_change, &scene);
	timeout = loop_timer_new(scene.loop, on_timeout, &scene);
	assert_non_null(watch);
	watch_set(watch, patterns, 1);
	for (size_t i = 0; i < COUNT(rows); i++) {
		scene.calls = 0;
		rows[i].change(&scene);
		loop_timer_set(timeout, rows[i].calls ? 10000 : WATCH_QUIET_MS + 100);
		loop_run(scene.loop);
		check_int((int64_t)scene.calls, (int64_t)rows[i].calls, rows[i].what);
	}
	loop_timer_free(timeout);
	watch_free(watch);
	loop_free(scene.loop);
	assert_int_equal(unlink(path_in(&scene, "rules.d/a.yaml")), 0);
	assert_int_equal(unlink(path_in(&scene, "rules.d/notes.txt")), 0);
	assert_int_equal(rmdir(path_in(&scene, "rules.d")), 0);
	assert_int_equal(rmdir(scene.folder), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_changes)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
