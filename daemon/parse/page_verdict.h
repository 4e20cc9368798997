/* SPDX-License-Identifier: BSD-2-Clause */
/* Whether a page is an article, and if not, what it is. */
#ifndef NUNCIO_PARSE_PAGE_VERDICT_H
#define NUNCIO_PARSE_PAGE_VERDICT_H

#include "parse/page.h"
#include "parse/page_body.h"
#include "parse/page_data.h"

/* Fills ret->is_article and ret->error. */
void page_verdict(const struct page_body *body, const struct page_data *data, struct str url,
	struct page *ret);

#endif
