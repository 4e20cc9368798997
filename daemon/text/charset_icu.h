/* SPDX-License-Identifier: BSD-2-Clause */
/* ICU's converters, for the other files of text/charset only. */
#ifndef NUNCIO_TEXT_CHARSET_ICU_H
#define NUNCIO_TEXT_CHARSET_ICU_H

#include <stdbool.h>
#include <stddef.h>

#include "base/attr.h"
#include "base/buf.h"
#include "base/str.h"

/* The name of the encoding that ICU knows by `label`, constant; NULL when there is none, or it is one of those that no
 * document is to be read in: UTF-7, SCSU, BOCU-1 and other packings of Unicode. */
const char *charset_icu_find(const char *label);
/* True when the characters of mark-up are the bytes of ASCII, false for EBCDIC and the wide encodings. */
bool charset_icu_is_ascii(const char *name);
/* `bytes` in the encoding `name` as UTF-8 in `out`, which is emptied; malformed sequences and those without a character
 * become U+FFFD and are counted. `is_mapped`: what has been read is forgotten (base/mapping.h). -ENOTSUP when this ICU lacks
 * the encoding, -E2BIG when `out` is full. */
MUST_CHECK int charset_icu_convert(
	const char *name, struct str bytes, bool is_mapped, struct buf *out, size_t *ret_malformed);
/* Loads the tables of `name`, and forbids ICU to open files from now on. */
void charset_icu_warm_up(const char *name);

#endif
