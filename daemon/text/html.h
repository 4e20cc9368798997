/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * HTML fragments, as feeds carry them, to plain text: paragraphs separated by one blank line, scripts, styles and
 * hidden elements gone, HTML5 character references decoded, white space folded. Linear in its input, no recursion.
 */
#ifndef NUNCIO_TEXT_HTML_H
#define NUNCIO_TEXT_HTML_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"

/* Clean text (utf8_clean'ed, UTF8_TEXT) in the arena; cut at `max_bytes` of output. Empty when the arena is full. */
struct str html_to_text(struct arena *arena, struct str html, size_t max_bytes);
/* The same for text that is plain already: only its white space is folded; blank lines end paragraphs. */
struct str html_fold_plain(struct arena *arena, struct str plain, size_t max_bytes);
/* Decodes character references only (HTML5 13.5 names and numbers), keeps everything else. */
struct str html_unescape(struct arena *arena, struct str s);
/* True when plain text looks like escaped or raw mark-up: a known tag or a character reference. */
bool html_looks_like_markup(struct str s);
/* True when `text`, which was made of `html`, is HTML itself: what feeds have escaped once more than they should. HTML that
 * has a tag of its own never is. */
bool html_is_escaped_twice(struct str html, struct str text);
/* Decodes one character reference at s.ptr[0] == '&'. Returns its length in bytes and up to two code points in `points`
 * (0 for none); 0 when it is not one. */
size_t html_reference(struct str s, uint32_t points[2]);
/* True for elements that never have an end tag (br, img …). */
bool html_is_void(struct str name);

#endif
