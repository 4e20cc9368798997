/* SPDX-License-Identifier: BSD-2-Clause */
/* JSON as it is found, against what a strict parser may be given. */
#include "parse/json_mend.h"

#include <errno.h>

#include "check.h"

static void mended(void **state)
{
	static const struct {
		const char *text;
		const char *want; /* NULL: nothing */
		size_t controls;
		size_t commas;
		bool is_cut;
		bool has_junk;
	} rows[] = {
		{"{}", "{}", 0, 0, false, false},
		{" {\"a\": [1, 2.5, null], \"b\": \"\\\"]\"} ",
			"{\"a\": [1, 2.5, null], \"b\": \"\\\"]\"}", 0, 0, false, false},
		{"{\"a\": \"x\ny\tz\"}", "{\"a\": \"x y z\"}", 2, 0, false, false},
		{"{\"a\": [1, 2, ], \"b\": 3,\n}", "{\"a\": [1, 2 ], \"b\": 3\n}", 0, 2, false,
			false},
		{"callback({\"a\": [1]});", "{\"a\": [1]}", 0, 0, false, true},
		{"{\"a\": 1} {\"b\": 2}", "{\"a\": 1}", 0, 0, false, true},
		/* cut: whole elements stay */
		{"{\"v\": 1, \"items\": [{\"id\": 1}, {\"id\": 2}, {\"id\": 3, \"t\": \"x",
			"{\"v\": 1, \"items\": [{\"id\": 1}, {\"id\": 2}]}", 0, 0, true, false},
		{"{\"items\": [{\"id\": 1}, {\"tags\": [\"a\", \"b", "{\"items\": [{\"id\": 1}]}",
			0, 0, true, false},
		{"{\"items\": [{\"id\": 1, \"tags\": [\"a\"], \"t", "{\"items\": []}", 0, 0, true,
			false},
		{"{\"items\": [", "{\"items\": []}", 0, 0, true, false},
		{"{\"items\": [1, 2, 3", "{\"items\": [1, 2]}", 0, 0, true, false},
		{"{\"items\": [{\"id\": 1}}", "{\"items\": [{\"id\": 1}]}", 0, 0, true, false},
		{"{\"title\": \"T\", \"it", NULL, 0, 0, false, false},
		{"{", NULL, 0, 0, false, false},
		{"[1, 2]", NULL, 0, 0, false, true},
		{"", NULL, 0, 0, false, false},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct json_mended got;
		struct buf out;
		int result;

		buf_init(&out, 1000);
		result = json_mend(str_from(rows[i].text), &out, &got);
		check_int(result, rows[i].want == NULL ? -EINVAL : 0, rows[i].text);
		if (rows[i].want != NULL) {
			check_str(buf_str(&out), rows[i].want, rows[i].text);
		}
		check_int((int64_t)got.controls, (int64_t)rows[i].controls, rows[i].text);
		check_int((int64_t)got.commas, (int64_t)rows[i].commas, rows[i].text);
		check_int(got.is_cut, rows[i].is_cut, rows[i].text);
		check_int(got.has_junk, rows[i].has_junk, rows[i].text);
		buf_done(&out);
	}
}

static void ceilings(void **state)
{
	struct json_mended got;
	struct buf out;
	struct buf deep;

	(void)state;
	buf_init(&out, 8);
	assert_int_equal(json_mend(STR("{\"a\": \"0123456789\"}"), &out, &got), -E2BIG);
	buf_done(&out);
	buf_init(&out, 1 << 20);
	buf_init(&deep, 1 << 20);
	buf_add_str(&deep, STR("{\"items\": [{\"id\": 1}, "));
	for (int i = 0; i < 10000; i++) {
		buf_add_byte(&deep, '[');
	}
	assert_int_equal(json_mend(buf_str(&deep), &out, &got), 0);
	assert_true(got.is_cut && out.len < 200);
	buf_done(&deep);
	buf_done(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(mended), cmocka_unit_test(ceilings)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
