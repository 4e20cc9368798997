/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * RSS 0.91 to 0.94 and 2.0 (rssboard.org/rss-specification), as one format: the later ones only add elements. Also a
 * document that begins with <channel>, and Atom's elements without their namespace, which some generators write.
 */
#include <stdio.h>

#include "parse/format.h"

static bool claims(const struct xml_element *root, char name[32])
{
	if (str_eq(root->name, STR("channel"))) {
		/* CDF has a <channel> as its root too, but says where it is. */
		if (xml_attribute(root, NAMES_NONE, STR("href")).len > 0) {
			return false;
		}
		(void)snprintf(name, 32, "RSS");
		return true;
	}
	if (!str_eq(root->name, STR("rss"))) {
		return false;
	}
	struct str version = str_trim(xml_attribute(root, NAMES_NONE, STR("version")));
	(void)snprintf(name, 32, "RSS%s%.*s", version.len > 0 ? " " : "",
		version.len > 8 ? 8 : (int)version.len, version.len > 0 ? version.ptr : "");
	return true;
}

static void take_title(struct build *build, const struct field *field)
{
	build_title(build, RANK_OWN, field->text);
}

static void take_link(struct build *build, const struct field *field)
{
	struct str href = field_attribute(field, "href");

	build_link(build, RANK_OWN, field->base, href.len > 0 ? href : field->text.bytes);
}

/* The element is named "description" and holds what other formats call a summary or the content. */
static void take_description(struct build *build, const struct field *field)
{
	build_summary(build, RANK_OWN, field->text);
}

static void take_summary(struct build *build, const struct field *field)
{
	build_summary(build, RANK_OTHER, field->text);
}

static void take_content(struct build *build, const struct field *field)
{
	build_content(build, RANK_OTHER, field->text);
}

/* isPermaLink is true when it is absent. */
static void take_guid(struct build *build, const struct field *field)
{
	struct str permalink = str_trim(field_attribute(field, "ispermalink"));

	build_guid(build, field->text.bytes, !str_eq_nocase(permalink, STR("false")));
}

static void take_author(struct build *build, const struct field *field)
{
	build_author(build, RANK_OWN, field->text.bytes);
}

static void take_category(struct build *build, const struct field *field)
{
	build_category(build, field->text.bytes);
}

/* Not in any version, but found: several in one element. */
static void take_tags(struct build *build, const struct field *field)
{
	struct str rest = field->text.bytes;
	struct str tag;

	while (str_cut(&rest, ',', &tag)) {
		build_category(build, tag);
	}
}

static void take_published(struct build *build, const struct field *field)
{
	build_published(build, RANK_OWN, field->text.bytes);
}

static void take_updated(struct build *build, const struct field *field)
{
	build_updated(build, RANK_OWN, field->text.bytes);
}

static void take_language(struct build *build, const struct field *field)
{
	build_language(build, field->text.bytes);
}

static const struct element_rule rules[] = {
	{NAMES_NONE, STR_INIT("channel"), IN_ROOT, ELEMENT_FEED, NULL},
	{NAMES_NONE, STR_INIT("item"), IN_ROOT | IN_FEED, ELEMENT_ARTICLE, NULL},
	{NAMES_NONE, STR_INIT("entry"), IN_ROOT | IN_FEED, ELEMENT_ARTICLE, NULL},
	{NAMES_NONE, STR_INIT("title"), IN_FEED | IN_ARTICLE, ELEMENT_TEXT, take_title},
	{NAMES_NONE, STR_INIT("link"), IN_FEED | IN_ARTICLE, ELEMENT_TEXT, take_link},
	{NAMES_NONE, STR_INIT("description"), IN_ARTICLE, ELEMENT_TEXT, take_description},
	{NAMES_NONE, STR_INIT("guid"), IN_ARTICLE, ELEMENT_TEXT, take_guid},
	{NAMES_NONE, STR_INIT("pubdate"), IN_ARTICLE, ELEMENT_TEXT, take_published},
	{NAMES_NONE, STR_INIT("category"), IN_ARTICLE, ELEMENT_TEXT, take_category},
	{NAMES_NONE, STR_INIT("author"), IN_ARTICLE, ELEMENT_TEXT, take_author},
	{NAMES_NONE, STR_INIT("language"), IN_FEED | IN_ARTICLE, ELEMENT_TEXT, take_language},
	{NAMES_NONE, STR_INIT("summary"), IN_ARTICLE, ELEMENT_TEXT, take_summary},
	{NAMES_NONE, STR_INIT("content"), IN_ARTICLE, ELEMENT_TEXT, take_content},
	{NAMES_NONE, STR_INIT("encoded"), IN_ARTICLE, ELEMENT_TEXT, take_content},
	{NAMES_NONE, STR_INIT("fullitem"), IN_ARTICLE, ELEMENT_TEXT, take_content},
	{NAMES_NONE, STR_INIT("body"), IN_ARTICLE, ELEMENT_TEXT, take_content},
	{NAMES_NONE, STR_INIT("published"), IN_ARTICLE, ELEMENT_TEXT, take_published},
	{NAMES_NONE, STR_INIT("updated"), IN_ARTICLE, ELEMENT_TEXT, take_updated},
	{NAMES_NONE, STR_INIT("modified"), IN_ARTICLE, ELEMENT_TEXT, take_updated},
	{NAMES_NONE, STR_INIT("tags"), IN_ARTICLE, ELEMENT_TEXT, take_tags},
};

const struct xml_format format_rss = {
	.claims = claims,
	.root_place = IN_ROOT | IN_FEED,
	.rules = rules,
	.rule_count = sizeof(rules) / sizeof(rules[0]),
};
