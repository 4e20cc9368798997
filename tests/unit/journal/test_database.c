/* SPDX-License-Identifier: BSD-2-Clause */
/* Files that are no journal of ours, damaged or not there. */
#include "journal/journal_scene.h"

static void write_at(const char *path, off_t offset, const char *text, size_t len)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	assert_true(fd >= 0);
	assert_int_equal(pwrite(fd, text, len, offset), (ssize_t)len);
	close(fd);
}

static void damaged_and_foreign_files_are_refused(void **state)
{
	struct fixture *f = *state;
	static const struct {
		off_t offset; /* in the SQLite file: fileformat2, 1.3 */
		const char *bytes;
		size_t len;
		const char *said;
	} rows[] = {
		{0, "garbage", 7, "is damaged"},
		{68, "\0\0\0\1", 4, "is a database of another program"},
		{60, "\0\0\0\2", 4, "it was made by a newer one"},
		{8192, "\377\377\377\377\377\377\377\377", 8, "is damaged"},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct buf error;
		char before[4096 * 3];
		buf_init(&error, 4096);
		journal_close(f->journal);
		f->journal = NULL;
		int fd = open(f->path, O_RDONLY | O_CLOEXEC);
		assert_int_equal(pread(fd, before, sizeof(before), 0), (ssize_t)sizeof(before));
		close(fd);
		write_at(f->path, rows[i].offset, rows[i].bytes, rows[i].len);
		assert_true(open_journal(f, &error) < 0);
		if (strstr(buf_cstr(&error), rows[i].said) == NULL) {
			fail_msg("row %zu: %s", i, buf_cstr(&error));
		}
		write_at(f->path, 0, before, sizeof(before));
		assert_int_equal(open_journal(f, NULL), 0);
		buf_done(&error);
	}
}

static void missing_folder_is_an_error(void **state)
{
	struct fixture *f = *state;
	struct journal *other = NULL;
	struct buf error;
	struct journal_config config = {.path = "/nonexistent/journal.db"};
	buf_init(&error, 4096);
	assert_int_equal(journal_open(f->loop, &config, &error, &other), -ENOENT);
	assert_non_null(strstr(buf_cstr(&error), "/nonexistent/journal.db.lock"));
	buf_done(&error);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			damaged_and_foreign_files_are_refused, set_up, tear_down),
		cmocka_unit_test_setup_teardown(missing_folder_is_an_error, set_up, tear_down),
	};
	return cmocka_run_group_tests_name("journal/database", tests, NULL, NULL);
}
