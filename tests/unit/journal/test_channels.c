/* SPDX-License-Identifier: BSD-2-Clause */
/* Channels by name: found, made, loaded, told, and the acks that wait. */
#include "journal/channels.h"

#include "check.h"

static void made_once(void **state)
{
	struct map *channels = map_new();
	struct channel *a = channels_get(channels, STR("a"));
	size_t cursor = 0;

	(void)state;
	assert_null(channels_find(channels, STR("b")));
	assert_ptr_equal(channels_get(channels, STR("a")), a);
	assert_ptr_equal(channels_find(channels, STR("a")), a);
	assert_ptr_equal(channels_next(channels, &cursor), a);
	assert_null(channels_next(channels, &cursor));
	channels_free(channels);
}

/* What is known here is newer than the row, but for its number. */
static void rows(void **state)
{
	struct map *channels = map_new();
	struct channel *a;

	(void)state;
	channels_load(channels, &(struct database_channel){7, STR("a"), 10, 4, 3});
	a = channels_find(channels, STR("a"));
	assert_int_equal(a->id, 7);
	assert_int_equal(channel_describe(a).pending, 6);
	a->public.head = 12;
	channels_load(channels, &(struct database_channel){8, STR("a"), 11, 5, 4});
	assert_int_equal(a->id, 8);
	assert_int_equal(a->public.head, 12);
	assert_int_equal(a->public.acked, 4);
	assert_int_equal(a->public.acked_seq, 3);
	channels_free(channels);
}

static void acks(void **state)
{
	struct map *channels = map_new();
	struct writer_job *job = writer_job_new(WRITER_ACKS);
	struct channel *a = channels_get(channels, STR("ay"));

	(void)state;
	(void)channels_get(channels, STR("silent"));
	assert_true(channel_ack(a, 5, 2));
	assert_false(channel_ack(a, 5, 9));
	assert_false(channel_ack(a, 4, 9));
	/* More than the head, when Redis has what this journal has lost: nothing waits. */
	assert_int_equal(channel_describe(a).pending, 0);
	channels_take_acks(channels, job);
	assert_int_equal(job->ack_count, 1);
	check_str(str_slice(buf_str(&job->bytes), job->acks[0].channel, job->acks[0].channel_len),
		"ay", "name");
	assert_int_equal(job->acks[0].acked, 5);
	assert_int_equal(job->acks[0].acked_seq, 2);
	channels_take_acks(channels, job);
	assert_int_equal(job->ack_count, 1);
	writer_job_free(job);
	channels_free(channels);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(made_once),
		cmocka_unit_test(rows),
		cmocka_unit_test(acks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
