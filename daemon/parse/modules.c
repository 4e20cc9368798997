/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Elements of other vocabularies that turn up in every format: Dublin Core, content:encoded, Media RSS, iTunes, XHTML, and
 * Atom inside RSS. A format's own element is always the better source.
 */
#include "parse/format.h"

static void take_title(struct build *build, const struct field *field)
{
	build_title(build, RANK_OTHER, field->text);
}

static void take_description(struct build *build, const struct field *field)
{
	build_summary(build, RANK_FALLBACK, field->text);
}

static void take_summary(struct build *build, const struct field *field)
{
	build_summary(build, RANK_OTHER, field_atom_text(build, field));
}

static void take_content(struct build *build, const struct field *field)
{
	build_content(build, RANK_OWN, field->text);
}

static void take_atom_content(struct build *build, const struct field *field)
{
	build_content(build, RANK_OTHER, field_atom_text(build, field));
}

/* Of Atom's links in RSS only the page itself is of use: most are rel="self". */
static void take_atom_link(struct build *build, const struct field *field)
{
	if (str_eq_nocase(str_trim(field_attribute(field, "rel")), STR("alternate"))) {
		build_link(build, RANK_OTHER, field->base, field_attribute(field, "href"));
	}
}

static void take_author(struct build *build, const struct field *field)
{
	build_author(build, RANK_OTHER, field->text.bytes);
}

static void take_name(struct build *build, const struct field *field)
{
	build_author(build, RANK_OWN, field->text.bytes);
}

static void take_itunes_author(struct build *build, const struct field *field)
{
	build_author(build, RANK_FALLBACK, field->text.bytes);
}

static void take_category(struct build *build, const struct field *field)
{
	build_category(build, field->text.bytes);
}

/* media:keywords and itunes:keywords. */
static void take_keywords(struct build *build, const struct field *field)
{
	struct str rest = field->text.bytes;
	struct str keyword;

	while (str_cut(&rest, ',', &keyword)) {
		build_category(build, keyword);
	}
}

static void take_issued(struct build *build, const struct field *field)
{
	build_published(build, RANK_OTHER, field->text.bytes);
}

static void take_created(struct build *build, const struct field *field)
{
	build_published(build, RANK_FALLBACK, field->text.bytes);
}

static void take_modified(struct build *build, const struct field *field)
{
	build_updated(build, RANK_OTHER, field->text.bytes);
}

/* dc:date is "a point in time in the life of the resource": which one it does not say. */
static void take_date(struct build *build, const struct field *field)
{
	build_updated(build, RANK_FALLBACK, field->text.bytes);
}

static void take_language(struct build *build, const struct field *field)
{
	build_language(build, field->text.bytes);
}

static const struct element_rule rules[] = {
	{NAMES_CONTENT, STR_INIT("encoded"), IN_ARTICLE, ELEMENT_TEXT, take_content},
	{NAMES_XHTML, STR_INIT("body"), IN_ARTICLE, ELEMENT_TEXT, take_content},
	{NAMES_XHTML, STR_INIT("div"), IN_ARTICLE, ELEMENT_TEXT, take_content},

	{NAMES_DC, STR_INIT("title"), IN_FEED | IN_ARTICLE, ELEMENT_TEXT, take_title},
	{NAMES_DC, STR_INIT("description"), IN_ARTICLE, ELEMENT_TEXT, take_description},
	{NAMES_DC, STR_INIT("creator"), IN_ARTICLE, ELEMENT_TEXT, take_author},
	{NAMES_DC, STR_INIT("author"), IN_ARTICLE, ELEMENT_TEXT, take_author},
	{NAMES_DC, STR_INIT("subject"), IN_ARTICLE, ELEMENT_TEXT, take_category},
	{NAMES_DC, STR_INIT("date"), IN_ARTICLE, ELEMENT_TEXT, take_date},
	{NAMES_DC, STR_INIT("language"), IN_FEED | IN_ARTICLE, ELEMENT_TEXT, take_language},
	{NAMES_DCTERMS, STR_INIT("issued"), IN_ARTICLE, ELEMENT_TEXT, take_issued},
	{NAMES_DCTERMS, STR_INIT("created"), IN_ARTICLE, ELEMENT_TEXT, take_created},
	{NAMES_DCTERMS, STR_INIT("modified"), IN_ARTICLE, ELEMENT_TEXT, take_modified},

	{NAMES_MEDIA, STR_INIT("group"), IN_ARTICLE, ELEMENT_GROUP, NULL},
	{NAMES_MEDIA, STR_INIT("content"), IN_ARTICLE, ELEMENT_GROUP, NULL},
	{NAMES_MEDIA, STR_INIT("title"), IN_ARTICLE, ELEMENT_TEXT, take_title},
	{NAMES_MEDIA, STR_INIT("description"), IN_ARTICLE, ELEMENT_TEXT, take_description},
	{NAMES_MEDIA, STR_INIT("category"), IN_ARTICLE, ELEMENT_TEXT, take_category},
	{NAMES_MEDIA, STR_INIT("keywords"), IN_ARTICLE, ELEMENT_TEXT, take_keywords},

	{NAMES_ITUNES, STR_INIT("author"), IN_ARTICLE, ELEMENT_TEXT, take_itunes_author},
	{NAMES_ITUNES, STR_INIT("summary"), IN_ARTICLE, ELEMENT_TEXT, take_description},
	{NAMES_ITUNES, STR_INIT("keywords"), IN_ARTICLE, ELEMENT_TEXT, take_keywords},

	{NAMES_ATOM, STR_INIT("title"), IN_ARTICLE, ELEMENT_TEXT, take_title},
	{NAMES_ATOM, STR_INIT("link"), IN_FEED | IN_ARTICLE, ELEMENT_TEXT, take_atom_link},
	{NAMES_ATOM, STR_INIT("summary"), IN_ARTICLE, ELEMENT_TEXT, take_summary},
	{NAMES_ATOM, STR_INIT("content"), IN_ARTICLE, ELEMENT_TEXT, take_atom_content},
	{NAMES_ATOM, STR_INIT("published"), IN_ARTICLE, ELEMENT_TEXT, take_issued},
	{NAMES_ATOM, STR_INIT("updated"), IN_ARTICLE, ELEMENT_TEXT, take_modified},
	{NAMES_ATOM, STR_INIT("author"), IN_ARTICLE, ELEMENT_PERSON, NULL},
	{NAMES_ATOM, STR_INIT("name"), IN_PERSON, ELEMENT_TEXT, take_name},
};

const struct xml_format format_modules = {
	.rules = rules,
	.rule_count = sizeof(rules) / sizeof(rules[0]),
};
