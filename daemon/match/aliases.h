/* SPDX-License-Identifier: BSD-2-Clause */
/* The names and items of lists and entities that stand in an article, before anything is held against them. */
#ifndef NUNCIO_MATCH_ALIASES_H
#define NUNCIO_MATCH_ALIASES_H

#include <stdint.h>

#include "match/workspace.h"

/* Finds the aliases, in order in matcher->raws, and makes lists, entities and types present. */
void aliases_find(struct matcher *matcher);
/* Pushes all places of an alias, in order. */
void aliases_push(struct matcher *matcher, uint32_t number);

#endif
