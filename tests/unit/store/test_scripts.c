/* SPDX-License-Identifier: BSD-2-Clause */
/* The scripts inside a real server: what is done once, what is refused, and what a refusal leaves behind. */
#include "store/scripts_scene.h"

/* --- what is published --- */

static void entry_and_message_are_the_same_alert(void **state)
{
	struct fixture *f = *state;
	const struct redis_handlers handlers = {on_subscriber_ready, on_lost, on_message, f};
	const struct redis_address address = {.socket = f->server.socket};
	const uint64_t mark = 7;
	struct redis *subscriber = redis_connect(f->loop, &address, &handlers);
	loop_run(f->loop);
	struct script_commit one = make(1, "id1", &mark);
	scripts_send_commit(&f->scripts, f->redis, &one, NULL, NULL);
	loop_run(f->loop);
	static const char head[] =
		"nuncio:a.b {\"v\":1,\"t\":\"\xc3\xa9 } \\\" %s\",\"seq\":1,\"producer\":{\"id\":\"p-0\",\"seq\":1},"
		"\"kind\":\"new\",\"story\":{\"id\":\"id1\",\"articles\":1,\"sources\":1,"
		"\"first_seen\":\"2096-10-02T07:06:40Z\"}";
	assert_memory_equal(f->reply, head, sizeof(head) - 1);
	char id[64];
	assert_int_equal(
		sscanf(f->reply + sizeof(head) - 1, ",\"stream_id\":\"%63[0-9-]\"}", id), 1);
	ask(f, "XRANGE nuncio:{a.b}:alerts - +");
	assert_non_null(strstr(f->reply, id));
	const char *alert = strstr(f->reply, "{\"v\"");
	assert_non_null(alert);
	assert_memory_equal(alert, head + 11, sizeof(head) - 12);
	assert_memory_equal(alert + sizeof(head) - 12, "}\r\n", 3);
	redis_free(subscriber);
}

/* --- once --- */

static void steps_are_done_once(void **state)
{
	struct fixture *f = *state;
	static const struct {
		int64_t pseq;
		const char *id;
		uint64_t mark;
		enum commit_outcome outcome;
		int64_t seq;
		long length;
	} rows[] = {
		{2, "x", 20, COMMIT_OUT_OF_STEP, 0, 0},
		{1, "a", 10, COMMIT_PUBLISHED, 1, 1},
		{1, "a", 10, COMMIT_DONE_BEFORE, 1, 1},
		{3, "c", 30, COMMIT_OUT_OF_STEP, 0, 1},
		{2, "b", 20, COMMIT_PUBLISHED, 2, 2},
		{3, "a", 10, COMMIT_DUPLICATE, 2, 2},
		{3, "a", 10, COMMIT_DONE_BEFORE, 2, 2},
		{4, "d", 11, COMMIT_DUPLICATE, 2, 2}, /* the lowest bit is not compared */
		{5, "e", UINT64_MAX, COMMIT_PUBLISHED, 3, 3},
		{6, "e", UINT64_MAX, COMMIT_DUPLICATE, 3, 3},
		{7, "f", 0, COMMIT_PUBLISHED, 4, 4},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		enum commit_outcome outcome = commit_one(f, rows[i].pseq, rows[i].id, rows[i].mark);
		if (outcome != rows[i].outcome) {
			fail_msg("row %zu: %d %s", i, (int)outcome, f->error);
		}
		assert_int_equal(f->commit.seq, rows[i].seq);
		assert_int_equal(length(f), rows[i].length);
	}
	assert_int_equal(redis_server_number(&f->server, "HGET nuncio:{a.b}:meta duplicates"), 3);
}

static void any_mark_makes_a_duplicate(void **state)
{
	struct fixture *f = *state;
	const uint64_t first[] = {100, 200, 300};
	const uint64_t second[] = {400, 300, 500};
	const uint64_t third[] = {600, 500};
	struct script_commit one = make(1, "a", first);
	one.mark_count = 3;
	assert_int_equal(commit(f, &one), COMMIT_PUBLISHED);
	one = make(2, "b", second);
	one.mark_count = 3;
	assert_int_equal(commit(f, &one), COMMIT_DUPLICATE);
	one = make(3, "c", third);
	one.mark_count = 2;
	assert_int_equal(commit(f, &one), COMMIT_DUPLICATE);
	one = make(4, "d", third);
	one.channel = STR("other");
	one.pseq = 1;
	assert_int_equal(commit(f, &one), COMMIT_PUBLISHED);
}

