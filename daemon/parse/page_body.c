/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Finds the element that holds the article, and picks the blocks in it (and before it: the standfirst) that are article. Sums
 * over all blocks come first; then every question about a subtree is one subtraction, and the whole is linear. What a class
 * says is believed unless most of the page's prose stands in that element.
 */
#include "parse/page_body.h"

#include <string.h>

#include "parse/page_phrase.h"
#include "parse/page_pick.h"
#include "parse/page_sums.h"

#define BODY_WORDS_MIN 30     /* prose in a marked body that makes it believed */
#define ARTICLE_WORDS_MIN 100 /* prose in an <article> that makes it one whatever else there is */
#define DESCEND_PERCENT 85    /* of the prose: the child that has so much is entered */
#define HEADLINE_PERCENT 40   /* likewise, when the headline is in it */
#define SCOPE_PERCENT 40

static uint32_t percent(int64_t part, int64_t whole)
{
	return whole > 0 ? (uint32_t)(part * 100 / whole) : 0;
}

/* --- the region --- */

/* What a walk over outermost elements of a kind found. */
struct found {
	uint32_t first; /* the first one that has at least half of the prose of the best */
	uint32_t last;
	uint32_t count;
	int64_t best;
	int64_t sum;
};

static bool is_body(const struct page_node *node)
{
	return (node->hints & PAGE_HINT_BODY) != 0;
}

static bool is_article(const struct page_node *node)
{
	return node->tag == PAGE_ARTICLE;
}

static bool is_main(const struct page_node *node)
{
	return node->tag == PAGE_MAIN;
}

static struct found find_outermost(const struct page_tree *tree, const struct page_sums *sums,
	uint32_t scope, bool (*fits)(const struct page_node *node))
{
	struct found found = {.first = 0};
	uint32_t step;

	for (uint32_t i = scope + 1; i < tree->nodes[scope].end; i += step) {
		const struct page_node *node = &tree->nodes[i];
		int64_t prose;

		step = 1;
		if (sums->excluded[i] || !fits(node)) {
			continue;
		}
		step = node->end > i ? node->end - i : 1;
		prose = page_sums_prose(sums, node);
		if (prose == 0) {
			continue;
		}
		if (prose > found.best) {
			if (found.first == 0 || prose > 2 * found.best) {
				found.first = i;
			}
			found.best = prose;
		}
		found.last = i;
		found.count++;
		found.sum += prose;
	}
	return found;
}

/* The innermost element around two. */
static uint32_t common_parent(const struct page_tree *tree, uint32_t a, uint32_t b)
{
	while (tree->nodes[a].end <= b && a != tree->nodes[a].parent) {
		a = tree->nodes[a].parent;
	}
	return a;
}

static uint32_t enclosing(const struct page_tree *tree, uint32_t at, enum page_tag tag)
{
	while (at != tree->nodes[at].parent) {
		at = tree->nodes[at].parent;
		if (tree->nodes[at].tag == tag) {
			return at;
		}
	}
	return 0;
}

/* Where to look at all: the article, else the main part, else everything. */
static uint32_t find_scope(const struct page_tree *tree, const struct page_sums *sums)
{
	int64_t all = page_sums_prose(sums, &tree->nodes[0]);
	struct found main = find_outermost(tree, sums, 0, is_main);
	uint32_t scope =
		main.first != 0 && percent(main.best, all) >= SCOPE_PERCENT ? main.first : 0;
	struct found articles = find_outermost(tree, sums, scope, is_article);
	int64_t prose =
		articles.first != 0 ? page_sums_prose(sums, &tree->nodes[articles.first]) : 0;

	if (prose >= ARTICLE_WORDS_MIN ||
		(prose >= BODY_WORDS_MIN &&
			percent(prose, page_sums_prose(sums, &tree->nodes[scope])) >=
				SCOPE_PERCENT)) {
		return articles.first;
	}
	return scope;
}

