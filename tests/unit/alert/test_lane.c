/* SPDX-License-Identifier: BSD-2-Clause */
/* Channels that are held, and what is sent again after a loss. */
#include "alert/outbox_scene.h"

static void a_held_channel_does_not_stop_the_others(void **state)
{
	struct fixture *f = *state;
	redis_server_ask(&f->server, "SET nuncio:{bad}:alerts x", f->reply, sizeof(f->reply));
	submit_many(f, "bad", 0, 5);
	submit_many(f, "a", 0, 5);
	wait_until(f, is_held);
	assert_non_null(strstr(f->status.reason, "WRONGTYPE"));
	assert_int_equal(warnings, 1);
	redis_server_ask(&f->server, "DEL nuncio:{bad}:alerts", f->reply, sizeof(f->reply));
	wait_until(f, is_idle);
	assert_int_equal(count_in_order(f, "a", 0), 5);
	assert_int_equal(count_in_order(f, "bad", 0), 5);
	assert_int_equal(f->status.held_channels, 0);
	assert_int_equal(warnings, 1);
}

static void missing_rights_hold_before_anything_is_written(void **state)
{
	struct fixture *f = *state;
	redis_server_ask(&f->server,
		"ACL SETUSER w on nopass +@all ~nuncio:* ~nuncio-control &nuncio-control", f->reply,
		sizeof(f->reply));
	outbox_free(f->outbox);
	f->config.address.user = "w";
	open_outbox(f);
	submit_many(f, "a", 0, 5);
	wait_until(f, is_held);
	assert_string_equal(
		f->status.reason, "the Redis user may not run for this channel: PUBLISH");
	assert_int_equal(redis_server_number(&f->server, "DBSIZE"), 0);
	redis_server_ask(&f->server, "ACL SETUSER w &nuncio:*", f->reply, sizeof(f->reply));
	wait_until(f, is_idle);
	assert_int_equal(count_in_order(f, "a", 0), 5);
}

static void a_lost_data_set_is_not_replayed_blindly(void **state)
{
	struct fixture *f = *state;
	submit_many(f, "a", 0, 20);
	wait_until(f, is_idle);
	redis_server_ask(&f->server, "FLUSHALL", f->reply, sizeof(f->reply));
	submit_many(f, "a", 20, 30);
	wait_until(f, is_durable);
	wait_until(f, is_held);
	assert_non_null(strstr(f->status.reason, "Redis has lost data"));
	assert_int_equal(f->status.pending, 10);
	assert_int_equal(redis_server_number(&f->server, "DBSIZE"), 0);
	/* As people do: they start once with the word that it is right. */
	outbox_free(f->outbox);
	f->config.lost = OUTBOX_LOST_RESUME;
	f->up = false;
	open_outbox(f);
	wait_until(f, is_idle);
	redis_server_ask(
		&f->server, "XRANGE nuncio:{a}:alerts - + COUNT 1", f->reply, sizeof(f->reply));
	assert_non_null(strstr(f->reply, "{\"n\":20,\"seq\":21,"));
	assert_int_equal(redis_server_number(&f->server, "XLEN nuncio:{a}:alerts"), 10);
}

static void a_lost_data_set_can_be_replayed(void **state)
{
	struct fixture *f = *state;
	submit_many(f, "a", 0, 20);
	wait_until(f, is_idle);
	close_both(f);
	redis_server_ask(&f->server, "FLUSHALL", f->reply, sizeof(f->reply));
	f->up = false;
	f->config.lost = OUTBOX_LOST_REPLAY;
	open_journal(f);
	open_outbox(f);
	submit_many(f, "a", 20, 30);
	wait_until(f, is_idle);
	assert_int_equal(redis_server_number(&f->server, "XLEN nuncio:{a}:alerts"), 30);
	redis_server_ask(
		&f->server, "XRANGE nuncio:{a}:alerts - + COUNT 1", f->reply, sizeof(f->reply));
	assert_non_null(strstr(f->reply, "{\"n\":0,\"seq\":21,"));
}

static void copy_file(const char *from, const char *to)
{
	char command[256];
	(void)snprintf(command, sizeof(command), "cp '%s' '%s'", from, to);
	assert_int_equal(system(command), 0); /* NOLINT(cert-env33-c): paths of our own making */
}

/* `more`: records journaled after the restore, before Redis is reached. */
static void restore_and_go_on(struct fixture *f, int more)
{
	submit_many(f, "a", 0, 20);
	wait_until(f, is_idle);
	close_both(f);
	copy_file(f->path, f->copy_path);
	open_journal(f);
	f->up = false;
	open_outbox(f);
	submit_many(f, "a", 20, 40);
	wait_until(f, is_idle);
	close_both(f);
	copy_file(f->copy_path, f->path);
	open_journal(f);
	f->up = false;
	submit_many(f, "a", 40, 40 + more);
	open_outbox(f);
	wait_until(f, is_idle);
	submit_many(f, "a", 40 + more, 100);
	wait_until(f, is_idle);
	assert_int_equal(count_in_order(f, "a", 0), 100);
	redis_server_ask(&f->server, "HGETALL nuncio:{a}:meta", f->reply, sizeof(f->reply));
	assert_non_null(strstr(f->reply, "-1\r\n"));
}

static void a_restored_journal_is_a_new_producer(void **state)
{
	restore_and_go_on(*state, 0);
}

static void also_when_it_is_a_little_ahead(void **state)
{
	restore_and_go_on(*state, 10);
}

static void also_when_it_has_overtaken(void **state)
{
	restore_and_go_on(*state, 45);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			a_held_channel_does_not_stop_the_others, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			missing_rights_hold_before_anything_is_written, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			a_lost_data_set_is_not_replayed_blindly, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_lost_data_set_can_be_replayed, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			a_restored_journal_is_a_new_producer, set_up, tear_down),
		cmocka_unit_test_setup_teardown(also_when_it_is_a_little_ahead, set_up, tear_down),
		cmocka_unit_test_setup_teardown(also_when_it_has_overtaken, set_up, tear_down),
	};
	if (!redis_server_is_installed()) {
		print_message("skipped: no " REDIS_SERVER_BINARY "\n");
		return 0;
	}
	return cmocka_run_group_tests_name("alert/lane", tests, NULL, NULL);
}
