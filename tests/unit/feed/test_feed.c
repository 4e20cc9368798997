/* SPDX-License-Identifier: BSD-2-Clause */
#include "check.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/pack.h"
#include "feed/feed.h"

static void test_spec(void **state)
{
	(void)state;
	struct feed_spec a = {.url = "https://a.example/", .tags = "x,y", .interval_s = 60};
	struct feed_spec b = a;

	feed_spec_pack(&a);
	assert_true(feed_spec_eq(&a, &b));
	assert_string_equal(a.tags, "x,y");
	assert_null(a.name);
	assert_ptr_equal(a.tags, a.url + strlen(a.url) + 1);
	b.tags = "x";
	assert_false(feed_spec_eq(&a, &b));
	b.tags = NULL;
	assert_false(feed_spec_eq(&a, &b));
	b.tags = "x,y";
	b.interval_s = 61;
	assert_false(feed_spec_eq(&a, &b));
	b.interval_s = 60;
	b.header = "X: y";
	assert_false(feed_spec_eq(&a, &b));

	struct feed *feed = feed_new(&a);
	assert_null(a.url);
	check_str(feed_name(feed), "https://a.example/", "no name");
	check_str(feed_label(feed), "https://a.example/", "no name, no title");
	feed_state_set(&feed->state.title, STR("The A"), 100);
	check_str(feed_name(feed), "https://a.example/", "a title is no name");
	check_str(feed_label(feed), "The A", "its title is shown");
	b.name = "A";
	feed_spec_pack(&b);
	feed_set_spec(feed, &b);
	check_str(feed_name(feed), "A", "name");
	check_str(feed_label(feed), "A", "the name is shown");
	assert_true(feed->id == feed_id_of_url(STR("https://a.example/")));
	feed_free(feed);
	feed_free(NULL);
}

/* On disk and in Redis: the number of a URL never changes. */
static void test_id(void **state)
{
	(void)state;
	assert_true(feed_id_of_url(STR("https://news.example/rss")) ==
		    feed_id_of_url(STR("https://news.example/rss")));
	assert_true(feed_id_of_url(STR("https://news.example/rss")) !=
		    feed_id_of_url(STR("https://news.example/RSS")));
	assert_true(feed_id_of_url(STR("https://news.example/rss")) == 0x7b5581db0614c26b);
}

static void fill(struct feed_state *state)
{
	feed_state_set(&state->etag, STR("W/\"\x80 odd\""), 1024);
	feed_state_set(&state->last_modified, STR("Thu, 01 Jan 2026 00:00:00 GMT"), 1024);
	feed_state_set(&state->title, STR("Nachrichten für alle"), 1024);
	feed_state_set(&state->moved_to, STR("https://new.example/feed"), 1024);
	feed_state_set(
		&state->proposals, STR("https://a.example/rss\nhttps://a.example/atom"), 1024);
	state->body_hash = UINT64_MAX;
	state->failing_since = 1767225601;
	state->changed_at = UINT32_MAX;
	state->repair_set = 0x10041;
	state->http_status = 503;
	state->format = 9;
	state->validators_at = 1;
	state->last_poll_at = INT64_MAX;
	state->last_success_at = -1;
	state->next_due_at = 1767225600;
	state->failures = 2;
	state->interval_s = 900;
	state->reader_deaths = 3;
	state->articles = 4;
	state->polls = 5;
	state->errors = 6;
	state->missed = 7;
	state->in_part = 8;
	state->known = true;
}

static void test_state(void **state)
{
	(void)state;
	struct feed_state before = {0};
	struct feed_state after = {0};
	struct buf bytes;
	struct buf again;

	buf_init(&bytes, 65536);
	buf_init(&again, 65536);
	fill(&before);
	feed_state_pack(&before, &bytes);
	assert_int_equal(feed_state_unpack(buf_str(&bytes), &after), 0);
	assert_string_equal(after.etag, before.etag);
	assert_string_equal(after.last_modified, before.last_modified);
	assert_string_equal(after.title, before.title);
	assert_string_equal(after.moved_to, before.moved_to);
	assert_string_equal(after.proposals, before.proposals);
	assert_true(after.failing_since == 1767225601 && after.changed_at == UINT32_MAX);
	assert_true(after.repair_set == 0x10041 && after.http_status == 503 && after.format == 9);
	assert_null(after.error);
	assert_true(after.body_hash == UINT64_MAX && after.last_poll_at == INT64_MAX);
	assert_true(
		after.known && after.missed == 7 && after.in_part == 8 && after.reader_deaths == 3);
	feed_state_pack(&after, &again);
	assert_true(str_eq(buf_str(&bytes), buf_str(&again)));

	/* Cut anywhere, longer, of another version: no state, and nothing is written. */
	struct feed_state untouched = {.failures = 99};
	for (size_t len = 0; len < bytes.len; len++) {
		assert_int_equal(feed_state_unpack(str_make(bytes.ptr, len), &untouched), -EINVAL);
	}
	buf_add_byte(&again, 0);
	assert_int_equal(feed_state_unpack(buf_str(&again), &untouched), -EINVAL);
	bytes.ptr[0] = 4;
	assert_int_equal(feed_state_unpack(buf_str(&bytes), &untouched), -EINVAL);
	assert_int_equal(untouched.failures, 99);
	feed_state_done(&before);
	feed_state_done(&after);
	buf_done(&bytes);
	buf_done(&again);
}

