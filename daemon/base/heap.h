/* SPDX-License-Identifier: BSD-2-Clause */
/* A binary min-heap of nodes that live in the elements; each node knows its place, so any can be moved or deleted. */
#ifndef NUNCIO_BASE_HEAP_H
#define NUNCIO_BASE_HEAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define HEAP_NONE SIZE_MAX
#define HEAP_ENTRY(node, type, member) ((type *)(void *)((char *)(node)-offsetof(type, member)))

struct heap_node {
	int64_t key;  /* the smallest comes first */
	size_t place; /* index in the heap, HEAP_NONE when in none */
};

struct heap {
	struct heap_node **nodes; /* owned array of borrowed nodes */
	size_t count;
	size_t cap;
};

void heap_init(struct heap *heap);
void heap_done(struct heap *heap);
void heap_node_init(struct heap_node *node);
/* Adds the node, or moves it when it is in already. */
void heap_set(struct heap *heap, struct heap_node *node, int64_t key);
/* Nothing happens when the node is in no heap. */
void heap_del(struct heap *heap, struct heap_node *node);
/* The node with the smallest key, or NULL. */
struct heap_node *heap_min(const struct heap *heap);

#endif
