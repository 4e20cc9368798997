/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The scanner of XML documents as they are found: one pass with memchr, no recursion, no look back. Comments, processing
 * instructions and the document type never leave it; references are decoded (scan_reference), HTML's names among them; a "&" or "<"
 * that begins nothing is a character. It never fails on what it reads; what it cannot mend it counts.
 * Invariant: a tag that is handed out has at most LIMIT_XML_ATTRIBUTES attributes and LIMIT_START_TAG bytes, and its names
 * are names: what looks through all attributes of a tag is bounded by that.
 */
#include "parse/scan.h"

#include <string.h>

#include "base/limits.h"
#include "base/mapping.h"
#include "parse/scan_chars.h"
#include "parse/scan_reference.h"
#include "text/bytes.h"

/* Characters with references in them are handed out in pieces of about this size. */
#define TEXT_PIECE 32768u

_Static_assert(
	LIMIT_START_TAG == 64u << 10 && LIMIT_XML_ATTRIBUTES == 256, "the errors below say so");

void scan_init(struct scanner *scanner, struct str document)
{
	memset(scanner, 0, sizeof(*scanner));
	scanner->document = document;
	buf_init(&scanner->values, SCAN_VALUES_MAX);
	(void)buf_extend(&scanner->values, SCAN_VALUES_MAX);
	buf_init(&scanner->text, (size_t)TEXT_PIECE * 2 + LIMIT_ENTITY_VALUE);
}

void scan_done(struct scanner *scanner)
{
	buf_done(&scanner->values);
	buf_done(&scanner->text);
}

size_t scan_line(const struct scanner *scanner, size_t at)
{
	struct str before = str_slice(scanner->document, 0, at);
	size_t line = 1;

	for (size_t from = 0; from < before.len; from += MAPPING_PART) {
		struct str part = str_slice(before, from, MAPPING_PART);

		for (size_t i = 0; i < part.len; i++) {
			line += part.ptr[i] == '\n';
		}
		if (scanner->is_mapped) {
			mapping_forget(part);
		}
	}
	return line;
}

static struct str rest_from(const struct scanner *scanner, size_t at)
{
	return str_slice(scanner->document, at, scanner->document.len - at);
}

/* --- characters --- */

/* True when '<' at `at` begins a tag, comment, section or instruction. */
static bool begins_markup(struct str document, size_t at)
{
	char next = byte_at(document, at + 1);
	struct str rest = str_slice(document, at, document.len - at);

	if (next == '/') {
		return at + 2 < document.len && is_name_start(document.ptr[at + 2]);
	}
	if (next == '!') {
		return str_starts(rest, STR("<!--")) || str_starts(rest, STR("<![CDATA[")) ||
		       str_starts_nocase(rest, STR("<!DOCTYPE"));
	}
	return next == '?' || is_name_start(next);
}

/* End of the characters that start at `at`. */
static size_t text_end(struct scanner *scanner, size_t at)
{
	struct str document = scanner->document;

	if (at < scanner->text_end) {
		return scanner->text_end;
	}
	const char *found = memchr(document.ptr + at, '<', document.len - at);

	if (found == document.ptr + at) {
		/* Not mark-up, or it would not be read as text. */
		scanner->repairs.stray++;
		found = memchr(document.ptr + at + 1, '<', document.len - at - 1);
	}
	scanner->text_end = found == NULL ? document.len : (size_t)(found - document.ptr);
	return scanner->text_end;
}

/* Characters up to the first reference; returns how many bytes. There is room for TEXT_PIECE of them. */
static size_t add_plain(struct scanner *scanner, struct str text)
{
	char *room = buf_extend(&scanner->text, text.len);
	size_t plain = bytes_copy_until_amp(room, text);

	scanner->text.len -= text.len - plain;
	return plain;
}

/* Characters up to `end`; a long run without references is not copied. What has been looked through for one is handed out
 * at once: each byte is looked at as often, however far the reference and the end are. */
