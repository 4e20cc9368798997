/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * HTML cut into text and tags (WHATWG HTML 13.2.5, reduced to what decides which characters are text); comments and
 * declarations go. Everything handed out is a part of the input. Linear in its input.
 */
#ifndef NUNCIO_TEXT_HTML_TOKEN_H
#define NUNCIO_TEXT_HTML_TOKEN_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"

struct html_scanner {
	struct str html; /* borrowed */
	size_t at;
	bool has_no_tag_end; /* there is no '>' from here on */
	unsigned bad_quotes; /* tags that would have taken all the rest for values in quotes */
};

struct html_tag {
	struct str name;       /* as written */
	struct str attributes; /* for html_next_attribute */
	bool is_end;
	bool is_closed; /* <a/> */
};

struct html_token {
	bool is_tag;
	struct html_tag tag;
	struct str text; /* character references as they stand */
};

/* False at the end. A scanner starts as {.html = …}. */
bool html_next_token(struct html_scanner *scanner, struct html_token *ret);
/* After the start tag of an element whose content is no mark-up (script, style, title): that content; moves behind its end
 * tag. */
struct str html_take_raw(struct html_scanner *scanner, struct str name);
/* Takes one attribute off the front of *rest; false when there is none left. Values as they stand, unquoted. */
bool html_next_attribute(struct str *rest, struct str *ret_name, struct str *ret_value);

#endif
