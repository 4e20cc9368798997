/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A page as arrays: its elements in document order, and the blocks of text between their borders. A subtree is a range of
 * both, so that whatever is asked of it is a difference of two sums. Everything lies in the arena of the call.
 */
#ifndef NUNCIO_PARSE_PAGE_TREE_H
#define NUNCIO_PARSE_PAGE_TREE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/limits.h"
#include "base/str.h"
#include "parse/page_tag.h"

enum page_block_kind {
	PAGE_TEXT,
	PAGE_HEADING,
	PAGE_ITEM,   /* of a list */
	PAGE_CAPTION /* of a figure */
};

struct page_node {
	uint32_t parent;      /* index; the root is its own */
	uint32_t end;         /* behind the last element inside */
	uint32_t first_block; /* the blocks inside: first_block … end_block - 1 */
	uint32_t end_block;
	uint32_t text_at; /* its text in page_tree.text, all the way down */
	uint32_t text_end;
	uint32_t hints; /* PAGE_HINT_… */
	enum page_tag tag;
	struct str
		datetime; /* of <time>, and `content` of what has an itemprop; in the page, references as they stand */
};

struct page_block {
	uint32_t node; /* the innermost block-level element around it */
	uint32_t text_at;
	uint32_t text_len;
	uint32_t link_len; /* bytes of it inside links */
	uint32_t words;    /* two characters of a script without spaces are one */
	uint32_t sentences;
	enum page_block_kind kind;
	uint8_t level; /* of a heading */
	bool ends_sentence;
};

/* A <meta>, or a <link> with its rel as name. Values as they stand in the page. */
struct page_meta_tag {
	struct str name;
	struct str value;
	bool is_link;
};

struct page_tree {
	struct page_node *nodes;
	uint32_t node_count;
	struct page_block *blocks;
	uint32_t block_count;
	struct str text;  /* of all blocks, one behind the other, each followed by a line end */
	struct str title; /* <title>, references as they stand */
	struct str lang;  /* of <html> */
	struct str base;  /* <base href> */
	struct page_meta_tag metas[LIMIT_PAGE_METAS];
	size_t meta_count;
	struct str data[LIMIT_PAGE_DATA_PARTS]; /* JSON-LD, in the page */
	size_t data_count;
	bool is_cut; /* a ceiling was reached: the rest of the page is missing */
};

/* `html` is valid UTF-8 and stays borrowed. False when the arena is full. */
bool page_tree_build(struct arena *arena, struct str html, struct page_tree *ret);
struct str page_block_text(const struct page_tree *tree, const struct page_block *block);
struct str page_node_text(const struct page_tree *tree, const struct page_node *node);

#endif
