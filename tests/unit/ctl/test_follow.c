/* SPDX-License-Identifier: BSD-2-Clause */
/* Follows the streams of a real Redis: every entry once and in order, whatever the server does. */
#include "check.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/mem.h"
#include "ctl/follow.h"
#include "store/redis_server.h"

#define GIVE_UP_MS 20000

struct fixture {
	struct redis_server server;
	struct loop *loop;
	struct follow *follow;
	struct loop_timer *timer;
	const char *list; /* channels, separated by spaces; NULL: not known */
	struct buf got;   /* "a1 b7 " */
	size_t count;
	size_t wanted;
	size_t most; /* entries; then the handler says that it is enough */
	int64_t gaps;
	bool late;
	int64_t give_up_at;
	char reply[1 << 16];
};

static bool on_locate(struct redis_address *ret, void *arg)
{
	struct fixture *f = arg;

	ret->socket = f->server.socket;
	ret->timeout_ms = 1000;
	return true;
}

static bool on_list(struct follow *follow, void *arg)
{
	struct fixture *f = arg;
	struct str rest = str_from(f->list);
	struct str name;

	while (f->list && str_cut(&rest, ' ', &name)) {
		follow_add(follow, name);
	}
	return f->list != NULL;
}

static bool on_alert(struct str channel, struct str json, const struct json_value *alert, void *arg)
{
	struct fixture *f = arg;

	(void)json;
	buf_printf(&f->got, "%.*s%lld ", STR_ARG(channel),
		(long long)json_get_int(json_get(alert, "seq")));
	f->count++;
	return f->count != f->most;
}

static void on_gap(struct str channel, int64_t count, void *arg)
{
	struct fixture *f = arg;

	(void)channel;
	f->gaps += count;
}

static void on_change(const char *reason, void *arg)
{
	(void)reason;
	(void)arg;
}

static int set_up(void **state)
{
	struct fixture *f = mem_zalloc(sizeof(*f));

	redis_server_make_dir(&f->server);
	redis_server_start(&f->server, NULL);
	f->loop = loop_new();
	buf_init(&f->got, 1u << 20);
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;

	follow_free(f->follow);
	loop_free(f->loop);
	redis_server_remove(&f->server);
	buf_done(&f->got);
	free(f);
	return 0;
}

static void start(struct fixture *f, const char *from, const char *channel)
{
	const struct follow_handlers handlers = {
		on_locate, on_list, on_alert, on_gap, on_change, f};

	f->follow = follow_new(f->loop, str_from(from), channel == NULL, &handlers);
	if (channel) {
		follow_add(f->follow, str_from(channel));
	}
}

static void on_timer(void *arg)
{
	struct fixture *f = arg;

	f->late = clock_mono_ms() > f->give_up_at;
	if (f->late || f->count >= f->wanted) {
		loop_stop(f->loop);
		return;
	}
	loop_timer_set(f->timer, 2);
}

/* Until so many have come in all. */
static void wait_for(struct fixture *f, size_t wanted)
{
	f->wanted = wanted;
	f->give_up_at = clock_mono_ms() + GIVE_UP_MS;
	f->timer = loop_timer_new(f->loop, on_timer, f);
	loop_timer_set(f->timer, 0);
	loop_run(f->loop);
	loop_timer_free(f->timer);
	if (f->late) {
		fail_msg("gave up; so far: %.*s", STR_ARG(buf_str(&f->got)));
	}
}

/* For what shall not come. */
static void run_for(struct fixture *f, int64_t ms)
{
	f->wanted = SIZE_MAX;
	f->give_up_at = clock_mono_ms() + ms;
	f->timer = loop_timer_new(f->loop, on_timer, f);
	loop_timer_set(f->timer, 0);
	loop_run(f->loop);
	loop_timer_free(f->timer);
	f->late = false;
}

static void add(struct fixture *f, const char *channel, int seq, const char *id)
{
	char command[256];

	(void)snprintf(command, sizeof(command), "XADD nuncio:{%s}:alerts %s alert '{\"seq\":%d}'",
		channel, id, seq);
	(void)redis_server_ask(&f->server, command, f->reply, sizeof(f->reply));
	assert_int_equal(f->reply[0], '$');
}

static void publish(struct fixture *f, const char *channel, int seq, const char *id)
{
	char command[256];

	(void)snprintf(command, sizeof(command),
		"PUBLISH nuncio:%s '{\"seq\":%d,\"stream_id\":\"%s\"}'", channel, seq, id);
	(void)redis_server_ask(&f->server, command, f->reply, sizeof(f->reply));
}

static void test_channels_are_merged_by_time(void **state)
{
	struct fixture *f = *state;

	add(f, "a", 1, "10-0");
	add(f, "b", 1, "11-0");
	add(f, "a", 2, "12-0");
	add(f, "a", 3, "12-1");
	add(f, "b", 2, "12-2");
	f->list = "a b";
	start(f, "0", NULL);
	wait_for(f, 5);
	check_str(buf_str(&f->got), "a1 b1 a2 a3 b2 ", "in the order of their ids");
}

/* More than one read takes: what one channel has must wait for what is older in another. */
static void test_long_streams_are_merged_too(void **state)
{
	struct fixture *f = *state;
	struct buf want;

	buf_init(&want, 1u << 20);
	for (int i = 1; i <= 700; i++) {
		char id[32];

		(void)snprintf(id, sizeof(id), "%d-0", i);
		add(f, "a", i, id);
		buf_printf(&want, "a%d ", i);
		if (i % 100 == 0) {
			(void)snprintf(id, sizeof(id), "%d-1", i);
			add(f, "b", i / 100, id);
			buf_printf(&want, "b%d ", i / 100);
		}
	}
	f->list = "a b";
	start(f, "0", NULL);
	wait_for(f, 707);
	check_str(buf_str(&f->got), buf_cstr(&want), "merged");
	buf_done(&want);
}

