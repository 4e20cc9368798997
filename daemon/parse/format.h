/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A feed format in XML is a table: which element, where, means what. Formats live one to a file; what they share
 * (Dublin Core and other modules that turn up in all of them) is a table too.
 */
#ifndef NUNCIO_PARSE_FORMAT_H
#define NUNCIO_PARSE_FORMAT_H

#include <stdbool.h>
#include <stddef.h>

#include "parse/build.h"
#include "parse/xml.h"

/* Where an element stands: bits. */
enum {
	IN_ROOT = 1,    /* inside the root element, not yet in a feed */
	IN_FEED = 2,    /* channel, feed */
	IN_ARTICLE = 4, /* item, entry */
	IN_PERSON = 8,  /* author */
	IN_SOURCE = 16  /* the feed that an article was taken from (RFC 4287 4.2.11) */
};

enum element_kind {
	ELEMENT_TEXT, /* its characters and mark-up are one value, given to `take` */
	ELEMENT_PLAIN, /* the same, but mark-up is not to be expected: an element of the tables ends it */
	ELEMENT_FEED,    /* holds the feed's elements */
	ELEMENT_ARTICLE, /* begins an article, wherever it stands */
	ELEMENT_PERSON,  /* has parts, or is text */
	ELEMENT_SOURCE,
	ELEMENT_GROUP /* its children count as its parent's */
};

/* An element with its value. */
struct field {
	const struct xml_element *element; /* name and attributes; all in the arena */
	struct raw_text text;              /* empty for elements without one */
	struct str base;                   /* that addresses in it are relative to; may be empty */
};

/* NOLINTNEXTLINE(clang-analyzer-optin.performance.Padding): the order is that in which the rows of the tables read well */
struct element_rule {
	enum names names; /* NAMES_NONE: the format's own */
	struct str name;  /* small letters */
	unsigned places;
	enum element_kind kind;
	/* TEXT and PLAIN: at its end; others: at its start, with the attributes only. May be NULL. Mostly one of take.h. */
	void (*take)(struct build *build, const struct field *field, enum rank rank);
	enum rank rank; /* what this source is worth, given to `take` */
};

struct xml_format {
	/* True when the root element is this format's; sets the name with its version ("RSS 2.0"). */
	bool (*claims)(const struct xml_element *root, char name[32]);
	enum names own;      /* the namespace of its elements, if they have one */
	unsigned root_place; /* what the root element is: IN_ROOT or IN_FEED */
	/* For a root that is the feed itself: its attributes; may be NULL. */
	void (*take_root)(struct build *build, const struct field *root, enum rank rank);
	const struct element_rule *rules;
	size_t rule_count;
};

extern const struct xml_format format_rss;
extern const struct xml_format format_rdf;
extern const struct xml_format format_atom;
extern const struct xml_format format_cdf;
extern const struct xml_format format_sitemap;
extern const struct xml_format
	format_modules; /* claims nothing; looked at after the format's own rules */

/* The value of an attribute without a namespace. */
struct str field_attribute(const struct field *field, const char *name);

/* A copy that lasts as long as the arena; of its namespace only `names`. */
struct xml_element field_keep_element(struct arena *arena, const struct xml_element *element);
/* Atom's rules for the type of a text, RFC 4287 3.1.1 and 4.1.3, and Atom 0.3's. */
struct raw_text field_atom_text(struct build *build, const struct field *field);

/* JSON Feed 1.0 and 1.1. Sets the report's outcome, format and error. */
void json_feed_parse(struct build *build, struct str text, struct str url);
/* Any of the XML formats. Sets the report's outcome, format and error, and adds to its repairs. */
void xml_feed_parse(struct build *build, struct str text, struct str url);

#endif
