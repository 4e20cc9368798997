/* SPDX-License-Identifier: BSD-2-Clause */
/* Encodings of one byte that ICU does not have. For the other files of text/charset only. */
#ifndef NUNCIO_TEXT_CHARSET_TABLE_H
#define NUNCIO_TEXT_CHARSET_TABLE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/attr.h"
#include "base/buf.h"
#include "base/str.h"

/* True for a name that charset_table_convert takes. Their first half is ASCII. */
bool charset_table_has(const char *name);
/* As charset_icu_convert. */
MUST_CHECK int charset_table_convert(
	const char *name, struct str bytes, struct buf *out, size_t *ret_malformed);

#endif
