/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The text of HTML fragments. One pass over the tokens, no
 * tree, no recursion; the only state is the element that is being skipped and the white space that is owed to the output.
 * Invariant: the output never grows beyond 6/5 of the input read so far ("&nGt;").
 */
#include "text/html.h"

#include <string.h>

#include "text/bytes.h"
#include "text/html_tags.h"
#include "text/html_token.h"
#include "text/utf8.h"

/* An alternative text of fewer words is a caption at most ("logo", "photo: dpa"). */
#define ALT_WORDS_MIN 5
#define POINT_NBSP 0xa0u
/* Beyond what the input becomes: a gap, and one character. */
#define OUT_ROOM 16u

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

/* Copies words, with single spaces between them, from the start of `text`, which is no white space; returns how many bytes
 * are done with. A space at the end may be the beginning of more: it is only owed. */
static size_t add_words(struct html_reader *reader, struct str text)
{
	size_t run;

	pay_gap(reader);
	reader->out[reader->len] = text.ptr[0];
	run = 1 + bytes_copy_words(reader->out + reader->len + 1, str_slice(text, 1, text.len));
	reader->len += run;
	if (reader->out[reader->len - 1] == ' ') {
		reader->len--;
		reader->gap = GAP_SPACE;
	}
	return run;
}

/* White space at the start of `text`: its length, and the line ends in it. */
static size_t white_run(struct str text, size_t *ret_newlines)
{
	size_t at = 0;

	*ret_newlines = 0;
	while (at < text.len && is_space(text.ptr[at])) {
		*ret_newlines += text.ptr[at] == '\n';
		at++;
	}
	return at;
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

/* A character reference, or a "&" that begins none; returns its length. */
static size_t add_reference(struct html_reader *reader, struct str text)
{
	uint32_t points[2];
	size_t used = html_reference(text, points);

	if (used == 0) {
		add_point(reader, '&');
		return 1;
	}
	add_point(reader, points[0]);
	if (points[1] != 0) {
		add_point(reader, points[1]);
	}
	return used;
}

/* One step into `text`, which holds no mark-up but references; runs of white space become one space. */
static size_t add_some_text(struct html_reader *reader, struct str text)
{
	size_t newlines;

	if (text.ptr[0] == '&') {
		return add_reference(reader, text);
	}
	if (is_space(text.ptr[0])) {
		owe(reader, GAP_SPACE);
		return white_run(text, &newlines);
	}
	return add_words(reader, text);
}

static void add_text(struct html_reader *reader, struct str text)
{
	for (size_t at = 0; at < text.len;) {
		at += add_some_text(reader, str_slice(text, at, text.len - at));
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
	if (is_left_out && !tag->is_closed && !html_is_void(tag->name)) {
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

/* What begins with '<', or anything inside an element that is left out. */
static bool add_token(struct html_reader *reader)
{
	struct html_token token;

	if (!html_next_token(&reader->scanner, &token)) {
		return false;
	}
	if (token.is_tag) {
		take_tag(reader, &token.tag);
	} else if (reader->skipped_depth == 0) {
		add_text(reader, token.text);
	}
	return true;
}

struct str html_to_text(struct arena *arena, struct str html, size_t max_bytes)
{
	struct html_reader reader = {.scanner = {.html = html}};
	size_t *at = &reader.scanner.at;

	reader.out = arena_alloc(arena, html.len + html.len / 5 + OUT_ROOM);
	if (reader.out == NULL) {
		return str_make(NULL, 0);
	}
	while (*at < html.len && reader.len <= max_bytes) {
		if (html.ptr[*at] != '<' && reader.skipped_depth == 0) {
			*at += add_some_text(&reader, str_slice(html, *at, html.len - *at));
		} else if (!add_token(&reader)) {
			break;
		}
	}
	return finish(&reader, arena, max_bytes, true);
}

struct str html_fold_plain(struct arena *arena, struct str plain, size_t max_bytes)
{
	struct html_reader reader = {0};

	reader.out = arena_alloc(arena, plain.len + OUT_ROOM);
	if (reader.out == NULL) {
		return str_make(NULL, 0);
	}
	for (size_t at = 0; at < plain.len;) {
		struct str rest = str_slice(plain, at, plain.len - at);
		size_t newlines;
		size_t white = white_run(rest, &newlines);

		if (white > 0) {
			/* A blank line ends a paragraph. */
			owe(&reader, newlines > 1 ? GAP_PARAGRAPH : GAP_SPACE);
		}
		at += white > 0 ? white : add_words(&reader, rest);
	}
	return finish(&reader, arena, max_bytes, false);
}

bool html_looks_like_markup(struct str s)
{
	for (size_t at = 0; at < s.len; at++) {
		uint32_t points[2];

		at += bytes_find3(str_slice(s, at, s.len - at), '<', '&', '&');
		struct str rest = str_slice(s, at, s.len - at);
		if (rest.len > 0 && rest.ptr[0] == '<' && html_starts_with_tag(rest)) {
			return true;
		}
		size_t used = html_reference(rest, points);
		if (used > 0 && rest.ptr[used - 1] == ';') {
			return true;
		}
	}
	return false;
}
