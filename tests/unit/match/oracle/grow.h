/* SPDX-License-Identifier: BSD-2-Clause */
/* Random conditions. */
#ifndef NUNCIO_TESTS_ORACLE_GROW_H
#define NUNCIO_TESTS_ORACLE_GROW_H

#include "match/oracle/tree.h"

/* word* and its kin. */
struct tree *grow_wildcard(struct forest *forest);
/* Something other than a plain word: a wildcard, a stem, wrong letters, a hyphen, ideographs. */
struct tree *grow_pattern(struct forest *forest);
struct tree *grow_word(struct forest *forest);
struct tree *grow_exact(struct forest *forest);
/* A list, an entity or a type. */
struct tree *grow_thing(struct forest *forest);
/* Any of these, or a phrase. */
struct tree *grow_term(struct forest *forest);
/* A term or a group of OR. */
struct tree *grow_group(struct forest *forest);
/* A condition without captures. */
struct tree *grow_condition(struct forest *forest);
/* One that captures. */
struct tree *grow_captures(struct forest *forest);
/* One whose event RULES.md 5 leaves no doubt of. */
struct tree *grow_event(struct forest *forest);

#endif