static void read_text(struct scanner *scanner, size_t end, struct scan_token *ret)
{
	struct str run = str_slice(scanner->document, scanner->at, end - scanner->at);
	ptrdiff_t amp = str_find_byte(run, '&');
	size_t at = 0;

	ret->kind = SCAN_TEXT;
	if (amp < 0 || amp > (ptrdiff_t)TEXT_PIECE) {
		ret->text = str_slice(run, 0, amp < 0 ? run.len : (size_t)amp);
		ret->is_stable = true;
		scanner->at += ret->text.len;
		return;
	}
	buf_clear(&scanner->text);
	while (at < run.len && scanner->text.len < TEXT_PIECE) {
		at += add_plain(scanner, str_slice(run, at, TEXT_PIECE));
		if (byte_at(run, at) != '&') {
			continue;
		}
		size_t used = scan_add_reference(
			scanner, str_slice(run, at, run.len - at), &scanner->text);
		if (used == 0) {
			buf_add_byte(&scanner->text, '&');
			used = 1;
		}
		at += used;
	}
	scanner->at += at;
	ret->text = buf_str(&scanner->text);
	ret->is_stable = false;
}

/* --- tags --- */

/* End of a qualified name ("dc:date"); `at` when there is none. */
static size_t name_end(struct str s, size_t at)
{
	size_t start = at;

	if (at >= s.len || !is_name_start(s.ptr[at])) {
		return start;
	}
	while (at < s.len && is_name_char(s.ptr[at])) {
		at++;
	}
	if (at + 1 < s.len && s.ptr[at] == ':' && is_name_start(s.ptr[at + 1])) {
		at++;
		while (at < s.len && is_name_char(s.ptr[at])) {
			at++;
		}
	}
	return at;
}

static bool has_controls(struct str s)
{
	for (size_t i = 0; i < s.len; i++) {
		if ((unsigned char)s.ptr[i] < 0x20) {
			return true;
		}
	}
	return false;
}

/* An attribute's value with its references decoded and its controls made spaces (XML 1.0 3.3.3). */
static struct str decode_value(struct scanner *scanner, struct str value)
{
	struct buf *out = &scanner->values;
	size_t from = out->len;

	if (str_find_byte(value, '&') < 0 && !has_controls(value)) {
		return value;
	}
	for (size_t at = 0; at < value.len;) {
		size_t used = 0;

		if (value.ptr[at] == '&') {
			used = scan_add_reference(
				scanner, str_slice(value, at, value.len - at), out);
		}
		if (used == 0) {
			buf_add_byte(out, value.ptr[at]);
			used = 1;
		}
		at += used;
	}
	for (size_t i = from; i < out->len; i++) {
		if ((unsigned char)out->ptr[i] < 0x20) {
			out->ptr[i] = ' ';
		}
	}
	return str_make(out->ptr + from, out->len - from);
}

/* The value that may follow an attribute's name, which ends at *at. */
static struct str read_value(struct scanner *scanner, struct str tag, size_t *at)
{
	size_t end = *at;

	while (end < tag.len && is_space(tag.ptr[end])) {
		end++;
	}
	if (byte_at(tag, end) != '=') {
		return str_make(NULL, 0);
	}
	end++;
	while (end < tag.len && is_space(tag.ptr[end])) {
		end++;
	}
	char quote = byte_at(tag, end);
	bool is_quoted = quote == '"' || quote == '\'';
	size_t start = end += is_quoted;
	while (end < tag.len && (is_quoted ? tag.ptr[end] != quote : !is_space(tag.ptr[end]))) {
		end++;
	}
	scanner->repairs.bad_tags += !is_quoted;
	*at = end + (is_quoted && end < tag.len);
	return str_slice(tag, start, end - start);
}

/* Reads one attribute at *at; false at the end of the tag. */
static bool read_attribute(
	struct scanner *scanner, struct str tag, size_t *at, struct scan_attribute *ret)
{
	size_t end;

	while (*at < tag.len && name_end(tag, *at) == *at) {
		scanner->repairs.bad_tags += !is_space(tag.ptr[*at]) && tag.ptr[*at] != '/';
		(*at)++;
	}
	end = name_end(tag, *at);
	ret->name = str_slice(tag, *at, end - *at);
	if (ret->name.len == 0) {
		return false;
	}
	ret->value = decode_value(scanner, read_value(scanner, tag, &end));
	*at = end;
	return true;
}

/* Offset of the '>' that ends the tag at `at`, of a '<' that comes before it, or of the end of the document. A quote that
 * never closes, or closes beyond the ceiling, is taken for a typing error: then the first '>' ends the tag. */