static void test_positions(void **state)
{
	static const struct {
		const char *from;
		size_t count;
		const char *want;
	} rows[] = {
		{"0", 3, "a1 a2 a3 "},
		{"10", 2, "a2 a3 "},
		{"11-5", 1, "a3 "},
		{"10-18446744073709551615", 2, "a2 a3 "},
	};
	struct fixture *f = *state;

	add(f, "a", 1, "10-0");
	add(f, "a", 2, "11-5");
	add(f, "a", 3, "11-6");
	for (size_t i = 0; i < COUNT(rows); i++) {
		f->count = 0;
		buf_clear(&f->got);
		start(f, rows[i].from, "a");
		wait_for(f, rows[i].count);
		check_str(buf_str(&f->got), rows[i].want, rows[i].from);
		follow_free(f->follow);
		f->follow = NULL;
	}
}

static void test_from_now_on(void **state)
{
	struct fixture *f = *state;

	add(f, "a", 1, "10-0");
	f->list = "a";
	start(f, "", NULL);
	run_for(f, 300);
	assert_int_equal(f->count, 0);
	add(f, "a", 2, "11-0");
	publish(f, "a", 2, "11-0");
	/* A channel that nobody listed: what was in it before the message is not new. */
	add(f, "b", 1, "11-1");
	add(f, "b", 2, "12-0");
	publish(f, "b", 2, "12-0");
	wait_for(f, 2);
	check_str(buf_str(&f->got), "a2 b2 ", "new ones only");
	/* One that the list names later is new from its first entry. */
	add(f, "c", 1, "5-0");
	f->list = "a c";
	wait_for(f, 3);
	check_str(buf_str(&f->got), "a2 b2 c1 ", "a new channel");
}

static void test_a_named_channel_and_no_other(void **state)
{
	struct fixture *f = *state;

	f->list = "a b";
	start(f, "0", "b");
	add(f, "a", 1, "1-0");
	publish(f, "a", 1, "1-0");
	add(f, "b", 1, "2-0");
	publish(f, "b", 1, "2-0");
	wait_for(f, 1);
	run_for(f, 200);
	check_str(buf_str(&f->got), "b1 ", "the named one");
}

static void test_the_server_restarts(void **state)
{
	static const char *const args[] = {"--appendonly", "yes", NULL};
	struct fixture *f = *state;
	char id[32];
	int seq = 0;

	redis_server_kill(&f->server, SIGKILL);
	redis_server_start(&f->server, args);
	f->list = "a";
	start(f, "0", NULL);
	for (int round = 0; round < 3; round++) {
		for (int i = 0; i < 20; i++) {
			(void)snprintf(id, sizeof(id), "%d-0", ++seq);
			add(f, "a", seq, id);
		}
		wait_for(f, (size_t)seq - 10);
		redis_server_kill(&f->server, SIGKILL);
		run_for(f, 100);
		redis_server_start(&f->server, args);
	}
	wait_for(f, (size_t)seq);
	run_for(f, 200);
	assert_int_equal(f->count, seq);
	assert_int_equal(f->gaps, 0);
}

static void test_gaps_are_counted(void **state)
{
	struct fixture *f = *state;

	add(f, "a", 7, "1-0");
	add(f, "a", 8, "2-0");
	add(f, "a", 12, "3-0");
	start(f, "0", "a");
	wait_for(f, 3);
	assert_int_equal(f->gaps, 3);
}

static void test_enough_is_enough(void **state)
{
	struct fixture *f = *state;

	for (int i = 1; i <= 10; i++) {
		char id[32];

		(void)snprintf(id, sizeof(id), "%d-0", i);
		add(f, "a", i, id);
	}
	f->most = 4;
	start(f, "0", "a");
	loop_run(f->loop); /* the handler's answer ends it */
	check_str(buf_str(&f->got), "a1 a2 a3 a4 ", "no more than wanted");
}

static void test_more_channels_than_one_read_takes(void **state)
{
	struct fixture *f = *state;
	struct buf names;

	buf_init(&names, 1u << 20);
	for (int i = 0; i < 1100; i++) {
		char name[16];

		(void)snprintf(name, sizeof(name), "c%d", i);
		buf_printf(&names, "%s%s", i ? " " : "", name);
		if (i % 275 == 0 || i == 1099) {
			add(f, name, 1, "1-0");
		}
	}
	f->list = buf_cstr(&names);
	start(f, "0", NULL);
	wait_for(f, 5);
	check_str(buf_str(&f->got), "c01 c2751 c5501 c8251 c10991 ", "of all slices");
	add(f, "c1050", 1, "2-0");
	publish(f, "c1050", 1, "2-0");
	wait_for(f, 6);
	buf_done(&names);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_channels_are_merged_by_time),
		TEST(test_long_streams_are_merged_too),
		TEST(test_positions),
		TEST(test_from_now_on),
		TEST(test_a_named_channel_and_no_other),
		TEST(test_the_server_restarts),
		TEST(test_gaps_are_counted),
		TEST(test_enough_is_enough),
		TEST(test_more_channels_than_one_read_takes),
	};

	if (!redis_server_is_installed()) {
		print_message("skipped: no " REDIS_SERVER_BINARY "\n");
		return 0;
	}
	return cmocka_run_group_tests(tests, NULL, NULL);
}
