/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * RSS 0.91 to 0.94 and 2.0 (rssboard.org/rss-specification), as one format: the later ones only add elements. Also a
 * document that begins with <channel>, and Atom's elements without their namespace, which some generators write.
 */
#include <stdio.h>

#include "parse/take.h"

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

/* isPermaLink is true when it is absent. */
static void take_guid(struct build *build, const struct field *field, enum rank rank)
{
	struct str permalink = str_trim(field_attribute(field, "ispermalink"));

	build_guid(build, rank, field->text.bytes, !str_eq_nocase(permalink, STR("false")));
}

/* RSS 1.1 names its items as 1.0 does; a CDF channel that does not say where it is ends up here. */
static void take_item(struct build *build, const struct field *field, enum rank rank)
{
	if (field->element->attribute_count > 0) {
		build_guid(build, RANK_FALLBACK,
			xml_attribute(field->element, NAMES_RDF, STR("about")), true);
		build_link(build, RANK_LAST, field->base, field_attribute(field, "href"));
		build_updated(build, rank, field_attribute(field, "lastmod"));
	}
}

#define IN_BOTH (IN_FEED | IN_ARTICLE)

static const struct element_rule rules[] = {
	{NAMES_NONE, STR_INIT("channel"), IN_ROOT, ELEMENT_FEED, NULL, RANK_OWN},
	{NAMES_NONE, STR_INIT("item"), IN_ROOT | IN_FEED, ELEMENT_ARTICLE, take_item, RANK_OWN},
	{NAMES_NONE, STR_INIT("title"), IN_BOTH, ELEMENT_PLAIN, take_title, RANK_OWN},
	{NAMES_NONE, STR_INIT("link"), IN_BOTH, ELEMENT_PLAIN, take_link, RANK_OWN},
	/* It holds what other formats call a summary or the content. */
	{NAMES_NONE, STR_INIT("description"), IN_ARTICLE, ELEMENT_TEXT, take_summary, RANK_OWN},
	{NAMES_NONE, STR_INIT("guid"), IN_ARTICLE, ELEMENT_PLAIN, take_guid, RANK_OWN},
	{NAMES_NONE, STR_INIT("pubdate"), IN_ARTICLE, ELEMENT_PLAIN, take_published, RANK_OWN},
	{NAMES_NONE, STR_INIT("category"), IN_ARTICLE, ELEMENT_PLAIN, take_category, RANK_OWN},
	{NAMES_NONE, STR_INIT("author"), IN_ARTICLE, ELEMENT_PERSON, take_person, RANK_OWN},
	{NAMES_NONE, STR_INIT("name"), IN_PERSON, ELEMENT_PLAIN, take_person_name, RANK_OWN},
	{NAMES_NONE, STR_INIT("email"), IN_PERSON, ELEMENT_PLAIN, take_person_mail, RANK_OWN},
	{NAMES_NONE, STR_INIT("uri"), IN_PERSON, ELEMENT_PLAIN, NULL, RANK_OWN},
	{NAMES_NONE, STR_INIT("url"), IN_PERSON, ELEMENT_PLAIN, NULL, RANK_OWN},
	{NAMES_NONE, STR_INIT("language"), IN_BOTH, ELEMENT_PLAIN, take_language, RANK_OWN},
	{NAMES_NONE, STR_INIT("fullitem"), IN_ARTICLE, ELEMENT_TEXT, take_content, RANK_OTHER},
	/* In no version, but found: other formats' elements without their namespace, and inventions. */
	{NAMES_NONE, STR_INIT("entry"), IN_ROOT | IN_FEED, ELEMENT_ARTICLE, NULL, RANK_OWN},
	{NAMES_NONE, STR_INIT("id"), IN_ARTICLE, ELEMENT_PLAIN, take_id, RANK_OTHER},
	{NAMES_NONE, STR_INIT("summary"), IN_ARTICLE, ELEMENT_TEXT, take_summary, RANK_OTHER},
	{NAMES_NONE, STR_INIT("abstract"), IN_ARTICLE, ELEMENT_TEXT, take_summary, RANK_OTHER},
	{NAMES_NONE, STR_INIT("content"), IN_ARTICLE, ELEMENT_TEXT, take_content, RANK_OTHER},
	{NAMES_NONE, STR_INIT("encoded"), IN_ARTICLE, ELEMENT_TEXT, take_content, RANK_OTHER},
	{NAMES_NONE, STR_INIT("body"), IN_ARTICLE, ELEMENT_TEXT, take_content, RANK_OTHER},
	{NAMES_NONE, STR_INIT("full-text"), IN_ARTICLE, ELEMENT_TEXT, take_content, RANK_OTHER},
	{NAMES_NONE, STR_INIT("fulltext"), IN_ARTICLE, ELEMENT_TEXT, take_content, RANK_OTHER},
	{NAMES_NONE, STR_INIT("creator"), IN_ARTICLE, ELEMENT_PLAIN, take_author, RANK_FALLBACK},
	{NAMES_NONE, STR_INIT("subject"), IN_ARTICLE, ELEMENT_PLAIN, take_category, RANK_OTHER},
	{NAMES_NONE, STR_INIT("tags"), IN_ARTICLE, ELEMENT_PLAIN, take_categories, RANK_OTHER},
	{NAMES_NONE, STR_INIT("keywords"), IN_ARTICLE, ELEMENT_PLAIN, take_categories, RANK_OTHER},
	{NAMES_NONE, STR_INIT("published"), IN_ARTICLE, ELEMENT_PLAIN, take_published, RANK_OWN},
	{NAMES_NONE, STR_INIT("issued"), IN_ARTICLE, ELEMENT_PLAIN, take_published, RANK_OTHER},
	{NAMES_NONE, STR_INIT("created"), IN_ARTICLE, ELEMENT_PLAIN, take_published, RANK_FALLBACK},
	{NAMES_NONE, STR_INIT("date"), IN_ARTICLE, ELEMENT_PLAIN, take_date, RANK_FALLBACK},
	{NAMES_NONE, STR_INIT("updated"), IN_ARTICLE, ELEMENT_PLAIN, take_updated, RANK_OWN},
	{NAMES_NONE, STR_INIT("modified"), IN_ARTICLE, ELEMENT_PLAIN, take_updated, RANK_OWN},
	{NAMES_NONE, STR_INIT("lastmod"), IN_ARTICLE, ELEMENT_PLAIN, take_updated, RANK_OTHER},
	{NAMES_NONE, STR_INIT("prodlink"), IN_ARTICLE, ELEMENT_PLAIN, take_link, RANK_FALLBACK},
};

const struct xml_format format_rss = {
	.claims = claims,
	.own = NAMES_RSS,
	.root_place = IN_ROOT | IN_FEED,
	.rules = rules,
	.rule_count = sizeof(rules) / sizeof(rules[0]),
};
