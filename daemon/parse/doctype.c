/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reads <!DOCTYPE …> in one pass. Keeps internal general entities whose value is plain text (few honest feeds declare
 * some) and forgets everything else: parameter entities, external entities and entities made of entities are what
 * hangs, leaks and bombs are built from, so they are never expanded.
 */
#include "parse/doctype.h"

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static size_t skip_space(struct str s, size_t at)
{
	while (at < s.len && is_space(s.ptr[at])) {
		at++;
	}
	return at;
}

static size_t word_end(struct str s, size_t at)
{
	while (at < s.len && !is_space(s.ptr[at]) && s.ptr[at] != '>' && s.ptr[at] != '[' &&
		s.ptr[at] != '"' && s.ptr[at] != '\'') {
		at++;
	}
	return at;
}

static bool is_plain(struct str value)
{
	for (size_t i = 0; i < value.len; i++) {
		if (value.ptr[i] == '<' || value.ptr[i] == '%') {
			return false;
		}
		if (value.ptr[i] == '&' && (i + 1 == value.len || value.ptr[i + 1] != '#')) {
			return false;
		}
	}
	return value.len <= LIMIT_ENTITY_VALUE;
}

/* `declaration` is what stands between "<!ENTITY" and ">". */
static void keep_entity(struct doctype *doctype, struct str declaration)
{
	size_t name_at = skip_space(declaration, 0);
	size_t name_end = word_end(declaration, name_at);
	size_t at = skip_space(declaration, name_end);
	struct str name = str_slice(declaration, name_at, name_end - name_at);
	struct str rest = str_slice(declaration, at, declaration.len - at);

	if (rest.len >= 2 && (rest.ptr[0] == '"' || rest.ptr[0] == '\'')) {
		struct str inside = str_slice(rest, 1, rest.len - 1);
		ptrdiff_t end = str_find_byte(inside, rest.ptr[0]);
		struct str value = str_slice(inside, 0, end < 0 ? 0 : (size_t)end);

		/* The first declaration of a name binds (XML 1.0 4.2). */
		if (end >= 0 && name.len > 0 && is_plain(value) &&
			doctype->count < LIMIT_ENTITIES) {
			if (doctype_find(doctype, name) == NULL) {
				doctype->entities[doctype->count++] = (struct entity){name, value};
			}
			return;
		}
	}
	doctype->refused++;
}

/* Behind `close`, from `at` on. */
static size_t close_end(struct str s, size_t at, struct str close)
{
	ptrdiff_t end = str_find(str_slice(s, at, s.len), close);

	return end < 0 ? s.len : at + (size_t)end + close.len;
}

/* End of a declaration, comment or instruction inside the internal subset; `at` is on its '<'. */
static size_t markup_end(struct str s, size_t at)
{
	struct str rest = str_slice(s, at, s.len);

	if (str_starts(rest, STR("<!--"))) {
		return close_end(s, at + 4, STR("-->"));
	}
	if (str_starts(rest, STR("<?"))) {
		return close_end(s, at + 2, STR("?>"));
	}
	char quote = 0;
	for (; at < s.len; at++) {
		char c = s.ptr[at];

		if (quote != 0) {
			if (c == quote) {
				quote = 0;
			}
		} else if (c == '"' || c == '\'') {
			quote = c;
		} else if (c == '>') {
			return at + 1;
		}
	}
	return s.len;
}

/* Behind the ']' of the internal subset whose '[' is at `at`. */
static size_t read_subset(struct str s, size_t at, struct doctype *doctype)
{
	while (at < s.len && s.ptr[at] != ']') {
		if (s.ptr[at] != '<') {
			at++;
			continue;
		}
		size_t end = markup_end(s, at);
		struct str markup = str_slice(s, at, end - at);

		if (str_starts(markup, STR("<!ENTITY")) && markup.len > 9) {
			keep_entity(doctype, str_slice(markup, 8, markup.len - 9));
		}
		at = end;
	}
	return at < s.len ? at + 1 : s.len;
}

size_t doctype_read(struct str s, struct doctype *doctype)
{
	size_t at = skip_space(s, sizeof("<!DOCTYPE") - 1);
	size_t name_end = word_end(s, at);

	doctype->root = str_slice(s, at, name_end - at);
	at = name_end;
	while (at < s.len && s.ptr[at] != '>') {
		if (s.ptr[at] == '[') {
			at = read_subset(s, at, doctype);
		} else if (s.ptr[at] == '"' || s.ptr[at] == '\'') {
			ptrdiff_t end =
				str_find_byte(str_slice(s, at + 1, s.len - at - 1), s.ptr[at]);

			at = end < 0 ? s.len : at + (size_t)end + 2;
		} else {
			at++;
		}
	}
	return at < s.len ? at + 1 : s.len;
}

const struct entity *doctype_find(const struct doctype *doctype, struct str name)
{
	for (size_t i = 0; i < doctype->count; i++) {
		if (str_eq(doctype->entities[i].name, name)) {
			return &doctype->entities[i];
		}
	}
	return NULL;
}
