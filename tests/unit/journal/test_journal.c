/* SPDX-License-Identifier: BSD-2-Clause */
/* The journal on real files: what is durable, in which order, and what happens when the file or the disk is no good. */
#include "journal/journal_scene.h"

/* --- what becomes durable --- */

static void numbers_are_gapless_per_channel(void **state)
{
	struct fixture *f = *state;
	const struct journal_record records[] = {
		make_record("a", "a1", "{\"v\":1}"),
		make_record("b", "b1", "{\"v\":1}"),
		make_record("a", "a2", "{\"v\":1}"),
	};
	submit(f, &(struct journal_batch){.feed_id = 1, .records = records, .record_count = 3});
	loop_run(f->loop);
	assert_int_equal(f->error, 0);
	assert_int_equal(f->places, 3);
	assert_int_equal(f->pseqs[0], 1);
	assert_int_equal(f->pseqs[1], 1);
	assert_int_equal(f->pseqs[2], 2);
	reopen(f);
	submit_one(f, "a", "a3");
	loop_run(f->loop);
	assert_int_equal(f->pseqs[0], 3);
	assert_string_equal(read_ids(f, "a", 0, 10), "1=a1 2=a2 3=a3 ");
	assert_string_equal(read_ids(f, "a", 1, 1), "2=a2 ");
	assert_string_equal(read_ids(f, "b", 0, 10), "1=b1 ");
	assert_string_equal(read_ids(f, "unknown", 0, 10), "");
}

static bool check_record(int64_t pseq, const struct journal_record *record, void *arg)
{
	struct fixture *f = arg;
	assert_int_equal(pseq, 1);
	assert_true(str_eq(record->channel, STR("diplomacy.recognition")));
	assert_true(str_eq(record->id, STR("ab12")));
	assert_true(str_eq(record->alert, STR("{\"v\":1,\"t\":\"\xc3\xa9\"}")));
	assert_true(str_eq(record->source, STR("example.org")));
	assert_int_equal(record->mark_count, 1);
	assert_true(record->marks[0] == one_mark[0]);
	assert_true(record->changed);
	assert_int_equal(record->rule_count, 2);
	assert_true(record->rules[1] == UINT32_MAX);
	assert_int_equal(record->detected_ms, 1700000000123);
	f->count++;
	return true;
}

static void record_comes_back_whole(void **state)
{
	struct fixture *f = *state;
	const uint32_t rules[] = {0, UINT32_MAX};
	struct journal_record record =
		make_record("diplomacy.recognition", "ab12", "{\"v\":1,\"t\":\"\xc3\xa9\"}");
	record.rules = rules;
	record.rule_count = 2;
	record.changed = true;
	submit(f, &(struct journal_batch){.feed_id = 1, .records = &record, .record_count = 1});
	loop_run(f->loop);
	assert_int_equal(journal_read(f->journal, record.channel, 0, 9, check_record, f), 0);
	assert_int_equal(f->count, 1);
}

static void feed_state_and_known_articles(void **state)
{
	struct fixture *f = *state;
	struct buf known;
	buf_init(&known, LIMIT_KNOWN_BYTES);
	submit(f, &(struct journal_batch){
			  .feed_id = UINT64_MAX, .state = STR("one"), .known = STR("k1")});
	submit(f, &(struct journal_batch){.feed_id = 2, .state = STR("two")});
	submit(f, &(struct journal_batch){.feed_id = UINT64_MAX, .state = STR("three")});
	loop_run(f->loop);
	reopen(f);
	assert_string_equal(read_feeds(f), "ffffffffffffffff=three 2=two ");
	assert_int_equal(journal_get_known(f->journal, UINT64_MAX, &known), 0);
	assert_true(str_eq(buf_str(&known), STR("k1")));
	buf_clear(&known);
	assert_int_equal(journal_get_known(f->journal, 2, &known), 0);
	assert_int_equal(known.len, 0);
	journal_delete_feed(f->journal, UINT64_MAX);
	submit(f, &(struct journal_batch){.feed_id = 2, .state = STR("")});
	loop_run(f->loop);
	assert_string_equal(read_feeds(f), "2= ");
	assert_int_equal(journal_get_known(f->journal, UINT64_MAX, &known), 0);
	assert_int_equal(known.len, 0);
	buf_done(&known);
}

