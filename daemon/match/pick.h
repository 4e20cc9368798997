/* SPDX-License-Identifier: BSD-2-Clause */
/* The occurrences of clauses that are true, chosen to keep a binding tight. They become the evidence of a hit. */
#ifndef NUNCIO_MATCH_PICK_H
#define NUNCIO_MATCH_PICK_H

#include <stdbool.h>
#include <stdint.h>

#include "match/binding.h"
#include "match/evaluate.h"
#include "match/workspace.h"

/* A growth that no distance inside a field reaches. */
#define PICK_OTHER_FIELD (1u << 22)

/* Adds to the binding; nothing happens when it is full. */
void pick_add(struct binding *binding, const struct node *node, struct span span, int32_t distance);
/* By how many words the extent grows when the span is added. */
uint32_t pick_growth(
	const struct matcher *matcher, const struct interval *extent, struct span span);
void pick_grow(const struct matcher *matcher, struct interval *extent, struct span span);
/* True when the node has occurrences of its own. */
bool pick_is_operand(const struct matcher *matcher, const struct node *node);
/* Adds occurrences for all that makes a true clause true, and grows the extent by them. */
void pick_clause(struct matcher *matcher, const struct node *node, const struct scope *scope,
	struct binding *binding, struct interval *extent);

#endif
