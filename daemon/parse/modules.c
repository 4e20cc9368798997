/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Elements of other vocabularies that turn up in every format: Dublin Core, content:encoded, Media RSS, podcasts, XHTML, PRISM
 * and Atom inside RSS. A format's own element is always the better source. What is not here is left alone (GeoRSS,
 * threading, syndication, chapters, licences).
 */
#include "parse/take.h"

/* media:credit names photographers and actors too. */
static void take_credit(struct build *build, const struct field *field, enum rank rank)
{
	struct str role = str_trim(field_attribute(field, "role"));

	if (str_eq_nocase(role, STR("author")) || str_eq_nocase(role, STR("reporter"))) {
		build_author(build, rank, field->text.bytes);
	}
}

/* itunes:category says it in an attribute. */
static void take_podcast_category(struct build *build, const struct field *field, enum rank rank)
{
	(void)rank;
	build_category(build, field_attribute(field, "text"));
}

#define IN_BOTH (IN_FEED | IN_ARTICLE)
#define PLAIN(names, name, take, rank)                                                             \
	{                                                                                          \
		names, STR_INIT(name), IN_ARTICLE, ELEMENT_PLAIN, take, rank                       \
	}
#define MARKUP(names, name, take, rank)                                                            \
	{                                                                                          \
		names, STR_INIT(name), IN_ARTICLE, ELEMENT_TEXT, take, rank                        \
	}

static const struct element_rule rules[] = {
	MARKUP(NAMES_CONTENT, "encoded", take_content, RANK_OWN),
	MARKUP(NAMES_XHTML, "body", take_content, RANK_OWN),
	MARKUP(NAMES_XHTML, "div", take_content, RANK_OWN),
	MARKUP(NAMES_FULLTEXT, "full-text", take_content, RANK_OTHER),
	MARKUP(NAMES_FULLTEXT, "fulltext", take_content, RANK_OTHER),
	MARKUP(NAMES_FULLTEXT, "content", take_content, RANK_OTHER),
	/* The address that a counter of clicks hides. */
	PLAIN(NAMES_ORIGIN, "origlink", take_link, RANK_FIRST),

	{NAMES_DC, STR_INIT("title"), IN_BOTH, ELEMENT_PLAIN, take_title, RANK_OTHER},
	{NAMES_DC, STR_INIT("language"), IN_BOTH, ELEMENT_PLAIN, take_language, RANK_OTHER},
	MARKUP(NAMES_DC, "description", take_summary, RANK_FALLBACK),
	MARKUP(NAMES_DC, "abstract", take_summary, RANK_FALLBACK),
	PLAIN(NAMES_DC, "creator", take_author, RANK_OTHER),
	PLAIN(NAMES_DC, "author", take_author, RANK_OTHER),
	PLAIN(NAMES_DC, "subject", take_category, RANK_OTHER),
	PLAIN(NAMES_DC, "identifier", take_name_id, RANK_LAST),
	PLAIN(NAMES_DC, "issued", take_published, RANK_OTHER),
	PLAIN(NAMES_DC, "created", take_published, RANK_FALLBACK),
	PLAIN(NAMES_DC, "available", take_published, RANK_FALLBACK),
	PLAIN(NAMES_DC, "modified", take_updated, RANK_OTHER),
	PLAIN(NAMES_DC, "date", take_date, RANK_FALLBACK),

	{NAMES_MEDIA, STR_INIT("group"), IN_ARTICLE, ELEMENT_GROUP, NULL, RANK_OTHER},
	{NAMES_MEDIA, STR_INIT("content"), IN_ARTICLE, ELEMENT_GROUP, NULL, RANK_OTHER},
	PLAIN(NAMES_MEDIA, "title", take_typed_title, RANK_FALLBACK),
	MARKUP(NAMES_MEDIA, "description", take_typed_summary, RANK_LAST),
	MARKUP(NAMES_MEDIA, "text", take_typed_content, RANK_LAST),
	PLAIN(NAMES_MEDIA, "category", take_category, RANK_OTHER),
	PLAIN(NAMES_MEDIA, "keywords", take_categories, RANK_OTHER),
	PLAIN(NAMES_MEDIA, "credit", take_credit, RANK_LAST),

	PLAIN(NAMES_PODCAST, "title", take_title, RANK_FALLBACK),
	PLAIN(NAMES_PODCAST, "author", take_author, RANK_FALLBACK),
	MARKUP(NAMES_PODCAST, "summary", take_summary, RANK_FALLBACK),
	MARKUP(NAMES_PODCAST, "description", take_summary, RANK_FALLBACK),
	MARKUP(NAMES_PODCAST, "subtitle", take_summary, RANK_LAST),
	PLAIN(NAMES_PODCAST, "keywords", take_categories, RANK_OTHER),
	PLAIN(NAMES_PODCAST, "category", take_podcast_category, RANK_OTHER),

	PLAIN(NAMES_PRISM, "publicationdate", take_published, RANK_OTHER),
	PLAIN(NAMES_PRISM, "coverdate", take_published, RANK_LAST),
	PLAIN(NAMES_PRISM, "modificationdate", take_updated, RANK_OTHER),
	PLAIN(NAMES_PRISM, "section", take_category, RANK_OTHER),
	PLAIN(NAMES_PRISM, "keyword", take_category, RANK_OTHER),
	PLAIN(NAMES_PRISM, "url", take_link, RANK_FALLBACK),
	PLAIN(NAMES_PRISM, "doi", take_name_id, RANK_LAST),

	PLAIN(NAMES_SLASH, "section", take_category, RANK_OTHER),

	PLAIN(NAMES_ATOM, "title", take_typed_title, RANK_OTHER),
	{NAMES_ATOM, STR_INIT("link"), IN_BOTH, ELEMENT_PLAIN, take_atom_link, RANK_OTHER},
	PLAIN(NAMES_ATOM, "id", take_id, RANK_FALLBACK),
	MARKUP(NAMES_ATOM, "summary", take_typed_summary, RANK_OTHER),
	MARKUP(NAMES_ATOM, "content", take_typed_content, RANK_OTHER),
	PLAIN(NAMES_ATOM, "category", take_category, RANK_OTHER),
	PLAIN(NAMES_ATOM, "published", take_published, RANK_OTHER),
	PLAIN(NAMES_ATOM, "issued", take_published, RANK_OTHER),
	PLAIN(NAMES_ATOM, "updated", take_updated, RANK_OTHER),
	PLAIN(NAMES_ATOM, "modified", take_updated, RANK_OTHER),
	{NAMES_ATOM, STR_INIT("author"), IN_ARTICLE, ELEMENT_PERSON, take_person, RANK_OTHER},
	{NAMES_ATOM, STR_INIT("name"), IN_PERSON, ELEMENT_PLAIN, take_person_name, RANK_OTHER},
	{NAMES_ATOM, STR_INIT("email"), IN_PERSON, ELEMENT_PLAIN, take_person_mail, RANK_OTHER},
	{NAMES_ATOM, STR_INIT("uri"), IN_PERSON, ELEMENT_PLAIN, NULL, RANK_OTHER},
};

const struct xml_format format_modules = {
	.rules = rules,
	.rule_count = sizeof(rules) / sizeof(rules[0]),
};
