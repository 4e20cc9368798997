/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The end of Redis' append-only file, after a server that was killed while it wrote. Redis 7 cuts an unfinished transaction behind
 * its last whole command and not before its MULTI; what is left is then done with the next transaction whenever the file is
 * read, and a commit script is a transaction. Here it is cut where it should be, before the server sees it.
 */
#ifndef NUNCIO_STORE_AOF_H
#define NUNCIO_STORE_AOF_H

#include <stdint.h>

#include "base/attr.h"

/* Cuts a transaction without an EXEC off the end of the last file that the manifest in `dir`/appendonlydir names. Returns the
 * bytes that went, 0 when there was nothing to do (no files, no such transaction, not a file that we can read), -errno on
 * failure. May be called between fork and exec. */
MUST_CHECK int64_t aof_cut_transaction(const char *dir);

#endif
