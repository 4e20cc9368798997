/* SPDX-License-Identifier: BSD-2-Clause */
/* XML documents as a row of events, for documents that are as broken as feeds are. */
#ifndef NUNCIO_PARSE_XML_H
#define NUNCIO_PARSE_XML_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"
#include "parse/names.h"

/* Names come in small letters, values with their references decoded. */
struct xml_attribute {
	enum names names;
	struct str name;
	struct str value;
};

struct xml_element {
	enum names names;
	struct str uri; /* of its namespace, empty when none */
	struct str name;
	const struct xml_attribute *attributes;
	size_t attribute_count;
};

/* Elements nest: each start has its end. All that is passed is borrowed for the call, except stable text, which lies in
 * the document. A handler that returns false ends the parse. */
struct xml_handler {
	bool (*start)(void *arg, const struct xml_element *element);
	bool (*end)(void *arg, struct str name);
	bool (*text)(void *arg, struct str text, bool is_stable);
};

enum xml_outcome {
	XML_WHOLE,
	XML_CUT,     /* the document ends before its elements do; those still open got no end */
	XML_STOPPED, /* by a handler */
	XML_LIMIT
};

struct xml_repair {
	uint32_t bit; /* of enum parse_repair */
	size_t count; /* 0: there was none */
	const char *words;
};

#define XML_REPAIRS 8

struct xml_result {
	enum xml_outcome outcome;
	size_t line;     /* where it ended before its end */
	char error[120]; /* empty when WHOLE or STOPPED */
	struct xml_repair repairs[XML_REPAIRS];
};

/* The value of an attribute, empty when there is none. */
struct str xml_attribute(const struct xml_element *element, enum names names, struct str name);
/* `document` is valid UTF-8 without byte order mark; encodings named in it are not looked at. */
void xml_parse(
	struct str document, const struct xml_handler *handler, void *arg, struct xml_result *ret);
/* The same for a document in a private mapping of a file: what has been read is forgotten (base/mapping.h). */
void xml_parse_mapped(
	struct str document, const struct xml_handler *handler, void *arg, struct xml_result *ret);

#endif
