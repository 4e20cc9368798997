/* SPDX-License-Identifier: BSD-2-Clause */
/* The attributes of a start tag, as far as they matter in a page. */
#ifndef NUNCIO_PARSE_PAGE_ATTRIBUTE_H
#define NUNCIO_PARSE_PAGE_ATTRIBUTE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

/* Values are parts of the page, references as they stand. */
struct page_attributes {
	uint32_t hints; /* PAGE_HINT_… of class, id, role, itemprop and the like */
	struct str datetime;
	struct str title;
	struct str name;  /* name, property, http-equiv, rel or itemprop */
	struct str value; /* content or href */
	struct str lang;
	struct str type;
	bool is_link; /* it has a href */
};

/* `rest` as html_next_attribute takes it. */
void page_attributes_read(struct str rest, struct page_attributes *ret);

#endif
