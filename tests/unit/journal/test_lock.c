/* SPDX-License-Identifier: BSD-2-Clause */
/* One lock on one journal, between descriptors of one process: flock(2) counts those, not processes. */
#include "journal/lock.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "check.h"

struct scene {
	char dir[64];
	char journal[96];
	char lock[128];
	struct buf error;
};

static void place_init(struct scene *place)
{
	(void)snprintf(place->dir, sizeof(place->dir), "/tmp/nuncio-lock-XXXXXX");
	assert_non_null(mkdtemp(place->dir));
	(void)snprintf(place->journal, sizeof(place->journal), "%s/journal", place->dir);
	(void)snprintf(place->lock, sizeof(place->lock), "%s.lock", place->journal);
	buf_init(&place->error, 4096);
}

static void place_done(struct scene *place)
{
	(void)unlink(place->lock);
	assert_int_equal(rmdir(place->dir), 0);
	buf_done(&place->error);
}

static void test_one_at_a_time(void **state)
{
	(void)state;
	struct scene place;
	struct stat made;
	char mine[32];
	int first = -1;
	int second = -1;

	place_init(&place);
	assert_int_equal(lock_take(place.journal, &place.error, &first), 0);
	assert_int_equal(stat(place.lock, &made), 0);
	assert_int_equal(made.st_mode & 0777, 0600);

	/* The refusal names the journal and who has it. */
	assert_int_equal(lock_take(place.journal, &place.error, &second), -EBUSY);
	assert_int_equal(second, -1);
	(void)snprintf(mine, sizeof(mine), "(process %d)", (int)getpid());
	assert_true(str_find(buf_str(&place.error), str_from(mine)) >= 0);
	assert_true(str_find(buf_str(&place.error), str_from(place.journal)) >= 0);

	/* The file stays, the lock goes with its descriptor. */
	close(first);
	assert_int_equal(access(place.lock, F_OK), 0);
	assert_int_equal(lock_take(place.journal, &place.error, &second), 0);
	close(second);
	place_done(&place);
}

static void test_no_place_for_it(void **state)
{
	(void)state;
	struct scene place;
	int fd = -1;

	place_init(&place);
	assert_int_equal(rmdir(place.dir), 0);
	assert_int_equal(lock_take(place.journal, &place.error, &fd), -ENOENT);
	assert_true(str_find(buf_str(&place.error), str_from(place.lock)) >= 0);

	/* Nobody else's file is opened through a link. */
	assert_int_equal(mkdir(place.dir, 0700), 0);
	assert_int_equal(symlink("elsewhere", place.lock), 0);
	assert_int_equal(lock_take(place.journal, &place.error, &fd), -ELOOP);
	assert_int_equal(fd, -1);
	place_done(&place);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_one_at_a_time),
		cmocka_unit_test(test_no_place_for_it),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
