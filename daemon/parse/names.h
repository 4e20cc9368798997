/* SPDX-License-Identifier: BSD-2-Clause */
/* The vocabularies that feeds are written in, known by namespace and, where that is missing, by the usual prefix. */
#ifndef NUNCIO_PARSE_NAMES_H
#define NUNCIO_PARSE_NAMES_H

#include "base/str.h"

enum names {
	NAMES_NONE,  /* no namespace */
	NAMES_OTHER, /* one that means nothing to us */
	NAMES_XML,
	NAMES_RSS, /* RSS 0.90, 1.0, 1.1 and the ones that were made up for 2.0 */
	NAMES_RDF,
	NAMES_ATOM, /* 0.3 and 1.0, and the names it had before */
	NAMES_DC,   /* Dublin Core, the elements and the terms */
	NAMES_CONTENT,
	NAMES_MEDIA,
	NAMES_PODCAST, /* iTunes and Google Play */
	NAMES_XHTML,
	NAMES_ORIGIN,   /* of those who count clicks: the address behind theirs */
	NAMES_FULLTEXT, /* of Russian search engines: the whole article */
	NAMES_PRISM,
	NAMES_SLASH,
	NAMES_SITEMAP,
	NAMES_NEWS /* news in sitemaps */
};

/* `uri` empty with a `prefix`: the document did not declare it. */
enum names names_of(struct str uri, struct str prefix);

#endif
