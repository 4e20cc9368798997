/* SPDX-License-Identifier: BSD-2-Clause */
/* The schedule as a table: state and poll in, delay and state out. */
#include "feed/schedule.h"

#include "check.h"

enum { NOW = 1900000000, DAY = 86400 };

static const struct schedule_config config = {
	.interval_s = 900, .min_interval_s = 60, .max_interval_s = DAY, .jitter_percent = 10};

static void test_next(void **state)
{
	(void)state;
	static const struct {
		const char *what;
		struct schedule_poll poll;
		int32_t wished;
		uint32_t interval;
		uint32_t failures;
		int64_t last_poll_ago;
		int64_t delay; /* expected, without jitter */
		uint32_t interval_then;
		uint32_t failures_then;
	} cases[] = {
		{"first document", {.result = SCHEDULE_NEW, .new_articles = 50, .first = true}, 0,
			0, 0, 0, 900, 900, 0},
		{"nothing new", {.result = SCHEDULE_UNCHANGED, .validators = true}, 0, 900, 0, 0,
			900, 900, 0},
		{"nothing new, was fast", {.result = SCHEDULE_UNCHANGED, .validators = true}, 0,
			500, 0, 0, 651, 651, 0},
		{"one new",
			{.result = SCHEDULE_NEW,
				.new_articles = 1,
				.overlap = true,
				.validators = true},
			0, 500, 0, 0, 500, 500, 0},
		{"busy",
			{.result = SCHEDULE_NEW,
				.new_articles = 5,
				.overlap = true,
				.validators = true},
			0, 500, 0, 0, 300, 300, 0},
		{"busy at the floor",
			{.result = SCHEDULE_NEW,
				.new_articles = 5,
				.overlap = true,
				.validators = true},
			0, 70, 0, 0, 60, 60, 0},
		{"busy, no validators",
			{.result = SCHEDULE_NEW, .new_articles = 5, .overlap = true}, 0, 900, 0, 0,
			900, 900, 0},
		{"no overlap", {.result = SCHEDULE_NEW, .new_articles = 40}, 0, 900, 0, 0, 450, 450,
			0},
		{"wished",
			{.result = SCHEDULE_NEW,
				.new_articles = 5,
				.overlap = true,
				.validators = true},
			3600, 0, 0, 0, 3600, 3600, 0},
		{"wished, no overlap", {.result = SCHEDULE_NEW, .new_articles = 5}, 3600, 3600, 0,
			0, 1800, 1800, 0},
		{"wished below the floor", {.result = SCHEDULE_UNCHANGED, .validators = true}, 5, 0,
			0, 0, 60, 60, 0},
		{"wish was changed", {.result = SCHEDULE_UNCHANGED, .validators = true}, 120, 900,
			0, 0, 120, 120, 0},
		{"freshness",
			{.result = SCHEDULE_UNCHANGED, .validators = true, .freshness_s = 7200}, 0,
			900, 0, 0, 7200, 900, 0},
		{"freshness below",
			{.result = SCHEDULE_UNCHANGED, .validators = true, .freshness_s = 30}, 0,
			900, 0, 0, 900, 900, 0},
		{"freshness beyond", {.result = SCHEDULE_UNCHANGED, .freshness_s = 90 * DAY}, 0,
			900, 0, 0, DAY, 900, 0},
		{"ttl", {.result = SCHEDULE_UNCHANGED, .freshness_s = 30, .ttl_s = 3600}, 0, 900, 0,
			0, 3600, 900, 0},
		{"success ends failures", {.result = SCHEDULE_UNCHANGED}, 0, 900, 17, 0, 900, 900,
			0},
		{"first soft", {.result = SCHEDULE_SOFT}, 0, 900, 0, 0, 900, 900, 1},
		{"fourth soft", {.result = SCHEDULE_SOFT}, 0, 900, 3, 0, 1800, 900, 4},
		{"fourth hard", {.result = SCHEDULE_HARD}, 0, 900, 3, 0, 3600, 900, 4},
		{"eighth temporary", {.result = SCHEDULE_TEMPORARY}, 0, 900, 7, 0, 1800, 900, 8},
		{"capped", {.result = SCHEDULE_HARD}, 36000, 900, 19, 0, DAY, 900, 20},
		{"nearly dead", {.result = SCHEDULE_HARD}, DAY, 900, 30, 0, 30 * DAY, 900, 31},
		{"never overflows", {.result = SCHEDULE_HARD}, INT32_MAX, 900, UINT32_MAX, 0,
			INT32_MAX, 900, UINT32_MAX},
		{"fast feed fails", {.result = SCHEDULE_SOFT}, 0, 60, 0, 0, 900, 60, 1},
		{"gone once", {.result = SCHEDULE_GONE}, 0, 900, 0, 900, DAY, 900, 1},
		{"gone, had failed shortly before", {.result = SCHEDULE_GONE}, 0, 900, 3, 900, DAY,
			900, 4},
		{"gone twice", {.result = SCHEDULE_GONE}, 0, 900, 1, DAY, 30 * DAY, 900, 2},
		{"throttled", {.result = SCHEDULE_THROTTLED, .retry_after_s = 1800}, 0, 900, 0, 0,
			1800, 900, 1},
		{"throttled shortly", {.result = SCHEDULE_THROTTLED, .retry_after_s = 1}, 0, 900, 0,
			0, 900, 900, 1},
		{"throttled for long", {.result = SCHEDULE_THROTTLED, .retry_after_s = 317100}, 0,
			900, 0, 0, DAY, 900, 1},
		{"throttled, no time", {.result = SCHEDULE_THROTTLED}, 120, 0, 0, 0, 900, 120, 1},
		{"deferred", {.result = SCHEDULE_DEFERRED}, 0, 900, 2, 0, 10, 900, 2},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		for (unsigned jitter = 0; jitter < 2; jitter++) {
			struct feed_state feed = {.interval_s = cases[i].interval,
				.failures = cases[i].failures,
				.last_poll_at = NOW - cases[i].last_poll_ago};
			int64_t most = cases[i].delay + cases[i].delay / 10;
			/* The largest random part there is, and none. */
			uint32_t random = jitter ? (uint32_t)(cases[i].delay / 10) : 0;
			int64_t due = schedule_next(
				&config, cases[i].wished, &feed, &cases[i].poll, NOW, random);
			int64_t expected = jitter ? most : cases[i].delay;
			if (due - NOW != expected || feed.interval_s != cases[i].interval_then ||
				feed.failures != cases[i].failures_then ||
				feed.next_due_at != due) {
				fail_msg("%s: delay %lld interval %u failures %u", cases[i].what,
					(long long)(due - NOW), feed.interval_s, feed.failures);
			}
		}
	}
}

