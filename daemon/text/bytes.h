/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The inner loops of reading text: how far the bytes go on being harmless. Sixteen at a time where the processor can
 * (SSE2, which every x86-64 has), with the same answers everywhere.
 */
#ifndef NUNCIO_TEXT_BYTES_H
#define NUNCIO_TEXT_BYTES_H

#include <stddef.h>

#include "base/str.h"

/* How many bytes at the start are below 0x80. */
size_t bytes_ascii(struct str s);
/* How many bytes at the start are printable ASCII: 0x20 to 0x7e, and "\n". */
size_t bytes_printable(struct str s);
/* Offset of the first byte that is one of the three, s.len when there is none. */
size_t bytes_find3(struct str s, char a, char b, char c);
/* Copies `s` up to, not including, the first "<", "&", control character or space that follows a space; returns how many
 * bytes. A space at the start follows nothing. `out` has room for s.len bytes, all of which may be written to. */
size_t bytes_copy_words(char *out, struct str s);
/* Copies `s` up to, not including, the first "&"; `out` as above. */
size_t bytes_copy_until_amp(char *out, struct str s);

#endif
