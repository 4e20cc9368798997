/* SPDX-License-Identifier: BSD-2-Clause */
/* The names of character encodings as documents and servers write them. */
#ifndef NUNCIO_TEXT_CHARSET_NAME_H
#define NUNCIO_TEXT_CHARSET_NAME_H

#include <stddef.h>

#include "base/str.h"

/* The encoding that is meant, under the one name that we use for it; NULL when it is not known or not wanted: UTF-7, SCSU
 * and the like pack Unicode so that mark-up is not seen. As in the WHATWG Encoding Standard 4.2, ISO-8859-1 and US-ASCII
 * mean windows-1252, GB2312 means GB18030 and so on. The name is constant. */
const char *charset_name_find(struct str label);
/* The names that are found without ICU: number `index`, NULL behind the last. */
const char *charset_name_at(size_t index);

#endif
