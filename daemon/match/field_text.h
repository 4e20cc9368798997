/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A field of the article as hits need it: its code points counted, a copy that lives as long as the hits, and, when it is
 * plain ASCII, the same as one clean line. Worked out once for all hits of an article.
 */
#ifndef NUNCIO_MATCH_FIELD_TEXT_H
#define NUNCIO_MATCH_FIELD_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "match/workspace.h"

/* True when bytes are code points. */
bool field_text_is_ascii(struct matcher *matcher, enum field field);
/* Code points in the bytes [from, to). */
uint32_t field_text_count(struct str text, size_t from, size_t to);
/* Code points before byte `to` of a field. */
uint32_t field_text_points(struct matcher *matcher, enum field field, size_t to);
/* The bytes [start, end) of a field, as long as the arena lives; .ptr NULL when that is full. */
struct str field_text_keep(
	struct matcher *matcher, enum field field, struct interval bytes, struct arena *arena);
/* The same with each run of white space as one space and none at the ends; and where byte `at` of the field then is, from the
 * beginning of that. False when the field has no such line. */
bool field_text_line(struct matcher *matcher, enum field field, struct interval bytes,
	struct arena *arena, struct str *ret);
uint32_t field_text_shift(
	const struct matcher *matcher, enum field field, struct str line, uint32_t at);

#endif
