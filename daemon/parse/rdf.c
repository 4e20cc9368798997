/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * RSS 0.90 and 1.0 (web.resource.org/rss/1.0/spec): items stand beside the channel, not in it, and are named by rdf:about.
 * Dates, authors and languages come from Dublin Core, which format_modules knows.
 */
#include <stdio.h>

#include "parse/take.h"

static bool claims(const struct xml_element *root, char name[32])
{
	bool is_rdf = root->names == NAMES_RDF || root->names == NAMES_NONE;

	if (!is_rdf || !str_eq(root->name, STR("rdf"))) {
		return false;
	}
	(void)snprintf(name, 32, "RSS 1.0");
	return true;
}

/* Only the namespace tells 0.90 from 1.0. */
static void take_channel(struct build *build, const struct field *field, enum rank rank)
{
	(void)rank;
	if (str_find(field->element->uri, STR("rdf/simple/0.9")) >= 0) {
		(void)snprintf(build->report->format, sizeof(build->report->format), "RSS 0.90");
	}
}

static void take_item(struct build *build, const struct field *field, enum rank rank)
{
	struct str about = xml_attribute(field->element, NAMES_RDF, STR("about"));

	if (about.len == 0) {
		about = field_attribute(field, "about");
	}
	build_guid(build, rank, about, true);
}

static const struct element_rule rules[] = {
	{NAMES_NONE, STR_INIT("channel"), IN_ROOT, ELEMENT_FEED, take_channel, RANK_OWN},
	{NAMES_NONE, STR_INIT("item"), IN_ROOT | IN_FEED, ELEMENT_ARTICLE, take_item, RANK_OWN},
	{NAMES_NONE, STR_INIT("title"), IN_FEED | IN_ARTICLE, ELEMENT_PLAIN, take_title, RANK_OWN},
	{NAMES_NONE, STR_INIT("link"), IN_FEED | IN_ARTICLE, ELEMENT_PLAIN, take_link, RANK_OWN},
	{NAMES_NONE, STR_INIT("description"), IN_ARTICLE, ELEMENT_TEXT, take_summary, RANK_OWN},
	/* Of RSS 2.0, and found here. */
	{NAMES_NONE, STR_INIT("guid"), IN_ARTICLE, ELEMENT_PLAIN, take_name_id, RANK_FALLBACK},
	{NAMES_NONE, STR_INIT("pubdate"), IN_ARTICLE, ELEMENT_PLAIN, take_published, RANK_OWN},
	{NAMES_NONE, STR_INIT("category"), IN_ARTICLE, ELEMENT_PLAIN, take_category, RANK_OWN},
	{NAMES_NONE, STR_INIT("author"), IN_ARTICLE, ELEMENT_PERSON, take_person, RANK_OWN},
	{NAMES_NONE, STR_INIT("name"), IN_PERSON, ELEMENT_PLAIN, take_person_name, RANK_OWN},
	{NAMES_NONE, STR_INIT("email"), IN_PERSON, ELEMENT_PLAIN, take_person_mail, RANK_OWN},
	{NAMES_NONE, STR_INIT("language"), IN_FEED, ELEMENT_PLAIN, take_language, RANK_OWN},
	{NAMES_NONE, STR_INIT("encoded"), IN_ARTICLE, ELEMENT_TEXT, take_content, RANK_OTHER},
};

const struct xml_format format_rdf = {
	.claims = claims,
	.own = NAMES_RSS,
	.root_place = IN_ROOT,
	.rules = rules,
	.rule_count = sizeof(rules) / sizeof(rules[0]),
};