static size_t find_tag_end(struct scanner *scanner, size_t at)
{
	struct str rest = rest_from(scanner, at);
	char quote = 0;

	rest.len = rest.len > LIMIT_START_TAG ? LIMIT_START_TAG : rest.len;
	for (size_t i = 1; i < rest.len; i++) {
		char c = rest.ptr[i];

		if (quote != 0) {
			if (c == quote) {
				quote = 0;
			}
		} else if ((c == '"' || c == '\'') &&
			   (rest.ptr[i - 1] == '=' || is_space(rest.ptr[i - 1]))) {
			quote = c;
		} else if (c == '>' || c == '<') {
			return at + i;
		}
	}
	ptrdiff_t first = str_find_byte(rest, '>');

	scanner->repairs.bad_tags += first >= 0;
	return at + (first < 0 ? rest.len : (size_t)first);
}

static void read_start_tag(struct scanner *scanner, struct scan_token *ret)
{
	size_t end = find_tag_end(scanner, scanner->at);
	char last = byte_at(scanner->document, end);
	bool is_ended = last == '>' || last == '<';
	struct str tag = str_slice(scanner->document, scanner->at, end - scanner->at);
	size_t at = name_end(tag, 1);
	struct scan_attribute attribute;

	if (!is_ended && end < scanner->document.len) {
		ret->kind = SCAN_LIMIT;
		scanner->error = "a start tag of more than 64 KiB";
		return;
	}
	if (!is_ended) {
		scanner->at = scanner->document.len;
		scanner->repairs.is_cut = true;
		ret->kind = SCAN_FINISHED;
		return;
	}
	if (last == '<' && at == tag.len) {
		/* "a<b</title>": a character, not the start of a tag. */
		scanner->repairs.stray++;
		ret->kind = SCAN_TEXT;
		ret->text = str_slice(tag, 0, 1);
		ret->is_stable = true;
		scanner->at++;
		return;
	}
	scanner->repairs.bad_tags += last == '<';
	ret->kind = SCAN_START;
	ret->name = str_slice(tag, 1, at - 1);
	scanner->name = ret->name;
	ret->is_empty = tag.ptr[tag.len - 1] == '/';
	buf_clear(&scanner->values);
	if (ret->is_empty) {
		tag.len--;
	}
	ret->attributes = scanner->attributes;
	ret->attribute_count = 0;
	while (read_attribute(scanner, tag, &at, &attribute)) {
		if (ret->attribute_count == LIMIT_XML_ATTRIBUTES) {
			ret->kind = SCAN_LIMIT;
			scanner->error = "a start tag of more than 256 attributes";
			return;
		}
		scanner->attributes[ret->attribute_count++] = attribute;
	}
	if (scanner->values.full) {
		ret->kind = SCAN_LIMIT;
		scanner->error = "a start tag that grows beyond its ceiling";
		return;
	}
	scanner->at = end + (last == '>');
}

static void read_end_tag(struct scanner *scanner, struct scan_token *ret)
{
	struct str rest = rest_from(scanner, scanner->at);
	size_t end = name_end(rest, 2);

	ret->kind = SCAN_END;
	ret->name = str_slice(rest, 2, end - 2);
	if (byte_at(rest, end) == '>') {
		scanner->at += end + 1;
		return;
	}
	struct str behind = str_slice(rest, end, rest.len);
	ptrdiff_t next = str_find_byte(behind, '<');
	ptrdiff_t close = str_find_byte(str_slice(behind, 0, (size_t)next), '>');
	if (close >= 0) {
		scanner->at += end + (size_t)close + 1;
		return;
	}
	/* "</title" and then the next tag, or the end. */
	scanner->repairs.bad_tags++;
	scanner->at += next < 0 ? rest.len : end + (size_t)next;
}

/* --- the rest --- */

/* Offset of "]]>" or "-->", or -1: by its first byte, which is rare in what it ends. */
static ptrdiff_t find_close(struct str s, struct str close)
{
	for (size_t at = 0; at + close.len <= s.len; at++) {
		const char *found = memchr(s.ptr + at, close.ptr[0], s.len - at - close.len + 1);

		if (found == NULL) {
			return -1;
		}
		if (memcmp(found, close.ptr, close.len) == 0) {
			return found - s.ptr;
		}
		at = (size_t)(found - s.ptr);
	}
	return -1;
}

static void skip_comment(struct scanner *scanner)
{
	struct str inside = rest_from(scanner, scanner->at + 4);
	ptrdiff_t end = find_close(inside, STR("-->"));

	scanner->repairs.is_cut |= end < 0;
	scanner->at = end < 0 ? scanner->document.len : scanner->at + 4 + (size_t)end + 3;
}

