/* SPDX-License-Identifier: BSD-2-Clause */
/* Boilerplate of news sites by language, as page_phrase_normal writes it; only parse/page_phrase.c reads it. */
#ifndef NUNCIO_PARSE_PAGE_PHRASE_TABLE_H
#define NUNCIO_PARSE_PAGE_PHRASE_TABLE_H

#include <stddef.h>

#include "base/str.h"
#include "parse/page_phrase.h"

struct page_phrase_row {
	unsigned kinds; /* of enum page_phrase */
	struct str normal;
};

extern const struct page_phrase_row page_phrase_rows[];
extern const size_t page_phrase_row_count;
/* What stands before or in the name of who took a photograph. */
extern const struct str page_phrase_credits[];
extern const size_t page_phrase_credit_count;

#endif
