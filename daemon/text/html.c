/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The text of HTML fragments. One pass over the tokens, no
 * tree, no recursion; the only state is the element that is being skipped and the white space that is owed to the output.
 * Invariant: the output never grows beyond 6/5 of the input read so far ("&nGt;").
 */
#include "text/html.h"

#include <string.h>

#include "text/html_tags.h"
#include "text/html_token.h"
#include "text/utf8.h"

/* An alternative text of fewer words is a caption at most ("logo", "photo: dpa"). */
#define ALT_WORDS_MIN 5
#define POINT_NBSP 0xa0u

enum gap { GAP_NONE, GAP_SPACE, GAP_LINE, GAP_PARAGRAPH };

struct html_reader {
	struct html_scanner scanner;
	char *out;
	size_t len;
	enum gap gap;       /* owed before the next character */
	struct str skipped; /* name of the element that is left out, empty when none */
	size_t skipped_depth;
};

static bool is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/* --- output --- */

/* Pays the white space that is owed; nothing is owed before the first character. */
static void pay_gap(struct html_reader *reader)
{
	enum gap gap = reader->gap;

	reader->gap = GAP_NONE;
	if (reader->len == 0 || gap == GAP_NONE) {
		return;
	}
	reader->out[reader->len++] = gap == GAP_SPACE ? ' ' : '\n';
	if (gap == GAP_PARAGRAPH) {
		reader->out[reader->len++] = '\n';
	}
}

static void owe(struct html_reader *reader, enum gap gap)
{
	if (gap == GAP_LINE && reader->gap == GAP_LINE) {
		gap = GAP_PARAGRAPH;
	}
	if (gap > reader->gap) {
		reader->gap = gap;
	}
}

/* How many bytes from `at` on can be copied as they are: no controls, no white space but single spaces between words. Eight
 * bytes at a time, as long as that goes; nearly all text is of this kind. */
static size_t plain_run(struct str text, size_t at)
{
	const uint64_t ones = UINT64_C(0x0101010101010101);
	const uint64_t low_bits = ones * 0x7f;
	size_t from = at;
	uint64_t space_before = 0;

	for (; at + sizeof(uint64_t) <= text.len; at += sizeof(uint64_t)) {
		uint64_t bytes;

		memcpy(&bytes, text.ptr + at, sizeof(bytes));
		uint64_t not_space = bytes ^ (ones * ' ');
		uint64_t controls = (bytes - ones * ' ') & ~bytes & (ones * 0x80);
		uint64_t spaces = ~(((not_space & low_bits) + low_bits) | not_space | low_bits);

		/* The first byte in memory is the lowest: the byte order that we build for. */
		if (controls != 0 || (spaces & (spaces << 8 | space_before)) != 0) {
			break;
		}
		space_before = spaces >> 56;
	}
	while (at < text.len && (!is_space(text.ptr[at]) || (text.ptr[at] == ' ' && at > from &&
								    text.ptr[at - 1] != ' '))) {
		at++;
	}
	/* A space at the end may be the beginning of more. */
	return at > from && text.ptr[at - 1] == ' ' ? at - 1 - from : at - from;
}

/* Characters without references; runs of white space become one space. With `keeps_blank_lines`, a blank line ends a
 * paragraph. */
static void add_plain(struct html_reader *reader, struct str text, bool keeps_blank_lines)
{
	size_t at = 0;

	while (at < text.len) {
		size_t newlines = 0;
		size_t start = at;

		while (at < text.len && is_space(text.ptr[at])) {
			newlines += text.ptr[at] == '\n';
			at++;
		}
		if (at > start) {
			owe(reader, keeps_blank_lines && newlines > 1 ? GAP_PARAGRAPH : GAP_SPACE);
		}
		size_t run = plain_run(text, at);
		if (run > 0) {
			pay_gap(reader);
			memcpy(reader->out + reader->len, text.ptr + at, run);
			reader->len += run;
			at += run;
		}
	}
}

static void add_point(struct html_reader *reader, uint32_t point)
{
	if (point == POINT_NBSP || (point < 0x80 && is_space((char)point))) {
		owe(reader, GAP_SPACE);
		return;
	}
	if (point < ' ') {
		return;
	}
	pay_gap(reader);
	reader->len += utf8_encode(point, reader->out + reader->len);
}

static void add_text(struct html_reader *reader, struct str text)
{
	for (size_t at = 0; at < text.len;) {
		struct str rest = str_slice(text, at, text.len - at);
		const char *amp = memchr(rest.ptr, '&', rest.len);
		size_t plain = amp == NULL ? rest.len : (size_t)(amp - rest.ptr);
		uint32_t points[2];

		add_plain(reader, str_slice(rest, 0, plain), false);
		at += plain;
		if (amp == NULL) {
			return;
		}
		size_t used = html_reference(str_slice(text, at, text.len - at), points);
		if (used == 0) {
			add_point(reader, '&');
			at++;
			continue;
		}
		add_point(reader, points[0]);
		if (points[1] != 0) {
			add_point(reader, points[1]);
		}
		at += used;
	}
}

/* --- tags --- */

static bool hides(struct str style)
{
	ptrdiff_t at = str_find(style, STR("display"));

	if (at < 0) {
		return false;
	}
	struct str rest = str_trim(str_slice(style, (size_t)at + 7, style.len));
	if (rest.len == 0 || rest.ptr[0] != ':') {
		return false;
	}
	return str_starts_nocase(str_trim(str_slice(rest, 1, rest.len)), STR("none"));
}

