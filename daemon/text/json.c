/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * JSON. The writer is ours and appends to a buffer; the reader is jansson's, wrapped. The writer never gives out a byte
 * that a terminal or a line-wise reader could take for something else: every control and line separator is escaped. It
 * does not check that calls pair up; that is the caller's part.
 */
#include "text/json.h"

#include <endian.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "text/utf8.h"

/* jansson has enumerators of its own; ours are called JSON_TYPE_…. */
#include <jansson.h>

struct json_doc {
	json_t *root; /* owned */
};

/* --- writing --- */

struct json_writer json_writer_start(struct buf *out)
{
	return (struct json_writer){.out = out, .needs_comma = false};
}

static void before_value(struct json_writer *w)
{
	if (w->needs_comma) {
		buf_add_byte(w->out, ',');
	}
	w->needs_comma = true;
}

void json_open_object(struct json_writer *w)
{
	before_value(w);
	buf_add_byte(w->out, '{');
	w->needs_comma = false;
}

void json_close_object(struct json_writer *w)
{
	buf_add_byte(w->out, '}');
	w->needs_comma = true;
}

void json_open_array(struct json_writer *w)
{
	before_value(w);
	buf_add_byte(w->out, '[');
	w->needs_comma = false;
}

void json_close_array(struct json_writer *w)
{
	buf_add_byte(w->out, ']');
	w->needs_comma = true;
}

/* The short escape of a byte, or 0. */
static char short_escape(uint32_t point)
{
	switch (point) {
	case '"':
	case '\\':
		return (char)point;
	case '\b':
		return 'b';
	case '\f':
		return 'f';
	case '\n':
		return 'n';
	case '\r':
		return 'r';
	case '\t':
		return 't';
	default:
		return 0;
	}
}

static void add_escaped(struct buf *out, uint32_t point)
{
	static const char digits[] = "0123456789abcdef";
	char text[6] = {'\\', short_escape(point)};

	if (text[1]) {
		buf_add(out, text, 2);
		return;
	}
	text[1] = 'u';
	for (int i = 0; i < 4; i++) {
		text[2 + i] = digits[point >> (12 - 4 * i) & 0xf];
	}
	buf_add(out, text, sizeof(text));
}

static bool needs_escape(uint32_t point)
{
	return point < 0x20 || point == '"' || point == '\\' || (point >= 0x7f && point <= 0x9f) ||
	       point == 0x2028 || point == 0x2029;
}

/* The high bit of the first byte that does not stay as it is, and perhaps of some behind it. */
static uint64_t find_special(const char *bytes)
{
	const uint64_t ones = UINT64_C(0x0101010101010101);
	uint64_t eight;
	uint64_t special;

	memcpy(&eight, bytes, sizeof(eight));
	eight = le64toh(eight);
	/* Not ASCII, below 0x20, 0x7f, and zero once the character that is looked for is taken out. */
	special = eight | ~(eight + ones * 0x60) | (eight + ones);
	special |= (eight ^ ones * '"') - ones;
	special |= (eight ^ ones * '\\') - ones;
	return special & ones << 7;
}

/* Length of the run of bytes from `from` on that stay as they are: printable ASCII without the two that are escaped. */
static size_t plain_run(struct str s, size_t from)
{
	size_t at = from;

	for (; at + 8 <= s.len; at += 8) {
		uint64_t special = find_special(s.ptr + at);

		if (special) {
			return at + (size_t)__builtin_ctzll(special) / 8 - from;
		}
	}
	while (at < s.len && s.ptr[at] >= 0x20 && s.ptr[at] < 0x7f && s.ptr[at] != '"' &&
		s.ptr[at] != '\\') {
		at++;
	}
	return at - from;
}

/* A string of which every byte stays as it is. */
static void add_plain(struct buf *out, struct str s)
{
	char *end = buf_extend(out, s.len + 2);

	if (!end) {
		return;
	}
	end[0] = '"';
	if (s.len > 0) {
		memcpy(end + 1, s.ptr, s.len);
	}
	end[1 + s.len] = '"';
}

static void add_string(struct buf *out, struct str s)
{
	size_t at = plain_run(s, 0);

	if (at == s.len) {
		add_plain(out, s);
		return;
	}
	buf_add_byte(out, '"');
	buf_add(out, s.ptr, at);
	while (at < s.len) {
		char bytes[4];
		uint32_t point;
		size_t run = plain_run(s, at);

		if (run > 0) {
			buf_add(out, s.ptr + at, run);
			at += run;
			continue;
		}
		point = utf8_next(s, &at);
		if (needs_escape(point)) {
			add_escaped(out, point);
		} else {
			buf_add(out, bytes, utf8_encode(point, bytes));
		}
	}
	buf_add_byte(out, '"');
}

void json_key(struct json_writer *w, const char *key)
{
	before_value(w);
	add_string(w->out, str_from(key));
	buf_add_byte(w->out, ':');
	w->needs_comma = false;
}

void json_str(struct json_writer *w, struct str s)
{
	before_value(w);
	add_string(w->out, s);
}

void json_int(struct json_writer *w, int64_t number)
{
	char digits[20]; /* -9223372036854775808 */
	size_t at = sizeof(digits);
	uint64_t rest = number < 0 ? -(uint64_t)number : (uint64_t)number;

	before_value(w);
	do {
		digits[--at] = (char)('0' + rest % 10);
		rest /= 10;
	} while (rest > 0);
	if (number < 0) {
		digits[--at] = '-';
	}
	buf_add(w->out, digits + at, sizeof(digits) - at);
}

