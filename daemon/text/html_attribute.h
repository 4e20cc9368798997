/* SPDX-License-Identifier: BSD-2-Clause */
/* What the attributes of an element say of its text: that nobody sees it, or what stands for an image. Pure. */
#ifndef NUNCIO_TEXT_HTML_ATTRIBUTE_H
#define NUNCIO_TEXT_HTML_ATTRIBUTE_H

#include <stdbool.h>

#include "base/str.h"
#include "text/html_token.h"

/* True when the element and all that is in it is not shown. aria-hidden counts for inline elements only: on whole blocks
 * scripts set it while a window lies above them. */
bool html_is_hidden(const struct html_tag *tag, bool is_inline);
/* The alternative text of an image that says something, as it stands; empty for decorations, file names and pixels that
 * count. */
struct str html_image_text(const struct html_tag *tag);

#endif
