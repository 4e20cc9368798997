/* SPDX-License-Identifier: BSD-2-Clause */
/* JSON as it is found, against what a strict parser may be given. */
#include "parse/json_mend.h"

#include <errno.h>

#include "check.h"

static void check_mended(
	const struct json_mended *got, const struct json_mended *want, const char *what)
{
	check_int((int64_t)got->controls, (int64_t)want->controls, what);
	check_int((int64_t)got->commas, (int64_t)want->commas, what);
	check_int((int64_t)got->halves, (int64_t)want->halves, what);
	check_int(got->is_cut, want->is_cut, what);
	check_int(got->has_half_item, want->has_half_item, what);
	check_int(got->has_junk, want->has_junk, what);
}

static void mended(void **state)
{
	static const struct {
		const char *text;
		const char *want; /* NULL: nothing */
		struct json_mended mended;
	} rows[] = {
		{"{}", "{}", {.is_cut = false}},
		{" {\"a\": [1, 2.5, null], \"b\": \"\\\"]\"} ",
			"{\"a\": [1, 2.5, null], \"b\": \"\\\"]\"}", {.is_cut = false}},
		{"{\"a\": \"x\ny\tz\"}", "{\"a\": \"x y z\"}", {.controls = 2}},
		{"{\"a\": [1, 2, ], \"b\": 3,\n}", "{\"a\": [1, 2 ], \"b\": 3\n}", {.commas = 2}},
		{"callback({\"a\": [1]});", "{\"a\": [1]}", {.has_junk = true}},
		{"{\"a\": 1} {\"b\": 2}", "{\"a\": 1}", {.has_junk = true}},
		/* cut: whole elements stay */
		{"{\"v\": 1, \"items\": [{\"id\": 1}, {\"id\": 2}, {\"id\": 3, \"t\": \"x",
			"{\"v\": 1, \"items\": [{\"id\": 1}, {\"id\": 2}, {\"id\": 3}]}",
			{.is_cut = true, .has_half_item = true}},
		{"{\"items\": [{\"id\": 1}, {\"tags\": [\"a\", \"b", "{\"items\": [{\"id\": 1}]}",
			{.is_cut = true}},
		{"{\"items\": [{\"id\": 1, \"tags\": [\"a\"], \"t",
			"{\"items\": [{\"id\": 1, \"tags\": [\"a\"]}]}",
			{.is_cut = true, .has_half_item = true}},
		{"{\"items\": [{\"id\": 1, \"x\": {\"y\": {\"z\": 1}}",
			"{\"items\": [{\"id\": 1, \"x\": {\"y\": {\"z\": 1}}}]}",
			{.is_cut = true, .has_half_item = true}},
		/* a member is whole when something follows it: 12 may become 123, and a string a key */
		{"{\"items\": [{\"id\": 12", "{\"items\": []}", {.is_cut = true}},
		{"{\"items\": [{\"id\": \"a\"", "{\"items\": []}", {.is_cut = true}},
		/* only of items, and not of what is in them */
		{"{\"items\": [], \"hubs\": [{\"type\": \"a\", \"url",
			"{\"items\": [], \"hubs\": []}", {.is_cut = true}},
		{"{\"a\": {\"items\": [{\"b\": 1, \"c", NULL, {.is_cut = false}},
		/* half a character is none; what is whole stays as it is written */
		{"{\"a\": \"x\\ud83d\"}", "{\"a\": \"x\\ufffd\"}", {.halves = 1}},
		{"{\"a\": \"\\uDC00\\ud83d\\u0041\\ud83d\\ude00\\\\ud83d\"}",
			"{\"a\": \"\\ufffd\\ufffd\\u0041\\ud83d\\ude00\\\\ud83d\"}", {.halves = 2}},
		{"{\"a\\u0000b\": 1}", "{\"a\\ufffdb\": 1}", {.halves = 1}},
		{"{\"a\": \"\\ud8", NULL, {.is_cut = false}},
		{"{\"items\": [", "{\"items\": []}", {.is_cut = true}},
		{"{\"items\": [1, 2, 3", "{\"items\": [1, 2]}", {.is_cut = true}},
		{"{\"items\": [{\"id\": 1}}", "{\"items\": [{\"id\": 1}]}", {.is_cut = true}},
		{"{\"title\": \"T\", \"it", NULL, {.is_cut = false}},
		{"{", NULL, {.is_cut = false}},
		{"[1, 2]", NULL, {.has_junk = true}},
		{"", NULL, {.is_cut = false}},
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
		check_mended(&got, &rows[i].mended, rows[i].text);
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
