/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * robots.txt (RFC 9309): what a file says to one robot, and whether that lets it ask for an address. Pure. A file is a
 * stranger's document and is taken apart in a reader; what comes of it is plain enough to be kept and looked through by the
 * main process: one rule a line, "+" (allow) or "-" (disallow) and a path in printable ASCII with its octets in one form.
 */
#ifndef NUNCIO_TEXT_ROBOTS_H
#define NUNCIO_TEXT_ROBOTS_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/str.h"

/* Adds the rules of the groups that name `robot`, or of those for all robots when none does. */
void robots_take_rules(struct str file, struct str robot, struct buf *out);
/* True when robots_take_rules could have written it. */
bool robots_is_rules(struct str rules);
/* Whether they let the robot ask for the address: the longest path that matches decides (RFC 9309 2.2.2). What takes more than
 * LIMIT_ROBOTS_WORK to find out is forbidden. */
bool robots_allow(struct str rules, struct str url);

#endif
