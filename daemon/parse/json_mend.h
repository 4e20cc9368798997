/* SPDX-License-Identifier: BSD-2-Clause */
/* JSON that is nearly right, made right: for documents that a strict parser refuses. */
#ifndef NUNCIO_PARSE_JSON_MEND_H
#define NUNCIO_PARSE_JSON_MEND_H

#include <stdbool.h>
#include <stddef.h>

#include "base/attr.h"
#include "base/buf.h"
#include "base/str.h"

struct json_mended {
	size_t controls; /* bytes below 0x20 in strings, now spaces */
	size_t commas;   /* before the end of an object or array, now gone */
	size_t halves; /* surrogates without their other half, and zeros, in strings; now U+FFFD */
	bool is_cut;   /* it ended too early: what was whole is kept, and closed */
	bool has_half_item; /* it ended inside an item: of the last one only the first members are there */
	bool has_junk; /* behind its end, or before its beginning; now gone */
};

/* Writes the mended document, an object, into `out`. -EINVAL when nothing of it can be kept, -E2BIG when `out` is full. Of a
 * document that is cut inside an array the elements before stay, and of an object in "items" its members before. */
MUST_CHECK int json_mend(struct str text, struct buf *out, struct json_mended *ret);

#endif
