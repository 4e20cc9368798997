/* SPDX-License-Identifier: BSD-2-Clause */
/* The kept copy of the feed lists: what comes back, and what is not believed. */
#include "conf/feeds_copy.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "check.h"

static char directory[] = "/tmp/nuncio-test-copy-XXXXXX";
static char path[sizeof(directory) + 16];

static int set_up(void **state)
{
	(void)state;
	if (!mkdtemp(directory)) {
		return -1;
	}
	(void)snprintf(path, sizeof(path), "%s/copy", directory);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	unlink(path);
	return rmdir(directory); /* fails when a file is left beside the copy */
}

static const struct feed_spec feeds[] = {
	{.url = "https://a.example/"},
	{.url = "https://b.example/\xc3\xa9",
		.name = "B",
		.country = "DE",
		.language = "de",
		.tags = "x,y",
		.user = "u",
		.password = "",
		.header = "X-Key: 1",
		.interval_s = 60},
	{.url = "https://c.example/", .interval_s = INT32_MAX, .fulltext = FEED_FULLTEXT_NEVER},
};

static void fill(struct feed_specs *specs, size_t count)
{
	feed_specs_init(specs);
	for (size_t i = 0; i < count; i++) {
		assert_true(feed_specs_add(specs, &feeds[i]));
	}
}

static void write_copy(size_t count)
{
	struct feed_specs specs;

	fill(&specs, count);
	assert_int_equal(feeds_copy_write(path, &specs), 0);
	feed_specs_done(&specs);
}

static void test_what_goes_in_comes_out(void **state)
{
	struct feed_specs specs;

	(void)state;
	for (size_t count = COUNT(feeds) + 1; count-- > 0;) {
		struct stat info;

		write_copy(count);
		feed_specs_init(&specs);
		assert_int_equal(feeds_copy_read(path, &specs), 0);
		assert_int_equal(specs.count, count);
		for (size_t i = 0; i < count; i++) {
			assert_true(feed_spec_eq(&specs.items[i], &feeds[i]));
		}
		feed_specs_done(&specs);
		assert_int_equal(stat(path, &info), 0);
		assert_int_equal(info.st_mode & 07777, 0600);
	}
}

static int read_into_none(void)
{
	struct feed_specs specs;
	int result;

	feed_specs_init(&specs);
	result = feeds_copy_read(path, &specs);
	assert_int_equal(specs.count, 0);
	feed_specs_done(&specs);
	return result;
}

static void test_damage_is_noticed(void **state)
{
	struct stat info;

	(void)state;
	write_copy(COUNT(feeds));
	assert_int_equal(stat(path, &info), 0);
	for (off_t at = 0; at < info.st_size; at++) {
		char byte;
		int fd = open(path, O_RDWR);

		assert_int_equal(pread(fd, &byte, 1, at), 1);
		byte ^= 0x20;
		assert_int_equal(pwrite(fd, &byte, 1, at), 1);
		check_int(read_into_none(), -EBADMSG, "a byte");
		byte ^= 0x20;
		assert_int_equal(pwrite(fd, &byte, 1, at), 1);
		close(fd);
	}
	for (off_t size = info.st_size - 1; size >= 0; size--) {
		assert_int_equal(truncate(path, size), 0);
		check_int(read_into_none(), -EBADMSG, "cut off");
	}
}

static void test_files_that_are_not_ours(void **state)
{
	(void)state;
	unlink(path);
	assert_int_equal(read_into_none(), -ENOENT);
	write_copy(1);
	assert_int_equal(chmod(path, 0604), 0);
	assert_int_equal(read_into_none(), -EACCES);
	unlink(path);
	assert_int_equal(mkdir(path, 0700), 0);
	struct feed_specs specs;
	fill(&specs, 1);
	assert_true(feeds_copy_write(path, &specs) < 0);
	feed_specs_done(&specs);
	assert_int_equal(rmdir(path), 0);
	char fresh[sizeof(path) + 8];
	(void)snprintf(fresh, sizeof(fresh), "%s.new", path);
	unlink(fresh);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_what_goes_in_comes_out),
		cmocka_unit_test(test_damage_is_noticed),
		cmocka_unit_test(test_files_that_are_not_ours),
	};

	return cmocka_run_group_tests_name("conf/feeds_copy", tests, set_up, tear_down);
}
