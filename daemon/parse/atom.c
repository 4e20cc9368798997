/* SPDX-License-Identifier: BSD-2-Clause */
/* Atom 1.0 (RFC 4287) and 0.3, which differs in names of dates and in the "mode" of texts. */
#include <stdio.h>

#include "parse/format.h"

static bool claims(const struct xml_element *root, char name[32])
{
	bool is_feed = str_eq(root->name, STR("feed"));

	if (!is_feed && (root->names != NAMES_ATOM || !str_eq(root->name, STR("entry")))) {
		return false;
	}
	struct str version = xml_attribute(root, NAMES_NONE, STR("version"));
	bool is_old =
		str_starts(version, STR("0.")) || str_find(root->uri, STR("purl.org/atom/ns")) >= 0;
	(void)snprintf(name, 32, "Atom %s", is_old ? "0.3" : "1.0");
	return true;
}

static void take_title(struct build *build, const struct field *field)
{
	build_title(build, RANK_OWN, field_atom_text(build, field));
}

static void take_summary(struct build *build, const struct field *field)
{
	build_summary(build, RANK_OWN, field_atom_text(build, field));
}

/* With src the content lies elsewhere, and the element is empty (RFC 4287 4.1.3.2). */
static void take_content(struct build *build, const struct field *field)
{
	build_content(build, RANK_OWN, field_atom_text(build, field));
}

/* The first "alternate" wins, one of type text/html before others; without rel it is one (RFC 4287 4.2.7.2). */
static void take_link(struct build *build, const struct field *field)
{
	struct str rel = str_trim(field_attribute(field, "rel"));
	struct str type = field_attribute(field, "type");
	struct str href = field_attribute(field, "href");
	bool is_alternate = rel.len == 0 || str_eq_nocase(rel, STR("alternate"));
	bool is_feed = str_find(type, STR("rss+xml")) >= 0 || str_find(type, STR("atom+xml")) >= 0;

	if (href.len == 0) {
		build_link(build, RANK_FALLBACK, field->base, field->text.bytes);
		return;
	}
	if (!is_alternate) {
		return;
	}
	enum rank rank = is_feed ? RANK_OTHER : RANK_OWN;
	const enum rank *kept = build->in_article ? &build->link_rank : &build->feed_link_rank;
	if (*kept < rank) {
		build_link(build, rank, field->base, href);
	}
}

static void take_id(struct build *build, const struct field *field)
{
	if (!build->in_article) {
		build_link(build, RANK_FALLBACK, field->base, field->text.bytes);
		return;
	}
	build_guid(build, field->text.bytes, true);
}

static void take_name(struct build *build, const struct field *field)
{
	build_author(build, RANK_OWN, field->text.bytes);
}

static void take_mail(struct build *build, const struct field *field)
{
	build_author(build, RANK_FALLBACK, field->text.bytes);
}

static void take_category(struct build *build, const struct field *field)
{
	struct str label = field_attribute(field, "label");
	struct str term = field_attribute(field, "term");

	if (label.len > 0) {
		build_category(build, label);
	}
	build_category(build, term.len > 0 ? term : field->text.bytes);
}

static void take_published(struct build *build, const struct field *field)
{
	build_published(build, RANK_OWN, field->text.bytes);
}

static void take_created(struct build *build, const struct field *field)
{
	build_published(build, RANK_OTHER, field->text.bytes);
}

static void take_updated(struct build *build, const struct field *field)
{
	build_updated(build, RANK_OWN, field->text.bytes);
}

static const struct element_rule rules[] = {
	{NAMES_NONE, STR_INIT("entry"), IN_FEED, ELEMENT_ARTICLE, NULL},
	{NAMES_NONE, STR_INIT("title"), IN_FEED | IN_ARTICLE, ELEMENT_TEXT, take_title},
	{NAMES_NONE, STR_INIT("link"), IN_FEED | IN_ARTICLE, ELEMENT_TEXT, take_link},
	{NAMES_NONE, STR_INIT("id"), IN_FEED | IN_ARTICLE, ELEMENT_TEXT, take_id},
	{NAMES_NONE, STR_INIT("summary"), IN_ARTICLE, ELEMENT_TEXT, take_summary},
	{NAMES_NONE, STR_INIT("content"), IN_ARTICLE, ELEMENT_TEXT, take_content},
	{NAMES_NONE, STR_INIT("category"), IN_ARTICLE, ELEMENT_TEXT, take_category},
	{NAMES_NONE, STR_INIT("published"), IN_ARTICLE, ELEMENT_TEXT, take_published},
	{NAMES_NONE, STR_INIT("issued"), IN_ARTICLE, ELEMENT_TEXT, take_published},
	{NAMES_NONE, STR_INIT("created"), IN_ARTICLE, ELEMENT_TEXT, take_created},
	{NAMES_NONE, STR_INIT("updated"), IN_ARTICLE, ELEMENT_TEXT, take_updated},
	{NAMES_NONE, STR_INIT("modified"), IN_ARTICLE, ELEMENT_TEXT, take_updated},
	{NAMES_NONE, STR_INIT("author"), IN_ARTICLE, ELEMENT_PERSON, NULL},
	{NAMES_NONE, STR_INIT("name"), IN_PERSON, ELEMENT_TEXT, take_name},
	{NAMES_NONE, STR_INIT("email"), IN_PERSON, ELEMENT_TEXT, take_mail},
};

const struct xml_format format_atom = {
	.claims = claims,
	.root_place = IN_FEED,
	.rules = rules,
	.rule_count = sizeof(rules) / sizeof(rules[0]),
};
