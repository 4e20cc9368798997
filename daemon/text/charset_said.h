/* SPDX-License-Identifier: BSD-2-Clause */
/* What a document says of its own encoding, for the other files of text/charset only. Nothing here is believed yet. */
#ifndef NUNCIO_TEXT_CHARSET_SAID_H
#define NUNCIO_TEXT_CHARSET_SAID_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"

/* The encoding of the byte order mark and its length; NULL when there is none, or what follows it cannot be that encoding. */
const char *charset_said_by_mark(struct str bytes, size_t *ret_len);
/* UTF-16 or UTF-32 without a mark, by the zero bytes of a first character that is ASCII; else NULL. */
const char *charset_said_by_zeros(struct str bytes);
/* ISO-2022-JP and its kin by an escape sequence near the start of a document; else NULL. */
const char *charset_said_by_escape(struct str bytes);
/* True for a document that begins with mark-up in EBCDIC. */
bool charset_said_is_ebcdic(struct str bytes);
/* The value of `encoding` in an XML declaration at the start, ASCII bytes presumed; empty when there is none. */
struct str charset_said_in_declaration(struct str bytes);
/* The charset of an HTML page's <meta>, as above; empty when there is none, or when it is a feed. */
struct str charset_said_in_meta(struct str bytes);
/* The language a document says it is in, as in "he-IL"; empty when it says none. */
struct str charset_said_language(struct str bytes);

#endif
