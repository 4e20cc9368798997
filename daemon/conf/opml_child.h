/* SPDX-License-Identifier: BSD-2-Clause */
/* The side of OPML that runs in the jail, and what it sends out. */
#ifndef NUNCIO_CONF_OPML_CHILD_H
#define NUNCIO_CONF_OPML_CHILD_H

#include "base/str.h"
#include "reader/jail.h"

enum opml_frame {
	OPML_FRAME_OUTLINE = 1, /* url, name, tags, language, fulltext */
	OPML_FRAME_END = 2      /* line (u32), what was wrong (empty: nothing) */
};

#define OPML_EXIT_MEMORY JAIL_EXIT_MEMORY

/* In a forked child: enters the jail, parses, sends frames, ends the process. */
_Noreturn void opml_child_run(int socket, struct str bytes);

#endif