#define DAY_MS (INT64_C(24) * 3600 * 1000)

static void marks_are_remembered_into_the_next_epoch(void **state)
{
	struct fixture *f = *state;
	const uint64_t mark = 42;
	int64_t start = INT64_C(4000000000000) / (15 * DAY_MS) * (15 * DAY_MS);
	static const struct {
		int64_t days; /* since the start of an epoch */
		enum commit_outcome outcome;
	} rows[] = {{14, COMMIT_PUBLISHED}, {15, COMMIT_DUPLICATE}, {44, COMMIT_DUPLICATE},
		{75, COMMIT_PUBLISHED}};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct script_commit one = make((int64_t)i + 1, "a", &mark);
		one.detected_ms = start + rows[i].days * DAY_MS;
		assert_int_equal(commit(f, &one), rows[i].outcome);
	}
	assert_true(redis_server_number(&f->server, "TTL nuncio:{a.b}:seen:3086:0:0") > 0);
}

/* Buckets of lower levels are looked into as far as their epoch has any, whenever it was; a record may come late. */
static void each_epoch_knows_its_lowest_level(void **state)
{
	struct fixture *f = *state;
	int64_t start = INT64_C(4000000000000) / (15 * DAY_MS) * (15 * DAY_MS);
	static const struct {
		int64_t epoch;
		unsigned level;
		uint64_t mark;
		enum commit_outcome outcome;
	} rows[] = {
		{0, 0, 1000, COMMIT_PUBLISHED},
		{0, 1, 2000, COMMIT_PUBLISHED},
		{0, 1, 1000, COMMIT_DUPLICATE},
		{1, 2, 1000, COMMIT_DUPLICATE}, /* of level 0, and now of level 2 as well */
		{1, 2, 2000, COMMIT_DUPLICATE},
		{1, 2, 3000, COMMIT_PUBLISHED},
		{2, 2, 1000, COMMIT_DUPLICATE},
		{2, 2, 3000, COMMIT_DUPLICATE},
		{0, 2, 4000, COMMIT_PUBLISHED}, /* late */
		{1, 2, 4000, COMMIT_DUPLICATE},
		{2, 2, 4000, COMMIT_DUPLICATE},
		{7, 2, 4000, COMMIT_PUBLISHED},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct script_commit one = make((int64_t)i + 1, "a", &rows[i].mark);
		one.detected_ms = start + rows[i].epoch * 15 * DAY_MS;
		one.level = rows[i].level;
		if (commit(f, &one) != rows[i].outcome) {
			fail_msg("row %zu: %d %s", i, (int)f->commit.outcome, f->error);
		}
	}
}

static void marks_of_an_epoch_that_is_over_go_at_once(void **state)
{
	struct fixture *f = *state;
	const uint64_t mark = 1;
	for (int64_t i = 1; i <= 2; i++) {
		struct script_commit one = make(i, "a", &mark);
		one.detected_ms = LONG_AGO_MS;
		assert_int_equal(commit(f, &one), COMMIT_PUBLISHED);
	}
}

/* --- stories --- */

static struct script_commit make_story(
	int64_t pseq, const char *id, const uint64_t *mark, const char *source)
{
	struct script_commit one = make(pseq, id, mark);
	one.source = str_from(source);
	return one;
}

static void duplicates_count_on_their_story(void **state)
{
	struct fixture *f = *state;
	const uint64_t marks[] = {2, 4, 6};
	static const char *const sources[] = {"x", "y", "x", "z"};
	struct script_commit one = make_story(1, "first", marks, "x");
	assert_int_equal(commit(f, &one), COMMIT_PUBLISHED);
	for (int64_t i = 1; i < 4; i++) {
		one = make_story(i + 1, "again", marks, sources[i]);
		assert_int_equal(commit(f, &one), COMMIT_DUPLICATE);
	}
	ask(f, "HGET nuncio:{a.b}:stories:3086 s:first");
	assert_non_null(strstr(f->reply, "\n4 3 2096-10-02T07:06:40Z "));
}

