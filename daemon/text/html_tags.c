/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The elements of HTML by their first letter, the frequent ones first, and the look-ups in them. Pure. Every element that
 * makes text look like HTML is listed; what is not listed is inline.
 */
#include "text/html_tags.h"

#include <stddef.h>
#include <string.h>

#include "text/html.h"

#define NAME_MAX_BYTES 10 /* blockquote, figcaption */
#define NAME_ROOM 12      /* compared as a whole, zeros behind the name */

struct tag_row {
	char name[NAME_ROOM];
	enum html_tag_kind kind;
	bool is_void;
};

static const struct tag_row a_rows[] = {
	{"a", HTML_TAG_INLINE, false},
	{"abbr", HTML_TAG_INLINE, false},
	{"acronym", HTML_TAG_INLINE, false},
	{"address", HTML_TAG_PARAGRAPH, false},
	{"area", HTML_TAG_INLINE, true},
	{"article", HTML_TAG_PARAGRAPH, false},
	{"aside", HTML_TAG_PARAGRAPH, false},
	{"audio", HTML_TAG_SKIPPED, false},
};
static const struct tag_row b_rows[] = {
	{"br", HTML_TAG_LINE, true},
	{"b", HTML_TAG_INLINE, false},
	{"blockquote", HTML_TAG_PARAGRAPH, false},
	{"base", HTML_TAG_INLINE, true},
	{"bdi", HTML_TAG_INLINE, false},
	{"bdo", HTML_TAG_INLINE, false},
	{"big", HTML_TAG_INLINE, false},
	{"body", HTML_TAG_PARAGRAPH, false},
	{"button", HTML_TAG_SKIPPED, false},
};
static const struct tag_row c_rows[] = {
	{"canvas", HTML_TAG_SKIPPED, false},
	{"caption", HTML_TAG_PARAGRAPH, false},
	{"center", HTML_TAG_PARAGRAPH, false},
	{"cite", HTML_TAG_INLINE, false},
	{"code", HTML_TAG_INLINE, false},
	{"col", HTML_TAG_INLINE, true},
	{"colgroup", HTML_TAG_INLINE, false},
};
static const struct tag_row d_rows[] = {
	{"div", HTML_TAG_PARAGRAPH, false},
	{"dd", HTML_TAG_PARAGRAPH, false},
	{"del", HTML_TAG_INLINE, false},
	{"details", HTML_TAG_PARAGRAPH, false},
	{"dfn", HTML_TAG_INLINE, false},
	{"dialog", HTML_TAG_PARAGRAPH, false},
	{"dir", HTML_TAG_PARAGRAPH, false},
	{"dl", HTML_TAG_PARAGRAPH, false},
	{"dt", HTML_TAG_PARAGRAPH, false},
};
static const struct tag_row e_rows[] = {
	{"em", HTML_TAG_INLINE, false},
	{"embed", HTML_TAG_INLINE, true},
};
static const struct tag_row f_rows[] = {
	{"figure", HTML_TAG_PARAGRAPH, false},
	{"figcaption", HTML_TAG_PARAGRAPH, false},
	{"fieldset", HTML_TAG_PARAGRAPH, false},
	{"font", HTML_TAG_INLINE, false},
	{"footer", HTML_TAG_PARAGRAPH, false},
	{"form", HTML_TAG_PARAGRAPH, false},
};
static const struct tag_row h_rows[] = {
	{"h2", HTML_TAG_PARAGRAPH, false},
	{"h3", HTML_TAG_PARAGRAPH, false},
	{"h1", HTML_TAG_PARAGRAPH, false},
	{"h4", HTML_TAG_PARAGRAPH, false},
	{"h5", HTML_TAG_PARAGRAPH, false},
	{"h6", HTML_TAG_PARAGRAPH, false},
	{"head", HTML_TAG_INLINE, false},
	{"header", HTML_TAG_PARAGRAPH, false},
	{"hr", HTML_TAG_PARAGRAPH, true},
	{"html", HTML_TAG_INLINE, false},
};
static const struct tag_row i_rows[] = {
	{"img", HTML_TAG_IMAGE, true},
	{"i", HTML_TAG_INLINE, false},
	{"iframe", HTML_TAG_RAW, false},
	{"input", HTML_TAG_INLINE, true},
	{"ins", HTML_TAG_INLINE, false},
};
static const struct tag_row k_rows[] = {
	{"kbd", HTML_TAG_INLINE, false},
};
static const struct tag_row l_rows[] = {
	{"li", HTML_TAG_PARAGRAPH, false},
	{"label", HTML_TAG_INLINE, false},
	{"legend", HTML_TAG_PARAGRAPH, false},
	{"link", HTML_TAG_INLINE, true},
	{"listing", HTML_TAG_PARAGRAPH, false},
};
static const struct tag_row m_rows[] = {
	{"main", HTML_TAG_PARAGRAPH, false},
	{"map", HTML_TAG_INLINE, false},
	{"mark", HTML_TAG_INLINE, false},
	{"menu", HTML_TAG_PARAGRAPH, false},
	{"meta", HTML_TAG_INLINE, true},
};
static const struct tag_row n_rows[] = {
	{"nav", HTML_TAG_PARAGRAPH, false},
	{"noembed", HTML_TAG_RAW, false},
	{"noframes", HTML_TAG_RAW, false},
	{"noscript", HTML_TAG_RAW, false},
};
static const struct tag_row o_rows[] = {
	{"ol", HTML_TAG_PARAGRAPH, false},
	{"object", HTML_TAG_SKIPPED, false},
};
static const struct tag_row p_rows[] = {
	{"p", HTML_TAG_PARAGRAPH, false},
	{"param", HTML_TAG_INLINE, true},
	{"picture", HTML_TAG_INLINE, false},
	{"pre", HTML_TAG_PARAGRAPH, false},
};
static const struct tag_row q_rows[] = {
	{"q", HTML_TAG_INLINE, false},
};
static const struct tag_row s_rows[] = {
	{"span", HTML_TAG_INLINE, false},
	{"strong", HTML_TAG_INLINE, false},
	{"script", HTML_TAG_RAW, false},
	{"s", HTML_TAG_INLINE, false},
	{"samp", HTML_TAG_INLINE, false},
	{"section", HTML_TAG_PARAGRAPH, false},
	{"select", HTML_TAG_SKIPPED, false},
	{"small", HTML_TAG_INLINE, false},
	{"source", HTML_TAG_INLINE, true},
	{"strike", HTML_TAG_INLINE, false},
	{"style", HTML_TAG_RAW, false},
	{"sub", HTML_TAG_INLINE, false},
	{"summary", HTML_TAG_PARAGRAPH, false},
	{"sup", HTML_TAG_INLINE, false},
	{"svg", HTML_TAG_INLINE, false},
};
static const struct tag_row t_rows[] = {
	{"table", HTML_TAG_PARAGRAPH, false},
	{"td", HTML_TAG_PARAGRAPH, false},
	{"tr", HTML_TAG_PARAGRAPH, false},
	{"tbody", HTML_TAG_PARAGRAPH, false},
	{"template", HTML_TAG_SKIPPED, false},
	{"textarea", HTML_TAG_RAW, false},
	{"tfoot", HTML_TAG_PARAGRAPH, false},
	{"th", HTML_TAG_PARAGRAPH, false},
	{"thead", HTML_TAG_PARAGRAPH, false},
	{"time", HTML_TAG_INLINE, false},
	{"title", HTML_TAG_PARAGRAPH, false},
	{"track", HTML_TAG_INLINE, true},
	{"tt", HTML_TAG_INLINE, false},
};
static const struct tag_row u_rows[] = {
	{"ul", HTML_TAG_PARAGRAPH, false},
	{"u", HTML_TAG_INLINE, false},
};
static const struct tag_row v_rows[] = {
	{"var", HTML_TAG_INLINE, false},
	{"video", HTML_TAG_SKIPPED, false},
};
static const struct tag_row w_rows[] = {
	{"wbr", HTML_TAG_INLINE, true},
};
static const struct tag_row x_rows[] = {
	{"xmp", HTML_TAG_PARAGRAPH, false},
};