static void bad_records_are_not_taken(void **state)
{
	struct fixture *f = *state;
	static const struct {
		const char *channel;
		const char *id;
		const char *alert;
		size_t marks;
	} rows[] = {
		{"", "id", "{\"v\":1}", 1},
		{"a b", "id", "{\"v\":1}", 1},
		{"a}", "id", "{\"v\":1}", 1},
		{"a", "", "{\"v\":1}", 1},
		{"a", "i\"d", "{\"v\":1}", 1},
		{"a", "i d", "{\"v\":1}", 1},
		{"a", "id", "", 1},
		{"a", "id", "{}", 1},
		{"a", "id", "{\"v\":1", 1},
		{"a", "id", "{\"v\":\n1}", 1},
		{"a", "id", "[\"v\"]", 1},
		{"a", "id", "{\"v\":1}", 0},
		{"a", "id", "{\"v\":1}", LIMIT_MARKS + 1},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		uint64_t marks[LIMIT_MARKS + 1] = {0};
		struct journal_record record =
			make_record(rows[i].channel, rows[i].id, rows[i].alert);
		record.marks = marks;
		record.mark_count = rows[i].marks;
		const struct journal_batch batch = {
			.feed_id = 1, .state = STR("x"), .records = &record, .record_count = 1};
		assert_int_equal(journal_submit(f->journal, &batch, on_durable, f), -EINVAL);
	}
	submit_one(f, "a", "good");
	loop_run(f->loop);
	assert_int_equal(f->pseqs[0], 1);
	assert_string_equal(read_feeds(f), "");
}

/* --- channels, acks, producers --- */

static void acks_are_kept_and_never_go_back(void **state)
{
	struct fixture *f = *state;
	struct journal_channel channel;
	size_t cursor = 0;
	int64_t oldest = 0;
	submit_one(f, "a", "1");
	submit_one(f, "a", "2");
	submit_one(f, "a", "3");
	loop_run(f->loop);
	journal_ack(f->journal, STR("a"), 2, 12);
	journal_ack(f->journal, STR("a"), 1, 11);
	journal_ack(f->journal, STR("unknown"), 1, 1);
	reopen(f);
	assert_true(journal_next_channel(f->journal, &cursor, &channel));
	assert_int_equal(channel.head, 3);
	assert_int_equal(channel.acked, 2);
	assert_int_equal(channel.acked_seq, 12);
	assert_int_equal(channel.pending, 1);
	assert_false(journal_next_channel(f->journal, &cursor, &channel));
	assert_false(journal_get_channel(f->journal, STR("unknown"), &channel));
	assert_int_equal(journal_get_oldest(f->journal, STR("a"), &oldest), 0);
	assert_int_equal(oldest, 1);
}

static void on_epoch(int error, void *arg)
{
	struct fixture *f = arg;
	f->error = error;
	loop_stop(f->loop);
}

static void epochs_outlive_a_restart(void **state)
{
	struct fixture *f = *state;
	char first[JOURNAL_PRODUCER_SIZE];
	char producer[JOURNAL_PRODUCER_SIZE];
	journal_get_producer(f->journal, 0, first);
	assert_int_equal(strlen(first), 18);
	journal_get_producer(f->journal, 1, producer);
	assert_string_equal(producer, "");
	journal_start_epoch(f->journal, on_epoch, f);
	loop_run(f->loop);
	assert_int_equal(f->error, 0);
	reopen(f);
	journal_get_producer(f->journal, 1, producer);
	assert_string_equal(producer, first);
	journal_get_producer(f->journal, 0, producer);
	assert_string_equal(producer + 16, "-1");
	assert_memory_equal(producer, journal_installation(f->journal), 16);
}

/* --- one daemon --- */

