/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The text of HTML fragments. One pass over the tokens, no
 * tree, no recursion; the only state is the element that is being skipped and the white space that is owed to the output.
 * Invariant: the output never grows beyond 6/5 of the input read so far ("&nGt;").
 */
#include "text/html.h"

#include <string.h>

#include "text/bytes.h"
#include "text/html_attribute.h"
#include "text/html_tags.h"
#include "text/html_token.h"
#include "text/utf8.h"

/* How often elements without an end tag are entered after all: each time is another pass. */
#define REWINDS_MAX 4u
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
	size_t skipped_from; /* behind its start tag */
	unsigned rewinds;
	size_t image_at;  /* place of the last image's text in the output */
	size_t image_end; /* 0: there is none, or the paragraph behind it has been looked at */
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

/* The text of the last image, without what a caption may end in differently. */
static struct str image_text(const struct html_reader *reader)
{
	struct str text =
		str_make(reader->out + reader->image_at, reader->image_end - reader->image_at);

	return str_ends(text, STR(".")) ? str_slice(text, 0, text.len - 1) : text;
}

/* At the end of the paragraph behind an image's text: when it begins with the same words, it is the caption, and once is
 * enough. */
static void drop_repeated_image(struct html_reader *reader)
{
	size_t next = reader->image_end + 2;

	if (reader->image_end == 0 || reader->len <= next) {
		return;
	}
	if (str_starts(str_make(reader->out + next, reader->len - next), image_text(reader))) {
		memmove(reader->out + reader->image_at, reader->out + next, reader->len - next);
		reader->len -= next - reader->image_at;
	}
	reader->image_end = 0;
}

