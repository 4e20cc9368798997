/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * From the bytes of a document to UTF-8. Order: byte order mark, the charset of the Content-Type when the bytes are valid
 * in it, the XML declaration, UTF-8 when valid, windows-1252 (servers and editors lie in that order). Text that is valid
 * UTF-8 and not ASCII is UTF-8 whatever is said of it. Uses ICU converters; never iconv. After charset_to_utf8 the encoding named in
 * the XML declaration is to be ignored.
 */
#ifndef NUNCIO_TEXT_CHARSET_H
#define NUNCIO_TEXT_CHARSET_H

#include <stdbool.h>
#include <stddef.h>

#include "base/attr.h"
#include "base/buf.h"
#include "base/str.h"

enum charset_rule {
	CHARSET_BY_BOM,
	CHARSET_BY_HEADER,
	CHARSET_BY_DECLARATION, /* also UTF-16 without a mark, seen by its zero bytes */
	CHARSET_BY_UTF8,        /* nothing said, or wrongly, and valid UTF-8 */
	CHARSET_BY_FALLBACK     /* windows-1252 */
};

struct charset_verdict {
	enum charset_rule rule;
	char name[64];    /* as in charset_name.c */
	size_t replaced;  /* malformed sequences replaced by U+FFFD */
	bool contradicts; /* the declaration or header said something else */
};

/* The value of the charset parameter of a Content-Type, unquoted; empty when there is none (RFC 9110 8.3). */
struct str charset_of_content_type(struct str content_type);
/* Loads what ICU loads on first use, so that it is there before a process is jailed. */
void charset_warm_up(void);
/* The document as valid UTF-8 without byte order mark. `*ret_text` is `bytes` itself when they are valid UTF-8 already,
 * otherwise borrowed from `scratch`. -E2BIG when the ceiling of `scratch` is reached. */
MUST_CHECK int charset_to_utf8(struct str bytes, struct str header_charset, struct buf *scratch,
	struct charset_verdict *ret_verdict, struct str *ret_text);

#endif