/* A CDATA section. One that never ends goes to the end tag of the element that it begins. */
static struct str read_section(struct scanner *scanner)
{
	static const size_t open_len = sizeof("<![CDATA[") - 1;
	struct str inside = rest_from(scanner, scanner->at + open_len);
	struct str rest = inside;
	ptrdiff_t at;

	at = scanner->has_no_close ? -1 : find_close(inside, STR("]]>"));
	if (at >= 0) {
		scanner->at += open_len + (size_t)at + 3;
		return str_slice(inside, 0, (size_t)at);
	}
	scanner->has_no_close = true;
	while (scanner->name.len > 0 && (at = str_find_byte(rest, '<')) >= 0) {
		rest = str_slice(rest, (size_t)at, rest.len);
		struct str name = str_slice(rest, 2, scanner->name.len);
		char next = byte_at(rest, 2 + name.len);

		if (byte_at(rest, 1) == '/' && str_eq_nocase(name, scanner->name) &&
			(next == '>' || is_space(next))) {
			scanner->repairs.bad_tags++;
			scanner->at = scanner->document.len - rest.len;
			return str_slice(inside, 0, inside.len - rest.len);
		}
		rest = str_slice(rest, 1, rest.len);
	}
	scanner->repairs.is_cut = true;
	scanner->at = scanner->document.len;
	return inside;
}

/* Whether "<?" begins an instruction with a name, and not the XML declaration, in which there is no '>' (XML 1.0 2.8). */
static bool may_hold_greater(struct str rest)
{
	return is_name_start(byte_at(rest, 2)) &&
	       !(str_starts_nocase(rest, STR("<?xml")) && is_space(byte_at(rest, 5)));
}

/* "?>" ends an instruction (XML 1.0 2.6). Where it does not come before another one begins, it is missing, as in many
 * hand-made ones: then the first '>' does. */
static void skip_instruction(struct scanner *scanner)
{
	struct str rest = rest_from(scanner, scanner->at);
	ptrdiff_t first = str_find_byte(rest, '>');
	struct str inside = str_slice(rest, 2, LIMIT_START_TAG);
	ptrdiff_t mark;

	scanner->at = first < 0 ? scanner->document.len : scanner->at + (size_t)first + 1;
	if (first < 0 || !may_hold_greater(rest)) {
		return;
	}
	while ((mark = str_find_byte(inside, '?')) >= 0) {
		const char *at = inside.ptr + mark;

		if (at[-1] == '<') {
			return;
		}
		inside = str_slice(inside, (size_t)mark + 1, inside.len);
		if (byte_at(inside, 0) == '>') {
			scanner->at = (size_t)(at - scanner->document.ptr) + 2;
			return;
		}
	}
}

/* Reads what begins with '<'; false when it was something that nobody needs. */
static bool read_markup(struct scanner *scanner, struct scan_token *ret)
{
	struct str rest = rest_from(scanner, scanner->at);

	if (rest.ptr[1] == '/') {
		read_end_tag(scanner, ret);
		return true;
	}
	if (rest.ptr[1] == '?') {
		skip_instruction(scanner);
		return false;
	}
	if (rest.ptr[1] != '!') {
		read_start_tag(scanner, ret);
		return true;
	}
	if (str_starts(rest, STR("<![CDATA["))) {
		ret->kind = SCAN_TEXT;
		ret->text = read_section(scanner);
		ret->is_stable = true;
		return ret->text.len > 0;
	}
	if (str_starts(rest, STR("<!--"))) {
		skip_comment(scanner);
		return false;
	}
	scanner->at += doctype_read(rest, &scanner->doctype);
	scanner->repairs.refused_entities = scanner->doctype.refused;
	return false;
}

/* The value that is being collected may lie behind us: then its pages come back. */
static void forget_behind(struct scanner *scanner)
{
	if (scanner->is_mapped && scanner->at - scanner->forgotten >= MAPPING_PART) {
		mapping_forget(str_slice(
			scanner->document, scanner->forgotten, scanner->at - scanner->forgotten));
		scanner->forgotten = scanner->at;
	}
}

void scan_next(struct scanner *scanner, struct scan_token *ret)
{
	forget_behind(scanner);
	while (scanner->at < scanner->document.len) {
		ret->at = scanner->at;
		if (scanner->document.ptr[scanner->at] != '<' ||
			!begins_markup(scanner->document, scanner->at)) {
			read_text(scanner, text_end(scanner, scanner->at), ret);
			return;
		}
		if (read_markup(scanner, ret)) {
			return;
		}
	}
	ret->kind = SCAN_FINISHED;
	ret->at = scanner->document.len;
}
