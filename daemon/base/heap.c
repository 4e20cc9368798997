/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A binary min-heap of borrowed nodes. Keeps true: nodes[i]->place == i, and no node is before its parent.
 */
#include "base/heap.h"

#include <stdlib.h>

#include "base/mem.h"

void heap_init(struct heap *heap)
{
	*heap = (struct heap){0};
}

void heap_done(struct heap *heap)
{
	free(heap->nodes);
	*heap = (struct heap){0};
}

void heap_node_init(struct heap_node *node)
{
	*node = (struct heap_node){.place = HEAP_NONE};
}

static void put(struct heap *heap, struct heap_node *node, size_t place)
{
	heap->nodes[place] = node;
	node->place = place;
}

static void sift_up(struct heap *heap, struct heap_node *node)
{
	size_t place = node->place;

	while (place > 0) {
		size_t parent = (place - 1) / 2;

		if (heap->nodes[parent]->key <= node->key) {
			break;
		}
		put(heap, heap->nodes[parent], place);
		place = parent;
	}
	put(heap, node, place);
}

static void sift_down(struct heap *heap, struct heap_node *node)
{
	size_t place = node->place;

	for (;;) {
		size_t child = 2 * place + 1;

		if (child >= heap->count) {
			break;
		}
		if (child + 1 < heap->count &&
			heap->nodes[child + 1]->key < heap->nodes[child]->key) {
			child++;
		}
		if (node->key <= heap->nodes[child]->key) {
			break;
		}
		put(heap, heap->nodes[child], place);
		place = child;
	}
	put(heap, node, place);
}

void heap_set(struct heap *heap, struct heap_node *node, int64_t key)
{
	node->key = key;
	if (node->place == HEAP_NONE) {
		heap->nodes = mem_grow(
			heap->nodes, &heap->cap, heap->count + 1, sizeof(struct heap_node *));
		put(heap, node, heap->count++);
	}
	sift_up(heap, node);
	sift_down(heap, node);
}

void heap_del(struct heap *heap, struct heap_node *node)
{
	struct heap_node *last;
	size_t place = node->place;

	if (place == HEAP_NONE) {
		return;
	}
	node->place = HEAP_NONE;
	last = heap->nodes[--heap->count];
	if (last == node) {
		return;
	}
	put(heap, last, place);
	sift_up(heap, last);
	sift_down(heap, last);
}

struct heap_node *heap_min(const struct heap *heap)
{
	return heap->count ? heap->nodes[0] : NULL;
}
