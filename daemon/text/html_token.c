/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The tokenizer of HTML. It has no memory of its own and builds nothing; the invariant is that each call moves `at` forward.
 */
#include "text/html_token.h"

#include <string.h>

#include "text/bytes.h"
#include "text/html_tags.h"

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* After so many tags in which quotes do not close, '>' ends any: each of them is a pass through all the rest. */
#define BAD_QUOTES_MAX 16u

/* What a byte ends. */
enum { ENDS_TAG_NAME = 1, ENDS_ATTRIBUTE_NAME = 2, IS_SPACE = 4 };

static const unsigned char classes[256] = {
	[' '] = ENDS_TAG_NAME | ENDS_ATTRIBUTE_NAME | IS_SPACE,
	['\t' ... '\r'] = ENDS_TAG_NAME | ENDS_ATTRIBUTE_NAME | IS_SPACE,
	['/'] = ENDS_TAG_NAME | ENDS_ATTRIBUTE_NAME,
	['='] = ENDS_ATTRIBUTE_NAME,
	['<'] = ENDS_TAG_NAME,
	['>'] = ENDS_TAG_NAME,
};

static bool is_a(char c, unsigned class)
{
	return (classes[(unsigned char)c] & class) != 0;
}

static bool is_space(char c)
{
	return is_a(c, IS_SPACE);
}

/* 0 behind the end. */
static char byte_at(struct str s, size_t at)
{
	if (at < s.len) {
		return s.ptr[at];
	}
	return 0;
}

/* The value after '=', if there is one at *at. */
static struct str take_value(struct str s, size_t *at)
{
	size_t start;

	while (*at < s.len && is_space(s.ptr[*at])) {
		(*at)++;
	}
	if (byte_at(s, *at) != '=') {
		return str_make(NULL, 0);
	}
	(*at)++;
	while (*at < s.len && is_space(s.ptr[*at])) {
		(*at)++;
	}
	start = *at;
	if (byte_at(s, start) == '"' || byte_at(s, start) == '\'') {
		const char *end = memchr(s.ptr + start + 1, s.ptr[start], s.len - start - 1);
		struct str rest = str_slice(s, start + 1, s.len);

		*at = end == NULL ? s.len : (size_t)(end - s.ptr) + 1;
		return end == NULL ? rest : str_make(rest.ptr, (size_t)(end - rest.ptr));
	}
	while (*at < s.len && !is_space(s.ptr[*at])) {
		(*at)++;
	}
	return str_slice(s, start, *at - start);
}

bool html_next_attribute(struct str *rest, struct str *ret_name, struct str *ret_value)
{
	size_t at = 0;

	while (at < rest->len && (is_space(rest->ptr[at]) || rest->ptr[at] == '/')) {
		at++;
	}
	size_t start = at;
	at += byte_at(*rest, at) == '=';
	while (at < rest->len && !is_a(rest->ptr[at], ENDS_ATTRIBUTE_NAME)) {
		at++;
	}
	*ret_name = str_slice(*rest, start, at - start);
	*ret_value = take_value(*rest, &at);
	*rest = str_slice(*rest, at, rest->len - at);
	return ret_name->len > 0;
}

/* Offset behind the '>' of the tag that starts at `at`, 0 when it never ends. A quote that does not close is none. */
static size_t tag_end(struct html_scanner *scanner, size_t at)
{
	struct str html = scanner->html;
	const char *first;

	if (byte_at(html, at) == '>') {
		return at + 1;
	}
	if (scanner->has_no_tag_end) {
		return 0;
	}
	for (size_t i = at; i < html.len && scanner->bad_quotes < BAD_QUOTES_MAX; i++) {
		i += bytes_find3(str_slice(html, i, html.len - i), '>', '"', '\'');
		if (byte_at(html, i) == '>') {
			return i + 1;
		}
		if (i < html.len && html.ptr[i - 1] == '=') {
			const char *close = memchr(html.ptr + i + 1, html.ptr[i], html.len - i - 1);

			if (close == NULL) {
				break;
			}
			i = (size_t)(close - html.ptr);
		}
	}
	scanner->bad_quotes += scanner->bad_quotes < BAD_QUOTES_MAX;
	first = memchr(html.ptr + at, '>', html.len - at);
	scanner->has_no_tag_end = first == NULL;
	return first == NULL ? 0 : (size_t)(first - html.ptr) + 1;
}

