/* SPDX-License-Identifier: BSD-2-Clause */
/* Which of the rules' word~ a word of a text has the stem of. One matcher's: a language's table is made when it is needed. */
#ifndef NUNCIO_MATCH_STEM_TABLE_H
#define NUNCIO_MATCH_STEM_TABLE_H

#include <stddef.h>
#include <stdint.h>

#include "base/str.h"
#include "match/dictionary.h"

struct stem_table;

struct stem_table *stem_table_new(const struct dictionary *dictionary);
void stem_table_free(struct stem_table *table);
/* The number of a language (text/stem) for the article's, "de"; English when that is empty. */
unsigned stem_table_language(struct str code);
/* Writes the atoms whose stem in that language is that of the folded word, at most `max`; returns how many. */
size_t stem_table_find(
	struct stem_table *table, unsigned language, struct str word, uint32_t *out, size_t max);

#endif
