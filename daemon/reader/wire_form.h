/* SPDX-License-Identifier: BSD-2-Clause */
/* What the two halves of the wire share: wire.c, which writes, and wire_read.c. Nobody else includes this. */
#ifndef NUNCIO_READER_WIRE_FORM_H
#define NUNCIO_READER_WIRE_FORM_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"
#include "text/utf8.h"

/* Of an article. */
enum wire_flag {
	WIRE_BACKLOG = 1,
	WIRE_ALERTS = 2,
	WIRE_DETAIL = 4,
	WIRE_WANTS_PAGE = 8,
	WIRE_IN_PART = 16,
	WIRE_FLAGS_END = 32
};

/* What utf8_clean would leave as it is. */
bool wire_is_clean(struct str s, enum utf8_clean_mode mode, size_t max_points);

#endif
