/* SPDX-License-Identifier: BSD-2-Clause */
#include "check.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "conf/file.h"

static void test_read(void **state)
{
	(void)state;
	char directory[] = "/tmp/nuncio-test-file-XXXXXX";
	char path[64];
	char fifo[64];
	struct buf out;

	assert_non_null(mkdtemp(directory));
	snprintf(path, sizeof(path), "%s/a", directory);
	snprintf(fifo, sizeof(fifo), "%s/b", directory);
	FILE *file = fopen(path, "w");
	assert_non_null(file);
	for (int i = 0; i < 100000; i++) {
		assert_true(fputs("0123456789", file) >= 0);
	}
	assert_int_equal(fclose(file), 0);
	assert_int_equal(mkfifo(fifo, 0600), 0);

	buf_init(&out, 1000000);
	assert_int_equal(file_read(path, false, &out), 0);
	assert_int_equal(out.len, 1000000);
	buf_done(&out);

	buf_init(&out, 999999);
	assert_int_equal(file_read(path, false, &out), -E2BIG);
	buf_done(&out);

	static const struct {
		mode_t mode;
		int result;
	} modes[] = {{0600, 0}, {0640, 0}, {0644, -EACCES}, {0604, -EACCES}, {0602, -EACCES}};
	for (size_t i = 0; i < COUNT(modes); i++) {
		buf_init(&out, 1000000);
		assert_int_equal(chmod(path, modes[i].mode), 0);
		assert_int_equal(file_read(path, true, &out), modes[i].result);
		buf_done(&out);
	}

	buf_init(&out, 10);
	/* Does not wait for a writer. */
	assert_int_equal(file_read(fifo, false, &out), -EINVAL);
	assert_int_equal(file_read(directory, false, &out), -EISDIR);
	assert_int_equal(file_read("/nonexistent/x", false, &out), -ENOENT);
	assert_string_equal(file_error_text(-E2BIG), "it is too large");
	buf_done(&out);
	unlink(path);
	unlink(fifo);
	rmdir(directory);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_read),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