/* Reads the tag at `scanner->at` ('<' and a letter, or "</" and a letter); its end, or 0 when it is none. */
static size_t read_tag(struct html_scanner *scanner, struct html_tag *tag)
{
	struct str html = scanner->html;
	size_t start = scanner->at + 1;
	size_t name_end;
	size_t end;

	tag->is_end = html.ptr[start] == '/';
	start += tag->is_end;
	name_end = start;
	while (name_end < html.len && !is_a(html.ptr[name_end], ENDS_TAG_NAME)) {
		name_end++;
	}
	end = tag_end(scanner, name_end);
	if (end == 0) {
		return 0;
	}
	tag->name = str_slice(html, start, name_end - start);
	tag->attributes = str_slice(html, name_end, end - 1 - name_end);
	tag->is_closed = end >= 2 && html.ptr[end - 2] == '/';
	return end;
}

/* True when `rest` starts with the end tag of that element. */
static bool is_end_tag(struct str rest, struct str name)
{
	char after = byte_at(rest, name.len + 2);

	return byte_at(rest, 1) == '/' && str_starts_nocase(str_slice(rest, 2, rest.len), name) &&
	       (after == 0 || after == '>' || after == '/' || is_space(after));
}

struct str html_take_raw(struct html_scanner *scanner, struct str name)
{
	struct str html = scanner->html;
	size_t start = scanner->at;

	while (scanner->at < html.len) {
		const char *less = memchr(html.ptr + scanner->at, '<', html.len - scanner->at);

		if (less == NULL) {
			break;
		}
		scanner->at = (size_t)(less - html.ptr);
		struct str rest = str_slice(html, scanner->at, html.len - scanner->at);
		if (is_end_tag(rest, name)) {
			const char *end = memchr(rest.ptr, '>', rest.len);
			struct str content = str_slice(html, start, scanner->at - start);

			scanner->at += end == NULL ? rest.len : (size_t)(end - rest.ptr) + 1;
			return content;
		}
		scanner->at++;
	}
	scanner->at = html.len;
	return str_slice(html, start, html.len - start);
}

/* Comments, declarations and the like: moves behind them; what does not end takes the rest with it. */
static void skip_bogus(struct html_scanner *scanner)
{
	struct str rest = str_slice(scanner->html, scanner->at, scanner->html.len - scanner->at);
	ptrdiff_t end;
	size_t tail = 1;

	if (str_starts(rest, STR("<!--"))) {
		end = str_find(str_slice(rest, 2, rest.len - 2), STR("-->"));
		tail = 5;
	} else if (str_starts(rest, STR("<![CDATA["))) {
		/* Its text is text: only the brackets go. */
		scanner->at += 9;
		return;
	} else {
		end = str_find_byte(rest, '>');
	}
	scanner->at = end < 0 ? scanner->html.len : scanner->at + (size_t)end + tail;
}

/* Reads what starts with '<'; false when it was skipped. */
static bool take_markup(struct html_scanner *scanner, struct html_token *token)
{
	struct str html = scanner->html;
	size_t at = scanner->at;
	char next = byte_at(html, at + 1);
	char after = byte_at(html, at + 2);

	if (next == '!' || next == '?' || (next == '/' && after != 0 && !is_letter(after))) {
		bool is_declaration =
			next != '!' || after == '-' || after == '[' || is_letter(after);

		if (is_declaration) {
			skip_bogus(scanner);
			return false;
		}
	} else if (is_letter(next) || (next == '/' && is_letter(after))) {
		size_t end = read_tag(scanner, &token->tag);

		if (end > 0) {
			scanner->at = end;
			token->is_tag = true;
			return true;
		}
		/* Cut off inside a tag. */
		if (html_starts_with_tag(str_slice(html, at, html.len - at))) {
			scanner->at = html.len;
			return false;
		}
	}
	scanner->at++;
	token->is_tag = false;
	token->text = str_slice(html, at, 1);
	return true;
}

bool html_next_token(struct html_scanner *scanner, struct html_token *ret)
{
	struct str html = scanner->html;

	while (scanner->at < html.len) {
		const char *from = html.ptr + scanner->at;

		if (*from != '<') {
			const char *less = memchr(from, '<', html.len - scanner->at);
			size_t text = less == NULL ? html.len - scanner->at : (size_t)(less - from);

			ret->is_tag = false;
			ret->text = str_make(from, text);
			scanner->at += text;
			return true;
		}
		if (take_markup(scanner, ret)) {
			return true;
		}
	}
	return false;
}
