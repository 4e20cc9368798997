/* SPDX-License-Identifier: BSD-2-Clause */
/* Two tables of element names and the look-ups in them. Pure. */
#include "text/html_tags.h"

#include <stddef.h>

#include "text/html.h"

struct tag_row {
	struct str name;
	enum html_tag_kind kind;
};

/* Sorted by name. */
static const struct tag_row tag_rows[] = {
	{STR_INIT("address"), HTML_TAG_PARAGRAPH},
	{STR_INIT("article"), HTML_TAG_PARAGRAPH},
	{STR_INIT("aside"), HTML_TAG_PARAGRAPH},
	{STR_INIT("blockquote"), HTML_TAG_PARAGRAPH},
	{STR_INIT("body"), HTML_TAG_PARAGRAPH},
	{STR_INIT("br"), HTML_TAG_LINE},
	{STR_INIT("button"), HTML_TAG_SKIPPED},
	{STR_INIT("caption"), HTML_TAG_PARAGRAPH},
	{STR_INIT("center"), HTML_TAG_PARAGRAPH},
	{STR_INIT("dd"), HTML_TAG_PARAGRAPH},
	{STR_INIT("details"), HTML_TAG_PARAGRAPH},
	{STR_INIT("dialog"), HTML_TAG_PARAGRAPH},
	{STR_INIT("dir"), HTML_TAG_PARAGRAPH},
	{STR_INIT("div"), HTML_TAG_PARAGRAPH},
	{STR_INIT("dl"), HTML_TAG_PARAGRAPH},
	{STR_INIT("dt"), HTML_TAG_PARAGRAPH},
	{STR_INIT("fieldset"), HTML_TAG_PARAGRAPH},
	{STR_INIT("figcaption"), HTML_TAG_PARAGRAPH},
	{STR_INIT("figure"), HTML_TAG_PARAGRAPH},
	{STR_INIT("footer"), HTML_TAG_PARAGRAPH},
	{STR_INIT("form"), HTML_TAG_PARAGRAPH},
	{STR_INIT("h1"), HTML_TAG_PARAGRAPH},
	{STR_INIT("h2"), HTML_TAG_PARAGRAPH},
	{STR_INIT("h3"), HTML_TAG_PARAGRAPH},
	{STR_INIT("h4"), HTML_TAG_PARAGRAPH},
	{STR_INIT("h5"), HTML_TAG_PARAGRAPH},
	{STR_INIT("h6"), HTML_TAG_PARAGRAPH},
	{STR_INIT("header"), HTML_TAG_PARAGRAPH},
	{STR_INIT("hr"), HTML_TAG_PARAGRAPH},
	{STR_INIT("iframe"), HTML_TAG_RAW},
	{STR_INIT("img"), HTML_TAG_IMAGE},
	{STR_INIT("legend"), HTML_TAG_PARAGRAPH},
	{STR_INIT("li"), HTML_TAG_PARAGRAPH},
	{STR_INIT("listing"), HTML_TAG_PARAGRAPH},
	{STR_INIT("main"), HTML_TAG_PARAGRAPH},
	{STR_INIT("menu"), HTML_TAG_PARAGRAPH},
	{STR_INIT("nav"), HTML_TAG_PARAGRAPH},
	{STR_INIT("noembed"), HTML_TAG_RAW},
	{STR_INIT("noframes"), HTML_TAG_RAW},
	{STR_INIT("noscript"), HTML_TAG_RAW},
	{STR_INIT("object"), HTML_TAG_SKIPPED},
	{STR_INIT("ol"), HTML_TAG_PARAGRAPH},
	{STR_INIT("p"), HTML_TAG_PARAGRAPH},
	{STR_INIT("pre"), HTML_TAG_PARAGRAPH},
	{STR_INIT("script"), HTML_TAG_RAW},
	{STR_INIT("section"), HTML_TAG_PARAGRAPH},
	{STR_INIT("select"), HTML_TAG_SKIPPED},
	{STR_INIT("style"), HTML_TAG_RAW},
	{STR_INIT("summary"), HTML_TAG_PARAGRAPH},
	{STR_INIT("table"), HTML_TAG_PARAGRAPH},
	{STR_INIT("tbody"), HTML_TAG_PARAGRAPH},
	{STR_INIT("td"), HTML_TAG_PARAGRAPH},
	{STR_INIT("template"), HTML_TAG_SKIPPED},
	{STR_INIT("textarea"), HTML_TAG_RAW},
	{STR_INIT("tfoot"), HTML_TAG_PARAGRAPH},
	{STR_INIT("th"), HTML_TAG_PARAGRAPH},
	{STR_INIT("thead"), HTML_TAG_PARAGRAPH},
	{STR_INIT("title"), HTML_TAG_PARAGRAPH},
	{STR_INIT("tr"), HTML_TAG_PARAGRAPH},
	{STR_INIT("ul"), HTML_TAG_PARAGRAPH},
	{STR_INIT("xmp"), HTML_TAG_PARAGRAPH},
};

