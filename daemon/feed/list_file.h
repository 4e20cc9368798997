/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Feed lists in YAML: a list of feeds, and of groups of feeds that share what they do not say themselves.
 *     - https://news.example/rss
 *     - url: https://wire.example/world.atom
 *       name: The Wire
 *     - country: FR
 *       tags: [foreign ministry]
 *       feeds:
 *         - url: https://…
 */
#ifndef NUNCIO_FEED_LIST_FILE_H
#define NUNCIO_FEED_LIST_FILE_H

#include "base/diag.h"
#include "base/str.h"
#include "feed/list.h"

struct credentials;

/* Adds the feeds of the text to `specs`. What is wrong is left out and in `diags`; a URL that is there already is warned
 * of. `credentials` may be NULL: then every reference to one is an error. */
void list_file_parse(const char *file, struct str text, const struct credentials *credentials,
	struct feed_specs *specs, struct diags *diags);

/* Whether it can be the URL of a feed: http or https, no user in it. NULL, or what is wrong with it. */
const char *list_file_check_url(struct str url);

#endif
