/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Entity and character references: XML's five first, then what the document declared, then HTML's names, with or without
 * their ";". Never expands a reference inside what a declared entity stands for into more than characters.
 * Invariant: declared entities add LIMIT_ENTITY_TEXT bytes at most to one document.
 */
#include "parse/scan_reference.h"

#include <string.h>

#include "base/limits.h"
#include "parse/scan_chars.h"
#include "text/html.h"
#include "text/utf8.h"

static void add_points(struct buf *out, const uint32_t points[2])
{
	for (size_t i = 0; i < 2 && (i == 0 || points[i] != 0); i++) {
		char bytes[4];
		size_t len = utf8_encode(points[i], bytes);

		buf_add(out, bytes, len);
	}
}

/* The five of XML 1.0 4.6 at the start of `s`: the length, and the character they stand for; 0 when it is none. */
static size_t read_predefined(struct str s, char *ret)
{
	if (s.len >= 4 && memcmp(s.ptr, "&lt;", 4) == 0) {
		*ret = '<';
		return 4;
	}
	if (s.len >= 4 && memcmp(s.ptr, "&gt;", 4) == 0) {
		*ret = '>';
		return 4;
	}
	if (s.len >= 5 && memcmp(s.ptr, "&amp;", 5) == 0) {
		*ret = '&';
		return 5;
	}
	if (s.len >= 6 && memcmp(s.ptr, "&quot;", 6) == 0) {
		*ret = '"';
		return 6;
	}
	if (s.len >= 6 && memcmp(s.ptr, "&apos;", 6) == 0) {
		*ret = '\'';
		return 6;
	}
	return 0;
}

static bool add_declared(struct scanner *scanner, struct str name, struct buf *out)
{
	const struct entity *entity = doctype_find(&scanner->doctype, name);

	if (entity == NULL || scanner->entity_bytes + entity->value.len > LIMIT_ENTITY_TEXT) {
		return false;
	}
	scanner->entity_bytes += entity->value.len;
	for (size_t at = 0; at < entity->value.len;) {
		uint32_t points[2];
		size_t used = html_reference(
			str_slice(entity->value, at, entity->value.len - at), points);

		if (used > 0) {
			add_points(out, points);
			at += used;
		} else {
			buf_add_byte(out, entity->value.ptr[at++]);
		}
	}
	return true;
}

/* A reference whose ";" is missing: HTML's rule for attributes (13.2.5.73), since it may stand in an address. "&copy 2024" is
 * one, "&copy=2" and "&section" are none. `end` is where its name ends. */
static size_t add_unended(struct scanner *scanner, struct str s, size_t end, struct buf *out)
{
	uint32_t points[2];
	size_t used = html_reference(s, points);

	if (used == 0 || (s.ptr[1] != '#' && (used != end || byte_at(s, end) == '='))) {
		scanner->repairs.stray++;
		return 0;
	}
	scanner->repairs.named_entities++;
	add_points(out, points);
	return used;
}

size_t scan_add_reference(struct scanner *scanner, struct str s, struct buf *out)
{
	char character;
	size_t end = read_predefined(s, &character);
	uint32_t points[2];

	if (end > 0) {
		buf_add_byte(out, character);
		return end;
	}
	end = 1;
	while (end < s.len && end < 64 && (is_name_char(s.ptr[end]) || s.ptr[end] == '#')) {
		end++;
	}
	if (end == 1 || end >= s.len || s.ptr[end] != ';') {
		return add_unended(scanner, s, end, out);
	}
	struct str name = str_slice(s, 1, end - 1);
	if (name.ptr[0] != '#' && add_declared(scanner, name, out)) {
		return end + 1;
	}
	if (html_reference(str_slice(s, 0, end + 1), points) != end + 1) {
		scanner->repairs.unknown_entities++;
		return 0;
	}
	scanner->repairs.named_entities += name.ptr[0] != '#';
	add_points(out, points);
	return end + 1;
}