static void a_changed_article_alerts_when_it_gains_a_rule(void **state)
{
	struct fixture *f = *state;
	/* An article by its address and by its guid in two feeds. */
	static const struct {
		const char *id;
		uint64_t marks[2];
		uint32_t rules[2];
		size_t rule_count;
		bool changed;
		const char *story; /* what the alert says of it; NULL: no alert */
	} rows[] = {
		{"first", {10, 20}, {0xa, 0}, 1, false,
			"\"new\",\"story\":{\"id\":\"first\",\"articles\":1,"},
		{"again", {10, 20}, {0xa, 0}, 1, true, NULL},
		{"second", {10, 20}, {0xb, 0xa}, 2, true,
			"\"new\",\"revises\":\"first\",\"story\":{\"id\":\"first\",\"articles\":1,"},
		{"third", {10, 20}, {0xb, 0}, 1, true, NULL},  /* a hit lost is none gained */
		{"back", {10, 20}, {0xa, 0xb}, 2, true, NULL}, /* both have alerted */
		{"copy", {10, 30}, {0xc, 0}, 1, false,
			NULL}, /* another feed's: counted, whatever hits */
		{"copied", {10, 30}, {0xa, 0}, 1, true,
			NULL}, /* that one changes: the same article */
		{"moved", {50, 20}, {0xa, 0}, 1, true, NULL}, /* another address, the same guid */
		{"fourth", {50, 30}, {0xc, 0}, 1, true,
			"\"new\",\"revises\":\"second\",\"story\":{\"id\":\"first\",\"articles\":2,"},
		/* Known to its feed, but it never alerted: a story of its own. */
		{"late", {60, 70}, {0xa, 0}, 1, true,
			"\"new\",\"story\":{\"id\":\"late\",\"articles\":1,"},
		{"late copy", {60, 80}, {0xa, 0}, 1, false, NULL},
		{"late", {60, 70}, {0xd, 0}, 1, true, /* it may be as it was, for another rule */
			"\"new\",\"story\":{\"id\":\"late\",\"articles\":2,"},
	};
	long alerts = 0;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct script_commit one = make((int64_t)i + 1, rows[i].id, rows[i].marks);
		one.mark_count = 2;
		one.rules = rows[i].rules;
		one.rule_count = rows[i].rule_count;
		one.changed = rows[i].changed;
		enum commit_outcome outcome = commit(f, &one);
		alerts += rows[i].story != NULL;
		if (outcome != (rows[i].story != NULL ? COMMIT_PUBLISHED : COMMIT_DUPLICATE)) {
			fail_msg("row %zu: %d %s", i, (int)outcome, f->error);
		}
		assert_int_equal(length(f), alerts);
		ask(f, "XREVRANGE nuncio:{a.b}:alerts + - COUNT 1");
		if (rows[i].story != NULL && strstr(f->reply, rows[i].story) == NULL) {
			fail_msg("row %zu: %s", i, f->reply);
		}
	}
}

/* --- buckets --- */

static void buckets_grow_and_old_levels_are_seen(void **state)
{
	struct fixture *f = *state;
	int64_t pseq = 0;
	unsigned level = 0;
	for (uint64_t i = 0; i < 400; i++) {
		const uint64_t mark = i * UINT64_C(0x9e3779b97f4a7c15);
		struct script_commit one = make_story(++pseq, "a", &mark, "x");
		one.level = level;
		assert_int_equal(commit(f, &one), COMMIT_PUBLISHED);
		if (f->commit.full && level == 0) {
			level = 1;
			assert_int_equal(i, 256);
		}
	}
	assert_int_equal(level, 1);
	for (uint64_t i = 0; i < 400; i += 57) {
		const uint64_t mark = i * UINT64_C(0x9e3779b97f4a7c15);
		struct script_commit one = make_story(++pseq, "a", &mark, "x");
		one.level = level;
		assert_int_equal(commit(f, &one), COMMIT_DUPLICATE);
	}
	const uint64_t mark = 1;
	struct script_commit stale = make_story(++pseq, "a", &mark, "x");
	assert_int_equal(commit(f, &stale), COMMIT_OUT_OF_STEP);
	assert_int_equal(resume(f, 0, -1, NULL), RESUME_OK);
	assert_int_equal(f->resume.level, 1);
	ask(f, "OBJECT ENCODING nuncio:{a.b}:seen:3086:0:0");
	assert_non_null(strstr(f->reply, "intset"));
}

/* --- refusals leave nothing behind --- */