static void second_daemon_is_refused(void **state)
{
	struct fixture *f = *state;
	struct journal *other = NULL;
	struct buf error;
	char expected[160];
	buf_init(&error, 4096);
	assert_int_equal(journal_open(f->loop, &f->config, &error, &other), -EBUSY);
	(void)snprintf(expected, sizeof(expected),
		"journal %s is in use by another nunciod (process %d)", f->path, (int)getpid());
	assert_string_equal(buf_cstr(&error), expected);
	buf_done(&error);
}

/* --- retention --- */

static void until_two_are_left(void *arg)
{
	struct fixture *f = arg;
	struct journal_stats stats;
	journal_get_stats(f->journal, &stats);
	if (stats.records == 2) {
		loop_stop(f->loop);
		return;
	}
	loop_timer_set(f->timer, 1);
}

static void only_delivered_records_go(void **state)
{
	struct fixture *f = *state;
	int64_t oldest = 0;
	journal_close(f->journal);
	f->config.retention_ms = 1;
	assert_int_equal(open_journal(f, NULL), 0);
	for (int i = 0; i < 1500; i++) {
		submit_one(f, "a", "x");
	}
	submit_one(f, "b", "x");
	loop_run(f->loop);
	journal_ack(f->journal, STR("a"), 1499, 1499);
	f->timer = loop_timer_new(f->loop, until_two_are_left, f);
	loop_timer_set(f->timer, 1);
	loop_run(f->loop);
	loop_timer_free(f->timer);
	assert_string_equal(read_ids(f, "a", 0, 10), "1500=x ");
	assert_string_equal(read_ids(f, "b", 0, 10), "1=x ");
	assert_int_equal(journal_get_oldest(f->journal, STR("a"), &oldest), 0);
	assert_int_equal(oldest, 1500);
	reopen(f);
	submit_one(f, "a", "y");
	loop_run(f->loop);
	assert_int_equal(f->pseqs[0], 1501);
}

/* --- budgets --- */

static void a_full_budget_has_no_room(void **state)
{
	struct fixture *f = *state;
	journal_close(f->journal);
	f->config.max_bytes = 200;
	assert_int_equal(open_journal(f, NULL), 0);
	assert_true(journal_has_room(f->journal));
	submit_one(f, "a", "1");
	submit_one(f, "a", "2");
	submit_one(f, "a", "3");
	submit_one(f, "a", "4");
	loop_run(f->loop);
	assert_false(journal_has_room(f->journal));
	assert_string_equal(journal_room_reason(f->journal), "the journal is full");
	reopen(f);
	assert_false(journal_has_room(f->journal));
}

/* RLIMIT_FSIZE stands for the full disk: writes beyond it fail with EFBIG (SIGXFSZ ignored). */
static void a_refused_write_leaves_nothing_behind(void **state)
{
	struct fixture *f = *state;
	struct rlimit before;
	submit_one(f, "a", "1");
	loop_run(f->loop);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
	(void)signal(SIGXFSZ, SIG_IGN);
	struct rlimit small = {.rlim_cur = 4096, .rlim_max = before.rlim_max};
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
	struct journal_record record = make_record("a", "2", "{\"v\":1}");
	struct journal_record fresh = make_record("new", "1", "{\"v\":1}");
	submit(f, &(struct journal_batch){
			  .feed_id = 1, .state = STR("s"), .records = &record, .record_count = 1});
	submit(f, &(struct journal_batch){.feed_id = 1, .records = &fresh, .record_count = 1});
	loop_run(f->loop);
	assert_int_equal(f->errors, 2);
	assert_int_equal(f->places, 0);
	assert_false(journal_has_room(f->journal));
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
	submit(f, &(struct journal_batch){
			  .feed_id = 1, .state = STR("s"), .records = &record, .record_count = 1});
	submit(f, &(struct journal_batch){.feed_id = 1, .records = &fresh, .record_count = 1});
	loop_run(f->loop);
	assert_int_equal(f->errors, 2);
	assert_int_equal(f->pseqs[0], 1);
	assert_true(journal_has_room(f->journal));
	assert_string_equal(read_ids(f, "a", 0, 10), "1=1 2=2 ");
	assert_string_equal(read_ids(f, "new", 0, 10), "1=1 ");
}

/* --- killed --- */

