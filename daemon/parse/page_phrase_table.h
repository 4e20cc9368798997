/* SPDX-License-Identifier: BSD-2-Clause */
/* Boilerplate of news sites by language, as page_phrase_normal writes it; only parse/page_phrase.c reads it. */
#ifndef NUNCIO_PARSE_PAGE_PHRASE_TABLE_H
#define NUNCIO_PARSE_PAGE_PHRASE_TABLE_H

#include <stddef.h>
#include <stdint.h>

#include "base/str.h"
#include "parse/page_phrase.h"

struct page_phrase_row {
	unsigned kinds; /* of enum page_phrase */
	struct str normal;
};

extern const struct page_phrase_row page_phrase_rows[];
extern const size_t page_phrase_row_count;
/* The bits of the first words of all rows, by page_phrase_word_bit: no bit, no row. The test holds it against the rows. */
#define PAGE_WORD_BITS_LOG 13
#define PAGE_WORD_BITS (1 << PAGE_WORD_BITS_LOG)
extern const uint64_t page_phrase_word_bits[PAGE_WORD_BITS / 64];
/* What stands before or in the name of who took a photograph. */
extern const struct str page_phrase_credits[];
extern const size_t page_phrase_credit_count;

/* What a row is found by: the folded first word of a line, of which PAGE_FIRST_WORD_MAX bytes count; where no spaces are, its
 * first characters. 0 when it begins with no letter. */
#define PAGE_FIRST_WORD_MAX 24
#define PAGE_FIRST_WORD_ROOM 64
size_t page_phrase_first_word(struct str text, char out[PAGE_FIRST_WORD_ROOM]);
size_t page_phrase_word_bit(struct str word);

#endif
