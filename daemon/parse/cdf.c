/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Channel Definition Format (w3.org/TR/NOTE-CDFsubmit): addresses and dates are attributes, names once were capitals. A
 * channel may hold channels; only their items count, as articles of the outermost one.
 */
#include <stdio.h>

#include "parse/take.h"

static bool claims(const struct xml_element *root, char name[32])
{
	/* RSS without its root begins with <channel> too, but such a one does not say where it is. */
	if (!str_eq(root->name, STR("channel")) ||
		xml_attribute(root, NAMES_NONE, STR("href")).len == 0) {
		return false;
	}
	(void)snprintf(name, 32, "CDF");
	return true;
}

static void take_address(struct build *build, const struct field *field, enum rank rank)
{
	build_link(build, rank, field->base, field_attribute(field, "href"));
	build_updated(build, rank, field_attribute(field, "lastmod"));
}

static const struct element_rule rules[] = {
	{NAMES_NONE, STR_INIT("item"), IN_FEED, ELEMENT_ARTICLE, take_address, RANK_OWN},
	{NAMES_NONE, STR_INIT("title"), IN_FEED | IN_ARTICLE, ELEMENT_PLAIN, take_title, RANK_OWN},
	{NAMES_NONE, STR_INIT("abstract"), IN_ARTICLE, ELEMENT_TEXT, take_summary, RANK_OWN},
	/* The address as an element instead of an attribute. */
	{NAMES_NONE, STR_INIT("a"), IN_FEED | IN_ARTICLE, ELEMENT_PLAIN, take_link, RANK_OTHER},
};

const struct xml_format format_cdf = {
	.claims = claims,
	.own = NAMES_NONE,
	.root_place = IN_FEED,
	.take_root = take_address,
	.rules = rules,
	.rule_count = sizeof(rules) / sizeof(rules[0]),
};