static void wrong_types_change_nothing(void **state)
{
	struct fixture *f = *state;
	static const char *const keys[] = {"nuncio:{a.b}:alerts", "nuncio:{a.b}:meta",
		"nuncio:{a.b}:stories:3086", "nuncio:{a.b}:stories:3085",
		"nuncio:{a.b}:seen:3086:0:0"};
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		char command[128];
		const uint64_t mark = 5;
		struct script_commit one = make(1, "a", &mark);
		one.changed = true;
		(void)snprintf(command, sizeof(command), "FLUSHALL\r\nSET %s x", keys[i]);
		ask(f, command);
		assert_int_equal(commit(f, &one), COMMIT_FAILED);
		assert_non_null(strstr(f->error, "WRONGTYPE"));
		assert_int_equal(redis_server_number(&f->server, "DBSIZE"), 1);
	}
	ask(f, "FLUSHALL\r\nHSET nuncio:{a.b}:meta low:3085 0\r\nSET nuncio:{a.b}:seen:3085:0:0 x");
	assert_int_equal(commit_one(f, 1, "a", 5), COMMIT_FAILED);
	assert_non_null(strstr(f->error, "WRONGTYPE"));
	assert_int_equal(redis_server_number(&f->server, "DBSIZE"), 2);
	ask(f, "FLUSHALL\r\nHSET nuncio:{a.b}:meta seq x");
	assert_int_equal(commit_one(f, 1, "a", 5), COMMIT_FAILED);
	assert_int_equal(redis_server_number(&f->server, "DBSIZE"), 1);
}

static void a_full_server_changes_nothing(void **state)
{
	struct fixture *f = *state;
	ask(f, "CONFIG SET maxmemory 1");
	assert_int_equal(commit_one(f, 1, "a", 5), COMMIT_FAILED);
	assert_non_null(strstr(f->error, "OOM"));
	ask(f, "CONFIG SET maxmemory 0");
	assert_int_equal(redis_server_number(&f->server, "DBSIZE"), 0);
	assert_int_equal(commit_one(f, 1, "a", 5), COMMIT_PUBLISHED);
}

static void a_server_that_changed_is_told_apart(void **state)
{
	struct fixture *f = *state;
	ask(f, "SCRIPT FLUSH");
	assert_int_equal(commit_one(f, 1, "a", 5), COMMIT_SERVER_CHANGED);
	assert_int_equal(resume(f, 0, -1, NULL), RESUME_SERVER_CHANGED);
	dial(f, NULL, NULL);
	ask(f, "REPLICAOF 127.0.0.1 1");
	assert_int_equal(commit_one(f, 1, "a", 5), COMMIT_SERVER_CHANGED);
}

/* --- the stream is bounded --- */

static void streams_are_bounded(void **state)
{
	struct fixture *f = *state;
	for (int64_t i = 1; i <= 500; i++) {
		const uint64_t mark = (uint64_t)i << 8;
		struct script_commit one = make(i, "a", &mark);
		one.stream_max_length = 100;
		assert_int_equal(commit(f, &one), COMMIT_PUBLISHED);
	}
	long left = length(f);
	assert_true(left >= 100 && left < 300);
	/* Everything is older than the year 2100; whole nodes go. */
	for (int64_t i = 501; i <= 512; i++) {
		const uint64_t mark = (uint64_t)i << 8;
		struct script_commit one = make(i, "a", &mark);
		one.stream_min_ms = INT64_C(4102444800000);
		assert_int_equal(commit(f, &one), COMMIT_PUBLISHED);
	}
	assert_true(length(f) < 100);
	assert_int_equal(f->commit.seq, 512);
}

/* --- resuming --- */

static void where_to_go_on(void **state)
{
	struct fixture *f = *state;
	assert_int_equal(resume(f, 0, -1, NULL), RESUME_OK);
	assert_int_equal(f->resume.off, 0);
	assert_int_equal(redis_server_number(&f->server, "DBSIZE"), 0);
	assert_int_equal(resume(f, 3, -1, NULL), RESUME_LOST);
	assert_int_equal(resume(f, 3, -1, "p-1"), RESUME_LOST);
	assert_int_equal(resume(f, 3, 1, NULL), RESUME_OK);
	assert_int_equal(f->resume.off, 1);
	assert_int_equal(f->resume.seq, 30);
	assert_int_equal(commit_one(f, 2, "two", 5), COMMIT_PUBLISHED);
	assert_int_equal(f->commit.seq, 31);
	assert_int_equal(resume(f, 1, -1, NULL), RESUME_OK);
	assert_int_equal(f->resume.off, 2);
	assert_string_equal(f->resume_text, "two");
	/* Redis went back so far that the journal cannot fill the gap. */
	f->oldest = 3;
	assert_int_equal(resume(f, 9, -1, NULL), RESUME_OK);
	f->oldest = 4;
	assert_int_equal(resume(f, 9, -1, NULL), RESUME_LOST);
	assert_int_equal(resume(f, 9, 9, NULL), RESUME_OK);
	assert_int_equal(f->resume.off, 9);
	assert_int_equal(f->resume.seq, 90);
	assert_string_equal(f->resume_text, "");
}