static bool is_hidden(const struct html_tag *tag)
{
	struct str rest = tag->attributes;
	struct str name;
	struct str value;

	if (str_find(rest, STR("hidden")) < 0 && str_find(rest, STR("display")) < 0) {
		return false;
	}
	while (html_next_attribute(&rest, &name, &value)) {
		if (str_eq_nocase(name, STR("hidden")) ||
			(str_eq_nocase(name, STR("style")) && hides(value))) {
			return true;
		}
	}
	return false;
}

static size_t count_words(struct str text)
{
	size_t words = 0;

	for (size_t i = 0; i < text.len; i++) {
		words += !is_space(text.ptr[i]) && (i == 0 || is_space(text.ptr[i - 1]));
	}
	return words;
}

/* The alternative text of an image, as a paragraph of its own, when it says something. */
static void add_image(struct html_reader *reader, const struct html_tag *tag)
{
	struct str rest = tag->attributes;
	struct str name;
	struct str value;

	while (html_next_attribute(&rest, &name, &value)) {
		if (str_eq_nocase(name, STR("alt")) && count_words(value) >= ALT_WORDS_MIN) {
			owe(reader, GAP_PARAGRAPH);
			add_text(reader, value);
			owe(reader, GAP_PARAGRAPH);
			return;
		}
	}
}

/* A tag inside an element that is left out: only its own kind matters. */
static void count_skipped(struct html_reader *reader, const struct html_tag *tag)
{
	if (!str_eq_nocase(tag->name, reader->skipped)) {
		return;
	}
	if (tag->is_end) {
		reader->skipped_depth--;
	} else if (!tag->is_closed) {
		reader->skipped_depth++;
	}
	if (reader->skipped_depth == 0) {
		reader->skipped = str_make(NULL, 0);
	}
}

static void take_tag(struct html_reader *reader, const struct html_tag *tag)
{
	enum html_tag_kind kind = html_tag_kind(tag->name);

	if (reader->skipped_depth > 0) {
		count_skipped(reader, tag);
		return;
	}
	if (kind == HTML_TAG_PARAGRAPH || kind == HTML_TAG_SKIPPED) {
		owe(reader, GAP_PARAGRAPH);
	} else if (kind == HTML_TAG_LINE) {
		owe(reader, GAP_LINE);
	}
	if (tag->is_end) {
		return;
	}
	if (kind == HTML_TAG_RAW) {
		(void)html_take_raw(&reader->scanner, tag->name);
		return;
	}
	bool is_left_out = kind == HTML_TAG_SKIPPED || is_hidden(tag);
	if (kind == HTML_TAG_IMAGE && !is_left_out) {
		add_image(reader, tag);
	}
	if (is_left_out && !tag->is_closed && !html_tag_is_void(tag->name)) {
		reader->skipped = tag->name;
		reader->skipped_depth = 1;
	}
}

/* Cleaning has made spaces and line ends of other white space (U+2003, U+2028): folds them into those beside them, in
 * place. */
static struct str fold_again(struct str text, bool keeps_lines)
{
	char *out = (char *)(uintptr_t)text.ptr;
	size_t len = 0;

	for (size_t at = 0; at < text.len;) {
		size_t newlines = 0;
		size_t start = at;

		while (at < text.len && is_space(text.ptr[at])) {
			newlines += text.ptr[at] == '\n';
			at++;
		}
		if (newlines > 1) {
			out[len++] = '\n';
			out[len++] = '\n';
		} else if (at > start) {
			out[len++] = newlines == 1 && keeps_lines ? '\n' : ' ';
		} else {
			out[len++] = text.ptr[at++];
		}
	}
	return str_make(out, len);
}

static struct str finish(
	struct html_reader *reader, struct arena *arena, size_t max_bytes, bool keeps_lines)
{
	struct str text = str_make(reader->out, reader->len);
	struct str clean;

	if (text.len > max_bytes) {
		text.len = max_bytes;
		while (text.len > 0 && ((unsigned char)text.ptr[text.len] & 0xc0) == 0x80) {
			text.len--;
		}
	}
	clean = utf8_clean(arena, text, UTF8_TEXT, SIZE_MAX);
	return str_trim(clean.ptr == text.ptr ? clean : fold_again(clean, keeps_lines));
}

struct str html_to_text(struct arena *arena, struct str html, size_t max_bytes)
{
	struct html_reader reader = {.scanner = {.html = html}};
	struct html_token token;

	reader.out = arena_alloc(arena, html.len + html.len / 5 + 16);
	if (reader.out == NULL) {
		return str_make(NULL, 0);
	}
	while (reader.len <= max_bytes && html_next_token(&reader.scanner, &token)) {
		if (token.is_tag) {
			take_tag(&reader, &token.tag);
		} else if (reader.skipped_depth == 0) {
			add_text(&reader, token.text);
		}
	}
	return finish(&reader, arena, max_bytes, true);
}

struct str html_fold_plain(struct arena *arena, struct str plain, size_t max_bytes)
{
	struct html_reader reader = {0};

	reader.out = arena_alloc(arena, plain.len + 16);
	if (reader.out == NULL) {
		return str_make(NULL, 0);
	}
	add_plain(&reader, plain, true);
	return finish(&reader, arena, max_bytes, false);
}

bool html_looks_like_markup(struct str s)
{
	for (size_t at = 0; at < s.len; at++) {
		uint32_t points[2];
		struct str rest = str_slice(s, at, s.len - at);

		if (s.ptr[at] == '<' && html_starts_with_tag(rest)) {
			return true;
		}
		if (s.ptr[at] == '&') {
			size_t used = html_reference(rest, points);

			if (used > 0 && rest.ptr[used - 1] == ';') {
				return true;
			}
		}
	}
	return false;
}
