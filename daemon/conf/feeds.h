/* SPDX-License-Identifier: BSD-2-Clause */
/* Gathers the feeds that the configuration names: patterns to files, files to feeds, credentials to feeds. */
#ifndef NUNCIO_CONF_FEEDS_H
#define NUNCIO_CONF_FEEDS_H

#include "base/attr.h"
#include "base/diag.h"
#include "conf/conf.h"
#include "feed/list.h"

/* Adds all that could be read to `specs`, and says in `diags` what could not. -EINVAL when there were errors: a reload then
 * keeps the feeds it has, a start makes do with what there is. Reads files and may take seconds for a million feeds;
 * touches nothing that is shared, so that it may run in a thread. */
MUST_CHECK int feeds_load(const struct conf *conf, struct feed_specs *specs, struct diags *diags);

/* Calls `fn` with each directory in which a file of the lists lies or may come to lie, the credentials included. */
void feeds_each_directory(
	const struct conf *conf, void (*fn)(const char *directory, void *arg), void *arg);

#endif
