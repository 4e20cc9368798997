/* SPDX-License-Identifier: BSD-2-Clause */
/* A file that comes, changes and goes. */
#include "net/system_file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "files.h"

static void test_changes(void **state)
{
	(void)state;
	char dir[] = "/tmp/nuncio-file-XXXXXX";
	char path[64];
	struct system_file file;
	struct buf text;

	assert_non_null(mkdtemp(dir));
	(void)snprintf(path, sizeof(path), "%s/hosts", dir);
	system_file_init(&file, path);
	buf_init(&text, 10);
	assert_false(system_file_has_changed(&file));
	system_file_read(&file, &text);
	assert_int_equal(text.len, 0);

	write_file(path, "one");
	assert_true(system_file_has_changed(&file));
	assert_false(system_file_has_changed(&file));
	system_file_read(&file, &text);
	assert_string_equal(buf_cstr(&text), "one");

	write_file(path, "longer"); /* another size, whatever the clock of the file system says */
	assert_true(system_file_has_changed(&file));
	assert_false(system_file_has_changed(&file));

	write_file(path, "longer than the buffer takes");
	buf_clear(&text);
	system_file_read(&file, &text);
	assert_true(text.len <= 10);

	assert_int_equal(unlink(path), 0);
	assert_true(system_file_has_changed(&file));
	assert_false(system_file_has_changed(&file));
	buf_done(&text);
	system_file_done(&file);
	rmdir(dir);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_changes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
