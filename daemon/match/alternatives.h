/* SPDX-License-Identifier: BSD-2-Clause */
/* Words of which any will do, looked at together: the places of an OR of words, 64 at a time. */
#ifndef NUNCIO_MATCH_ALTERNATIVES_H
#define NUNCIO_MATCH_ALTERNATIVES_H

#include <stdbool.h>
#include <stdint.h>

#include "match/evaluate.h"

/* True when the operand is a word or an OR of words, or of groups of single words, that stand often enough together. */
bool alternatives_are_words(struct matcher *matcher, const struct node *node);
/* Sets the bits of their places in the scope in matcher->places; returns between which of its words, which the caller sets to zero
 * again. */
struct interval alternatives_mark(
	struct matcher *matcher, const struct node *node, const struct scope *scope);
/* Pushes the places, in order and each once, at most `max`. What entity a group of names stands for is lost. */
void alternatives_collect(
	struct matcher *matcher, const struct node *node, const struct scope *scope, uint32_t max);

#endif
