/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/arena.h"

#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#ifdef NUNCIO_SANITIZE
#include <sanitizer/asan_interface.h>
#endif

#include "check.h"

static void test_ceiling(void **state)
{
	struct arena *arena = arena_new(1000);
	size_t pieces = 0;

	(void)state;
	while (arena_alloc(arena, 100)) {
		pieces++;
	}
	assert_int_equal(pieces, 8); /* 112 bytes each with their alignment */
	assert_null(arena_str(arena,
		STR("a text that does not fit any more, however one looks at it, since it is long "
		    "enough to be longer than what is left"))
			    .ptr);
	arena_clear(arena);
	assert_int_equal(arena_used(arena), 0);
	assert_non_null(arena_alloc(arena, 900));
	assert_null(arena_alloc(arena, SIZE_MAX));
	arena_free(arena);
}

static void test_pieces_do_not_overlap(void **state)
{
	struct arena *arena = arena_new(0);
	unsigned char *pieces[500];

	(void)state;
	for (size_t i = 0; i < COUNT(pieces); i++) {
		pieces[i] = arena_alloc(arena, 1 + i * 3);
		assert_int_equal((uintptr_t)pieces[i] % _Alignof(max_align_t), 0);
		memset(pieces[i], (int)(i & 0xff), 1 + i * 3);
	}
	for (size_t i = 0; i < COUNT(pieces); i++) {
		for (size_t k = 0; k < 1 + i * 3; k++) {
			assert_int_equal(pieces[i][k], i & 0xff);
		}
	}
	assert_non_null(arena_zalloc(arena, 10u << 20));
	arena_clear(arena);
	check_str(arena_str(arena, STR("again")), "again", "after a clear");
	arena_free(arena);
}

static void test_children(void **state)
{
	struct arena *arena = arena_new(1000);
	struct arena *child;

	(void)state;
	assert_non_null(arena_alloc(arena, 600));
	child = arena_new_child(arena);
	assert_null(arena_alloc(child, 393));
	assert_non_null(arena_alloc(child, 384));
	assert_int_equal(arena_used(arena), 608);
	arena_free(child);
	/* The others go with their parent. */
	child = arena_new_child(arena);
	(void)arena_new_child(child);
	(void)arena_new_child(arena);
	arena_free(child);
	arena_clear(arena);
	(void)arena_new_child(arena);
	arena_free(arena);
}

/* In the builds that look for it: what was not handed out, or was taken back, may not be touched. */
static void test_gaps_are_guarded(void **state)
{
#ifdef NUNCIO_SANITIZE
	struct arena *arena = arena_new(0);
	char *first = arena_alloc(arena, 32);
	char *second = arena_alloc(arena, 5);

	(void)state;
	assert_false(__asan_address_is_poisoned(first + 31));
	assert_true(__asan_address_is_poisoned(first + 32));
	assert_false(__asan_address_is_poisoned(second + 4));
	assert_true(__asan_address_is_poisoned(second + 5));
	arena_clear(arena);
	assert_true(__asan_address_is_poisoned(first));
	arena_free(arena);
#else
	(void)state;
	skip();
#endif
}

static void write_to(char *text)
{
	struct rlimit none = {0, 0};
	pid_t child = fork();
	int status;

	if (child == 0) {
		(void)setrlimit(RLIMIT_CORE, &none);
		(void)signal(SIGSEGV, SIG_DFL);
		*text = 'X';
		_exit(0);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGSEGV);
}

static void test_sealed_region_is_read_only(void **state)
{
	struct arena *arena = arena_new_shared(1u << 30);
	struct str text = arena_str(arena, STR("sealed"));

	(void)state;
	assert_int_equal(arena_seal(arena), 0);
	check_str(text, "sealed", "still there");
	assert_null(arena_alloc(arena, 1));
	write_to((char *)(uintptr_t)text.ptr);
	arena_free(arena);
}

static void test_region_is_shared_with_children(void **state)
{
	struct arena *arena = arena_new_shared(1u << 20);
	int *number = arena_zalloc(arena, sizeof(*number));
	int status;

	(void)state;
	*number = 42;
	assert_int_equal(arena_seal(arena), 0);
	pid_t child = fork();
	if (child == 0) {
		_exit(*number);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(WEXITSTATUS(status), 42);
	arena_free(arena);
}

static void test_free_before(void **state)
{
	enum { PIECES = 5000, SIZE = 100 };
	struct arena *arena = arena_new(0);
	char *pieces[PIECES];
	char *large;

	(void)state;
	for (int i = 0; i < PIECES; i++) {
		pieces[i] = arena_alloc(arena, SIZE);
		memset(pieces[i], i & 127, SIZE);
		if (i == PIECES / 2) {
			large = arena_alloc(arena, 1 << 20);
			memset(large, 1, 1 << 20);
		}
		if (i % 100 == 99) {
			arena_free_before(arena, pieces[i - 50]);
			for (int kept = i - 50; kept <= i; kept++) {
				assert_int_equal(pieces[kept][0], kept & 127);
				assert_int_equal(pieces[kept][SIZE - 1], kept & 127);
			}
		}
	}
	assert_true(arena_used(arena) >= (size_t)PIECES * SIZE);
	arena_clear(arena);
	arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_ceiling),
		cmocka_unit_test(test_pieces_do_not_overlap), cmocka_unit_test(test_children),
		cmocka_unit_test(test_gaps_are_guarded),
		cmocka_unit_test(test_sealed_region_is_read_only),
		cmocka_unit_test(test_free_before),
		cmocka_unit_test(test_region_is_shared_with_children)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
