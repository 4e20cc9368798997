/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * RSS 0.90 and 1.0 (web.resource.org/rss/1.0/spec): items stand beside the channel, not in it, and are named by rdf:about.
 * Dates, authors and languages come from Dublin Core, which format_modules knows.
 */
#include <stdio.h>

#include "parse/format.h"

static bool claims(const struct xml_element *root, char name[32])
{
	bool is_rdf = root->names == NAMES_RDF || root->names == NAMES_NONE;

	if (!is_rdf || !str_eq(root->name, STR("rdf"))) {
		return false;
	}
	(void)snprintf(name, 32, "RSS 1.0");
	return true;
}

static void take_item(struct build *build, const struct field *field)
{
	struct str about = xml_attribute(field->element, NAMES_RDF, STR("about"));

	if (about.len == 0) {
		about = field_attribute(field, "about");
	}
	build_guid(build, about, true);
}

static void take_title(struct build *build, const struct field *field)
{
	build_title(build, RANK_OWN, field->text);
}

static void take_link(struct build *build, const struct field *field)
{
	build_link(build, RANK_OWN, field->base, field->text.bytes);
}

static void take_description(struct build *build, const struct field *field)
{
	build_summary(build, RANK_OWN, field->text);
}

static const struct element_rule rules[] = {
	{NAMES_NONE, STR_INIT("channel"), IN_ROOT, ELEMENT_FEED, NULL},
	{NAMES_NONE, STR_INIT("item"), IN_ROOT | IN_FEED, ELEMENT_ARTICLE, take_item},
	{NAMES_NONE, STR_INIT("title"), IN_FEED | IN_ARTICLE, ELEMENT_TEXT, take_title},
	{NAMES_NONE, STR_INIT("link"), IN_FEED | IN_ARTICLE, ELEMENT_TEXT, take_link},
	{NAMES_NONE, STR_INIT("description"), IN_ARTICLE, ELEMENT_TEXT, take_description},
};

const struct xml_format format_rdf = {
	.claims = claims,
	.root_place = IN_ROOT,
	.rules = rules,
	.rule_count = sizeof(rules) / sizeof(rules[0]),
};
