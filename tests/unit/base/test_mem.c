/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/mem.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"

static void test_grow(void **state)
{
	(void)state;
	static const struct {
		size_t cap;
		size_t want;
		size_t grown;
	} rows[] = {
		{0, 0, 0}, {0, 1, 8}, {0, 9, 16}, {8, 8, 8}, {8, 9, 16}, {8, 100, 128}, {3, 4, 6}};
	for (size_t i = 0; i < COUNT(rows); i++) {
		size_t cap = rows[i].cap;
		uint32_t *array = cap ? mem_zalloc(cap * sizeof(*array)) : NULL;

		array = mem_grow(array, &cap, rows[i].want, sizeof(*array));
		check_int((int64_t)cap, (int64_t)rows[i].grown, "capacity");
		if (cap) {
			array[cap - 1] = 1; /* the sanitizer knows whether it is there */
		}
		free(array);
	}
}

static void test_contents(void **state)
{
	(void)state;
	char *copy = mem_strdup("");
	assert_string_equal(copy, "");
	free(copy);
	copy = mem_strndup("Kabul and Dushanbe", 5);
	assert_string_equal(copy, "Kabul");
	copy = mem_realloc(copy, 4000);
	assert_string_equal(copy, "Kabul");
	free(copy);
	unsigned char *zeros = mem_zalloc(64);
	for (size_t i = 0; i < 64; i++) {
		assert_int_equal(zeros[i], 0);
	}
	free(zeros);
	/* Nothing still is something that can be freed. */
	free(mem_alloc(0));
	free(mem_realloc(NULL, 0));
}

/* More elements than there are bytes ends the process, as running out does. */
static void test_out_of_memory(void **state)
{
	(void)state;
	int status;
	pid_t child = fork();

	if (child == 0) {
		size_t cap = 0;

		(void)signal(SIGABRT, SIG_DFL);
		(void)close(STDERR_FILENO);
		(void)mem_grow(NULL, &cap, SIZE_MAX / 4, 64);
		_exit(0);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFSIGNALED(status));
	assert_int_equal(WTERMSIG(status), SIGABRT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_grow),
		cmocka_unit_test(test_contents),
		cmocka_unit_test(test_out_of_memory),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
