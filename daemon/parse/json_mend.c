/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One pass that knows no more of JSON than strings and brackets. It remembers the last place where the document could be
 * closed without half a value before it: behind a whole element of an array in the outermost object, or behind a whole member
 * of an item. What is still wrong afterwards is for the strict parser to say.
 */
#include "parse/json_mend.h"

#include <errno.h>

/* Brackets inside brackets; jansson's own ceiling is 2048. */
#define DEPTH_MAX 64

struct mender {
	struct str text;
	size_t at;
	struct buf *out; /* borrowed */
	char open[DEPTH_MAX];
	size_t depth;
	bool is_items_key; /* the last string of the outermost object was "items" */
	bool in_items;     /* inside of what came after it */
	size_t safe_len; /* of `out`, at the last place where it could be closed; 0: there was none */
	size_t safe_depth; /* the brackets that were open there */
};

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* A value has ended, or an array begun: everything so far may stay, in an array of the outermost object or in an item of it.
 * Deeper, a value would be half. */
static void remember(struct mender *mender)
{
	bool is_array = mender->depth == 2 && mender->open[1] == '[';
	bool is_item = mender->depth == 3 && mender->open[2] == '{' && mender->in_items;

	if (is_array || is_item) {
		mender->safe_len = mender->out->len;
		mender->safe_depth = mender->depth;
	}
}

/* The number behind "\u" at `at`; -1 when there is none. */
static int32_t read_unit(struct str text, size_t at)
{
	int32_t unit = 0;

	if (at + 6 > text.len || text.ptr[at] != '\\' || text.ptr[at + 1] != 'u') {
		return -1;
	}
	for (size_t i = at + 2; i < at + 6; i++) {
		char c = text.ptr[i];
		bool is_digit = c >= '0' && c <= '9';
		char small = (char)(c | 0x20);

		if (!is_digit && (small < 'a' || small > 'f')) {
			return -1;
		}
		unit = unit * 16 + (is_digit ? c - '0' : small - 'a' + 10);
	}
	return unit;
}

/* Bytes of the escape at `at`, a backslash. Half a surrogate pair (RFC 8259 8.2), as cutting strings leaves it, and a zero,
 * which no strict parser takes in a key: *ret_bad. */
static size_t escape_len(struct str text, size_t at, bool *ret_bad)
{
	int32_t unit = read_unit(text, at);

	*ret_bad = unit == 0 || (unit >= 0xdc00 && unit <= 0xdfff);
	if (unit < 0) {
		return 2;
	}
	if (unit >= 0xd800 && unit <= 0xdbff) {
		int32_t low = read_unit(text, at + 6);

		*ret_bad = low < 0xdc00 || low > 0xdfff;
		return *ret_bad ? 6 : 12;
	}
	return 6;
}

/* A string, `at` is on its quote; false when it never ends. */
static bool copy_string(struct mender *mender, struct json_mended *ret)
{
	struct str text = mender->text;
	size_t start = mender->out->len;
	size_t from = mender->at;
	bool is_bad;

	for (size_t at = from + 1; at < text.len; at++) {
		unsigned char c = (unsigned char)text.ptr[at];

		if (c == '\\') {
			size_t len = escape_len(text, at, &is_bad);

			if (is_bad) {
				buf_add(mender->out, text.ptr + from, at - from);
				buf_add_str(mender->out, STR("\\ufffd"));
				from = at + len;
				ret->halves++;
			}
			at += len - 1;
		} else if (c == '"') {
			buf_add(mender->out, text.ptr + from, at + 1 - from);
			mender->at = at + 1;
			if (mender->depth == 1) {
				mender->is_items_key =
					str_eq(str_slice(buf_str(mender->out), start, SIZE_MAX),
						STR("\"items\""));
			}
			return true;
		} else if (c < 0x20) {
			buf_add(mender->out, text.ptr + from, at - from);
			buf_add_byte(mender->out, ' ');
			from = at + 1;
			ret->controls++;
		}
	}
	return false;
}

/* A comma that only the end of its object or array follows is left out. */
static void copy_comma(struct mender *mender, struct json_mended *ret)
{
	size_t next = mender->at + 1;

	while (next < mender->text.len && is_space(mender->text.ptr[next])) {
		next++;
	}
	remember(mender);
	if (next < mender->text.len &&
		(mender->text.ptr[next] == '}' || mender->text.ptr[next] == ']')) {
		ret->commas++;
	} else {
		buf_add_byte(mender->out, ',');
	}
	mender->at++;
}

/* False when the brackets do not fit. */
static bool copy_bracket(struct mender *mender, char bracket)
{
	buf_add_byte(mender->out, bracket);
	mender->at++;
	if (bracket == '{' || bracket == '[') {
		if (mender->depth == DEPTH_MAX) {
			return false;
		}
		if (mender->depth == 1) {
			mender->in_items = mender->is_items_key;
		}
		mender->open[mender->depth++] = bracket;
		if (bracket == '[') {
			remember(mender);
		}
		return true;
	}
	if (mender->depth == 0 || mender->open[mender->depth - 1] != (bracket == '}' ? '{' : '[')) {
		return false;
	}
	mender->depth--;
	remember(mender);
	return true;
}

/* Back to the last place where nothing was half, and from there to the end. */
static int close_all(struct mender *mender, struct json_mended *ret)
{
	if (mender->safe_len == 0) {
		return -EINVAL;
	}
	ret->is_cut = true;
	ret->has_half_item = mender->safe_depth == 3;
	mender->out->len = mender->safe_len;
	buf_add_str(mender->out, ret->has_half_item ? STR("}]}") : STR("]}"));
	return 0;
}

/* One step; false when what follows cannot be read. */
static bool step(struct mender *mender, struct json_mended *ret)
{
	char c = mender->text.ptr[mender->at];

	switch (c) {
	case '"':
		return copy_string(mender, ret);
	case ',':
		copy_comma(mender, ret);
		return true;
	case '{':
	case '[':
	case '}':
	case ']':
		return copy_bracket(mender, c);
	case '\0':
		ret->controls++;
		mender->at++;
		return true;
	default:
		buf_add_byte(mender->out, c);
		mender->at++;
		return true;
	}
}

int json_mend(struct str text, struct buf *out, struct json_mended *ret)
{
	struct mender mender = {.text = text, .out = out};
	int result = 0;

	*ret = (struct json_mended){.is_cut = false};
	while (mender.at < text.len && text.ptr[mender.at] != '{') {
		ret->has_junk |= !is_space(text.ptr[mender.at]);
		mender.at++;
	}
	if (mender.at == text.len) {
		return -EINVAL;
	}
	do {
		if (!step(&mender, ret)) {
			mender.at = text.len;
		}
	} while (mender.depth > 0 && mender.at < text.len);
	if (mender.depth > 0 || out->len == 0) {
		result = close_all(&mender, ret);
	}
	for (; mender.at < text.len; mender.at++) {
		ret->has_junk |= !is_space(text.ptr[mender.at]);
	}
	return out->full ? -E2BIG : result;
}
