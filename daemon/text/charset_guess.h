/* SPDX-License-Identifier: BSD-2-Clause */
/* Which encoding bytes are in when nobody said it, for text/charset.c only. */
#ifndef NUNCIO_TEXT_CHARSET_GUESS_H
#define NUNCIO_TEXT_CHARSET_GUESS_H

#include "base/str.h"

/* The encoding (as in charset_name.c) that bytes which are no UTF-8 are probably in, NULL when nothing but windows-1252 can
 * be said. `language` as in "he-IL" helps where the bytes alone do not tell; may be empty. */
const char *charset_guess(struct str bytes, struct str language);
/* Loads what the detector loads on first use. */
void charset_guess_warm_up(void);

#endif