static void owe(struct html_reader *reader, enum gap gap)
{
	if (gap > GAP_SPACE) {
		drop_repeated_image(reader);
	}
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

/* White space at the start of `text`: its length, and the line ends in it ("\n", "\r\n" or "\r", XML 1.0 2.11). */
static size_t white_run(struct str text, size_t *ret_newlines)
{
	size_t at = 0;

	*ret_newlines = 0;
	while (at < text.len && is_space(text.ptr[at])) {
		bool is_pair =
			text.ptr[at] == '\r' && at + 1 < text.len && text.ptr[at + 1] == '\n';

		*ret_newlines += text.ptr[at] == '\n' || (text.ptr[at] == '\r' && !is_pair);
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

/* Whether the text of an image, which is the last of the output, stands before it already, as a paragraph of its own. */
static bool is_said_before(const struct html_reader *reader, struct str alt)
{
	size_t before = reader->image_at < 2 ? 0 : reader->image_at - 2;

	return before >= alt.len && memcmp(reader->out + before - alt.len, alt.ptr, alt.len) == 0 &&
	       (before == alt.len || reader->out[before - alt.len - 1] == '\n');
}

/* The alternative text of an image, as a paragraph of its own. */
static void add_image(struct html_reader *reader, const struct html_tag *tag)
{
	struct str alt = html_image_text(tag);
	size_t len;

	if (alt.len == 0) {
		return;
	}
	owe(reader, GAP_PARAGRAPH);
	len = reader->len;
	pay_gap(reader);
	reader->image_at = reader->len;
	add_text(reader, alt);
	reader->image_end = reader->len;
	if (is_said_before(reader, image_text(reader))) {
		reader->len = len;
		reader->image_end = 0;
	}
	owe(reader, GAP_PARAGRAPH);
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
}

/* A hidden <p> ends where any other block begins or ends, whether it has an end tag or not. */
static bool ends_hidden_paragraph(
	const struct html_reader *reader, const struct html_tag *tag, enum html_tag_kind kind)
{
	return kind == HTML_TAG_PARAGRAPH && str_eq_nocase(reader->skipped, STR("p")) &&
	       !(tag->is_end && str_eq_nocase(tag->name, STR("p")));
}

/* What is hidden or a template stays so without its end tag; <video> and <object> often have none. */
static void leave_out(struct html_reader *reader, const struct html_tag *tag, bool is_hidden)
{
	if (!tag->is_closed && !html_is_void(tag->name)) {
		reader->skipped = tag->name;
		reader->skipped_depth = 1;
		reader->skipped_from = is_hidden || str_eq_nocase(tag->name, STR("template"))
					       ? 0
					       : reader->scanner.at;
	}
}

static void take_tag(struct html_reader *reader, const struct html_tag *tag)
{
	enum html_tag_kind kind = html_tag_kind(tag->name);

	if (reader->skipped_depth > 0) {
		if (!ends_hidden_paragraph(reader, tag, kind)) {
			count_skipped(reader, tag);
			return;
		}
		reader->skipped_depth = 0;
	}
	if (kind == HTML_TAG_PARAGRAPH || kind == HTML_TAG_SKIPPED) {
		owe(reader, GAP_PARAGRAPH);
	} else if (kind == HTML_TAG_LINE) {
		owe(reader, GAP_LINE);
	}
	if (tag->is_end) {
		return;
	}
	bool is_hidden = html_is_hidden(tag, kind == HTML_TAG_INLINE || kind == HTML_TAG_IMAGE);
	if (kind == HTML_TAG_RAW) {
		(void)html_take_raw(&reader->scanner, tag->name);
	} else if (kind == HTML_TAG_SKIPPED || is_hidden) {
		leave_out(reader, tag, is_hidden);
	} else if (kind == HTML_TAG_IMAGE) {
		add_image(reader, tag);
	}
}

/* Cleaning has made spaces and line ends of other white space (U+2003, U+2028): folds them into those beside them, in
 * place. */
static struct str fold_again(struct str text, bool keeps_lines)
{
	char *out = (char *)text.ptr;
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

/* At the end inside an element that is left out: it may only lack its end tag, as <video> and <object> do, and what is
 * behind it is text. False when that is not so, or has been so too often. */
static bool rewind_skip(struct html_reader *reader)
{
	if (reader->skipped_depth == 0 || reader->skipped_from == 0 ||
		reader->rewinds == REWINDS_MAX) {
		return false;
	}
	reader->scanner.at = reader->skipped_from;
	reader->skipped_depth = 0;
	reader->rewinds++;
	return true;
}

/* What begins with '<', or anything inside an element that is left out. */
static bool add_token(struct html_reader *reader)
{
	struct html_token token;

	if (!html_next_token(&reader->scanner, &token)) {
		return rewind_skip(reader);
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
	while (reader.len <= max_bytes) {
		if (reader.skipped_depth == 0 && *at < html.len && html.ptr[*at] != '<') {
			*at += add_some_text(&reader, str_slice(html, *at, html.len - *at));
		} else if (!add_token(&reader)) {
			break;
		}
	}
	drop_repeated_image(&reader);
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

/* Offset of the first byte from `at` on that may begin mark-up, s.len when none does. */
static size_t next_special(struct str s, size_t at)
{
	return at + bytes_find3(str_slice(s, at, s.len), '<', '&', '&');
}

/* A character reference with its ";" at the start. */
static bool starts_with_reference(struct str s)
{
	uint32_t points[2];
	size_t used = html_reference(s, points);

	return used > 0 && s.ptr[used - 1] == ';';
}

static bool is_alnum(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/* A character reference at the start, the ";" missing only where no word goes on (HTML 13.2.5.73, outside of attributes). */
static bool looks_like_reference(struct str s)
{
	uint32_t points[2];
	size_t used = html_reference(s, points);

	return used > 0 && (s.ptr[used - 1] == ';' || used == s.len || !is_alnum(s.ptr[used]));
}

bool html_looks_like_markup(struct str s)
{
	for (size_t at = next_special(s, 0); at < s.len; at = next_special(s, at + 1)) {
		struct str rest = str_slice(s, at, s.len);

		if (rest.ptr[0] == '<' ? html_starts_with_tag(rest) : looks_like_reference(rest)) {
			return true;
		}
	}
	return false;
}

/* Tags that nobody writes about in plain words: "the <b> tag" is text, a second paragraph was mark-up. */
static bool starts_with_sure_tag(struct str s, size_t *paragraphs)
{
	static const struct str tags[] = {STR_INIT("<br>"), STR_INIT("<br/"), STR_INIT("<br /"),
		STR_INIT("<a href="), STR_INIT("<img "), STR_INIT("</a>"), STR_INIT("</li>")};

	for (size_t i = 0; i < sizeof(tags) / sizeof(tags[0]); i++) {
		if (str_starts_nocase(s, tags[i])) {
			return true;
		}
	}
	*paragraphs += str_starts_nocase(s, STR("<p>")) || str_starts_nocase(s, STR("</p>")) ||
		       str_starts_nocase(s, STR("<div>")) || str_starts_nocase(s, STR("</div>"));
	return *paragraphs == 3;
}

static bool has_tag(struct str html)
{
	ptrdiff_t less;

	while ((less = str_find_byte(html, '<')) >= 0) {
		html = str_slice(html, (size_t)less, html.len);
		if (html_starts_with_tag(html)) {
			return true;
		}
		html = str_slice(html, 1, html.len);
	}
	return false;
}

bool html_is_escaped_twice(struct str html, struct str text)
{
	bool is_twice = false;
	size_t paragraphs = 0;

	/* The one that mostly has an answer at the first byte goes first. */
	if (has_tag(html)) {
		return false;
	}
	for (size_t at = next_special(text, 0); at < text.len && !is_twice;
		at = next_special(text, at + 1)) {
		struct str rest = str_slice(text, at, text.len);

		is_twice = rest.ptr[0] == '<' ? starts_with_sure_tag(rest, &paragraphs)
					      : starts_with_reference(rest);
	}
	return is_twice;
}
