/* SPDX-License-Identifier: BSD-2-Clause */
/* Documents in memory and in a sealed memfd, and the budget they share. */
#include "fetch/spool.h"

#include <errno.h>
#include <malloc.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/limits.h"
#include "check.h"

static void count_free(void *arg)
{
	(*(size_t *)arg)++;
}

static void fill(struct spool *spool, const char *bytes, size_t size, size_t step)
{
	for (size_t at = 0; at < size; at += step) {
		size_t len = size - at < step ? size - at : step;
		assert_int_equal(spool_add(spool, str_make(bytes + at, len)), 0);
	}
	assert_int_equal(spool_finish(spool), 0);
}

static void test_memory_and_file_hold_the_same(void **state)
{
	(void)state;
	static const size_t sizes[] = {0, 1, 16384, 16385, LIMIT_DOCUMENT_IN_MEMORY,
		LIMIT_DOCUMENT_IN_MEMORY + 1, 3u << 20};
	struct spool_budget budget = {.max = 16u << 20};
	char *bytes = malloc(3u << 20);

	assert_non_null(bytes);
	for (size_t i = 0; i < 3u << 20; i++) {
		bytes[i] = (char)(i * 31 + (i >> 12));
	}
	for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
		struct spool *one = spool_new(&budget, 4u << 20);
		struct spool *two = spool_new(&budget, 4u << 20);
		fill(one, bytes, sizes[i], 16384);
		fill(two, bytes, sizes[i], 999);
		assert_int_equal(budget.used, 2 * sizes[i]);
		assert_int_equal(spool_size(one), sizes[i]);
		assert_true(spool_hash(one) == spool_hash(two));
		assert_true(spool_hash(one) != 0);
		struct str kept = spool_bytes(one);
		if (sizes[i] <= LIMIT_DOCUMENT_IN_MEMORY) {
			assert_non_null(kept.ptr);
			assert_int_equal(kept.len, sizes[i]);
			assert_memory_equal(kept.ptr, bytes, sizes[i]);
			assert_int_equal(spool_take_fd(one), -1);
		} else {
			struct stat st;
			assert_null(kept.ptr);
			int fd = spool_take_fd(one);
			assert_true(fd >= 0);
			assert_int_equal(spool_take_fd(one), -1);
			assert_int_equal(fstat(fd, &st), 0);
			assert_int_equal(st.st_size, sizes[i]);
			char *mapped = mmap(NULL, sizes[i], PROT_READ, MAP_PRIVATE, fd, 0);
			assert_true(mapped != MAP_FAILED);
			assert_memory_equal(mapped, bytes, sizes[i]);
			munmap(mapped, sizes[i]);
			/* Sealed: nobody can cut it off or change it. */
			assert_int_equal(ftruncate(fd, 0), -1);
			assert_int_equal(write(fd, "x", 1), -1);
			close(fd);
		}
		spool_free(one);
		spool_free(two);
		assert_int_equal(budget.used, 0);
	}
	free(bytes);
}

static void test_different_bytes_have_different_hashes(void **state)
{
	(void)state;
	struct spool_budget budget = {.max = 1u << 20};
	struct spool *one = spool_new(&budget, 100);
	struct spool *two = spool_new(&budget, 100);

	fill(one, "abc", 3, 3);
	fill(two, "abd", 3, 3);
	assert_true(spool_hash(one) != spool_hash(two));
	spool_free(one);
	spool_free(two);
}

static void test_ceilings(void **state)
{
	(void)state;
	size_t freed = 0;
	struct spool_budget budget = {.max = 100, .on_free = count_free, .arg = &freed};
	struct spool *one = spool_new(&budget, 60);
	struct spool *two = spool_new(&budget, 60);
	char bytes[64] = {0};

	assert_int_equal(spool_add(one, str_make(bytes, 60)), 0);
	assert_int_equal(spool_add(one, str_make(bytes, 1)), -EFBIG);
	assert_int_equal(spool_add(two, str_make(bytes, 41)), -ENOBUFS);
	assert_int_equal(spool_add(two, str_make(bytes, 40)), 0);
	assert_int_equal(spool_add(two, str_make(bytes, 0)), 0);
	assert_int_equal(spool_add(two, str_make(bytes, 1)), -ENOBUFS);
	assert_int_equal(budget.used, 100);
	spool_free(one);
	assert_int_equal(freed, 1);
	assert_int_equal(budget.used, 40);
	assert_int_equal(spool_add(two, str_make(bytes, 20)), 0);
	spool_free(two);
	spool_free(NULL);
	assert_int_equal(budget.used, 0);
}

/* The budget counts bytes of documents: a small one that waits must not hold much more. */
static void test_small_documents_stay_small(void **state)
{
	(void)state;
	struct spool_budget budget = {.max = 1 << 20};
	static struct spool *spools[1000];
	size_t before = mallinfo2().uordblks;

	for (size_t i = 0; i < COUNT(spools); i++) {
		spools[i] = spool_new(&budget, 1000);
		assert_int_equal(spool_add(spools[i], STR("<rss/>")), 0);
		assert_int_equal(spool_finish(spools[i]), 0);
		assert_true(str_eq(spool_bytes(spools[i]), STR("<rss/>")));
	}
	assert_true(mallinfo2().uordblks - before < COUNT(spools) * 512);
	for (size_t i = 0; i < COUNT(spools); i++) {
		spool_free(spools[i]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_memory_and_file_hold_the_same),
		cmocka_unit_test(test_different_bytes_have_different_hashes),
		cmocka_unit_test(test_ceilings),
		cmocka_unit_test(test_small_documents_stay_small),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