/* Further elements that make text look like HTML. Sorted. */
static const struct str inline_names[] = {STR_INIT("a"), STR_INIT("abbr"), STR_INIT("acronym"),
	STR_INIT("audio"), STR_INIT("b"), STR_INIT("bdi"), STR_INIT("bdo"), STR_INIT("big"),
	STR_INIT("cite"), STR_INIT("code"), STR_INIT("col"), STR_INIT("colgroup"), STR_INIT("del"),
	STR_INIT("dfn"), STR_INIT("em"), STR_INIT("embed"), STR_INIT("font"), STR_INIT("head"),
	STR_INIT("html"), STR_INIT("i"), STR_INIT("input"), STR_INIT("ins"), STR_INIT("kbd"),
	STR_INIT("label"), STR_INIT("link"), STR_INIT("map"), STR_INIT("mark"), STR_INIT("meta"),
	STR_INIT("picture"), STR_INIT("q"), STR_INIT("s"), STR_INIT("samp"), STR_INIT("small"),
	STR_INIT("source"), STR_INIT("span"), STR_INIT("strike"), STR_INIT("strong"),
	STR_INIT("sub"), STR_INIT("sup"), STR_INIT("svg"), STR_INIT("time"), STR_INIT("tt"),
	STR_INIT("u"), STR_INIT("var"), STR_INIT("video"), STR_INIT("wbr")};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define TAG_NAME_MAX 10 /* blockquote, figcaption */

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool ends_name(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r') || c == '>' || c == '/';
}

/* The name in small letters; empty when it is longer than any that matters. */
static struct str small_name(struct str name, char room[TAG_NAME_MAX])
{
	if (name.len > TAG_NAME_MAX) {
		return str_make(NULL, 0);
	}
	for (size_t i = 0; i < name.len; i++) {
		room[i] = name.ptr[i];
		if (room[i] >= 'A' && room[i] <= 'Z') {
			room[i] = (char)(room[i] - 'A' + 'a');
		}
	}
	return str_make(room, name.len);
}

static const struct tag_row *find_row(struct str name)
{
	size_t low = 0;
	size_t high = COUNT(tag_rows);

	while (low < high) {
		size_t middle = (low + high) / 2;
		int order = str_cmp(name, tag_rows[middle].name);

		if (order == 0) {
			return &tag_rows[middle];
		}
		if (order < 0) {
			high = middle;
		} else {
			low = middle + 1;
		}
	}
	return NULL;
}

enum html_tag_kind html_tag_kind(struct str name)
{
	char room[TAG_NAME_MAX];
	const struct tag_row *row = find_row(small_name(name, room));

	return row == NULL ? HTML_TAG_INLINE : row->kind;
}

bool html_is_void(struct str name)
{
	static const struct str voids[] = {STR_INIT("area"), STR_INIT("base"), STR_INIT("br"),
		STR_INIT("col"), STR_INIT("embed"), STR_INIT("hr"), STR_INIT("img"),
		STR_INIT("input"), STR_INIT("link"), STR_INIT("meta"), STR_INIT("param"),
		STR_INIT("source"), STR_INIT("track"), STR_INIT("wbr")};

	for (size_t i = 0; i < COUNT(voids); i++) {
		if (str_eq(voids[i], name)) {
			return true;
		}
	}
	return false;
}

bool html_tag_is_void(struct str name)
{
	char room[TAG_NAME_MAX];

	return html_is_void(small_name(name, room));
}

bool html_starts_with_tag(struct str s)
{
	char room[TAG_NAME_MAX];
	size_t at = 1;
	size_t end;

	if (str_starts(s, STR("<!--"))) {
		return true;
	}
	at += s.len > 1 && s.ptr[1] == '/';
	end = at;
	while (end < s.len && end - at <= TAG_NAME_MAX &&
		(is_letter(s.ptr[end]) || (s.ptr[end] >= '0' && s.ptr[end] <= '9'))) {
		end++;
	}
	if (end == at || end == s.len || !ends_name(s.ptr[end])) {
		return false;
	}
	struct str name = small_name(str_slice(s, at, end - at), room);
	if (name.len == 0) {
		return false;
	}
	for (size_t i = 0; i < COUNT(inline_names); i++) {
		if (str_eq(inline_names[i], name)) {
			return true;
		}
	}
	return find_row(name) != NULL;
}
