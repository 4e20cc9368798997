/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Excludes what names itself navigation, sharing, comments and the like, unless that would leave nothing: sites call their
 * wrappers "page-with-sidebar". Linear: each element asks its parent and two sums.
 */
#include "parse/page_sums.h"

#include <string.h>

#define PROSE_WORDS_MIN 8
#define SENTENCE_WORDS_MIN 5
#define REST_WORDS_MIN 25    /* of prose that must remain when something large is excluded */
#define MOST_PERCENT 60      /* of the prose: what holds so much is no frame of the page */
#define WEAK_LINK_PERCENT 40 /* of a doubtful element: it is a list of links */
#define WEAK_WORDS_MAX 12    /* of a doubtful element without sentences */

bool page_sums_is_prose(const struct page_block *block)
{
	if (block->kind == PAGE_HEADING || block->link_len * 2 > block->text_len) {
		return false;
	}
	return (block->ends_sentence && block->words >= SENTENCE_WORDS_MIN) ||
	       (block->words >= PROSE_WORDS_MIN + 4 && block->kind == PAGE_TEXT) ||
	       (block->sentences > 0 && block->words >= PROSE_WORDS_MIN);
}

static uint32_t difference(const uint32_t *sum, const struct page_node *node)
{
	return node->end_block > node->first_block ? sum[node->end_block] - sum[node->first_block]
						   : 0;
}

int64_t page_sums_prose(const struct page_sums *sums, const struct page_node *node)
{
	return difference(sums->prose, node);
}

static uint32_t words_of(const struct page_sums *sums, const struct page_node *node)
{
	return difference(sums->words, node);
}

uint32_t page_sums_link_percent(const struct page_sums *sums, const struct page_node *node)
{
	uint64_t bytes = difference(sums->bytes, node);

	return bytes > 0 ? (uint32_t)((uint64_t)difference(sums->links, node) * 100 / bytes) : 0;
}

/* Sums over all blocks but those in excluded elements. */
static void sum_prose(const struct page_tree *tree, struct page_sums *sums)
{
	for (uint32_t i = 0; i < tree->block_count; i++) {
		const struct page_block *block = &tree->blocks[i];
		bool counts = page_sums_is_prose(block) && !sums->excluded[block->node];

		sums->prose[i + 1] = sums->prose[i] + (counts ? block->words : 0);
	}
}

static void sum_all(const struct page_tree *tree, struct page_sums *sums)
{
	for (uint32_t i = 0; i < tree->block_count; i++) {
		const struct page_block *block = &tree->blocks[i];

		sums->words[i + 1] = sums->words[i] + block->words;
		sums->bytes[i + 1] = sums->bytes[i] + block->text_len;
		sums->links[i + 1] = sums->links[i] + block->link_len;
	}
}

/* Excludes elements with their subtrees: `is_out` says which, of those whose parents stay. */
static void exclude(const struct page_tree *tree, struct page_sums *sums,
	bool (*is_out)(const struct page_tree *tree, const struct page_sums *sums, uint32_t at))
{
	for (uint32_t i = 1; i < tree->node_count; i++) {
		sums->excluded[i] = sums->excluded[i] || sums->excluded[tree->nodes[i].parent] ||
				    is_out(tree, sums, i);
	}
	sum_prose(tree, sums);
}

static bool has_heading(const struct page_tree *tree, const struct page_node *node)
{
	for (uint32_t i = node->first_block; i < node->end_block && i < node->first_block + 4;
		i++) {
		if (tree->blocks[i].kind == PAGE_HEADING) {
			return true;
		}
	}
	return false;
}

/* Comments are often longer than the article, so that only an empty rest speaks for them. */
static bool is_comments(const struct page_tree *tree, const struct page_sums *sums, uint32_t at)
{
	const struct page_node *node = &tree->nodes[at];

	return (node->hints & PAGE_HINT_COMMENTS) != 0 &&
	       page_sums_prose(sums, &tree->nodes[0]) - page_sums_prose(sums, node) >=
		       REST_WORDS_MIN;
}

static bool is_bad(const struct page_node *node)
{
	return node->tag == PAGE_NAV || node->tag == PAGE_ASIDE || node->tag == PAGE_FOOTER ||
	       (node->hints & (PAGE_HINT_BAD | PAGE_HINT_HIDDEN | PAGE_HINT_PAYWALL)) != 0;
}

static bool is_frame(const struct page_tree *tree, const struct page_sums *sums, uint32_t at)
{
	const struct page_node *node = &tree->nodes[at];
	int64_t all = page_sums_prose(sums, &tree->nodes[0]);
	int64_t prose = page_sums_prose(sums, node);

	if (prose * 100 > all * MOST_PERCENT || node->tag == PAGE_BODY) {
		return false;
	}
	if ((node->hints & PAGE_HINT_BODY) != 0 && prose >= REST_WORDS_MIN) {
		return false;
	}
	if (is_bad(node)) {
		return true;
	}
	if ((node->hints & PAGE_HINT_WEAK) == 0 || (node->hints & PAGE_HINT_LEAD) != 0) {
		return false;
	}
	return page_sums_link_percent(sums, node) >= WEAK_LINK_PERCENT ||
	       (words_of(sums, node) <= WEAK_WORDS_MAX && prose == 0 && !has_heading(tree, node));
}

bool page_sums_make(struct arena *arena, const struct page_tree *tree, struct page_sums *ret)
{
	size_t size = ((size_t)tree->block_count + 1) * sizeof(uint32_t);

	ret->excluded = arena_zalloc(arena, tree->node_count);
	ret->words = arena_zalloc(arena, size);
	ret->prose = arena_zalloc(arena, size);
	ret->bytes = arena_zalloc(arena, size);
	ret->links = arena_zalloc(arena, size);
	if (!ret->excluded || !ret->words || !ret->prose || !ret->bytes || !ret->links) {
		return false;
	}
	sum_all(tree, ret);
	sum_prose(tree, ret);
	exclude(tree, ret, is_comments);
	exclude(tree, ret, is_frame);
	return true;
}