/* The child tells each number that it was promised over a pipe, and is killed in the middle. */
static void write_until_killed(struct fixture *f, int out)
{
	for (int64_t i = 0;; i++) {
		char id[24];
		(void)snprintf(id, sizeof(id), "%" PRId64, i);
		submit_one(f, "a", id);
		loop_run(f->loop);
		if (f->error != 0 || write(out, &f->pseqs[0], sizeof(f->pseqs[0])) < 0) {
			_exit(1);
		}
	}
}

static void what_was_promised_survives_kill(void **state)
{
	struct fixture *f = *state;
	journal_close(f->journal);
	f->journal = NULL;
	for (int round = 0; round < 3; round++) {
		int ends[2];
		int64_t promised = 0;
		assert_int_equal(pipe(ends), 0);
		pid_t child = fork();
		if (child == 0) {
			struct loop *loop = loop_new();
			f->loop = loop;
			if (open_journal(f, NULL) == 0) {
				write_until_killed(f, ends[1]);
			}
			_exit(1);
		}
		close(ends[1]);
		for (int i = 0; i < 20 + round; i++) {
			assert_int_equal(
				read(ends[0], &promised, sizeof(promised)), sizeof(promised));
		}
		kill(child, SIGKILL);
		int status = 0;
		waitpid(child, &status, 0);
		assert_true(WIFSIGNALED(status));
		while (read(ends[0], &promised, sizeof(promised)) == sizeof(promised)) {
		}
		close(ends[0]);
		assert_int_equal(open_journal(f, NULL), 0);
		struct journal_channel channel;
		assert_true(journal_get_channel(f->journal, STR("a"), &channel));
		assert_true(channel.head >= promised);
		read_ids(f, "a", 0, SIZE_MAX);
		assert_int_equal(f->count, channel.head);
		journal_close(f->journal);
		f->journal = NULL;
	}
	assert_int_equal(open_journal(f, NULL), 0);
}

/* --- speed: the figure aimed at, with room to spare, so that a loaded machine passes --- */

static void group_commit_is_fast(void **state)
{
	struct fixture *f = *state;
	char alert[1024];
	memset(alert, 'x', sizeof(alert));
	memcpy(alert, "{\"v\":\"", 6);
	memcpy(alert + sizeof(alert) - 3, "\"}", 3);
	struct journal_record record = make_record("a", "1", alert);
	const struct journal_batch batch = {
		.feed_id = 1, .state = STR("state"), .records = &record, .record_count = 1};
	int64_t start = clock_mono_us();
	for (int i = 0; i < 5000; i++) {
		submit(f, &batch);
	}
	loop_run(f->loop);
	int64_t took = clock_mono_us() - start;
	struct journal_stats stats;
	journal_get_stats(f->journal, &stats);
	print_message(
		"5000 records in %" PRId64 " ms, %" PRIu64 " rounds\n", took / 1000, stats.commits);
	assert_int_equal(f->errors, 0);
	assert_int_equal(stats.records, 5000);
	assert_true(stats.commits < 500);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(numbers_are_gapless_per_channel, set_up, tear_down),
		cmocka_unit_test_setup_teardown(record_comes_back_whole, set_up, tear_down),
		cmocka_unit_test_setup_teardown(feed_state_and_known_articles, set_up, tear_down),
		cmocka_unit_test_setup_teardown(bad_records_are_not_taken, set_up, tear_down),
		cmocka_unit_test_setup_teardown(acks_are_kept_and_never_go_back, set_up, tear_down),
		cmocka_unit_test_setup_teardown(epochs_outlive_a_restart, set_up, tear_down),
		cmocka_unit_test_setup_teardown(second_daemon_is_refused, set_up, tear_down),
		cmocka_unit_test_setup_teardown(only_delivered_records_go, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_full_budget_has_no_room, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			a_refused_write_leaves_nothing_behind, set_up, tear_down),
		cmocka_unit_test_setup_teardown(what_was_promised_survives_kill, set_up, tear_down),
		cmocka_unit_test_setup_teardown(group_commit_is_fast, set_up, tear_down),
	};
	return cmocka_run_group_tests_name("journal/journal", tests, NULL, NULL);
}
