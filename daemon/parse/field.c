/* SPDX-License-Identifier: BSD-2-Clause */
/* What formats share when they read an element: its attributes, and Atom's idea of a text with a type. Pure. */
#include <string.h>

#include "parse/format.h"
#include "text/utf8.h"

struct str field_attribute(const struct field *field, const char *name)
{
	return xml_attribute(field->element, NAMES_NONE, str_from(name));
}

struct xml_element field_keep_element(struct arena *arena, const struct xml_element *element)
{
	struct xml_element kept = {
		.names = element->names, .name = arena_str(arena, element->name)};
	struct xml_attribute *attributes;

	if (element->attribute_count == 0) {
		return kept;
	}
	attributes = arena_alloc(arena, element->attribute_count * sizeof(*attributes));
	if (attributes == NULL) {
		return kept;
	}
	for (size_t i = 0; i < element->attribute_count; i++) {
		attributes[i] = element->attributes[i];
		attributes[i].name = arena_str(arena, attributes[i].name);
		attributes[i].value = arena_str(arena, attributes[i].value);
	}
	kept.attributes = attributes;
	kept.attribute_count = element->attribute_count;
	return kept;
}

static int base64_value(char c)
{
	if (c >= 'A' && c <= 'Z') {
		return c - 'A';
	}
	if (c >= 'a' && c <= 'z') {
		return c - 'a' + 26;
	}
	if (c >= '0' && c <= '9') {
		return c - '0' + 52;
	}
	return c == '+' || c == '-' ? 62 : c == '/' || c == '_' ? 63 : -1;
}

/* RFC 4648 4 and 5, white space allowed; empty when it is not that, or not UTF-8 text. */
static struct str decode_base64(struct arena *arena, struct str s)
{
	char *out = arena_alloc(arena, s.len / 4 * 3 + 4);
	uint32_t bits = 0;
	unsigned digits = 0;
	size_t len = 0;

	for (size_t i = 0; out != NULL && i < s.len; i++) {
		int value = base64_value(s.ptr[i]);

		if (s.ptr[i] == '=') {
			break;
		}
		if (value < 0) {
			if (s.ptr[i] == ' ' || (s.ptr[i] >= '\t' && s.ptr[i] <= '\r')) {
				continue;
			}
			return str_make(NULL, 0);
		}
		bits = bits << 6 | (uint32_t)value;
		digits++;
		if (digits % 4 != 1) {
			out[len++] = (char)(bits >> (digits % 4 == 2          ? 4
							    : digits % 4 == 3 ? 2
									      : 0));
		}
	}
	struct str text = str_make(out, len);
	return out != NULL && utf8_is_valid(text) ? text : str_make(NULL, 0);
}

static bool contains_nocase(struct str s, struct str part)
{
	for (size_t i = 0; i + part.len <= s.len; i++) {
		if (str_starts_nocase(str_slice(s, i, s.len - i), part)) {
			return true;
		}
	}
	return false;
}

static enum markup markup_of_type(struct str type, struct str mode)
{
	if (contains_nocase(type, STR("html"))) {
		return MARKUP_HTML;
	}
	if (type.len == 0 || str_eq_nocase(type, STR("text/plain"))) {
		/* Atom 0.3 says "escaped" of HTML whose type was forgotten. */
		return mode.len > 0 && !str_eq_nocase(mode, STR("xml")) && type.len == 0
			       ? MARKUP_UNKNOWN
			       : MARKUP_PLAIN;
	}
	return str_eq_nocase(type, STR("text")) || str_starts_nocase(type, STR("text/"))
		       ? MARKUP_PLAIN
		       : MARKUP_UNKNOWN;
}

struct raw_text field_atom_text(struct build *build, const struct field *field)
{
	struct str type = str_trim(field_attribute(field, "type"));
	struct str mode = str_trim(field_attribute(field, "mode"));
	struct raw_text text = field->text;

	if (text.markup == MARKUP_HTML) {
		return text;
	}
	text.markup = markup_of_type(type, mode);
	bool is_binary = text.markup == MARKUP_UNKNOWN && str_find_byte(type, '/') > 0;
	if (is_binary || str_eq_nocase(mode, STR("base64"))) {
		struct str decoded = decode_base64(build_arena(build), str_trim(text.bytes));

		if (decoded.len > 0) {
			text.bytes = decoded;
		}
	}
	return text;
}
