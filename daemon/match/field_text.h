/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A field of the article as hits need it: its code points counted, a copy that lives as long as the hits, and, when it is
 * mostly ASCII, the same as one clean line. Worked out once for all hits of an article.
 */
#ifndef NUNCIO_MATCH_FIELD_TEXT_H
#define NUNCIO_MATCH_FIELD_TEXT_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "match/workspace.h"

/* Reads the field for the article at hand. */
void field_text_read(struct matcher *matcher, enum field field);

/* What is known of a field; good while the article is at hand. */
static inline struct field_text *field_text_of(struct matcher *matcher, enum field field)
{
	struct field_text *of = &matcher->texts[field];
	if (of->article != matcher->article) {
		field_text_read(matcher, field);
	}
	return of;
}

/* Code points before byte `to` of a field, and in some of its bytes. */
uint32_t field_text_points(const struct field_text *of, size_t to);
uint32_t field_text_between(const struct field_text *of, struct interval bytes);
/* Moves back from byte `at` by at most `points`, then on to the beginning of a word unless it is the text's. */
uint32_t field_text_step_back(const struct field_text *of, uint32_t at, uint32_t points);
/* Moves on from byte `at` by at most `points`, then back to the end of a word. */
uint32_t field_text_step_on(const struct field_text *of, uint32_t at, uint32_t points);
/* The bytes [start, end) of a field, as long as the arena lives; .ptr NULL when that is full. */
struct str field_text_keep(struct field_text *of, struct interval bytes, struct arena *arena);
/* The field with each run of white space as one space and none at the ends, as long as the arena lives; .ptr NULL when it has
 * no such line. */
struct str field_text_line(struct field_text *of, struct arena *arena);
/* Of one that has: code points of the line from one of its bytes to another one. */
uint32_t field_text_line_points(const struct field_text *of, uint32_t from, uint32_t to);
/* Likewise: where byte `at` of the field is in the line, and bytes without the white space at their ends. */
uint32_t field_text_place(const struct field_text *of, uint32_t at);
struct interval field_text_in_line(const struct field_text *of, struct interval bytes);

#endif
