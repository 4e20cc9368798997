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

/* Most numbers are short, and every reader of rules waits for them: so it is here. */
static inline const uint8_t *code_get_number(const uint8_t *at, uint32_t *ret)
{
	uint32_t number = *at & 0x7f;
	for (unsigned shift = 7; *at & 0x80; shift += 7) {
		at++;
		number |= (uint32_t)(*at & 0x7f) << shift;
	}
	*ret = number;
	return at + 1;
}

/* The first byte of a node: its kind, and what is special about it. */
#define CODE_KIND 0x1fu
#define CODE_ORDERED 0x20u /* of a sequence: its offsets are 0, 1, 2 … and are left out */
#define CODE_NEGATED 0x40u
#define CODE_CAPTURES 0x80u

/* The node alone: returns where the first of its children begins. A sequence has none, nor has a NODE_ANY, which becomes the
 * term that it is found by: both are skipped. */
const uint8_t *code_read_node(const uint8_t *at, struct node *ret);
/* Both return where the next node begins. Skipping adds how many nodes there are below this one. */
const uint8_t *code_skip_node(const uint8_t *at, uint32_t *nodes);
const uint8_t *code_get_node(struct code_space *space, const uint8_t *at, struct node *ret);

#endif
