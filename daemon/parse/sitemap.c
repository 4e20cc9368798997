/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * News sitemaps (sitemaps.org/protocol.html with developers.google.com's news elements): an address is an article when it
 * has a title. Other sitemaps are lists of addresses and no feed; an index of sitemaps names where to look instead.
 */
#include <stdio.h>

#include "parse/take.h"

static bool claims(const struct xml_element *root, char name[32])
{
	bool is_index = str_eq(root->name, STR("sitemapindex"));

	if (!is_index && !str_eq(root->name, STR("urlset"))) {
		return false;
	}
	(void)snprintf(name, 32, "%s", is_index ? "sitemap index" : "news sitemap");
	return true;
}

static void take_root(struct build *build, const struct field *root, enum rank rank)
{
	(void)root;
	(void)rank;
	build->needs_title = true;
}

static void take_address(struct build *build, const struct field *field, enum rank rank)
{
	struct parse_report *report = build->report;

	if (build->in_article) {
		build_link(build, rank, field->base, field->text.bytes);
		build_guid(build, rank, field->text.bytes, true);
	} else if (report->proposal_count < PARSE_PROPOSALS) {
		build_feed_address(build, &report->proposals[report->proposal_count], field->base,
			field->text.bytes);
		report->proposal_count += report->proposals[report->proposal_count].len > 0;
	}
}

static const struct element_rule rules[] = {
	{NAMES_NONE, STR_INIT("url"), IN_FEED, ELEMENT_ARTICLE, NULL, RANK_OWN},
	{NAMES_NONE, STR_INIT("sitemap"), IN_FEED, ELEMENT_GROUP, NULL, RANK_OWN},
	{NAMES_NONE, STR_INIT("loc"), IN_FEED | IN_ARTICLE, ELEMENT_PLAIN, take_address, RANK_OWN},
	{NAMES_NONE, STR_INIT("lastmod"), IN_ARTICLE, ELEMENT_PLAIN, take_updated, RANK_OWN},
	{NAMES_NEWS, STR_INIT("news"), IN_ARTICLE, ELEMENT_GROUP, NULL, RANK_OWN},
	{NAMES_NEWS, STR_INIT("publication"), IN_ARTICLE, ELEMENT_GROUP, NULL, RANK_OWN},
	{NAMES_NEWS, STR_INIT("language"), IN_ARTICLE, ELEMENT_PLAIN, take_language, RANK_OWN},
	{NAMES_NEWS, STR_INIT("title"), IN_ARTICLE, ELEMENT_PLAIN, take_title, RANK_OWN},
	{NAMES_NEWS, STR_INIT("publication_date"), IN_ARTICLE, ELEMENT_PLAIN, take_published,
		RANK_OWN},
	{NAMES_NEWS, STR_INIT("keywords"), IN_ARTICLE, ELEMENT_PLAIN, take_categories, RANK_OWN},
	{NAMES_NEWS, STR_INIT("stock_tickers"), IN_ARTICLE, ELEMENT_PLAIN, take_categories,
		RANK_OWN},
};

const struct xml_format format_sitemap = {
	.claims = claims,
	.own = NAMES_SITEMAP,
	.root_place = IN_FEED,
	.take_root = take_root,
	.rules = rules,
	.rule_count = sizeof(rules) / sizeof(rules[0]),
};
