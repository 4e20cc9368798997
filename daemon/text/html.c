/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The tokenizer of HTML fragments (WHATWG HTML 13.2.5, reduced to what decides which characters are text). One pass, no
 * tree, no recursion; the only state is the element that is being skipped and the white space that is owed to the output.
 * Invariant: the output never grows beyond 6/5 of the input read so far ("&nGt;").
 */
#include "text/html.h"

#include <string.h>

#include "text/html_tags.h"
#include "text/utf8.h"

/* An alternative text of fewer words is a caption at most ("logo", "photo: dpa"). */
#define ALT_WORDS_MIN 5
#define POINT_NBSP 0xa0u

enum gap { GAP_NONE, GAP_SPACE, GAP_LINE, GAP_PARAGRAPH };

struct tag {
	struct str name;   /* as written */
	struct str inside; /* attributes */
	bool is_end;
	bool is_closed; /* <a/> */
};

struct html_reader {
	struct str html;
	size_t at;
	char *out;
	size_t len;
	enum gap gap;       /* owed before the next character */
	struct str skipped; /* name of the element that is left out, empty when none */
	size_t skipped_depth;
	bool has_no_tag_end; /* there is no '>' from here on */
};

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/* 0 behind the end. */
static char byte_at(struct str s, size_t at)
{
	if (at < s.len) {
		return s.ptr[at];
	}
	return 0;
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

/* Takes one attribute off the front of *rest; false when there is none left. */
static bool next_attribute(struct str *rest, struct str *name, struct str *value)
{
	size_t at = 0;

	while (at < rest->len && (is_space(rest->ptr[at]) || rest->ptr[at] == '/')) {
		at++;
	}
	size_t start = at;
	while (at < rest->len && !is_space(rest->ptr[at]) && rest->ptr[at] != '/' &&
		(rest->ptr[at] != '=' || at == start)) {
		at++;
	}
	*name = str_slice(*rest, start, at - start);
	*value = str_make(NULL, 0);
	while (at < rest->len && is_space(rest->ptr[at])) {
		at++;
	}
	if (at < rest->len && rest->ptr[at] == '=') {
		at++;
		while (at < rest->len && is_space(rest->ptr[at])) {
			at++;
		}
		char quote = byte_at(*rest, at);
		bool is_quoted = quote == '"' || quote == '\'';
		start = at += is_quoted;
		while (at < rest->len &&
			(is_quoted ? rest->ptr[at] != quote : !is_space(rest->ptr[at]))) {
			at++;
		}
		*value = str_slice(*rest, start, at - start);
		at += is_quoted && at < rest->len;
	}
	*rest = str_slice(*rest, at, rest->len - at);
	return name->len > 0;
}

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

static bool is_hidden(const struct tag *tag)
{
	struct str rest = tag->inside;
	struct str name;
	struct str value;

	if (str_find(rest, STR("hidden")) < 0 && str_find(rest, STR("display")) < 0) {
		return false;
	}
	while (next_attribute(&rest, &name, &value)) {
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
static void add_image(struct html_reader *reader, const struct tag *tag)
{
	struct str rest = tag->inside;
	struct str name;
	struct str value;

	while (next_attribute(&rest, &name, &value)) {
		if (str_eq_nocase(name, STR("alt")) && count_words(value) >= ALT_WORDS_MIN) {
			owe(reader, GAP_PARAGRAPH);
			add_text(reader, value);
			owe(reader, GAP_PARAGRAPH);
			return;
		}
	}
}

/* Offset behind the '>' of the tag that starts at `at`, 0 when it never ends. A quote that does not close is none. */
static size_t tag_end(struct html_reader *reader, size_t at)
{
	struct str html = reader->html;
	const char *first;
	char quote = 0;

	if (reader->has_no_tag_end) {
		return 0;
	}
	for (size_t i = at; i < html.len; i++) {
		char c = html.ptr[i];

		if (quote != 0) {
			if (c == quote) {
				quote = 0;
			}
		} else if ((c == '"' || c == '\'') && html.ptr[i - 1] == '=') {
			quote = c;
		} else if (c == '>') {
			return i + 1;
		}
	}
	first = memchr(html.ptr + at, '>', html.len - at);
	reader->has_no_tag_end = first == NULL;
	return first == NULL ? 0 : (size_t)(first - html.ptr) + 1;
}

/* Reads the tag at `reader->at` ('<' and a letter, or "</" and a letter); its end, or 0 when it is none. */
static size_t read_tag(struct html_reader *reader, struct tag *tag)
{
	struct str html = reader->html;
	size_t start = reader->at + 1;
	size_t name_end;
	size_t end;

	tag->is_end = html.ptr[start] == '/';
	start += tag->is_end;
	name_end = start;
	while (name_end < html.len && !is_space(html.ptr[name_end]) && html.ptr[name_end] != '>' &&
		html.ptr[name_end] != '/' && html.ptr[name_end] != '<') {
		name_end++;
	}
	end = tag_end(reader, name_end);
	if (end == 0) {
		return 0;
	}
	tag->name = str_slice(html, start, name_end - start);
	tag->inside = str_slice(html, name_end, end - 1 - name_end);
	tag->is_closed = end >= 2 && html.ptr[end - 2] == '/';
	return end;
}

/* Moves behind the end tag of an element whose content is no mark-up (script). */
static void skip_raw(struct html_reader *reader, struct str name)
{
	struct str html = reader->html;

	while (reader->at < html.len) {
		const char *less = memchr(html.ptr + reader->at, '<', html.len - reader->at);

		if (less == NULL) {
			break;
		}
		reader->at = (size_t)(less - html.ptr);
		struct str rest = str_slice(html, reader->at, html.len - reader->at);
		if (rest.len > 2 && rest.ptr[1] == '/' &&
			str_starts_nocase(str_slice(rest, 2, rest.len - 2), name)) {
			const char *end = memchr(rest.ptr, '>', rest.len);

			reader->at += end == NULL ? rest.len : (size_t)(end - rest.ptr) + 1;
			return;
		}
		reader->at++;
	}
	reader->at = html.len;
}

/* A tag inside an element that is left out: only its own kind matters. */
static void count_skipped(struct html_reader *reader, const struct tag *tag)
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

static void take_tag(struct html_reader *reader, const struct tag *tag)
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
		skip_raw(reader, tag->name);
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

/* Comments, declarations and the like: moves behind them; what does not end takes the rest with it. */
static void skip_bogus(struct html_reader *reader)
{
	struct str rest = str_slice(reader->html, reader->at, reader->html.len - reader->at);
	ptrdiff_t end;
	size_t tail = 1;

	if (str_starts(rest, STR("<!--"))) {
		end = str_find(str_slice(rest, 2, rest.len - 2), STR("-->"));
		tail = 5;
	} else if (str_starts(rest, STR("<![CDATA["))) {
		/* Its text is text: only the brackets go. */
		reader->at += 9;
		return;
	} else {
		end = str_find_byte(rest, '>');
	}
	reader->at = end < 0 ? reader->html.len : reader->at + (size_t)end + tail;
}

/* Reads what starts with '<'. */
static void take_markup(struct html_reader *reader)
{
	struct str html = reader->html;
	size_t at = reader->at;
	char next = byte_at(html, at + 1);
	char after = byte_at(html, at + 2);
	struct tag tag;

	if (next == '!' || next == '?' || (next == '/' && after != 0 && !is_letter(after))) {
		bool is_declaration =
			next != '!' || after == '-' || after == '[' || is_letter(after);

		if (is_declaration) {
			skip_bogus(reader);
			return;
		}
	} else if (is_letter(next) || (next == '/' && is_letter(after))) {
		size_t end = read_tag(reader, &tag);

		if (end > 0) {
			reader->at = end;
			take_tag(reader, &tag);
			return;
		}
		/* Cut off inside a tag. */
		if (html_starts_with_tag(str_slice(html, at, html.len - at))) {
			reader->at = html.len;
			return;
		}
	}
	if (reader->skipped_depth == 0) {
		add_point(reader, '<');
	}
	reader->at++;
}

static struct str finish(struct html_reader *reader, struct arena *arena, size_t max_bytes)
{
	struct str text = str_make(reader->out, reader->len);

	if (text.len > max_bytes) {
		text.len = max_bytes;
		while (text.len > 0 && ((unsigned char)text.ptr[text.len] & 0xc0) == 0x80) {
			text.len--;
		}
	}
	return str_trim(utf8_clean(arena, text, UTF8_TEXT, SIZE_MAX));
}

struct str html_to_text(struct arena *arena, struct str html, size_t max_bytes)
{
	struct html_reader reader = {.html = html};

	reader.out = arena_alloc(arena, html.len + html.len / 5 + 16);
	if (reader.out == NULL) {
		return str_make(NULL, 0);
	}
	while (reader.at < html.len && reader.len <= max_bytes) {
		const char *less = memchr(html.ptr + reader.at, '<', html.len - reader.at);
		size_t end = less == NULL ? html.len : (size_t)(less - html.ptr);

		if (end > reader.at) {
			if (reader.skipped_depth == 0) {
				add_text(&reader, str_slice(html, reader.at, end - reader.at));
			}
			reader.at = end;
		}
		if (less != NULL) {
			take_markup(&reader);
		}
	}
	return finish(&reader, arena, max_bytes);
}

struct str html_fold_plain(struct arena *arena, struct str plain, size_t max_bytes)
{
	struct html_reader reader = {0};

	reader.out = arena_alloc(arena, plain.len + 16);
	if (reader.out == NULL) {
		return str_make(NULL, 0);
	}
	add_plain(&reader, plain, true);
	return finish(&reader, arena, max_bytes);
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
