/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The form in which conditions are kept: bytes, a node behind the other, each before its children; numbers seven bits a
 * byte. A million rules fit into the caches of a processor so far that their keys are found and few are read. What is going
 * to be evaluated is unpacked into nodes.
 */
#ifndef NUNCIO_MATCH_CODE_H
#define NUNCIO_MATCH_CODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "match/compiled.h"

/* What is packed. */
struct code {
	uint8_t *bytes; /* owned */
	size_t len;
	size_t cap;
};

void code_put_number(struct code *code, uint32_t number);
/* The node with all below it. */
void code_put_node(struct code *code, const struct node *node);

/* What becomes of a NODE_ANY: the term that it is found by, an OR of its alternatives, or what it is. */
enum code_any { CODE_ANY_TERM, CODE_ANY_OR, CODE_ANY_ANY };

/* Where nodes are unpacked to. Both arrays must hold an item for each byte that is read, since each takes one at least. */
struct code_space {
	struct node *nodes; /* borrowed */
	size_t node_count;
	struct element *elements; /* borrowed */
	size_t element_count;
	enum code_any any;
};

const uint8_t *code_get_number(const uint8_t *at, uint32_t *ret);
/* Returns where the next one begins. */
const uint8_t *code_get_node(struct code_space *space, const uint8_t *at, struct node *ret);

#endif
