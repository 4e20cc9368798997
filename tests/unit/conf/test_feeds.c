/* SPDX-License-Identifier: BSD-2-Clause */
#include "files.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "conf/conf.h"
#include "conf/feeds.h"

static char directory[] = "/tmp/nuncio-test-feeds-XXXXXX";

static const struct {
	const char *name;
	const char *text;
	mode_t mode;
} files[] = {
	{"n.yaml",
		"feeds: [a.yaml, lists/*.yaml, lists/*.opml, a.yaml]\n"
		"feed_credentials: secrets.yaml\n",
		0644},
	{"a.yaml", "- https://a.example/\n- {url: https://b.example/, credential: agency}\n", 0644},
	{"lists/1.yaml", "- https://c.example/\n- https://a.example/\n", 0644},
	{"lists/2.yaml", "[]\n", 0644},
	{"lists/3.opml",
		"<opml><body><outline text='D' xmlUrl='https://d.example/'/></body></opml>", 0644},
	{"secrets.yaml", "agency: {user: desk, password: pw}\n", 0640},
};

static void in_directory(const char *name, char out[128])
{
	snprintf(out, 128, "%s/%s", directory, name);
}

static void write_here(const char *name, const char *text, mode_t mode)
{
	char path[128];

	in_directory(name, path);
	write_file_mode(path, text, mode);
}

static int set_up(void **state)
{
	(void)state;
	char path[128];

	unsetenv("CREDENTIALS_DIRECTORY");
	if (!mkdtemp(directory)) {
		return -1;
	}
	in_directory("lists", path);
	if (mkdir(path, 0755) < 0) {
		return -1;
	}
	for (size_t i = 0; i < COUNT(files); i++) {
		write_here(files[i].name, files[i].text, files[i].mode);
	}
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	char path[128];

	for (size_t i = 0; i < COUNT(files); i++) {
		in_directory(files[i].name, path);
		unlink(path);
	}
	in_directory("lists", path);
	rmdir(path);
	return rmdir(directory);
}

/* The feeds, then the diagnostics. */
static int load(struct buf *out)
{
	char path[128];
	struct diags diags;
	struct feed_specs specs;

	in_directory("n.yaml", path);
	diags_init(&diags);
	feed_specs_init(&specs);
	struct conf *conf = conf_load(path, NULL, 0, &diags);
	assert_non_null(conf);
	int r = feeds_load(conf, &specs, &diags);
	buf_clear(out);
	for (size_t i = 0; i < specs.count; i++) {
		buf_printf(out, "%s%s ", specs.items[i].url, specs.items[i].user ? "!" : "");
	}
	buf_printf(out, "\n");
	diags_format(&diags, out);
	conf_free(conf);
	diags_done(&diags);
	feed_specs_done(&specs);
	return r;
}

static void test_load(void **state)
{
	(void)state;
	struct buf out;

	buf_init(&out, 65536);
	assert_int_equal(load(&out), 0);
	assert_non_null(strstr(buf_cstr(&out),
		"https://a.example/ https://b.example/! https://c.example/ https://d.example/ \n"));
	assert_non_null(strstr(buf_cstr(&out), "lists/1.yaml:2:3: warning: "));

	/* A secret that others can read is not used. */
	write_here("secrets.yaml", files[5].text, 0644);
	assert_int_equal(load(&out), -EINVAL);
	assert_non_null(strstr(buf_cstr(&out), "secrets.yaml: error: must be readable by"));
	assert_null(strstr(buf_cstr(&out), "https://b.example/!"));
	write_here("secrets.yaml", files[5].text, 0640);

	/* One bad file does not hide the others. */
	write_here("lists/2.yaml", "- {url: https://e.example/, nmae: E}\n", 0644);
	assert_int_equal(load(&out), -EINVAL);
	assert_non_null(strstr(buf_cstr(&out), "https://d.example/ \n"));
	assert_non_null(strstr(buf_cstr(&out), "lists/2.yaml:1:29: error: unknown key \"nmae\""));
	write_here("lists/2.yaml", "[]\n", 0644);

	/* Named and missing: an error. Matched and gone: gone. */
	char path[128];
	in_directory("lists/1.yaml", path);
	unlink(path);
	assert_int_equal(load(&out), 0);
	in_directory("a.yaml", path);
	unlink(path);
	assert_int_equal(load(&out), -EINVAL);
	assert_non_null(strstr(buf_cstr(&out), "a.yaml: error: cannot be read: No such file"));
	buf_done(&out);
}

static void add_directory(const char *name, void *arg)
{
	buf_printf(arg, "%s ", name + strlen(directory));
}

static void test_directories(void **state)
{
	(void)state;
	char path[128];
	struct diags diags;
	struct buf out;

	in_directory("n.yaml", path);
	diags_init(&diags);
	buf_init(&out, 4096);
	struct conf *conf = conf_load(path, NULL, 0, &diags);
	feeds_each_directory(conf, add_directory, &out);
	assert_string_equal(buf_cstr(&out), " /lists /lists   ");
	buf_done(&out);
	conf_free(conf);
	diags_done(&diags);
}

/* The list that is installed. */
static void test_starter_list(void **state)
{
	(void)state;
	struct diags diags;
	struct feed_specs specs;
	struct buf out;

	diags_init(&diags);
	feed_specs_init(&specs);
	buf_init(&out, 65536);
	const char *sets[] = {"feeds=" NUNCIO_SOURCE "/etc/feeds.yaml"};
	struct conf *conf = conf_load(NUNCIO_SOURCE "/etc/nuncio.yaml", sets, 1, &diags);
	assert_int_equal(feeds_load(conf, &specs, &diags), 0);
	diags_format(&diags, &out);
	assert_string_equal(buf_cstr(&out), "");
	assert_true(specs.count >= 40);
	for (size_t i = 0; i < specs.count; i++) {
		assert_non_null(specs.items[i].name);
		assert_non_null(specs.items[i].tags);
		assert_non_null(
			specs.items[i].language ? specs.items[i].language : specs.items[i].country);
	}
	buf_done(&out);
	conf_free(conf);
	diags_done(&diags);
	feed_specs_done(&specs);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_load),
		cmocka_unit_test(test_directories),
		cmocka_unit_test(test_starter_list),
	};

	/* Options could come from the environment of whoever runs the tests. */
	assert_int_equal(clearenv(), 0);
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
