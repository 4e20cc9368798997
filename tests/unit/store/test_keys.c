/* SPDX-License-Identifier: BSD-2-Clause */
/* Names of keys are an interface: these are the ones that consumers and other versions know. */
#include "store/keys.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static void names(void **state)
{
	(void)state;
	struct buf out;
	buf_init(&out, 1024);
	keys_add_alerts(&out, STR("a.b"));
	buf_add_byte(&out, ' ');
	keys_add_meta(&out, STR("a.b"));
	buf_add_byte(&out, ' ');
	keys_add_live(&out, STR("a.b"));
	buf_add_byte(&out, ' ');
	keys_add_stories(&out, STR("a.b"), 12);
	assert_string_equal(buf_cstr(&out),
		"nuncio:{a.b}:alerts nuncio:{a.b}:meta nuncio:a.b nuncio:{a.b}:stories:12");
	buf_done(&out);
}

static void buckets(void **state)
{
	(void)state;
	static const struct {
		unsigned level;
		uint64_t mark;
		const char *name;
	} rows[] = {
		{0, UINT64_MAX, "nuncio:{c}:seen:3:0:0"},
		{1, UINT64_MAX, "nuncio:{c}:seen:3:1:f"},
		{1, 0x20, "nuncio:{c}:seen:3:1:0"},
		{1, 0x21, "nuncio:{c}:seen:3:1:0"},
		{2, 0x1fe, "nuncio:{c}:seen:3:2:ff"},
		{4, UINT64_MAX, "nuncio:{c}:seen:3:4:ffff"},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct buf out;
		buf_init(&out, 1024);
		keys_add_seen(&out, STR("c"), 3, rows[i].level, rows[i].mark);
		assert_string_equal(buf_cstr(&out), rows[i].name);
		buf_done(&out);
	}
}

static void epochs_and_marks(void **state)
{
	(void)state;
	assert_int_equal(keys_epoch(0), 0);
	assert_int_equal(keys_epoch(-5), 0);
	assert_int_equal(keys_epoch(INT64_C(1296000000) - 1), 0);
	assert_int_equal(keys_epoch(INT64_C(1296000000)), 1);
	assert_int_equal(keys_epoch_expires_at(0), 2592000);
	assert_true(keys_mark(UINT64_MAX) == INT64_MAX);
	assert_true(keys_mark(2) == 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names),
		cmocka_unit_test(buckets),
		cmocka_unit_test(epochs_and_marks),
	};
	return cmocka_run_group_tests_name("store/keys", tests, NULL, NULL);
}
