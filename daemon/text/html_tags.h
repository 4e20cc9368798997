/* SPDX-License-Identifier: BSD-2-Clause */
/* The elements of HTML that matter for its text. */
#ifndef NUNCIO_TEXT_HTML_TAGS_H
#define NUNCIO_TEXT_HTML_TAGS_H

#include <stdbool.h>

#include "base/str.h"

enum html_tag_kind {
	HTML_TAG_INLINE,
	HTML_TAG_PARAGRAPH, /* what follows is another paragraph */
	HTML_TAG_LINE,      /* br: two of them are a paragraph */
	HTML_TAG_SKIPPED,   /* with all that is in it */
	HTML_TAG_RAW,       /* skipped, and only its own end tag ends it */
	HTML_TAG_IMAGE
};

/* Names in any case; unknown ones are INLINE. */
enum html_tag_kind html_tag_kind(struct str name);
/* True for the names of HTML's elements, in any case. */
bool html_tag_is_known(struct str name);
/* True when `s`, which starts with '<', starts with a tag or comment of HTML. */
bool html_starts_with_tag(struct str s);

#endif
