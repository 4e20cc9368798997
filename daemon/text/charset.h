/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * From the bytes of a document to UTF-8. Order: byte order mark, the charset of the Content-Type when the bytes are valid
 * in it, the XML declaration or HTML's meta, a guess, windows-1252 (servers and editors lie in that order). Text that is
 * valid UTF-8 and not ASCII is UTF-8 whatever is said of it, and so is text that is UTF-8 but for some stray bytes. Uses
 * ICU; never iconv. After charset_to_utf8 the encoding named in the XML declaration is to be ignored.
 */
#ifndef NUNCIO_TEXT_CHARSET_H
#define NUNCIO_TEXT_CHARSET_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/buf.h"
#include "base/str.h"

enum charset_rule {
	CHARSET_BY_BOM,
	CHARSET_BY_HEADER,
	CHARSET_BY_DECLARATION, /* also UTF-16 without a mark, seen by its zero bytes */
	CHARSET_BY_META,
	CHARSET_BY_UTF8,    /* nothing said, or wrongly, and valid UTF-8 */
	CHARSET_BY_GUESS,   /* its bytes look like it, or the language makes it likely */
	CHARSET_BY_FALLBACK /* windows-1252 */
};

struct charset_verdict {
	enum charset_rule rule;
	char name[64];    /* as in charset_name.c */
	size_t replaced;  /* malformed sequences replaced by U+FFFD */
	size_t mixed;     /* bytes of windows-1252 found in UTF-8 */
	bool contradicts; /* the declaration or header said something else */
	size_t zeros;     /* NUL bytes in the text */
};

/* The value of the charset parameter of a Content-Type, unquoted; empty when there is none (RFC 9110 8.3). */
struct str charset_of_content_type(struct str content_type);
/* Loads what ICU loads on first use, so that it is there before a process is jailed. */
void charset_warm_up(void);
/* The document as valid UTF-8 without byte order mark. `*ret_text` is `bytes` itself when they are valid UTF-8 already,
 * otherwise borrowed from `scratch`. -E2BIG when the ceiling of `scratch` is reached. */
MUST_CHECK int charset_to_utf8(struct str bytes, struct str header_charset, struct buf *scratch,
	struct charset_verdict *ret_verdict, struct str *ret_text);
/* The same for bytes in a private mapping of a file: what has been looked at is forgotten (base/mapping.h). */
MUST_CHECK int charset_map_to_utf8(struct str bytes, struct str header_charset, struct buf *scratch,
	struct charset_verdict *ret_verdict, struct str *ret_text);
/* True when no usable encoding was named. */
bool charset_is_guessed(const struct charset_verdict *verdict);
/* What was wrong, in words: "charset windows-1252 (fallback), 2 malformed"; empty, and 0, when nothing was. */
size_t charset_describe(const struct charset_verdict *verdict, char *out, size_t size);
/* The text of a field, valid UTF-8, without what converters did to it on its way: text that was made UTF-8 twice ("Ã©"),
 * when all of it says so and nobody can have meant it, then *ret_doubled; and C1 controls that were windows-1252. `text`
 * itself when there is nothing to mend or the arena is full. */
struct str charset_mend_field(struct arena *arena, struct str text, bool *ret_doubled);

#endif
