/* SPDX-License-Identifier: BSD-2-Clause */
/* Atom 1.0 (RFC 4287) and 0.3, which differs in names of dates and in the "mode" of texts; a feed, or one entry alone. */
#include <stdio.h>

#include "parse/take.h"

static bool claims(const struct xml_element *root, char name[32])
{
	bool is_feed = str_eq(root->name, STR("feed"));

	if (!is_feed && (root->names != NAMES_ATOM || !str_eq(root->name, STR("entry")))) {
		return false;
	}
	struct str version = xml_attribute(root, NAMES_NONE, STR("version"));
	bool is_old = str_starts(version, STR("0.")) ||
		      (root->names == NAMES_ATOM && str_find(root->uri, STR("2005")) < 0);
	(void)snprintf(name, 32, "Atom %s", is_old ? "0.3" : "1.0");
	return true;
}

/* Relative identifiers stay as they are (RFC 4287 4.2.6). */
static void take_atom_id(struct build *build, const struct field *field, enum rank rank)
{
	if (build->in_article) {
		build_guid(build, rank, field->text.bytes, true);
	} else {
		build_link(build, RANK_LAST, field->base, field->text.bytes);
	}
}

/* An entry that does not say when it was created was when it was modified (Atom 0.3, 4.13.7). */
static void take_modified(struct build *build, const struct field *field, enum rank rank)
{
	size_t bad = build->bad_dates;

	build_published(build, RANK_FALLBACK, field->text.bytes);
	build->bad_dates = bad; /* it is one date */
	take_updated(build, field, rank);
}

#define OWN(name, places, kind, take)                                                              \
	{                                                                                          \
		NAMES_NONE, STR_INIT(name), places, kind, take, RANK_OWN                           \
	}

static const struct element_rule rules[] = {
	OWN("entry", IN_FEED, ELEMENT_ARTICLE, NULL),
	OWN("title", IN_FEED | IN_ARTICLE, ELEMENT_PLAIN, take_typed_title),
	OWN("link", IN_FEED | IN_ARTICLE, ELEMENT_PLAIN, take_atom_link),
	OWN("id", IN_FEED | IN_ARTICLE, ELEMENT_PLAIN, take_atom_id),
	OWN("summary", IN_ARTICLE, ELEMENT_TEXT, take_typed_summary),
	OWN("content", IN_ARTICLE, ELEMENT_TEXT, take_typed_content),
	OWN("category", IN_ARTICLE, ELEMENT_PLAIN, take_category),
	OWN("published", IN_ARTICLE, ELEMENT_PLAIN, take_published),
	OWN("issued", IN_ARTICLE, ELEMENT_PLAIN, take_published),
	OWN("updated", IN_ARTICLE, ELEMENT_PLAIN, take_updated),
	OWN("modified", IN_ARTICLE, ELEMENT_PLAIN, take_modified),
	OWN("author", IN_FEED | IN_ARTICLE, ELEMENT_PERSON, take_person),
	OWN("name", IN_PERSON, ELEMENT_PLAIN, take_person_name),
	OWN("email", IN_PERSON, ELEMENT_PLAIN, take_person_mail),
	OWN("uri", IN_PERSON, ELEMENT_PLAIN, NULL),
	OWN("url", IN_PERSON, ELEMENT_PLAIN, NULL),
	OWN("source", IN_ARTICLE, ELEMENT_SOURCE, NULL),
	{NAMES_NONE, STR_INIT("created"), IN_ARTICLE, ELEMENT_PLAIN, take_published, RANK_OTHER},
	/* The authors of the feed that the entry was taken from, when it names none (RFC 4287 4.2.1). */
	{NAMES_NONE, STR_INIT("author"), IN_SOURCE, ELEMENT_PERSON, take_person, RANK_LAST},
};

const struct xml_format format_atom = {
	.claims = claims,
	.own = NAMES_ATOM,
	.root_place = IN_FEED,
	.rules = rules,
	.rule_count = sizeof(rules) / sizeof(rules[0]),
};