#define ROWS(array)                                                                                \
	{                                                                                          \
		array, sizeof(array) / sizeof((array)[0])                                          \
	}

static const struct {
	const struct tag_row *rows;
	size_t count;
} by_letter['z' - 'a' + 1] = {
	['a' - 'a'] = ROWS(a_rows),
	['b' - 'a'] = ROWS(b_rows),
	['c' - 'a'] = ROWS(c_rows),
	['d' - 'a'] = ROWS(d_rows),
	['e' - 'a'] = ROWS(e_rows),
	['f' - 'a'] = ROWS(f_rows),
	['h' - 'a'] = ROWS(h_rows),
	['i' - 'a'] = ROWS(i_rows),
	['k' - 'a'] = ROWS(k_rows),
	['l' - 'a'] = ROWS(l_rows),
	['m' - 'a'] = ROWS(m_rows),
	['n' - 'a'] = ROWS(n_rows),
	['o' - 'a'] = ROWS(o_rows),
	['p' - 'a'] = ROWS(p_rows),
	['q' - 'a'] = ROWS(q_rows),
	['s' - 'a'] = ROWS(s_rows),
	['t' - 'a'] = ROWS(t_rows),
	['u' - 'a'] = ROWS(u_rows),
	['v' - 'a'] = ROWS(v_rows),
	['w' - 'a'] = ROWS(w_rows),
	['x' - 'a'] = ROWS(x_rows),
};

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool ends_name(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r') || c == '>' || c == '/';
}

/* Names in any case. */
static const struct tag_row *find_row(struct str name)
{
	char small[NAME_ROOM] = "";

	if (name.len == 0 || name.len > NAME_MAX_BYTES || !is_letter(name.ptr[0])) {
		return NULL;
	}
	for (size_t i = 0; i < name.len; i++) {
		char c = name.ptr[i];

		small[i] = c;
		if (c >= 'A' && c <= 'Z') {
			small[i] = (char)(c - 'A' + 'a');
		}
	}
	const struct tag_row *rows = by_letter[small[0] - 'a'].rows;
	for (size_t i = 0; i < by_letter[small[0] - 'a'].count; i++) {
		if (memcmp(rows[i].name, small, NAME_ROOM) == 0) {
			return &rows[i];
		}
	}
	return NULL;
}

enum html_tag_kind html_tag_kind(struct str name)
{
	const struct tag_row *row = find_row(name);

	return row == NULL ? HTML_TAG_INLINE : row->kind;
}

bool html_tag_is_known(struct str name)
{
	return find_row(name) != NULL;
}

bool html_is_void(struct str name)
{
	const struct tag_row *row = find_row(name);

	return row != NULL && row->is_void;
}

bool html_starts_with_tag(struct str s)
{
	size_t at = 1;
	size_t end;

	if (str_starts(s, STR("<!--"))) {
		return true;
	}
	at += s.len > 1 && s.ptr[1] == '/';
	end = at;
	while (end < s.len && end - at <= NAME_MAX_BYTES &&
		(is_letter(s.ptr[end]) || (s.ptr[end] >= '0' && s.ptr[end] <= '9'))) {
		end++;
	}
	if (end == at || end == s.len || !ends_name(s.ptr[end])) {
		return false;
	}
	return html_tag_is_known(str_slice(s, at, end - at));
}
