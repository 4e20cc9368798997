/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/pack.h"

#include "check.h"

static void test_round_trip(void **state)
{
	struct buf buf;
	struct unpack in;

	(void)state;
	buf_init(&buf, 1000);
	pack_u8(&buf, 200);
	pack_u32(&buf, 0xfedcba98u);
	pack_u64(&buf, UINT64_MAX);
	pack_i64(&buf, INT64_MIN);
	pack_str(&buf, STR("text"));
	pack_str(&buf, STR(""));
	in = unpack_start(buf_str(&buf));
	assert_int_equal(unpack_u8(&in), 200);
	assert_int_equal(unpack_u32(&in), 0xfedcba98u);
	assert_true(unpack_u64(&in) == UINT64_MAX);
	assert_true(unpack_i64(&in) == INT64_MIN);
	check_str(unpack_str(&in, 4), "text", "text");
	check_str(unpack_str(&in, 4), "", "empty text");
	assert_true(unpack_is_whole(&in));
	buf_done(&buf);
}

/* Whatever is cut off, nothing is read behind the end and everything after it is empty. */
static void test_every_truncation(void **state)
{
	struct buf buf;

	(void)state;
	buf_init(&buf, 1000);
	pack_u32(&buf, 7);
	pack_str(&buf, STR("delegation"));
	pack_u64(&buf, 9);
	for (size_t len = 0; len < buf.len; len++) {
		struct unpack in = unpack_start(str_make(buf.ptr, len));

		(void)unpack_u32(&in);
		(void)unpack_str(&in, 100);
		assert_int_equal(unpack_u64(&in), 0);
		assert_true(in.bad);
		assert_false(unpack_is_whole(&in));
		check_str(unpack_str(&in, 100), "", "after the fault");
	}
	buf_done(&buf);
}

static void test_caps(void **state)
{
	static const struct {
		uint32_t count, max;
		size_t following;
		bool good;
	} rows[] = {{3, 3, 3, true}, {4, 3, 9, false}, {3, 10, 2, false}, {0, 0, 0, true},
		{UINT32_MAX, UINT32_MAX, 5, false}};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct buf buf;
		struct unpack in;

		buf_init(&buf, 100);
		pack_u32(&buf, rows[i].count);
		buf_add(&buf, "123456789", rows[i].following);
		in = unpack_start(buf_str(&buf));
		assert_int_equal(unpack_count(&in, rows[i].max), rows[i].good ? rows[i].count : 0);
		assert_int_equal(in.bad, !rows[i].good);
		buf_done(&buf);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_round_trip),
		cmocka_unit_test(test_every_truncation), cmocka_unit_test(test_caps)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
