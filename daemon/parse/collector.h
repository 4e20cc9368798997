/* SPDX-License-Identifier: BSD-2-Clause */
/* Collects the value of one XML element: characters, and mark-up inside it written out as HTML. */
#ifndef NUNCIO_PARSE_COLLECTOR_H
#define NUNCIO_PARSE_COLLECTOR_H

#include <stdbool.h>

#include "base/buf.h"
#include "parse/format.h"

/* How characters join the value that is collected. */
enum text_mode {
	TEXT_UNKNOWN, /* as they are */
	TEXT_PLAIN,   /* as they are, and escaped once mark-up follows */
	TEXT_MARKUP   /* escaped: the value is HTML */
};

struct collector {
	struct build *build;             /* borrowed */
	const struct element_rule *rule; /* NULL: nothing is collected */
	struct field field;
	struct xml_element element;
	enum text_mode mode;
	bool has_markup;
	bool is_foreign;  /* XML of another kind: nothing in it concerns the feed */
	struct str first; /* the only characters so far, in the document */
	struct buf text;
};

void collector_init(struct collector *collector, struct build *build);
void collector_done(struct collector *collector);
void collector_start(struct collector *collector, const struct element_rule *rule,
	const struct xml_element *element, struct str base);
/* False when the value grows beyond LIMIT_ARTICLE_TEXT. Stable text lies in the document and is not copied. */
bool collector_add(struct collector *collector, struct str text, bool is_stable);
/* An element inside the value begins and ends. */
void collector_open(struct collector *collector, const struct xml_element *element);
void collector_close(struct collector *collector, struct str name);
/* Gives the value to its rule; nothing is collected afterwards. */
void collector_finish(struct collector *collector);

#endif
