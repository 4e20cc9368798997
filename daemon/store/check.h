/* SPDX-License-Identifier: BSD-2-Clause */
/* What a Redis must be like before alerts are trusted to it. Pure: judges what INFO says. */
#ifndef NUNCIO_STORE_CHECK_H
#define NUNCIO_STORE_CHECK_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/str.h"

/* The value of `field` in the reply of INFO; empty when it has none. */
struct str check_get(struct str info, const char *field);

enum check_verdict {
	CHECK_GOOD,
	CHECK_WAIT,  /* it will pass by itself: loading, or a replica after a failover */
	CHECK_REFUSE /* someone has to change something */
};
/* Master, version 7 or later, not loading, nothing is evicted. `reason` says what is wrong and what to do. */
enum check_verdict check_info(struct str info, struct buf *reason);

#endif