static void a_new_epoch_goes_on_where_the_old_one_was_acknowledged(void **state)
{
	struct fixture *f = *state;
	const uint64_t mark = 5;
	struct script_commit one = make(1, "a", &mark);
	one.producer = STR("old-0");
	assert_int_equal(commit(f, &one), COMMIT_PUBLISHED);
	assert_int_equal(resume(f, 1, -1, "old-0"), RESUME_OK);
	assert_int_equal(f->resume.off, 1);
	assert_int_equal(commit_one(f, 2, "b", 7), COMMIT_PUBLISHED);
	assert_int_equal(f->commit.seq, 2);
}

static void rights_are_checked_before_anything_is_written(void **state)
{
	struct fixture *f = *state;
	static const char *const needed[] = {"hmget", "hset", "hget", "hlen", "expireat",
		"sismember", "smismember", "exists", "sadd", "scard", "xlen", "xadd", "xtrim",
		"publish"};
	char command[512];
	for (size_t i = 0; i < sizeof(needed) / sizeof(needed[0]); i++) {
		(void)snprintf(command, sizeof(command),
			"ACL SETUSER w reset on nopass ~nuncio:* &nuncio:* -@all +evalsha +script|load +client|setname"
			" +hmget +hset +hget +hlen +expireat +sismember +smismember +exists +sadd +scard +xlen +xadd +xtrim +publish -%s",
			needed[i]);
		assert_string_equal(ask(f, command), "+OK\r\n");
		dial(f, "w", "");
		assert_int_equal(resume(f, 0, -1, NULL), RESUME_DENIED);
		assert_true(strcasecmp(f->resume_text, needed[i]) == 0);
	}
	(void)snprintf(command, sizeof(command), "ACL SETUSER w +publish resetchannels &other");
	ask(f, command);
	dial(f, "w", "");
	assert_int_equal(resume(f, 0, -1, NULL), RESUME_DENIED);
	ask(f, "ACL SETUSER w &nuncio:*");
	dial(f, "w", "");
	assert_int_equal(resume(f, 0, -1, NULL), RESUME_OK);
	assert_int_equal(commit_one(f, 1, "a", 1), COMMIT_PUBLISHED);
	assert_int_equal(commit_one(f, 2, "a", 1), COMMIT_DUPLICATE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			entry_and_message_are_the_same_alert, set_up, tear_down),
		cmocka_unit_test_setup_teardown(steps_are_done_once, set_up, tear_down),
		cmocka_unit_test_setup_teardown(any_mark_makes_a_duplicate, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			marks_are_remembered_into_the_next_epoch, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			marks_of_an_epoch_that_is_over_go_at_once, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			each_epoch_knows_its_lowest_level, set_up, tear_down),
		cmocka_unit_test_setup_teardown(duplicates_count_on_their_story, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			a_changed_article_alerts_when_it_gains_a_rule, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			buckets_grow_and_old_levels_are_seen, set_up, tear_down),
		cmocka_unit_test_setup_teardown(wrong_types_change_nothing, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_full_server_changes_nothing, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			a_server_that_changed_is_told_apart, set_up, tear_down),
		cmocka_unit_test_setup_teardown(streams_are_bounded, set_up, tear_down),
		cmocka_unit_test_setup_teardown(where_to_go_on, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			a_new_epoch_goes_on_where_the_old_one_was_acknowledged, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			rights_are_checked_before_anything_is_written, set_up, tear_down),
	};
	if (!redis_server_is_installed()) {
		print_message("skipped: no " REDIS_SERVER_BINARY "\n");
		return 0;
	}
	return cmocka_run_group_tests_name("store/scripts", tests, NULL, NULL);
}
