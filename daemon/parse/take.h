/* SPDX-License-Identifier: BSD-2-Clause */
/* What the rules of the formats do with an element: one function for each kind of value, the rank comes from the rule. */
#ifndef NUNCIO_PARSE_TAKE_H
#define NUNCIO_PARSE_TAKE_H

#include "parse/format.h"

/* Texts whose mark-up is to be guessed, and those with a type as Atom and Media RSS say it. */
void take_title(struct build *build, const struct field *field, enum rank rank);
void take_typed_title(struct build *build, const struct field *field, enum rank rank);
void take_summary(struct build *build, const struct field *field, enum rank rank);
void take_typed_summary(struct build *build, const struct field *field, enum rank rank);
void take_content(struct build *build, const struct field *field, enum rank rank);
void take_typed_content(struct build *build, const struct field *field, enum rank rank);

/* The address in "href", or else the text. */
void take_link(struct build *build, const struct field *field, enum rank rank);
/* A link with a relation: of the article the page, of the feed also its hub and its other documents. */
void take_atom_link(struct build *build, const struct field *field, enum rank rank);
/* Identifiers that may serve as an address, and those that may not. */
void take_id(struct build *build, const struct field *field, enum rank rank);
void take_name_id(struct build *build, const struct field *field, enum rank rank);

void take_author(struct build *build, const struct field *field, enum rank rank);
void take_person(struct build *build, const struct field *field, enum rank rank);
void take_person_name(struct build *build, const struct field *field, enum rank rank);
void take_person_mail(struct build *build, const struct field *field, enum rank rank);

/* The text, and what stands in "term" and "label". */
void take_category(struct build *build, const struct field *field, enum rank rank);
/* Several, with commas between them. */
void take_categories(struct build *build, const struct field *field, enum rank rank);

void take_published(struct build *build, const struct field *field, enum rank rank);
void take_updated(struct build *build, const struct field *field, enum rank rank);
/* A date that does not say of what. */
void take_date(struct build *build, const struct field *field, enum rank rank);
void take_language(struct build *build, const struct field *field, enum rank rank);

#endif
