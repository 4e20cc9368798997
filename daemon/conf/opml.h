/* SPDX-License-Identifier: BSD-2-Clause */
/* Feed lists in OPML 2.0, as other programs export them. Parsed in a jailed child: an export comes from who knows where. */
#ifndef NUNCIO_CONF_OPML_H
#define NUNCIO_CONF_OPML_H

#include "base/diag.h"
#include "base/str.h"

struct feed_specs;

/* Adds every outline that has an xmlUrl: text or title is its name, the outlines around it and its category are its tags;
 * language and fulltext count, too. What is no feed is warned of; a document that is not whole is an error. Blocks for as
 * long as the child works, OPML_DEADLINE_MS at most. */
#define OPML_DEADLINE_MS 20000
void opml_parse(const char *file, struct str bytes, struct feed_specs *specs, struct diags *diags);

#endif
