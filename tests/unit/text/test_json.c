/* SPDX-License-Identifier: BSD-2-Clause */
/* JSON: what is written can be read, by us and by anyone; what is read keeps its meaning. */
#include "text/json.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "text/utf8.h"

static void writing(void **state)
{
	struct json_writer w;
	struct buf out;

	(void)state;
	buf_init(&out, 4096);
	w = json_writer_start(&out);
	json_open_object(&w);
	json_key_str(&w, "s", STR("x\"y"));
	json_key_int(&w, "n", -5);
	json_key_bool(&w, "b", true);
	json_key(&w, "a");
	json_open_array(&w);
	json_int(&w, 0);
	json_open_array(&w);
	json_close_array(&w);
	json_open_object(&w);
	json_close_object(&w);
	json_bool(&w, false);
	json_write_null(&w);
	json_str(&w, STR(""));
	json_raw(&w, STR("{\"r\":1}"));
	json_close_array(&w);
	json_key(&w, "o\n");
	json_open_object(&w);
	json_key_int(&w, "i", 1);
	json_close_object(&w);
	json_close_object(&w);
	assert_string_equal(buf_cstr(&out),
		"{\"s\":\"x\\\"y\",\"n\":-5,\"b\":true,\"a\":[0,[],{},false,null,\"\",{\"r\":1}],"
		"\"o\\n\":{\"i\":1}}");
	buf_done(&out);
}

