/* SPDX-License-Identifier: BSD-2-Clause */
/* Which elements of a page are no part of any article, and sums over the blocks of the others. */
#ifndef NUNCIO_PARSE_PAGE_SUMS_H
#define NUNCIO_PARSE_PAGE_SUMS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "parse/page_tree.h"

struct page_sums {
	bool *excluded; /* of each element */
	/* up to each block (one more than there are): a subtree is a difference */
	uint32_t *words;
	uint32_t *prose; /* words in sentences, outside excluded elements */
	uint32_t *bytes;
	uint32_t *links; /* bytes in links */
};

/* In the arena; false when it is full. */
bool page_sums_make(struct arena *arena, const struct page_tree *tree, struct page_sums *ret);
/* Sentences rather than labels and lists of links. */
bool page_sums_is_prose(const struct page_block *block);
int64_t page_sums_prose(const struct page_sums *sums, const struct page_node *node);
/* Bytes in links, of a hundred. */
uint32_t page_sums_link_percent(const struct page_sums *sums, const struct page_node *node);

#endif
