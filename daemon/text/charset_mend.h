/* SPDX-License-Identifier: BSD-2-Clause */
/* Text that is nearly UTF-8: how nearly, and made right. For the other files of text/charset only. */
#ifndef NUNCIO_TEXT_CHARSET_MEND_H
#define NUNCIO_TEXT_CHARSET_MEND_H

#include <stdbool.h>
#include <stddef.h>

#include "base/attr.h"
#include "base/buf.h"
#include "base/str.h"

struct charset_census {
	size_t high;      /* bytes from 0x80 on */
	size_t valid;     /* of them those in valid sequences of UTF-8 */
	size_t sequences; /* the valid sequences */
	size_t longer; /* those of three and four bytes, which nothing but UTF-8 gives by chance */
};

void charset_mend_count(struct str bytes, struct charset_census *ret);

struct charset_strays {
	size_t replaced; /* sequences that were cut, and bytes that are nothing: U+FFFD */
	size_t mixed;    /* bytes between valid text that are windows-1252 */
};

/* UTF-8 with other bytes in it, as UTF-8 in `out`, which is emptied. -E2BIG when it is full. */
MUST_CHECK int charset_mend_strays(struct str bytes, struct buf *out, struct charset_strays *ret);

#endif