static void numbers(void **state)
{
	static const struct {
		int64_t number;
		const char *text;
	} cases[] = {
		{0, "0"},
		{7, "7"},
		{-1, "-1"},
		{1700000000123, "1700000000123"},
		{INT64_MAX, "9223372036854775807"},
		{INT64_MIN, "-9223372036854775808"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct buf out;
		struct json_writer w;

		buf_init(&out, 64);
		w = json_writer_start(&out);
		json_int(&w, cases[i].number);
		assert_string_equal(buf_cstr(&out), cases[i].text);
		buf_done(&out);
	}
}

static void strings(void **state)
{
	static const struct {
		struct str text;
		const char *json;
	} cases[] = {
		{STR_INIT("plain"), "\"plain\""},
		{STR_INIT("é€😀"), "\"é€😀\""},
		{STR_INIT("a\"b\\c/d"), "\"a\\\"b\\\\c/d\""},
		{STR_INIT("\b\f\n\r\t"), "\"\\b\\f\\n\\r\\t\""},
		{STR_INIT("\0\x01\x1f"), "\"\\u0000\\u0001\\u001f\""},
		{STR_INIT("\x7f\xc2\x80\xc2\x9f\xc2\xa0"), "\"\\u007f\\u0080\\u009f\xc2\xa0\""},
		{STR_INIT("\xe2\x80\xa8\xe2\x80\xa9"), "\"\\u2028\\u2029\""},
		{STR_INIT("a\xff"
			  "b\xed\xa0\x80"),
			"\"a\xef\xbf\xbd"
			"b\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\""},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct buf out;
		struct json_writer w;

		buf_init(&out, 256);
		w = json_writer_start(&out);
		json_str(&w, cases[i].text);
		assert_string_equal(buf_cstr(&out), cases[i].json);
		buf_done(&out);
	}
}

/* Every code point, written and read again. */
/* Bytes are looked at eight at a time: each of ASCII in each place, alone and behind one that is escaped. */
static void every_byte_in_every_place(void **state)
{
	static const char *const around[] = {"0123456789abcdefghij", "012\"456789abcdefghij"};

	(void)state;
	for (unsigned char byte = 1; byte < 0x80; byte++) {
		for (size_t i = 0; i < 2 * strlen(around[0]); i++) {
			char text[32];
			struct buf out;
			struct json_writer w;
			struct json_error error;
			struct json_doc *doc;
			struct str given = str_make(text, strlen(around[0]));
			bool plain = byte >= 0x20 && byte < 0x7f && byte != '"' && byte != '\\';

			memcpy(text, around[i % 2], given.len + 1);
			text[i / 2] = (char)byte;
			buf_init(&out, 4096);
			w = json_writer_start(&out);
			json_str(&w, given);
			doc = json_parse(buf_str(&out), &error);
			assert_non_null(doc);
			assert_true(str_eq(json_get_str(json_root(doc)), given));
			assert_int_equal(str_find_byte(buf_str(&out), '\\') < 0,
				plain && (i % 2 == 0 || i / 2 == 3));
			json_doc_free(doc);
			buf_done(&out);
		}
	}
}

static void round_trip(void **state)
{
	struct json_error error;
	struct json_doc *doc;
	struct json_writer w;
	struct buf text;
	struct buf out;

	(void)state;
	buf_init(&text, 8 << 20);
	buf_init(&out, 8 << 20);
	for (uint32_t point = 0; point <= 0x10ffff; point++) {
		char bytes[4];

		if (point < 0xd800 || point > 0xdfff) {
			buf_add(&text, bytes, utf8_encode(point, bytes));
		}
	}
	w = json_writer_start(&out);
	json_str(&w, buf_str(&text));
	assert_true(utf8_is_valid(buf_str(&out)));
	assert_int_equal(str_find_byte(buf_str(&out), '\n'), -1);
	doc = json_parse(buf_str(&out), &error);
	assert_non_null(doc);
	assert_true(str_eq(json_get_str(json_root(doc)), buf_str(&text)));
	json_doc_free(doc);
	buf_done(&out);
	buf_done(&text);
}

static struct json_doc *parse_exact(const char *text, struct json_error *ret_error)
{
	struct str s = str_from(text);
	char *copy = mem_alloc(s.len > 0 ? s.len : 1);
	struct json_doc *doc;

	memcpy(copy, s.ptr, s.len);
	doc = json_parse(str_make(copy, s.len), ret_error);
	free(copy);
	return doc;
}

static void reading(void **state)
{
	struct json_error error;
	struct json_doc *doc =
		parse_exact("{\"s\": \"a\\u0000b\", \"n\": 12, \"t\": true, \"f\": false, "
			    "\"z\": null, \"a\": [1, \"x\", {}], \"o\": {\"k\": 1}}",
			&error);
	const struct json_value *root = json_root(doc);
	const struct json_value *array = json_get(root, "a");

	(void)state;
	assert_int_equal(json_type_of(root), JSON_TYPE_OBJECT);
	assert_true(str_eq(json_get_str(json_get(root, "s")), STR("a\0b")));
	assert_int_equal(json_get_int(json_get(root, "n")), 12);
	assert_true(json_get_bool(json_get(root, "t")));
	assert_false(json_get_bool(json_get(root, "f")));
	assert_int_equal(json_type_of(json_get(root, "t")), JSON_TYPE_BOOL);
	assert_int_equal(json_type_of(json_get(root, "z")), JSON_TYPE_NULL);
	assert_int_equal(json_type_of(array), JSON_TYPE_ARRAY);
	assert_int_equal(json_length(array), 3);
	assert_int_equal(json_type_of(json_at(array, 0)), JSON_TYPE_NUMBER);
	assert_int_equal(json_type_of(json_at(array, 1)), JSON_TYPE_STRING);
	assert_null(json_at(array, 3));
	/* What is not there, or something else, is empty. */
	assert_null(json_get(root, "none"));
	assert_null(json_get(array, "x"));
	assert_null(json_get(NULL, "x"));
	assert_null(json_at(root, 0));
	assert_int_equal(json_length(root), 0);
	assert_int_equal(json_length(NULL), 0);
	assert_int_equal(json_get_str(NULL).len, 0);
	assert_int_equal(json_get_str(array).len, 0);
	assert_int_equal(json_get_int(json_get(root, "s")), 0);
	assert_int_equal(json_get_int(NULL), 0);
	assert_false(json_get_bool(json_get(root, "n")));
	assert_int_equal(json_type_of(NULL), JSON_TYPE_NULL);
	json_doc_free(doc);
	json_doc_free(NULL);
}

static void number_values(void **state)
{
	static const struct {
		const char *json;
		int64_t number;
		const char *text;
	} cases[] = {
		{"0", 0, "0"},
		{"-7", -7, "-7"},
		{"9223372036854775807", INT64_MAX, "9223372036854775807"},
		{"-9223372036854775808", INT64_MIN, "-9223372036854775808"},
		{"9223372036854775808", INT64_MAX, "9223372036854775808"},
		{"12345678901234567890123", INT64_MAX, "12345678901234567741440"},
		{"3.99", 3, "3.99"},
		{"-3.99", -3, "-3.99"},
		{"5.0", 5, "5"},
		{"1e3", 1000, "1000"},
		{"1e300", INT64_MAX, "1e+300"},
		{"-1e300", INT64_MIN, "-1e+300"},
		{"\"text\"", 0, "text"},
		{"true", 0, ""},
		{"[1]", 0, ""},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct json_error error;
		struct json_doc *doc = parse_exact(cases[i].json, &error);
		char scratch[32];

		assert_non_null(doc);
		if (json_get_int(json_root(doc)) != cases[i].number ||
			!str_eq(json_get_text(json_root(doc), scratch), str_from(cases[i].text))) {
			fail_msg("%s: %.*s", cases[i].json,
				STR_ARG(json_get_text(json_root(doc), scratch)));
		}
		json_doc_free(doc);
	}
	assert_int_equal(json_get_text(NULL, NULL).len, 0);
}

static void errors(void **state)
{
	static const struct {
		const char *json;
		int line;
	} cases[] = {
		{"", 1},
		{"{", 1},
		{"{\"a\":1,}", 1},
		{"[1\n,\n2", 3},
		{"nul", 1},
		{"{'a': 1}", 1},
		{"[1] x", 1},
		{"\"\xff\"", 1},
		{"\"\xed\xa0\x80\"", 1},
		{"\"a\nb\"", 1},
		{"[1e999]", 1},
		{"{\"\\u0000\": 1}", 1},
	};
	struct json_error error;
	char deep[5000];

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		if (parse_exact(cases[i].json, &error)) {
			fail_msg("no error: %s", cases[i].json);
		}
		assert_in_range(error.line, cases[i].line, cases[i].line + 1);
		assert_true(error.column >= 1);
		assert_int_not_equal(strlen(error.text), 0);
	}
	memset(deep, '[', sizeof(deep));
	assert_null(json_parse(str_make(deep, sizeof(deep)), &error));
}

static void members(void **state)
{
	struct json_error error;
	struct json_doc *doc = parse_exact("{\"b\": 1, \"a\": 2, \"é\": 3}", &error);
	const struct json_value *value;
	void *iterator = NULL;
	struct str key;
	int64_t sum = 0;
	size_t count = 0;
	bool has_accent = false;

	(void)state;
	while (json_next_member(json_root(doc), &iterator, &key, &value)) {
		sum += json_get_int(value);
		has_accent = has_accent || str_eq(key, STR("é"));
		count++;
	}
	assert_int_equal(count, 3);
	assert_int_equal(sum, 6);
	assert_true(has_accent);
	iterator = NULL;
	assert_false(json_next_member(NULL, &iterator, &key, &value));
	json_doc_free(doc);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(writing),
		cmocka_unit_test(numbers),
		cmocka_unit_test(strings),
		cmocka_unit_test(every_byte_in_every_place),
		cmocka_unit_test(round_trip),
		cmocka_unit_test(reading),
		cmocka_unit_test(number_values),
		cmocka_unit_test(errors),
		cmocka_unit_test(members),
	};

	json_warm_up();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
