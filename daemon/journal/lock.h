/* SPDX-License-Identifier: BSD-2-Clause */
/* One daemon for one journal: a lock on a file beside it, which ends with the process however that ends. */
#ifndef NUNCIO_JOURNAL_LOCK_H
#define NUNCIO_JOURNAL_LOCK_H

#include "base/attr.h"
#include "base/buf.h"

/* *ret_fd holds the lock until it is closed. -EBUSY: another process has it; `error` names it. */
MUST_CHECK int lock_take(const char *journal_path, struct buf *error, int *ret_fd);

#endif
