/* SPDX-License-Identifier: BSD-2-Clause */
#include "reader/rules_load.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/mem.h"
#include "files.h"

#define GOOD                                                                                       \
	"- rule: flood\n  condition: flood*\n  tests:\n    match: [\"Floods came.\"]\n"            \
	"    no_match: [\"The sun shone.\"]\n"
#define BROKEN "- rule: flood\n  condition: flood* AND\n"
#define FAILING                                                                                    \
	"- rule: flood\n  condition: flood*\n  tests:\n    match: [\"The sun shone.\"]\n"          \
	"    no_match: [\"The moon shone.\"]\n"

struct fixture {
	char path[64];
	char kept[80];
};

static int set_up(void **state)
{
	struct fixture *f = mem_zalloc(sizeof(*f));
	int fd;

	(void)snprintf(f->path, sizeof(f->path), "/tmp/nuncio-load-XXXXXX");
	fd = mkstemp(f->path);
	assert_true(fd >= 0);
	(void)close(fd);
	(void)snprintf(f->kept, sizeof(f->kept), "%s.kept", f->path);
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;

	(void)unlink(f->path);
	(void)unlink(f->kept);
	free(f);
	return 0;
}

/* What a load makes of the site's file and the kept one. */
static void test_loads(void **state)
{
	static const struct {
		const char *site; /* NULL: not there */
		const char *kept;
		bool fall_back;
		bool ok;
		bool from_last_good;
		const char *said;
	} cases[] = {
		{GOOD, BROKEN, true, true, false, NULL},
		{GOOD, NULL, false, true, false, NULL},
		{BROKEN, GOOD, true, true, true, ":2:"},
		{BROKEN, GOOD, false, false, false, ":2:"},
		{BROKEN, BROKEN, true, false, false, ".kept:2:"},
		{BROKEN, NULL, true, false, false, ":2:"},
		{FAILING, GOOD, false, false, false, ":4:"},
		{NULL, GOOD, false, false, false, "nuncio-load"},
		{NULL, GOOD, true, true, true, "nuncio-load"},
	};
	struct fixture *f = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct str path = str_from(f->path);
		struct order_start start = {.fall_back = cases[i].fall_back,
			.last_good = str_from(f->kept),
			.paths = &path,
			.path_count = 1};
		struct rules_load load;

		(void)unlink(f->path);
		(void)unlink(f->kept);
		if (cases[i].site) {
			write_file(f->path, cases[i].site);
		}
		if (cases[i].kept) {
			write_file(f->kept, cases[i].kept);
		}
		rules_load_init(&load, &start);
		assert_int_equal(load.notice.ok, cases[i].ok);
		assert_int_equal(load.notice.from_last_good, cases[i].from_last_good);
		assert_int_equal(load.set != NULL, cases[i].ok);
		assert_int_equal(load.arena != NULL, cases[i].ok);
		assert_int_equal(load.notice.errors > 0, cases[i].said != NULL);
		if (cases[i].said) {
			assert_true(
				str_find(load.notice.diagnostics, str_from(cases[i].said)) >= 0);
		}
		if (cases[i].ok) {
			assert_int_equal(load.notice.rules, 1);
			assert_int_equal(load.notice.tests, 2);
			assert_int_equal(load.notice.files, 1);
		}
		rules_load_done(&load);
	}
}

/* Nobody can change the rules once they are shared: a child that writes to them dies. */
static void test_sealed(void **state)
{
	struct fixture *f = *state;
	struct str path = str_from(f->path);
	struct order_start start = {.paths = &path, .path_count = 1};
	struct rules_load load;
	int status = 0;
	pid_t pid;

	write_file(f->path, GOOD);
	rules_load_init(&load, &start);
	assert_true(load.notice.ok);
	pid = fork();
	if (pid == 0) {
		/* Neither the test runner nor a sanitizer has a say in it. */
		(void)signal(SIGSEGV, SIG_DFL);
		*(volatile char *)load.set = 1;
		_exit(0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFSIGNALED(status));
	assert_int_equal(WTERMSIG(status), SIGSEGV);
	rules_load_done(&load);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_loads, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_sealed, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
