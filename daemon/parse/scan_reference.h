/* SPDX-License-Identifier: BSD-2-Clause */
/* References in the characters and attribute values of a scanner. Internal to parse/scan. */
#ifndef NUNCIO_PARSE_SCAN_REFERENCE_H
#define NUNCIO_PARSE_SCAN_REFERENCE_H

#include <stddef.h>

#include "base/buf.h"
#include "base/str.h"
#include "parse/scan.h"

/* Decodes the reference at the start of `s` ('&') into `out` and counts what was mended; its length, or 0 when it is left to
 * stand as characters. */
size_t scan_add_reference(struct scanner *scanner, struct str s, struct buf *out);

#endif