/* The heading that reads as the title; UINT32_MAX when there is none. */
static uint32_t find_headline(
	const struct page_tree *tree, const struct page_sums *sums, struct str title)
{
	for (uint32_t i = 0; i < tree->block_count; i++) {
		const struct page_block *block = &tree->blocks[i];

		if (block->kind == PAGE_HEADING && !sums->excluded[block->node] &&
			page_phrase_equal(page_block_text(tree, block), title)) {
			return i;
		}
	}
	return UINT32_MAX;
}

/* Goes down as long as one child has nearly all the prose, or most of it and the headline. */
static uint32_t descend(
	const struct page_tree *tree, const struct page_sums *sums, uint32_t at, uint32_t headline)
{
	for (;;) {
		const struct page_node *node = &tree->nodes[at];
		int64_t prose = page_sums_prose(sums, node);
		uint32_t next = 0;

		for (uint32_t i = at + 1; i < node->end && next == 0; i = tree->nodes[i].end) {
			const struct page_node *child = &tree->nodes[i];
			bool has_headline =
				headline >= child->first_block && headline < child->end_block;
			uint32_t enough = has_headline ? HEADLINE_PERCENT : DESCEND_PERCENT;

			next = percent(page_sums_prose(sums, child), prose) >= enough ? i : 0;
		}
		if (next == 0 || tree->nodes[next].tag == PAGE_P ||
			tree->nodes[next].tag == PAGE_ITEM_TAG ||
			tree->nodes[next].tag == PAGE_BLOCKQUOTE ||
			!page_tag_is_block(tree->nodes[next].tag)) {
			return at;
		}
		at = next;
	}
}

static uint32_t find_region(const struct page_tree *tree, const struct page_sums *sums,
	uint32_t scope, struct str title)
{
	uint32_t headline = find_headline(tree, sums, title);
	int64_t all = page_sums_prose(sums, &tree->nodes[scope]);
	struct found bodies = find_outermost(tree, sums, scope, is_body);
	uint32_t region = bodies.first;

	if (bodies.first == 0) {
		return descend(tree, sums, scope, headline);
	}
	int64_t prose = page_sums_prose(sums, &tree->nodes[region]);
	bool is_split = bodies.count > 1 && prose < bodies.sum &&
			enclosing(tree, bodies.first, PAGE_ARTICLE) ==
				enclosing(tree, bodies.last, PAGE_ARTICLE);
	if (is_split && (percent(prose, bodies.sum) < 70 || prose < BODY_WORDS_MIN)) {
		region = common_parent(tree, bodies.first, bodies.last);
		prose = page_sums_prose(sums, &tree->nodes[region]);
	}
	if (percent(prose, all) >= SCOPE_PERCENT || prose >= ARTICLE_WORDS_MIN) {
		return region;
	}
	return descend(tree, sums, scope, headline);
}

static uint32_t count_teasers(const struct page_tree *tree)
{
	uint32_t teasers = 0;

	for (uint32_t i = 0; i < tree->block_count; i++) {
		const struct page_block *block = &tree->blocks[i];

		teasers += block->words >= 3 && block->link_len * 10 >= block->text_len * 8;
	}
	return teasers;
}

void page_body_find(struct arena *arena, const struct page_tree *tree, struct str title,
	struct str summary, struct page_body *ret)
{
	struct page_sums sums;
	struct page_pick pick;
	uint32_t scope;

	memset(ret, 0, sizeof(*ret));
	if (!page_sums_make(arena, tree, &sums)) {
		return;
	}
	scope = find_scope(tree, &sums);
	pick = (struct page_pick){.tree = tree,
		.sums = &sums,
		.scope = scope,
		.region = find_region(tree, &sums, scope, title),
		.title = title,
		.summary = summary};
	if (!page_pick_blocks(arena, &pick)) {
		return;
	}
	page_pick_write(arena, &pick, ret);
	ret->teasers = count_teasers(tree);
	for (uint32_t i = 0; i < tree->node_count; i++) {
		ret->has_paywall |= (tree->nodes[i].hints & PAGE_HINT_PAYWALL) != 0 &&
				    (tree->nodes[i].hints & PAGE_HINT_HIDDEN) == 0;
	}
}
