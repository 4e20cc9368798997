/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The last good feed lists, kept for a start at which the files have errors. Holds what the lists say, credentials included,
 * so nobody else may read it. Touches nothing that is shared: it may run in a thread.
 */
#ifndef NUNCIO_CONF_FEEDS_COPY_H
#define NUNCIO_CONF_FEEDS_COPY_H

#include "base/attr.h"
#include "feed/list.h"

/* Puts a new copy in the place of the old one, whole or not at all. 0 or a negative errno. */
MUST_CHECK int feeds_copy_write(const char *path, const struct feed_specs *specs);
/* Adds what the copy holds to `specs`. -ENOENT: there is none; -EBADMSG: it is damaged; nothing is added then. */
MUST_CHECK int feeds_copy_read(const char *path, struct feed_specs *specs);

#endif