/* What an earlier version has left in the journal is a state, too. */
static void test_state_of_version_1(void **state)
{
	(void)state;
	static const uint64_t counters[] = {4, 5, UINT64_MAX, 7};
	struct feed_state after = {0};
	struct buf bytes;

	buf_init(&bytes, 65536);
	pack_u8(&bytes, 1);
	pack_str(&bytes, STR("\"etag\""));
	pack_str(&bytes, STR(""));
	pack_str(&bytes, STR("HTTP 500"));
	pack_str(&bytes, STR(""));
	pack_str(&bytes, STR("Title"));
	pack_u64(&bytes, 99);
	for (int64_t time = 1; time <= 4; time++) {
		pack_i64(&bytes, time);
	}
	pack_u32(&bytes, 2);
	pack_u32(&bytes, 900);
	pack_u32(&bytes, 3);
	for (size_t i = 0; i < 4; i++) {
		pack_u64(&bytes, counters[i]);
	}
	pack_u8(&bytes, 1);
	assert_int_equal(feed_state_unpack(buf_str(&bytes), &after), 0);
	assert_string_equal(after.etag, "\"etag\"");
	assert_string_equal(after.error, "HTTP 500");
	assert_string_equal(after.title, "Title");
	assert_null(after.moved_to);
	assert_null(after.proposals);
	assert_true(after.body_hash == 99 && after.validators_at == 1 && after.next_due_at == 4);
	assert_true(after.failures == 2 && after.interval_s == 900 && after.reader_deaths == 3);
	assert_true(after.articles == 4 && after.polls == 5 && after.errors == UINT32_MAX &&
		    after.missed == 7 && after.known);
	assert_true(after.repair_set == 0 && after.http_status == 0 && after.format == 0 &&
		    after.failing_since == 0 && after.changed_at == 0);
	feed_state_done(&after);
	buf_done(&bytes);
}

/* The last version had all but the last number. */
static void test_state_of_version_2(void **state)
{
	(void)state;
	struct feed_state before = {0};
	struct feed_state after = {0};
	struct buf bytes;
	struct buf old;

	buf_init(&bytes, 65536);
	buf_init(&old, 65536);
	fill(&before);
	feed_state_pack(&before, &bytes);
	buf_add_byte(&old, 2);
	buf_add(&old, bytes.ptr + 1, bytes.len - 1 - sizeof(uint32_t));
	assert_int_equal(feed_state_unpack(buf_str(&old), &after), 0);
	assert_string_equal(after.proposals, before.proposals);
	assert_true(after.repair_set == 0x10041 && after.http_status == 503 && after.format == 9);
	assert_true(after.known && after.missed == 7 && after.reader_deaths == 3);
	assert_true(after.in_part == 0);
	feed_state_done(&before);
	feed_state_done(&after);
	buf_done(&bytes);
	buf_done(&old);
}

/* Millions of them lie in memory. */
static void test_size(void **state)
{
	(void)state;
	assert_true(sizeof(struct feed) <= 248);
}

static void test_format(void **state)
{
	(void)state;
	static const char *const names[] = {"RSS 2.0", "Atom 1.0", "JSON Feed 1.1", "CDF"};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		assert_string_equal(feed_format_name(feed_format_of(str_from(names[i]))), names[i]);
	}
	assert_int_equal(feed_format_of(STR("RSS 2.0")), 9);
	assert_int_equal(feed_format_of(STR("")), 0);
	assert_null(feed_format_name(0));
	assert_null(feed_format_name(255));
	assert_string_equal(feed_format_name(feed_format_of(STR("RSS 17"))), "other");
}

/* Any byte changed: it is refused or gives a state that can be packed again. */
static void test_state_mangled(void **state)
{
	(void)state;
	struct feed_state before = {0};
	struct buf bytes;

	buf_init(&bytes, 65536);
	fill(&before);
	feed_state_pack(&before, &bytes);
	for (size_t i = 0; i < bytes.len; i++) {
		for (int bit = 0; bit < 8; bit++) {
			struct feed_state after = {0};

			bytes.ptr[i] = (char)(bytes.ptr[i] ^ (1 << bit));
			if (feed_state_unpack(buf_str(&bytes), &after) == 0) {
				feed_state_done(&after);
			}
			bytes.ptr[i] = (char)(bytes.ptr[i] ^ (1 << bit));
		}
	}
	feed_state_done(&before);
	buf_done(&bytes);
}

static void test_set(void **state)
{
	(void)state;
	char *field = NULL;

	feed_state_set(&field, STR("four"), 5);
	assert_string_equal(field, "four");
	feed_state_set(&field, STR("fives"), 5);
	assert_null(field);
	feed_state_set(&field, STR("four"), 5);
	feed_state_set(&field, STR(""), 5);
	assert_null(field);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_spec),
		cmocka_unit_test(test_id),
		cmocka_unit_test(test_state),
		cmocka_unit_test(test_state_of_version_1),
		cmocka_unit_test(test_state_of_version_2),
		cmocka_unit_test(test_state_mangled),
		cmocka_unit_test(test_size),
		cmocka_unit_test(test_format),
		cmocka_unit_test(test_set),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
