/* SPDX-License-Identifier: BSD-2-Clause */
/* Channel Definition Format (w3.org/TR/NOTE-CDFsubmit): addresses and dates are attributes, names once were capitals. */
#include <stdio.h>

#include "parse/format.h"

static bool claims(const struct xml_element *root, char name[32])
{
	if (!str_eq(root->name, STR("channel"))) {
		return false;
	}
	(void)snprintf(name, 32, "CDF");
	return true;
}

static void take_address(struct build *build, const struct field *field)
{
	build_link(build, RANK_OWN, field->base, field_attribute(field, "href"));
	build_updated(build, RANK_OWN, field_attribute(field, "lastmod"));
}

static void take_title(struct build *build, const struct field *field)
{
	build_title(build, RANK_OWN, field->text);
}

static void take_abstract(struct build *build, const struct field *field)
{
	build_summary(build, RANK_OWN, field->text);
}

static const struct element_rule rules[] = {
	{NAMES_NONE, STR_INIT("item"), IN_FEED, ELEMENT_ARTICLE, take_address},
	{NAMES_NONE, STR_INIT("title"), IN_FEED | IN_ARTICLE, ELEMENT_TEXT, take_title},
	{NAMES_NONE, STR_INIT("abstract"), IN_ARTICLE, ELEMENT_TEXT, take_abstract},
};

const struct xml_format format_cdf = {
	.claims = claims,
	.root_place = IN_FEED,
	.take_root = take_address,
	.rules = rules,
	.rule_count = sizeof(rules) / sizeof(rules[0]),
};
