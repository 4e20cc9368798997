/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One pass that knows no more of JSON than strings and brackets. It remembers the last place where the document could be
 * closed without half an element before it: behind a whole element of an array in the outermost object. What is still wrong
 * afterwards is for the strict parser to say.
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
	size_t safe_len; /* of `out`, at the last place where it could be closed; 0: there was none */
};

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* Everything so far may stay, when it ends in an array of the outermost object: deeper, an element would be half. */
static void remember(struct mender *mender)
{
	if (mender->depth == 2 && mender->open[1] == '[') {
		mender->safe_len = mender->out->len;
	}
}

/* A string, `at` is on its quote; false when it never ends. */
static bool copy_string(struct mender *mender, struct json_mended *ret)
{
	struct str text = mender->text;
	size_t from = mender->at;

	for (size_t at = from + 1; at < text.len; at++) {
		unsigned char c = (unsigned char)text.ptr[at];

		if (c == '\\') {
			at++;
		} else if (c == '"') {
			buf_add(mender->out, text.ptr + from, at + 1 - from);
			mender->at = at + 1;
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
		mender->open[mender->depth++] = bracket;
		remember(mender);
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
	mender->out->len = mender->safe_len;
	buf_add_str(mender->out, STR("]}"));
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
