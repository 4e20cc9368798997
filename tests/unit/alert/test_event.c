/* SPDX-License-Identifier: BSD-2-Clause */
/* Events of the daemon, as they stand in the control stream of a real Redis. */
#include "check.h"

#include <string.h>

#include "alert/event.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/mem.h"
#include "store/redis_server.h"

#define GIVE_UP_MS 20000

struct fixture {
	struct redis_server server;
	struct loop *loop;
	struct journal *journal;
	struct outbox *outbox;
	struct loop_timer *timer;
	int64_t give_up_at;
	long wanted;
	bool late;
	char reply[1 << 16];
};

static int set_up(void **state)
{
	struct fixture *f = mem_zalloc(sizeof(*f));
	struct journal_config journal = {.path = NULL};
	struct outbox_config config = {.address.timeout_ms = 500};
	char path[96];
	struct buf error;

	redis_server_make_dir(&f->server);
	redis_server_start(&f->server, NULL);
	(void)snprintf(path, sizeof(path), "%s/journal.db", f->server.dir);
	journal.path = path;
	f->loop = loop_new();
	buf_init(&error, 1024);
	assert_int_equal(journal_open(f->loop, &journal, &error, &f->journal), 0);
	buf_done(&error);
	config.address.socket = f->server.socket;
	f->outbox = outbox_new(f->loop, f->journal, &config);
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;

	outbox_free(f->outbox);
	journal_close(f->journal);
	loop_free(f->loop);
	redis_server_remove(&f->server);
	free(f);
	return 0;
}

static void on_timer(void *arg)
{
	struct fixture *f = arg;

	f->late = clock_mono_ms() > f->give_up_at;
	if (f->late || redis_server_number(&f->server, "XLEN nuncio-control") >= f->wanted) {
		loop_stop(f->loop);
		return;
	}
	loop_timer_set(f->timer, 5);
}

/* The control stream once it has `wanted` entries. */
static const char *wait_for_entries(struct fixture *f, long wanted)
{
	f->wanted = wanted;
	f->give_up_at = clock_mono_ms() + GIVE_UP_MS;
	f->timer = loop_timer_new(f->loop, on_timer, f);
	loop_timer_set(f->timer, 0);
	loop_run(f->loop);
	loop_timer_free(f->timer);
	assert_false(f->late);
	return redis_server_ask(
		&f->server, "XRANGE nuncio-control - +", f->reply, sizeof(f->reply));
}

static void test_events_reach_the_control_stream(void **state)
{
	const struct event_field fields[] = {
		EVENT_TEXT("feed", STR("A \"feed\"\n")),
		EVENT_NUMBER("count", -7),
		EVENT_END,
	};
	static const char *const parts[] = {
		"{\"v\":1,\"time\":\"20",
		"Z\",\"instance\":\"desk\",\"event\":\"started\"}",
		"\"instance\":\"desk\",\"event\":\"feed_failing\",\"feed\":\"A \\\"feed\\\"\\n\",\"count\":-7}",
	};
	struct fixture *f = *state;
	const char *reply;

	/* Before the connection is there: they wait for it. */
	event_send(f->outbox, STR("desk"), "started", NULL);
	event_send(f->outbox, STR("desk"), "feed_failing", fields);
	reply = wait_for_entries(f, 2);
	for (size_t i = 0; i < COUNT(parts); i++) {
		if (!strstr(reply, parts[i])) {
			fail_msg("no %s in %s", parts[i], reply);
		}
	}
	assert_true(strstr(reply, "started") < strstr(reply, "feed_failing"));
}

static void test_what_is_too_large_is_left_out(void **state)
{
	struct event_field fields[400];
	struct fixture *f = *state;
	char text[100];

	memset(text, 'x', sizeof(text));
	for (size_t i = 0; i + 1 < COUNT(fields); i++) {
		fields[i] =
			(struct event_field){.key = "key", .text = str_make(text, sizeof(text))};
	}
	fields[COUNT(fields) - 1] = (struct event_field){.key = NULL};
	event_send(f->outbox, STR("desk"), "large", fields);
	event_send(f->outbox, STR("desk"), "small", NULL);
	assert_null(strstr(wait_for_entries(f, 1), "large"));
}

static void test_without_an_outbox_nothing_happens(void **state)
{
	(void)state;
	event_send(NULL, STR("desk"), "started", NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			test_events_reach_the_control_stream, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			test_what_is_too_large_is_left_out, set_up, tear_down),
		cmocka_unit_test(test_without_an_outbox_nothing_happens),
	};

	if (!redis_server_is_installed()) {
		print_message("skipped: no " REDIS_SERVER_BINARY "\n");
		return 0;
	}
	return cmocka_run_group_tests(tests, NULL, NULL);
}
