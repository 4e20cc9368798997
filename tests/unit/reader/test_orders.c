/* SPDX-License-Identifier: BSD-2-Clause */
#include "reader/orders.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "base/limits.h"

static void assert_str(struct str got, const char *want)
{
	assert_int_equal(got.len, strlen(want));
	assert_memory_equal(got.ptr, want, got.len);
}

static struct str payload_of(const struct buf *out)
{
	assert_false(out->full);
	return str_slice(buf_str(out), FRAME_HEADER, out->len);
}

static void test_start(void **state)
{
	static const struct str paths[] = {STR_INIT("/etc/nuncio/rules"), STR_INIT("relative")};
	struct order_start start = {.generation = 7,
		.cpu_limit_ms = 10000,
		.arena_bytes = UINT64_C(5) << 30,
		.data_bytes = 1,
		.fall_back = true,
		.last_good = STR("/var/lib/nuncio/rules.last-good"),
		.paths = paths,
		.path_count = 2};
	struct arena *arena = arena_new(0);
	struct order_start got;
	struct str payload;
	struct buf out;

	(void)state;
	buf_init(&out, FRAME_BUFFER_MAX);
	order_put_start(&out, &start);
	payload = payload_of(&out);
	assert_int_equal(out.ptr[4], ORDER_START);
	assert_int_equal(order_get_start(payload, arena, &got), 0);
	assert_int_equal(got.generation, 7);
	assert_int_equal(got.cpu_limit_ms, 10000);
	assert_true(got.arena_bytes == UINT64_C(5) << 30);
	assert_int_equal(got.data_bytes, 1);
	assert_true(got.fall_back);
	assert_str(got.last_good, "/var/lib/nuncio/rules.last-good");
	assert_int_equal(got.path_count, 2);
	assert_str(got.paths[1], "relative");
	for (size_t len = 0; len < payload.len; len++) {
		assert_int_equal(order_get_start(str_slice(payload, 0, len), arena, &got), -EPROTO);
	}
	arena_free(arena);
	buf_done(&out);
}

static void test_loaded(void **state)
{
	struct notice_loaded loaded = {.ok = true,
		.from_last_good = true,
		.errors = 1,
		.warnings = 2,
		.files = 3,
		.tests = 4,
		.rules = 5,
		.entities = 6,
		.terms = 7,
		.without_key = 8,
		.index_bytes = 9,
		.cpu_us = 10,
		.diagnostics = STR("a.yaml:1:2: error: no\n")};
	struct notice_loaded got;
	struct str payload;
	struct buf out;

	(void)state;
	buf_init(&out, FRAME_BUFFER_MAX);
	order_put_loaded(&out, &loaded);
	payload = payload_of(&out);
	assert_int_equal(order_get_loaded(payload, &got), 0);
	assert_true(got.ok && got.from_last_good);
	assert_int_equal(got.errors, 1);
	assert_int_equal(got.warnings, 2);
	assert_int_equal(got.files, 3);
	assert_int_equal(got.tests, 4);
	assert_int_equal(got.rules, 5);
	assert_int_equal(got.entities, 6);
	assert_int_equal(got.terms, 7);
	assert_int_equal(got.without_key, 8);
	assert_int_equal(got.index_bytes, 9);
	assert_int_equal(got.cpu_us, 10);
	assert_str(got.diagnostics, "a.yaml:1:2: error: no\n");
	for (size_t len = 0; len < payload.len; len++) {
		assert_int_equal(order_get_loaded(str_slice(payload, 0, len), &got), -EPROTO);
	}
	out.ptr[FRAME_HEADER] = 2; /* neither true nor false */
	assert_int_equal(order_get_loaded(payload, &got), -EPROTO);
	buf_done(&out);
}

/* Diagnostics are cut between two characters. */
static void test_long_diagnostics(void **state)
{
	struct notice_loaded loaded = {.ok = false};
	struct notice_loaded got;
	struct buf text;
	struct buf out;

	(void)state;
	buf_init(&text, 2 * (size_t)LIMIT_DIAGNOSTICS);
	while (text.len < LIMIT_DIAGNOSTICS + 100) {
		buf_add_str(&text, STR("\xe6\x9d\xb1"));
	}
	loaded.diagnostics = buf_str(&text);
	buf_init(&out, FRAME_BUFFER_MAX);
	order_put_loaded(&out, &loaded);
	assert_int_equal(order_get_loaded(payload_of(&out), &got), 0);
	assert_int_equal(got.diagnostics.len, LIMIT_DIAGNOSTICS / 3 * 3);
	buf_done(&text);
	buf_done(&out);
}

static void test_number(void **state)
{
	struct order_number got;
	struct buf out;

	(void)state;
	buf_init(&out, FRAME_BUFFER_MAX);
	order_put_number(&out, NOTICE_EXIT, UINT32_MAX, -5);
	assert_int_equal(order_get_number(payload_of(&out), &got), 0);
	assert_true(got.number == UINT32_MAX);
	assert_int_equal(got.value, -5);
	assert_int_equal(order_get_number(str_slice(payload_of(&out), 0, 7), &got), -EPROTO);
	buf_add_byte(&out, 'x');
	assert_int_equal(order_get_number(payload_of(&out), &got), -EPROTO);
	buf_done(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_start),
		cmocka_unit_test(test_loaded),
		cmocka_unit_test(test_long_diagnostics),
		cmocka_unit_test(test_number),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