void json_bool(struct json_writer *w, bool value)
{
	before_value(w);
	buf_add_str(w->out, value ? STR("true") : STR("false"));
}

void json_write_null(struct json_writer *w)
{
	before_value(w);
	buf_add_str(w->out, STR("null"));
}

void json_raw(struct json_writer *w, struct str json)
{
	before_value(w);
	buf_add_str(w->out, json);
}

void json_key_str(struct json_writer *w, const char *key, struct str s)
{
	json_key(w, key);
	json_str(w, s);
}

void json_key_int(struct json_writer *w, const char *key, int64_t number)
{
	json_key(w, key);
	json_int(w, number);
}

void json_key_bool(struct json_writer *w, const char *key, bool value)
{
	json_key(w, key);
	json_bool(w, value);
}

/* --- reading --- */

/* A value of ours is jansson's own object under another name. */
static const struct json_value *wrap(const json_t *value)
{
	return (const struct json_value *)(const void *)value;
}

static const json_t *unwrap(const struct json_value *value)
{
	return (const json_t *)(const void *)value;
}

struct json_doc *json_parse(struct str text, struct json_error *ret_error)
{
	const size_t flags = JSON_DECODE_ANY | JSON_ALLOW_NUL;
	const char *bytes = text.len > 0 ? text.ptr : "";
	struct json_doc *doc;
	json_error_t error;
	json_t *root = json_loadb(bytes, text.len, flags, &error);

	if (!root && json_error_code(&error) == json_error_numeric_overflow) {
		/* An id of twenty digits is no reason to lose a document. */
		root = json_loadb(bytes, text.len, flags | JSON_DECODE_INT_AS_REAL, &error);
	}
	if (!root) {
		ret_error->line = error.line > 0 ? error.line : 1;
		ret_error->column = error.column > 0 ? error.column : 1;
		(void)snprintf(ret_error->text, sizeof(ret_error->text), "%s", error.text);
		return NULL;
	}
	doc = mem_alloc(sizeof(*doc));
	doc->root = root;
	return doc;
}

void json_doc_free(struct json_doc *doc)
{
	if (doc) {
		json_decref(doc->root);
		free(doc);
	}
}

const struct json_value *json_root(const struct json_doc *doc)
{
	return wrap(doc->root);
}

enum json_type json_type_of(const struct json_value *value)
{
	if (!value) {
		return JSON_TYPE_NULL;
	}
	switch (json_typeof(unwrap(value))) {
	case JSON_OBJECT:
		return JSON_TYPE_OBJECT;
	case JSON_ARRAY:
		return JSON_TYPE_ARRAY;
	case JSON_STRING:
		return JSON_TYPE_STRING;
	case JSON_INTEGER:
	case JSON_REAL:
		return JSON_TYPE_NUMBER;
	case JSON_TRUE:
	case JSON_FALSE:
		return JSON_TYPE_BOOL;
	default:
		return JSON_TYPE_NULL;
	}
}

const struct json_value *json_get(const struct json_value *object, const char *key)
{
	return wrap(json_object_get(unwrap(object), key));
}

size_t json_length(const struct json_value *array)
{
	return json_array_size(unwrap(array));
}

const struct json_value *json_at(const struct json_value *array, size_t index)
{
	return wrap(json_array_get(unwrap(array), index));
}

struct str json_get_str(const struct json_value *value)
{
	return str_make(json_string_value(unwrap(value)), json_string_length(unwrap(value)));
}

int64_t json_get_int(const struct json_value *value)
{
	const json_t *number = unwrap(value);
	double real;

	if (!json_is_real(number)) {
		return json_integer_value(number);
	}
	real = json_real_value(number);
	/* 2^63 itself does not fit; the negative end does. */
	if (real >= 9223372036854775808.0) {
		return INT64_MAX;
	}
	return real >= -9223372036854775808.0 ? (int64_t)real : INT64_MIN;
}

bool json_get_bool(const struct json_value *value)
{
	return json_is_true(unwrap(value));
}

/* The shortest decimal text of a number that reads as the same number; a whole one without exponent while it fits. */
static int format_real(double real, char scratch[32])
{
	int len = floor(real) == real ? snprintf(scratch, 32, "%.0f", real) : 32;

	for (int digits = 15; len >= 32 && digits <= 17; digits++) {
		int shorter = snprintf(scratch, 32, "%.*g", digits, real);

		/* 17 digits tell all doubles apart. */
		if (digits == 17 || strtod(scratch, NULL) == real) {
			len = shorter;
		}
	}
	return len;
}

struct str json_get_text(const struct json_value *value, char scratch[32])
{
	const json_t *json = unwrap(value);
	int len = 0;

	if (json_is_string(json)) {
		return json_get_str(value);
	}
	if (json_is_integer(json)) {
		len = snprintf(scratch, 32, "%" PRId64, (int64_t)json_integer_value(json));
	} else if (json_is_real(json)) {
		len = format_real(json_real_value(json), scratch);
	}
	return str_make(scratch, len > 0 ? (size_t)len : 0);
}

bool json_next_member(const struct json_value *object, void **iterator, struct str *ret_key,
	const struct json_value **ret_value)
{
	/* jansson's iterators want a pointer that could write; nothing is written through it. */
	json_t *json = (json_t *)object;
	void *at = *iterator ? json_object_iter_next(json, *iterator) : json_object_iter(json);

	if (!at) {
		return false;
	}
	*iterator = at;
	*ret_key = str_make(json_object_iter_key(at), json_object_iter_key_len(at));
	*ret_value = wrap(json_object_iter_value(at));
	return true;
}

void json_warm_up(void)
{
	json_object_seed(0);
}