static void test_jitter_stays_above(void **state)
{
	(void)state;
	const struct schedule_poll poll = {.result = SCHEDULE_UNCHANGED, .validators = true};

	for (uint32_t random = 0; random < 100000; random += 97) {
		struct feed_state feed = {0};
		int64_t due = schedule_next(&config, 0, &feed, &poll, NOW, random * 40503u);
		assert_in_range(due - NOW, 900, 990);
	}
}

static void test_busy_feed_settles(void **state)
{
	(void)state;
	/* An article every 200 s: the interval must come near to that and stay there. */
	struct feed_state feed = {0};
	int64_t now = NOW;
	int64_t seen = NOW;

	for (int i = 0; i < 200; i++) {
		uint32_t fresh = (uint32_t)((now - seen) / 200);
		struct schedule_poll poll = {.result = fresh ? SCHEDULE_NEW : SCHEDULE_UNCHANGED,
			.new_articles = fresh,
			.overlap = true,
			.validators = true};
		seen += (int64_t)fresh * 200;
		now = schedule_next(&config, 0, &feed, &poll, now, (uint32_t)i);
		if (i > 20) {
			assert_in_range(feed.interval_s, 100, 450);
		}
	}
}

static void test_first_and_validators(void **state)
{
	(void)state;
	struct feed_state feed = {0};

	assert_int_equal(schedule_first(0, 123456789), 0);
	assert_int_equal(schedule_first(1, 123456789), 0);
	assert_in_range(schedule_first(3, UINT32_MAX), 0, 40);
	assert_int_equal(schedule_first(3, 40), 40);
	assert_int_equal(schedule_first(1000000, 60000), 60000);
	assert_int_equal(schedule_first(1000000, 60001), 0);

	assert_false(schedule_trusts_validators(&feed, NOW));
	feed.validators_at = NOW - 8 * DAY + 1;
	assert_true(schedule_trusts_validators(&feed, NOW));
	feed.validators_at = NOW - 8 * DAY;
	assert_false(schedule_trusts_validators(&feed, NOW));
	feed.validators_at = NOW + 30 * DAY;
	assert_false(schedule_trusts_validators(&feed, NOW));
}

static void test_wait_whatever_the_clock_does(void **state)
{
	(void)state;
	static const struct {
		const char *what;
		int64_t last_poll_at;
		int64_t next_due_at;
		int64_t want;
	} cases[] = {
		{"never polled", 0, 0, 0},
		{"never polled, planned", 0, NOW + 7, 7},
		{"as planned", NOW - 300, NOW + 600, 600},
		{"overdue", NOW - 9000, NOW - 8100, 0},
		{"just polled", NOW, NOW + 900, 900},
		{"the clock was years ahead", NOW + 1000 * DAY, NOW + 1000 * DAY + 900, 900},
		{"the clock was years behind", NOW - 1000 * DAY, NOW - 1000 * DAY + 900, 0},
		{"a month is a plan", NOW, NOW + 33 * DAY, 33 * DAY},
		{"no plan at all", 0, INT64_MAX / 2, 40 * DAY},
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct feed_state feed = {
			.last_poll_at = cases[i].last_poll_at, .next_due_at = cases[i].next_due_at};

		check_int(schedule_wait(&feed, NOW), cases[i].want, cases[i].what);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_next),
		cmocka_unit_test(test_jitter_stays_above),
		cmocka_unit_test(test_busy_feed_settles),
		cmocka_unit_test(test_first_and_validators),
		cmocka_unit_test(test_wait_whatever_the_clock_does),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
