/* SPDX-License-Identifier: BSD-2-Clause */
/* Picks the blocks of the article out of the element that holds it, and the standfirst before it. */
#ifndef NUNCIO_PARSE_PAGE_PICK_H
#define NUNCIO_PARSE_PAGE_PICK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"
#include "parse/page_body.h"
#include "parse/page_sums.h"
#include "parse/page_tree.h"

struct page_pick {
	const struct page_tree *tree;
	const struct page_sums *sums;
	uint32_t scope;  /* the element in which the standfirst may stand */
	uint32_t region; /* the element that holds the article */
	struct str title;
	struct str summary;
	/* of the work itself */
	bool *keep;           /* of each block; arena */
	uint32_t *hints;      /* of each element and what is around it inside the region; arena */
	uint32_t title_block; /* UINT32_MAX when the title stands nowhere */
	uint32_t first_prose; /* of the region */
	uint32_t last_prose;
};

/* False when the arena is full. */
bool page_pick_blocks(struct arena *arena, struct page_pick *pick);
/* Fills text, words, prose and longest. */
void page_pick_write(struct arena *arena, const struct page_pick *pick, struct page_body *ret);

#endif
